from __future__ import annotations

import numpy as np
from PIL import Image

from benchmarks.corruptions import sheet
from benchmarks.corruptions.answers import ROWS
from benchmarks.corruptions.table import CORRUPTIONS


def test_a_sheet_shows_ten_digits_as_every_corruption_leaves_them(mnist, tmp_path):
    path = tmp_path / "sheet.png"
    sheet.write(path, mnist.train[:200], seed=0)
    with Image.open(path) as image:
        pixels = np.asarray(image)
    first = np.argmax(mnist.train.labels[:200] == 0)
    three_times = mnist.train.images[first].repeat(3, axis=0).repeat(3, axis=1)
    x, y, side, step = 18 + 130, 18, 84, 90
    assert (pixels[y : y + side, x : x + side, 0] == three_times).all()
    tiles = [pixels[y + row * step :, x:][:side, :side] for row in range(len(ROWS))]
    assert len({tile.tobytes() for tile in tiles}) == 1 + len(CORRUPTIONS)
    assert pixels.shape[1] > x + 10 * step
