"""A page -> strips: its lines of writing, each levelled and at the size that the reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from tenfold.pictures.cells import without_cell
from tenfold.pictures.colour import plane_of
from tenfold.pictures.decode import Picture
from tenfold.pictures.page.border import without_surroundings
from tenfold.pictures.page.ends import lengthened, shortened
from tenfold.pictures.page.ink import contrast_over_noise
from tenfold.pictures.page.lines import Row, in_order, overlapping, rows_of
from tenfold.pictures.page.pieces import Pieces, inked, labelled, pieces_of
from tenfold.pictures.page.rules import Unruled, without_rules
from tenfold.pictures.page.sheet import alone, sheet_of, sized
from tenfold.pictures.page.strikes import strikes
from tenfold.pictures.page.strips import DIGIT_HEIGHT, Line, Strip, cut_strip
from tenfold.pictures.page.writing import written
from tenfold.pictures.polarity import is_dark_on_light
from tenfold.pictures.rings import ring_ink
from tenfold.pictures.shades import darker_class, level_at, reduced

# A picture is searched for the sides of a cell where it is as small as those that are cut out of a
# scanned form, and, as it is around one digit, at most so many times as long as broad.
_CELL, _BROADER = 400, 1.5

# Lines are looked for in a copy of this side at most; strips are cut from the picture itself. In
# copies of these shares of it grain and soft edges of shadows are less, and so are small digits.
_FINDING_SIDE = 1280
_COARSER = (1 / 2, 1 / 3)

# A sheet's polarity is judged in a copy of this side.
_POLARITY_SIDE = 256

# What counts as ink of a strip, of 255: this share of its darkest, and this much at most.
_INK_SHARE, _INK_AT_MOST = 0.45, 80

# A line is lone that holds this share of the ink, with room of so many heights of its digits around
# it, where ink covers no more of the page than the last share.
_LONE, _ROOM, _COVERS = 0.9, 0.2, 0.25

# Pictures with a shorter side below this are enlarged: a digit must have pixels to be grouped by.
_SMALLEST_SIDE = 112


@dataclass(frozen=True, eq=False)
class Page:
    """The lines of writing of a page.

    strips: in reading order, top to bottom, then left to right. ink: uint8, shape (h, w), what
    was taken for ink in the copy that was searched, to show; scale: its pixels to one of the page.
    whole: all of the picture was searched, and not only a sheet on it, of which the ink then is.
    before_reverse: of the looks at it, only the last is left, at ink for paper.
    has_faint: its ink is of two kinds, one much fainter than the other. darkest: only the darker
    one was taken. tangled: lines overlap, as the parts of broken digits do. lone: all of the
    picture was searched, and one line is all that is on it, but for specks. in_cell: the picture is
    the cell of a form, whose sides were left out.
    """

    strips: tuple[Strip, ...]
    ink: np.ndarray
    scale: float
    whole: bool
    before_reverse: bool = False
    has_faint: bool = False
    darkest: bool = False
    tangled: bool = False
    lone: bool = False
    in_cell: bool = False


def find_strips(picture: Picture) -> Page:
    """Find the lines of writing of a picture and cut a strip for each; none on a blank page."""
    return next(looks(picture))


def looks(picture: Picture) -> Iterator[Page]:
    """The page as it is found at the first look, then in other ways, for who could not read it.

    First without the sides of a cell that somebody cut out; then as it seems to be; where a sheet
    on a table was seen, then all of the picture, as what was seen may be the part of a page that
    lies in the sun; where much fainter ink lies beside the darkest (folds, stains, what shines
    through), then without it; then in coarser copies, in which faint writing stands out from grain;
    then as if ink and paper were the other way round.
    """
    grey = _grey(picture.pixels)
    short, long = sorted(grey.shape)
    cell = without_cell(grey) if long <= min(_CELL, _BROADER * short) else None
    if cell is not None:
        yield replace(_found(_with_dark_ink(cell.pixels)), in_cell=True)
    sheet = sheet_of(grey)
    if sheet is not None:
        yield _found_on(sheet, grey)
    plane = _with_dark_ink(grey)
    yield (first := _found(plane))
    if first.has_faint:
        yield _found(plane, darkest=True)
    for share in _COARSER:
        page = _found(plane, share=share)
        yield replace(page, before_reverse=share == _COARSER[-1])
    yield replace(_found(255 - plane), lone=False)


def _found_on(sheet: np.ndarray, grey: np.ndarray) -> Page:
    """The lines on a sheet that the page shows: bool, any size."""
    across, down = grey.shape[1] / sheet.shape[1], grey.shape[0] / sheet.shape[0]
    x, y, wide, high = cv2.boundingRect(sheet.view(np.uint8))
    left, right, top, bottom = (
        round(end) for end in (x * across, (x + wide) * across, y * down, (y + high) * down)
    )
    part, sheet = grey[top:bottom, left:right], sheet[y : y + high, x : x + wide]
    if not is_dark_on_light(alone(reduced(part, _POLARITY_SIDE), sheet)):
        part = 255 - part
    page = _found(part, sheet)
    offset = np.array([[0, 0, left], [0, 0, top]], np.float64)
    strips = tuple(_moved(strip, offset) for strip in page.strips)
    return replace(page, strips=strips)


def _moved(strip: Strip, offset: np.ndarray) -> Strip:
    spans = tuple((first + offset[0, 2], last + offset[0, 2]) for first, last in strip.strikes)
    return replace(strip, to_page=strip.to_page + offset, strikes=spans)


def _found(
    plane: np.ndarray,
    sheet: np.ndarray | None = None,
    *,
    share: float = 1,
    darkest: bool = False,
) -> Page:
    """The lines of a page in a copy, `share` as large as one in which small digits are seen.

    darkest: its darkest ink alone, where it has much fainter one too.
    """
    copy = _copy(plane, share)
    if sheet is not None:
        copy = alone(copy, sheet)
    signal, noise = contrast_over_noise(copy, smooth=True)
    if sheet is not None:
        signal *= sized(sheet, signal.shape)
        own = noise[sized(sheet, noise.shape).view(bool)]
        noise = np.maximum(noise, np.median(own) if own.size else 0)
    dark, mask = inked(signal, noise)
    unruled = _unruled(without_surroundings(mask), dark, signal)
    least = darker_class(signal, unruled.mask)
    if darkest:
        unruled = _without_faint(unruled, dark, signal, least)
    pieces = pieces_of(unruled.mask, signal, noise, unruled.drawn)
    rows = in_order(written(rows_of(pieces.boxes, slope=unruled.slope), pieces, unruled))
    scale = copy.shape[1] / plane.shape[1]
    owners = _owners(rows, pieces, unruled.removed, sheet, copy.shape)
    strips = [
        shortened(
            cut_strip(plane, lengthened(_line(row, scale)), without=owners, own=_number(index))
        )
        for index, row in enumerate(rows)
    ]
    strokes, wide = unruled.strokes / scale, plane.shape[1]
    return Page(
        tuple(
            replace(strip, strikes=strikes(strip, strokes, wide))
            for strip in strips
            if _holds_strokes(strip)
        ),
        _shown(signal, unruled.mask),
        scale,
        whole=sheet is None,
        has_faint=least > 0,
        darkest=darkest,
        tangled=overlapping(rows),
        lone=sheet is None and _is_lone(rows, pieces, unruled.mask),
    )


def _unruled(mask: np.ndarray, dark: np.ndarray, signal: np.ndarray) -> Unruled:
    """Ink without rules, and without circles and boxes drawn about it by hand.

    Arguments as those of `without_rules`.
    """
    unruled = without_rules(mask, dark, signal)
    labels, stats = labelled(unruled.mask)
    rings = ring_ink(labels, stats[1:])
    if rings is None:
        return unruled
    return _removed(unruled, rings, unruled.mask & ~rings & 1)


def _without_faint(unruled: Unruled, dark: np.ndarray, signal: np.ndarray, least: float) -> Unruled:
    """Ink without what has no more contrast than `least`, which is nobody's then, as rules are.

    dark: uint8, 0 or 1, ink with its soft edges.
    """
    kept = unruled.mask & (signal > least).view(np.uint8)
    edges = cv2.dilate(kept, np.ones((5, 5), np.uint8))
    return _removed(unruled, dark & ~edges & 1, kept)


def _removed(unruled: Unruled, ink: np.ndarray, kept: np.ndarray) -> Unruled:
    """With more ink that is nobody's, and its soft edges but for those of what is kept."""
    edges = cv2.dilate(kept, np.ones((5, 5), np.uint8))
    ink |= cv2.dilate(ink, np.ones((3, 3), np.uint8)) & ~edges & 1
    removed = ink if unruled.removed is None else ink | unruled.removed
    return replace(unruled, mask=kept, removed=removed)


