"""An explained answer as one drawing, with Pillow: the base install, which answers, has it.

Text is set in the font that Pillow brings along. It knows the letters of Europe; of names in other
scripts the class number beside them is left.
"""

from __future__ import annotations

import io
import math
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tenfold.evaluation.evidence import AGAINST, FOR, Tile, thumbnail
from tenfold.evaluation.html import Bar
from tenfold.evaluation.words import percent

_WIDTH, _MARGIN = 1000, 24
_ROOM = 6000  # pixels of height to draw on; what is left over is cut off
_PICTURE = 308  # 11 pixels for each of 28
_TILE, _GAP, _PER_ROW = 150, 10, 6
_NAMES, _SHARES = 180, 70  # most pixels for the words before, and those behind a bar
_LONGEST = 300  # characters: more never fit on a line
_INK, _SOFT, _TRACK, _BLUE = (27, 36, 48), (86, 97, 114), (236, 238, 241), (10, 98, 169)


def sheet(
    *,
    title: str,
    picture: np.ndarray,
    bars: Sequence[Bar],
    words: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Tile]]],
) -> bytes:
    """A PNG file, 1,000 pixels wide: the picture beside its bars, words, and rows of tiles.

    picture: uint8, shape (h, w, 3), tinted. words: a line each, below the key to its colours (none
    where the picture is black).
    rows: (heading, tiles); one without tiles is left out.
    """
    page = _Page()
    page.text(title, size=24)
    top = page.y + 6
    page.paste(picture, (_MARGIN, top), _PICTURE)
    _draw_bars(page, bars, top)
    page.y = top + _PICTURE + 12
    if picture.any():
        page.key({"spoke for it": FOR, "spoke against it": AGAINST})
    for line in words:
        page.text(line, size=16)
    for heading, tiles in rows:
        if tiles:
            page.y += 14
            page.text(heading, size=19)
            _draw_tiles(page, tiles)
    return page.png()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


class _Page:
    """White paper that is written on from top to bottom; y is where the next line goes."""

    def __init__(self) -> None:
        self.y = _MARGIN
        self.image = Image.new("RGB", (_WIDTH, _ROOM), "white")
        self.draw = ImageDraw.Draw(self.image)

    def text(self, text: str, *, size: int) -> None:
        """A line across the page."""
        self.write(text, (_MARGIN, self.y), size=size, room=_WIDTH - 2 * _MARGIN)
        self.y += round(size * 1.5)

    def write(
        self,
        text: str,
        at: tuple[int, int],
        *,
        size: int,
        room: int,
        fill: tuple[int, int, int] = _INK,
    ) -> None:
        """Text cut to `room` pixels, its top left corner at `at`."""
        font = _font(size)
        shown = "".join(letter for letter in text if letter.isprintable())[:_LONGEST]
        if font.getlength(shown) > room:
            fitting = bisect_right(
                range(len(shown)), room, key=lambda n: math.ceil(font.getlength(f"{shown[:n]}…"))
            )
            shown = f"{shown[: max(fitting - 1, 0)]}…"
        self.draw.text(at, shown, font=font, fill=fill)

    def paste(self, pixels: np.ndarray, at: tuple[int, int], side: int) -> None:
        """A picture of any size, its longest side `side` pixels; small ones keep their grain."""
        image = Image.fromarray(thumbnail(pixels, side=side))
        scale = side / max(image.size)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        self.image.paste(image.resize(size, Image.Resampling.NEAREST).convert("RGB"), at)
        right, bottom = at[0] + size[0], at[1] + size[1]
        self.draw.rectangle((at[0] - 1, at[1] - 1, right, bottom), outline=_TRACK)

    def key(self, colours: dict[str, tuple[int, int, int]]) -> None:
        """What the colours mean, on one line."""
        x = _MARGIN
        for meaning, colour in colours.items():
            self.draw.rectangle((x, self.y + 3, x + 12, self.y + 15), fill=colour)
            self.write(meaning, (x + 20, self.y), size=16, room=200)
            x += 160
        self.y += 26

    def png(self) -> bytes:
        """What was written on, as a PNG file."""
        content = io.BytesIO()
        cut = self.image.crop((0, 0, _WIDTH, min(self.y + _MARGIN // 2, _ROOM)))
        cut.save(content, "PNG", optimize=True)
        return content.getvalue()


def _draw_bars(page: _Page, bars: Sequence[Bar], top: int) -> None:
    """One below the other beside the picture: name, bar, share."""
    left = _MARGIN + _PICTURE + 28
    names = [bar.name if bar.name == bar.mark else f"{bar.mark}  {bar.name}" for bar in bars]
    room = min(round(max(_font(16).getlength(name[:_LONGEST]) for name in names)) + 1, _NAMES)
    start, end = left + room + 12, _WIDTH - _MARGIN - _SHARES
    pitch = min(_PICTURE // len(bars), 30)
    for number, (name, bar) in enumerate(zip(names, bars, strict=True)):
        y = top + number * pitch
        colour = _BLUE if bar.kind else _SOFT
        page.write(name, (left, y), size=16, room=room, fill=colour)
        page.draw.rectangle((start, y + 2, end, y + pitch - 8), fill=_TRACK)
        if bar.share >= 0.001:
            length = round((end - start) * bar.share)
            page.draw.rectangle((start, y + 2, start + length, y + pitch - 8), fill=colour)
        page.write(percent(bar.share), (end + 10, y), size=16, room=_SHARES, fill=colour)


def _draw_tiles(page: _Page, tiles: Sequence[Tile]) -> None:
    for first in range(0, len(tiles), _PER_ROW):
        for place, tile in enumerate(tiles[first : first + _PER_ROW]):
            x, below = _MARGIN + place * (_TILE + _GAP), page.y + _TILE + 4
            page.paste(tile.pixels, (x, page.y), _TILE)
            page.write(tile.caption, (x, below), size=15, room=_TILE)
            page.write(tile.detail, (x, below + 19), size=13, room=_TILE, fill=_SOFT)
        page.y += _TILE + 46
