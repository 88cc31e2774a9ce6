"""Picture files: dropped, pasted and chosen; a card for each."""

from __future__ import annotations

import base64
import io

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from serving.page.conftest import NewPage
from serving.page.hands import drawn_digit, png

_DROP = """([base64, name]) => {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name, { type: "image/png" }));
  const options = { dataTransfer, bubbles: true, cancelable: true };
  const taken = ["dragover", "drop"].map((kind) => new DragEvent(kind, options));
  return taken.map((event) => document.body.dispatchEvent(event));
}"""
_COPY = """async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const blob = new Blob([bytes], { type: "image/png" });
  await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
}"""


def file(name: str, content: bytes, kind: str = "image/png") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


def test_a_file_dropped_anywhere_is_answered(page: Page) -> None:
    content = base64.b64encode(png(drawn_digit())).decode()
    # False: the page took the event for itself, and the browser does not open the file.
    assert page.evaluate(_DROP, [content, "five.png"]) == [False, False]
    expect(page.locator(".card .said")).to_have_text("five")
    expect(page.locator(".card .name")).to_have_text("five.png")
    assert page.url.endswith("#pictures")


def test_a_picture_pasted_from_the_clipboard_is_answered(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(_COPY, base64.b64encode(png(drawn_digit())).decode())
    page.keyboard.press("Control+V")
    expect(page.locator(".card .said")).to_have_text("five")


def test_many_files_make_a_gallery_and_a_broken_one_says_why(new_page: NewPage) -> None:
    page = new_page("#pictures")
    digit = png(drawn_digit())
    blank = png(Image.new("L", (90, 90), 255))
    files = [file("a.png", digit), file("b.png", b"no picture"), file("c.png", blank)]
    page.locator("#files").set_input_files(files)
    expect(page.locator(".card .said")).to_have_text(["Not sure", "Cannot be read", "five"])
    expect(page.locator(".card.broken .why")).to_contain_text("b.png is not a picture")
    expect(page.locator(".card.unsure .why")).to_have_text("There is nothing in the picture.")
    expect(page.locator("#gallery-count")).to_have_text("Pictures: 3")
    expect(page.locator("#live")).to_have_text("Answered. Pictures: 3")
    page.locator("#forget-cards").click()
    expect(page.locator(".card")).to_have_count(0)


def test_a_file_name_is_text_and_never_markup(new_page: NewPage) -> None:
    page = new_page("#pictures")
    name = "<img src=x onerror=alert(1)>.png"
    page.locator("#files").set_input_files([file(name, png(drawn_digit()))])
    expect(page.locator(".card .said")).to_have_text("five")
    expect(page.locator(".card .name")).to_have_text(name)
    assert page.locator(".card .name *").count() == 0


def test_what_the_model_saw_is_asked_for_when_it_is_opened(new_page: NewPage) -> None:
    page = new_page("#pictures")
    page.locator("#files").set_input_files([file("a.png", png(drawn_digit()))])
    page.locator(".card summary").click()
    expect(page.locator(".card .steps img")).to_have_count(5)


def test_a_file_the_browser_cannot_show_is_shown_by_the_server(new_page: NewPage) -> None:
    page = new_page("#pictures")
    content = io.BytesIO()
    drawn_digit().save(content, "TIFF")
    page.locator("#files").set_input_files([file("a.tiff", content.getvalue(), "image/tiff")])
    expect(page.locator(".card .said")).to_have_text("five")
    expect(page.locator(".frame img")).to_have_js_property("naturalWidth", 200)
