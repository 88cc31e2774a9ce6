"""What the store keeps and gives: entries, the filter that chooses among them, a page of them."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tenfold.errors import TenfoldError, UsageError, did_you_mean
from tenfold.inference.readings import Reading
from tenfold.values import Prediction

KINDS = ("correction", "refusal", "prediction")
# What a person read in a picture: numbers in their order, a space between two; nothing where there
# is no number.
NUMBERS = r"^([0-9]+( [0-9]+)*)?$"
LONGEST_NUMBERS = 2000
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
    empty in what the store lists (see `Store.picture`). model, hash: who answered, as its file
    says; served: the name by which it was asked, None in stores of tenfold's first version.
    answer: what it answered, as the CLI's JSON; of all pages where numbers were read. classes: the
    class names of that model. label, name: the class a person gave, both None for "none of the
    classes" and where nobody said anything. text: the numbers a person read, of an entry of a
    reader. file: what the picture was called, if anything. note: a person's words.
    id (32 hexadecimal digits, later ones are larger), time (UTC, ISO 8601) and sha256 (of the
    picture's bytes) are the store's to give: leave them out of what is added.
    """

    kind: str
    model: str
    hash: str
    answer: dict[str, Any]
    picture: bytes = field(default=b"", repr=False)
    served: str | None = None
    classes: tuple[str, ...] = ()
    label: int | None = None
    name: str | None = None
    text: str | None = None
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
        served: str | None = None,
        label: int | None = None,
        note: str = "",
    ) -> Entry:
        """The entry of a classified picture; label: what a person said it is.

        Raises UsageError where the model has no such class or there is no such kind.
        """
        return cls(
            kind=check_kind(kind),
            model=answer.model.name,
            hash=answer.model.hash,
            served=served,
            answer=answer.to_json(),
            picture=picture,
            classes=answer.classes,
            label=label,
            name=class_name(answer.classes, label),
            file=answer.file,
            note=note,
        )

    @classmethod
    def of_pages(
        cls,
        pages: Sequence[Reading],
        picture: bytes,
        *,
        kind: str,
        served: str | None = None,
        text: str | None = None,
        note: str = "",
    ) -> Entry:
        """The entry of a file whose numbers were read, one reading a page; text: what a person
        read. Raises UsageError where that is no number or there is no such kind."""
        first = pages[0]
        return cls(
            kind=check_kind(kind),
            model=first.model.name,
            hash=first.model.hash,
            served=served,
            answer=_of_all(pages),
            picture=picture,
            text=None if text is None else check_numbers(text),
            file=first.file,
            note=note,
        )

    @property
    def reads(self) -> bool:
        """Whether it is the answer of a reader of numbers."""
        return "numbers" in self.answer

    @property
    def guess(self) -> tuple[int | None, str | None]:
        """The label and the name that the model answered; of a reader, the numbers it read."""
        if self.reads:
            return None, " ".join(number["text"] for number in self.answer["numbers"])
        label, name = self.answer.get("label"), self.answer.get("name")
        whole = isinstance(label, int) and not isinstance(label, bool)
        return (label if whole else None), (name if isinstance(name, str) else None)

    @property
    def confidence(self) -> float | None:
        """How sure the model was; of the least sure number, where it read several."""
        if self.reads:
            return min((number["confidence"] for number in self.answer["numbers"]), default=None)
        return self.answer.get("confidence")

    @property
    def refused(self) -> bool | None:
        """Whether the model was not sure: of the picture, or of any number in it."""
        if self.reads:
            return any(number["refused"] for number in self.answer["numbers"])
        return self.answer.get("refused")

    def to_json(self) -> dict[str, Any]:
        """The entry as CLI and HTTP give it; the picture is asked for by itself."""
        names = ("id", "kind", "time", "file", "model", "hash", "served", "answer", "label")
        return {name: getattr(self, name) for name in (*names, "name", "text", "note", "sha256")}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which entries: all of those that agree with everything given, the newest first.

    model: by the name of its file, or by which it was served. label: the class a person gave or,
    in a refusal or prediction, the one answered. name: the same by its name, in any case; or the
    numbers. text: anywhere in file, model, names, numbers or note, in any case.
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


def check_numbers(text: str) -> str:
    """`text`, where it could be what is written in a picture. Raises UsageError."""
    if len(text) > LONGEST_NUMBERS or not re.fullmatch(NUMBERS, text) or text.endswith("\n"):
        raise UsageError(
            "What a picture reads must be digits 0 to 9, a space between two numbers, or nothing "
            f"where there is no number; at most {LONGEST_NUMBERS:,} characters. Got {text[:80]!r}."
        )
    return text


def _of_all(pages: Sequence[Reading]) -> dict[str, Any]:
    """The readings of a file's pages as one answer; where there are several, numbers say theirs."""
    answer = pages[0].to_json()
    if len(pages) > 1:
        del answer["page"]
        answer["numbers"] = [
            number.to_json() | {"page": page.page} for page in pages for number in page.numbers
        ]
    return answer


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
