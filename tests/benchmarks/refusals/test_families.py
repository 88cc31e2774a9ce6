from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from benchmarks.refusals import letters, pairs, scribbles, things
from benchmarks.refusals.families import FAMILIES, Family, Material
from tenfold.pictures.decode import Picture
from tenfold.pictures.polarity import border
from tenfold.pictures.standardise import standardise
from tenfold.values import PictureSpec


@pytest.fixture(scope="module")
def material() -> Material:
    """A garment that fills its picture, a 1 and a 0, the fonts and the photo of matplotlib."""
    garment = np.zeros((1, 28, 28), np.uint8)
    garment[0, 2:26, 6:22] = 180
    return Material(garment, np.stack([one(), ring()]), letters.fonts()[:3], things.photos(None))


def one() -> np.ndarray:
    digit = np.zeros((28, 28), np.uint8)
    digit[4:24, 13:16] = 255
    return digit


def ring() -> np.ndarray:
    down, across = np.mgrid[:28, :28] - 13.5
    return np.where(np.abs(np.hypot(down, across) - 8) < 1.5, 255, 0).astype(np.uint8)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_each_family_gives_the_same_pictures_every_time(family: Family, material: Material):
    first, again = (family.pictures(material, 2) for _ in range(2))
    for (pixels, what), (same, said) in zip(first, again, strict=True):
        assert pixels.dtype == np.uint8
        assert min(pixels.shape[:2]) >= 16
        assert np.array_equal(pixels, same)
        assert what == said
    assert not np.array_equal(first[0][0], first[1][0]) or family.name == "garments"


def test_family_names_are_their_own():
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)


def test_letters_like_digits_are_left_out():
    assert not set("OoIlSsZzB") & set(letters.LETTERS)
    assert set("AaEMRkwx") <= set(letters.LETTERS)


def test_letters_fill_their_place_in_every_font():
    for font in letters.fonts():
        for letter in "Awj":
            rows = np.flatnonzero(letters.printed(letter, font).any(axis=1))
            columns = np.flatnonzero(letters.printed(letter, font).any(axis=0))
            longest = max(np.ptp(rows), np.ptp(columns)) + 1
            # Their sizes are told apart by the space that a font leaves around them.
            assert 45 <= longest <= 66, (font.name, letter)


def test_a_letter_by_hand_differs_from_the_printed_one():
    font = letters.fonts()[0]
    drawn = letters.written("R", font, np.random.default_rng(0))
    assert (drawn != letters.printed("R", font)).mean() > 0.1


@pytest.mark.parametrize("scribble", scribbles.SCRIBBLES, ids=lambda one: one.__name__)
def test_scribbles_are_found_as_ink(scribble, material):
    for seed in range(3):
        ink = scribble(np.random.default_rng(seed))
        assert not standardise(Picture(255 - ink), PictureSpec()).empty
        assert not border(ink).any()


@pytest.mark.parametrize("how", pairs.PAIRS, ids=lambda one: one.__name__)
@pytest.mark.parametrize(("first", "second"), [(one(), ring()), (ring(), one()), (one(), one())])
def test_pairs_hold_both_digits(how, first, second):
    both = how(first, second, np.random.default_rng(1)) > 0
    assert both.sum() <= (first > 0).sum() + (second > 0).sum()
    assert both.sum() > 1.5 * min((first > 0).sum(), (second > 0).sum())


def test_pairs_come_nearer_from_apart_to_overlapping():
    apart, touching, overlapping = (
        how(ring(), ring(), np.random.default_rng(1)).shape[1] for how in pairs.PAIRS
    )
    assert apart > touching > overlapping


def test_photos_of_a_folder_are_added_and_other_files_left_alone(tmp_path):
    (tmp_path / "about.txt").write_text("no photo")
    (tmp_path / "mine.jpg").write_bytes(_jpeg())
    assert [one.shape for one in things.photos(tmp_path)][1:] == [(30, 40, 3)]


def _jpeg() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(held, "JPEG")
    return held.getvalue()
