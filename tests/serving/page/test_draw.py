"""Drawing: the bars that move, the answer that settles, what the model saw."""

from __future__ import annotations

import io
from itertools import pairwise

from PIL import Image
from playwright.sync_api import Page, Request, Response, expect
from serving.page.conftest import NewPage
from serving.page.hands import ONE, SEVEN, STAR, draw, ink, on_sheet


def share(page: Page, label: int) -> float:
    """How high a bar stands, 0 to 1."""
    fill = page.locator(f"#bars li:nth-child({label + 1}) .fill")
    return float(fill.evaluate("(one) => one.style.getPropertyValue('--share')"))


def test_a_seven_drawn_with_the_mouse_is_answered_seven(page: Page) -> None:
    draw(page, SEVEN)
    expect(page.locator("#headline")).to_have_text("seven")
    expect(page.locator("#sign")).to_have_text("7")
    expect(page.locator("#bars li.best .foot")).to_have_text("7")
    expect(page.locator("#reason")).to_contain_text("% sure")
    assert share(page, 7) > 0.9


def test_the_bars_move_while_the_pen_is_still_down(page: Page) -> None:
    draw(page, SEVEN, lift=False)
    expect(page.locator("#bars li.best .foot")).to_have_text("7")


def test_a_seven_drawn_with_a_finger_is_answered_and_does_not_scroll(new_page: NewPage) -> None:
    phone = {"width": 360, "height": 740}
    page = new_page(viewport=phone, has_touch=True, is_mobile=True, device_scale_factor=3)
    finger = page.context.new_cdp_session(page)
    corners = on_sheet(page, SEVEN)
    path = [
        (x0 + (x1 - x0) * step / 8, y0 + (y1 - y0) * step / 8)
        for (x0, y0), (x1, y1) in pairwise(corners)
        for step in range(9)
    ]
    for number, (x, y) in enumerate(path):
        kind = "touchMove" if number else "touchStart"
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator("#headline")).to_have_text("seven")
    assert page.evaluate("scrollY") == 0
    assert page.evaluate("sheet.width") == 3 * page.evaluate("sheet.clientWidth")


def test_a_pen_pressed_harder_writes_broader(page: Page) -> None:
    pen = page.context.new_cdp_session(page)

    def inked(force: float) -> int:
        page.locator("#clear").click()
        (x0, y0), (x1, y1) = on_sheet(page, ONE)
        event = {"pointerType": "pen", "button": "left", "buttons": 1, "force": force}
        for kind, x, y in (("mousePressed", x0, y0), ("mouseMoved", x1, y1)):
            pen.send("Input.dispatchMouseEvent", {**event, "type": kind, "x": x, "y": y})
        pen.send("Input.dispatchMouseEvent", {**event, "type": "mouseReleased", "x": x1, "y": y1})
        return ink(page)

    assert inked(1.0) > 1.4 * inked(0.1) > 0


def test_undo_takes_back_a_stroke_and_clear_all(page: Page) -> None:
    draw(page, ONE)
    one_stroke = ink(page)
    draw(page, [(0.2, 0.5), (0.8, 0.5)])
    assert ink(page) > one_stroke
    page.locator("#undo").click()
    assert ink(page) == one_stroke
    page.locator("#clear").click()
    assert ink(page) == 0
    expect(page.locator("#headline")).to_have_text("What will it be?")
    expect(page.locator("#bars li.best")).to_have_count(0)


def test_what_is_no_digit_is_not_sure_and_says_why_without_colour(page: Page) -> None:
    for stroke in STAR:
        draw(page, stroke)
    expect(page.locator("#headline")).to_have_text("Not sure")
    expect(page.locator("#sign")).to_have_text("?")
    expect(page.locator("#reason")).to_have_text("It looks like none of the 10 it knows.")
    fill = page.locator("#bars li.best .fill")
    assert "repeating-linear-gradient" in fill.evaluate("(one) => getComputedStyle(one).background")


def test_what_the_model_saw_is_shown_step_by_step(page: Page) -> None:
    draw(page, SEVEN)
    names = ["Your picture", "Background removed", "Ink", "Cut out", "What it sees"]
    expect(page.locator("#steps b")).to_have_text(names)
    seen = page.locator("#steps img").last
    assert seen.evaluate("(one) => [one.naturalWidth, one.naturalHeight]") == [28, 28]


def test_only_one_question_is_in_flight(page: Page) -> None:
    flying: set[Request] = set()
    most = 0

    def sent(request: Request) -> None:
        nonlocal most
        if "predict" in request.url:
            flying.add(request)
            most = max(most, len(flying))

    page.on("request", sent)
    page.on("requestfinished", lambda request: flying.discard(request))
    for stroke in STAR:
        draw(page, stroke)
    expect(page.locator("#headline")).to_have_text("Not sure")
    assert most == 1


def test_a_drawing_is_announced_and_kept_only_once_it_is_settled(nothing_kept: Page) -> None:
    page = nothing_kept
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    def settled(response: Response) -> bool:
        return "live=false" in response.url

    with page.expect_response(settled):
        for stroke in STAR:
            draw(page, stroke)
        expect(page.locator("#headline")).to_have_text("Not sure")
        assert page.locator("#live").text_content() == ""
    said = "Not sure. It looks like none of the 10 it knows."
    expect(page.locator("#live")).to_have_text(said)
    assert sum("live=false" in address for address in asked) == 1
    kept = page.request.get("store").json()
    assert [one["kind"] for one in kept["entries"]] == ["refusal"]


def test_what_is_sent_from_a_dark_page_is_black_on_white(new_page: NewPage) -> None:
    page = new_page(color_scheme="dark")
    draw(page, SEVEN)
    page.get_by_role("button", name="none of these").click()
    expect(page.locator("#draw-kept")).to_contain_text("Kept")
    kept = page.request.get("store?kind=correction&limit=1").json()["entries"][0]["id"]
    sent = Image.open(io.BytesIO(page.request.get(f"store/{kept}/picture").body())).convert("L")
    assert sent.size == (280, 280)
    assert sent.getpixel((0, 0)) == 255
    assert sent.getextrema()[0] == 0


def test_another_model_has_its_own_bars_and_is_remembered(page: Page) -> None:
    page.get_by_label("Garments").check()
    expect(page.locator("#bars .foot").first).to_have_text("T-shirt or top")
    page.reload()
    expect(page.get_by_label("Garments")).to_be_checked()
    expect(page.locator("#bars .foot").last).to_have_text("Ankle boot")