def page_plane(pixels: np.ndarray) -> np.ndarray:
    """The grey or colour plane of a picture in which its ink is dark: uint8, shape (h, w).

    pixels: uint8, shape (h, w) or (h, w, 3) for RGB, of either polarity.
    """
    return _with_dark_ink(_grey(pixels))


def _grey(pixels: np.ndarray) -> np.ndarray:
    return plane_of(pixels) if pixels.ndim == 3 else pixels


def _with_dark_ink(grey: np.ndarray) -> np.ndarray:
    return grey if is_dark_on_light(grey) else 255 - grey


def _copy(plane: np.ndarray, share: float) -> np.ndarray:
    """The copy that lines are looked for in: neither too large nor, for `share` 1, too small."""
    scale = min(max(_SMALLEST_SIDE / min(plane.shape), 1), _FINDING_SIDE / max(plane.shape)) * share
    if scale <= 1:
        return reduced(plane, max(1, round(max(plane.shape) * scale)))
    height, width = (max(1, round(side * scale)) for side in plane.shape)
    return cv2.resize(plane, (width, height), interpolation=cv2.INTER_CUBIC)


def _line(row: Row, scale: float) -> Line:
    start = row.left / scale, row.at(row.left) / scale
    end = row.right / scale, row.at(row.right) / scale
    return Line(start, end, row.height / scale)


