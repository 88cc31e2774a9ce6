"""One press corrects an answer; the review page shows it, and undo forgets it."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from serving.page.hands import SEVEN, draw, drawn_digit, png


def test_one_press_corrects_a_drawing_and_the_review_page_shows_it(nothing_kept: Page) -> None:
    page = nothing_kept
    draw(page, SEVEN)
    expect(page.locator("#headline")).to_have_text("seven")
    page.get_by_role("button", name="Correct it: it is one").click()
    expect(page.locator("#draw-kept")).to_contain_text("Kept: it is one.")
    page.get_by_role("link", name="Review").click()
    entry = page.locator(".entry")
    expect(entry.locator(".headline")).to_have_text("It is one")
    expect(entry.locator(".reason")).to_contain_text("The model said: seven")
    expect(entry.locator("select")).to_have_value("1")
    expect(entry.locator("img")).to_have_js_property("naturalWidth", 280)


def test_undo_takes_a_correction_back(nothing_kept: Page) -> None:
    page = nothing_kept
    draw(page, SEVEN)
    page.get_by_role("button", name="none of these").click()
    expect(page.locator("#draw-kept")).to_contain_text("Kept: it is none of these.")
    assert page.request.get("store").json()["entries"][0]["label"] is None
    page.locator("#draw-kept button").click()
    expect(page.locator("#draw-kept")).to_have_text("Taken back.")
    assert page.request.get("store").json()["total"] == 0


def test_a_second_thought_takes_the_place_of_the_first(nothing_kept: Page) -> None:
    page = nothing_kept
    draw(page, SEVEN)
    expect(page.locator("#headline")).to_have_text("seven")
    for name in ("one", "four"):
        page.get_by_role("button", name=f"Correct it: it is {name}").click()
        expect(page.locator("#draw-kept")).to_contain_text(f"it is {name}.")
    kept = page.request.get("store").json()["entries"]
    assert [entry["label"] for entry in kept] == [4]


def test_a_card_is_corrected_with_its_file_name(nothing_kept: Page) -> None:
    page = nothing_kept
    page.goto("#pictures")
    five = {"name": "mine.png", "mimeType": "image/png", "buffer": png(drawn_digit())}
    page.locator("#files").set_input_files([five])
    page.locator(".card .chip").first.click()
    expect(page.locator(".card.corrected [role=status]")).to_contain_text("Kept: it is")
    (entry,) = page.request.get("store").json()["entries"]
    assert (entry["kind"], entry["file"]) == ("correction", "mine.png")


def test_sure_answers_are_kept_only_while_the_switch_is_on(nothing_kept: Page) -> None:
    page = nothing_kept
    switch = page.get_by_role("switch", name="Keep my predictions")
    expect(switch).not_to_be_checked()
    five = {"name": "sure.png", "mimeType": "image/png", "buffer": png(drawn_digit())}
    page.locator("#files").set_input_files([five])
    expect(page.locator(".card .why")).to_contain_text("sure")
    assert page.request.get("store").json()["total"] == 0
    with page.expect_response("**/settings"):
        switch.check()
    page.locator("#files").set_input_files([five])
    expect(page.locator(".card .why")).to_contain_text(["sure", "sure"])
    assert [one["kind"] for one in page.request.get("store").json()["entries"]] == ["prediction"]
    with page.expect_response("**/settings"):
        switch.uncheck()
