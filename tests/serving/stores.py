"""Stores to test on: a SQLite file and a real PostgreSQL, whose server is this process's own."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
from PIL import Image, ImageDraw

from tenfold.serving.store_values import Entry

DATABASES = ("sqlite",) if os.environ.get("TENFOLD_POSTGRES") == "none" else ("sqlite", "postgres")
DIGITS = tuple("0123456789")
_INSTALL = (
    "The store is tested on a real PostgreSQL, and there is none on this machine. Install it "
    "(apt-get install postgresql), or say that you do not want it: TENFOLD_POSTGRES=none"
)


class Cluster:
    """A PostgreSQL server in a temporary folder, reached through a socket there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._user = "postgres" if os.geteuid() == 0 else None  # initdb refuses root
        self._names = map("test{}".format, itertools.count())
        if self._user:
            shutil.chown(folder, self._user)

    def run(self, program: str, *words: str) -> None:
        """Run one of PostgreSQL's programs; its words are shown where it fails."""
        log = self.folder.parent / f"{self.folder.name}.log"
        with open(log, "w+") as said:  # no pipe: the server would keep it open
            done = subprocess.run(
                [_found(program), *words],
                user=self._user,
                cwd=self.folder,
                stdout=said,
                stderr=said,
                check=False,
            )
            said.seek(0)
            assert done.returncode == 0, said.read()
        log.unlink()

    def start(self) -> None:
        """Start the server, or start it again."""
        # -F: the machine does not lose its power in a test; that the server asks the disk to
        # write is PostgreSQL's own to prove.
        options = f"-F -k {self.folder} -c listen_addresses="
        self.run("pg_ctl", "start", "-w", "-D", str(self.folder / "data"), "-o", options)

    def stop(self) -> None:
        """Stop it as a crash does."""
        self.run("pg_ctl", "stop", "-m", "immediate", "-D", str(self.folder / "data"))

    def new_database(self) -> str:
        """The address of an empty database."""
        name = next(self._names)
        with psycopg.connect(
            f"host={self.folder} user=postgres dbname=postgres", autocommit=True
        ) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """A started cluster, gone afterwards."""
    _found("initdb")
    folder = Path(tempfile.mkdtemp(prefix="tenfold-postgres-"))
    made = Cluster(folder)
    try:
        words = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        made.run("initdb", "-D", str(folder / "data"), *words)
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder)


def _found(program: str) -> str:
    """Where a program of PostgreSQL is: Debian keeps them off the path."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    found = shutil.which(program) or (str(places[-1]) if places else None)
    assert found, _INSTALL
    return found


def drawing(number: int = 0) -> bytes:
    """The bytes of a PNG that no other number gives."""
    image = Image.new("L", (60, 80), 255)
    ImageDraw.Draw(image).line([(30, 12), (20 + number % 20, 66)], fill=number % 97, width=8)
    content = io.BytesIO()
    image.save(content, "PNG", pnginfo=None)
    return content.getvalue() + number.to_bytes(4, "big")  # after its end: ignored by readers


def entry(number: int = 0, *, kind: str = "refusal", **others: object) -> Entry:
    """A refusal that reads `number % 10`, or whatever is said instead."""
    label = number % 10
    probabilities = [0.55 if one == label else 0.05 for one in range(10)]
    values: dict[str, object] = {
        "kind": kind,
        "model": "digits",
        "hash": "0123456789abcdef",
        "answer": {
            "file": f"{number}.png",
            "label": label,
            "name": str(label),
            "confidence": 0.55,
            "probabilities": probabilities,
            "refused": kind == "refusal",
            "model": {"name": "digits", "hash": "0123456789abcdef"},
        },
        "classes": DIGITS,
        "file": f"{number}.png",
        "picture": drawing(number),
    }
    return Entry(**values | others)  # type: ignore[arg-type]


def correction(number: int, label: int | None, **others: object) -> Entry:
    """A correction of the answer `number % 10` to `label`."""
    name = None if label is None else DIGITS[label]
    return entry(number, kind="correction", label=label, name=name, **others)


def reading(number: int = 0, *texts: str, kind: str = "refusal", **others: object) -> Entry:
    """A refusal of a reader, which read these texts and was not sure of the first."""
    numbers = [
        {"text": text, "confidence": 0.9 - 0.4 * (place == 0), "refused": place == 0}
        for place, text in enumerate(texts)
    ]
    answer = {"file": f"{number}.png", "numbers": numbers, "model": {"name": "numbers"}}
    given = {"model": "numbers-best", "served": "numbers", "answer": answer, "classes": ()}
    return entry(number, kind=kind, **given | others)
