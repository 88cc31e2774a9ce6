"""The store of what people taught: corrections, refusals, predictions. Embedded or a server's.

An entry is acknowledged when `add` returns its id: it is committed and on disk then. Every call
is one transaction, so several threads and processes may use one store at once. Calls wait for
the disk: a server makes them in threads of their own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, func, insert, select, update

from tenfold.errors import UsageError, did_you_mean
from tenfold.serving import store_schema
from tenfold.serving.store_rows import (
    LISTED,
    condition,
    entry_of,
    found_by,
    held,
    ordered,
    row_of,
    too_old,
)
from tenfold.serving.store_schema import entries, open_database, parse_address, translated, writer
from tenfold.serving.store_values import (
    MOST_A_PAGE,
    Entry,
    Filter,
    NoEntryError,
    Page,
    check_numbers,
    class_name,
    is_id,
    new_id,
)

SETTINGS = {"keep_predictions": False}
# What nobody said anything about goes, oldest first, so that junk sent for weeks does not fill a
# disk; corrections stay whatever comes.
KEPT = 10_000
_KEPT_BYTES = 2 * 2**30
_PASSING = ("refusal", "prediction")
_PICTURES_AT_ONCE = 16  # each may be as large as a request


def default_address() -> str:
    """$TENFOLD_STORE, or else a file in the person's own data folder."""
    named = os.environ.get("TENFOLD_STORE")
    if named:
        return named
    import platformdirs

    return str(Path(platformdirs.user_data_dir("tenfold")) / "store.sqlite3")


def open_store(address: str | None = None, *, create: bool = True, keep: int = KEPT) -> Store:
    """The store at `address`: the path of a file, sqlite:///PATH or postgresql+psycopg://...

    None: the default (see `default_address`). create: make it where there is none. keep: as in
    `Store`. One of tenfold's first version is brought up to date, once and for good.
    Raises UsageError (no address of a store), StoreUnusableError (none there and create is False,
    another program's database, or of a newer version), StorageError (it cannot be used).
    """
    url = parse_address(default_address() if address is None else address)
    shown = url.render_as_string(hide_password=True)
    return Store(open_database(url, create=create), shown, keep=keep)


