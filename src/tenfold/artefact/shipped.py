"""The models that come with tenfold: for each one .onnx file and one card, in the package.

A companion is a second network that one of them is used together with; its card tells of it.

`make models` trains them anew from the recipes of the same names.
"""

from __future__ import annotations

from pathlib import Path

from tenfold.errors import UsageError, did_you_mean

FOLDER = Path(__file__).with_name("shipped")
DEFAULT = "digits"  # what answers where no model is named


def names() -> tuple[str, ...]:
    """The names of the shipped models, sorted."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.onnx")))


def model_file(name: str) -> Path | None:
    """The file of a shipped model, None where none has that name."""
    return FOLDER / f"{name}.onnx" if name in names() else None


def companion(content: bytes) -> Path | None:
    """The file that a shipped model is used together with, None for the bytes of any other."""
    for file in (FOLDER / "companions").glob("*.onnx"):
        if (FOLDER / file.name).read_bytes() == content:
            return file
    return None


def card(name: str) -> str:
    """What a shipped model is, learned, reaches and is not for: Markdown. Raises UsageError."""
    if name not in names():
        raise UsageError(
            f"No shipped model is called {name!r}.{did_you_mean(name, names())} "
            f"There are: {', '.join(names())}. Of a run, look at its report.html."
        )
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")
