"""Pictures and bars in characters, for a terminal of 80 columns or a file without colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np
from rich.color import Color
from rich.style import Style
from rich.table import Table
from rich.text import Text

from tenfold.cli.app import printable
from tenfold.evaluation.words import percent

if TYPE_CHECKING:
    from rich.console import Console

MOST_BARS = 20  # classes whose probabilities are all shown; of more, the largest
_SHADES = " ░▒▓█"
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_BAR = 20
_NAME = 14
_MOST_DECIMAL, _MOST_HEXADECIMAL = 20, 32  # numbers in a line of 80 columns


def has_greys(console: Console) -> bool:
    """Whether the console can show shades of grey; else pictures are drawn with characters."""
    return console.color_system in ("256", "truecolor") and not console.no_color


def picture(pixels: np.ndarray, *, greys: bool, width: int = 28) -> Text:
    """A picture, at most `width` columns wide and half as many lines high.

    pixels: uint8, shape (height, width); 0 is drawn as background, 255 as full ink.
    greys: two pixels a character in shades of grey; without it one of five characters for both.
    """
    height, wide = pixels.shape
    columns = min(width, wide)
    lines = max(1, round(height * columns / wide / 2))
    small = cv2.resize(pixels, (columns, 2 * lines), interpolation=cv2.INTER_AREA).astype(int)
    upper, lower = small[0::2], small[1::2]
    if not greys:
        level = (upper + lower) * len(_SHADES) // (2 * 256)
        return Text("\n".join("".join(_SHADES[one] for one in row) for row in level))
    rows = [
        Text.assemble(*(("▀", _two_greys(*pair)) for pair in zip(*both, strict=True)))
        for both in zip(upper.tolist(), lower.tolist(), strict=True)
    ]
    return Text("\n").join(rows)


def grid(pictures: np.ndarray, titles: Sequence[str], *, columns: int, console: Console) -> Table:
    """Pictures under their titles, `columns` in a row, as large as 80 columns allow."""
    width = 80 // columns - 2
    table = Table.grid(padding=(0, 2, 0, 0))
    greys = has_greys(console)
    for first in range(0, len(pictures), columns):
        row = slice(first, first + columns)
        table.add_row(*(Text(printable(title)[:width], "bold") for title in titles[row]))
        table.add_row(*(picture(one, greys=greys, width=width) for one in pictures[row]))
        table.add_row()
    return table


def bars(
    probabilities: np.ndarray,
    classes: Sequence[str],
    *,
    label: int | None = None,
    logits: np.ndarray | None = None,
) -> Table:
    """All probabilities as bars under each other; of more than 20 classes the largest ones.

    label: the true class: blue, and the answer red where it is another one. logits: written out
    beside the bars.
    """
    best = int(probabilities.argmax())
    order = np.arange(len(classes))
    if len(classes) > MOST_BARS:
        order = np.argsort(-probabilities, kind="stable")[:MOST_BARS]
    table = Table.grid(padding=(0, 1, 0, 0))
    for row in order.tolist():
        style = "bright_blue" if row == label or (label is None and row == best) else "dim"
        if row == best and label not in (None, best):
            style = "red"
        name = Text(printable(classes[row])[:_NAME], "bold" if row == best else "")
        share = float(probabilities[row])
        cells = [name, Text(_bar(share), style), Text(percent(share), justify="right")]
        if logits is not None:
            cells.append(Text(f"{logits[row]:9.3f}", "dim", justify="right"))
        table.add_row(*cells)
    if len(order) < len(classes):
        table.add_row(Text(f"and {len(classes) - len(order)} more", "dim"))
    return table


def raw_numbers(pixels: np.ndarray, *, greys: bool) -> tuple[str, Text]:
    """How to read it, and the numbers of a picture in at most 80 columns.

    Decimal where the part that holds ink is at most 20 pixels wide, else hexadecimal.
    """
    rows, columns = np.nonzero(pixels)
    if not rows.size:
        return "All pixels are 0.", Text()
    top, left = int(rows.min()), int(columns.min())
    inner = pixels[top : rows.max() + 1, left : columns.max() + 1]
    where = f"Rows {top} to {rows.max()}, columns {left} to {columns.max()}; all others are 0."
    wide = inner.shape[1] > _MOST_DECIMAL
    if wide:
        inner = inner[:, :_MOST_HEXADECIMAL]
        where += " In hexadecimal: ·· is 0, ff is 255."
    lines = []
    for line in inner.tolist():
        cells = [_two_digits(at, value) if wide else f"{value:4d}" for at, value in enumerate(line)]
        shades = [_on_grey(value) if greys else Style() for value in line]
        lines.append(Text.assemble(*zip(cells, shades, strict=True)))
    return where, Text("\n").join(lines)


def _bar(share: float) -> str:
    eighths = round(share * 8 * _BAR)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()).ljust(_BAR)


def _two_digits(at: int, value: int) -> str:
    """With a gap before every second one: 28 of them take 69 columns."""
    return (" " if at and at % 2 == 0 else "") + (f"{value:02x}" if value else "··")


def _two_greys(upper: int, lower: int) -> Style:
    return Style(color=Color.from_rgb(*[upper] * 3), bgcolor=Color.from_rgb(*[lower] * 3))


def _on_grey(value: int) -> Style:
    ink = 255 if value < 128 else 0
    return Style(color=Color.from_rgb(*[ink] * 3), bgcolor=Color.from_rgb(*[value] * 3))
