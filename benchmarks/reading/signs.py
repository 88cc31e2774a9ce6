"""Whether signs are taken for digits: `python -m benchmarks.reading.signs`.

Dates, times, sums of money, telephone numbers: what is to be read of them is their digits, without
the strokes between them. Printed in the fonts of matplotlib and of the machine and in those of a
folder, and handwritten: MNIST's test digits beside signs by hands that nothing was learned from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer
from PIL import Image

import tenfold
from benchmarks.cells import markdown_table
from benchmarks.circumstances import when_and_where
from benchmarks.options import MoreFonts
from benchmarks.reading.sets import set_in
from benchmarks.reading.texts import faces_of
from benchmarks.reading.written import Rng
from tenfold.cli.app import Verb, examples, new_app, screen
from tenfold.inference.numbers import Reader, load_reader
from tenfold.training.composer.ground import photograph
from tenfold.training.composer.handwritten import Writers, write_text

app = new_app()

# "d" is any digit; what is in braces is of a day.
FORMATS = {
    "dates": ("{:%d/%m/%Y}", "{0.day}/{0.month}/{0:%y}", "{:%d.%m.%Y}", "{:%Y-%m-%d}"),
    "times": ("dd:dd", "d:dd"),
    "money": ("$dd.dd", "€ ddd", "ddd,dd €", "£d.dd", "$d,ddd"),
    "telephone": ("(dddd) dddd", "+dd ddd dddd", "ddd-dddd"),
    "shares": ("dd%", "dd.d %"),
    "sums": ("d + d = dd", "dd x d", "dd-d=dd"),
    "labels": ("#ddd", "No. ddd", "dd°", "d.d kg", "Kddd", "(dd)"),
}
DIGIT = "d"
_FIRST_DAY, _DAYS = date(1950, 1, 1), 36_525

Draw = Callable[[str, Rng], np.ndarray]


@app.command(cls=Verb, epilog=examples("python -m benchmarks.reading.signs --fonts fonts/"))
def signs(
    count: Annotated[int, typer.Option(min=1, help="So many of each kind.")] = 40,
    more_fonts: MoreFonts = None,
) -> None:
    """Read numbers with signs between and beside their digits."""
    cv2.setNumThreads(1)
    reader = load_reader(threads=1)
    rows = []
    for hand, (name, draw) in enumerate(_ways(more_fonts).items()):
        for kind, formats in enumerate(FORMATS.values()):
            rng = np.random.default_rng([hand, kind])
            rows.append([[*FORMATS][kind], name, *_counted(reader, formats, draw, count, rng)])
    header = ["kind", "written", "pictures", "digits right", "not refused", "of these wrong"]
    lines = [when_and_where(), "", *markdown_table(header, rows)]
    screen().print("\n".join(lines), soft_wrap=True, markup=False)


def _ways(more_fonts: Path | None) -> dict[str, Draw]:
    """How numbers are drawn: a text and a random stream -> a picture."""
    writers = Writers.of(tenfold.load_dataset("mnist").test, "test")

    def printed(files: tuple[Path, ...]) -> Draw:
        return lambda text, rng: set_in(
            files[int(rng.integers(len(files)))], text, int(rng.integers(20, 81)), rng
        )

    ways = {name: printed(files) for name, files in faces_of(more_fonts).items()}
    return {**ways, "by hand": lambda text, rng: by_hand(text, writers, rng)}


def by_hand(text: str, writers: Writers, rng: Rng) -> np.ndarray:
    """A text on paper, as photographed, one to four times as large as lines are composed: uint8."""
    number, tall = int(rng.integers(len(writers.marks))), float(rng.uniform(18, 44))
    line = write_text(text, writers, number, tall, rng, in_one_hand=False)
    picture = Image.fromarray(photograph(line, rng).pixels)
    scale = float(rng.uniform(1, 4))
    size = (round(picture.width * scale), round(picture.height * scale))
    return np.asarray(picture.resize(size, Image.Resampling.BICUBIC))


def texts_of(formats: tuple[str, ...], count: int, rng: Rng) -> Iterator[str]:
    """So many texts in turn of each format, their digits by lot; dates are days of a century."""
    for number in range(count):
        text = formats[number % len(formats)]
        if text.startswith("{"):
            yield text.format(_FIRST_DAY + timedelta(days=int(rng.integers(_DAYS))))
        else:
            yield "".join(str(rng.integers(10)) if sign == DIGIT else sign for sign in text)


def _counted(
    reader: Reader, formats: tuple[str, ...], draw: Draw, count: int, rng: Rng
) -> list[str]:
    right = answered = wrong = 0
    for text in texts_of(formats, count, rng):
        numbers = reader.read(draw(text, rng))[0].numbers
        # Where a space parts numbers is another matter.
        is_right = "".join(one.text for one in numbers) == "".join(filter(str.isdigit, text))
        is_answered = bool(numbers) and not any(one.refused for one in numbers)
        right, answered = right + is_right, answered + is_answered
        wrong += is_answered and not is_right
    return [f"{count}", f"{right}", f"{answered}", f"{wrong}"]


if __name__ == "__main__":
    app()
