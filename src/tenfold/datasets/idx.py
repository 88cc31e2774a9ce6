"""The IDX format that MNIST introduced: a header of dimensions, then the bytes.

Two zero bytes, one for the type (8: unsigned byte), one for the number of dimensions, then each
dimension as a big-endian 32-bit number. Source: http://yann.lecun.com/exdb/mnist/
"""

from __future__ import annotations

import math
import struct

import numpy as np

from tenfold.errors import DatasetError

_UNSIGNED_BYTE = 8
_NEXT = "Get the file again from where it came."


def read_idx(content: bytes, *, ndim: int, what: str) -> np.ndarray:
    """The array in an IDX file.

    content: the whole file, uncompressed. ndim: 3 for pictures, 1 for labels. what: names the
    file in errors. Returns uint8 of `ndim` dimensions, a read-only view of `content`: nothing
    is allocated from the header's word, which may lie. Raises DatasetError.
    """
    start = 4 + 4 * ndim
    if len(content) < 4:
        raise DatasetError(f"{what} is not an IDX file: it has {len(content)} bytes. {_NEXT}")
    zeros, kind, dimensions = struct.unpack_from(">HBB", content)
    if zeros != 0:
        raise DatasetError(
            f"{what} is not an IDX file: it must begin with two zero bytes. "
            f"Got {content[:4].hex(' ')}. {_NEXT}"
        )
    if kind != _UNSIGNED_BYTE:
        raise DatasetError(
            f"{what} must hold unsigned bytes (IDX type 0x08). Got type 0x{kind:02x}. {_NEXT}"
        )
    if dimensions != ndim:
        raise DatasetError(f"{what} must have {ndim} dimensions. Got {dimensions}. {_NEXT}")
    if len(content) < start:
        raise DatasetError(f"{what} ends inside its header of {start} bytes. {_NEXT}")
    shape = struct.unpack_from(f">{ndim}I", content, 4)
    _check_length(len(content) - start, shape, what)
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def _check_length(got: int, shape: tuple[int, ...], what: str) -> None:
    promised = math.prod(shape)
    sizes = " x ".join(str(size) for size in shape)
    if promised == 0:
        raise DatasetError(f"{what} is empty: its header says {sizes}. {_NEXT}")
    if got < promised:
        raise DatasetError(
            f"{what} is truncated: its header promises {sizes} = {promised:,} bytes. "
            f"Got {got:,}. {_NEXT}"
        )
    if got > promised:
        raise DatasetError(
            f"{what} has {got - promised:,} bytes too many: its header promises "
            f"{sizes} = {promised:,} bytes. Got {got:,}. {_NEXT}"
        )
