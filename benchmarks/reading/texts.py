"""What reading makes of words: `python -m benchmarks.reading.texts`.

Of pages without digits nothing is to be read, and of pages of words with numbers among them the
numbers alone. Printed in the fonts of matplotlib and of the machine, and in those of a folder;
every other page is taken by a camera. Blank paper and photographs have no digits either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer
from PIL import Image, ImageDraw, ImageFont

from benchmarks.cells import markdown_table
from benchmarks.circumstances import when_and_where
from benchmarks.composed.blank import BLANK
from benchmarks.options import MoreFonts
from benchmarks.reading.written import Rng, taken
from benchmarks.refusals.letters import fonts
from benchmarks.refusals.things import photos
from tenfold.cli.app import Verb, examples, new_app, screen
from tenfold.inference.numbers import Reader, load_reader
from tenfold.inference.readings import Number

app = new_app()

PROSE = """
Whoever looks for numbers on a page sees words first. Most of them say what is to be found beside
them: the day of a letter, how long somebody has lived in a house, who paid and who still has to.
An eye that knows only digits takes nearly every letter for one. It must learn to
let words be words, to go on where a line is all text, and to stop where a figure stands among it.
So a page of plain prose ought to give nothing at all, be it set in small type or in bold capitals,
by a printer, by a typist or by a quick and careless hand. A zebra is not a horse with numbers on
its back; six jars on a shelf are no sum, and a list of quiet words is just that.
"""

# Lines, words in each, and from and to how many pixels to the em.
_SHAPES = {"a word": (1, 1, 40, 120), "a line": (1, 7, 20, 50), "a page": (14, 9, 16, 36)}
_NUMBERS = 0.5  # of the lines that have one


@app.command(cls=Verb, epilog=examples("python -m benchmarks.reading.texts --pictures photos/"))
def texts(
    count: Annotated[int, typer.Option(min=1, help="So many pages of each kind.")] = 40,
    pictures: Annotated[
        Path | None, typer.Option(help="A folder of photographs without digits.", exists=True)
    ] = None,
    more_fonts: MoreFonts = None,
) -> None:
    """Read pages without numbers, and pages of words with numbers among them."""
    cv2.setNumThreads(1)
    reader = load_reader(threads=1)
    faces = faces_of(more_fonts)
    empty = _without_numbers(reader, faces, count, photos(pictures))
    screen().print("\n".join([when_and_where(), "", *empty]), soft_wrap=True, markup=False)
    among = _among_words(reader, faces, count)
    screen().print("\n".join(["", *among]), soft_wrap=True, markup=False)


def faces_of(more_fonts: Path | None) -> dict[str, tuple[Path, ...]]:
    """The files of the fonts of matplotlib and of the machine, and of those of a folder."""
    faces = {"print": fonts()}
    if more_fonts is not None:
        found = (each for each in more_fonts.rglob("*") if each.suffix in (".ttf", ".otf", ".woff"))
        faces[more_fonts.name] = tuple(sorted(found))
    return faces


def _without_numbers(
    reader: Reader,
    faces: dict[str, tuple[Path, ...]],
    count: int,
    photographs: Sequence[np.ndarray],
) -> list[str]:
    pages: dict[str, list[np.ndarray]] = {}
    for face, (name, files) in enumerate(faces.items()):
        for shape, kind in enumerate(_SHAPES):
            for upper in (False, True):
                rng = np.random.default_rng([face, shape, upper])
                drawn = [page(rng, files, kind, upper=upper)[0] for _ in range(count)]
                pages[f"{kind}, {name}{', capitals' * upper}"] = _half_taken(drawn, rng)
    rng = np.random.default_rng(0)
    pages["blank paper"] = [draw(rng) for draw in BLANK for _ in range(count)]
    pages["photographs"] = list(photographs)
    rows = []
    for name, pictures in pages.items():
        read = [_numbers(reader, pixels) for pixels in pictures]
        any_, sure = sum(map(bool, read)), sum(any(not n.refused for n in one) for one in read)
        rows.append([name, f"{len(pictures)}", f"{any_}", f"{sure}"])
    return markdown_table(["without digits", "pictures", "have readings", "not refused"], rows)


def _among_words(reader: Reader, faces: dict[str, tuple[Path, ...]], count: int) -> list[str]:
    rows = []
    for face, (name, files) in enumerate(faces.items()):
        rng = np.random.default_rng([face, 9])
        drawn = [page(rng, files, "a page", numbers=True) for _ in range(count)]
        pictures = _half_taken([pixels for pixels, _ in drawn], rng)
        read = [_numbers(reader, pixels) for pixels in pictures]
        truths = [Counter(truth) for _, truth in drawn]
        rows.append([name, f"{sum(truth.total() for truth in truths)}"])
        kept: Sequence[Callable[[Number], bool]] = (lambda one: True, lambda one: not one.refused)
        for keep in kept:
            texts = [Counter(one.text for one in each if keep(one)) for each in read]
            right = sum((a & b).total() for a, b in zip(texts, truths, strict=True))
            rows[-1] += [f"{right}", f"{sum(one.total() for one in texts) - right}"]
    header = ["among words", "numbers", "read", "others read", "not refused", "others not refused"]
    return markdown_table(header, rows)


def page(
    rng: Rng, faces: Sequence[Path], kind: str, *, upper: bool = False, numbers: bool = False
) -> tuple[np.ndarray, list[str]]:
    """Words of `PROSE` on paper: float32, shape (h, w), and the numbers that stand among them.

    faces: files of fonts. kind: "a word", "a line" or "a page". numbers: every other line has one,
    of one to six digits, in place of a word.
    """
    lines, long, least, most = _SHAPES[kind]
    size = int(rng.integers(least, most))
    font = ImageFont.truetype(str(faces[int(rng.integers(len(faces)))]), size)
    words, rows, truth = PROSE.split(), [], []
    for _ in range(lines):
        first = int(rng.integers(0, len(words) - long + 1))
        row = words[first : first + long]
        if numbers and rng.random() < _NUMBERS:
            truth.append("".join(map(str, rng.integers(0, 10, int(rng.integers(1, 7))))))
            row[int(rng.integers(long))] = truth[-1]
        rows.append(" ".join(row).upper() if upper else " ".join(row))
    apart = round(size * rng.uniform(1.2, 1.7))
    wide = round(max(font.getlength(row) for row in rows)) + 4 * size
    image = Image.new("L", (wide, apart * lines + 4 * size))
    for number, line in enumerate(rows):
        ImageDraw.Draw(image).text((2 * size, 2 * size + apart * number), line, 255, font)
    ink = np.asarray(image, np.float32) / 255
    return rng.uniform(190, 245) * (1 - rng.uniform(0.6, 0.9) * ink), truth


def _half_taken(pages: Sequence[np.ndarray], rng: Rng) -> list[np.ndarray]:
    """uint8; every other one as a camera sees it."""
    return [
        taken(one, rng) if number % 2 else np.rint(one).astype(np.uint8)
        for number, one in enumerate(pages)
    ]


def _numbers(reader: Reader, pixels: np.ndarray) -> Sequence[Number]:
    return reader.read(pixels)[0].numbers


if __name__ == "__main__":
    app()
