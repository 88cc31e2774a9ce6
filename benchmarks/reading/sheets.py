"""Every error as a picture: what was given, what it is, what was read in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from benchmarks import gallery
from benchmarks.reading.engines import Said
from benchmarks.reading.figures import answers, mistakes
from benchmarks.reading.sets import NumberSet
from tenfold.cli.app import printable
from tenfold.evaluation.words import count_of, percent
from tenfold.pictures.decode import decode
from tenfold.storage import writing

_COLUMNS, _ROWS = 3, 14
EACH = _COLUMNS * _ROWS
_WIDE, _HIGH, _CAPTION, _HEAD, _MARGIN = 360, 90, 44, 64, 16
_KEY = "Below each picture: what it is; what was read (in brackets: refused), and how sure."
_INK, _SOFT, _RED, _FRAME = "#1b2430", "#566172", "#CC3311", "#d5dbe1"


def write(folder: Path, engine: str, numbers: NumberSet, said: Said) -> list[Path]:
    """The sheets of an engine's errors in a set; those of before are taken away."""
    name = gallery.file_name(f"{numbers.name}-{engine}")
    for old in folder.glob(f"{name}-page-*.png"):
        old.unlink()
    rows = mistakes(said, numbers)
    read = answers(said, numbers.truths)
    paths = []
    for start in range(0, len(rows), EACH):
        paths.append(folder / f"{name}-page-{start // EACH + 1}.png")
        title = f"{engine}, {numbers.name}: {count_of(len(rows), 'error')} in {len(numbers):,}"
        page = _sheet(printable(title), rows[start : start + EACH], numbers, said, read)
        with writing(paths[-1]) as temporary:
            page.save(temporary, format="PNG")
    return paths


def _sheet(
    title: str, rows: Sequence[int], numbers: NumberSet, said: Said, read: Sequence[str]
) -> Image.Image:
    deep = -(-len(rows) // _COLUMNS)
    size = (
        _MARGIN + _COLUMNS * (_WIDE + _MARGIN),
        _HEAD + deep * (_HIGH + _CAPTION + _MARGIN),
    )
    page = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(page)
    draw.text((_MARGIN, 10), title, _INK, font=ImageFont.load_default(18))
    draw.text((_MARGIN, 38), _KEY, _SOFT, font=ImageFont.load_default(13))
    for place, row in enumerate(rows):
        down, across = divmod(place, _COLUMNS)
        x = _MARGIN + across * (_WIDE + _MARGIN)
        y = _HEAD + down * (_HIGH + _CAPTION + _MARGIN)
        page.paste(_tile(numbers.files[row]), (x, y))
        truth, style = numbers.truths[row] or "(nothing)", numbers.styles[row]
        words = printable(f"{truth}   {style}")[:50]
        draw.text((x, y + _HIGH + 3), words, _INK, font=ImageFont.load_default(16))
        refused = bool(said.refused[row])
        shown = read[row][:34] or "(nothing)"
        answer = f"({shown})" if refused and read[row] else shown
        font = ImageFont.load_default(16)
        draw.text((x, y + _HIGH + 22), answer, _SOFT if refused else _RED, font=font)
        sure = percent(float(said.confidences[row]), 0)
        at = (x + _WIDE, y + _HIGH + 24)
        draw.text(at, sure, _SOFT, font=ImageFont.load_default(13), anchor="ra")
    return page


def _tile(file: Path) -> Image.Image:
    """A picture within a frame of one size."""
    tile = Image.new("RGB", (_WIDE, _HIGH), _FRAME)
    image = Image.fromarray(decode(file).pixels).convert("RGB")
    scale = min((_WIDE - 2) / image.width, (_HIGH - 2) / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    image = image.resize(size, Image.Resampling.LANCZOS)
    tile.paste(image, ((_WIDE - size[0]) // 2, (_HIGH - size[1]) // 2))
    return tile
