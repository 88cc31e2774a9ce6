"""On a phone, in the dark, for readers of screens: sizes, contrasts, names."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from serving.page.conftest import NewPage
from serving.page.hands import SEVEN, draw, drawn_digit, png
from serving.page.test_language import PAGE

PHONE = {"width": 360, "height": 740}
_WIDE = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("locale", ["en-GB", "bn-BD"])
def test_no_room_is_wider_than_a_phone(new_page: NewPage, locale: str) -> None:
    page = new_page(viewport=PHONE, locale=locale)
    for model in (2, 1):
        page.locator(f"#models label:nth-of-type({model})").click()
        draw(page, SEVEN)
        expect(page.locator("#steps img")).not_to_have_count(0)
        assert page.evaluate(_WIDE) == 360
    name = f"{'long' * 30}.png"
    page.locator("#files").set_input_files(
        [{"name": name, "mimeType": "image/png", "buffer": png(drawn_digit())}]
    )
    for room in ("#pictures", "#camera", "review"):
        page.goto(room)
        expect(page.locator("main")).to_be_visible()
        assert page.evaluate(_WIDE) == 360


def test_a_phone_shows_the_sheet_and_its_bars_at_once(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 360, "height": 740})
    for part in ("#sheet", "#said", "#undo", "#bars"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 740, part


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_words_stand_out_from_their_ground(scheme: int) -> None:
    blocks = re.findall(r":root \{[^}]*\}", (PAGE / "style.css").read_text(encoding="utf-8"))
    of = colours(blocks[scheme])
    for ground in ("paper", "card", "track"):
        for words in ("ink", "soft"):
            assert contrast(of[words], of[ground]) >= 4.5, (words, ground)
    for words, ground in (
        *(("accent", "paper"), ("accent", "card"), ("accent", "wash"), ("red", "paper")),
        *(("red", "card"), ("on-accent", "accent")),
    ):
        assert contrast(of[words], of[ground]) >= 4.5, (words, ground)


def test_nothing_moves_where_less_motion_is_wished(new_page: NewPage) -> None:
    moving = "getComputedStyle(document.querySelector('.fill')).transitionDuration"
    assert new_page().evaluate(moving) != "0s"
    assert new_page(reduced_motion="reduce").evaluate(moving) == "0s"


def test_the_dark_page_is_dark_and_its_ink_light(new_page: NewPage) -> None:
    page = new_page(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 20, 26)"
    assert page.evaluate("getComputedStyle(sheet).color") == "rgb(234, 238, 243)"


@pytest.mark.parametrize("address", ["", "#pictures", "#camera", "review"])
def test_everything_that_takes_the_focus_has_a_name(new_page: NewPage, address: str) -> None:
    page = new_page(address)
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    nameless = [
        node["role"]["value"]
        for node in tree["nodes"]
        if not node["ignored"]
        and any(one["name"] == "focusable" for one in node.get("properties", []))
        and node["role"]["value"] not in ("RootWebArea", "main", "generic")
        and not node.get("name", {}).get("value")
    ]
    assert nameless == []


def test_a_reader_of_screens_finds_sheet_answer_and_bars(page: Page) -> None:
    draw(page, SEVEN)
    expect(page.locator("#headline")).to_have_text("seven")
    expect(page.locator("main")).to_match_aria_snapshot(
        """
        - main:
          - navigation "How to show it":
            - link "Draw"
          - group "What to look for":
            - radio "Digits" [checked]
          - status
          - region "Draw":
            - application "Sheet to draw on"
            - button "Undo"
            - heading "Answer" [level=2]
            - paragraph: seven
            - list "How likely each class is":
              - listitem:
                - 'button "Correct it: it is zero"'
        """
    )


def test_nothing_is_fetched_from_anywhere_else(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    draw(page, SEVEN)
    expect(page.locator("#headline")).to_have_text("seven")
    page.goto("#pictures")
    page.goto("review")
    expect(page.locator("#count")).not_to_be_empty()
    assert any("predict" in url for url in asked)
    others = [url for url in asked if not url.startswith((site, "data:", f"blob:{site}"))]
    assert others == []
