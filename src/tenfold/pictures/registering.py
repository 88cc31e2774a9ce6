"""Where a scan lies on the page that it is a copy of: shifted, turned, a little larger or smaller.

All ink of both pages is compared, printed lines and words alike; what was written by hand on one
of them only is a small part of it. First every likely turn and size is tried on small pictures,
each with the shift that phase correlation finds for it (Kuglin and Hines 1975); the best one is
then refined by the enhanced correlation coefficient (Evangelidis and Psarakis 2008), as OpenCV
has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

ALIKE = 0.45

_COARSE, _FINE = 256, 768  # pixels of the longer side
_TURNS = np.arange(-4, 4.1, 0.5)  # degrees
_SIZES = (0.94, 0.97, 1.0, 1.03, 1.06)
_LIKELY, _TRIED = 12, 4  # places that are compared, and those that are refined
_GOOD = 0.6  # likeness: no better place is looked for
_STEPS = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 25, 1e-4)
_FAINT = 0.08  # of the paper's light: what takes less is no ink
_NEAR = 13  # pixels, as the coarse placement is out by 5 at most
_BLUR = 5  # pixels: what is farther apart than this does not attract


@dataclass(frozen=True, eq=False)
class Placement:
    """How a scan lies on its reference.

    to_scan: float64, shape (2, 3), affine, from pixels (x, y) of the reference to those of the
    scan. likeness: correlation of their ink, -1 to 1. The same form filled in has 0.6 and more,
    another page of text less than 0.2; from ALIKE on it is taken for the same.
    """

    to_scan: np.ndarray
    likeness: float


class Reference:
    """A page, empty or filled in, that scans of the same form are laid on.

    pixels: uint8, shape (h, w) or (h, w, 3), dark on light.
    """

    def __init__(self, pixels: np.ndarray) -> None:
        self._grey = _grey(pixels)
        self._shape = pixels.shape[:2]
        self._ink = _ink(_shrunk(self._grey))

    def locate(self, scan: np.ndarray) -> Placement:
        """Where `scan` lies on this page; uint8, shape (h, w) or (h, w, 3), dark on light.

        Copes with turns of 4 degrees, sizes that differ by 6% from the plain scaling of one page to
        the other, shifts of a tenth of the page, and scans that are upside down. About 0.3 s.
        """
        grey = _shrunk(_grey(scan))
        upright = self._locate(grey, scan.shape[:2])
        if upright.likeness >= ALIKE:
            return upright
        turned = self._locate(grey[::-1, ::-1], scan.shape[:2])
        if turned.likeness < ALIKE:
            return upright
        height, width = scan.shape[:2]
        over = np.array([[-1.0, 0, width - 1], [0, -1, height - 1]])
        return Placement(over @ _squared(turned.to_scan), turned.likeness)

    def taken_away(
        self, part: np.ndarray, part_to_scan: np.ndarray, to_scan: np.ndarray
    ) -> np.ndarray:
        """A part that was cut out of a scan without what is printed on this page, if it is empty.

        Lines are filled up from both of their sides (Telea 2004), so that strokes that cross one
        go on. part, part_to_scan: from `cut_out`. to_scan: as in Placement.
        """
        to_page = np.linalg.inv(_squared(to_scan)) @ _squared(part_to_scan)
        size = part.shape[1::-1]
        same = cv2.warpAffine(
            self._grey,
            to_page[:2],
            size,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        # Out by a pixel of the small pictures, as a scan may be; and edges are grey.
        around = 2 * round(len(part) / 60) + 3
        printed = (_ink(same) > 2 * _FAINT).astype(np.uint8)
        mask = cv2.dilate(printed, np.ones((around, around), np.uint8))
        return cv2.inpaint(part, mask, 3, cv2.INPAINT_TELEA)

    def _locate(self, grey: np.ndarray, shape: tuple[int, ...]) -> Placement:
        """Where a scan of this shape lies, seen small."""
        page = self._ink
        same_size = cv2.resize(grey, page.shape[::-1], interpolation=cv2.INTER_AREA)
        seen = _ink(same_size)
        warp, likeness = np.eye(2, 3), 0.0
        if page.any() and seen.any():
            for start in _coarse(page, seen)[:_TRIED]:
                refined = _refined(page, seen, start)
                found = _likeness(page, seen, refined)
                if found > likeness:
                    warp, likeness = refined, found
                if likeness >= _GOOD:
                    break
        # From pixels of the reference to the common small picture, and from there to the scan.
        down, up = _scaling(self._shape, page.shape), _scaling(page.shape, shape)
        whole = up @ _squared(warp) @ down
        return Placement(whole[:2], likeness)


def cut_out(
    pixels: np.ndarray, to_scan: np.ndarray, box: tuple[float, float, float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """A box of the reference as it looks in the scan, levelled, at the scan's own resolution.

    pixels: uint8, shape (h, w) or (h, w, 3). to_scan: as in Placement. box: x, y, width, height, in
    pixels of the reference. Returns the part, and the map (2, 3) from its pixels (x, y) to those of
    the scan. Where the scan ends, the part goes on in the scan's usual colour.
    """
    x, y, width, height = box
    scale = float(abs(np.linalg.det(to_scan[:, :2]))) ** 0.5
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    # The left edge of the first pixel is half a pixel before its centre.
    start = np.array([x, y]) - 0.5 + 0.5 / scale
    to_reference = np.array([[1 / scale, 0, start[0]], [0, 1 / scale, start[1]], [0, 0, 1]])
    part_to_scan = to_scan @ to_reference
    if np.abs(part_to_scan[:, :2] - np.eye(2)).max() * max(size) < 0.5:  # not turned: no blur
        part_to_scan = np.hstack([np.eye(2), np.rint(part_to_scan[:, 2:])])
    usual = np.median(pixels[:: len(pixels) // 64 + 1, :: pixels.shape[1] // 64 + 1], axis=(0, 1))
    part = cv2.warpAffine(
        pixels,
        part_to_scan,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderValue=tuple(np.atleast_1d(usual).tolist()),
    )
    return part, part_to_scan


def scaling(source: tuple[int, ...], target: tuple[int, ...]) -> np.ndarray:
    """The plain map (2, 3) from pixels (x, y) of a page to those of the same page at another size.

    source, target: shapes (h, w).
    """
    return _scaling(source, target)[:2]


def _scaling(source: tuple[int, ...], target: tuple[int, ...]) -> np.ndarray:
    """Pixel coordinates of a page of one shape to those of another; centres of pixels are whole."""
    y, x = (after / before for before, after in zip(source[:2], target[:2], strict=True))
    return np.array([[x, 0, x / 2 - 0.5], [0, y, y / 2 - 0.5], [0, 0, 1]])


def _squared(affine: np.ndarray) -> np.ndarray:
    """(2, 3) as (3, 3), to be multiplied."""
    return np.vstack([affine, [0, 0, 1]])


def _grey(pixels: np.ndarray) -> np.ndarray:
    return pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)


def _shrunk(grey: np.ndarray) -> np.ndarray:
    scale = _FINE / max(grey.shape)
    if scale >= 1:
        return grey
    size = tuple(max(16, round(one * scale)) for one in grey.shape[::-1])
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA)


def _ink(grey: np.ndarray) -> np.ndarray:
    """How much darker than the paper around: float32, 0 to 1."""
    around = 2 * (max(grey.shape) // 40) + 1
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((around, around), np.uint8))
    darker = (paper.astype(np.float32) - grey) / np.maximum(paper, 1)
    return np.where(darker > _FAINT, darker, 0).astype(np.float32)


def _coarse(page: np.ndarray, seen: np.ndarray) -> list[np.ndarray]:
    """The likely turns and sizes, each with its shift: (2, 3), from page to seen, best first.

    Lines of text attract each other wherever they are, so the sharpest phase correlation is not
    always the right one.
    """
    scale = min(1.0, _COARSE / max(page.shape))
    size = tuple(max(16, round(one * scale)) for one in page.shape[::-1])
    small, other = (cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in (page, seen))
    window = cv2.createHanningWindow(size, cv2.CV_32F)
    found = []
    for warp in _candidates(size):
        (x, y), response = cv2.phaseCorrelate(small, _laid_on(other, warp, size), window)
        if max(abs(x) / size[0], abs(y) / size[1]) < 0.1:
            # Shifted in the page's frame, before it is turned.
            found.append((response, warp @ np.array([[1, 0, x], [0, 1, y], [0, 0, 1]])))
    likely = [warp for _, warp in sorted(found, key=lambda one: -one[0])[:_LIKELY]]
    likely.sort(key=lambda warp: -_likeness(small, other, warp))
    return [np.column_stack([warp[:, :2], warp[:, 2] / scale]) for warp in likely]


def _candidates(size: tuple[int, ...]) -> Iterator[np.ndarray]:
    centre = ((size[0] - 1) / 2, (size[1] - 1) / 2)
    for turn in _TURNS:
        for factor in _SIZES:
            yield cv2.getRotationMatrix2D(centre, float(turn), factor)


def _refined(page: np.ndarray, seen: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The warp that makes them most alike; the start, where it leads astray."""
    # Writing that the page has not would bend the warp towards itself: 5 pixels on a form of bare
    # frames, 1 without it.
    near = cv2.dilate(page, np.ones((_NEAR, _NEAR), np.uint8))
    kept = seen * (cv2.warpAffine(near, start, seen.shape[::-1]) > 0)
    try:
        _, warp = cv2.findTransformECC(
            page, kept, start.astype(np.float32), cv2.MOTION_AFFINE, _STEPS, None, _BLUR
        )
    except cv2.error:  # it does not converge: the pages have too little in common
        return start
    better = _likeness(page, seen, warp) >= _likeness(page, seen, start)
    return warp.astype(np.float64) if better else start


def _likeness(page: np.ndarray, seen: np.ndarray, warp: np.ndarray) -> float:
    first = cv2.GaussianBlur(page, (_BLUR, _BLUR), 0)
    second = cv2.GaussianBlur(_laid_on(seen, warp, page.shape[::-1]), (_BLUR, _BLUR), 0)
    first, second = first - first.mean(), second - second.mean()
    norm = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float((first * second).sum()) / norm if norm else 0.0


def _laid_on(picture: np.ndarray, warp: np.ndarray, size: tuple[int, ...]) -> np.ndarray:
    """The picture as seen from the page: warp says where in it each of the page's pixels lies."""
    return cv2.warpAffine(picture, warp, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
