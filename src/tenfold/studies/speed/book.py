"""benchmarks.json, which keeps what was measured at different times, and the page made from it.

A case that is measured anew takes the place of what the file had of it; the others stay, each
with the date and the machine it was measured on.
"""

from __future__ import annotations

import json
from pathlib import Path

from tenfold.errors import UsageError
from tenfold.storage import write_json, write_text
from tenfold.studies.speed import tables
from tenfold.studies.speed.results import Result

FORMAT = 1
FILE = "benchmarks.json"


class Book:
    """The results in FOLDER/benchmarks.json, as far as there are any; None keeps nothing.

    Raises UsageError where the file is there and cannot be read: it is not written over.
    """

    def __init__(self, folder: Path | None) -> None:
        self.path = None if folder is None else folder / FILE
        self._results: dict[tuple[str, str], Result] = {}
        if self.path is not None and self.path.exists():
            self._results = {(one.work, one.case): one for one in read(self.path)}

    def put(self, result: Result) -> None:
        """Keep a result, finished or not, in the place of an older one. Raises StorageError."""
        self._results[result.work, result.case] = result
        if self.path is not None:
            cases = [one.to_json() for one in self._results.values()]
            write_json(self.path, {"format": FORMAT, "cases": cases})

    def write_page(self) -> Path | None:
        """Write the page beside the file; where it is, or None."""
        return write_page(self.path) if self.path is not None and self.path.exists() else None


def read(path: Path) -> list[Result]:
    """The results in a benchmarks.json. Raises UsageError where it is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] == FORMAT:
            return [Result.from_json(values) for values in content["cases"]]
        reason = f"its format is {content['format']!r}, and this tenfold reads {FORMAT}"
    except OSError as error:
        reason = error.strerror or str(error)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
    raise UsageError(
        f"{path} cannot be read as benchmarks ({reason}). Name a file that "
        "tenfold bench --write FOLDER made, or move it away."
    )


def write_page(path: Path) -> Path:
    """Write the Markdown page of a benchmarks.json beside it. Raises UsageError, StorageError."""
    target = path.with_suffix(".md")
    write_text(target, tables.page(read(path)))
    return target
