"""Pictures of numbers, read from a file by a small real reader."""

from __future__ import annotations

import io
import itertools
import json

import numpy as np
import pytest
from artefact.models import model_file
from inference.readers import page, reader_bundle
from PIL import Image

import tenfold
from tenfold.artefact.bundle import parse
from tenfold.errors import ModelFileError, PictureError, UsageError
from tenfold.inference import many
from tenfold.inference.decoding import Wanted
from tenfold.inference.numbers import Reader, Reading, load_reader
from tenfold.pictures.decode import Picture
from tenfold.values import BrokenPicture


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(reader_bundle())


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def only(readings: list[Reading]) -> Reading:
    (reading,) = readings
    return reading


def test_numbers_come_line_by_line_and_left_to_right(reader):
    reading = only(reader.read(page("13 57", "2468")))
    assert reading.texts == ("13", "57", "2468")
    assert not any(number.refused for number in reading.numbers)


def test_a_number_longer_than_the_network_sees_at_once_is_whole(reader):
    text = "01234567890123456789"
    assert only(reader.read(page(text, gap=10))).texts == (text,)


def test_boxes_lie_around_the_ink_in_pixels_of_the_picture(reader):
    pixels = page("13 57", "2468", height=60)
    reading = only(reader.read(pixels, pattern="[0-9]+"))
    ink = np.zeros_like(pixels)
    for number in reading.numbers:
        x, y, width, height = number.box
        assert height == pytest.approx(60, abs=3)
        ink[y : y + height, x : x + width] = 1
        for digit in number.digits:
            x, y, width, height = digit.box
            part = pixels[y : y + height, x : x + width]
            assert (part < 128).any(0).mean() > 0.6
    # Edges of strokes may stand a pixel outside.
    assert (pixels[ink == 0] < 100).sum() == 0


@pytest.mark.parametrize("kind", ["path", "str", "bytes", "array", "rgb", "pil", "picture"])
def test_any_source_gives_the_same_numbers(reader, tmp_path, kind):
    pixels = page("2468")
    path = tmp_path / "a.png"
    path.write_bytes(png(pixels))
    sources = {
        "path": path,
        "str": str(path),
        "bytes": path.read_bytes(),
        "array": pixels,
        "rgb": np.stack([pixels] * 3, axis=2),
        "pil": Image.fromarray(pixels),
        "picture": Picture(pixels),
    }
    reading = only(reader.read(sources[kind]))
    assert reading.texts == ("2468",)
    assert reading.file == (str(path) if kind in ("path", "str") else None)
    assert (reading.page, reading.size) == (None, pixels.shape[::-1])
    assert reading.model == reader.id


def test_a_picture_without_digits_has_no_numbers(reader):
    for pixels in (np.full((90, 120), 255, np.uint8), np.full((90, 120), 7, np.uint8)):
        assert only(reader.read(pixels)).numbers == ()
        assert only(reader.read(pixels, single=True, digits=4)).numbers == ()


def test_each_page_of_a_tiff_is_a_reading(reader, tmp_path):
    first, *more = (Image.fromarray(page(text)) for text in ("13", "2468", "57"))
    first.save(tmp_path / "scan.tiff", save_all=True, append_images=more)
    readings = reader.read(tmp_path / "scan.tiff")
    assert [(one.page, one.texts) for one in readings] == [
        (1, ("13",)), (2, ("2468",)), (3, ("57",)),
    ]  # fmt: skip
    assert readings[1].to_json()["page"] == 2


def test_what_is_asked_for_reaches_the_numbers(reader):
    pixels = page("13 57", "2468")
    assert only(reader.read(pixels, single=True)).texts == ("13572468",)
    four = only(reader.read(pixels, digits=4)).numbers
    assert [number.refused for number in four] == [True, True, False]
    odd = only(reader.read(pixels, pattern="[13579]+")).numbers
    assert [number.reason for number in odd] == [None, None, "No reading matches '[13579]+'."]


def test_the_threshold_of_the_file_refuses():
    strict = Reader(reader_bundle(refusal_threshold=1.0))
    (number,) = only(strict.read(page("4709"))).numbers
    assert (number.text, number.refused) == ("4709", True)
    assert number.reason.startswith("Not sure: 4709")


def test_json_has_the_shape_of_the_contract(reader):
    answer = only(reader.read(page("13"), name="a.png")).to_json()
    assert json.loads(json.dumps(answer)) == answer
    assert list(answer) == ["file", "numbers", "model"]
    assert answer["file"] == "a.png"
    (number,) = answer["numbers"]
    assert list(number)[:5] == ["text", "confidence", "refused", "box", "digits"]
    assert set(number["digits"][0]) == {"text", "confidence", "box"}
    assert answer["model"] == {"name": "tiny-reader", "hash": reader.id.hash}


def test_a_region_is_one_number_and_its_boxes_are_the_pictures(reader):
    pixels = page("13 57", "2468")
    whole = only(reader.read(pixels)).numbers
    x, y, width, height = whole[2].box
    number = reader.read_region(Picture(pixels), (x - 12, y - 12, width + 24, height + 24))
    assert number.text == "2468"
    assert np.abs(np.array(number.box) - np.array(whole[2].box)).max() <= 2
    assert number.digits[1].box[0] > number.digits[0].box[0] > x - 3
    top = (0, 0, pixels.shape[1], y - 10)
    assert reader.read_region(Picture(pixels), top).text == "1357"


