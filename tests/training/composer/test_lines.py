"""Pools of composed strips."""

import numpy as np
import pytest

from tenfold.training.composer.ground import photograph
from tenfold.training.composer.hand import draw_hand
from tenfold.training.composer.hands import MARK_SIDE, MARKS
from tenfold.training.composer.handwritten import Writers
from tenfold.training.composer.lines import HEIGHT, Composed, compose, draw_line
from tenfold.training.composer.other import write_other
from tenfold.training.composer.strip import strip_of
from tenfold.training.composer.writing import write
from tenfold.values import Dataset, Lines, Split

FEW = Composed(lines=30, validation=10, test=10)


@pytest.fixture(scope="module")
def writers(mnist: Dataset) -> Writers:
    return Writers.of(mnist.train, "train")


@pytest.fixture(scope="module")
def composed(writers: Writers) -> Lines:
    return compose(writers, 30, FEW, (3,), filled=True)


def test_the_same_seed_gives_the_same_lines(writers: Writers, composed: Lines) -> None:
    again = compose(writers, 30, FEW, (3,), filled=True)
    assert np.array_equal(again.images, composed.images)
    assert np.array_equal(again.labels, composed.labels)


def test_how_many_lines_are_done_is_told(writers: Writers) -> None:
    told: list[int] = []
    compose(writers, 30, FEW, (3,), filled=True, on_composed=told.append)
    assert sum(told) == 30


def test_strips_hold_ink_and_say_which_digits(composed: Lines) -> None:
    assert composed.images.shape == (30, HEIGHT, FEW.width)
    assert composed.images.dtype == np.uint8
    assert composed.labels.min() >= 0
    assert composed.labels.max() == Lines.BLANK
    lengths = (composed.labels != Lines.BLANK).sum(axis=1)
    assert lengths.mean() > 2
    # Only the end of a row is filled up.
    for row, length in zip(composed.labels, lengths, strict=True):
        assert (row[:length] != Lines.BLANK).all()


def test_strips_to_be_judged_by_hold_one_line(writers: Writers) -> None:
    one = compose(writers, 40, FEW, (4,), filled=False)
    many = compose(writers, 40, FEW, (4,), filled=True)
    assert (one.labels != Lines.BLANK).sum() < (many.labels != Lines.BLANK).sum()


def test_lines_of_no_digit_have_no_text() -> None:
    rng = np.random.default_rng(0)
    lines = [write_other(30, rng) for _ in range(40)]
    assert {line.text for line in lines} == {""}
    assert sum(line.ink.any() for line in lines) > 30


def test_every_photograph_keeps_its_ink_visible(mnist: Dataset) -> None:
    """Ink and paper differ by more than the noise, in whichever polarity."""
    rng = np.random.default_rng(1)
    for _ in range(60):
        rows = rng.integers(0, len(mnist.train), 3)
        text = "".join(map(str, mnist.train.labels[rows]))
        line = write(list(mnist.train.images[rows]), text, draw_hand(rng), 30, rng)
        picture = photograph(line, rng)
        ink, paper = line.ink > 0.7, line.ink < 0.02
        if ink.sum() < 20:
            continue
        apart = abs(float(picture.pixels[ink].mean()) - float(picture.pixels[paper].mean()))
        assert picture.pixels.shape == line.ink.shape == picture.rules.shape
        assert apart > 3


def test_strips_are_cut_as_the_reader_sees_them(writers: Writers) -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        line = draw_line(writers, FEW, rng)
        strip = strip_of(line, photograph(line, rng), rng)
        assert strip.shape[0] == HEIGHT
        assert strip.dtype == np.uint8


def test_a_line_in_one_hand_is_of_that_hand_alone() -> None:
    """Where nobody left single digits, every line is still written, and says what it says."""
    bars = np.zeros((1, 10, 28, 28), np.uint8)
    bars[..., 4:24, 12:16] = 255
    none = np.zeros((1, len(MARKS), MARK_SIDE, MARK_SIDE), np.uint8)
    nobody = Writers(Split(np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.int64)), bars, none)
    rng = np.random.default_rng(5)
    for _ in range(20):
        line = draw_line(nobody, Composed(other=0, printed=0, hands=1, marked=0), rng)
        assert 1 <= len(line.text) <= 10
        assert line.text.isdigit()
        assert line.ink.max() > 0.5
