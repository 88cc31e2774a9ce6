"""The reader that came with tenfold, on pages that take more than one look."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from inference.readers import page, reader_bundle

from benchmarks.reading.lettered import lettered
from tenfold.inference.numbers import Number, Reader, _mostly_sure, _reads_more, load_reader
from tenfold.pictures.decode import Picture


@pytest.fixture(scope="module")
def shipped() -> Reader:
    return load_reader()


def texts(reader: Reader, pixels: np.ndarray, **wanted: bool) -> list[str]:
    (reading,) = reader.read(Picture(pixels), **wanted)
    return [number.text for number in reading.numbers]


def test_a_number_that_lies_half_in_the_sun_is_read_whole(shipped: Reader) -> None:
    drawn = lettered(("70426", 180, 250), size=(600, 800), height=60, pen=0.1)
    y, x = np.mgrid[:600, :800]
    lit = 0.45 + 0.55 / (1 + np.exp(-(x + 0.4 * y - 480) / 4))
    assert texts(shipped, np.rint(drawn.pixels * lit).astype(np.uint8)) == ["70426"]


def test_a_number_beside_a_table_is_read(shipped: Reader) -> None:
    drawn = lettered(("70426", 180, 250), size=(600, 800), height=60, pen=0.1)
    drawn.pixels[:, :20] = 40
    drawn.pixels[-16:] = 55
    assert texts(shipped, drawn.pixels) == ["70426"]


def test_a_number_in_the_glare_of_a_lamp_is_read(shipped: Reader) -> None:
    """What is lighter than its surroundings there is the lamp, and ink only the fine strokes."""
    drawn = lettered(("4052", 150, 110), size=(400, 520), height=70, pen=0.03, paper=140, ink=45)
    y, x = np.mgrid[:400, :520]
    glare = np.exp(-((x - 180) ** 2 + (y - 150) ** 2) / 120**2)
    lit = drawn.pixels + (250 - drawn.pixels) * 0.75 * glare
    assert texts(shipped, np.rint(lit).astype(np.uint8)) == ["4052"]


def number(text: str, confidence: float) -> Number:
    return Number(text, confidence, refused=False, box=(0, 0, 1, 1), digits=())


def test_a_later_look_that_lost_a_likely_digit_saw_less() -> None:
    assert not _reads_more([number("597", 1.0)], [number("5971", 0.8)])
    assert _reads_more([number("597", 1.0)], [number("5971", 0.4)])
    assert _reads_more([number("5971", 0.9)], [number("5971", 0.8)])
    assert not _reads_more([number("59714", 0.5)], [number("5971", 0.8)])


def test_a_sure_digit_beside_a_line_that_is_not_legible_is_looked_at_again() -> None:
    assert not _mostly_sure([number("5", 0.95), number("650786", 0.1)])
    assert _mostly_sure([number("1", 0.5), number("650786", 0.95)])
    assert not _mostly_sure([])


def test_a_number_on_a_sheet_before_a_motley_ground_is_read(shipped: Reader) -> None:
    """The sheet is seen alone: neither the ground's grain nor its shapes are the page's."""
    rng = np.random.default_rng(3)
    ground = cv2.resize(rng.integers(10, 200, (30, 40)).astype(np.uint8), (800, 600))
    drawn = lettered(("70426", 250, 270), size=(600, 800), height=60, pen=0.1).pixels
    corners = np.array([(120, 160), (690, 130), (720, 430), (100, 450)])
    sheet = cv2.fillConvexPoly(np.zeros(drawn.shape, np.uint8), corners, 1) > 0
    light = np.linspace(1, 0.6, 800)
    assert texts(shipped, np.where(sheet, drawn * light, ground).astype(np.uint8)) == ["70426"]


@pytest.mark.parametrize("seed", range(4))
def test_paper_in_lamplight_and_grain_holds_no_number(shipped: Reader, seed: int) -> None:
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:480, :640] / 640
    light = 1 - 0.35 * np.hypot(x - rng.random(), y - 0.7 * rng.random())
    grain = rng.normal(0, 5, light.shape)
    assert texts(shipped, np.clip(np.rint(210 * light + grain), 0, 255).astype(np.uint8)) == []


@pytest.mark.parametrize(("text", "temperature", "told"), [("7", 4.0, []), ("725", 3.0, ["725"])])
def test_an_unlikely_digit_is_no_number_unless_somebody_said_that_there_is_one(
    text: str, temperature: float, told: list[str]
) -> None:
    """A temperature makes a reader of drawn digits as unsure as faint ones do."""
    bundle = reader_bundle()
    unsure = Reader(replace(bundle, metadata=replace(bundle.metadata, temperature=temperature)))
    (said,) = unsure.read(page(text), single=True)
    (number,) = said.numbers
    assert number.text == text
    assert 0.2 < number.confidence < 0.7
    assert texts(unsure, page(text)) == told
