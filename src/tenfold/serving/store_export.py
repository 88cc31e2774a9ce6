"""Out of the store: CSV, Parquet, and pictures in a folder a class, however many there are.

Everything is made piece by piece: a page of entries and one batch of pictures is in memory at a
time. Names and file names come from strangers: no cell begins a formula, no name leads out of
its folder, and nothing that exists is written over.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenfold.errors import MissingExtraError, StorageError, UsageError
from tenfold.serving.store import Store
from tenfold.serving.store_names import cell, folder_name, suffix_of
from tenfold.serving.store_values import Entry, Filter
from tenfold.storage import writing

_BATCH_ROWS, _BATCH_BYTES = 500, 8 * 2**20  # of pictures, in a row group of Parquet
_LINES = 500
_NUMBERS = "numbers"  # the folder of what a person read


@dataclass(frozen=True)
class Format:
    """One form of export over HTTP: what to call it, and its bytes piece by piece."""

    suffix: str
    media_type: str
    make: Callable[[Store, Filter], Iterator[bytes]]


def write_export(store: Store, wanted: Filter, path: str | os.PathLike[str]) -> int:
    """Write the chosen entries to FILE.csv, FILE.parquet or a new FOLDER; how many were written.

    A folder holds the corrections only, one folder a class, as `load_dataset` reads it: what
    nobody has named, or said to be of no class, is no example of anything. Pictures of numbers
    are in its folder `numbers`, with a table labels.csv that says what each reads.
    Raises UsageError (another kind of file, something there already, nothing to write),
    StorageError, MissingExtraError (Parquet without pyarrow).
    """
    target = Path(path)
    kind = _kind_of(str(path))
    if os.path.lexists(target):
        raise UsageError(
            f"{target} is there already, and nothing is written over. Choose another name."
        )
    if kind == "folder":
        return _write_folder(store, wanted, target)
    total = store.list(wanted).total
    pieces = FORMATS[kind].make(store, wanted)
    with writing(target) as temporary, open(temporary, "wb") as file:
        for piece in pieces:
            file.write(piece)
    return total


def csv_pieces(store: Store, wanted: Filter) -> Iterator[bytes]:
    """The entries as CSV (UTF-8, a header, lines ended as RFC 4180 says), without pictures."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for number, entry in enumerate(store.each(wanted), start=1):
        facts = _facts(entry)
        writer.writerow([cell(v) if isinstance(v, str) else v for v in facts.values()])
        if number % _LINES == 0:
            yield _taken(text)
    yield _taken(text)


def parquet_pieces(store: Store, wanted: Filter) -> Iterator[bytes]:
    """The entries as Parquet, pictures and answers included. Raises MissingExtraError at once."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise MissingExtraError("Parquet", "serve", str(error.name)) from None
    whole, truth, text = pyarrow.int64(), pyarrow.bool_(), pyarrow.string()
    types = {"label": whole, "guess_label": whole, "confidence": pyarrow.float64()}
    types |= {"refused": truth, "picture": pyarrow.binary()}
    names = (*_COLUMNS, "answer", "picture")
    columns = pyarrow.schema([(name, types.get(name, text)) for name in names])

    def pieces() -> Iterator[bytes]:
        sink = _Sink()
        with parquet.ParquetWriter(sink, columns) as writer:
            for rows in _batches(store, wanted):
                writer.write_table(pyarrow.Table.from_pylist(rows, schema=columns))
                yield sink.taken()
        yield sink.taken()

    return pieces()


def zip_pieces(store: Store, wanted: Filter) -> Iterator[bytes]:
    """The corrected pictures as a ZIP of one folder a class."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:  # pictures are compressed already
        for name, content in _class_pictures(store, wanted):
            archive.writestr(zipfile.ZipInfo(name), content)
            yield sink.taken()
    yield sink.taken()


FORMATS = {
    "csv": Format(".csv", "text/csv; charset=utf-8", csv_pieces),
    "parquet": Format(".parquet", "application/vnd.apache.parquet", parquet_pieces),
    "folder": Format(".zip", "application/zip", zip_pieces),
}


