"""The camera: what is held still before it is noted once, can be put right, and saved."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, Playwright, expect
from serving.page.conftest import NewPage, camera_options
from serving.page.hands import camera_film

from tenfold.datasets import load_dataset

_HIDE = """() => {
  Object.defineProperty(document, "hidden", { value: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def camera(new_page: NewPage) -> Page:
    """The room of the camera, started; the browser may use the camera."""
    page = new_page("#camera", permissions=["camera"])
    page.locator("#camera-start").click()
    return page


@pytest.fixture(scope="module")
def modules(browser: Browser, site: str) -> Page:
    """A page to call the modules of the page in, one by one."""
    page = browser.new_page()
    page.goto(site)
    return page


@pytest.fixture
def wardrobe(playwright: Playwright, chromium: str, tmp_path: Path) -> Iterator[Browser]:
    """A browser whose camera sees an ankle boot, the first test picture of Fashion-MNIST."""
    boot = ImageOps.invert(Image.fromarray(load_dataset("fashion-mnist").test.images[0]))
    film = camera_film(boot, tmp_path / "boot.y4m")
    with playwright.chromium.launch(executable_path=chromium, args=camera_options(film)) as one:
        yield one


def test_a_digit_held_before_the_camera_is_noted_once(camera: Page) -> None:
    expect(camera.locator("#shown li")).to_have_count(1)
    expect(camera.locator("#camera-said")).to_have_text("five")
    expect(camera.locator("#live")).to_have_text("Noted: five")
    for _ in range(6):  # six more frames of the same thing
        camera.wait_for_event("requestfinished", lambda request: "predict" in request.url)
    expect(camera.locator("#shown li")).to_have_count(1)


def test_a_garment_held_before_the_camera_is_noted(new_page: NewPage, wardrobe: Browser) -> None:
    page = new_page("#camera", of=wardrobe, permissions=["camera"])
    page.get_by_label("Garments").check()
    page.locator("#camera-start").click()
    expect(page.locator("#shown select")).to_have_value("9")
    expect(page.locator("#live")).to_have_text("Noted: Ankle boot")


def test_the_list_is_put_right_and_saved_as_csv(camera: Page, tmp_path: Path) -> None:
    camera.locator("#shown select").select_option("3")
    expect(camera.locator("#shown [role=status]")).to_contain_text("Kept: it is three.")
    with camera.expect_download() as saved:
        camera.locator("#save-csv").click()
    assert saved.value.suggested_filename == "tenfold.csv"
    saved.value.save_as(tmp_path / "tenfold.csv")
    with (tmp_path / "tenfold.csv").open(newline="", encoding="utf-8-sig") as table:
        (row,) = csv.DictReader(table)
    assert (row["number"], row["answer"], row["corrected"]) == ("1", "3", "yes")
    assert 0.9 < float(row["confidence"]) <= 1
    camera.locator("#shown .quiet").click()
    expect(camera.locator("#shown li")).to_have_count(0)
    expect(camera.locator("#shown-empty")).to_be_visible()


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("7", "7"),
        ("=1+1", "'=1+1"),
        ("+7", "'+7"),
        ("-7", "'-7"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ('a "b", c', '"a ""b"", c"'),
        ("=1,2", '"\'=1,2"'),
        ("two\nlines", '"two\nlines"'),
    ],
)
def test_a_cell_is_never_a_formula(modules: Page, cell: str, written: str) -> None:
    table = modules.evaluate(
        "async (cell) => (await import('./page/csv.js')).csvOf([[cell, 'b']])", cell
    )
    assert table == f"\ufeff{written},b\r\n"


def test_the_camera_stops_when_the_page_is_hidden(camera: Page) -> None:
    expect(camera.locator("#shown li")).to_have_count(1)
    camera.evaluate(_HIDE)
    expect(camera.locator("#camera-said")).to_have_text("Stopped while you were away")
    assert camera.evaluate("video.srcObject") is None


def test_the_camera_stops_when_another_room_is_entered(camera: Page) -> None:
    expect(camera.locator("#camera-start")).to_have_text("Stop the camera")
    camera.get_by_role("link", name="Draw", exact=True).click()
    assert camera.evaluate("video.srcObject") is None


def test_a_camera_that_is_not_allowed_is_explained(new_page: NewPage) -> None:
    page = new_page("#camera", permissions=[])
    page.locator("#camera-start").click()
    expect(page.locator("#camera-said")).to_contain_text("was not allowed to use the camera")
    expect(page.locator("#camera-start")).to_have_text("Start the camera")


@pytest.mark.parametrize(
    ("frames", "taken"),
    [
        ("5 5 5", []),
        ("5 5 5 5", ["5"]),
        ("5 5 5 5 5 5 5 5 5", ["5"]),
        ("5 5 . 5 5", []),
        ("5 5 5 5 . 5 5 5 5", ["5"]),
        ("5 5 5 5 . . . 5 5 5 5", ["5", "5"]),
        ("5 5 5 5 7 7 7 7", ["5", "7"]),
        ("5 7 5 7 5 7 5 7", []),
    ],
)
def test_an_answer_is_taken_when_four_frames_agree(
    modules: Page, frames: str, taken: list[str]
) -> None:
    seen = modules.evaluate(
        """async (signs) => {
          const { Steady } = await import("./page/steady.js");
          const steady = new Steady();
          return signs.filter((sign) => steady.see(sign));
        }""",
        [None if sign == "." else sign for sign in frames.split()],
    )
    assert seen == taken
