"""Entries as rows of a database, and filters as its conditions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Select, and_, select, true

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
        "answer": json.dumps(entry.answer, allow_nan=False),
        "classes": json.dumps(entry.classes),
        "label": entry.label,
        "name": None if entry.name is None else _text(entry.name),
        "note": _text(entry.note),
        "sha256": hashlib.sha256(entry.picture).hexdigest(),
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
    label, name = (entry.label, entry.name) if entry.kind == "correction" else guess
    said = (entry.file, entry.model, entry.name, guess[1], entry.note)
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
        parts.append(entries.c.model == _text(wanted.model))
    if wanted.label is not None:
        parts.append(entries.c.found_label == wanted.label)
    if wanted.name is not None:
        parts.append(entries.c.found_name == _text(wanted.name).casefold())
    if wanted.text:
        words = _text(wanted.text).casefold()
        parts.append(entries.c.words.contains(words, autoescape=True))
    return and_(true(), *parts)


def _text(given: str) -> str:
    """Text that every database takes: no NUL, nothing that is not Unicode."""
    return given.replace("\0", "�").encode("utf-8", "replace").decode("utf-8")
