from __future__ import annotations

import cv2
import numpy as np
import pytest

from benchmarks.reading.lettered import lettered
from tenfold.pictures.page.sheet import alone, sheet_of
from tenfold.pictures.polarity import is_dark_on_light

CORNERS = np.array([(70, 40), (430, 60), (420, 270), (60, 250)])


def on_a_table(paper: int, ink: int, table: int, corners: np.ndarray = CORNERS) -> np.ndarray:
    page = lettered(("507", 140, 120), size=(320, 500), paper=paper, ink=ink).pixels
    sheet = cv2.fillConvexPoly(np.zeros(page.shape, np.uint8), corners, 1)
    return np.where(sheet > 0, page, np.uint8(table))


@pytest.mark.parametrize(("paper", "ink", "table"), [(230, 40, 60), (40, 230, 190)])
def test_the_sheet_is_found_and_its_ink_is_judged_on_it(paper: int, ink: int, table: int) -> None:
    grey = on_a_table(paper, ink, table)
    sheet = sheet_of(grey)
    assert sheet is not None
    true = cv2.fillConvexPoly(np.zeros(grey.shape, np.uint8), CORNERS, 1) > 0
    own = cv2.resize(sheet.view(np.uint8), grey.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    assert not (own & ~true).any()
    assert (own & true).sum() > 0.85 * true.sum()
    assert is_dark_on_light(alone(grey, sheet)) == (ink < paper)


def test_a_sheet_in_falling_light_before_a_motley_ground_is_found() -> None:
    """No one threshold parts it from all that is around."""
    rng = np.random.default_rng(0)
    ground = cv2.resize(rng.integers(20, 160, (40, 60)).astype(np.uint8), (500, 320))
    page = lettered(("507", 140, 120), size=(320, 500), paper=240).pixels
    sheet = cv2.fillConvexPoly(np.zeros(page.shape, np.uint8), CORNERS, 1) > 0
    light = np.linspace(1, 0.6, 500)
    found = sheet_of(np.where(sheet, page * light, ground).astype(np.uint8))
    assert found is not None
    own = cv2.resize(found.view(np.uint8), sheet.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    assert (own & sheet).sum() > 0.9 * (own | sheet).sum()


def test_alone_the_paper_goes_on_in_its_own_light() -> None:
    light = np.linspace(1, 0.5, 500)
    grey = (on_a_table(230, 40, 60) * light).astype(np.uint8)
    sheet = sheet_of(grey)
    assert sheet is not None
    page = alone(grey, sheet)
    full = np.tile(230 * light, (320, 1))
    inside = cv2.fillConvexPoly(np.zeros(grey.shape, np.uint8), CORNERS, 1) > 0
    assert np.abs(page - full)[~inside].mean() < 12
    assert np.array_equal(page[120:180, 140:300], grey[120:180, 140:300])


@pytest.mark.parametrize("soft", [1, 20])
def test_a_shadow_is_no_sheet(soft: float) -> None:
    page = lettered(("507", 140, 120), size=(320, 500)).pixels
    x = np.arange(500) + 0.4 * np.arange(320)[:, None]
    shade = 1 - 0.55 / (1 + np.exp(-(x - 300) / soft))
    assert sheet_of(np.rint(page * shade).astype(np.uint8)) is None


@pytest.mark.parametrize(("paper", "ink"), [(235, 60), (40, 200)])
@pytest.mark.parametrize("line", [6, 14])
def test_a_box_drawn_around_writing_is_no_sheet(paper: int, ink: int, line: int) -> None:
    page = lettered(("507", 140, 120), size=(320, 500), paper=paper, ink=ink).pixels
    cv2.rectangle(page, (70, 60), (420, 260), ink, line)
    cv2.line(page, (245, 60), (245, 260), ink, line)
    assert sheet_of(page) is None


@pytest.mark.parametrize("text", ["0", "8", "1"])
def test_a_large_digit_is_no_sheet(text: str) -> None:
    page = lettered((text, 120, 30), height=260, size=(320, 420), pen=0.22).pixels
    assert sheet_of(page) is None
    assert sheet_of(255 - page) is None


@pytest.mark.parametrize("pen", [0.04, 0.12, 0.24])
@pytest.mark.parametrize("height", [30, 200])
def test_which_is_ink(pen: float, height: int) -> None:
    page = lettered(("60", 60, 50), height=height, pen=pen, size=(300, 480)).pixels
    assert is_dark_on_light(page)
    assert not is_dark_on_light(255 - page)
