"""The real server, in a process of its own, and the page in a real Chromium.

Whatever a browser complains about (an error, a breach of the content security policy) fails the
test in which it happened.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright
from serving.page.hands import camera_film, drawn_digit

_COMPLAIN = "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.blockedURI))"
expect.set_options(timeout=20_000)  # a bound, not a wait: machines of tests are busy

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the shipped classifiers and a store of its own."""
    store = tmp_path_factory.mktemp("site") / "store.sqlite3"
    start = "from tenfold.cli.main import main; main()"
    options = ["--port", "0", "--store", f"sqlite:///{store}"]
    command = [sys.executable, "-c", start, "serve", "digits", "fashion", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    words = process.stdout.readline().split()
    assert words[:2] == ["Serving", "on"], f"The server did not start: {words}"
    yield words[2]
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium; a browser of Playwright's own is never fetched."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "The page is tested in Chromium. Install it: apt-get install chromium"
    return found


# Playwright's loop runs in this thread until it is stopped, and other files' tests start their own.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(
    playwright: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser whose camera sees a five on paper."""
    film = camera_film(drawn_digit(), tmp_path_factory.mktemp("film") / "five.y4m")
    with playwright.chromium.launch(executable_path=chromium, args=camera_options(film)) as one:
        yield one


def camera_options(film: Path) -> list[str]:
    """What makes a film the camera of a Chromium."""
    return ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]


@pytest.fixture
def new_page(browser: Browser, site: str) -> Iterator[NewPage]:
    """Opens an address of the site in a browser that remembers nothing."""
    complaints: list[str] = []
    contexts = []

    def complain(message: Any) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def make(address: str = "", *, of: Browser = browser, at: str = site, **settings: Any) -> Page:
        context = of.new_context(base_url=at, **{"locale": "en-GB"} | settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.add_init_script(_COMPLAIN)
        page.goto(address)
        ready = "#models label" if address.lstrip("/")[:6] != "review" else "#count:not(:empty)"
        page.wait_for_selector(ready, state="attached")
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """The page, as it opens for the first time on a desk."""
    return new_page()


@pytest.fixture
def nothing_kept(page: Page) -> Page:
    """The page of a server whose store is empty."""
    page.request.delete("store", data={"confirm": True})
    return page
