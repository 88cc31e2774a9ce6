"""How readings are shown: lines for a person, or rows of a table."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from rich.text import Text

from tenfold.cli.app import printable
from tenfold.evaluation.words import percent
from tenfold.inference.readings import Number, Reading

if TYPE_CHECKING:
    import numpy as np

    from tenfold.inference.forms import FormRow
    from tenfold.pictures.decode import Picture

COLUMNS = (
    *("file", "page", "number", "text", "confidence", "refused", "reason"),
    *("x", "y", "width", "height"),
)


def lines(reading: Reading) -> Iterator[Text]:
    """A page in lines: its name, and one number a line; a single number beside the name."""
    head = _named(reading.file, reading.page)
    if not reading.numbers:
        yield head.append("no digits found", "dim")
    elif len(reading.numbers) == 1:
        yield head.append_text(_said(reading.numbers[0]))
    else:
        yield head.append(f"{len(reading.numbers)} numbers", "dim")
        for number in reading.numbers:
            yield Text("  ").append_text(_said(number))


def form_lines(row: FormRow) -> Iterator[Text]:
    """A form in lines: its name, and one field a line."""
    yield _named(row.file, row.page).append(printable(row.form), "dim")
    for name, one in row.fields.items():
        line = Text("  ").append(f"{printable(name)}: ", "dim")
        if one.confidence is None:
            line.append("nothing is written in it" if not one.refused else "", "dim")
        else:
            line.append_text(_sure(one.text, one.confidence, refused=one.refused))
        yield line.append(_refused(one.reason) if one.refused else "")


def rows(reading: Reading) -> Iterator[list[str | int | float]]:
    """A row a number, under COLUMNS; numbers are texts, so that noughts at the front stay."""
    from tenfold.inference.forms import harmless

    where = [harmless(reading.file or ""), "" if reading.page is None else reading.page]
    for index, one in enumerate(reading.numbers, start=1):
        sure = [round(one.confidence, 6), "yes" if one.refused else "no"]
        yield [*where, index, one.text, *sure, one.reason or "", *one.box]


def print_row(cells: Iterable[str | int | float]) -> None:
    """A row of CSV on stdout, at once. Text is quoted and figures are not."""
    csv.writer(sys.stdout, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n").writerow(cells)
    sys.stdout.flush()


def drawings(source: str | bytes | np.ndarray, answer: Reading | FormRow) -> Iterator[np.ndarray]:
    """The page that was read, and each page of a form, with boxes and readings: uint8 RGB."""
    from tenfold.inference import forms, marking

    if isinstance(answer, Reading):
        (picture,) = _pages(source, answer.page or 1, 1)
        yield marking.mark(picture, answer)
        return
    last = max(one.page for one in answer.fields.values())
    for number, picture in enumerate(_pages(source, answer.page or 1, last), start=1):
        yield forms.mark_form(picture, answer, page=number)


def _pages(source: str | bytes | np.ndarray, first: int, count: int) -> Iterator[Picture]:
    """Some pages of what was given, decoded anew."""
    import numpy as np

    from tenfold.pictures.decode import Picture
    from tenfold.pictures.documents import pages

    whole = pages(Picture(source) if isinstance(source, np.ndarray) else source)
    return islice(whole, first - 1, first - 1 + count)


def _named(file: str | None, page: int | None) -> Text:
    name = printable(str(file)) + ("" if page is None else f" page {page}")
    return Text.assemble((name, "cyan"), "  ")


def _said(number: Number) -> Text:
    text = _sure(number.text, number.confidence, refused=number.refused)
    if not number.refused:
        return text
    text.append(_refused(number.reason))
    if number.alternatives:
        others = (f"{one.text} {percent(one.confidence)}" for one in number.alternatives)
        text.append(f" Else: {', '.join(others)}", "dim")
    return text


def _sure(text: str, confidence: float, *, refused: bool) -> Text:
    """The digits and their confidence, behind a mark where they are refused."""
    mark = ("? ", "bold yellow") if refused else ""
    return Text.assemble(mark, (text, "" if refused else "bold"), f" {percent(confidence)}")


def _refused(reason: str | None) -> str:
    return f"  refused: {printable(reason or '')}"
