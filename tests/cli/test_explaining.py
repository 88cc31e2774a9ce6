"""tenfold predict --explain."""

import io
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rich.console import Console

import tenfold as library
from tenfold.artefact.bundle import Metadata
from tenfold.cli import explaining
from tenfold.datasets import cache_folder
from tenfold.inference.explain import Explanation, SimilarPicture
from tenfold.pictures.standardise import Step
from tenfold.values import ModelId, Prediction


@pytest.fixture
def picture(drawn):
    """standing.png: a bar that stands on white paper, off-centre."""
    page = np.full((90, 120), 255, np.uint8)
    page[20:48, 60:88] -= drawn.test.images[int(np.argmax(drawn.test.labels == 0))]
    Image.fromarray(page).save("standing.png")
    return "standing.png"


def shown(why, *, colour, label=None):
    stream = io.StringIO()
    system = "truecolor" if colour else None
    console = Console(file=stream, width=80, color_system=system, force_terminal=colour)
    console.print(explaining.drawn(why, label, logits=False, console=console))
    return stream.getvalue()


def test_an_explanation_shows_evidence_steps_and_similar_pictures(tenfold, trained, picture):
    done = tenfold("predict", "--model", "drawn", picture, "--explain")
    assert (done.exit_code, done.stderr) == (0, "")
    why = library.load("drawn").explain(picture)
    lines = done.stdout.splitlines()
    assert lines[0].startswith("standing.png  ")
    assert "The lower picture: the fuller a place" in done.stdout
    assert "Covering the 5 x 5 pixels that speak loudest for" in done.stdout
    for step in why.steps:
        assert all(word in done.stdout for word in step.name.split())
    assert done.stdout.count("#") == 5
    assert max(map(len, lines)) <= 80
    assert len(lines) < 75


def test_json_is_what_the_library_gives(tenfold, trained, picture, drawn):
    done = tenfold("predict", "--model", "drawn", picture, "--explain", "--json", "--logits")
    why = library.load("drawn").explain(picture, examples=drawn.train)
    assert json.loads(done.stdout) == why.to_json(logits=True)
    assert len(why.similar) == 5


def test_broken_pictures_are_told_and_rows_keep_their_true_label(
    tenfold, trained, picture, drawn_npz
):
    done = tenfold("predict", "--model", "drawn", "gone.png", picture, "--explain", "--json")
    assert done.exit_code == 1
    broken, whole = (json.loads(line) for line in done.stdout.splitlines())
    assert (broken["file"], broken["error"]["code"]) == ("gone.png", "picture")
    assert len(whole["explanation"]["similar"]) == 5
    told = tenfold("predict", "--model", "drawn", "gone.png", picture, "--explain")
    assert told.stderr.startswith("Error: There is no file gone.png")
    words = ("predict", "--data", drawn_npz, "--index", "3", "--explain")
    (row,) = (json.loads(line) for line in tenfold(*words, "--json").stdout.splitlines())
    assert (row["file"], row["explanation"]["steps"]) == ("drawn/test/3", ["standardised"])
    assert {"true_label", "explanation"} <= row.keys()
    assert "From the file" not in tenfold(*words).stdout


def test_a_blank_page_is_explained_by_its_steps(tenfold, trained):
    Image.new("L", (50, 50), 255).save("empty.png")
    done = tenfold("predict", "--model", "drawn", "empty.png", "--explain")
    assert done.exit_code == 0
    assert "There is nothing in what the model saw: the steps show" in done.stdout
    assert "Covering" not in done.stdout
    assert "#" not in done.stdout
    found = json.loads(
        tenfold("predict", "--model", "drawn", "empty.png", "--explain", "--json").stdout
    )
    assert (found["refused"], found["explanation"]["similar"]) == (True, [])
    assert not np.any(found["explanation"]["occlusion"])


def test_save_writes_a_png_for_each_picture_and_never_over_it(tenfold, trained, picture):
    Path("a").mkdir()
    shutil.copy(picture, "a/standing.png")
    before = Path("a/standing.png").read_bytes()
    content = Path(picture).read_bytes()
    words = (
        "predict",
        "--model",
        "drawn",
        picture,
        "a/standing.png",
        "-",
        "--explain",
        "--save",
        "a",
    )
    done = tenfold(*words, stdin=content)
    names = {"standing.png", "standing-explained.png", "standing-explained-2.png"}
    assert {path.name for path in Path("a").iterdir()} == names | {"stdin-explained.png"}
    assert Path("a/standing.png").read_bytes() == before
    assert Image.open("a/standing-explained.png").width == 1000
    assert done.stdout.count("Explained: a/") == 3
    quiet = tenfold(*words, "--json", stdin=content)
    assert quiet.stderr.count("Explained: a/") == 3
    assert len(quiet.stdout.splitlines()) == 3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("x.png",) * 21 + ("--explain",), "--explain explains at most 20 pictures. Got 21."),
        (("x.png", "--save", "why"), "--save keeps what --explain draws. Add --explain, or leave"),
    ],
)
def test_a_wrong_use_is_explained(tenfold, trained, words, message):
    done = tenfold("predict", "--model", "drawn", *words)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())


