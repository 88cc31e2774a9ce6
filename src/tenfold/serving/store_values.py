"""What the store keeps and gives: entries, the filter that chooses among them, a page of them."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tenfold.errors import TenfoldError, UsageError, did_you_mean
from tenfold.values import Prediction

KINDS = ("correction", "refusal", "prediction")
MOST_A_PAGE = 500
_ID_DIGITS = 32
HIGHEST_LABEL = 2**31 - 1


class NoEntryError(UsageError):
    """An entry of the store was named that is not, or no longer, there."""

    http_status = 404
    code = "no-entry"


class StoreUnusableError(TenfoldError):
    """The store's address leads to something that is not a store, or to none."""

    http_status = 503
    code = "store"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One picture somebody showed, what was answered, and what a person said it is.

    kind: "correction", "refusal" or "prediction". picture: the bytes of its file, as they came;
    empty in what the store lists (see `Store.picture`). model, hash: who answered; answer: what,
    as the CLI's JSON. classes: the class names of that model. label, name: the class a person
    gave, both None for "none of the classes" and where nobody said anything. file: what the
    picture was called, if anything. note: a person's words.
    id (32 hexadecimal digits, later ones are larger), time (UTC, ISO 8601) and sha256 (of the
    picture's bytes) are the store's to give: leave them out of what is added.
    """

    kind: str
    model: str
    hash: str
    answer: dict[str, Any]
    picture: bytes = field(default=b"", repr=False)
    classes: tuple[str, ...] = ()
    label: int | None = None
    name: str | None = None
    file: str | None = None
    note: str = ""
    id: str = ""
    time: str = ""
    sha256: str = ""

    @classmethod
    def of(
        cls,
        answer: Prediction,
        picture: bytes,
        *,
        kind: str,
        label: int | None = None,
        note: str = "",
    ) -> Entry:
        """The entry of an answered picture; label: what a person said it is.

        Raises UsageError where the model has no such class or there is no such kind.
        """
        return cls(
            kind=check_kind(kind),
            model=answer.model.name,
            hash=answer.model.hash,
            answer=answer.to_json(),
            picture=picture,
            classes=answer.classes,
            label=label,
            name=class_name(answer.classes, label),
            file=answer.file,
            note=note,
        )

    @property
    def guess(self) -> tuple[int | None, str | None]:
        """The label and the name that the model answered, where it answered with a class."""
        label, name = self.answer.get("label"), self.answer.get("name")
        whole = isinstance(label, int) and not isinstance(label, bool)
        return (label if whole else None), (name if isinstance(name, str) else None)

    def to_json(self) -> dict[str, Any]:
        """The entry as CLI and HTTP give it; the picture is asked for by itself."""
        names = ("id", "kind", "time", "file", "model", "hash", "answer", "label", "name")
        return {name: getattr(self, name) for name in (*names, "note", "sha256")}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which entries: all of those that agree with everything given, the newest first.

    label: the class a person gave or, in a refusal or prediction, the one answered. name: the
    same by its name, in any case. text: anywhere in file, model, names or note, in any case.
    after: go on behind the entry of this id. limit: entries a page, 1 to 500.
    Raises UsageError where a value cannot be meant.
    """

    kind: str | None = None
    model: str | None = None
    label: int | None = None
    name: str | None = None
    text: str | None = None
    after: str | None = None
    limit: int = 50

    def __post_init__(self) -> None:
        if self.kind is not None:
            check_kind(self.kind)
        if not 1 <= self.limit <= MOST_A_PAGE:
            raise UsageError(
                f"A page of the store holds 1 to {MOST_A_PAGE} entries. Got a limit of "
                f"{self.limit}. Ask for the next page with after=ID."
            )
        if self.label is not None and not 0 <= self.label <= HIGHEST_LABEL:
            raise UsageError(f"A label must be a class index, 0 or more. Got {self.label}.")
        if self.after is not None and not is_id(self.after):
            raise UsageError(
                f"after must be the id of an entry, {_ID_DIGITS} hexadecimal digits. Got "
                f"{self.after[:80]!r}. Take it from `next` of the page before."
            )


@dataclass(frozen=True)
class Page:
    """Entries without their pictures, the newest first.

    next: the `after` of the page behind this one, None where this is the last. total: how many
    entries the filter chooses on all pages.
    """

    entries: tuple[Entry, ...]
    next: str | None
    total: int


def new_id() -> str:
    """An id that no other process gives; ids given later are larger, as far as clocks agree."""
    return f"{time.time_ns():016x}{secrets.token_hex(8)}"


def now() -> str:
    """The time, UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def is_id(text: str) -> bool:
    """Whether `text` could be the id of an entry."""
    return len(text) == _ID_DIGITS and set(text) <= set("0123456789abcdef")


def check_kind(kind: str) -> str:
    """`kind`, where it is one. Raises UsageError."""
    if kind not in KINDS:
        raise UsageError(
            f"Entries are of kind {', '.join(KINDS)}. Got {kind[:80]!r}."
            f"{did_you_mean(kind[:80], KINDS)}"
        )
    return kind


def class_name(classes: tuple[str, ...], label: int | None) -> str | None:
    """The name of the class a person gave, None for none of them. Raises UsageError."""
    if label is None:
        return None
    if not classes:
        raise UsageError(
            "It was not kept which classes the model of this entry has, so none can be given. "
            "Show the picture to a model anew and correct that answer."
        )
    if not 0 <= label < len(classes):
        raise UsageError(
            f"The label must be 0 to {len(classes) - 1}, a class of the model that answered, or "
            f"none of them (null). Got {label}."
        )
    return classes[label]
