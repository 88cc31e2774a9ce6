"""tenfold read: which numbers are written in a picture?"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.app import AsJson, Verb, complain, examples, new_app, note, print_json, screen
from tenfold.cli.sources import Given, from_words
from tenfold.errors import UsageError

if TYPE_CHECKING:
    from rich.text import Text

    from tenfold.cli.predicting import AnswerStream
    from tenfold.inference.forms import FormRow
    from tenfold.inference.numbers import Reader, Reading
    from tenfold.values import BrokenPicture

    Answers = Iterable[Reading | FormRow | BrokenPicture]

MOST_WITHOUT_BAR = 10  # pictures
MOST_SHOWN = 50  # pages that are drawn

Pictures = Annotated[
    list[str],
    typer.Argument(
        metavar="PICTURE...", help="Files (PDF and TIFF of many pages too), folders, or - (stdin)."
    ),
]
Digits = Annotated[int | None, typer.Option(metavar="N", help="Every number has so many digits.")]
Pattern = Annotated[
    str | None,
    typer.Option(metavar="REGEX", help="Every number matches this, as a whole: '20[0-9]{2}'."),
]
Single = Annotated[bool, typer.Option("--single", help="All that is written is one number.")]
Fields = Annotated[
    Path | None,
    typer.Option(metavar="FORM.toml", help="Read the named boxes of a form: a row a form."),
]
Show = Annotated[
    Path | None, typer.Option(metavar="FILE.png", help="Draw boxes and readings on the picture.")
]
Model = Annotated[
    str | None,
    typer.Option(
        metavar="FILE|RUN|NAME", help="Which reader; without it numbers, which came with tenfold."
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(metavar="N", help="Processes for many pictures; without it, one a core."),
]
AsCsv = Annotated[bool, typer.Option("--csv", help="Answer as a table: a row a number.")]

app = new_app()


@app.command(
    cls=Verb,
    epilog=examples(
        "tenfold read meter.jpg",
        "tenfold read meter.jpg --digits 5 --single",
        "tenfold read scans/ --csv > numbers.csv",
        "tenfold read page.png --pattern '20[0-9]{2}' --show read.png",
        "tenfold read scans.pdf --fields form.toml --csv",
    ),
)
def read(
    pictures: Pictures,
    digits: Digits = None,
    pattern: Pattern = None,
    single: Single = False,
    fields: Fields = None,
    show: Show = None,
    model: Model = None,
    workers: Workers = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Which numbers are written in a picture, by hand or printed, line by line.

    A gap that is wider than the digits are high and stands out begins a new
    number. What is unsure is marked and refused.
    """
    import tenfold

    if as_csv and as_json:
        raise UsageError("--csv and --json are two ways to answer. Give one of them.")
    if fields and (digits is not None or pattern is not None or single):
        raise UsageError(
            "With --fields the form says what its numbers are like. Leave out --digits, --pattern "
            "and --single, and write into the form what each field must hold."
        )
    reader = tenfold.load_reader(model)
    given = from_words(pictures)
    answers: Generator[Answers]
    if fields:
        heads, answers = _forms(reader, fields, given, workers)
    else:
        heads = None
        answers = reader.read_each(
            [one.source for one in given],
            workers=workers,
            digits=digits,
            pattern=pattern,
            single=single,
        )
    printer = _Printer(as_csv=as_csv, as_json=as_json, heads=heads)
    kept, broken = _answer(given, answers, printer, keep=MOST_SHOWN if show else 0)
    if show and kept:
        _draw(kept, show, quiet=as_json or as_csv)
    if broken:
        raise typer.Exit(1)


def _forms(
    reader: Reader, path: Path, given: Sequence[Given], workers: int | None
) -> tuple[list[str], Generator[Answers]]:
    """The heads of the table, and for each file the rows that it holds."""
    from tenfold.inference import fields, forms

    form = fields.load_form(path)
    sources = [one.source for one in given]
    return forms.columns(form), forms.read_forms_each(reader, form, sources, workers=workers)


class _Printer:
    """Prints an answer in the way that was asked for; `stream` is there for many."""

    def __init__(self, *, as_csv: bool, as_json: bool, heads: list[str] | None) -> None:
        self.as_csv, self.as_json = as_csv, as_json
        self._heads = heads
        self.stream: AnswerStream | None = None

    def begin(self) -> None:
        """The head of a table."""
        if self.as_csv:
            from tenfold.cli import reading

            reading.print_row(self._heads or reading.COLUMNS)

    def show(self, answer: Reading | FormRow | BrokenPicture) -> None:
        """One page, one form, or what is wrong with a picture."""
        from tenfold.cli import reading
        from tenfold.inference.readings import Reading
        from tenfold.values import BrokenPicture

        if self.as_json:
            print_json(answer.to_json())
        elif isinstance(answer, BrokenPicture):
            if self.stream:
                self.stream.broken(answer)
            else:
                complain("Error", answer.message, "red")
        elif self.as_csv:
            for row in reading.rows(answer) if isinstance(answer, Reading) else [answer.cells()]:
                reading.print_row(row)
        elif isinstance(answer, Reading):
            self._say(reading.lines(answer))
        else:
            self._say(reading.form_lines(answer))

    def _say(self, lines: Iterable[Text]) -> None:
        for line in lines:
            if self.stream:
                self.stream.say(line)
            else:
                screen().print(line, soft_wrap=True)


def _answer(
    given: Sequence[Given], answers: Generator[Answers], printer: _Printer, *, keep: int
) -> tuple[list[tuple[Given, Reading | FormRow]], int]:
    """Print answer after answer. Returns the first `keep` of them, and how many are broken."""
    from tenfold.values import BrokenPicture

    kept: list[tuple[Given, Reading | FormRow]] = []
    broken = 0
    with ExitStack() as stack:
        if len(given) > MOST_WITHOUT_BAR:
            printer.stream = stack.enter_context(_stream(len(given), printer))
        each = stack.enter_context(closing(answers))
        printer.begin()
        for one, of_file in zip(given, each, strict=True):
            for answer in of_file:
                answer = replace(answer, file=one.file)
                printer.show(answer)
                if isinstance(answer, BrokenPicture):
                    broken += 1
                elif len(kept) < keep:
                    kept.append((one, answer))
            if printer.stream:
                printer.stream.advance()
    return kept, broken


def _stream(total: int, printer: _Printer) -> AnswerStream:
    from tenfold.cli.predicting import AnswerStream

    stdout = screen()
    # What a program is to read is written past the bar's own lines.
    bar = not ((printer.as_json or printer.as_csv) and stdout.is_terminal)
    return AnswerStream(total, stdout=stdout, stderr=screen(stderr=True), bar=bar)


def _draw(kept: Sequence[tuple[Given, Reading | FormRow]], path: Path, *, quiet: bool) -> None:
    """A drawing a page: FILE.png, or FILE-1.png, FILE-2.png … of several."""
    from PIL import Image

    from tenfold import storage
    from tenfold.cli import reading

    drawings = [one for given, answer in kept for one in reading.drawings(given.source, answer)]
    for number, drawing in enumerate(drawings, start=1):
        file = path if len(drawings) == 1 else path.with_stem(f"{path.stem}-{number}")
        with storage.writing(file) as temporary:
            Image.fromarray(drawing).save(temporary, "PNG")
        note(f"Drawn: {file}", stderr=quiet)
