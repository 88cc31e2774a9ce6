from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import nbclient
import pytest
from docs.pages import DOCS, ROOT
from nbformat import NotebookNode

# docs/ is no package: its scripts are run, and imported here only.
sys.path.insert(0, str(DOCS))

# What a person runs in minutes, a test runs in seconds: same cells, one epoch, one seed.
_QUICKER = {
    r"\bepochs=\d+": "epochs=1",
    r"\bseeds=\(0, 1, 2\)": "quick=True",
}


@pytest.fixture
def run_page(tmp_path: Path) -> Callable[[Path], NotebookNode]:
    """Runs a page as a notebook, in a real kernel, in an empty folder that has examples/.

    The data are the real ones. A cell that fails raises nbclient's CellExecutionError.
    """

    def run(page: Path) -> NotebookNode:
        import build_notebooks

        (tmp_path / "examples").symlink_to(ROOT / "examples")
        notebook = build_notebooks.to_notebook(page, tmp_path)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                for long, short in _QUICKER.items():
                    cell.source = re.sub(long, short, cell.source)
        place = {"metadata": {"path": str(tmp_path)}}
        nbclient.NotebookClient(notebook, timeout=300, resources=place).execute()
        return notebook

    return run
