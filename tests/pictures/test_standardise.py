from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures.drawn import STROKES, page
from PIL import Image

from tenfold.pictures.decode import Picture, decode
from tenfold.pictures.standardise import Standardised, standardise
from tenfold.values import PictureSpec

DIGITS = PictureSpec()
GARMENTS = PictureSpec(28, 28, 28, "box")


def seen(pixels: np.ndarray, spec: PictureSpec = DIGITS) -> np.ndarray:
    return standardise(Picture(pixels), spec).pixels


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """Mean absolute difference in grey levels of 255, at the best shift of up to a pixel.

    The centre of mass is rounded to a whole pixel, and may fall either side of a half.
    """
    shifted = (np.roll(one, shift, (0, 1)) for shift in itertools.product((-1, 0, 1), repeat=2))
    return min(float(np.abs(each.astype(int) - other.astype(int)).mean()) for each in shifted)


def centre_of_mass(pixels: np.ndarray) -> np.ndarray:
    ys, xs = np.nonzero(pixels)
    return np.average(np.stack([ys, xs]), axis=1, weights=pixels[ys, xs])


def garment(
    size: int = 120, *, ground: int = 235, shades: tuple[int, int] = (40, 110)
) -> np.ndarray:
    """A striped shirt of two shades on a plain ground: uint8, shape (size, size)."""
    picture = np.full((size, size), ground, np.uint8)
    stripes = np.where(np.arange(size) // (size // 10) % 2, *shades).astype(np.uint8)[:, None]
    shirt = np.zeros((size, size), bool)
    shirt[size // 5 : size * 4 // 5, size * 2 // 6 : size * 4 // 6] = True
    shirt[size // 5 : size * 2 // 5, size // 6 : size * 5 // 6] = True
    return np.where(shirt, np.broadcast_to(stripes, picture.shape), picture)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.tuples(st.integers(1, 90), st.integers(1, 90)),
    st.booleans(),
    st.sampled_from([DIGITS, GARMENTS, PictureSpec(20, 40, 16)]),
    st.integers(0, 2**32 - 1),
)
def test_any_size_gives_the_specs_shape(size, colour, spec, seed) -> None:
    shape = (*size, 3) if colour else size
    pixels = np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
    result = standardise(Picture(pixels), spec)
    assert result.pixels.shape == spec.shape
    assert result.pixels.dtype == np.uint8
    assert all(step.pixels.dtype == np.uint8 for step in result.steps)
    x, y, width, height = result.box
    assert 0 <= x < x + width <= size[1]
    assert 0 <= y < y + height <= size[0]
    assert result.empty == (not result.pixels.any())


@pytest.mark.parametrize("name", STROKES)
def test_ink_is_bright_fills_the_box_and_is_centred_by_mass(name: str) -> None:
    pixels = seen(page(name))
    rows, columns = np.flatnonzero(pixels.any(1)), np.flatnonzero(pixels.any(0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    assert pixels.max() == 255
    assert np.abs(centre_of_mass(pixels) - 14).max() <= 1


@pytest.mark.parametrize("name", STROKES)
@pytest.mark.parametrize("size", [(28, 28), (200, 200)])
def test_dark_paper_is_inverted(name: str, size: tuple[int, int]) -> None:
    scale = size[0] / 200
    dark_on_light = page(
        name,
        size=size,
        box=int(110 * scale),
        at=(int(40 * scale), int(50 * scale)),
        pen=max(2, int(9 * scale)),
    )
    np.testing.assert_array_equal(seen(dark_on_light), seen(255 - dark_on_light))


@settings(derandomize=True, deadline=None, max_examples=25)
@given(
    st.sampled_from(sorted(STROKES)),
    st.sampled_from([1, 2, 5]),
    st.integers(5, 60),
    st.integers(5, 60),
)
def test_place_and_size_on_the_page_do_not_matter(name, scale, x, y) -> None:
    plain = seen(page(name))
    moved = page(
        name,
        size=(190 * scale, 210 * scale),
        box=110 * scale,
        at=(x * scale, y * scale),
        pen=9 * scale,
    )
    assert difference(seen(moved), plain) < 7


@pytest.mark.parametrize("name", STROKES)
@pytest.mark.parametrize("direction", ["down", "across", "hard edge"])
def test_a_shadow_does_not_change_the_ink(name: str, direction: str) -> None:
    plain = page(name, size=(300, 300), at=(90, 90))
    light = np.linspace(1.0, 0.5, 300)[:, None] * np.ones((1, 300))
    if direction == "across":
        light = light.T
    if direction == "hard edge":
        light = np.where(np.arange(300) < 130, 1.0, 0.55)[:, None] * np.ones((1, 300))
    shaded = np.rint(plain * light).astype(np.uint8)
    assert difference(seen(shaded), seen(plain)) < 6


def test_specks_and_paper_grain_are_dropped() -> None:
    plain = page()
    dirty = plain.astype(int) + np.rint(np.random.default_rng(0).normal(0, 4, plain.shape)).astype(
        int
    )
    dirty = np.clip(dirty, 0, 255).astype(np.uint8)
    for x, y in [(10, 12), (185, 20), (30, 180)]:
        cv2.circle(dirty, (x, y), 2, 60, -1)
    assert difference(seen(dirty), seen(plain)) < 4


def test_a_bar_that_hangs_free_is_kept() -> None:
    five = page("zed", at=(40, 60))
    cv2.line(five, (70, 30), (120, 28), 30, 9, cv2.LINE_AA)
    _, y, _, height = standardise(Picture(five), DIGITS).box
    assert y < 30
    assert y + height > 150


@pytest.mark.parametrize("room", [0, 30])
def test_the_bar_of_a_crossed_seven_is_no_ruled_line(room: int) -> None:
    size = 110 + 2 * room
    seven = page("seven", size=(size, size), at=(room, room))
    crossed = seven.copy()
    cv2.line(crossed, (room + 25, room + 55), (room + 95, room + 55), 30, 9)
    bar = standardise(Picture(crossed), DIGITS).pixels > standardise(Picture(seven), DIGITS).pixels
    assert np.flatnonzero(bar.any(0)).size > 6


@pytest.mark.parametrize("size", [100, 200, 400])
@pytest.mark.parametrize("pen", [1, 3])
def test_a_one_in_a_box_is_no_line_of_the_box(size: int, pen: int) -> None:
    plain = np.full((size, size), 245, np.uint8)
    cv2.line(plain, (size // 2, size // 4), (size // 2, 3 * size // 4), 40, size // 20)
    boxed = plain.copy()
    cv2.rectangle(boxed, (size // 4, size // 6), (3 * size // 4, 5 * size // 6), 80, pen)
    assert difference(seen(boxed), seen(plain)) < 3


def test_what_reaches_in_from_the_border_is_dropped() -> None:
    neighbour = page()
    cv2.line(neighbour, (199, 60), (185, 90), 30, 9)
    assert difference(seen(neighbour), seen(page())) < 2


def test_fine_strokes_of_a_large_drawing_stay_strokes() -> None:
    fine = page("zed", size=(900, 900), box=700, at=(100, 100), pen=3)
    pixels = seen(fine)
    width = 2.0
    length = sum(
        np.hypot(*(np.subtract(end, start) * 20))
        for start, end in zip(STROKES["zed"], STROKES["zed"][1:], strict=False)
    )
    assert (pixels >= 128).sum() == pytest.approx(width * length, rel=0.35)
    rows = np.flatnonzero(pixels.any(1))
    assert np.ptp(rows) + 1 <= 20


def test_a_picture_turned_by_exif_is_seen_upright(tmp_path) -> None:
    upright = Image.fromarray(page("four"))
    exif = Image.Exif()
    exif[0x0112] = 6
    upright.save(tmp_path / "upright.png")
    upright.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "lying.png", exif=exif)
    results = [
        standardise(decode(tmp_path / name), DIGITS) for name in ("upright.png", "lying.png")
    ]
    np.testing.assert_array_equal(results[0].pixels, results[1].pixels)
    assert results[0].box == results[1].box


@pytest.mark.parametrize("colour", [(30, 60, 190), (200, 30, 40), (20, 110, 50)])
def test_coloured_ink_on_tinted_paper_is_found(colour: tuple[int, int, int]) -> None:
    amount = (255 - page(paper=255, ink=0))[..., None] / 255
    tinted = np.rint(np.array([250, 243, 225]) * (1 - amount) + np.array(colour) * amount)
    assert difference(seen(tinted.astype(np.uint8)), seen(page())) < 3


def blank_pages() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    grain = np.clip(np.rint(230 + rng.normal(0, 4, (300, 200))), 0, 255).astype(np.uint8)
    return {
        "one pixel": np.full((1, 1), 9, np.uint8),
        "white": np.full((28, 28), 255, np.uint8),
        "black": np.zeros((300, 300), np.uint8),
        "grain": grain,
        "dark grain": 255 - grain,
    }


@pytest.mark.parametrize("spec", [DIGITS, GARMENTS])
@pytest.mark.parametrize("kind", blank_pages())
def test_a_page_without_ink_is_empty(kind: str, spec: PictureSpec) -> None:
    blank = blank_pages()[kind]
    result = standardise(Picture(blank), spec)
    assert result.empty
    assert not result.pixels.any()
    assert result.box == (0, 0, blank.shape[1], blank.shape[0])
    assert result.steps[-1].name == "standardised"


@pytest.mark.parametrize("inverted", [False, True])
def test_a_picture_that_already_lies_as_asked_is_left_alone(inverted: bool) -> None:
    placed = seen(page("zed"))
    result = standardise(Picture(255 - placed if inverted else placed), DIGITS)
    np.testing.assert_array_equal(result.pixels, placed)
    assert [step.name for step in result.steps] == ["grey", "standardised"]


def test_the_steps_and_the_box_show_what_happened() -> None:
    result: Standardised = standardise(
        Picture(page(size=(2400, 1200), at=(300, 900), box=500, pen=40)), DIGITS
    )
    assert [step.name for step in result.steps] == [
        *("grey", "background removed", "ink", "cropped", "standardised")
    ]
    x, y, width, height = result.box
    assert (x, y) == pytest.approx((330, 930), abs=8)
    assert (width, height) == pytest.approx((440, 465), abs=16)


def test_a_garment_keeps_its_shades_and_fills_the_picture() -> None:
    result = standardise(Picture(garment()), GARMENTS)
    rows = np.flatnonzero(result.pixels.any(1))
    columns = np.flatnonzero(result.pixels.any(0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 28
    # Dark cloth is bright, and the lighter stripes are still there: (255-110) / (255-40) of it.
    middle = result.pixels[4:24, 14]
    assert middle.max() == 255
    assert middle.min() == pytest.approx(172, abs=15)
    assert result.steps[2].name == "object"


def test_a_garment_is_the_same_in_negative_and_enlarged() -> None:
    plain = seen(garment(), GARMENTS)
    assert difference(seen(255 - garment(), GARMENTS), plain) < 1
    assert difference(seen(garment(360), GARMENTS), plain) < 8


def test_a_garment_is_told_from_a_coloured_ground_of_the_same_grey() -> None:
    green, red = (40, 140, 60), (215, 60, 75)
    shirt = garment() != 235
    picture = np.where(shirt[..., None], np.array(red), np.array(green)).astype(np.uint8)
    x, y, width, height = standardise(Picture(picture), GARMENTS).box
    assert (x, y, width, height) == pytest.approx((20, 24, 80, 72), abs=3)


def test_a_garment_that_reaches_the_border_is_still_the_garment() -> None:
    hanging = garment()
    hanging[:30, 52:64] = 40
    plain = standardise(Picture(garment()), GARMENTS).box
    box = standardise(Picture(hanging), GARMENTS).box
    assert box[1] <= 2
    assert box[0] == pytest.approx(plain[0], abs=2)
