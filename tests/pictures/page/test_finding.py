from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.reading.lettered import Lettered, digit, in_strip, lettered
from tenfold.pictures.decode import Picture
from tenfold.pictures.page.finding import Page, find_strips, page_plane


def found(pixels: np.ndarray) -> Page:
    return find_strips(Picture(pixels))


def holds(page: Page, index: int, corners: np.ndarray) -> bool:
    """Whether a strip holds these digits, about 22 pixels high and in its middle."""
    strip = page.strips[index]
    places = in_strip(corners, strip.to_page)
    tall = np.linalg.norm(places[:, 3] - places[:, 0], axis=1)
    width = strip.pixels.shape[1]
    inside = (places > -1.5).all() and (places < (width + 1.5, 33.5)).all()
    level = np.degrees(np.arctan2(strip.to_page[1, 0], strip.to_page[0, 0]))
    turned = np.degrees(np.arctan2(*(corners[0, 1] - corners[0, 0])[::-1]))
    return bool(inside and (abs(np.median(tall) - 22) <= 5) and abs(level - turned) <= 4)


def one_line(page: Lettered) -> None:
    strips = found(page.pixels)
    assert len(strips.strips) == 1
    assert holds(strips, 0, page.corners)


@pytest.mark.parametrize("height", [20, 45, 120, 400])
def test_a_number_is_found_at_any_height(height: int) -> None:
    size = (max(240, 2 * height), max(320, 5 * height))
    one_line(lettered(("3052", height // 2, height // 3), height=height, size=size))


@pytest.mark.parametrize("turn", [-10, -4, 4, 10])
def test_a_turned_line_is_levelled(turn: float) -> None:
    one_line(lettered(("40725", 110, 120), size=(320, 560), turn=turn))


@pytest.mark.parametrize(
    ("paper", "ink", "pen"),
    [(240, 40, 0.03), (240, 40, 0.24), (235, 190, 0.1), (30, 220, 0.12), (60, 35, 0.12)],
    ids=["thin", "marker", "pencil", "light on dark", "dark photo"],
)
def test_pens_and_papers(paper: int, ink: int, pen: float) -> None:
    one_line(lettered(("8163", 90, 110), paper=paper, ink=ink, pen=pen))


@pytest.mark.parametrize("height", [40, 80, 150, 300])
@pytest.mark.parametrize("pen", [0.015, 0.03])
def test_a_fine_pen_at_any_height(height: int, pen: float) -> None:
    one_line(
        lettered(("8163", 90, 110), height=height, size=(300 + height, 3 * height + 500), pen=pen)
    )


@pytest.mark.parametrize("ink", [(200, 30, 40), (20, 60, 200), (10, 150, 60), (240, 150, 20)])
def test_coloured_pens(ink: tuple[int, int, int]) -> None:
    page = lettered(("5207", 90, 110), paper=255, ink=0)
    share = 1 - page.pixels[..., None] / np.float32(255)
    rgb = np.rint(245 + (np.array(ink) - 245) * share).astype(np.uint8)
    one_line(Lettered(rgb, page.corners))


@pytest.mark.parametrize("noise", [6, 14])
def test_noise_makes_no_lines_and_hides_none(noise: float) -> None:
    page = lettered(("90412", 70, 100), paper=120, ink=50, size=(360, 480))
    grain = np.random.default_rng(1).normal(0, noise, page.pixels.shape)
    noisy = np.clip(np.rint(page.pixels + grain), 0, 255).astype(np.uint8)
    one_line(Lettered(noisy, page.corners))


@pytest.mark.parametrize("soft", [1, 25])
def test_a_shadow_across_the_number_is_no_ink(soft: float) -> None:
    page = lettered(("62840", 70, 110), size=(320, 500))
    x = np.arange(500) + 0.3 * np.arange(320)[:, None]
    shade = 1 - 0.5 / (1 + np.exp(-(x - 280) / soft))
    one_line(Lettered(np.rint(page.pixels * shade).astype(np.uint8), page.corners))


def ruled(page: Lettered, *, step: int, squared: bool = False, tilt: int = 0) -> Lettered:
    pixels = page.pixels.copy()
    height, width = pixels.shape
    over = pixels < 140
    for y in range(step // 2, height, step):
        cv2.line(pixels, (0, y), (width, y + tilt), 150, 2)
    for x in range(step // 2, width if squared else 0, step):
        cv2.line(pixels, (x, 0), (x - tilt, height), 150, 2)
    pixels[over] = page.pixels[over]
    return Lettered(pixels, page.corners)


@pytest.mark.parametrize("squared", [False, True])
@pytest.mark.parametrize("tilt", [0, 18])
@pytest.mark.parametrize("step", [40, 85])
def test_rules_and_squares_are_no_writing(step: int, tilt: int, squared: bool) -> None:
    page = lettered(("47506", 80, 120), height=70, size=(420, 600))
    one_line(ruled(page, step=step, squared=squared, tilt=tilt))


@pytest.mark.parametrize("joined", [True, False], ids=["a comb", "single boxes"])
def test_boxes_around_the_digits_are_no_writing(joined: bool) -> None:
    page = lettered(("61803", 84, 120), height=60, gap=0.6, size=(320, 560))
    pixels = page.pixels.copy()
    for corners in page.corners:
        middle = int(corners[:, 0].mean())
        half = 38 if joined else 33
        cv2.rectangle(pixels, (middle - half, 108), (middle + half, 192), 90, 2)
    strips = found(pixels)
    assert len(strips.strips) == 1
    assert holds(strips, 0, page.corners)
    # Of the boxes, little is left: the strip's upper and lower rim is nearly empty.
    rim = np.concatenate([strips.strips[0].pixels[:2], strips.strips[0].pixels[-2:]])
    assert (rim > 100).mean() < 0.03


def test_a_sheet_on_a_dark_table() -> None:
    page = lettered(("2749", 150, 150), size=(400, 560), paper=235, ink=60)
    sheet = cv2.fillConvexPoly(
        np.zeros((400, 560), np.uint8), np.array([(70, 50), (500, 70), (490, 350), (60, 340)]), 1
    )
    desk = 60 + 12 * np.sin(np.arange(400) / 7)[:, None] + np.zeros(560)
    pixels = np.where(sheet > 0, page.pixels, np.rint(desk)).astype(np.uint8)
    one_line(Lettered(pixels, page.corners))


def test_lines_come_from_top_to_bottom_then_left_to_right() -> None:
    first = ("314", 60, 40), ("159", 480, 44)
    lines = (*first, ("26535", 60, 120), ("897", 60, 200))
    page = lettered(*lines, height=40, size=(300, 700), turn=2)
    strips = found(page.pixels)
    assert len(strips.strips) == 4
    ends = np.cumsum([0, 3, 3, 5, 3])
    for index in range(4):
        assert holds(strips, index, page.corners[ends[index] : ends[index + 1]])


def test_close_lines_are_kept_apart_and_out_of_each_others_strips() -> None:
    page = lettered(("88888", 60, 40), ("11111", 60, 92), height=44, size=(220, 460))
    strips = found(page.pixels)
    assert len(strips.strips) == 2
    # Alone, the line of ones makes the same strip as with the eights above it.
    alone = found(lettered(("11111", 60, 92), height=44, size=(220, 460)).pixels)
    both, one = strips.strips[1].pixels, alone.strips[0].pixels
    assert abs(int(both.shape[1]) - int(one.shape[1])) <= 2
    assert (both[:3] > 100).mean() < 0.02


@pytest.mark.parametrize(("gap", "count"), [(1.0, 1), (3.0, 1), (5.5, 3)])
def test_wide_gaps_stay_and_very_wide_ones_part(gap: float, count: int) -> None:
    page = lettered(("705", 30, 60), height=40, gap=gap, size=(160, 640))
    assert len(found(page.pixels).strips) == count


def test_faint_digits_beside_bold_ones_are_kept() -> None:
    page = lettered(("4", 40, 60), height=60, size=(180, 300), ink=20, pen=0.2)
    faint = lettered(("4", 40, 60), ("6", 120, 60), height=60, size=(180, 300), ink=185, pen=0.06)
    pixels = np.minimum(page.pixels, faint.pixels)
    strips = found(pixels)
    assert len(strips.strips) == 1
    assert holds(strips, 0, faint.corners)
    right = strips.strips[0].pixels[:, strips.strips[0].pixels.shape[1] // 2 + 4 :]
    assert right.max() > 200


def test_the_pieces_of_a_broken_digit_stay_together() -> None:
    page = lettered(("2583", 60, 60), height=80, size=(220, 460))
    pixels = page.pixels.copy()
    pixels[88:92] = 240  # every digit in two
    one_line(Lettered(pixels, page.corners))


def test_specks_are_dropped() -> None:
    page = lettered(("9035", 120, 120), size=(320, 520))
    pixels = page.pixels.copy()
    rng = np.random.default_rng(3)
    for x, y in rng.integers(5, 300, (60, 2)):
        cv2.circle(pixels, (int(x) + 100, int(y)), 1, 90, -1)
    strips = found(pixels)
    assert len(strips.strips) == 1


def test_a_number_that_touches_the_border() -> None:
    page = lettered(("7204", 20, 20), height=90, size=(130, 400))
    x0, y0 = page.corners[:, :, 0].min(), page.corners[:, :, 1].min()
    x1, y1 = page.corners[:, :, 0].max(), page.corners[:, :, 1].max()
    cropped = np.ascontiguousarray(page.pixels[int(y0) : int(y1), int(x0) : int(x1)])
    one_line(Lettered(cropped, page.corners - (int(x0), int(y0))))


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("text", ["7", "10"])
def test_pictures_of_28_by_28(text: str, dark: bool) -> None:
    page = lettered((text, 3, 7), height=14, gap=0.1, size=(28, 28), paper=0, ink=255)
    one_line(Lettered(255 - page.pixels if dark else page.pixels, page.corners))


@pytest.mark.parametrize("seed", range(8))
def test_blank_paper_has_no_strips(seed: int) -> None:
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:360, :520].astype(np.float32)
    wide = rng.normal(0, 12, (400, 560)).astype(np.float32)
    grain = cv2.GaussianBlur(wide, (0, 0), 1 + seed / 3)[20:-20, 20:-20]
    away = np.clip((y - 200 + 0.2 * x) / (1 + 8 * seed), -50, 50)
    light = 1 - 0.4 * x / 520 - 0.3 / (1 + np.exp(away))
    page = rng.uniform(150, 240) * light + grain + rng.normal(0, seed, (360, 520))
    assert found(np.clip(np.rint(page), 0, 255).astype(np.uint8)).strips == ()


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 3), (40, 40, 3), (600, 17)])
@pytest.mark.parametrize("level", [0, 255])
def test_an_even_picture_of_any_shape_has_no_strips(shape: tuple[int, ...], level: int) -> None:
    assert found(np.full(shape, level, np.uint8)).strips == ()


@settings(derandomize=True, deadline=None, max_examples=25)
@given(
    height=st.integers(24, 110),
    turn=st.floats(-8, 8),
    across=st.floats(0, 1),
    down=st.floats(0, 1),
    text=st.text("023456789", min_size=3, max_size=5),
)
def test_the_way_back_to_the_page(
    height: int, turn: float, across: float, down: float, text: str
) -> None:
    width = round(1.25 * height * len(text))
    x = round(120 + across * (780 - 240 - width)) if width < 540 else 120
    y = round(120 + down * (560 - 240 - height))
    page = lettered((text, x, y), height=height, size=(560, 900), turn=turn)
    strips = found(page.pixels).strips
    assert len(strips) == 1
    strip = strips[0]
    # The outermost digits lie 8 pixels from the strip's ends, and in the middle of its height.
    places = in_strip(page.corners.mean(1), strip.to_page)
    edges = in_strip(page.corners, strip.to_page)[..., 0]
    assert edges.min() == pytest.approx(8, abs=3)
    assert edges.max() == pytest.approx(strip.pixels.shape[1] - 8, abs=3)
    np.testing.assert_allclose(places[:, 1], 16, atol=2.5)
    assert strip.height == pytest.approx(height, rel=0.15)


def test_a_strip_is_as_the_reader_wants_it() -> None:
    page = lettered(("35", 90, 110))
    strip = found(page.pixels).strips[0]
    assert strip.pixels.dtype == np.uint8
    assert strip.pixels.shape[0] == 32
    assert strip.pixels[:, :6].max() < 60
    assert strip.pixels[:, -6:].max() < 60
    assert strip.pixels.max() == 255
    assert len(np.unique(strip.pixels)) > 20  # grey edges
    assert strip.to_page.dtype == np.float64


def test_the_page_shows_its_ink_and_its_scale() -> None:
    page = lettered(("35", 400, 500), height=200, size=(1280, 2560))
    result = found(page.pixels)
    assert result.scale == pytest.approx(0.5)
    assert result.ink.shape == (640, 1280)
    assert result.ink[100].max() == 0
    assert result.ink[300].max() == 255


def test_the_plane_of_a_page_has_dark_ink() -> None:
    dark = lettered(("61", 90, 110), paper=30, ink=220).pixels
    plane = page_plane(cv2.cvtColor(dark, cv2.COLOR_GRAY2RGB))
    np.testing.assert_array_equal(plane, 255 - dark)


def test_the_same_picture_gives_the_same_strips() -> None:
    pixels = lettered(("8146", 90, 110), turn=3).pixels
    first, second = found(pixels).strips[0], found(pixels).strips[0]
    np.testing.assert_array_equal(first.pixels, second.pixels)


def test_the_digits_drawn_here_fill_their_boxes() -> None:
    for character in "0123456789":
        shape = digit(character, 40)
        assert shape.shape[0] == 40
        assert min(shape[0].max(), shape[-1].max(), shape[:, 0].max(), shape[:, -1].max()) > 0.3
