"""A file, bytes or a PIL image -> upright, opaque uint8 pixels, or an error that explains.

Pictures come from strangers: the file's size and the size its header claims are checked before
anything is decoded, only raster formats that Pillow reads by itself are tried (EPS and the like
would start other programs), and whatever broken bytes provoke comes out as a PictureError.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from tenfold.errors import PictureError
from tenfold.pictures.heic import FORMAT as HEIC
from tenfold.pictures.heic import is_heic, open_heic
from tenfold.pictures.modes import to_opaque

MAX_PIXELS = 100_000_000
MAX_BYTES = 256 * 2**20

# The common ones first: Pillow loads the readers of the others only when it comes to them.
FORMATS = (
    *("PNG", "JPEG", "GIF", "BMP", "DIB", "PPM"),
    *("WEBP", "TIFF", "ICO", "JPEG2000", "AVIF", "PCX", "SGI", "QOI"),
)

# What Pillow's readers raise on bytes that are not what they claim; found by fuzzing them
# (tests/pictures/test_decode.py goes on doing so) and by reading their parsers.
_READER_ERRORS = (
    *(OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, AttributeError),
    *(ArithmeticError, AssertionError, MemoryError, NotImplementedError, RuntimeError),
    *(struct.error, Image.DecompressionBombError, Image.DecompressionBombWarning),
)

_PICTURE_MAGIC = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"\0\0\1\0"),
    *(b"P1", b"P2", b"P3", b"P4", b"P5", b"P6"),
)
_OTHER_MAGIC = {
    b"%PDF": "a PDF",
    b"%!PS": "a PostScript file",
    b"\xc5\xd0\xd3\xc6": "a PostScript file",
    b"<svg": "an SVG drawing",
    b"<?xml": "an XML file (an SVG drawing, perhaps)",
    b"8BPS": "a Photoshop file",
    b"PK\x03\x04": "a ZIP archive (or an office document)",
}
_SAVE_AS = "Save it as PNG or JPEG and try again."

# `warnings.catch_warnings` swaps state of the whole process: one thread at a time.
_WARNINGS_LOCK = threading.Lock()


@dataclass(frozen=True, eq=False)
class Picture:
    """A decoded picture.

    pixels: uint8, shape (h, w) for grey or (h, w, 3) for RGB; upright, opaque, at least 1 x 1.
    name: what to call it in a message: the file as given, or None for bytes without a name.
    page, pages: which frame this is, from 1, and how many the file holds.
    Raises PictureError for pixels of another dtype, shape or more than 100 megapixels.
    """

    pixels: np.ndarray
    name: str | None = None
    page: int = 1
    pages: int = 1

    def __post_init__(self) -> None:
        pixels = self.pixels
        grey_or_rgb = pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] == 3)
        if pixels.dtype != np.uint8 or not grey_or_rgb or pixels.size == 0:
            raise PictureError(
                "A picture must be uint8 of shape (height, width) for grey or (height, width, 3) "
                f"for RGB. Got {pixels.dtype} of shape {pixels.shape}. Scale it to 0-255, convert "
                "it with .astype('uint8'), and give one picture at a time."
            )
        _check_size(self.name or "The picture", pixels.shape[1], pixels.shape[0])


def decode(
    source: str | os.PathLike[str] | bytes | Image.Image, *, name: str | None = None
) -> Picture:
    """Read one picture: the first frame of a file or of its bytes, or a PIL image as it stands.

    Any size up to 100 megapixels and 256 MB, any pixel mode; turned upright by its EXIF
    orientation; transparency laid on white, or on black where only bright things are visible.
    `name` replaces the file's own name in messages and in the answer.

    Raises PictureError when there is no such file, or it is not a regular file, empty, too
    large, not a picture, of a format that is not read, or broken.
    """
    if isinstance(source, Image.Image):
        called = name or getattr(source, "filename", None) or None
        return frame(source, name=called, page=source.tell() + 1, ours=False)
    content, called = read_source(source, name=name)
    with open_image(content, called) as image:
        return frame(image, name=called, page=1, ours=True)


def read_source(
    source: str | os.PathLike[str] | bytes, *, name: str | None = None
) -> tuple[bytes, str | None]:
    """The bytes of a file (or as given) and what to call them; not empty, 256 MB at most.

    Raises PictureError as `decode` does.
    """
    if isinstance(source, bytes):
        content, called = source, name
    else:
        called = name or os.fspath(source)
        content = _read(Path(source), called)
    label = called or "The picture"
    if not content:
        raise PictureError(f"{label} is empty (0 bytes). Save or copy the picture again.")
    if len(content) > MAX_BYTES:
        raise PictureError(_too_many_bytes(label, len(content)))
    return content, called


def open_image(content: bytes, name: str | None) -> Image.Image:
    """A picture file's header, read by Pillow; its frames are not decoded yet. Close it.

    Raises PictureError where it is no picture, of a format that is not read, or broken.
    """
    try:
        with _quietly():
            if is_heic(content):
                return open_heic(content, name or "The picture")
            return Image.open(io.BytesIO(content), formats=FORMATS)
    except _READER_ERRORS as error:
        raise PictureError(_explain_unopened(name or "The picture", content, error)) from error


def frame(image: Image.Image, *, name: str | None, page: int, ours: bool) -> Picture:
    """One frame of an opened image, counted from 1, upright and opaque.

    ours: the image may be turned without a copy. Raises PictureError where the frame is missing,
    broken or too large.
    """
    label = name or "The picture"
    _check_size(label, image.width, image.height)
    try:
        with _quietly():
            # A phone's file is one photo with a preview or a depth map beside it, not pages.
            one = image.format in ("MPO", HEIC)
            page, pages = (1, 1) if one else (page, int(getattr(image, "n_frames", 1)))
            if not one and image.tell() != page - 1:
                image.seek(page - 1)
        image.load()
        _check_size(label, image.width, image.height)
        with _quietly():
            if ours:
                ImageOps.exif_transpose(image, in_place=True)
            else:
                image = ImageOps.exif_transpose(image)
        pixels = to_opaque(image)
    except _READER_ERRORS as error:
        raise PictureError(
            f"{label} is broken or cut short, and cannot be decoded ({_detail(error)}). "
            "Save or copy it again."
        ) from error
    return Picture(pixels, name=name, page=page, pages=pages)


def _read(path: Path, label: str) -> bytes:
    """The bytes of a regular file no larger than the limit."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise PictureError(f"{label} is a folder, not a picture. Name the files in it.")
        # Reading a pipe or a device could wait for ever.
        if not stat.S_ISREG(status.st_mode):
            raise PictureError(
                f"{label} is not a regular file (it is a pipe, a socket or a device). "
                "Save the picture to a file first."
            )
        if status.st_size > MAX_BYTES:
            raise PictureError(_too_many_bytes(label, status.st_size))
        return path.read_bytes()
    except FileNotFoundError:
        raise PictureError(
            f"There is no file {label}. Check the spelling and the folder you are in."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PictureError(
            f"{label} cannot be read: {reason}. Check its name and that you may open it."
        ) from error


def _check_size(label: str, width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise PictureError(
            f"{label} claims {width} x {height} pixels, more than the {MAX_PIXELS:,} that are "
            "decoded (a decompression bomb, or a very large scan). Scale it down and try again."
        )


def _too_many_bytes(label: str, size: int) -> str:
    return (
        f"{label} has {size:,} bytes, more than the {MAX_BYTES:,} that are read. "
        "Scale the picture down and try again."
    )


def _explain_unopened(label: str, content: bytes, error: BaseException) -> str:
    """Why Pillow could not even open it: too large, another format, broken, or no picture."""
    if isinstance(error, (Image.DecompressionBombError, Image.DecompressionBombWarning)):
        return (
            f"{label} claims more than the {MAX_PIXELS:,} pixels that are decoded "
            f"(a decompression bomb, or a very large scan). Scale it down and try again."
        )
    head = content[:1024].lstrip()
    for magic, kind in _OTHER_MAGIC.items():
        if head.startswith(magic):
            return f"{label} is {kind}, which is not read as a picture. {_SAVE_AS}"
    if content.startswith(_PICTURE_MAGIC) or is_heic(content):
        return f"{label} begins like a picture but is broken or cut short. Save or copy it again."
    if content[4:8] == b"ftyp":
        return f"{label} is a video, or a picture of a kind that is not read. {_SAVE_AS}"
    return (
        f"{label} is not a picture: its first bytes read {_first_bytes(content)}; its name does "
        f"not make it one. Give a PNG, JPEG, HEIC, GIF, BMP, TIFF or WebP file."
    )


def _first_bytes(content: bytes) -> str:
    """The first bytes as text where they are text, else in hex, safe to print."""
    head = content[:16]
    text = head.decode("ascii", "replace").replace("\r", " ").replace("\n", " ")
    if text.isascii() and text.isprintable():
        return repr(text + ("…" if len(content) > len(head) else ""))
    return head[:8].hex(" ")


def _detail(error: BaseException) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


@contextmanager
def _quietly() -> Iterator[None]:
    """Pillow's warnings (odd EXIF data, pictures near its own limit) are no news to a person."""
    with _WARNINGS_LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
