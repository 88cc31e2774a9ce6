"""The store's tables, and how a database is opened so that what is committed stays.

SQLite: a file with a write-ahead log, which readers and one writer use at once, and
synchronous=FULL: a commit returns when the log is on the disk, so neither `kill -9` nor a power
cut takes it back (https://www.sqlite.org/pragma.html#pragma_synchronous). PostgreSQL: its own
synchronous_commit=on, whatever a role or database was set to.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    func,
    insert,
    inspect,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from tenfold.errors import StorageError, UsageError
from tenfold.serving.store_values import StoreUnusableError

SCHEMA = 2
_PATIENCE = 30.0  # seconds that a writer waits for another one
_LOCK = 7_310_865_211_842_001  # any number: PostgreSQL's advisory lock while tables are made

metadata = MetaData()
schema = Table("tenfold_schema", metadata, Column("version", Integer, nullable=False))
settings = Table(
    "tenfold_settings",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
entries = Table(
    "tenfold_entries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("time", String(40), nullable=False),
    Column("file", Text),
    Column("model", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("served", Text),
    Column("answer", Text, nullable=False),
    Column("classes", Text, nullable=False),
    Column("label", Integer),
    Column("name", Text),
    Column("text", Text),
    Column("note", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    # What is filtered by: the class a person gave, or else the one answered (but never the answer
    # that a person rejected), and every word of the entry, casefolded.
    Column("found_label", Integer),
    Column("found_name", Text),
    Column("words", Text, nullable=False),
    Column("size", Integer, nullable=False),  # bytes of the picture
    # Last: SQLite reads a row from its beginning, and listing does not get as far as this.
    Column("picture", LargeBinary, nullable=False),
    # With the size: how much of a kind there is can be told from the index alone.
    Index("tenfold_entries_by_kind", "kind", "id", "size"),
)


def parse_address(address: str) -> URL:
    """The database that an address names: a URL, or the path of a SQLite file.

    Raises UsageError for an address of another database, or none at all. The address is not
    repeated in the message: it may hold a password.
    """
    if "://" not in address:
        if not address:
            raise UsageError(_WRONG_ADDRESS.format("nothing"))
        return URL.create("sqlite", database=str(Path(address).expanduser()))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise UsageError(_WRONG_ADDRESS.format("something else")) from None
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    raise UsageError(_WRONG_ADDRESS.format(f"one that begins with {url.drivername!r}"))


_WRONG_ADDRESS = (
    "The address of a store must be the path of a file, sqlite:///PATH or "
    "postgresql+psycopg://USER@HOST/DATABASE. Got {}."
)


def open_database(url: URL, *, create: bool) -> Engine:
    """An engine whose database has the tables, made where they are missing and may be.

    Raises StoreUnusableError (nothing there, another program's, or of a newer tenfold) and
    StorageError (it cannot be reached, read or written).
    """
    shown = url.render_as_string(hide_password=True)
    with translated(shown):
        engine = _sqlite(url, create) if url.get_backend_name() == "sqlite" else _postgresql(url)
        try:
            _prepare(engine, shown, create=create)
        except BaseException:
            engine.dispose()
            raise
    return engine


def writer(engine: Engine) -> Engine:
    """The same engine for transactions that write: SQLite's take their turn from the start."""
    return engine.execution_options(tenfold_begin="BEGIN IMMEDIATE")


@contextlib.contextmanager
def translated(shown: str) -> Iterator[None]:
    """What databases raise, as a StorageError that names the store."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        raise StorageError(
            f"The store {shown} cannot be used: {reason}. What it acknowledged before is "
            "untouched; this was not done. See that it can be reached and written, and that its "
            "disk has space, then do it again."
        ) from error


def _sqlite(url: URL, create: bool) -> Engine:
    path = Path(str(url.database))
    if not path.exists():
        if not create:
            raise StoreUnusableError(_NOT_THERE.format(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        # People's pictures: for the eyes of who runs the server. SQLite gives its log the same.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_engine(url, connect_args={"timeout": _PATIENCE})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        connection.isolation_level = None  # transactions begin where SQLAlchemy says, not Python
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA fullfsync=ON")  # macOS, whose fsync alone does not reach a disk
        connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        connection.exec_driver_sql(options.get("tenfold_begin", "BEGIN"))

    return engine


def _postgresql(url: URL) -> Engine:
    # pool_pre_ping: a server that was started anew is found again by the next request.
    return create_engine(
        url,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "options": "-c synchronous_commit=on"},
    )


def _prepare(engine: Engine, shown: str, *, create: bool) -> None:
    """Make the tables where there are none; see that those there are ours and of this version."""
    found = set(inspect(engine).get_table_names())
    embedded = engine.dialect.name == "sqlite"
    if schema.name not in found:
        if embedded and found:
            raise StoreUnusableError(
                f"{shown} is a database of another program: it has the tables "
                f"{', '.join(sorted(found))[:200]}. Nothing was changed in it. Name another file."
            )
        if not create:
            raise StoreUnusableError(_NOT_THERE.format(shown))
    if embedded:
        _use_log(engine)
    if schema.name not in found:
        with _alone(engine) as connection:
            metadata.create_all(connection)
            if connection.execute(select(schema.c.version)).first() is None:
                connection.execute(insert(schema).values(version=SCHEMA))
    if _version(engine) == 1:
        with _alone(engine) as connection:
            if connection.execute(select(schema.c.version)).scalar_one() == 1:
                _from_version_1(connection)
    version = _version(engine)
    if version != SCHEMA:
        raise StoreUnusableError(
            f"The store {shown} is of version {version}, and this tenfold knows version {SCHEMA}. "
            "Update tenfold, or name another store."
        )


@contextlib.contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction in which no other process makes or changes the tables."""
    with writer(engine).begin() as connection:
        if engine.dialect.name != "sqlite":  # SQLite's BEGIN IMMEDIATE holds others off by itself
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        yield connection


def _version(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(schema.c.version)).scalar_one())


def _from_version_1(connection: Connection) -> None:
    """Entries get `served`, `text` and `size`. The table is made anew, the picture again last."""
    connection.exec_driver_sql("DROP INDEX tenfold_entries_by_kind")
    connection.exec_driver_sql(f"ALTER TABLE {entries.name} RENAME TO {entries.name}_1")
    entries.create(connection)
    old = Table(f"{entries.name}_1", MetaData(), autoload_with=connection)
    values = {column.name: column for column in old.c} | {"size": func.length(old.c.picture)}
    connection.execute(insert(entries).from_select(list(values), select(*values.values())))
    old.drop(connection)
    connection.execute(update(schema).values(version=SCHEMA))


def _use_log(engine: Engine) -> None:
    """Switch the file to a write-ahead log; the file remembers it.

    SQLite does not wait for others here, as it does elsewhere: several processes that open a new
    file at once try again. Where the file system cannot have a log, SQLite keeps its journal,
    which is as safe and slower.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.05)
        finally:
            connection.close()


_NOT_THERE = (
    "There is no store {} yet. It is made when tenfold serve first keeps something; name another "
    "one with --store."
)
