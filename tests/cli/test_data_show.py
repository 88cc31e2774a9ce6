"""tenfold data show."""

import json

import numpy as np
import pytest
from PIL import Image


def shown(tenfold, *words):
    done = tenfold("data", "show", *words, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_first_of_each_is_what_is_shown_without_a_word(tenfold, drawn, drawn_npz):
    told = shown(tenfold, drawn_npz)
    assert told["labels"] == [0, 1, 2]
    assert told["rows"] == [int(np.argmax(drawn.train.labels == label)) for label in range(3)]
    assert told["file"] == "drawn-train-first-of-each.png"
    assert Image.open(told["file"]).format == "PNG"
    assert shown(tenfold, drawn_npz, "--first-of-each") == told


def test_nth_is_counted_from_one(tenfold, drawn, drawn_npz):
    told = shown(tenfold, drawn_npz, "--nth", 10, "--split", "test")
    assert told["rows"] == [
        int(np.flatnonzero(drawn.test.labels == label)[9]) for label in range(3)
    ]


def test_a_grid_takes_the_first_pictures(tenfold, drawn_npz):
    told = shown(tenfold, drawn_npz, "--grid", "2x3", "--out", "mine.png")
    assert told["rows"] == [0, 1, 2, 3, 4, 5]
    assert told["file"] == "mine.png"


def test_random_pictures_come_from_the_seed_and_fit_a_grid(tenfold, drawn_npz):
    told = shown(tenfold, drawn_npz, "--random", 6, "--seed", 3)
    assert len(set(told["rows"])) == 6
    assert shown(tenfold, drawn_npz, "--random", 6, "--seed", 3, "--grid", "2x3") == told
    assert shown(tenfold, drawn_npz, "--random", 6)["rows"] != told["rows"]


def test_one_picture_comes_with_its_raw_numbers(tenfold, drawn, drawn_npz):
    done = tenfold("data", "show", drawn_npz, "--image", 5)
    image = drawn.train.images[5]
    row = image[image.any(axis=1)][0]
    numbers = " ".join(str(value) for value in row[row > 0])
    assert numbers in " ".join(done.stdout.split())
    assert Image.open("drawn-train-5.png").width > 1000


def test_in_the_terminal_it_fits_80_columns(tenfold, drawn_npz):
    for words in (["--grid", "2x8"], ["--nth", "2"], ["--image", "0"]):
        text = tenfold("data", "show", drawn_npz, *words).stdout
        assert set(text) & set("░▒▓█")
        assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--nth", "2", "--image", "3"], "Say one of --first-of-each, --nth, --grid"),
        (["--split", "tset"], "The split to show must be train or test. Got 'tset'."),
        (["--nth", "500"], "There is no picture number 500 of class '0'"),
        (["--image", "600"], "--image must be 0 to 599 in this split. Got 600."),
        (["--grid", "8by8"], "--grid must be rows and columns such as 8x8, of at most 400"),
        (["--grid", "0x8"], "--grid must be rows and columns such as 8x8, of at most 400"),
        (["--grid", "2x2", "--random", "5"], "5 pictures do not fit a grid of 2x2."),
        (["--split", "test", "--random", "300"], "The split has only 200 pictures. Got 300"),
    ],
)
def test_a_wrong_use_is_explained(tenfold, drawn_npz, words, message):
    done = tenfold("data", "show", drawn_npz, *words)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())
