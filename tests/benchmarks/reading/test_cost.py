from __future__ import annotations

import numpy as np
from PIL import Image

from benchmarks.reading.cost import measured, pages
from tenfold.values import Split


def bars() -> Split:
    images = np.zeros((10, 28, 28), np.uint8)
    images[:, 4:24, 12:16] = 255
    return Split(images, np.arange(10))


def test_a_process_of_its_own_tells_time_and_memory_of_each_picture(tmp_path):
    page = next(pages(bars(), 1, np.random.default_rng(0)))
    assert page.size > 7_900_000
    assert page.dtype == np.uint8
    files = [tmp_path / "one.png", tmp_path / "two.png"]
    for file in files:
        Image.fromarray(page[:600, :800]).save(file)
    found = measured(files)
    assert len(found["seconds"]) == 2
    assert min(found["seconds"]) > 0
    assert 20e6 < found["bytes"] < 2e9
