"""The review page: what was refused and corrected, filtered, put right and taken along."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from serving.page.hands import drawn_digit, png

Teach = Callable[..., None]


@pytest.fixture
def teach(nothing_kept: Page) -> Teach:
    """Corrects the picture of a five by the API."""
    content = base64.b64encode(png(drawn_digit())).decode()

    def correct(label: int | None, file: str | None = None) -> None:
        body = {"picture": content, "model": "digits", "label": label, "file": file, "note": ""}
        assert nothing_kept.request.post("corrections", data=body).status == 201

    return correct


@pytest.fixture
def refused(nothing_kept: Page) -> None:
    """An empty sheet that the model refused."""
    blank = {"name": "blank.png", "mimeType": "image/png", "buffer": png(Image.new("L", (9, 9)))}
    nothing_kept.request.post("predict", multipart={"picture": blank})


def test_an_empty_page_teaches(nothing_kept: Page) -> None:
    page = nothing_kept
    page.goto("review")
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#empty-title")).to_have_text("Nothing here yet")
    expect(page.locator("#exports")).to_be_hidden()
    page.get_by_role("radio", name="Corrected").check()
    expect(page.locator("#empty-why")).to_contain_text("tenfold train --with-corrections")


@pytest.mark.usefixtures("refused")
def test_filters_choose_by_kind_model_class_and_text(nothing_kept: Page, teach: Teach) -> None:
    page = nothing_kept
    teach(3, "three.png")
    teach(None, "smudge.png")
    page.goto("review")
    files = page.locator(".entry .file")
    expect(files).to_have_text(["smudge.png", "three.png", "blank.png"])
    page.get_by_role("radio", name="Corrected").check()
    expect(files).to_have_text(["smudge.png", "three.png"])
    page.get_by_role("radio", name="Not sure").check()
    reason = ["There is nothing in the picture."]
    expect(page.locator(".entry .headline")).to_have_text(reason)
    page.get_by_role("radio", name="All").check()
    page.get_by_label("Model").select_option(label="Digits")
    page.get_by_label("Class").select_option(label="3 · three")
    expect(files).to_have_text(["three.png"])
    page.get_by_label("Class").select_option(label="Every class")
    page.get_by_label("File or note").fill("smu")
    expect(files).to_have_text(["smudge.png"])
    page.get_by_label("File or note").fill("no such file")
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#empty-title")).to_have_text("Nothing matches")
    page.get_by_role("button", name="Clear the filters").click()
    expect(files).to_have_count(3)


@pytest.mark.usefixtures("refused")
def test_a_refusal_is_put_right(nothing_kept: Page) -> None:
    page = nothing_kept
    page.goto("review")
    page.locator(".entry select").select_option("5")
    expect(page.locator(".entry .headline")).to_have_text("It is five")
    expect(page.locator(".entry .mark")).to_have_text("Corrected")
    expect(page.locator(".entry select")).to_be_focused()
    (entry,) = page.request.get("store").json()["entries"]
    assert (entry["kind"], entry["label"], entry["name"]) == ("correction", 5, "5")


def test_one_entry_and_all_of_a_kind_are_deleted(nothing_kept: Page, teach: Teach) -> None:
    page = nothing_kept
    for label in (1, 2, 3):
        teach(label)
    page.goto("review")
    expect(page.locator("#count")).to_have_text("Entries: 3")
    page.locator(".entry .quiet").first.click()
    expect(page.locator("#count")).to_have_text("Entries: 2")
    expect(page.locator(".entry")).to_have_count(2)
    page.get_by_role("radio", name="Corrected").check()
    page.get_by_role("button", name="Delete all of this kind").click()
    page.get_by_role("button", name="Keep them").click()
    assert page.request.get("store").json()["total"] == 2
    page.get_by_role("button", name="Delete all of this kind").click()
    page.get_by_role("button", name="Delete them").click()
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#empty-title")).to_have_text("Nothing corrected yet")
    assert page.request.get("store").json()["total"] == 0


def test_more_are_shown_when_asked_for(nothing_kept: Page, teach: Teach) -> None:
    page = nothing_kept
    for number in range(26):
        teach(number % 10, f"{number}.png")
    page.goto("review")
    expect(page.locator("#count")).to_have_text("Entries: 26")
    expect(page.locator(".entry")).to_have_count(24)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".entry .file")).to_have_text([f"{n}.png" for n in range(25, -1, -1)])
    expect(page.get_by_role("button", name="Show more")).to_be_hidden()


def test_every_export_is_a_file(nothing_kept: Page, teach: Teach) -> None:
    page = nothing_kept
    teach(3)
    page.goto("review")
    names = []
    for link in page.locator("#exports a").all():
        with page.expect_download() as saved:
            link.click()
        names.append(saved.value.suggested_filename)
    assert [name.rpartition(".")[2] for name in names] == ["csv", "parquet", "zip"]


def test_names_of_strangers_are_text_and_never_markup(nothing_kept: Page, teach: Teach) -> None:
    page = nothing_kept
    name = "<b>bold</b><script>alert(1)</script>.png"
    teach(3, name)
    page.goto("review")
    expect(page.locator(".entry .file")).to_have_text(name)
    assert page.locator(".entry .file *, .entry b").count() == 0
