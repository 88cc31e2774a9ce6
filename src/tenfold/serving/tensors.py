"""Numbers as clients send them -> pictures as the model sees them.

Lists are looked through before NumPy sees them: given one long text among many short ones, it
would reserve the longest's room for each, which is gigabytes for a body of a few megabytes.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np

from tenfold.serving.problems import RequestError
from tenfold.values import PictureSpec

MOST_AT_ONCE = 1024  # pictures of one request
_MOST_AXES = 4


def from_numbers(numbers: Any, spec: PictureSpec) -> np.ndarray:
    """Nested lists as the frameworks' tutorials send them, to uint8 (n, height, width).

    Shapes: (n, height, width), (n, height, width, 1) or flat (n, height * width). Whole numbers
    are 0 to 255; fractions are 0 to 255 too or, where none is over 1, 0 to 1, as the tutorials
    divide them. Raises RequestError (400, or 413 for too many).
    """
    flat, shape = _flattened(numbers, spec)
    height, width = spec.shape
    if shape[1:] not in ([height, width], [height, width, 1], [height * width]):
        raise _wrong(spec, f"Got the shape {shape}.")
    _check_count(shape[0])
    return _pixels(flat, spec, fractions=True).reshape(-1, height, width)


def from_data(data: Any, shape: Sequence[int], spec: PictureSpec) -> np.ndarray:
    """A tensor of whole numbers 0 to 255, flat or nested, to uint8 of a checked shape.

    Raises RequestError (400).
    """
    flat, _ = _flattened(data, spec)
    if len(flat) != math.prod(shape):
        raise _wrong(spec, f"Got {len(flat)} numbers for the shape {list(shape)}.")
    return _pixels(flat, spec, fractions=False).reshape(shape)


def from_bytes(content: memoryview, shape: Sequence[int], spec: PictureSpec) -> np.ndarray:
    """Raw bytes in row-major order, one a pixel, to uint8 of a checked shape.

    Raises RequestError (400).
    """
    if len(content) != math.prod(shape):
        raise _wrong(spec, f"Got {len(content)} bytes for the shape {list(shape)}.")
    return np.frombuffer(content, np.uint8).reshape(shape)


def check_shape(shape: Any, spec: PictureSpec) -> tuple[int, int, int]:
    """A shape that a client names, where it is (n, height, width). Raises RequestError."""
    whole = isinstance(shape, list) and all(type(side) is int for side in shape)
    if not whole or len(shape) != 3 or tuple(shape[1:]) != spec.shape or shape[0] < 1:
        raise _wrong(spec, f"Got the shape {str(shape)[:100]}.")
    _check_count(shape[0])
    return shape[0], shape[1], shape[2]


def _check_count(count: int) -> None:
    if count > MOST_AT_ONCE:
        raise RequestError(
            413,
            "too-many-pictures",
            f"A request may hold at most {MOST_AT_ONCE} pictures as numbers. Got {count}. "
            "Send them in several requests.",
        )


def _flattened(numbers: Any, spec: PictureSpec) -> tuple[list[Any], list[int]]:
    """The innermost values in row-major order, and the shape they were in; at least one value."""
    if not isinstance(numbers, list):
        raise _wrong(spec, "Got something that is no list.")
    shape = [len(numbers)]
    while numbers and isinstance(numbers[0], list):
        width = len(numbers[0])
        if not all(isinstance(row, list) and len(row) == width for row in numbers):
            raise _wrong(spec, "Got rows of different lengths.")
        shape.append(width)
        if len(shape) > _MOST_AXES:
            raise _wrong(spec, f"Got lists in lists, more than {_MOST_AXES} deep.")
        numbers = list(chain.from_iterable(numbers))
    if not numbers:
        raise _wrong(spec, f"Got the shape {shape}, which holds nothing.")
    return numbers, shape


def _pixels(flat: list[Any], spec: PictureSpec, *, fractions: bool) -> np.ndarray:
    types = set(map(type, flat))  # JSON's true and false are instances of int, but no numbers
    if not types <= ({int, float} if fractions else {int}):
        raise _wrong(spec, f"Got something else than {'' if fractions else 'whole '}numbers.")
    if types == {int}:
        try:
            return np.frombuffer(bytes(flat), np.uint8)  # a third of the time of np.array
        except ValueError:  # one of them is below 0 or over 255
            raise _wrong(spec, f"Got numbers from {min(flat)} to {max(flat)}.") from None
    lowest, highest = min(flat), max(flat)
    if lowest < 0 or highest > 255:
        raise _wrong(spec, f"Got numbers from {lowest} to {highest}.")
    values = np.frombuffer(array("d", flat))
    return np.rint(values * 255 if highest <= 1 else values).astype(np.uint8)


def _wrong(spec: PictureSpec, got: str) -> RequestError:
    return RequestError(
        400,
        "tensor",
        f"Pictures must be numbers of shape [n, {spec.height}, {spec.width}], whole from 0 "
        f"(background) to 255 (ink or object). {got} A picture file can go to POST /predict.",
    )
