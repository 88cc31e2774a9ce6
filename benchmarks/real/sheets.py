"""Every error of a set on sheets of pictures: as given, as the model saw it, and what it said.

Drawn with Pillow: matplotlib needs a minute for a hundred pictures, Pillow a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.real.asking import Answers
from benchmarks.real.figures import mistakes
from benchmarks.real.sets import PictureSet
from tenfold.evaluation.plots.canvas import plain
from tenfold.evaluation.words import count_of, percent
from tenfold.inference.classifier import Classifier
from tenfold.pictures.decode import decode
from tenfold.storage import writing

COLUMNS, ROWS = 6, 14
_SIDE, _GAP, _CAPTION, _HEAD = 96, 6, 24, 64  # pixels; a cell is two pictures over a caption
_CELL = 2 * _SIDE + _GAP
_MARGIN = 18
_LONGEST_TRUTH, _LONGEST_ANSWER = 13, 9  # letters that fit, the answer with its confidence
_KEY = (
    "Left: as given; what it is. Right: what the model saw, said (in brackets: refused), how sure."
)
_PAPER, _INK, _SOFT, _RED, _FRAME = "#ffffff", "#1b2430", "#566172", "#CC3311", "#d5dbe1"


@dataclass(frozen=True, eq=False)
class Wrong:
    """One error.

    given: uint8, shape (h, w) or (h, w, 3). seen: uint8, shape (h, w). truth: its class, "" where
    it has none. said: the class answered. confidence: 0 to 1. refused: whether the answer was.
    """

    given: np.ndarray
    seen: np.ndarray
    truth: str
    said: str
    confidence: float
    refused: bool


def write(
    folder: Path, pictures: PictureSet, answers: Answers, classifier: Classifier
) -> list[Path]:
    """The sheets of a set, NAME-page-1.png and so on; none where there is no error.

    Sheets of the same set from before are taken away. Raises StorageError.
    """
    name = "".join(
        letter if letter.isalnum() or letter in "-_" else "-" for letter in pictures.name
    )
    for old in folder.glob(f"{name}-page-*.png"):
        old.unlink()
    rows = mistakes(answers, pictures.labels)
    each = COLUMNS * ROWS
    pages = [rows[start : start + each] for start in range(0, len(rows), each)]
    found = f"{count_of(len(rows), 'error')} in {len(pictures):,} pictures"
    if pictures.labels is None:
        found = f"{len(rows):,} of {len(pictures):,} pictures accepted"
    paths = []
    for number, page in enumerate(pages, start=1):
        which = f"   page {number} of {len(pages)}" if len(pages) > 1 else ""
        title = f"{plain(pictures.name, 60)}: {found}{which}"
        image = sheet(title, [_wrong(row, pictures, answers, classifier) for row in page])
        paths.append(folder / f"{name}-page-{number}.png")
        with writing(paths[-1]) as temporary:
            image.save(temporary)
    return paths


def sheet(title: str, wrong: Sequence[Wrong]) -> Image.Image:
    """Errors in rows, in the order given."""
    columns = min(COLUMNS, max(3, len(wrong)))
    rows = -(-len(wrong) // columns)
    width = _MARGIN + columns * (_CELL + _MARGIN)
    page = Image.new("RGB", (width, _HEAD + rows * (_SIDE + _CAPTION + _MARGIN)), _PAPER)
    draw = ImageDraw.Draw(page)
    draw.text((_MARGIN, 12), title, _INK, font=_font(18))
    draw.text((_MARGIN, 38), _KEY, _SOFT, font=_font(13))
    for place, one in enumerate(wrong):
        row, column = divmod(place, columns)
        x = _MARGIN + column * (_CELL + _MARGIN)
        y = _HEAD + row * (_SIDE + _CAPTION + _MARGIN)
        page.paste(_tile(one.given), (x, y))
        page.paste(_tile(one.seen), (x + _SIDE + _GAP, y))
        draw.text((x, y + _SIDE + 4), one.truth, _INK, font=_font(14))
        colour, said = (_SOFT, f"({one.said})") if one.refused else (_RED, one.said)
        draw.text((x + _SIDE + _GAP, y + _SIDE + 4), said, colour, font=_font(14))
        sure = percent(one.confidence, 0)
        draw.text((x + _CELL, y + _SIDE + 5), sure, _SOFT, font=_font(12), anchor="ra")
    return page


def _wrong(row: int, pictures: PictureSet, answers: Answers, classifier: Classifier) -> Wrong:
    """One error, its picture decoded and standardised again: keeping all would take gigabytes."""
    assert answers.probabilities is not None
    picture = decode(pictures.files[row])
    classes, labels = classifier.classes, pictures.labels
    return Wrong(
        picture.pixels,
        classifier.predict(picture).pixels,
        truth="" if labels is None else plain(classes[labels[row]], _LONGEST_TRUTH),
        said=plain(classes[answers.labels[row]], _LONGEST_ANSWER),
        confidence=float(answers.probabilities[row].max()),
        refused=bool(answers.refused[row]),
    )


def _tile(pixels: np.ndarray) -> Image.Image:
    """A picture in a square with a thin frame: small ones in sharp pixels, large ones smooth."""
    tile = Image.new("RGB", (_SIDE, _SIDE), _FRAME)
    room = _SIDE - 2
    image = Image.fromarray(pixels).convert("RGB")
    scale = room / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    how = Image.Resampling.NEAREST if scale > 1 else Image.Resampling.LANCZOS
    image = image.resize(size, how)
    tile.paste(image, ((_SIDE - size[0]) // 2, (_SIDE - size[1]) // 2))
    return tile


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
