"""Entries as rows of a database, and filters as its conditions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Select, and_, func, or_, select, true

from tenfold.errors import UsageError
from tenfold.serving.store_schema import entries
from tenfold.serving.store_values import Entry, Filter, check_kind, new_id, now

LISTED = [column for column in entries.c if column.name != "picture"]
_OWN = set(Entry.__dataclass_fields__)


def row_of(entry: Entry) -> dict[str, Any]:
    """The entry as it is kept: with an id, a time and the picture's hash."""
    if not entry.picture:
        raise UsageError("An entry of the store must have its picture. Got one of 0 bytes.")
    return {
        "id": new_id(),
        "kind": check_kind(entry.kind),
        "time": entry.time or now(),
        "file": None if entry.file is None else _text(entry.file),
        "model": _text(entry.model),
        "hash": _text(entry.hash),
        "served": None if entry.served is None else _text(entry.served),
        "answer": json.dumps(entry.answer, allow_nan=False),
        "classes": json.dumps(entry.classes),
        "label": entry.label,
        "name": None if entry.name is None else _text(entry.name),
        "text": entry.text,
        "note": _text(entry.note),
        "sha256": hashlib.sha256(entry.picture).hexdigest(),
        "size": len(entry.picture),
        "picture": entry.picture,
    } | found_by(entry)


def entry_of(row: Row[Any]) -> Entry:
    """The entry that a row keeps, with its picture where the row has that column."""
    own = {name: value for name, value in row._mapping.items() if name in _OWN}
    return Entry(
        **own | {"answer": json.loads(row.answer), "classes": tuple(json.loads(row.classes))}
    )


def ordered(columns: Sequence[Column[Any]], wanted: Filter, after: str | None) -> Select[Any]:
    """The chosen rows, the newest first, from behind the id `after` on."""
    chosen = select(*columns).where(condition(wanted)).order_by(entries.c.id.desc())
    return chosen if after is None else chosen.where(entries.c.id < after)


def found_by(entry: Entry) -> dict[str, Any]:
    """The columns that only serve to find the entry."""
    guess = entry.guess
    given = (entry.label, entry.text if entry.reads else entry.name)
    label, name = given if entry.kind == "correction" else guess
    said = (entry.file, entry.model, entry.served, given[1], guess[1], entry.note)
    return {
        "found_label": label,
        "found_name": None if name is None else _text(name).casefold(),
        "words": _text("\n".join(word for word in said if word)).casefold(),
    }


def condition(wanted: Filter) -> ColumnElement[bool]:
    """What a row must be to be chosen, whatever page it is on."""
    parts: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        parts.append(entries.c.kind == wanted.kind)
    if wanted.model is not None:
        named = _text(wanted.model)
        parts.append(or_(entries.c.model == named, entries.c.served == named))
    if wanted.label is not None:
        parts.append(entries.c.found_label == wanted.label)
    if wanted.name is not None:
        parts.append(entries.c.found_name == _text(wanted.name).casefold())
    if wanted.text:
        words = _text(wanted.text).casefold()
        parts.append(entries.c.words.contains(words, autoescape=True))
    return and_(true(), *parts)


def held(kind: str) -> Select[Any]:
    """How many entries of a kind there are, and how many bytes their pictures have."""
    size = func.coalesce(func.sum(entries.c.size), 0)
    return select(func.count(), size).where(entries.c.kind == kind)


def too_old(kind: str, *, number: int, size: int) -> ColumnElement[bool]:
    """The rows of a kind behind the newest `number`, or behind `size` bytes of pictures."""
    newest = entries.c.id.desc()
    ranked = (
        select(
            entries.c.id,
            func.row_number().over(order_by=newest).label("place"),
            func.sum(entries.c.size).over(order_by=newest).label("bytes"),
        )
        .where(entries.c.kind == kind)
        .subquery()
    )
    stay = select(func.min(ranked.c.id)).where(ranked.c.place <= number, ranked.c.bytes <= size)
    oldest = func.coalesce(stay.scalar_subquery(), "g")  # behind every id, where none stays
    return and_(entries.c.kind == kind, entries.c.id < oldest)


def _text(given: str) -> str:
    """Text that every database takes: no NUL, nothing that is not Unicode."""
    return given.replace("\0", "�").encode("utf-8", "replace").decode("utf-8")
