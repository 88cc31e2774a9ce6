"""Turns tutorials into Jupyter notebooks: python docs/build_notebooks.py FOLDER [PAGE.md ...]

Every ```python block becomes a code cell, everything between them a text cell. Pictures travel
inside the notebook; examples/ is copied beside it, because the code names files in there.
"""

from __future__ import annotations

import argparse
import base64
import os
import re
import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

DOCS = Path(__file__).resolve().parent
_CODE = re.compile(r"^```python\n(.*?)^```$\n?", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def to_notebook(page: Path, folder: Path) -> NotebookNode:
    """The page as a notebook that is to lie in `folder`."""
    parts = _CODE.split(page.read_text(encoding="utf-8"))
    cells = []
    for number, part in enumerate(parts):
        if not part.strip():
            continue
        cell = (
            v4.new_code_cell(part.strip()) if number % 2 else _text_cell(part.strip(), page, folder)
        )
        cell["id"] = f"cell-{number}"  # not drawn at random: the same page, the same notebook
        cells.append(cell)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _text_cell(text: str, page: Path, folder: Path) -> NotebookNode:
    attachments: dict[str, dict[str, str]] = {}

    def follow(link: re.Match[str]) -> str:
        mark, words, target = link.groups()
        if "://" in target or target.startswith("#"):
            return link[0]
        if mark:
            file = page.parent / target
            content = base64.b64encode(file.read_bytes()).decode("ascii")
            attachments[file.name] = {"image/png": content}
            return f"![{words}](attachment:{file.name})"
        return f"[{words}]({_target(target, page, folder)})"

    cell = v4.new_markdown_cell(_LINK.sub(follow, text))
    if attachments:
        cell["attachments"] = attachments
    return cell


def _target(target: str, page: Path, folder: Path) -> str:
    """Another tutorial is its notebook; any other page stays where it is."""
    name, hash_, place = target.partition("#")
    if name in {other.name for other in tutorials()}:
        return f"{Path(name).stem}.ipynb{hash_}{place}"
    there = os.path.relpath((page.parent / name).resolve(), folder.resolve())
    return f"{Path(there).as_posix()}{hash_}{place}"


def tutorials() -> list[Path]:
    """The tutorials, in the order of their names."""
    return sorted((DOCS / "tutorials").glob("s[0-9]*.md"))


def main() -> None:
    """Write a notebook for each page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="where the notebooks go")
    parser.add_argument("pages", type=Path, nargs="*", help="without any: every tutorial")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for page in asked.pages or tutorials():
        path = asked.folder / f"{page.stem}.ipynb"
        nbformat.write(to_notebook(page, asked.folder), path)
        print(path)
    shutil.copytree(DOCS.parent / "examples", asked.folder / "examples", dirs_exist_ok=True)


if __name__ == "__main__":
    main()
