from __future__ import annotations

import numpy as np
from PIL import Image

from benchmarks import gallery

RED = gallery.Wrong(
    *(np.full((10, 20, 3), (255, 0, 0), np.uint8), np.zeros((28, 28), np.uint8)),
    *("3", "5", 0.99, False),
)


def test_a_cell_shows_the_picture_and_what_the_model_saw():
    page = np.asarray(gallery.sheet("t", [RED]))
    assert (page == (255, 0, 0)).all(axis=2).any()
    assert (page == (0, 0, 0)).all(axis=2).sum() > 5000


def test_rows_are_added_once_one_is_full():
    one, row, more = (gallery.sheet("t", [RED] * count).size for count in (1, 6, 7))
    assert one[0] < row[0] == more[0]
    assert one[1] == row[1] < more[1]


def test_a_saved_sheet_is_the_sheet(tmp_path):
    gallery.save(tmp_path / "new" / "sheet.png", "t", [RED])
    with Image.open(tmp_path / "new" / "sheet.png") as image:
        assert np.array_equal(image, gallery.sheet("t", [RED]))


def test_any_name_becomes_a_name_of_a_file():
    assert gallery.file_name("../not_digits, my\x1b1.png") == "---not_digits--my-1-png"
