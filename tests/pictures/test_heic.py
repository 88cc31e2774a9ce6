from __future__ import annotations

import io
import sys

import cv2
import numpy as np
import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

import tenfold
from tenfold.errors import PictureError
from tenfold.pictures import decode as decode_module
from tenfold.pictures.decode import decode


def heic(*images: Image.Image, main: int = 0, orientation: int = 1) -> bytes:
    """A HEIC file as a phone writes it; lossless, but for the colours of a luma and two chromas.

    orientation: as in EXIF; the file says it twice, as phones do: there, and by turning the photo.
    """
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = pillow_heif.HeifFile()
    for image in images:
        file.add_from_pillow(image)
        file[len(file) - 1].info["exif"] = exif.tobytes()
    stream = io.BytesIO()
    file.save(stream, quality=-1, chroma=444, primary_index=main)
    return stream.getvalue()


def photo(colour: str = "white") -> Image.Image:
    """Broader than high, and no two corners alike."""
    image = Image.new("RGB", (96, 64), colour)
    ImageDraw.Draw(image).rectangle((0, 0, 30, 20), fill=(200, 30, 40))
    return image


def test_a_phones_photo_is_read() -> None:
    picture = decode(heic(photo()))
    assert (picture.page, picture.pages) == (1, 1)
    np.testing.assert_allclose(picture.pixels, np.asarray(photo()), atol=3)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photo_comes_out_upright(orientation: int) -> None:
    lying = {
        1: photo(),
        3: photo().transpose(Image.Transpose.ROTATE_180),
        6: photo().transpose(Image.Transpose.ROTATE_90),
        8: photo().transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    content = heic(lying, orientation=orientation)
    np.testing.assert_allclose(decode(content).pixels, np.asarray(photo()), atol=3)


def test_of_several_pictures_the_one_that_the_phone_shows_is_read() -> None:
    picture = decode(heic(photo("black"), photo(), photo("green"), main=1))
    assert (picture.page, picture.pages) == (1, 1)
    np.testing.assert_allclose(picture.pixels, np.asarray(photo()), atol=3)


def test_a_digit_in_a_phones_photo_is_answered() -> None:
    page = np.full((600, 800), 235, np.uint8)
    cv2.putText(page, "5", (330, 380), cv2.FONT_HERSHEY_SIMPLEX, 6, 40, 18, cv2.LINE_AA)
    answer = tenfold.load("digits").predict(heic(Image.fromarray(page).convert("RGB")))
    assert (answer.name, answer.refused) == ("5", False)


def test_a_photo_that_is_cut_short_is_refused() -> None:
    rng = np.random.default_rng(0)
    content = heic(Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)))
    for end in (100, len(content) // 2, len(content) - 100):
        with pytest.raises(PictureError, match=r"mine .*is broken or cut short"):
            decode(content[:end], name="mine")


def test_a_photo_that_claims_too_many_pixels_is_not_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decode_module, "MAX_PIXELS", 96 * 64 - 1)
    with pytest.raises(PictureError, match="mine claims 96 x 64 pixels, more than the 6,143 that"):
        decode(heic(photo()), name="mine")


def test_without_the_extra_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    content = heic(photo())
    monkeypatch.setitem(sys.modules, "pillow_heif.as_plugin", None)
    with pytest.raises(PictureError) as caught:
        decode(content, name="IMG_0001.HEIC")
    assert str(caught.value) == (
        "IMG_0001.HEIC is a HEIC photo, which needs the extra 'heic', and that is not installed. "
        "Install it: pip install 'tenfold[heic]'. Or save the photo as JPEG and try again."
    )


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.data())
def test_a_mutated_photo_is_decoded_or_explained(data: st.DataObject) -> None:
    content = bytearray(_WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        picture = decode(bytes(content[: data.draw(st.integers(12, len(content)))]))
    except PictureError:
        return
    assert picture.pixels.dtype == np.uint8


_WHOLE = heic(photo())
