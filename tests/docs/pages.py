"""README.md and the pages of docs/, and what stands in them."""

from __future__ import annotations

import re
from pathlib import Path

from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def pages() -> list[Path]:
    """README.md and every page of docs/."""
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [code for kind, code in _BLOCK.findall(page.read_text("utf-8")) if kind == language]


def prose(page: Path) -> str:
    """The text between the blocks."""
    return _BLOCK.sub("", page.read_text("utf-8"))


def links(page: Path) -> list[tuple[bool, str, str]]:
    """(is a picture, words, target) of every link."""
    return [(bool(mark), words, target) for mark, words, target in _LINK.findall(prose(page))]


def anchors(page: Path) -> set[str]:
    """The places that a link may name: headings in small letters, words joined by dashes."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def printed(notebook: NotebookNode) -> str:
    """Everything that the cells of an executed notebook printed."""
    return "".join(
        output.text
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stdout"
    )


def shown(notebook: NotebookNode) -> list[dict[str, str]]:
    """What showed itself at the end of cells: data by media type."""
    return [
        output.data
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "execute_result"
    ]
