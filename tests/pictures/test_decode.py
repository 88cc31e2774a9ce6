from __future__ import annotations

import io
import os
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tenfold.errors import PictureError
from tenfold.pictures import decode as decode_module
from tenfold.pictures.decode import Picture, decode


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def ramp(width: int = 12, height: int = 8) -> Image.Image:
    """Dark at the left, light at the right, with a black corner at the top left."""
    pixels = np.tile(np.linspace(20, 250, width), (height, 1)).astype(np.uint8)
    pixels[:2, :2] = 0
    return Image.fromarray(pixels)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP", "TIFF", "PPM", "PCX", "SGI"])
def test_every_lossless_format_gives_the_same_pixels(kind: str) -> None:
    picture = decode(encoded(ramp(), kind))
    grey = picture.pixels if picture.pixels.ndim == 2 else picture.pixels[..., 0]
    np.testing.assert_array_equal(grey, np.asarray(ramp()))
    assert (picture.page, picture.pages) == (1, 1)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "ICO", "JPEG2000", "AVIF"])
def test_other_formats_are_read_too(kind: str) -> None:
    picture = decode(encoded(ramp(64, 64).convert("RGB"), kind))
    assert picture.pixels.shape == (64, 64, 3)
    assert picture.pixels[..., 0].std() > 30


def test_a_file_is_named_as_it_was_given(tmp_path) -> None:
    path = tmp_path / "one.png"
    ramp().save(path)
    assert decode(path).name == str(path)
    assert decode(str(path), name="mine").name == "mine"
    assert decode(path.read_bytes()).name is None


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "YCbCr", "F", "I"])
def test_every_pixel_mode_keeps_black_black_and_white_white(mode: str) -> None:
    black_and_white = Image.fromarray(np.array([[0, 255], [255, 0]], np.uint8))
    source = black_and_white if mode in "1LFIP" else black_and_white.convert("RGB")
    pixels = decode(source.convert(mode)).pixels
    grey = pixels if pixels.ndim == 2 else pixels[..., 1]
    np.testing.assert_allclose(grey, [[0, 255], [255, 0]], atol=2)


@pytest.mark.parametrize(
    ("white", "dtype"),
    [(1, np.uint16), (4095, np.uint16), (65535, np.uint16), (1.0, np.float32), (70000, np.int32)],
)
def test_wide_samples_fill_the_range_they_really_use(white: float, dtype: type) -> None:
    samples = np.array([[0, white], [white, 0]], dtype)
    content = encoded(Image.fromarray(samples), "TIFF")
    np.testing.assert_array_equal(decode(content).pixels, [[0, 255], [255, 0]])


def test_sixteen_bit_noise_on_a_white_page_is_not_stretched() -> None:
    samples = np.array([[65000, 65535], [65535, 65200]], np.uint16)
    assert decode(encoded(Image.fromarray(samples))).pixels.min() >= 252


def test_floats_that_are_not_finite_are_black() -> None:
    samples = np.array([[np.nan, 1.0], [np.inf, -np.inf]], np.float32)
    np.testing.assert_array_equal(decode(Image.fromarray(samples)).pixels, [[0, 255], [0, 0]])


@pytest.mark.parametrize(("ink", "ground"), [((0, 0, 0), 255), ((255, 255, 255), 0)])
def test_transparency_becomes_the_ground_that_shows_the_ink(ink, ground: int) -> None:
    pixels = np.zeros((6, 6, 4), np.uint8)
    pixels[..., :3] = ink
    pixels[2:4, 2:4, 3] = 255
    decoded = decode(encoded(Image.fromarray(pixels))).pixels
    assert decoded[0, 0].tolist() == [ground] * 3
    assert decoded[2, 2].tolist() == list(ink)


def test_a_palette_with_a_transparent_colour_is_laid_on_white() -> None:
    image = Image.new("P", (4, 4), 0)
    image.putpalette([200, 10, 10, 0, 0, 0])
    image.putpixel((1, 1), 1)
    pixels = decode(encoded(image, transparency=0)).pixels
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[1, 1].tolist() == [0, 0, 0]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_exif_rotation_comes_out_upright(orientation: int, kind: str) -> None:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    lying = ramp().transpose(turns[orientation]) if orientation in turns else ramp()
    exif = Image.Exif()
    exif[0x0112] = orientation
    np.testing.assert_array_equal(
        decode(encoded(lying, kind, exif=exif)).pixels, np.asarray(ramp())
    )


def test_an_image_that_is_given_is_not_turned_itself() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    given = Image.open(io.BytesIO(encoded(ramp(), "JPEG", exif=exif)))
    first = decode(given)
    assert given.size == ramp().size
    assert first.pixels.shape[:2] == ramp().size
    np.testing.assert_array_equal(decode(given).pixels, first.pixels)


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "WEBP", "PNG"])
def test_the_first_of_several_frames_is_read_and_all_are_counted(kind: str) -> None:
    frames = [Image.new("L", (8, 8), level) for level in (0, 120, 250)]
    options = {"lossless": True} if kind == "WEBP" else {}
    picture = decode(encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options))
    assert (picture.page, picture.pages) == (1, 3)
    assert picture.pixels.max() == 0


