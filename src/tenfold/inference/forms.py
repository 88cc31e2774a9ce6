"""A stack of scanned forms -> a table: a row a form, a column a field, and how sure each is.

fields.py                    what a form is, from TOML
pictures/registering.py      where a scan lies on the form
numbers.py                   the number in a part of it
table.py                     what was read, as JSON and CSV
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.artefact.bundle import Bundle
from tenfold.errors import MissingExtraError, PictureError, UsageError
from tenfold.inference.fields import Form, FormField
from tenfold.inference.many import answers_in_order, name_of, one_by_one
from tenfold.inference.marking import Mark, draw_marks, in_words
from tenfold.inference.numbers import Reader
from tenfold.inference.readings import Box
from tenfold.inference.table import FieldReading, FormRow, columns, harmless
from tenfold.pictures.decode import Picture
from tenfold.pictures.documents import pages
from tenfold.pictures.registering import ALIKE, Reference, cut_out, scaling
from tenfold.values import BrokenPicture

if TYPE_CHECKING:
    from tenfold.inference.many import Source

__all__ = [
    "FieldReading",
    "FormRow",
    "columns",
    "harmless",
    "mark_form",
    "read_forms",
    "read_forms_each",
]

_ASPECT = 1.15  # how much a page's proportions may differ from the form's


# What became of one file: a row a form, and last what is wrong where it broke off.
Rows = tuple[FormRow | BrokenPicture, ...]


def read_forms(
    reader: Reader, form: Form, sources: Iterable[Source], *, workers: int | None = 1
) -> Generator[FormRow | BrokenPicture]:
    """A row for each form, in order, as soon as it is read; a broken one does not stop the others.

    sources: files and pictures as `pages` takes them. Every page of a document is a form of its
    own, or as many successive pages as the form has. workers: how many processes may read; as in
    `Classifier.predict_many`. Raises UsageError before the first row where the form's reference
    cannot be used, and WorkerError when a worker dies or cannot start.
    """
    return one_by_one(read_forms_each(reader, form, sources, workers=workers))


def read_forms_each(
    reader: Reader, form: Form, sources: Iterable[Source], *, workers: int | None = 1
) -> Generator[Rows]:
    """As `read_forms`, but one tuple for each source, of all the forms in it."""
    attempt = partial(_attempt, reader, form, _sheets(form))
    job = _Filling(reader.bundle, form.model_dump())
    return answers_in_order(sources, attempt, job, workers=workers)


@dataclass(frozen=True, eq=False)
class _Filling:
    """What the workers of `read_forms` do. form: its values, as a form in use holds functions."""

    bundle: Bundle
    form: dict[str, Any]

    def start(self) -> Callable[[int, Source | BrokenPicture], Rows]:
        """A reader of one thread and the form's pages. Returns what reads a file of forms."""
        form = Form.model_validate(self.form)
        return partial(_attempt, Reader(self.bundle, threads=1), form, _sheets(form))


def mark_form(picture: Picture, row: FormRow, *, page: int = 1) -> np.ndarray:
    """The picture with the fields of one page of the form drawn in: uint8 RGB, shape (h, w, 3)."""
    marks = []
    for name, one in row.fields.items():
        if one.page == page and (one.text or one.refused):
            words = in_words(one.text, one.confidence or 0.0, refused=one.refused)
            marks.append(Mark(one.box, f"{name}: {words}", one.refused))
    return draw_marks(picture.pixels, marks)


@dataclass(frozen=True, eq=False)
class _Sheet:
    """A page of the form: its fields, its size (None: nothing is known), its reference.

    margin: around each box, in heights of it. filled: the reference is no empty form.
    """

    fields: dict[str, FormField]
    size: tuple[int, int] | None
    reference: Reference | None
    margin: float
    filled: bool


def _sheets(form: Form) -> list[_Sheet]:
    pictures: list[Picture] = []
    if form.reference is not None:
        try:
            pictures = list(pages(form.reference))
        except PictureError as error:
            raise UsageError(f"The reference of form {form.name!r}: {error}") from None
        if len(pictures) < form.pages:
            raise UsageError(
                f"Form {form.name!r} has {form.pages} pages, and its reference "
                f"{form.reference} has {len(pictures)}. Give one of all pages."
            )
    sheets = []
    for number in range(1, form.pages + 1):
        fields = {name: one for name, one in form.fields.items() if one.page == number}
        if not pictures:
            sheets.append(_Sheet(fields, form.size, None, form.margin, form.filled))
            continue
        pixels = pictures[number - 1].pixels
        size = (pixels.shape[1], pixels.shape[0])
        for name, one in fields.items():
            x, y, width, height = one.box
            if not one.in_shares and (x + width > size[0] or y + height > size[1]):
                raise UsageError(
                    f"Form {form.name!r}: the box of {name!r} reaches beyond its reference, which "
                    f"has {size[0]} x {size[1]} pixels. Correct the box."
                )
        sheets.append(_Sheet(fields, size, Reference(pixels), form.margin, form.filled))
    return sheets


