"""The pages of whatever a person has scanned: one picture, a TIFF of several pages, a PDF.

Pages come one after another, each decoded when it is asked for, so that a long document never lies
in memory as a whole. A PDF is drawn by PDFium in a build without JavaScript: nothing that is
written in it is run, and no file or address that it names is opened.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tenfold.errors import MissingExtraError, PictureError
from tenfold.pictures.decode import Picture, decode, frame, open_image, read_source

if TYPE_CHECKING:
    import pypdfium2

MAX_PAGES = 1000
DPI = 200  # digits of 3 mm are then 24 pixels high; 300 dpi reads no better and costs double
MAX_PAGE_PIXELS = 25_000_000  # of a PDF's page, A2 at 200 dpi; a larger one is drawn smaller

_POINTS = 72  # to an inch, PDF's unit of length
_HEAD = 1024  # bytes that may stand before "%PDF" (ISO 32000-1, implementation note 13)
_PASSWORD, _UNKNOWN_SECURITY = 4, 5  # PDFium's FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY

# PDFium may be called by one thread at a time.
_PDFIUM = threading.Lock()


def pages(
    source: str | os.PathLike[str] | bytes | Image.Image | Picture,
    *,
    name: str | None = None,
    most: int = MAX_PAGES,
) -> Iterator[Picture]:
    """The pages of a picture file, a TIFF or a PDF, in order; `page` and `pages` say which.

    source: a path, the bytes of a file, a PIL image (the frame it stands at) or a decoded picture.
    Of moving pictures (GIF and the like) the first frame is the one page. PDF pages are drawn at
    200 dpi, or so that they have 25 megapixels. name: as for `decode`.

    Raises PictureError as `decode` does, and for documents of more than `most` pages, encrypted or
    broken ones, when the page at fault is asked for; MissingExtraError for a PDF where the package
    that draws it is not installed.
    """
    if isinstance(source, Picture):
        yield source
    elif isinstance(source, Image.Image):
        yield decode(source, name=name)
    else:
        content, called = read_source(source, name=name)
        if b"%PDF-" in content[:_HEAD]:
            yield from _pdf(content, called, most)
        else:
            yield from _frames(content, called, most)


def _frames(content: bytes, name: str | None, most: int) -> Iterator[Picture]:
    """The pages of a TIFF, or the first frame of any other picture."""
    with open_image(content, name) as image:
        several = image.format == "TIFF"
        first = frame(image, name=name, page=1, ours=False)
        if several:
            _check_pages(name, first.pages, most)
        yield first
        for page in range(2, first.pages + 1 if several else 2):
            yield frame(image, name=name, page=page, ours=False)


def _pdf(content: bytes, name: str | None, most: int) -> Iterator[Picture]:
    try:
        import pypdfium2
    except ImportError as error:
        raise MissingExtraError("Reading a PDF", "pdf", error.name or "pypdfium2") from None
    label = name or "The PDF"
    with ExitStack() as stack:
        with _PDFIUM:
            try:
                document = pypdfium2.PdfDocument(content)
            except pypdfium2.PdfiumError as error:
                raise PictureError(_explain_closed(label, error.err_code)) from None
            stack.callback(_close, document)
            # What was typed into a form is drawn by its fields, which may hold JavaScript too.
            if "V8" not in pypdfium2.PDFIUM_INFO.flags:
                document.init_forms()
            count = len(document)
        _check_pages(name, count, most)
        for number in range(1, count + 1):
            with _PDFIUM:
                try:
                    pixels = _drawn(document, number - 1)
                except pypdfium2.PdfiumError:
                    raise PictureError(
                        f"Page {number} of {label} is broken and cannot be drawn. "
                        "Save or copy the PDF again."
                    ) from None
            yield Picture(pixels, name=name, page=number, pages=count)


def _drawn(document: pypdfium2.PdfDocument, index: int) -> np.ndarray:
    """A page as uint8 RGB, shape (h, w, 3), on white paper."""
    page = document[index]
    try:
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise PictureError(f"Page {index + 1} has no size. Save or copy the PDF again.")
        scale = min(DPI / _POINTS, (MAX_PAGE_PIXELS / (width * height)) ** 0.5)
        bitmap = page.render(scale=scale, rev_byteorder=True)
        try:
            return bitmap.to_numpy()[..., :3].copy()
        finally:
            bitmap.close()
    finally:
        page.close()


def _close(document: pypdfium2.PdfDocument) -> None:
    with _PDFIUM:
        document.close()


def _check_pages(name: str | None, count: int, most: int) -> None:
    if count > most:
        raise PictureError(
            f"{name or 'The document'} has {count:,} pages, more than the {most:,} that are read. "
            "Split it into several documents."
        )


def _explain_closed(label: str, code: int | None) -> str:
    if code == _PASSWORD:
        return (
            f"{label} is an encrypted PDF that asks for a password. Save it without one, or print "
            "it to a new PDF, and try again."
        )
    if code == _UNKNOWN_SECURITY:
        return f"{label} is a PDF encrypted in a way that is not known. Print it to a new PDF."
    return f"{label} begins like a PDF but is broken or cut short. Save or copy it again."