def _holds_strokes(strip: Strip) -> bool:
    """Whether most of a strip's ink is in pieces as high as half a digit: grain seldom is."""
    smooth = cv2.GaussianBlur(strip.pixels, (0, 0), 1.0)
    # Of the darkest ink, not of full ink: fine strokes are faint once they are blurred.
    least = min(max(_INK_SHARE * level_at(smooth, 0.995), 1), _INK_AT_MOST)
    _, stats = labelled((smooth >= least).view(np.uint8))
    height, area = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_AREA]
    high = height >= 0.4 * DIGIT_HEIGHT
    # Some grains look like one digit, none like several.
    most = 0.65 if strip.pixels.shape[1] > 2 * DIGIT_HEIGHT else 0.8
    return bool(high.any() and area[high].sum() >= most * area.sum())


def _is_lone(rows: list[Row], pieces: Pieces, mask: np.ndarray) -> bool:
    """Whether nearly all ink but what rules left is in one line, with room around it.

    mask: uint8, 0 or 1, shape (h, w); all ink without rules.
    """
    ink = cv2.countNonZero(mask)
    if not rows or ink > _COVERS * mask.size:
        return False
    areas = [pieces.area[np.unique(pieces.label[row.members])].sum() for row in rows]
    if max(areas) < _LONE * (ink - pieces.area[pieces.remnant].sum()):
        return False
    row = rows[int(np.argmax(areas))]
    own, (height, width) = pieces.boxes[row.members], mask.shape
    room = min(own.left.min(), own.top.min(), width - own.right.max(), height - own.bottom.max())
    return bool(room >= _ROOM * row.height)


def _number(index: int) -> int:
    """What stands for a row in `_owners`: lines that could meet have different ones."""
    return 2 + index % 250


def _owners(
    rows: list[Row],
    pieces: Pieces,
    rules: np.ndarray | None,
    sheet: np.ndarray | None,
    shape: tuple[int, ...],
) -> np.ndarray:
    """Whose ink lies where: uint8, of this shape; 0 nobody's, 1 no line's, else a line's."""
    of_label = np.zeros(len(pieces.area), np.uint8)
    of_label[pieces.label] = 1
    of_label[pieces.remnant] = 1
    for index, row in enumerate(rows):
        of_label[pieces.label[row.members]] = _number(index)
    owners = np.zeros(shape, np.uint8)
    owners.ravel()[pieces.at] = of_label[pieces.of]
    if rules is not None:
        owners[rules.view(bool)] = 1
    if sheet is not None:
        owners[sized(~sheet, owners.shape).view(bool)] = 1
    return owners


def _shown(signal: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Ink to look at: its contrast stretched, all else 0."""
    full = max(level_at(signal, 0.7, mask=mask), 1)
    return cv2.convertScaleAbs(signal, alpha=255 / full) * mask