def _kind_of(path: str) -> str:
    suffix = "" if path.endswith(("/", os.sep)) else Path(path).suffix.lower()
    if suffix in (".csv", ".parquet"):
        return suffix[1:]
    if suffix:
        raise UsageError(
            f"The store is exported as FILE.csv, FILE.parquet or a FOLDER. Got {path!r}. For a "
            "folder of that name put / behind it."
        )
    return "folder"


def _write_folder(store: Store, wanted: Filter, target: Path) -> int:
    """The folder is made beside its place and renamed when it is whole."""
    temporary: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}.part.", dir=target.parent))
        pictures = temporary / "pictures"  # beside it: mkdtemp's own is for the owner only
        count = _write_pictures(store, wanted, pictures)
        os.rename(pictures, target)
    except OSError as error:
        raise StorageError(
            f"Cannot write {target}: {error.strerror or error}. Choose a place that exists, that "
            "you may write to and that has space."
        ) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
    return count


def _write_pictures(store: Store, wanted: Filter, folder: Path) -> int:
    """Write every class's pictures below `folder`; how many. Raises UsageError for none."""
    count = 0
    for name, content in _class_pictures(store, wanted):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        count += name != f"{_NUMBERS}/labels.csv"
    if not count:
        raise UsageError(
            "An image folder holds pictures that a person named, and there is no such correction "
            "among what was chosen. Correct some first, or export a CSV."
        )
    if hasattr(os, "sync"):  # once for all: to wait for the disk at every file takes 9 ms each
        os.sync()
    return count


def _class_pictures(store: Store, wanted: Filter) -> Iterator[tuple[str, bytes]]:
    """(folder/file name, bytes) of every correction that names a class or reads numbers, and of
    the table of the latter."""
    folders: dict[str, str] = {}  # class -> folder
    taken = {_NUMBERS}
    numbers = io.StringIO()
    table = csv.writer(numbers)
    for entry in store.each(wanted, pictures=True):
        file = f"{entry.id}{suffix_of(entry.picture)}"
        if entry.kind == "correction" and entry.text is not None:
            table.writerow([file, entry.text])
            yield f"{_NUMBERS}/{file}", entry.picture
        if entry.kind != "correction" or entry.name is None:
            continue
        if entry.name not in folders:
            folder = folder_name(entry.name, entry.label or 0)
            free = folder.casefold() not in taken
            folders[entry.name] = folder if free else f"{folder} {entry.id}"
            taken.add(folders[entry.name].casefold())
        yield f"{folders[entry.name]}/{file}", entry.picture
    if numbers.tell():
        yield f"{_NUMBERS}/labels.csv", f"file,text\r\n{numbers.getvalue()}".encode()


def _batches(store: Store, wanted: Filter) -> Iterator[list[dict[str, Any]]]:
    """Rows of Parquet, so many at once as go into one row group."""
    rows: list[dict[str, Any]] = []
    size = 0
    for entry in store.each(wanted, pictures=True):
        own = {"answer": json.dumps(entry.answer), "picture": entry.picture}
        rows.append(_facts(entry) | own)
        size += len(entry.picture)
        if len(rows) == _BATCH_ROWS or size >= _BATCH_BYTES:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def _facts(entry: Entry) -> dict[str, Any]:
    guess_label, guess_name = entry.guess
    return {
        "id": entry.id,
        "kind": entry.kind,
        "time": entry.time,
        "file": entry.file,
        "model": entry.model,
        "hash": entry.hash,
        "served": entry.served,
        "label": entry.label,
        "name": entry.name,
        "text": entry.text,
        "guess_label": guess_label,
        "guess_name": None if entry.reads else guess_name,
        "guess_text": guess_name if entry.reads else None,
        "confidence": entry.confidence,
        "refused": entry.refused,
        "note": entry.note,
        "sha256": entry.sha256,
    }


_COLUMNS = tuple(_facts(Entry(kind="correction", model="", hash="", answer={})))


class _Sink(io.RawIOBase):
    """A file that is only written, whose bytes are taken out as they come."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._told = 0

    def writable(self) -> bool:
        return True

    def write(self, content: Any, /) -> int:
        piece = bytes(content)
        self._held.append(piece)
        self._told += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._told

    def taken(self) -> bytes:
        piece = b"".join(self._held)
        self._held.clear()
        return piece


def _taken(text: io.StringIO) -> bytes:
    piece = text.getvalue().encode("utf-8")
    text.seek(0)
    text.truncate()
    return piece
