"""What figures belong to: which models, which day, which machine; and where they are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tenfold.cli.app import printable
from tenfold.inference.classifier import Classifier
from tenfold.storage import write_json, write_text
from tenfold.studies.speed import machine


def identity(model: Classifier) -> dict[str, str]:
    """Its name and hash, for a record."""
    return {"name": model.id.name, "hash": model.id.hash}


def named(model: Classifier) -> str:
    """Its name and hash in Markdown."""
    return f"`{printable(model.id.name)}` ({model.id.hash})"


def when_and_where() -> str:
    """A sentence."""
    today = datetime.now(UTC).date().isoformat()
    return f"Measured on {today}: {machine.in_words(machine.describe())}."


def save(
    json: Path | None, markdown: Path | None, *, figures: Mapping[str, Any], text: str
) -> None:
    """Figures, with the day and the machine, and text, each where a file is named for it."""
    if json is not None:
        measured = datetime.now(UTC).isoformat(timespec="seconds")
        write_json(json, {"measured": measured, "machine": machine.describe(), **figures})
    if markdown is not None:
        write_text(markdown, text)
