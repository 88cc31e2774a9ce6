"""Strips as the page finder cuts them of composed pictures."""

import numpy as np

from tenfold.training.composer.found import found_strip, strips_in
from tenfold.training.composer.ground import photograph
from tenfold.training.composer.hand import draw_hand
from tenfold.training.composer.lines import HEIGHT
from tenfold.training.composer.scene import draw_scene
from tenfold.training.composer.writing import Written, write
from tenfold.values import Dataset


def line_of(mnist: Dataset, rng: np.random.Generator) -> Written:
    rows = rng.integers(0, len(mnist.train), 4)
    text = "".join(map(str, mnist.train.labels[rows]))
    return write(list(mnist.train.images[rows]), text, draw_hand(rng), 30, rng)


def test_most_lines_are_found_whole(mnist: Dataset) -> None:
    rng = np.random.default_rng(0)
    found = 0
    for _ in range(30):
        line = line_of(mnist, rng)
        strip = found_strip(line, photograph(line, rng).pixels, rng)
        found += strip is not None
        if strip is not None:
            assert strip.shape[0] == HEIGHT
            assert (strip > 128).any()
    assert found >= 20


def test_a_line_of_which_a_digit_is_gone_is_not_learned_from(mnist: Dataset) -> None:
    """Two thirds of the ink are wiped off the picture: the text is not what can be read."""
    rng = np.random.default_rng(1)
    lost = 0
    for _ in range(20):
        line = line_of(mnist, rng)
        pixels = np.rint(255 * (1 - line.ink)).astype(np.uint8)
        third = round(line.left + (line.right - line.left) / 3)
        wiped = pixels.copy()
        wiped[:, third:] = 255
        assert found_strip(line, wiped, rng) is None
        lost += found_strip(line, pixels, rng) is None
    assert lost <= 4


def test_an_empty_picture_gives_nothing() -> None:
    assert strips_in(np.full((90, 200), 230, np.uint8)) is None


def test_scenes_differ_and_some_look_like_writing() -> None:
    rng = np.random.default_rng(2)
    scenes = [draw_scene(30, rng) for _ in range(20)]
    assert len({scene.shape for scene in scenes}) > 10
    assert all(scene.dtype == np.uint8 for scene in scenes)
    strips = [strips_in(scene) for scene in scenes]
    assert any(strip is not None for strip in strips)
    assert {strip.shape[0] for strip in strips if strip is not None} == {HEIGHT}
