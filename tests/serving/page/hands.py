"""What hands do before a page: draw on the sheet, hold a picture before the camera."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from playwright.sync_api import Page

Stroke = Sequence[tuple[float, float]]  # in heights of the sheet

SEVEN: Stroke = [(0.25, 0.22), (0.75, 0.22), (0.42, 0.82)]
ONE: Stroke = [(0.52, 0.18), (0.48, 0.82)]
STAR: Sequence[Stroke] = [
    [(0.2, 0.2), (0.8, 0.8)],
    [(0.8, 0.2), (0.2, 0.8)],
    [(0.2, 0.5), (0.8, 0.5)],
]


def on_sheet(page: Page, stroke: Stroke) -> list[tuple[float, float]]:
    """The points of a stroke in pixels of the page."""
    box = page.locator("#sheet").bounding_box()
    assert box is not None
    return [(box["x"] + x * box["height"], box["y"] + y * box["height"]) for x, y in stroke]


def draw(page: Page, stroke: Stroke, *, lift: bool = True) -> None:
    """Draw with the mouse."""
    first, *others = on_sheet(page, stroke)
    page.mouse.move(*first)
    page.mouse.down()
    for point in others:
        page.mouse.move(*point, steps=12)
    if lift:
        page.mouse.up()


def ink(page: Page) -> int:
    """How many pixels of the sheet are written on."""
    return page.evaluate(
        """() => {
          const sheet = document.getElementById("sheet");
          const copy = new OffscreenCanvas(sheet.width, sheet.height).getContext("2d");
          copy.drawImage(sheet, 0, 0);
          const { data } = copy.getImageData(0, 0, sheet.width, sheet.height);
          return data.filter((value, index) => index % 4 === 3 && value > 127).length;
        }"""
    )


def drawn_digit() -> Image.Image:
    """A five in black on white paper, 200 x 200."""
    picture = Image.new("L", (200, 200), 250)
    cap, belly = [(135, 40), (75, 40), (68, 95)], [(105, 88), (135, 110), (130, 148), (95, 165)]
    pen = ImageDraw.Draw(picture)
    pen.line([*cap, *belly, (62, 150)], fill=20, width=13, joint="curve")
    return picture


def png(picture: Image.Image) -> bytes:
    """The picture as the bytes of a PNG file."""
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def camera_film(picture: Image.Image, path: Path) -> Path:
    """A film (Y4M) of a grey picture held before a wall, for Chromium's fake camera."""
    frame = np.full((480, 640), int(picture.getpixel((0, 0))), np.uint8)
    frame[90:390, 170:470] = np.asarray(picture.resize((300, 300)))
    colourless = b"\x80" * (frame.size // 2)
    with path.open("wb") as film:
        film.write(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n")
        for _ in range(10):
            film.write(b"FRAME\n" + frame.tobytes() + colourless)
    return path
