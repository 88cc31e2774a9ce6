"""English and Bengali: every word in both, nothing left over, remembered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from serving.page.conftest import NewPage
from serving.page.hands import SEVEN, STAR, draw, drawn_digit, png

import tenfold.serving

PAGE = Path(tenfold.serving.__file__).with_name("page")
NAMES = {"tenfold", "English", "CSV", "PNG", "JPEG", "Parquet", "tls-cert", "train"}
NAMES |= {"with-corrections", "mine.png", "broken.png"}

Words = dict[str, dict[str, list[str]]]


@pytest.fixture
def tables(page: Page) -> Words:
    return page.evaluate("async () => ({ ...(await import('./page/words.js')) })")


def gaps(text: str) -> set[str]:
    """What is to be filled in."""
    return set(re.findall(r"\{(\w+)\}", text))


def latin(text: str) -> set[str]:
    """Words in Latin letters that are no names."""
    return set(re.findall(r"[A-Za-z][\w.-]+", text)) - NAMES


def test_every_key_is_in_both_languages_with_the_same_gaps(tables: Words) -> None:
    for table in (tables["WORDS"], tables["CLASS_NAMES"], tables["MODEL_NAMES"]):
        for key, pair in table.items():
            english, bengali = pair
            assert english, key
            assert bengali, key
            assert gaps(bengali) == gaps(english) - {"detail"}, key
            assert not latin(re.sub(r"\{\w+\}", "", bengali)), key


def test_every_key_is_used_and_every_key_used_exists(tables: Words) -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in PAGE.iterdir()
        if path.suffix in (".html", ".js") and path.name != "words.js"
    )
    keys = set(tables["WORDS"])
    named = set(re.findall(r"data-say(?:-as)?=\"([^\"]+)\"", source))
    assert named <= keys
    made = set(re.findall(r"`([a-z.-]+)\.\$\{", source))  # such as `kind.${kind}`
    for key in keys - named:
        assert f'"{key}"' in source or any(key.startswith(f"{one}.") for one in made), key


def shown(page: Page) -> str:
    """All that can be read or heard on the page."""
    heard = page.evaluate(
        """() => [...document.querySelectorAll("[aria-label], [alt]")]
          .map((one) => one.ariaLabel ?? one.alt)"""
    )
    return "\n".join([page.title(), page.inner_text("body"), *heard])


def test_no_english_is_left_on_the_bengali_page(nothing_kept: Page) -> None:
    page = nothing_kept
    for stroke in STAR:
        draw(page, stroke)
    expect(page.locator("#headline")).to_have_text("Not sure")
    page.get_by_label("Correct it: it is one").click()
    expect(page.locator("#draw-kept")).to_contain_text("Kept")
    page.get_by_role("button", name="বাংলা").click()
    expect(page.locator("html")).to_have_attribute("lang", "bn")
    expect(page.locator("#headline")).to_have_text("নিশ্চিত নই")
    expect(page.locator("#reason")).to_have_text("চেনা ১০টির কোনোটির মতোই লাগছে না।")
    assert not latin(shown(page))
    page.goto("#pictures")
    files = {"mine.png": png(drawn_digit()), "broken.png": b"no picture"}
    page.locator("#files").set_input_files(
        [{"name": name, "mimeType": "image/png", "buffer": it} for name, it in files.items()]
    )
    expect(page.locator(".card .said")).to_have_text(["পড়া যায়নি", "পাঁচ"])
    assert not latin(shown(page))
    page.goto("#camera")
    assert not latin(shown(page))
    page.goto("review")
    expect(page.locator(".entry .mark").first).to_be_visible()
    assert not latin(shown(page))


def test_the_language_is_remembered_and_switched_back(page: Page) -> None:
    draw(page, SEVEN)
    expect(page.locator("#headline")).to_have_text("seven")
    page.get_by_role("button", name="বাংলা").click()
    expect(page.locator("#headline")).to_have_text("সাত")
    expect(page.locator("#bars li.best .value")).to_have_text(re.compile("^[০-৯.]+%$"))
    page.reload()
    expect(page.locator("#headline")).to_have_text("কী আঁকবেন?")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#headline")).to_have_text("What will it be?")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_browser_that_asks_for_bengali_gets_it(new_page: NewPage) -> None:
    page = new_page(locale="bn-BD")
    expect(page.locator("html")).to_have_attribute("lang", "bn")
    expect(page.locator("#rooms a").first).to_have_text("আঁকুন")