def test_a_phones_preview_behind_the_photo_is_no_second_page() -> None:
    photo = Image.new("RGB", (16, 16), "white")
    content = encoded(photo, "MPO", save_all=True, append_images=[photo])
    assert decode(content).pages == 1


def test_a_pil_image_is_taken_at_the_frame_it_stands_at() -> None:
    frames = [Image.new("L", (8, 8), level) for level in (0, 250)]
    content = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    with Image.open(io.BytesIO(content)) as image:
        image.seek(1)
        picture = decode(image)
        assert image.tell() == 1
    assert (picture.page, picture.pages, picture.pixels[0, 0]) == (2, 2, 250)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "mine is empty (0 bytes). Save or copy the picture again."),
        (
            b"hello world, this is text",
            "mine is not a picture: its first bytes read 'hello world, thi…'",
        ),
        (b"\x00\x07\x02", "its first bytes read 00 07 02;"),
        (b"%PDF-1.7 ...", "mine is a PDF, which is not read as a picture. Save it as PNG or JPEG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "mine is a PostScript file"),
        (b"  <svg xmlns='x'/>", "mine is an SVG drawing"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "mine is a video, or a picture of a kind that is not read"),
        (b"\x89PNG\r\n\x1a\nrubbish", "mine begins like a picture but is broken or cut short."),
    ],
)
def test_content_that_is_no_picture_is_explained(content: bytes, words: str) -> None:
    with pytest.raises(PictureError) as caught:
        decode(content, name="mine")
    assert words in str(caught.value)


def test_a_text_file_named_png_is_told_apart_by_its_bytes(tmp_path) -> None:
    path = tmp_path / "seven.png"
    path.write_text("hello")
    with pytest.raises(
        PictureError, match=r"seven\.png is not a picture: its first bytes read 'hello'"
    ):
        decode(path)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF"])
def test_a_truncated_picture_is_refused(kind: str) -> None:
    rng = np.random.default_rng(0)
    content = encoded(Image.fromarray(rng.integers(0, 256, (60, 60), np.uint8)), kind)
    with pytest.raises(PictureError, match="mine is broken or cut short, and cannot be decoded"):
        decode(content[: len(content) // 2], name="mine")


def test_a_missing_file_a_folder_and_a_bad_name_are_explained(tmp_path) -> None:
    with pytest.raises(PictureError, match=r"There is no file .*gone\.png\. Check the spelling"):
        decode(tmp_path / "gone.png")
    with pytest.raises(PictureError, match="is a folder, not a picture. Name the files in it"):
        decode(tmp_path)
    with pytest.raises(PictureError, match="cannot be read: .* Check its name"):
        decode("nul\0byte.png")


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(PictureError, match="is not a regular file .* Save the picture to a file"):
        decode(tmp_path / "pipe.png")


def png_claiming(width: int, height: int) -> bytes:
    """A tiny PNG whose header claims a size that its data do not have."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    content = encoded(Image.new("1", (1, 1)))
    return content[:12] + header + struct.pack(">I", zlib.crc32(header)) + content[33:]


@pytest.mark.parametrize("side", [10_001, 12_000, 60_000])
def test_a_decompression_bomb_is_refused_by_its_header(side: int) -> None:
    with pytest.raises(PictureError, match="mine claims .* 100,000,000 .*decompression bomb"):
        decode(png_claiming(side, side), name="mine")


def test_too_many_bytes_are_refused_before_reading(tmp_path) -> None:
    path = tmp_path / "huge.png"
    with open(path, "wb") as file:
        file.truncate(decode_module.MAX_BYTES + 1)
    with pytest.raises(PictureError, match="has 268,435,457 bytes, more than the 268,435,456"):
        decode(path)


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((28, 28), np.float32),
        np.zeros((28, 28, 4), np.uint8),
        np.zeros((5, 28, 28), np.uint8),
        np.zeros((0, 28), np.uint8),
        np.zeros(784, np.uint8),
    ],
)
def test_an_array_that_is_no_picture_is_explained(pixels: np.ndarray) -> None:
    with pytest.raises(PictureError) as caught:
        Picture(pixels)
    assert f"Got {pixels.dtype} of shape {pixels.shape}." in str(caught.value)
    assert "must be uint8 of shape (height, width)" in str(caught.value)


def decodes_or_explains(content: bytes) -> None:
    try:
        picture = decode(content)
    except PictureError:
        return
    assert picture.pixels.dtype == np.uint8


HEADS = (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"BM", b"II*\0", b"P5 ", b"RIFF")


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.sampled_from(HEADS), st.binary(max_size=200))
def test_arbitrary_bytes_never_raise_anything_else(head: bytes, tail: bytes) -> None:
    decodes_or_explains(head + tail)


KINDS = ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP", "ICO", "PCX", "SGI", "JPEG2000")


def mutable_files() -> dict[str, bytes]:
    return {kind: encoded(ramp(24, 20).convert("RGB"), kind) for kind in KINDS}


@settings(derandomize=True, deadline=None, max_examples=250)
@given(st.data())
def test_mutated_pictures_never_raise_anything_else(data: st.DataObject) -> None:
    files = mutable_files()
    content = bytearray(files[data.draw(st.sampled_from(sorted(files)))])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    decodes_or_explains(bytes(content[: data.draw(st.integers(1, len(content)))]))
