"""Scanned forms, a box for each digit: `python -m benchmarks.reading.forms`.

They are read without a form.toml. The digits are of MNIST's test split. Composed, as filled forms
with a licence to show them are few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import cv2
import numpy as np
import typer

import tenfold
from benchmarks.cells import markdown_table
from benchmarks.circumstances import when_and_where
from tenfold.cli.app import Verb, examples, new_app, screen
from tenfold.inference.numbers import load_reader
from tenfold.values import Split

app = new_app()
Rng = np.random.Generator

_PAGE = (1754, 1240)  # pixels: A4 at 150 dots per inch
_ROWS, _COLUMNS = 4, 2


@app.command(cls=Verb, epilog=examples("python -m benchmarks.reading.forms --count 40"))
def read_pages(
    count: Annotated[int, typer.Option(min=1, help="So many pages.")] = 24,
) -> None:
    """Read pages of eight numbers: how many of these are just right, and what else is read."""
    cv2.setNumThreads(1)
    reader = load_reader(threads=1)
    counts: dict[str, Counter[str]] = {}
    digits = tenfold.load_dataset("mnist").test
    for pixels, text, style in forms(digits, count, np.random.default_rng(0)):
        numbers, truth = reader.read(pixels)[0].numbers, Counter(text.split())
        read = Counter(one.text for one in numbers)
        kept = Counter(one.text for one in numbers if not one.refused)
        counts.setdefault(style, Counter()).update(
            numbers=truth.total(),
            read=(read & truth).total(),
            others=(read - truth).total(),
            kept=(kept & truth).total(),
            wrong=(kept - truth).total(),
        )
    header = ["boxes", "numbers", "read", "others read", "not refused", "others not refused"]
    columns = ("numbers", "read", "others", "kept", "wrong")
    rows = [[style, *(f"{one[name]}" for name in columns)] for style, one in sorted(counts.items())]
    table = markdown_table(header, rows)
    screen().print("\n".join([when_and_where(), "", *table]), soft_wrap=True, markup=False)


def forms(digits: Split, count: int, rng: Rng) -> Iterator[tuple[np.ndarray, str, str]]:
    """Pages, uint8 (1754, 1240), with eight numbers of 4 to 8 digits; these; how boxes are drawn.

    Boxes are 46 to 57 pixels wide, beside each other or apart, their lines 1 to 5 pixels thick;
    every other page lies a little askew.
    """
    for number in range(count):
        line, gap = int(rng.integers(1, 5)), int(rng.choice([0, 8]))
        paper, depth = float(rng.uniform(215, 250)), float(rng.uniform(0.2, 0.8))
        page, texts = np.full(_PAGE, paper, np.float32), []
        for place in range(_ROWS * _COLUMNS):
            x = 60 + place % _COLUMNS * 560 + int(rng.integers(0, 20))
            y = 120 + place // _COLUMNS * 380
            rows = rng.integers(0, len(digits), int(rng.integers(4, 9)))
            texts.append("".join(str(label) for label in digits.labels[rows]))
            side = int(rng.integers(46, 58))
            for row in rows:
                corner = x + side, y + round(1.25 * side)
                cv2.rectangle(page, (x, y), corner, paper * (1 - depth), line)
                _write(page, digits.images[row], (x + side // 2, (y + corner[1]) // 2), side, rng)
                x += side + gap
        style = f"{'thick' if line > 2 else 'thin'}, {'apart' if gap else 'touching'}"
        yield _scanned(page, rng, askew=bool(number % 2)), " ".join(texts), style


def _write(
    page: np.ndarray, digit: np.ndarray, middle: tuple[int, int], side: int, rng: Rng
) -> None:
    """A digit (uint8, (28, 28)) in a box, of which it takes about two thirds."""
    scale = 1.15 * side / 28
    ink = cv2.resize(digit, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    x, y = (at - ink.shape[0] // 2 + int(rng.normal(0, 3)) for at in middle)
    place = page[y : y + ink.shape[0], x : x + ink.shape[1]]
    place *= 1 - 0.8 * np.clip(ink.astype(np.float32) / 255, 0, 1)


def _scanned(page: np.ndarray, rng: Rng, *, askew: bool) -> np.ndarray:
    seen = cv2.GaussianBlur(page, (0, 0), 0.8) + rng.normal(0, 4, page.shape)
    if askew:
        high, wide = page.shape
        turn = cv2.getRotationMatrix2D((wide / 2, high / 2), float(rng.normal(0, 1.5)), 1)
        seen = cv2.warpAffine(seen, turn, (wide, high), borderMode=cv2.BORDER_REPLICATE)
    return np.clip(np.rint(seen), 0, 255).astype(np.uint8)


if __name__ == "__main__":
    app()