def explained(name="8"):
    values = {
        "label": 0,
        "name": name,
        "confidence": 0.9,
        "probabilities": np.array([0.9, 0.1]),
        "logits": np.array([2.2, 0], np.float32),
        "refused": False,
        "model": ModelId("m", "0"),
        "pixels": np.full((28, 28), 90, np.uint8),
        "classes": (name, "b"),
        "file": name,
    }
    grey, seen = np.full((300, 100), 200, np.uint8), np.full((28, 28), 90, np.uint8)
    return Explanation(
        prediction=Prediction(**values),
        steps=(Step("grey", grey), Step("standardised", seen)),
        box=(30, 60, 40, 120),
        empty=False,
        occlusion=np.linspace(-3, 3, 784, dtype=np.float32).reshape(28, 28),
        patch=5,
        covered=0.4,
        similar=(SimilarPicture(7, 0, name, 0.98, seen),),
    )


def test_a_terminal_with_colours_gets_a_tinted_picture_and_a_framed_box():
    text = shown(explained(), colour=True)
    assert "■ spoke for 8" in re.sub(r"\x1b\[[\d;]*m", "", text)
    orange = "38;2;255;112;0"
    assert text.count(orange) > 10  # the key to the colours, and the frame
    plain = shown(explained(), colour=False)
    assert "■" not in plain
    assert "\x1b" not in plain
    assert max(map(len, plain.splitlines())) <= 80


@pytest.mark.parametrize("colour", [True, False])
def test_names_of_strangers_are_text_in_every_part(colour):
    text = shown(explained("[red]x[/]\x1b[2J\n"), colour=colour)
    assert "\x1b[2J" not in text
    assert re.sub(r"\x1b\[[\d;]*m", "", text).count("[red]x[/]") >= 5


def known(tiny, **changes):
    found = library.load_dataset("tiny")
    values = {"name": "m", "classes": found.classes, "spec": found.spec}
    return Metadata(**values | {"dataset": {"name": "tiny", "sha256": found.sha256}} | changes)


def test_training_pictures_of_a_known_set_are_taken_from_where_it_lies(tiny, capfd):
    split = explaining.training_pictures(known(tiny), None, None)
    assert np.array_equal(split.images, library.load_dataset("tiny").train.images)
    assert capfd.readouterr() == ("", "")


def test_training_pictures_are_never_fetched(tiny, monkeypatch, capfd):
    metadata = known(tiny)
    shutil.rmtree(cache_folder(tiny.source), ignore_errors=True)
    Path("elsewhere").mkdir()
    monkeypatch.setenv("TENFOLD_DATA", "elsewhere")
    assert explaining.training_pictures(metadata, None, None) is None
    assert capfd.readouterr() == (
        "",
        "No similar pictures: tiny is not here. Fetch it: tenfold data fetch tiny\n",
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"dataset": {"name": "tiny", "sha256": "0" * 64}},
            "No similar pictures: tiny has changed since the model learned from it.",
        ),
        ({"classes": ("x", "y", "z")}, "has other classes than the model."),
    ],
)
def test_other_data_are_no_training_pictures(tiny, capfd, changes, words):
    assert explaining.training_pictures(known(tiny, **changes), None, None) is None
    assert words in " ".join(capfd.readouterr().err.split())


def test_a_broken_file_of_a_set_is_told_and_not_fetched_anew(tiny, tmp_path, capfd):
    metadata = known(tiny)
    (tmp_path / "data" / "train-images-idx3-ubyte.gz").write_bytes(b"broken")
    assert explaining.training_pictures(metadata, None, None) is None
    told = capfd.readouterr()
    assert told.err.startswith("No similar pictures: The folder")
    assert "Getting" not in told.err


def test_without_training_pictures_it_says_so_and_explains_the_rest(tenfold, trained, picture):
    moved = shutil.copy(trained / "model.onnx", "alone.onnx")
    done = tenfold("predict", picture, "--explain", "--model", moved)
    assert done.exit_code == 0
    assert "#" not in done.stdout
    assert " ".join(done.stderr.split()) == (
        "No similar pictures: what the model learned from is not at hand as a data set or .npz "
        "file."
    )
    quiet = tenfold("predict", picture, "--explain", "--model", moved, "--json")
    assert json.loads(quiet.stdout)["explanation"]["similar"] == []
