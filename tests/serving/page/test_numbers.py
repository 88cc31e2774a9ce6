"""Numbers: read from files, boxes drawn around them on the picture."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from inference.readers import page as written
from inference.readers import reader_bundle
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect
from serving.page.conftest import NewPage
from serving.page.hands import SEVEN, draw, png
from serving.servers import DIGITS, listening

from tenfold.serving.app import create_app
from tenfold.serving.settings import Settings
from tenfold.serving.store import open_store


@pytest.fixture(scope="module")
def reading_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that also reads numbers, in one font."""
    reader = tmp_path_factory.mktemp("reading") / "numbers.onnx"
    reader.write_bytes(reader_bundle().content)
    models = {"digits": DIGITS, "numbers": reader}
    with (
        open_store(str(reader.with_name("store.sqlite3"))) as store,
        listening(create_app(Settings(), store, models=models)) as address,
    ):
        yield f"http://{address}/"


@pytest.fixture
def numbers(new_page: NewPage, reading_site: str) -> Page:
    """The room for pictures, looking for numbers."""
    page = new_page("#pictures", at=reading_site)
    page.request.delete("store", data={"confirm": True})
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


def kept(page: Page) -> list[tuple[str, str, str]]:
    """The store's corrections: what was read, what a person read, and the file's name."""
    entries = page.request.get("store?kind=correction&model=numbers").json()["entries"]
    return [
        (" ".join(number["text"] for number in one["answer"]["numbers"]), one["text"], one["file"])
        for one in entries
    ]


def test_a_number_that_was_read_wrong_is_put_right_and_taken_back(numbers: Page) -> None:
    numbers.locator("#files").set_input_files([file("407 25")])
    field = numbers.get_by_label("What is written there")
    expect(field).to_have_value("407 25")
    field.fill(" ৭০৪১২  25 ")
    field.press("Enter")
    line = numbers.locator(".card [role=status]")
    expect(line).to_contain_text("Kept: it reads 70412 25.")
    expect(field).to_have_value("70412 25")
    assert kept(numbers) == [("407 25", "70412 25", "page.png")]
    field.fill("")
    field.press("Enter")
    expect(line).to_contain_text("Kept: there is no number.")
    assert kept(numbers) == [("407 25", "", "page.png")]
    line.get_by_role("button", name="Undo").click()
    expect(line).to_have_text("Taken back.")
    assert kept(numbers) == []


def test_what_the_number_may_be_else_is_one_press_away(numbers: Page) -> None:
    numbers.locator("#files").set_input_files([file("407")])
    other = numbers.get_by_label("Correct it: it reads").first
    text = other.text_content()
    other.click()
    expect(numbers.locator(".card [role=status]")).to_contain_text(f"Kept: it reads {text}.")
    assert kept(numbers) == [("407", text, "page.png")]


def test_what_is_no_number_is_not_sent(numbers: Page) -> None:
    numbers.locator("#files").set_input_files([file("407")])
    field = numbers.get_by_label("What is written there")
    field.fill("4o7")
    field.press("Enter")
    assert field.evaluate("field => field.validity.patternMismatch")
    expect(numbers.locator(".card [role=status]")).to_have_text("")
    assert kept(numbers) == []


def test_a_drawn_number_is_put_right_too(numbers: Page) -> None:
    numbers.get_by_role("link", name="Draw", exact=True).click()
    draw(numbers, SEVEN)
    field = numbers.locator("#wrong-number input")
    field.fill("7")
    field.press("Enter")
    expect(numbers.locator("#draw-kept")).to_contain_text("Kept: it reads 7.")
    assert [text for _, text, _ in kept(numbers)] == ["7"]
    numbers.get_by_role("radio", name="Digits").check()
    expect(numbers.locator("#wrong-number")).to_be_hidden()


def review_70412_for_407(numbers: Page) -> None:
    numbers.locator("#files").set_input_files([file("407")])
    numbers.get_by_label("What is written there").fill("70412")
    numbers.get_by_role("button", name="Keep this").click()
    expect(numbers.locator(".card [role=status]")).to_contain_text("Kept")
    numbers.goto("review")


def test_numbers_are_reviewed_and_put_right_there(numbers: Page) -> None:
    review_70412_for_407(numbers)
    numbers.get_by_label("Model").select_option("numbers")
    entry = numbers.locator("#entries li")
    expect(entry.locator(".headline")).to_have_text("It reads 70412")
    expect(entry.locator(".reason")).to_contain_text("The model read: 407, ")
    field = entry.get_by_label("What is written there")
    expect(field).to_have_value("70412")
    field.fill("407")
    field.press("Enter")
    expect(entry.locator("[role=status]")).to_have_text("Kept: it reads 407.")
    expect(entry.get_by_label("What is written there")).to_be_focused()
    assert kept(numbers) == [("407", "407", "page.png")]


def test_a_list_that_comes_late_leaves_what_is_typed(numbers: Page) -> None:
    review_70412_for_407(numbers)
    field = numbers.locator("#entries li").get_by_label("What is written there")
    expect(field).to_have_value("70412")
    late: list[Route] = []
    numbers.route("**/store?*", lambda route: late.append(route))
    with numbers.expect_request("**/store?*"):
        numbers.get_by_label("Model").select_option("numbers")
    field.fill("407")
    with numbers.expect_response("**/store?*"):
        late[0].continue_()
    link = numbers.locator("#exports a").first
    expect(link).to_have_attribute("href", re.compile("model=numbers"))
    expect(field).to_have_value("407")
    expect(field).to_be_focused()


def test_putting_numbers_right_fits_a_phone(numbers: Page) -> None:
    numbers.set_viewport_size({"width": 360, "height": 740})
    numbers.locator("#files").set_input_files([file("407"), file("12", "345")])
    expect(numbers.get_by_role("button", name="Keep this")).to_have_count(2)
    assert numbers.evaluate("document.documentElement.scrollWidth") == 360
    numbers.get_by_role("button", name="Keep this").first.click()
    expect(numbers.locator(".card [role=status]").first).to_contain_text("Kept")
    numbers.goto("review")
    expect(numbers.get_by_role("button", name="Keep this")).to_have_count(1)
    assert numbers.evaluate("document.documentElement.scrollWidth") == 360


def test_what_is_typed_stays_when_a_later_look_reads_otherwise(numbers: Page) -> None:
    numbers.get_by_role("link", name="Draw", exact=True).click()
    draw(numbers, SEVEN, lift=False)
    field = numbers.locator("#wrong-number input")
    expect(field).not_to_have_value("40")
    # The pen's last moves arrive with a frame; typing belongs to what is drawn by then.
    numbers.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")

    def otherwise(route: Route) -> None:
        answer = route.fetch()
        changed = re.sub(r'"text": ?"\d+"', '"text": "58"', answer.text())
        route.fulfill(response=answer, body=changed)

    numbers.route(re.compile(r"/read\?"), otherwise)
    field.fill("40")
    numbers.mouse.up()
    expect(numbers.locator("#headline")).to_have_text("58")
    expect(field).to_have_value("40")
    numbers.unroute_all(behavior="wait")  # another look may be on its way
