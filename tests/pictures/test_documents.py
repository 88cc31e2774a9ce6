from __future__ import annotations

import io
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures.pdfs import BOX, pdf
from PIL import Image

from tenfold.errors import MissingExtraError, PictureError
from tenfold.pictures import documents
from tenfold.pictures.decode import Picture, decode
from tenfold.pictures.documents import pages

LEVELS = (250, 120, 10)


def saved(kind: str, **options: object) -> bytes:
    """Three plain pages, from light to dark."""
    first, *others = (Image.new("L", (30, 20), level) for level in LEVELS)
    stream = io.BytesIO()
    first.save(stream, kind, save_all=True, append_images=others, **options)
    return stream.getvalue()


def message(source: object, **options: object) -> str:
    with pytest.raises(PictureError) as caught:
        list(pages(source, **options))
    return str(caught.value)


@pytest.mark.parametrize(("kind", "side"), [("TIFF", 20), ("PDF", 20 * 200 / 72)])
def test_every_page_comes_in_order(kind, side, tmp_path):
    path = tmp_path / "scan.bin"
    path.write_bytes(saved(kind))
    read = list(pages(path))
    assert [(one.page, one.pages, one.name) for one in read] == [
        (page, 3, str(path)) for page in (1, 2, 3)
    ]
    assert [round(one.pixels.mean()) for one in read] == pytest.approx(LEVELS, abs=2)
    assert all(abs(one.pixels.shape[0] - side) <= 1 for one in read)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_a_moving_picture_is_one_page(kind):
    read = list(pages(saved(kind)))
    assert len(read) == 1
    np.testing.assert_array_equal(read[0].pixels, decode(saved(kind)).pixels)


def test_decoded_pictures_and_pil_images_are_one_page():
    picture = Picture(np.zeros((4, 5), np.uint8))
    assert list(pages(picture)) == [picture]
    image = Image.open(io.BytesIO(saved("TIFF")))
    image.seek(1)
    (only,) = pages(image, name="mine")
    assert (only.page, only.name, only.pixels[0, 0]) == (2, "mine", 120)


def test_a_pdf_is_drawn_upright_in_colour_on_white():
    (page,) = pages(pdf())
    assert page.pixels.shape == (200, 400, 3)
    assert page.pixels[0, 0].tolist() == [255, 255, 255]
    ink = np.argwhere(page.pixels[..., 0] < 128)
    # 20 to 60 points from the left, 30 to 40 from the bottom of 72.
    expected = np.array([[32, 20], [42, 60]]) * 200 / 72
    np.testing.assert_allclose([ink.min(axis=0), ink.max(axis=0) + 1], expected, atol=1.5)
    assert page.pixels[100, 100].tolist() == [51, 153, 51]


def test_a_turned_page_is_turned_upright():
    (page,) = pages(pdf(page_entries="/Rotate 90"))
    assert page.pixels.shape == (400, 200, 3)


def test_what_was_typed_into_a_form_is_drawn():
    look = "<< /Type /XObject /Subtype /Form /BBox [0 0 40 10] /Length 28 >>"
    objects = [
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (7) /Rect [20 30 60 40] /F 4 "
        "/AP << /N 101 0 R >> >>",
        f"{look}\nstream\n0.2 0.6 0.2 rg 0 0 40 10 re f\nendstream",
    ]
    form = pdf(
        [""],
        objects=objects,
        page_entries="/Annots [100 0 R]",
        catalog="/AcroForm << /Fields [100 0 R] >>",
    )
    (page,) = pages(form)
    assert page.pixels[100, 100].tolist() == [51, 153, 51]


def test_a_huge_page_is_drawn_smaller(monkeypatch):
    monkeypatch.setattr(documents, "MAX_PAGE_PIXELS", 20_000)
    (page,) = pages(pdf(size=(14400, 7200)))
    assert page.pixels.shape[0] * page.pixels.shape[1] == pytest.approx(20_000, rel=0.02)


def test_pages_before_a_broken_one_are_read():
    content = pdf([BOX, BOX]).replace(b"\n12 0 obj", b"\n99 0 obj")
    read = pages(content, name="s.pdf")
    assert next(read).page == 1
    with pytest.raises(PictureError, match=r"Page 2 of s\.pdf is broken"):
        next(read)


def test_pdfs_are_read_by_several_threads_at_once():
    content = saved("PDF")
    with ThreadPoolExecutor(4) as threads:
        read = list(threads.map(lambda _: [one.pixels for one in pages(content)], range(8)))
    for one in read[1:]:
        np.testing.assert_array_equal(one, read[0])


ENCRYPTED = pdf(
    trailer=f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'11' * 32}> /U <{'22' * 32}> >> "
    f"/ID [<{'33' * 16}> <{'33' * 16}>]"
)
FOREIGN = pdf(trailer="/Encrypt << /Filter /Secret /V 9 >>")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "s.pdf is empty (0 bytes). Save or copy the picture again."),
        (b"%PDF-1.7 and no more", "s.pdf begins like a PDF but is broken or cut short. Save or"),
        (pdf()[:60], "s.pdf begins like a PDF but is broken or cut short. Save or copy it again."),
        (
            ENCRYPTED,
            "s.pdf is an encrypted PDF that asks for a password. Save it without one, or print it "
            "to a new PDF, and try again.",
        ),
        (FOREIGN, "s.pdf is a PDF encrypted in a way that is not known. Print it to a new PDF."),
        (b"hello", "s.pdf is not a picture"),
    ],
)
def test_what_cannot_be_read_is_explained(content, words):
    assert words in message(content, name="s.pdf")


def test_a_pdf_without_pages_is_refused_by_its_name():
    assert message(pdf([]), name="s.pdf").startswith("s.pdf ")


def test_a_page_that_is_missing_is_explained():
    content = pdf([BOX, BOX]).replace(b"\n10 0 obj", b"\n99 0 obj")
    assert message(content, name="s.pdf") == (
        "Page 1 of s.pdf is broken and cannot be drawn. Save or copy the PDF again."
    )


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_more_pages_than_are_read_are_refused_before_the_first(kind):
    assert message(saved(kind), name="s", most=2) == (
        "s has 3 pages, more than the 2 that are read. Split it into several documents."
    )
    assert len(list(pages(saved(kind), most=3))) == 3


def test_a_pdf_without_its_package_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(MissingExtraError) as caught:
        list(pages(pdf()))
    assert str(caught.value) == (
        "Reading a PDF needs the extra 'pdf', which is not installed (no module named "
        "'pypdfium2'). Install it: pip install 'tenfold[pdf]'"
    )


@given(data=st.data())
@settings(derandomize=True, deadline=None, max_examples=150)
def test_whatever_broken_documents_provoke_is_a_picture_error(data):
    content = bytearray(data.draw(st.sampled_from([pdf(), saved("TIFF"), saved("PDF"), ENCRYPTED])))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(8, len(content)))
    with suppress(PictureError):
        for page in pages(bytes(content[:cut]), most=50):
            assert page.pixels.dtype == np.uint8
