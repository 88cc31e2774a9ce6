"""Without a pointer: everything can be reached, drawn and corrected."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from serving.page.conftest import NewPage

_REACHABLE = """() => [...document.querySelectorAll("a, button, input, select, summary, canvas")]
  .filter((one) => one.checkVisibility() && !one.disabled && !one.closest("[hidden]"))
  .filter((one) => one.type !== "radio" || one.checked)
  .map((one) => one.id || one.getAttribute("aria-label") || one.textContent.trim() || one.name)"""
_FOCUSED = """() => {
  const one = document.activeElement;
  const shown = one.matches("[type=radio]") ? one.nextElementSibling
    : one.matches("[type=file]") ? one.parentElement
    : one.id === "sheet" ? one.parentElement : one;
  return {
    name: one.id || one.getAttribute("aria-label") || one.textContent.trim() || one.name,
    outlined: getComputedStyle(shown).outlineStyle !== "none",
    body: one === document.body,
  };
}"""


@pytest.mark.parametrize("address", ["", "#pictures", "#camera", "review"])
def test_tab_reaches_everything_and_shows_where_it_is(new_page: NewPage, address: str) -> None:
    page = new_page(address)
    wanted = page.evaluate(_REACHABLE)
    reached = []
    for _ in range(len(wanted) + 2):  # an address with a # starts in the middle
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if not focused["body"]:
            assert focused["outlined"], focused["name"]
            reached.append(focused["name"])
    assert sorted(set(reached)) == sorted(set(wanted))


def go_to(page: Page, selector: str) -> None:
    """Tab on until the element has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(selector).evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"Tab never reached {selector}")


def press(page: Page, *keys: str) -> None:
    """Press keys one after another; 'Key*n' presses it n times."""
    for key in keys:
        name, _, times = key.partition("*")
        for _ in range(int(times or 1)):
            page.keyboard.press(name)


def test_a_seven_is_drawn_and_corrected_by_keyboard_alone(nothing_kept: Page) -> None:
    page = nothing_kept
    go_to(page, "#sheet")
    press(page, "ArrowUp*9", "ArrowLeft*8")  # from the middle to the upper left
    press(page, " ")
    expect(page.locator("#live")).to_have_text("Pen down")
    press(page, "ArrowRight*16")
    for _ in range(9):  # two down, one left, as a seven goes
        press(page, "End", "ArrowDown")
    press(page, " ")
    expect(page.locator("#headline")).to_have_text("seven")
    go_to(page, "#bars li:nth-child(2) button")
    press(page, "Enter")
    expect(page.locator("#draw-kept")).to_contain_text("Kept: it is one.")
    assert page.request.get("store?kind=correction").json()["total"] == 1


def test_two_arrows_together_go_slantwise(page: Page) -> None:
    page.locator("#sheet").focus()
    page.keyboard.press(" ")
    page.keyboard.down("ArrowRight")
    page.keyboard.down("ArrowDown")
    page.keyboard.up("ArrowDown")
    page.keyboard.up("ArrowRight")
    page.keyboard.press(" ")
    page.keyboard.press("Backspace")
    expect(page.locator("#headline")).to_have_text("What will it be?")


def test_a_room_and_a_model_are_chosen_by_keyboard(page: Page) -> None:
    go_to(page, "#rooms a[href='#pictures']")
    press(page, "Enter")
    expect(page.locator("#pictures")).to_be_visible()
    go_to(page, "#models input:checked")
    press(page, "ArrowRight")
    expect(page.get_by_label("Garments")).to_be_checked()
