from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import build_notebooks
import nbformat
import pytest
from docs.pages import DOCS, ROOT

PAGE = """# A title

Words, and [another page](../data.md#without-a-network), and [a lesson](s0-ocr.md).

```python
print("one")
```

```sh
tenfold data list
```

![A handwritten 3 and its numbers](../pictures/pixels.png)

```python
print("two")
```
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page two folders deep, beside a picture, as in docs/."""
    (tmp_path / "tutorials").mkdir()
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "pixels.png").write_bytes(b"picture")
    (tmp_path / "tutorials" / "page.md").write_text(PAGE, "utf-8")
    return tmp_path / "tutorials" / "page.md"


def test_python_blocks_become_code_cells_and_the_rest_text(page: Path, tmp_path: Path) -> None:
    notebook = build_notebooks.to_notebook(page, tmp_path / "notebooks")
    nbformat.validate(notebook)
    kinds = [(cell.cell_type, cell.source.splitlines()[0]) for cell in notebook.cells]
    assert kinds == [
        ("markdown", "# A title"),
        ("code", 'print("one")'),
        ("markdown", "```sh"),
        ("code", 'print("two")'),
    ]


def test_pictures_travel_inside_and_links_still_lead_to_their_pages(
    page: Path, tmp_path: Path
) -> None:
    first, _, second, _ = build_notebooks.to_notebook(page, tmp_path / "notebooks").cells
    assert "(../data.md#without-a-network)" in first.source
    assert "(s0-ocr.ipynb)" in first.source
    assert "![A handwritten 3 and its numbers](attachment:pixels.png)" in second.source
    assert second.attachments == {"pixels.png": {"image/png": "cGljdHVyZQ=="}}


def test_the_same_page_gives_the_same_notebook(page: Path, tmp_path: Path) -> None:
    one, two = (build_notebooks.to_notebook(page, tmp_path) for _ in range(2))
    assert one == two


def test_the_script_writes_every_tutorial_and_the_examples(tmp_path: Path) -> None:
    script = [sys.executable, str(DOCS / "build_notebooks.py"), str(tmp_path / "made")]
    done = subprocess.run(script, capture_output=True, text=True, check=True)
    names = sorted(path.stem for path in (DOCS / "tutorials").glob("s*.md"))
    assert [Path(line).stem for line in done.stdout.split()] == names
    for name in names:
        nbformat.validate(nbformat.read(tmp_path / "made" / f"{name}.ipynb", 4))
    copied = {path.name for path in (tmp_path / "made" / "examples" / "digits").iterdir()}
    assert copied == {path.name for path in (ROOT / "examples" / "digits").iterdir()}
