"""Numbers: read from files, boxes drawn around them on the picture."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from inference.readers import page as written
from inference.readers import reader_bundle
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from serving.page.conftest import NewPage
from serving.page.hands import SEVEN, draw, png
from serving.servers import DIGITS, listening

from tenfold.serving.app import create_app
from tenfold.serving.settings import Settings


@pytest.fixture(scope="module")
def reading_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that also reads numbers, in one font."""
    reader = tmp_path_factory.mktemp("reading") / "numbers.onnx"
    reader.write_bytes(reader_bundle().content)
    models = {"digits": DIGITS, "numbers": reader}
    with listening(create_app(Settings(), None, models=models)) as address:
        yield f"http://{address}/"


@pytest.fixture
def numbers(new_page: NewPage, reading_site: str) -> Page:
    """The room for pictures, looking for numbers."""
    page = new_page("#pictures", at=reading_site)
    page.get_by_role("radio", name="Numbers").check()
    return page


def file(*texts: str) -> FilePayload:
    """A picture of digits, or a TIFF with a page for each text."""
    first, *others = [Image.fromarray(written(text)) for text in texts]
    if not others:
        return {"name": "page.png", "mimeType": "image/png", "buffer": png(first)}
    content = io.BytesIO()
    first.save(content, "TIFF", save_all=True, append_images=others)
    return {"name": "pages.tiff", "mimeType": "image/tiff", "buffer": content.getvalue()}


def test_numbers_are_read_and_boxed_on_the_picture(numbers: Page) -> None:
    numbers.locator("#files").set_input_files([file("407 25")])
    expect(numbers.locator(".card .said")).to_have_text("407  25")
    expect(numbers.locator(".card .boxes text")).to_have_text(["407", "25"])
    (picture,) = numbers.locator(".card .frame img").all()
    boxes = numbers.locator(".card .boxes rect")
    frame = picture.bounding_box()
    assert frame is not None
    for box in boxes.all():
        around = box.bounding_box()
        assert around is not None
        assert frame["x"] - 2 <= around["x"]
        assert around["x"] + around["width"] <= frame["x"] + frame["width"] + 2


def test_the_pages_of_a_file_are_read_one_after_another(numbers: Page) -> None:
    numbers.locator("#files").set_input_files([file("12", "345")])
    expect(numbers.locator(".card .said")).to_have_text("12  345")


def test_a_picture_without_a_number_has_none(numbers: Page) -> None:
    blank = png(Image.new("L", (200, 90), 255))
    files: list[FilePayload] = [{"name": "a.png", "mimeType": "image/png", "buffer": blank}]
    numbers.locator("#files").set_input_files(files)
    expect(numbers.locator(".card .said")).to_have_text("No number")


def test_the_sheet_for_numbers_is_wide_and_has_no_bars(
    new_page: NewPage, reading_site: str
) -> None:
    page = new_page(at=reading_site)
    page.get_by_role("radio", name="Numbers").check()
    sheet = page.locator("#sheet").bounding_box()
    assert sheet is not None
    assert sheet["width"] == pytest.approx(2 * sheet["height"], abs=2)
    expect(page.locator("#bars")).to_be_hidden()
    with page.expect_response("**/read?*") as read:
        draw(page, SEVEN)
    assert read.value.ok