def test_a_region_may_be_empty_short_or_fail_its_check(reader):
    picture = Picture(page("2468"))
    whole = (0, 0, *picture.pixels.shape[::-1])
    assert reader.read_region(Picture(np.full((50, 90), 255, np.uint8)), (5, 5, 80, 40)) is None
    assert reader.read_region(picture, whole, digits=6).reason == "No reading has 6 digits."
    failed = reader.read_region(picture, whole, accepts=lambda text: text == "1")
    assert (failed.text, failed.refused, failed.suggestion) == ("2468", True, None)


@pytest.mark.parametrize("box", [(-1, 0, 5, 5), (0, 0, 0, 5), (0, 0, 5, 999), (300, 0, 5, 5)])
def test_a_region_outside_of_the_picture_is_a_wrong_use(reader, box):
    with pytest.raises(UsageError) as error:
        reader.read_region(Picture(np.zeros((90, 120), np.uint8)), box)
    x, y, width, height = box
    assert str(error.value) == (
        f"The box must lie in the picture, which has 120 x 90 pixels. Got x {x}, y {y}, "
        f"width {width}, height {height}."
    )


def test_many_come_in_order_and_a_broken_one_does_not_stop_the_others(reader, tmp_path):
    first = Image.fromarray(page("13"))
    first.save(tmp_path / "b.tiff", save_all=True, append_images=[Image.fromarray(page("57"))])
    broken = tmp_path / "c.png"
    broken.write_text("no picture")
    sources = [page("2468"), tmp_path / "b.tiff", broken, b"", page("13")]
    answers = list(reader.read_many(sources))
    assert [one.texts if isinstance(one, Reading) else one.file for one in answers] == [
        ("2468",), ("13",), ("57",), str(broken), "picture 3", ("13",),
    ]  # fmt: skip
    assert answers[3].code == "picture"
    assert [len(each) for each in reader.read_each(sources)] == [1, 2, 1, 1, 1]


def test_pages_before_a_broken_one_are_kept(reader, tmp_path):
    pages = [Image.fromarray(page(text)) for text in ("13", "57")]
    pages[0].save(tmp_path / "cut.tiff", save_all=True, append_images=pages[1:])
    content = (tmp_path / "cut.tiff").read_bytes()
    whole = reader.read(content)
    first, last = reader.attempt(0, content[:-2000], wanted=Wanted())
    assert first == whole[0]
    assert isinstance(last, BrokenPicture)


def test_workers_give_the_readings_of_one_process(reader, monkeypatch):
    monkeypatch.setattr(many, "worthwhile", lambda *_, most: most)
    four = [page("13"), page("2468"), b"", page("57 13")]
    answers = reader.read_each(itertools.cycle(four), workers=2, pattern="[0-9]+", digits=2)
    with_workers = list(itertools.islice(answers, 40))
    answers.close()
    alone = list(reader.read_each(four, pattern="[0-9]+", digits=2))
    for place in (0, 1, 3):  # the other is called by its number
        assert with_workers[place::4] == [alone[place]] * 10
    assert alone[1][0].numbers[0].refused
    assert with_workers[38][0].file == "picture 38"


def test_fewer_than_one_worker_and_malformed_wishes_are_told_at_once(reader):
    with pytest.raises(UsageError, match="workers must be at least 1"):
        reader.read_many([], workers=0)
    with pytest.raises(UsageError, match="digits must be 1 to 100"):
        reader.read_many([], digits=0)


def test_broken_pictures_are_errors_of_read(reader):
    with pytest.raises(PictureError, match="There is no file gone.png"):
        reader.read("gone.png")
    with pytest.raises(PictureError, match="A picture must be uint8"):
        reader.read(np.zeros((9, 9), np.float32))


def test_a_reader_is_loaded_from_its_file_and_read_uses_it(tmp_path):
    (tmp_path / "mine.onnx").write_bytes(reader_bundle().content)
    reader = load_reader(tmp_path / "mine.onnx")
    assert reader.id == reader_bundle().id
    assert only(reader.read(page("13"))).texts == ("13",)
    assert only(tenfold.read(page("13"), model=tmp_path / "mine.onnx")).texts == ("13",)


def test_a_classifier_is_no_reader(tmp_path):
    with pytest.raises(ModelFileError, match="cannot read numbers"):
        Reader(parse(model_file()))


def test_a_reading_shows_itself_in_a_notebook_with_its_picture(reader, tmp_path):
    file = tmp_path / "<b>.png"
    file.write_bytes(png(page("13 57", "2468")))
    shown = only(reader.read(file))._repr_html_()
    assert shown.count("data:image/png;base64,") == 1
    assert all(text in shown for text in ("13", "57", "2468", "&lt;b&gt;.png"))
    file.write_bytes(png(page("1")))
    assert "data:image" not in Reading(str(file), None, (), reader.id, (3, 3))._repr_html_()


def test_without_its_file_a_reading_shows_its_numbers_or_that_there_are_none(reader):
    shown = only(reader.read(page("2468")))._repr_html_()
    assert "data:image" not in shown
    assert "2468" in shown
    assert "No digits found." in only(reader.read(np.zeros((9, 9), np.uint8)))._repr_html_()
