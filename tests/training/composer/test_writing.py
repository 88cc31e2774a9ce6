"""Lines of ink: what is asked for stands there, in its order and size."""

import cv2
import numpy as np
import pytest

from tenfold.training.composer.hand import Hand, draw_hand
from tenfold.training.composer.writing import write
from tenfold.values import Dataset

STEADY = Hand(
    slant=0.0,
    gap=0.2,
    gap_spread=0.0,
    bounce=0.0,
    sizes=0.0,
    turn=0.0,
    wide=1.0,
    bend=0.0,
    weight=0.0,
    sevens_crossed=False,
    ones_flagged=False,
)


def bar(height: int = 20, width: int = 4) -> np.ndarray:
    """A one as simple as can be."""
    picture = np.zeros((28, 28), np.uint8)
    picture[4 : 4 + height, 12 : 12 + width] = 255
    return picture


def pieces(ink: np.ndarray) -> int:
    return int(cv2.connectedComponents((ink > 0.3).astype(np.uint8))[0]) - 1


def changed(**settings: float | bool) -> Hand:
    return Hand(**(STEADY.__dict__ | settings))


def test_digits_stand_apart_by_the_gap() -> None:
    line = write([bar(), bar(), bar()], "111", STEADY, 40, np.random.default_rng(0))
    columns = np.flatnonzero((line.ink > 0.3).any(axis=0))
    gaps = np.diff(columns)
    assert pieces(line.ink) == 3
    assert (gaps > 1).sum() == 2
    assert gaps.max() == pytest.approx(0.2 * 40, abs=4)
    assert (line.left, line.right) == pytest.approx((columns[0], columns[-1] + 1), abs=3)


def test_a_negative_gap_makes_digits_touch() -> None:
    rng = np.random.default_rng(0)
    assert pieces(write([bar(), bar()], "11", changed(gap=-0.08), 40, rng).ink) == 1


def test_bent_strokes_leave_their_way_by_as_much_as_the_hand_bends_them() -> None:
    def off(bend: float) -> np.ndarray:
        """How far the middle of a bar lies off its straight line, row for row."""
        line = write([bar()], "1", changed(bend=bend), 80, np.random.default_rng(5))
        inked = line.ink[line.ink.max(axis=1) > 0.5]
        middle = np.array([np.average(np.arange(len(row)), weights=row) for row in inked])
        y = np.arange(len(middle))
        return np.asarray(middle - np.polyval(np.polyfit(y, middle, 1), y))

    assert np.abs(off(0.0)).max() < 0.5
    assert np.abs(off(0.03)).max() > 0.7
    assert np.abs(np.diff(off(0.03))).max() < 1, "it is still one smooth stroke"


def test_digits_are_as_tall_as_asked() -> None:
    line = write([bar()], "1", STEADY, 40, np.random.default_rng(0))
    rows = np.flatnonzero((line.ink > 0.3).any(axis=1))
    assert len(rows) == pytest.approx(40, abs=4)
    assert rows.mean() == pytest.approx(line.middle, abs=2)


def test_a_thin_pen_leaves_less_ink_and_a_thick_one_more() -> None:
    amounts = [
        write([bar()], "1", changed(weight=weight), 40, np.random.default_rng(0)).ink.sum()
        for weight in (-0.04, 0.0, 0.02)
    ]
    assert amounts == sorted(amounts)
    assert amounts[0] < 0.8 * amounts[1]


def test_a_slanted_hand_leans_to_the_right() -> None:
    ink = write([bar()], "1", changed(slant=0.5), 40, np.random.default_rng(0)).ink
    rows, columns = np.nonzero(ink > 0.3)
    top, bottom = columns[rows < rows.mean()].mean(), columns[rows > rows.mean()].mean()
    assert top > bottom + 5


def seven() -> np.ndarray:
    picture = np.zeros((28, 28), np.uint8)
    cv2.polylines(picture, [np.array([(7, 5), (20, 5), (12, 23)])], False, 255, 2)
    return picture


@pytest.mark.parametrize(
    ("name", "picture", "habit"),
    [("7", seven(), "sevens_crossed"), ("1", bar(), "ones_flagged")],
)
def test_habits_add_a_stroke(name: str, picture: np.ndarray, habit: str) -> None:
    plain = write([picture], name, STEADY, 40, np.random.default_rng(0)).ink
    habitual = write([picture], name, changed(**{habit: True}), 40, np.random.default_rng(0)).ink
    assert habitual.sum() > 1.05 * plain.sum()


def test_real_digits_of_any_hand_fit_on_their_page(mnist: Dataset) -> None:
    rng = np.random.default_rng(7)
    for _ in range(60):
        rows = rng.integers(0, len(mnist.train), rng.integers(1, 9))
        text = "".join(map(str, mnist.train.labels[rows]))
        line = write(list(mnist.train.images[rows]), text, draw_hand(rng), 30, rng)
        assert line.text == text
        assert line.ink.max() > 0.4
        assert 0 < line.left < line.right < line.ink.shape[1]
        assert not (line.ink[:, [0, -1]] > 0.1).any()  # nothing is cut off at either end
