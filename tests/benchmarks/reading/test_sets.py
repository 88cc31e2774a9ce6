from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from PIL import Image

from benchmarks.reading.sets import NumberSet, composed, found_in, printed, written
from tenfold.errors import UsageError
from tenfold.training.composer.ground import RULES
from tenfold.training.composer.hands import marks
from tenfold.training.composer.handwritten import Writers
from tenfold.values import Split


def listed(folder, text: str):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "labels.csv").write_text(text)
    Image.new("L", (30, 20), 255).save(folder / "a.png")
    return folder


def digits() -> Split:
    images = np.zeros((20, 28, 28), np.uint8)
    images[:, 6:22, 12:16] = 255
    return Split(images, np.arange(20) % 10)


def writers() -> Writers:
    return Writers(digits(), np.stack([digits().images[:10]]), marks("test")[:1])


def test_a_folder_is_a_set_or_holds_several(tmp_path):
    listed(tmp_path / "one", "file,label,style\na.png,012,clean\n")
    listed(tmp_path / "two", "file,label\na.png,1  23\na.png,\n")
    (tmp_path / "notes").mkdir()
    one, two = found_in(tmp_path)
    assert (one.name, one.truths, one.styles) == ("one", ("012",), ("clean",))
    assert (two.truths, two.styles) == (("1 23", ""), ("", ""))
    assert found_in(tmp_path / "one") == [one]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("file\na.png\n", "must have the columns file and label, and pictures below them. Correct"),
        ("file,label\n", "must have the columns file and label"),
        ("file,label\nb.png,1\n", "lists 'b.png', which is not there."),
        ("file,label\na.png,1a\n", "a label must be digits, with spaces between numbers. Got '1a'"),
    ],
)
def test_lists_that_do_not_fit_are_explained(tmp_path, text, words):
    with pytest.raises(UsageError) as caught:
        found_in(listed(tmp_path, text))
    assert words in str(caught.value)


def test_a_place_without_sets_is_explained(tmp_path):
    with pytest.raises(
        UsageError, match=r"There is no set of numbers in '.*'\. Name a folder with"
    ):
        found_in(tmp_path)
    with pytest.raises(UsageError, match="There is no set of numbers"):
        found_in(tmp_path / "no")


def test_the_same_pictures_are_drawn_by_lot_every_time(tmp_path):
    files = tuple(tmp_path / str(k) for k in range(9))
    numbers = NumberSet("a", files, tuple("123456789"), ("",) * 9)
    few = numbers.thinned(4)
    assert few == numbers.thinned(4)
    assert [numbers.truths[files.index(file)] for file in few.files] == list(few.truths)
    assert numbers.thinned(9) is numbers.thinned(None) is numbers


def test_made_pictures_are_files_and_the_same_every_time(tmp_path):
    first, second = (
        written("made up", composed(writers(), 3, np.random.default_rng(1)), tmp_path / name)
        for name in "ab"
    )
    assert (first.name, len(first), first.truths) == ("made up", 3, second.truths)
    assert all(2 <= len(truth) <= 10 for truth in first.truths)
    assert [one.read_bytes() for one in first.files] == [one.read_bytes() for one in second.files]


def test_printed_numbers_come_in_ten_fonts_and_more():
    made = list(printed(1, np.random.default_rng(0)))
    assert len({style for _, _, style in made}) >= 10
    for pixels, truth, style in made:
        ink = np.argwhere(pixels < 128)
        assert len(ink), style
        assert 3 <= len(truth) <= 9
        # A margin all around, and digits of 20 to 80 pixels.
        assert ink.min() >= 10
        assert (ink.max(axis=0) < np.array(pixels.shape) - 10).all()


def test_numbers_on_rules_say_what_they_are_written_on():
    made = list(composed(writers(), 10, np.random.default_rng(1), ruled=True))
    assert Counter(style for _, _, style in made) == dict.fromkeys(RULES, 2)
    assert {style for _, _, style in composed(writers(), 2, np.random.default_rng(1))} == {""}
