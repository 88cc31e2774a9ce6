"""The page as a phone opens it: another machine's name, https, the one-time link, its cameras."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme
from playwright.sync_api import Browser, Page, Playwright, expect
from serving.page.conftest import camera_options
from serving.page.hands import SEVEN, camera_film, draw, drawn_digit

NAME = "tenfold.test"  # no loopback name: a browser trusts it by its https alone
TOKEN = "a-token-of-the-tests"
TWO_CAMERAS = ["--use-fake-device-for-media-stream=device-count=2"]


@dataclass
class Shared:
    """A server that others can reach: where, and what it printed."""

    address: str
    said: list[str]
    process: subprocess.Popen[str]

    @property
    def link(self) -> str:
        """The one-time link, with the name by which the test's browser finds this machine."""
        (line,) = (line for line in self.said if "/enter?key=" in line)
        return f"{self.address}enter{line.partition('enter')[2]}"

    def next_link(self) -> str:
        """What it prints when a browser was let in."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "A browser was let in. The next link:" in line
        return f"{self.address}enter{line.partition('enter')[2].strip()}"


@contextmanager
def shared(folder: Path, *words: str) -> Iterator[Shared]:
    """`tenfold serve` with a token and the words given, until it says that it is ready."""
    start = "from tenfold.cli.main import main; main()"
    options = ["--port", "0", "--token", TOKEN, "--allow-host", NAME, *words]
    options += ["--store", f"sqlite:///{folder / 'store.sqlite3'}"]
    process = subprocess.Popen(
        [sys.executable, "-c", start, "serve", "digits", *options],
        stdout=subprocess.PIPE, text=True, env=_wide(),
    )  # fmt: skip
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line.rstrip())
        if line.startswith("Ctrl-C"):
            break
    scheme, _, rest = said[0].split()[2].partition("://")
    address = f"{scheme}://{NAME}:{rest.rstrip('/').rpartition(':')[2]}/"
    yield Shared(address, said, process)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    process.stdout.close()


def _wide() -> dict[str, str]:
    """No line of what it prints is broken."""
    return os.environ | {"COLUMNS": "500"}


@pytest.fixture
def safe(tmp_path: Path) -> Iterator[Shared]:
    """A server with a certificate that no browser knows, as one makes it at home."""
    certificate = trustme.CA().issue_cert(NAME)
    certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
    certificate.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    files = ("--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem"))
    with shared(tmp_path, *files) as found:
        yield found


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Shared]:
    """The same server without a certificate."""
    with shared(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def phone(
    playwright: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser to which this machine is another one; its camera sees a five."""
    film = camera_film(drawn_digit(), tmp_path_factory.mktemp("film") / "five.y4m")
    args = [*camera_options(film), f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
    with playwright.chromium.launch(executable_path=chromium, args=args) as one:
        yield one


def opened(phone: Browser, address: str) -> Page:
    """A page of a browser that was never here; its owner accepts the home-made certificate."""
    context = phone.new_context(
        locale="en-GB", permissions=["camera"], ignore_https_errors=True, viewport=_PHONE
    )
    page = context.new_page()
    page.goto(address)
    return page


def at_home(phone: Browser, server: Shared) -> Page:
    """The page, opened by the link and ready."""
    page = opened(phone, server.link)
    expect(page.locator("#models label")).to_have_count(1)
    return page


_PHONE = {"width": 390, "height": 844}


def test_the_link_opens_the_page_and_its_camera_over_https(phone: Browser, safe: Shared) -> None:
    page = at_home(phone, safe)
    expect(page).to_have_url(safe.address)
    draw(page, SEVEN)
    expect(page.locator("#headline")).to_have_text("seven")
    assert page.evaluate("isSecureContext")
    page.get_by_role("link", name="Camera").click()
    page.locator("#camera-start").click()
    expect(page.locator("#shown select")).to_have_value("5")


def test_the_link_works_once_and_the_cookie_is_for_https_and_no_script(
    phone: Browser, safe: Shared
) -> None:
    page = at_home(phone, safe)
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["secure"]) == ("tenfold", True, True)
    assert cookie["sameSite"] == "Strict"
    assert page.evaluate("document.cookie") == ""
    page.reload()
    expect(page.locator("#models label")).to_have_count(1)
    with page.context.expect_page() as another:
        page.evaluate("open('review')")
    expect(another.value.locator("#count")).to_have_text("Entries: 0")
    stranger = opened(phone, safe.link)
    expect(stranger.locator("body")).to_contain_text("This link has been used, or is not whole")
    answer = stranger.goto(safe.address)
    assert answer is not None
    assert answer.status == 401
    stranger.goto(safe.next_link())
    expect(stranger.locator("#models label")).to_have_count(1)


def test_without_a_certificate_the_page_says_why_there_is_no_camera(
    phone: Browser, plain: Shared
) -> None:
    page = at_home(phone, plain)
    draw(page, SEVEN)
    expect(page.locator("#headline")).to_have_text("seven")
    page.get_by_role("link", name="Camera").click()
    page.locator("#camera-start").click()
    expect(page.locator("#camera-said")).to_contain_text("--tls-cert")
    expect(page.locator("#camera-start")).to_have_text("Start the camera")


@pytest.fixture(scope="module")
def two_eyes(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """A browser of a phone with two cameras, of Chromium's own test picture."""
    with playwright.chromium.launch(executable_path=chromium, args=TWO_CAMERAS) as one:
        yield one


def camera_of(page: Page, *, other_than: str = "") -> str:
    """The camera that is on, once it is not this one."""
    for _ in range(200):  # wait_for_function evaluates text, which the page forbids
        found = page.evaluate("video.srcObject?.getVideoTracks()[0].getSettings().deviceId")
        if found and found != other_than:
            return str(found)
        page.wait_for_timeout(100)
    raise AssertionError("No other camera was started.")


def test_the_other_camera_of_a_phone_is_one_press_away_and_back(
    two_eyes: Browser, site: str
) -> None:
    page = two_eyes.new_context(base_url=site, permissions=["camera"], locale="en-GB").new_page()
    page.goto("#camera")
    page.locator("#camera-start").click()
    switch = page.get_by_role("button", name="Other camera")
    expect(switch).to_be_visible()
    first = camera_of(page)
    switch.press("Enter")
    second = camera_of(page, other_than=first)
    expect(switch).to_be_focused()
    switch.press("Enter")
    assert camera_of(page, other_than=second) == first
    page.locator("#camera-start").click()
    expect(switch).to_be_hidden()


def test_a_single_camera_is_not_to_be_switched(phone: Browser, safe: Shared) -> None:
    page = at_home(phone, safe)
    page.get_by_role("link", name="Camera").click()
    page.locator("#camera-start").click()
    expect(page.locator("#shown li")).to_have_count(1)
    expect(page.locator("#camera-switch")).to_be_hidden()
