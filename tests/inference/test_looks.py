"""The reader that came with tenfold, on pages that take more than one look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from inference.readers import number, page, reader_bundle
from PIL import Image, ImageDraw, ImageFont

from benchmarks.reading.lettered import lettered
from tenfold.artefact.bundle import STEP
from tenfold.inference.numbers import Number, Reader, load_reader
from tenfold.pictures.decode import Picture
from tenfold.pictures.page.finding import Page


@pytest.fixture(scope="module")
def shipped() -> Reader:
    return load_reader()


def texts(reader: Reader, pixels: np.ndarray, **wanted: bool) -> list[str]:
    (reading,) = reader.read(Picture(pixels), **wanted)
    return [number.text for number in reading.numbers]


def test_a_number_that_lies_half_in_the_sun_is_read_whole(shipped: Reader) -> None:
    drawn = lettered(("70426", 180, 250), size=(600, 800), height=60, pen=0.1)
    y, x = np.mgrid[:600, :800]
    lit = 0.45 + 0.55 / (1 + np.exp(-(x + 0.4 * y - 480) / 4))
    assert texts(shipped, np.rint(drawn.pixels * lit).astype(np.uint8)) == ["70426"]


def test_a_number_beside_a_table_is_read(shipped: Reader) -> None:
    drawn = lettered(("70426", 180, 250), size=(600, 800), height=60, pen=0.1)
    drawn.pixels[:, :20] = 40
    drawn.pixels[-16:] = 55
    assert texts(shipped, drawn.pixels) == ["70426"]


def test_a_number_in_the_glare_of_a_lamp_is_read(shipped: Reader) -> None:
    """What is lighter than its surroundings there is the lamp, and ink only the fine strokes."""
    drawn = lettered(("4052", 150, 110), size=(400, 520), height=70, pen=0.03, paper=140, ink=45)
    y, x = np.mgrid[:400, :520]
    glare = np.exp(-((x - 180) ** 2 + (y - 150) ** 2) / 120**2)
    lit = drawn.pixels + (250 - drawn.pixels) * 0.75 * glare
    assert texts(shipped, np.rint(lit).astype(np.uint8)) == ["4052"]


def test_a_number_on_a_sheet_before_a_motley_ground_is_read(shipped: Reader) -> None:
    """The sheet is seen alone: neither the ground's grain nor its shapes are the page's."""
    rng = np.random.default_rng(3)
    ground = cv2.resize(rng.integers(10, 200, (30, 40)).astype(np.uint8), (800, 600))
    drawn = lettered(("70426", 250, 270), size=(600, 800), height=60, pen=0.1).pixels
    corners = np.array([(120, 160), (690, 130), (720, 430), (100, 450)])
    sheet = cv2.fillConvexPoly(np.zeros(drawn.shape, np.uint8), corners, 1) > 0
    light = np.linspace(1, 0.6, 800)
    assert texts(shipped, np.where(sheet, drawn * light, ground).astype(np.uint8)) == ["70426"]


@pytest.mark.parametrize("seed", [0, 4, 9, 19])
def test_a_number_in_faint_pencil_on_rough_paper_is_read_whole(shipped: Reader, seed: int) -> None:
    """Its strokes are in pieces, of which a line was found without the rest."""
    rng = np.random.default_rng(seed)
    drawn = lettered(("290153", 250, 270), size=(600, 800), height=60, pen=0.05).pixels
    grain = cv2.GaussianBlur(rng.random(drawn.shape, np.float32), (0, 0), 1.2) > 0.48
    ink = (1 - drawn / 255) * (0.4 + 0.6 * grain)
    seen = 220 * (1 - 0.25 * ink) + rng.normal(0, 4, drawn.shape)
    assert texts(shipped, np.clip(np.rint(seen), 0, 255).astype(np.uint8)) == ["290153"]


@pytest.mark.parametrize("seed", range(4))
def test_paper_in_lamplight_and_grain_holds_no_number(shipped: Reader, seed: int) -> None:
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:480, :640] / 640
    light = 1 - 0.35 * np.hypot(x - rng.random(), y - 0.7 * rng.random())
    grain = rng.normal(0, 5, light.shape)
    assert texts(shipped, np.clip(np.rint(210 * light + grain), 0, 255).astype(np.uint8)) == []


@pytest.mark.parametrize(("text", "temperature", "told"), [("7", 4.0, []), ("725", 3.0, ["725"])])
def test_an_unlikely_digit_is_no_number_unless_somebody_said_that_there_is_one(
    text: str, temperature: float, told: list[str]
) -> None:
    """A temperature makes a reader of drawn digits as unsure as faint ones do."""
    bundle = reader_bundle()
    unsure = Reader(replace(bundle, metadata=replace(bundle.metadata, temperature=temperature)))
    (said,) = unsure.read(page(text), single=True)
    (number,) = said.numbers
    assert number.text == text
    assert 0.2 < number.confidence < 0.7
    assert texts(unsure, page(text)) == told


class Companion:
    """Gives each step the same probability that there is any digit."""

    def __init__(self, digit: float) -> None:
        self.digit = digit

    def log_probabilities(self, strips: Sequence[np.ndarray]) -> list[np.ndarray]:
        """As the reader's: float32, shape (steps, 11)."""
        step = np.log([self.digit / 10] * 10 + [1 - self.digit]).astype(np.float32)
        return [np.tile(step, (-(-strip.shape[1] // STEP), 1)) for strip in strips]


@pytest.mark.parametrize(
    ("text", "digit", "told"),
    [("7", 0.95, ["7"]), ("7", 0.7, []), ("725", 0.7, ["725"]), ("725", 0.05, [])],
)
def test_a_lone_digit_must_be_one_beyond_doubt(text: str, digit: float, told: list[str]) -> None:
    reader = Reader(reader_bundle())
    reader._signs = Companion(digit)
    assert texts(reader, page(text)) == told


def faint_on(page: np.ndarray, drawn: np.ndarray, share: float) -> np.ndarray:
    """A page with the ink of another on it, much fainter: uint8."""
    return cv2.subtract(page, ((255 - drawn) * share).astype(np.uint8))


def test_what_shines_through_from_the_back_of_a_page_is_not_read(shipped: Reader) -> None:
    size = (600, 800)
    front = lettered(("70426", 260, 260), size=size, height=70, pen=0.1)
    back = lettered(
        ("9318", 200, 250), ("55264", 90, 90), ("8176", 420, 420), size=size, height=70, pen=0.12
    )
    through = cv2.GaussianBlur(back.pixels[:, ::-1], (0, 0), 1.5)
    assert texts(shipped, faint_on(front.pixels, through, 0.17)) == ["70426"]


def test_a_faint_number_beside_a_bold_one_is_read_all_the_same(shipped: Reader) -> None:
    size = (600, 800)
    bold = lettered(("70426", 120, 120), size=size, height=70, pen=0.12)
    faint = lettered(("3158", 300, 380), size=size, height=70, pen=0.1)
    assert texts(shipped, faint_on(bold.pixels, faint.pixels, 0.2)) == ["70426", "3158"]


def test_a_number_beside_a_red_margin_is_read(shipped: Reader) -> None:
    drawn = lettered(("70426", 260, 260), size=(600, 800), height=60, pen=0.1)
    page = np.repeat(drawn.pixels[..., None], 3, axis=2)
    ruled = page.copy()
    for y in range(30, 600, 48):
        cv2.line(ruled, (0, y), (799, y), (160, 190, 225), 2)
    cv2.line(ruled, (110, 0), (110, 599), (220, 90, 100), 3)
    assert texts(shipped, np.minimum(page, ruled)) == ["70426"]


def chosen(
    patch: pytest.MonkeyPatch,
    reader: Reader,
    *seen: tuple[bool, list[Number]],
    last_is_reverse: bool = False,
) -> str:
    """Which numbers are kept of looks at a page with faint ink: darkest alone or not, numbers."""
    pages = [
        Page((), np.zeros((1, 1), np.uint8), 1.0, whole=True, has_faint=True, darkest=darkest)
        for darkest, _ in seen
    ]
    if last_is_reverse:
        pages[-2] = replace(pages[-2], before_reverse=True)
    return kept_of(patch, reader, pages, [numbers for _, numbers in seen])


def kept_of(
    patch: pytest.MonkeyPatch,
    reader: Reader,
    pages: Sequence[Page],
    seen: Sequence[list[Number]],
    *,
    has_words: bool = False,
) -> str:
    """Which numbers are kept of these looks; has_words: the first of them shows some."""
    answers = iter(
        SimpleNamespace(numbers=tuple(numbers), has_words=has_words and not look, is_text=False)
        for look, numbers in enumerate(seen)
    )
    patch.setattr("tenfold.inference.numbers.looks", lambda _: iter(pages))
    patch.setattr(reader, "_written", lambda *_: next(answers))
    return " ".join(texts(reader, np.zeros((99, 99), np.uint8)))


def test_a_sure_number_beside_faint_ink_may_have_lost_digits(
    monkeypatch: pytest.MonkeyPatch, shipped: Reader
) -> None:
    first = (False, [number("98", 1.0)])
    assert chosen(monkeypatch, shipped, first, (True, [number("4098", 0.99)])) == "4098"
    assert chosen(monkeypatch, shipped, first, (True, [number("4098", 0.5)])) == "98"


def test_of_faint_ink_what_is_not_sure_may_be_lost(
    monkeypatch: pytest.MonkeyPatch, shipped: Reader
) -> None:
    first = (False, [number("70426", 0.6), number("21808", 0.8)])
    dark = [number("70426", 0.99)]
    assert chosen(monkeypatch, shipped, first, (True, dark)) == "70426"
    assert chosen(monkeypatch, shipped, first, (False, dark)) == "70426 21808"


@pytest.mark.parametrize(("found", "kept"), [("70", "70"), ("7", "4098")])
def test_ink_is_not_taken_for_paper_where_digits_were_read(
    monkeypatch: pytest.MonkeyPatch, shipped: Reader, found: str, kept: str
) -> None:
    first, reverse = (False, [number(found, 0.95)]), (False, [number("4098", 0.99)])
    assert chosen(monkeypatch, shipped, first, reverse, last_is_reverse=True) == kept


@pytest.mark.parametrize(
    ("lone", "has_words", "kept"), [(True, False, "6702"), (False, False, ""), (True, True, "")]
)
def test_a_later_look_at_a_lone_line_is_believed_where_no_look_showed_words(
    monkeypatch: pytest.MonkeyPatch, shipped: Reader, lone: bool, has_words: bool, kept: str
) -> None:
    page = Page((), np.zeros((1, 1), np.uint8), 1.0, whole=True, lone=lone)
    seen = [[], [number("6702", 0.7)]]
    assert kept_of(monkeypatch, shipped, [page, page], seen, has_words=has_words) == kept


@pytest.mark.parametrize("line", [4, 9])
@pytest.mark.parametrize("boxes", [1, 4])
def test_a_number_in_a_box_as_a_form_has_it_is_read(shipped: Reader, boxes: int, line: int) -> None:
    """The picture shows one field: its lines are as broad as strokes, and blurred."""
    drawn = lettered(("4837", 60, 70), size=(220, 480), height=80, pen=0.12, gap=0.55)
    box = np.full(drawn.pixels.shape, 235, np.uint8)
    for side in np.linspace(28, 452, boxes + 1):
        cv2.rectangle(box, (28, 34), (round(side), 190), 110, line)
    page = cv2.GaussianBlur(np.minimum(drawn.pixels, box), (0, 0), 1.5)
    assert texts(shipped, page) == ["4837"]


@pytest.mark.parametrize("line", [1, 4])
@pytest.mark.parametrize("gap", [0, 8])
def test_the_numbers_of_a_page_with_a_small_box_for_each_digit_are_read(
    shipped: Reader, gap: int, line: int
) -> None:
    """Boxes are 36 pixels high where they are looked for, and two of them stand side by side."""
    rows = [("4837", 90), ("70426", 640), ("3158", 90), ("90214", 640)]
    page = np.full((1240, 1240), 235, np.uint8)
    for row, (text, x) in enumerate(rows):
        y = 200 + row // 2 * 300
        for place, sign in enumerate(text):
            left = x + place * (52 + gap)
            drawn = lettered((sign, 13, 14), height=36, size=(64, 52), pen=0.12).pixels
            page[y : y + 64, left : left + 52] = drawn
            cv2.rectangle(page, (left, y), (left + 52, y + 64), 120, line)
    assert texts(shipped, page) == [text for text, _ in rows]


@pytest.mark.parametrize("gap", [0, 25])
def test_a_number_that_is_circled_is_read(shipped: Reader, gap: int) -> None:
    drawn = lettered(("70426", 260, 260), size=(600, 800), height=70, pen=0.1)
    cv2.ellipse(drawn.pixels, (385, 295), (190, 85), 3, 30, 390 - gap, 60, 5, cv2.LINE_AA)
    assert texts(shipped, drawn.pixels) == ["70426"]


def test_a_number_in_a_box_drawn_by_hand_is_read(shipped: Reader) -> None:
    drawn = lettered(("70426", 260, 260), size=(600, 800), height=70, pen=0.1)
    corners = np.array([(225, 235), (542, 228), (548, 352), (220, 360)])
    cv2.polylines(drawn.pixels, [corners], True, 60, 5, cv2.LINE_AA)
    assert texts(shipped, drawn.pixels) == ["70426"]


def crossed_out(*numbers: tuple[str, int, int], struck: int) -> np.ndarray:
    """Numbers on a page, one with a stroke through it."""
    drawn = lettered(*numbers, size=(600, 800), height=70, pen=0.1)
    text, x, y = numbers[struck]
    end = x + round(0.85 * 70 * len(text))
    cv2.line(drawn.pixels, (x - 25, y + 42), (end + 25, y + 30), 60, 6, cv2.LINE_AA)
    return drawn.pixels


def test_a_number_that_is_crossed_out_is_refused(shipped: Reader) -> None:
    page = crossed_out(("70426", 150, 150), ("3158", 250, 380), struck=0)
    (reading,) = shipped.read(Picture(page))
    struck, beside = reading.numbers
    assert struck.refused
    assert struck.reason == "It seems to be crossed out."
    assert (beside.text, beside.refused) == ("3158", False)


def test_a_number_beside_one_that_is_crossed_out_on_its_line_is_not(shipped: Reader) -> None:
    page = crossed_out(("58630", 60, 250), ("318", 560, 250), struck=0)
    (reading,) = shipped.read(Picture(page))
    assert [(one.text, one.refused) for one in reading.numbers] == [("58630", True), ("318", False)]


def test_a_number_on_a_ruled_line_is_not_crossed_out(shipped: Reader) -> None:
    drawn = lettered(("70426", 260, 260), size=(600, 800), height=70, pen=0.1)
    for y in range(45, 600, 84):
        cv2.line(drawn.pixels, (0, y), (799, y), 150, 3)
    (reading,) = shipped.read(Picture(drawn.pixels))
    assert [(one.text, one.refused) for one in reading.numbers] == [("70426", False)]


def with_words(pixels: np.ndarray, *lines: str) -> np.ndarray:
    """A page with printed words below what is on it."""
    image = Image.fromarray(pixels)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(34)
    for row, line in enumerate(lines):
        draw.text((60, 330 + 60 * row), line, fill=50, font=font)
    return np.asarray(image)


WORDS = "The quick brown fox jumps over", "the lazy dog and runs away"


@pytest.mark.parametrize(
    "lines",
    [
        WORDS,
        ("Some of those that came back", "were too old to be of use."),
        ("A SHORT LIST OF WORDS", "TO BE READ OUT ALOUD"),
    ],
)
def test_printed_words_are_no_numbers(shipped: Reader, lines: tuple[str, ...]) -> None:
    assert texts(shipped, with_words(np.full((600, 800), 230, np.uint8), *lines)) == []


def test_numbers_among_printed_words_are_read(shipped: Reader) -> None:
    page = np.full((600, 800), 230, np.uint8)
    lines = "Of 2048 letters that were sent", "in June 771 have come back,", "most of them to us"
    assert texts(shipped, with_words(page, *lines)) == ["2048", "771"]


def test_a_number_above_printed_words_is_read_alone(shipped: Reader) -> None:
    drawn = lettered(("70426", 260, 140), size=(600, 800), height=90, pen=0.1)
    assert texts(shipped, with_words(drawn.pixels, *WORDS)) == ["70426"]


def test_numbers_that_stand_close_between_words_are_not_joined(shipped: Reader) -> None:
    page = with_words(np.full((600, 800), 230, np.uint8), "Invoice 20438 of 23 May 2026")
    assert texts(shipped, page) == ["20438", "23", "2026"]


def test_a_number_that_is_asked_for_is_looked_for_among_words(shipped: Reader) -> None:
    page = with_words(np.full((600, 800), 230, np.uint8), *WORDS)
    assert texts(shipped, page) == []
    assert len(texts(shipped, page, single=True)) == 1


def test_a_page_of_words_is_looked_at_once(
    monkeypatch: pytest.MonkeyPatch, shipped: Reader
) -> None:
    looked = []
    written = shipped._written
    monkeypatch.setattr(shipped, "_written", lambda *page: looked.append(page) or written(*page))
    blank = np.full((600, 800), 230, np.uint8)
    assert texts(shipped, with_words(blank, *WORDS)) == []
    assert len(looked) == 1
    assert len(texts(shipped, with_words(blank, *WORDS), single=True)) == 1
    assert len(looked) > 2


def test_a_faint_digit_in_a_bold_cell_is_read(shipped: Reader) -> None:
    cell = lettered(("5", 28, 22), size=(100, 90), height=56, pen=0.09, ink=190).pixels.copy()
    cv2.rectangle(cell, (6, 5), (83, 94), 20, 3)
    assert texts(shipped, cell) == ["5"]
