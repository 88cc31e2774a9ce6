"""A reader from its one file: strips of writing in, what stands at every step of them out.

The network has windows of one width. Short strips share a window, with room between them; long
ones are given in windows that overlap, of which only what has seen its surroundings is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tenfold.artefact.bundle import STEP, Bundle, Metadata
from tenfold.errors import ModelFileError, PictureError
from tenfold.inference.gaps import closed, kept_steps, opened
from tenfold.inference.session import start
from tenfold.probability import log_softmax
from tenfold.values import ModelId

_ROOM = 16  # pixels of background between two strips in a window
_SIGHT = 32  # pixels to either side that may change what a step says; 30 by its convolutions
_BATCH = 16  # windows


class StripReader:
    """Gives the lattice of each strip, from the one file alone.

    metadata: what the file says of itself. id: its name and hash.
    """

    def __init__(self, bundle: Bundle, *, threads: int | None = None) -> None:
        """Start a session. Raises ModelFileError where the file is a classifier's."""
        if bundle.metadata.task != "read":
            raise ModelFileError(
                f"The model {bundle.id.name!r} tells the class of one picture and cannot read "
                "numbers. Use it with: tenfold predict, or name a reader such as 'numbers'."
            )
        self.metadata: Metadata = bundle.metadata
        self.id: ModelId = bundle.id
        self._session = start(bundle, threads=threads)

    def log_probabilities(self, strips: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Of each strip, uint8 (height, width), the logarithms at its steps: float32 (steps, 11).

        Natural logarithms, calibrated, of each class and last of the blank. Step t is about the
        pixels from 4 t on. Raises PictureError where a strip is of another height or dtype.
        """
        height = self.metadata.spec.height
        for strip in strips:
            if strip.dtype != np.uint8 or strip.ndim != 2 or strip.shape[0] != height:
                raise PictureError(
                    f"A strip must be uint8 of shape ({height}, width). Got {strip.dtype} of shape "
                    f"{strip.shape}. Cut it with tenfold.pictures.page.finding.find_strips."
                )
        kept = [kept_steps(strip) for strip in strips]
        read = self._read([closed(*each) for each in zip(strips, kept, strict=True)])
        return [opened(*each) for each in zip(read, kept, strict=True)]

    def _read(self, strips: Sequence[np.ndarray]) -> list[np.ndarray]:
        height, width = self.metadata.spec.shape
        pieces = list(_pieces([strip.shape[1] for strip in strips], width))
        windows = np.zeros(
            (max((p.window for p in pieces), default=-1) + 1, height, width), np.uint8
        )
        for piece in pieces:
            part = strips[piece.strip][:, piece.begin : piece.begin + width - piece.place]
            windows[piece.window, :, piece.place : piece.place + part.shape[1]] = part
        logits = self.logits(windows)
        lattices = [
            np.empty((-(-strip.shape[1] // STEP), logits.shape[2]), np.float32) for strip in strips
        ]
        for piece in pieces:
            first, last = piece.kept
            shift = (piece.place - piece.begin) // STEP
            lattices[piece.strip][first:last] = logits[piece.window, first + shift : last + shift]
        temperature = self.metadata.temperature
        return [log_softmax(one, temperature).astype(np.float32) for one in lattices]

    def logits(self, windows: np.ndarray) -> np.ndarray:
        """Logits of strips as wide as a window: uint8 (n, height, width) to (n, steps, 11)."""
        classes = len(self.metadata.classes) + 1
        parts = [
            self._session.run(["logits"], {"pictures": windows[i : i + _BATCH]})[0]
            for i in range(0, len(windows), _BATCH)
        ]
        return np.concatenate(parts) if parts else np.empty((0, 0, classes), np.float32)


@dataclass(frozen=True)
class _Piece:
    """Part of a strip in a window: from its pixel `begin` on, put at pixel `place`.

    kept: the steps of the strip that are taken from it, first and one past the last.
    """

    strip: int
    window: int
    begin: int
    place: int
    kept: tuple[int, int]


def _pieces(widths: Sequence[int], width: int) -> Iterator[_Piece]:
    window, free = -1, width  # the first pixel of the window that is free
    for strip, wide in enumerate(widths):
        steps = -(-wide // STEP)
        if wide > width:
            # Each window but the first and the last keeps what lies _SIGHT from its ends.
            stride = width - 2 * _SIGHT
            begins = [*range(0, wide - width, stride), (wide - width + STEP - 1) // STEP * STEP]
            edges = [0, *((begin + _SIGHT) // STEP for begin in begins[1:]), steps]
            for begin, (first, last) in zip(begins, pairwise(edges), strict=True):
                window += 1
                yield _Piece(strip, window, begin, 0, (first, last))
            free = width
            continue
        if free + wide > width:
            window, free = window + 1, 0
        yield _Piece(strip, window, 0, free, (0, steps))
        free = -(-(free + wide + _ROOM) // STEP) * STEP
