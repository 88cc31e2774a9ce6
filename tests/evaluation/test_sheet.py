import io

import numpy as np
from PIL import Image

from tenfold.evaluation.evidence import FOR, Tile
from tenfold.evaluation.html import Bar
from tenfold.evaluation.sheet import sheet

BARS = (Bar("0", "zero", 0.25, ""), Bar("1", "one", 0.75, "said"))
DARK = np.full((28, 28), 40, np.uint8)


def drawn(**changes) -> np.ndarray:
    """The pixels of a sheet: uint8, shape (h, 1000, 3)."""
    values = {
        "title": "my.png: one, 75.0%",
        "picture": np.full((28, 28, 3), 90, np.uint8),
        "bars": BARS,
        "words": ["Covering it takes it away."],
        "rows": [("Steps", [Tile(DARK, "grey"), Tile(np.zeros((90, 30), np.uint8), "ink")])],
    }
    return np.asarray(Image.open(io.BytesIO(sheet(**values | changes))))


def test_a_sheet_is_a_png_a_thousand_pixels_wide():
    pixels = drawn()
    assert pixels.shape[1:] == (1000, 3)
    assert 500 < len(pixels) < 800
    assert (pixels[:, -10:] == 255).all()


def test_bars_are_as_long_as_their_shares():
    rows = (drawn() == (10, 98, 169)).all(axis=2).sum(axis=1)
    grey = (drawn() == (86, 97, 114)).all(axis=2).sum(axis=1)
    assert 2.7 < rows.max() / grey.max() < 3.3


def test_rows_wrap_and_an_empty_one_is_left_out():
    few, many, none = (drawn(rows=[("Like", [Tile(DARK, "7", "#1")] * n)]) for n in (6, 7, 0))
    assert len(many) - len(few) == 196
    assert len(none) < len(few) - 196


def test_a_black_picture_has_no_key_to_colours():
    def orange(pixels):
        return (pixels == FOR).all(axis=2).any()

    assert orange(drawn())
    assert not orange(drawn(picture=np.zeros((28, 28, 3), np.uint8)))


def test_hostile_and_endless_names_are_drawn_within_their_room():
    name = "<script>\x1b[2J\n\u202e" + "wide " * 200
    bars = tuple(Bar(str(i), name, 0.1, "") for i in range(10))
    pixels = drawn(title=name, bars=bars, words=[name], rows=[(name, [Tile(DARK, name, name)] * 6)])
    assert (pixels[:, -20:] == 255).all()
    assert (drawn(title="a\x1b\nb") == drawn(title="ab")).all()
