"""Who is asked, and what came back: the same files for all, all answers cleaned in the same way."""

from __future__ import annotations

import csv
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from benchmarks.reading import rapid
from benchmarks.reading.sets import NumberSet
from tenfold.errors import PictureError
from tenfold.inference.numbers import Reader
from tenfold.studies.speed import processes
from tenfold.studies.speed.processes import SideError

# What a person who knows that only digits stand there makes of letters.
_LOOKS_LIKE = str.maketrans("OoDQIil|!ZzSsGbBgq", "000011111225566899")
_TESSERACT = ("-c", "tessedit_char_whitelist=0123456789")
_TIMEOUT = 120  # seconds a picture


@dataclass(frozen=True)
class Found:
    """A piece of text: its edges in pixels, what it says, how sure, and whether it is offered."""

    left: float
    top: float
    right: float
    bottom: float
    text: str
    confidence: float
    refused: bool = False


@dataclass(frozen=True, eq=False)
class Said:
    """What an engine read in n pictures.

    texts: numbers of digits in reading order, for each picture. confidences: float64, shape (n,),
    of the least sure of them; 0 where there are none. refused: bool, shape (n,), one is not offered
    for use, or there are none. seconds: the median of a picture.
    """

    texts: tuple[tuple[str, ...], ...]
    confidences: np.ndarray
    refused: np.ndarray
    seconds: float


class Engine(Protocol):
    """Something that reads; one set after another. Raises SideError where it cannot be run."""

    @property
    def name(self) -> str: ...

    def read(self, sets: Sequence[NumberSet]) -> Iterator[Said]: ...


@dataclass(frozen=True, eq=False)
class Tenfold:
    """tenfold's whole way, as `tenfold read` goes it, with --single or without."""

    reader: Reader
    single: bool = False

    @property
    def name(self) -> str:
        return "tenfold, line" if self.single else "tenfold"

    def read(self, sets: Sequence[NumberSet]) -> Iterator[Said]:
        for one in sets:
            yield gathered([self._one(file) for file in one.files])

    def _one(self, file: Path) -> tuple[list[Found], float]:
        began = time.perf_counter()
        try:
            readings = self.reader.read(file, single=self.single)
        except PictureError:
            readings = []
        seconds = time.perf_counter() - began
        # Its own order is its reading order: each below the other.
        numbers = [number for reading in readings for number in reading.numbers]
        found = [
            Found(0, 2 * place, 1, 2 * place + 1, one.text, one.confidence, one.refused)
            for place, one in enumerate(numbers)
        ]
        return found, seconds


@dataclass(frozen=True)
class Tesseract:
    """The program, one process a picture. psm: its page mode; 7 is one line, 11 sparse text."""

    psm: int

    @property
    def name(self) -> str:
        return "tesseract, line" if self.psm == 7 else f"tesseract psm {self.psm}"

    def read(self, sets: Sequence[NumberSet]) -> Iterator[Said]:
        for one in sets:
            yield gathered([self._one(file) for file in one.files])

    def _one(self, file: Path) -> tuple[list[Found], float]:
        command = ["tesseract", str(file), "-", "--psm", str(self.psm), *_TESSERACT, "tsv"]
        began = time.perf_counter()
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=_TIMEOUT,
                env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            )
        except OSError as error:
            raise SideError(f"tesseract cannot be run: {error.strerror}") from None
        except subprocess.TimeoutExpired:
            return [], float(_TIMEOUT)
        return words_of(done.stdout), time.perf_counter() - began


@dataclass(frozen=True)
class Rapid:
    """RapidOCR, in a process of its own; see rapid.py. line: each picture is one line."""

    python: Path
    line: bool = False

    @property
    def name(self) -> str:
        return "rapidocr, line" if self.line else "rapidocr"

    def read(self, sets: Sequence[NumberSet]) -> Iterator[Said]:
        files = [[str(file.resolve()) for file in one.files] for one in sets]
        answer = self._answer({"line": self.line, "sets": files})
        for one in answer["sets"]:
            found = [[Found(*box) for box in boxes] for boxes in one["boxes"]]
            yield gathered(list(zip(found, one["seconds"], strict=True)))

    def _answer(self, job: dict[str, Any]) -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            # In a file: the names of a thousand pictures are too long for a command line.
            written = Path(folder) / "job.json"
            written.write_text(json.dumps(job), encoding="utf-8")
            return processes.run([str(self.python), rapid.__file__, str(written)]).answer


def words_of(tsv: str) -> list[Found]:
    """The words in what Tesseract writes as TSV; its confidence is 0 to 100."""
    rows = csv.DictReader(tsv.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    found = []
    for row in rows:
        if row.get("level") == "5" and row["text"]:
            left, top = float(row["left"]), float(row["top"])
            right, bottom = left + float(row["width"]), top + float(row["height"])
            sure = max(0.0, float(row["conf"]) / 100)
            found.append(Found(left, top, right, bottom, row["text"], sure))
    return found


def cleaned(text: str) -> str:
    """The digits of a text, with letters taken as the digits they look like."""
    return "".join(c for c in text.translate(_LOOKS_LIKE) if c.isascii() and c.isdigit())


def in_reading_order(found: Sequence[Found]) -> list[Found]:
    """Line by line, each from the left; what lies at the height of a line's first is on it."""
    lines: list[list[Found]] = []
    for one in sorted(found, key=lambda one: one.top + one.bottom):
        middle = (one.top + one.bottom) / 2
        if lines and lines[-1][0].top <= middle <= lines[-1][0].bottom:
            lines[-1].append(one)
        else:
            lines.append([one])
    return [one for line in lines for one in sorted(line, key=lambda one: one.left)]


def gathered(answers: Sequence[tuple[Sequence[Found], float]]) -> Said:
    """What was found in each picture, with its seconds, as one value."""
    texts, confidences, refused = [], [], []
    for found, _ in answers:
        kept = [(cleaned(one.text), one) for one in in_reading_order(found)]
        kept = [(text, one) for text, one in kept if text]
        texts.append(tuple(text for text, _ in kept))
        confidences.append(min((one.confidence for _, one in kept), default=0.0))
        refused.append(not kept or any(one.refused for _, one in kept))
    seconds = statistics.median(seconds for _, seconds in answers)
    return Said(tuple(texts), np.array(confidences), np.array(refused, bool), seconds)


def read_all(
    engines: Sequence[Engine], sets: Sequence[NumberSet]
) -> Iterator[tuple[NumberSet, dict[str, Said | SideError]]]:
    """Each set with what every engine read in it, or why that one cannot be run."""
    running = {engine.name: engine.read(sets) for engine in engines}
    failed: dict[str, SideError] = {}
    for numbers in sets:
        said: dict[str, Said | SideError] = {}
        for name, answers in running.items():
            if name not in failed:
                try:
                    said[name] = next(answers)
                    continue
                except SideError as failure:
                    failed[name] = failure
            said[name] = failed[name]
        yield numbers, said
