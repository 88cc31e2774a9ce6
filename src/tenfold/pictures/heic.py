"""HEIC, in which an iPhone keeps its photos: read by libheif, with the extra `heic`."""

from __future__ import annotations

import io

from PIL import Image

from tenfold.errors import PictureError

# The kinds of an ISO base media file that hold pictures coded as HEVC (ISO/IEC 23008-12, B.4 and
# 10.2). AVIF has the same frame with other kinds, and Pillow reads it by itself.
_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"))

# What Pillow calls an image of such a file.
FORMAT = "HEIF"


def is_heic(content: bytes) -> bool:
    """Whether a file says that it holds HEIC pictures."""
    if content[4:8] != b"ftyp":
        return False
    listed = content[8 : min(int.from_bytes(content[:4], "big"), 256)]
    return any(listed[at : at + 4] in _BRANDS for at in range(0, len(listed), 4))


def open_heic(content: bytes, label: str) -> Image.Image:
    """A HEIC file's header; its photo is decoded when it is loaded, and comes out upright.

    Raises PictureError where the extra `heic` is not installed: one picture of many that cannot be
    read stops no others. Whatever libheif finds broken is a SyntaxError.
    """
    try:
        from pillow_heif.as_plugin import HeifImageFile
    except ImportError:
        raise PictureError(
            f"{label} is a HEIC photo, which needs the extra 'heic', and that is not installed. "
            "Install it: pip install 'tenfold[heic]'. Or save the photo as JPEG and try again."
        ) from None
    return HeifImageFile(io.BytesIO(content))