def _attempt(
    reader: Reader,
    form: Form,
    sheets: Sequence[_Sheet],
    number: int,
    source: Source | BrokenPicture,
) -> Rows:
    """The forms in one of many sources (from 0); what is wrong with it comes last."""
    if isinstance(source, BrokenPicture):
        return (source,)
    file = (source.name if isinstance(source, Picture) else None) or name_of(source, number)
    done: list[FormRow | BrokenPicture] = []
    try:
        done.extend(_rows(reader, form, sheets, source, file))
    except (PictureError, MissingExtraError) as error:
        done.append(BrokenPicture(file, error.code, error.message))
    return tuple(done)


def _rows(
    reader: Reader, form: Form, sheets: Sequence[_Sheet], source: Source, file: str
) -> Iterator[FormRow | BrokenPicture]:
    waiting: list[Picture] = []
    for picture in pages(_as_given(source)):
        waiting.append(picture)
        if len(waiting) == len(sheets):
            yield _row(reader, form, sheets, waiting, file)
            waiting = []
    if waiting:
        raise PictureError(
            f"{file} ends within a form: {form.name!r} has {len(sheets)} pages, and "
            f"{len(waiting)} came. Scan all pages, in order."
        )


def _as_given(source: Source) -> str | os.PathLike[str] | bytes | Any:
    return Picture(source) if isinstance(source, np.ndarray) else source


def _row(
    reader: Reader, form: Form, sheets: Sequence[_Sheet], pictures: Sequence[Picture], file: str
) -> FormRow | BrokenPicture:
    found: dict[str, FieldReading] = {}
    try:
        for sheet, picture in zip(sheets, pictures, strict=True):
            where = f"Page {picture.page} of {file}" if picture.pages > 1 else file
            to_scan = _place(form.name, sheet, picture, where)
            for name, field in sheet.fields.items():
                found[name] = _read_field(reader, field, picture, sheet, to_scan)
    except PictureError as error:
        return BrokenPicture(file, error.code, error.message)
    first = pictures[0]
    page = first.page if first.pages > 1 else None
    return FormRow(file, page, form.name, {name: found[name] for name in form.fields}, reader.id)


def _place(form: str, sheet: _Sheet, picture: Picture, where: str) -> np.ndarray:
    """The map (2, 3) from the form's pixels to the picture's."""
    height, width = picture.pixels.shape[:2]
    wide, high = sheet.size or (width, height)
    if not 1 / _ASPECT < (width / height) / (wide / high) < _ASPECT:
        raise PictureError(
            f"{where} has {width} x {height} pixels, of other proportions than the form {form!r}, "
            f"{wide} x {high}. Turn it upright, or cut it to the page."
        )
    if sheet.reference is None:
        return scaling((high, wide), (height, width))
    placement = sheet.reference.locate(picture.pixels)
    if placement.likeness < ALIKE:
        raise PictureError(
            f"{where} does not look like the form {form!r}. Check that it is one, that all of the "
            "page is on it, and that it lies straight."
        )
    return placement.to_scan


def _read_field(
    reader: Reader,
    field: FormField,
    picture: Picture,
    sheet: _Sheet,
    to_scan: np.ndarray,
) -> FieldReading:
    height, width = picture.pixels.shape[:2]
    unit = np.array(sheet.size or (width, height)) if field.in_shares else np.ones(2)
    x, y, w, h = (np.array(field.box) * np.tile(unit, 2)).tolist()
    around = sheet.margin * h
    part, part_to_scan = cut_out(
        picture.pixels, to_scan, (x - around, y - around, w + 2 * around, h + 2 * around)
    )
    if sheet.reference is not None and not sheet.filled:
        part = sheet.reference.taken_away(part, part_to_scan, to_scan)
    whole = (0, 0, part.shape[1], part.shape[0])
    number = reader.read_region(
        Picture(part, picture.name), whole, digits=field.digits, accepts=field.accepts
    )
    box = _mapped((x, y, w, h), to_scan, picture.pixels.shape)
    if number is None:
        reason = "Nothing is written in it." if field.required else None
        return FieldReading("", None, field.required, box, field.page, reason)
    return FieldReading(
        number.text,
        number.confidence,
        number.refused,
        box,
        field.page,
        number.reason,
        number.suggestion,
    )


def _mapped(
    box: tuple[float, float, float, float], to_page: np.ndarray, shape: tuple[int, ...]
) -> Box:
    """The upright box around a box that was mapped, within the page."""
    x, y, width, height = box
    corners = np.array([[u, v, 1] for u in (x, x + width) for v in (y, y + height)])
    points = np.clip(corners @ to_page.T, 0, np.array(shape[1::-1]))
    low, high = np.floor(points.min(axis=0)), np.ceil(points.max(axis=0))
    return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])
