from __future__ import annotations

import numpy as np
import pytest

from tenfold.pictures.cutout import cut_out


def thing(ground: int, *, level: int = 120, size: int = 100) -> np.ndarray:
    picture = np.full((size, size), ground, np.uint8)
    picture[size // 5 : size * 4 // 5, size // 4 : size * 3 // 4] = level
    return picture


def test_holes_belong_to_the_object_and_stray_parts_do_not() -> None:
    picture = thing(240)
    picture[45:55, 45:55] = 240
    picture[4:9, 88:95] = 20
    mask = cut_out(picture).mask
    assert mask[50, 50]
    assert not mask[6, 90]
    assert mask.sum() == pytest.approx(60 * 50, rel=0.05)


@pytest.mark.parametrize(("ground", "expected"), [(240, "negated"), (5, "as it is")])
def test_shades_are_negated_unless_the_ground_is_black(ground: int, expected: str) -> None:
    picture = thing(ground, level=100)
    picture[20:40, 25:75] = 160
    strength = cut_out(picture).strength
    upper, lower = int(strength[30, 50]), int(strength[70, 50])
    assert (upper < lower) == (expected == "negated")
    assert max(upper, lower) == 255


def test_dim_parts_on_a_flat_ground_are_kept() -> None:
    picture = thing(0, level=230)
    picture[60:80, 25:75] = 25
    assert cut_out(picture).mask[70, 50]


def test_a_shadow_on_a_coloured_ground_is_no_object() -> None:
    colour = np.array([200, 60, 70])
    light = np.linspace(1.0, 0.8, 120)[:, None, None]
    picture = np.rint(colour * light * np.ones((1, 90, 1))).astype(np.uint8)
    picture[30:90, 25:65] = (40, 60, 150)
    assert cut_out(picture).mask.mean() == pytest.approx(60 * 40 / (120 * 90), rel=0.1)
    assert not cut_out(np.full((50, 40, 3), (200, 60, 70), np.uint8)).mask.any()
