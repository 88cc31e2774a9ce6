"""What reading bears: plainly drawn numbers in one difficulty at a time.

`python -m benchmarks.reading.conditions`. Anybody can read these, so a failure is one of finding or
cutting out, and the row says where. Numbers of 4 to 9 digits, 40 to 160 pixels high unless the row
is about that, in pens of 2% to 16% of it, turned by up to 5 degrees. Those that are crossed out are
to be refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import cv2
import numpy as np
import typer

from benchmarks.cells import markdown_table
from benchmarks.circumstances import when_and_where
from benchmarks.reading.marked import MARKED, crossed_out
from benchmarks.reading.written import Drawn, Rng, Span, Writing, on_paper, taken
from benchmarks.refusals.things import part_of_a_photo, photos
from tenfold.cli.app import Verb, examples, new_app, screen
from tenfold.inference.decoding import CROSSED_OUT
from tenfold.inference.numbers import Reader, load_reader

app = new_app()


@app.command(cls=Verb, epilog=examples("python -m benchmarks.reading.conditions --count 100"))
def conditions(
    count: Annotated[int, typer.Option(min=1, help="So many pictures of each kind.")] = 40,
) -> None:
    """Read drawn numbers, one difficulty at a time: right, nothing found, and right of the sure."""
    cv2.setNumThreads(1)
    reader = load_reader(threads=1)
    rows = []
    for number, (name, draw) in enumerate(CONDITIONS.items()):
        right = nothing = sure = surely_right = 0
        for picture in range(count):
            pixels, text = draw(np.random.default_rng([number, picture]))
            numbers = reader.read(pixels)[0].numbers
            read = [one.text for one in numbers]
            right += read == [text]
            nothing += not read
            sure += sum(one.confidence >= 0.95 for one in numbers)
            surely_right += sum(one.confidence >= 0.95 and one.text == text for one in numbers)
        rows.append(
            [name, f"{right / count:.0%}", f"{nothing / count:.0%}", f"{surely_right}/{sure}"]
        )
        screen().print(" ".join(f"{cell:>12}" for cell in rows[-1]), highlight=False)
    header = [f"{count} numbers each", "right", "nothing", "of sure"]
    table = markdown_table(header, rows)
    lines = ["", when_and_where(), "", *table, "", _crossed_out(reader, count)]
    screen().print("\n".join(lines), soft_wrap=True, markup=False)


def _crossed_out(reader: Reader, count: int) -> str:
    """What becomes of so many numbers with a stroke through them."""
    answered = said = 0
    for picture in range(count):
        pixels, _ = crossed_out(np.random.default_rng([len(CONDITIONS), picture]))
        numbers = reader.read(pixels)[0].numbers
        answered += any(not one.refused for one in numbers)
        said += any(one.reason == CROSSED_OUT for one in numbers)
    return (
        f"Of {count} numbers that are crossed out {answered} are answered all the same, and {said} "
        "refused for that."
    )


def _plainly(depth: Span = (0.4, 0.9), **settings: Span) -> Callable[[Rng], Drawn]:
    """A pen on white paper; depth: what its ink takes of the light, from and to."""

    def draw(rng: Rng) -> Drawn:
        one = Writing(rng, **settings)
        return taken(on_paper(rng.uniform(150, 245), one.ink, rng.uniform(*depth)), rng), one.text

    return draw


def _rule(
    paper: np.ndarray, step: float, rule: tuple[float, int], rng: Rng, *, squares: bool
) -> None:
    """Draw lines of a level and a thickness on paper, so many pixels apart; squares, if asked."""
    high, wide = paper.shape
    for y in np.arange(rng.uniform(0, step), high, step):
        cv2.line(paper, (0, int(y)), (wide, int(y)), *rule)
    for x in np.arange(rng.uniform(0, step), wide if squares else 0, step):
        cv2.line(paper, (int(x), 0), (int(x), high), *rule)


def _ruled(squares: bool) -> Callable[[Rng], Drawn]:
    def draw(rng: Rng) -> Drawn:
        one = Writing(rng)
        paper = np.full(one.ink.shape, rng.uniform(190, 245), np.float32)
        step = one.tall * (rng.uniform(0.4, 1.3) if squares else rng.uniform(0.9, 2))
        rule = (float(paper[0, 0] * rng.uniform(0.65, 0.9)), max(1, round(0.03 * one.tall)))
        _rule(paper, step, rule, rng, squares=squares)
        return taken(on_paper(paper, one.ink, 0.75), rng), one.text

    return draw


def _boxed(rng: Rng) -> Drawn:
    """A frame around the number; around every digit, in half of the pictures."""
    one = Writing(rng, turn=(0, 0))
    left, top, right, bottom = one.box(one.tall * rng.uniform(0.15, 0.35))
    frame = np.zeros_like(one.ink)
    thick = max(1, round(one.tall * rng.uniform(0.02, 0.06)))
    cv2.rectangle(frame, (left, top), (right, bottom), 1, thick)
    if rng.random() < 0.5:
        ends, starts = one.corners[:-1, :, 0].max(axis=1), one.corners[1:, :, 0].min(axis=1)
        for x in ((ends + starts) / 2).astype(int).tolist():
            cv2.line(frame, (x, top), (x, bottom), 1, thick)
    return taken(
        on_paper(225, np.maximum(one.ink, frame * rng.uniform(0.4, 1)), 0.75), rng
    ), one.text


def _in_shadow(rng: Rng) -> Drawn:
    """The edge of a shadow, sharp or soft, goes through the number."""
    one = Writing(rng)
    y, x = np.mgrid[: one.ink.shape[0], : one.ink.shape[1]]
    middle, angle = one.corners.mean(axis=(0, 1)), rng.uniform(0, 2 * np.pi)
    far = (x - middle[0]) * np.cos(angle) + (y - middle[1]) * np.sin(angle)
    shade = rng.uniform(0.25, 0.6) / (1 + np.exp(-np.clip(far / rng.uniform(1, 30), -30, 30)))
    return taken(on_paper(230 * (1 - shade), one.ink, rng.uniform(0.5, 0.9)), rng), one.text


def _on_a_table(rng: Rng) -> Drawn:
    one = Writing(rng)
    sheet = on_paper(rng.uniform(180, 245), one.ink, 0.7)
    high, wide = sheet.shape
    grain = cv2.GaussianBlur(rng.standard_normal(sheet.shape, np.float32), (0, 0), 3)
    table = rng.uniform(30, 140) + 60 * grain
    top, bottom, left, right = (int(share * wide) for share in rng.uniform(0, 0.07, 4))
    inside = (slice(top, high - bottom), slice(left, wide - right))
    table[inside] = sheet[inside]
    return taken(table, rng), one.text


def _held_up(rng: Rng) -> Drawn:
    """A sheet, often squared, seen askew and in falling light before a part of a photograph."""
    one = Writing(rng, tall=(60, 160), turn=(0, 0))
    left, top, right, bottom = one.box(one.tall * rng.uniform(0.5, 1.5))
    top, left = max(top, 0), max(left, 0)
    ink = one.ink[top:bottom, left:right]
    paper = np.full(ink.shape, rng.uniform(190, 245), np.float32)
    if rng.random() < 0.6:
        step = one.tall * rng.uniform(0.4, 1.2)
        rule = (float(paper[0, 0] * rng.uniform(0.6, 0.9)), max(1, round(0.02 * one.tall)))
        _rule(paper, step, rule, rng, squares=True)
    page = on_paper(paper, ink, rng.uniform(0.5, 0.9))
    high, wide = page.shape
    size = (round(wide * rng.uniform(1.15, 1.7)), round(max(1.3 * high, wide * 0.9)))
    photograph = part_of_a_photo(photos(None), rng).mean(axis=2).astype(np.float32)
    ground = cv2.resize(photograph, size) * float(rng.uniform(0.4, 1))
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    room = (np.array(size) - (wide, high)) / 2
    moved = (corners + room + rng.uniform(-0.05, 0.05, (4, 2)) * wide).astype(np.float32)
    way = cv2.getPerspectiveTransform(corners, moved)
    on_it = cv2.warpPerspective(np.ones_like(page), way, size)
    seen = cv2.warpPerspective(page, way, size) * on_it + ground * (1 - on_it)
    return taken(seen * np.linspace(1, rng.uniform(0.5, 1), size[0]), rng), one.text


def _light_on_dark(rng: Rng) -> Drawn:
    one = Writing(rng)
    return taken(rng.uniform(20, 70) + rng.uniform(90, 170) * one.ink, rng), one.text


def _in_the_dark(rng: Rng) -> Drawn:
    one, paper = Writing(rng), rng.uniform(35, 80)
    page = on_paper(paper, one.ink, rng.uniform(0.4, 0.8))
    return taken(page, rng, noise=rng.uniform(1, 0.06 * paper + 1)), one.text


def _in_pencil(depth: Span = (0.2, 0.4), **settings: Span) -> Callable[[Rng], Drawn]:
    """A pencil, whose strokes the paper's grain breaks up; depth: as above."""

    def draw(rng: Rng) -> Drawn:
        one = Writing(rng, **settings)
        grain = cv2.GaussianBlur(rng.random(one.ink.shape, np.float32), (0, 0), 1.2) > 0.48
        page = on_paper(rng.uniform(180, 240), one.ink * (0.5 + 0.5 * grain), rng.uniform(*depth))
        return taken(page, rng, noise=4), one.text

    return draw