class Store:
    """Entries and settings in a database. Made by `open_store`.

    address: where it is, without a password. keep: so many refusals and so many predictions stay
    at most, and of each 2 GiB of pictures: the oldest go when more are added, a twentieth at once.
    All methods raise StorageError where the database cannot do what was asked; nothing is half
    done then.
    """

    def __init__(self, engine: Engine, address: str, *, keep: int = KEPT) -> None:
        self._engine = engine
        self._keep = keep
        self._writer = writer(engine)
        self.address = address

    @property
    def kind(self) -> str:
        """The database: "sqlite" or "postgresql"."""
        return self._engine.dialect.name

    def add(self, entry: Entry) -> str:
        """Keep an entry; its id, once it is on disk."""
        return self.add_many([entry])[0]

    def add_many(self, given: Sequence[Entry]) -> list[str]:
        """Keep all of them or, where it fails, none; their ids, once all are on disk.

        Raises UsageError for an entry of no kind or without a picture.
        """
        rows = [row_of(entry) for entry in given]
        if rows:
            with translated(self.address), self._writer.begin() as connection:
                connection.execute(insert(entries), rows)
                for kind in {row["kind"] for row in rows}.intersection(_PASSING):
                    self._let_go(connection, kind)
        return [row["id"] for row in rows]

    def get(self, entry_id: str) -> Entry:
        """One entry, without its picture. Raises NoEntryError."""
        return entry_of(self._one(entry_id, *LISTED))

    def find(self, beginning: str) -> Entry:
        """The one entry whose id begins so, without its picture.

        Raises NoEntryError where there is none, UsageError where there are several.
        """
        if not (beginning and is_id(beginning.ljust(len(new_id()), "0"))):
            raise _no_entry(beginning)
        chosen = select(*LISTED).where(entries.c.id.startswith(beginning)).limit(2)
        with translated(self.address), self._engine.connect() as connection:
            rows = connection.execute(chosen).all()
        if not rows:
            raise _no_entry(beginning)
        if len(rows) > 1:
            raise UsageError(
                f"Several entries have ids that begin with {beginning!r}, such as {rows[0].id} and "
                f"{rows[1].id}. Give more of it."
            )
        return entry_of(rows[0])

    def picture(self, entry_id: str) -> bytes:
        """The bytes of one entry's picture, as they came. Raises NoEntryError."""
        return bytes(self._one(entry_id, entries.c.picture)[0])

    def list(self, wanted: Filter) -> Page:
        """A page of the entries that `wanted` chooses, the newest first."""
        chosen = ordered(LISTED, wanted, wanted.after).limit(wanted.limit + 1)
        count = select(func.count()).select_from(entries).where(condition(wanted))
        with translated(self.address), self._engine.connect() as connection:
            rows = connection.execute(chosen).all()
            total = connection.execute(count).scalar_one()
        shown = tuple(entry_of(row) for row in rows[: wanted.limit])
        more = len(rows) > wanted.limit
        return Page(shown, shown[-1].id if more else None, total)

    def each(self, wanted: Filter, *, pictures: bool = False) -> Iterator[Entry]:
        """Every entry that `wanted` chooses, the newest first; with its picture where asked for.

        A few of them are held at a time; nothing is locked in between.
        """
        size = _PICTURES_AT_ONCE if pictures else MOST_A_PAGE
        columns = list(entries.c) if pictures else LISTED
        after = wanted.after
        while True:
            with translated(self.address), self._engine.connect() as connection:
                rows = connection.execute(ordered(columns, wanted, after).limit(size)).all()
            yield from map(entry_of, rows)
            if len(rows) < size:
                return
            after = rows[-1].id

    def change(self, entry_id: str, *, label: int | None = None, text: str | None = None) -> Entry:
        """Say what the picture is; whatever it was, the entry is a correction then.

        label: the class, None for none of the classes; the name is that of the model that
        answered. text: the numbers, of an entry of a reader ("" where there are none).
        Raises NoEntryError, and UsageError where that model has no such class, or where a class
        was given for numbers or numbers for a class.
        """
        entry = self.get(entry_id)
        if entry.reads != (text is not None):
            raise UsageError(_OTHER_TRUTH[entry.reads])
        name = class_name(entry.classes, label)
        text = None if text is None else check_numbers(text)
        changed = replace(entry, kind="correction", label=label, name=name, text=text)
        values = {"kind": changed.kind, "label": label, "name": name, "text": text}
        values |= found_by(changed)
        statement = update(entries).where(entries.c.id == entry_id).values(values)
        with translated(self.address), self._writer.begin() as connection:
            if not connection.execute(statement).rowcount:
                raise _no_entry(entry_id)
        return changed

    def remove(self, entry_id: str) -> None:
        """Delete one entry and its picture. Raises NoEntryError."""
        if not (is_id(entry_id) and self._delete(entries.c.id == entry_id)):
            raise _no_entry(entry_id)

    def remove_all(self, kind: str | None = None) -> int:
        """Delete every entry of a kind, or of all; how many they were. Raises UsageError."""
        return self._delete(condition(Filter(kind=kind)))

    def settings(self) -> dict[str, bool]:
        """What the person switched: "keep_predictions", off unless switched on."""
        with translated(self.address), self._engine.connect() as connection:
            rows = connection.execute(select(store_schema.settings)).all()
        return SETTINGS | {row.name: json.loads(row.value) for row in rows if row.name in SETTINGS}

    def set_setting(self, name: str, value: bool) -> None:
        """Switch a setting, for good. Raises UsageError where there is none of this name."""
        if name not in SETTINGS:
            raise UsageError(
                f"The store has the settings {', '.join(SETTINGS)}. Got {name[:80]!r}."
                f"{did_you_mean(name[:80], SETTINGS)}"
            )
        table = store_schema.settings
        with translated(self.address), self._writer.begin() as connection:
            connection.execute(delete(table).where(table.c.name == name))
            connection.execute(insert(table).values(name=name, value=json.dumps(bool(value))))

    def close(self) -> None:
        """Let go of the database; an embedded one folds its log into its file."""
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _one(self, entry_id: str, *columns: Any) -> Row[Any]:
        if not is_id(entry_id):
            raise _no_entry(entry_id)
        with translated(self.address), self._engine.connect() as connection:
            row = connection.execute(select(*columns).where(entries.c.id == entry_id)).first()
        if row is None:
            raise _no_entry(entry_id)
        return row

    def _let_go(self, connection: Connection, kind: str) -> None:
        """Drop the oldest entries of a kind where there are too many."""
        number, size = connection.execute(held(kind)).one()
        if number > self._keep or size > _KEPT_BYTES:
            stay = too_old(kind, number=_less(self._keep), size=_less(_KEPT_BYTES))
            connection.execute(delete(entries).where(stay))

    def _delete(self, chosen: ColumnElement[bool]) -> int:
        with translated(self.address):
            with self._writer.begin() as connection:
                count = connection.execute(delete(entries).where(chosen)).rowcount
            if self.kind == "sqlite":
                # The log still holds the pages as they were: fold it into the file and empty it.
                with self._engine.connect() as connection:
                    raw = connection.connection.cursor()
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return count


_OTHER_TRUTH = {
    True: "This entry is of a model that reads numbers. Give what is written there: digits.",
    False: "This entry is of a model that tells classes. Give a class of it, or none.",
}


def _less(most: int) -> int:
    """What is left when too much was there: then not every addition has to look for the oldest."""
    return most - most // 20


def _no_entry(entry_id: str) -> NoEntryError:
    return NoEntryError(
        f"The store has no entry {entry_id[:80]!r}; it may have been removed. See: tenfold review"
    )
