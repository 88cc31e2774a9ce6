"""The command: `python -m benchmarks.reading`, which `make bench-read` runs."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer
from rich.text import Text

import tenfold
from benchmarks import options
from benchmarks.circumstances import save, when_and_where
from benchmarks.reading import sheets, tables
from benchmarks.reading.engines import Engine, Rapid, Said, Tenfold, Tesseract, read_all
from benchmarks.reading.figures import Result, row
from benchmarks.reading.photos import photos
from benchmarks.reading.sets import NumberSet, composed, found_in, printed, written
from tenfold.cli.app import Verb, examples, new_app, printable, screen
from tenfold.inference.numbers import load_reader
from tenfold.training.composer.handwritten import Writers

app = new_app()
ERRORS = Path("benchmarks/errors")
_MODES = (7, 6, 11)  # of Tesseract: one line, a block of text, sparse text


@app.command(
    cls=Verb,
    epilog=examples(
        "make bench-read PICTURES=my-pictures",
        "python -m benchmarks.reading --no-tesseract --composed 1000",
    ),
)
def reading(
    model: options.Model = None,
    pictures: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Sets of your own, see benchmarks/reading/sets.py."),
    ] = None,
    rapidocr: Annotated[
        Path | None, typer.Option(metavar="PYTHON", help="The interpreter that has RapidOCR.")
    ] = None,
    tesseract: Annotated[bool, typer.Option(help="Ask Tesseract too.")] = True,
    composed_numbers: Annotated[
        int, typer.Option("--composed", min=0, help="So many composed numbers; 0: none.")
    ] = 200,
    in_hands: Annotated[
        int, typer.Option("--hands", min=0, help="So many in handwriting fonts; 0: none.")
    ] = 100,
    on_rules: Annotated[
        int, typer.Option("--ruled", min=0, help="So many on rules and in boxes; 0: none.")
    ] = 100,
    photographed: Annotated[
        int, typer.Option("--photos", min=0, help="So many composed photos of pages; 0: none.")
    ] = 100,
    printed_numbers: Annotated[
        int, typer.Option("--printed", min=0, help="So many numbers in each font; 0: none.")
    ] = 2,
    most: options.Most = None,
    errors: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the sheets of errors go.")
    ] = ERRORS,
    json: options.Json = None,
    markdown: options.Markdown = None,
) -> None:
    """Read whole numbers with tenfold, Tesseract and RapidOCR, from the same files.

    "right" counts pictures in which every number is just right, refused ones too, with its 95%
    interval; "digits" are insertions, deletions and substitutions a digit; "rest" is the share
    right of those not refused; "sure" the share read with a confidence of 95% and more, and "of
    sure" right of these; ms are the median of single pictures on one core. "line" is told that
    each picture is one line.
    """
    cv2.setNumThreads(1)
    reader = load_reader(model, threads=1)
    screen().print(Text(f"tenfold is {printable(reader.id.name)} ({reader.id.hash})\n"))
    engines: list[Engine] = [Tenfold(reader), Tenfold(reader, single=True)]
    engines += [Tesseract(mode) for mode in _MODES] if tesseract else []
    engines += [Rapid(rapidocr, line) for line in (False, True)] if rapidocr is not None else []
    results = []
    with tempfile.TemporaryDirectory(prefix="tenfold-reading-") as scratch:
        sets = found_in(pictures) if pictures is not None else []
        sets += _made(
            Path(scratch), composed_numbers, in_hands, on_rules, photographed, printed_numbers
        )
        for numbers, said in read_all(engines, [one.thinned(most) for one in sets]):
            rows = tuple(row(name, one, numbers) for name, one in said.items())
            results.append(Result(numbers.name, rows))
            screen().print(tables.block(results[-1]))
            for name, one in said.items():
                if isinstance(one, Said):
                    sheets.write(errors, name, numbers, one)
    screen().print(Text(f"Sheets of all errors: {printable(str(errors))}", "dim"), soft_wrap=True)
    figures = {
        "model": {"name": reader.id.name, "hash": reader.id.hash},
        "sets": [one.to_json() for one in results],
    }
    who = f"tenfold is `{printable(reader.id.name)}` ({reader.id.hash}). {when_and_where()}"
    save(json, markdown, figures=figures, text=f"{who}\n\n{tables.markdown(results)}")


def _made(
    scratch: Path,
    composed_numbers: int,
    in_hands: int,
    on_rules: int,
    photographed: int,
    printed_numbers: int,
) -> list[NumberSet]:
    """The sets that are made here, the same ones every time."""
    sets = []
    if composed_numbers or in_hands or on_rules or photographed:
        writers = Writers.of(tenfold.load_dataset("mnist").test, "test")
        rngs = [np.random.default_rng(seed) for seed in (0, 1, 2, 3)]
        made = composed(writers, composed_numbers, rngs[0])
        taken = photos(writers.digits, photographed, rngs[1])
        others = composed(writers, in_hands, rngs[2], hands=1)
        ruled = composed(writers, on_rules, rngs[3], hands=0.25, ruled=True)
        sets += [written("composed numbers", made, scratch)] if composed_numbers else []
        sets += [written("composed in other hands", others, scratch)] if in_hands else []
        sets += [written("composed on rules", ruled, scratch)] if on_rules else []
        sets += [written("composed photos", taken, scratch)] if photographed else []
    if printed_numbers:
        made = printed(printed_numbers, np.random.default_rng(0))
        sets.append(written("printed numbers", made, scratch))
    return sets


if __name__ == "__main__":
    app()