def _by_webcam(rng: Rng) -> Drawn:
    """Digits of 14 to 26 pixels, in noise and a coarse JPEG."""
    one = Writing(rng, tall=(80, 160))
    scale = rng.uniform(14, 26) / one.tall
    page = on_paper(rng.uniform(90, 200), one.ink, rng.uniform(0.5, 0.9))
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    quality = int(rng.integers(40, 80))
    return taken(small, rng, noise=rng.uniform(2, 9), quality=quality), one.text


def _blurred(rng: Rng) -> Drawn:
    one = Writing(rng)
    page = cv2.GaussianBlur(on_paper(220, one.ink, 0.8), (0, 0), one.tall * rng.uniform(0.03, 0.06))
    return taken(page, rng), one.text


def _in_glare(rng: Rng) -> Drawn:
    one = Writing(rng)
    high, wide = one.ink.shape
    y, x = np.mgrid[:high, :wide]
    far = (x - rng.uniform(0, wide)) ** 2 + (y - rng.uniform(0, high)) ** 2
    page = on_paper(140, one.ink, 0.7)
    return taken(page + (250 - page) * 0.75 * np.exp(-far / (wide / 4) ** 2), rng), one.text


def _in_perspective(rng: Rng) -> Drawn:
    one = Writing(rng)
    high, wide = one.ink.shape
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    moved = corners + rng.uniform(-0.08, 0.08, (4, 2)).astype(np.float32) * wide
    way = cv2.getPerspectiveTransform(corners, moved)
    page = on_paper(220, one.ink, 0.8)
    seen = cv2.warpPerspective(page, way, (wide, high), borderMode=cv2.BORDER_REPLICATE)
    return taken(seen, rng), one.text


CONDITIONS: dict[str, Callable[[Rng], Drawn]] = {
    "pen": _plainly(),
    "fine pen": _plainly(pen=(0.01, 0.03)),
    "marker": _plainly(pen=(0.16, 0.22)),
    "faint": _plainly((0.1, 0.2)),
    "pencil": _in_pencil(),
    "small": _plainly(tall=(18, 30)),
    "large": _plainly(tall=(200, 400)),
    "close": _plainly(gap=(0.05, 0.12)),
    "far apart": _plainly(gap=(0.7, 1.1)),
    "turned": _plainly(turn=(7, 11)),
    "perspective": _in_perspective,
    "ruled": _ruled(squares=False),
    "squared": _ruled(squares=True),
    "boxes": _boxed,
    "shadow": _in_shadow,
    "glare": _in_glare,
    "table": _on_a_table,
    "held up": _held_up,
    "light on dark": _light_on_dark,
    "dark photo": _in_the_dark,
    "webcam": _by_webcam,
    "blurred": _blurred,
    **MARKED,
    "rough pencil": _in_pencil((0.12, 0.25), pen=(0.02, 0.06)),
    "bouncing": _plainly(bounce=(-0.4, 0.4)),
}


if __name__ == "__main__":
    app()
