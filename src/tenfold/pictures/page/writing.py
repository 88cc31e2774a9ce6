"""Which lines of ink are writing: not specks, not a shadow's edge, not paper's grain or rules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenfold.pictures.page.lines import LOWEST, Row
from tenfold.pictures.page.pieces import Pieces
from tenfold.pictures.page.rules import Unruled

# Strokes are at most this share of their digit's height wide: a blot's is half as wide as high.
_WIDEST_STROKE = 0.34

# Of 144 lines composed with blur of up to 1.5 pixels none had less than 1.02; what a closing
# leaves of shadows has mostly less than 0.9.
_SHARP = 0.9

# Beside the line with the most ink, ink of a single piece lower than this share is a speck, and
# ink fainter than this share is a stain or what shows through. Beside one of several digits a
# single stroke that is fainter than the last share is the rest of a rule, or an edge.
_LOW, _FAINT, _FAINT_ALONE = 0.35, 0.2, 0.55

# What is no darker than the rules, no thicker than this many times theirs and a pixel, and upright
# but for this share of its height, is a piece of one, though it may look like a 1.
_AS_THICK, _LEANS = 1.5, 0.12


@dataclass(frozen=True)
class _Look:
    """How the ink of a row looks.

    area: in pixels. contrast: the mean, of 225. stroke: their width in pixels. sharpness: how
    steep the edges are, 1 being from full ink to none. digits: pieces about as high as the row.
    widest: of the pieces, in pixels.
    """

    area: float
    contrast: float
    stroke: float
    sharpness: float
    digits: int
    widest: float

    @classmethod
    def of(cls, row: Row, pieces: Pieces) -> _Look:
        """The look of a row's pieces taken together."""
        labels = np.unique(pieces.label[row.members])
        area, edge, dark, steep = (
            float(each[labels].sum())
            for each in (pieces.area, pieces.edge, pieces.dark, pieces.steep)
        )
        boxes = pieces.boxes[row.members]
        return cls(
            area=area,
            contrast=dark / area,
            stroke=2 * area / edge,  # it has an edge on either side
            sharpness=steep / edge / (dark / area),
            digits=int((boxes.height >= 0.6 * row.height).sum()),
            widest=float((boxes.right - boxes.left).max()),
        )


def written(rows: list[Row], pieces: Pieces, unruled: Unruled) -> list[Row]:
    """The rows that look like writing, in the order given."""
    looks = [_Look.of(row, pieces) for row in rows]
    kept = [
        (row, look)
        for row, look in zip(rows, looks, strict=True)
        if row.height >= LOWEST
        and look.stroke <= _WIDEST_STROKE * row.height
        and not _is_of_rules(row, look, unruled)
    ]
    if not kept:
        return []
    # The soft remains of a shadow may be large; they are no measure for the writing.
    sharp = [each for each in kept if each[1].sharpness >= _SHARP] or kept
    main, most = max(sharp, key=lambda each: each[1].area * each[1].contrast)
    least = {True: _FAINT * most.contrast}
    least[False] = least[True] if most.digits < 3 else _FAINT_ALONE * most.contrast
    return [
        row
        for row, look in kept
        if look.contrast >= least[look.digits > 1]
        and (row.height >= _LOW * main.height or look.digits >= 3)
    ]


def _is_of_rules(row: Row, look: _Look, unruled: Unruled) -> bool:
    thickest = _AS_THICK * unruled.thickness + 1
    return (
        look.contrast <= unruled.level
        and look.stroke <= thickest
        and look.widest <= thickest + _LEANS * row.height
    )
