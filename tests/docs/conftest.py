from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import nbclient
import numpy as np
import pytest
from docs.pages import DOCS, ROOT
from nbformat import NotebookNode

from tenfold.datasets import load_dataset

# docs/ is no package: its scripts are run, and imported here only.
sys.path.insert(0, str(DOCS))

# What a person runs in minutes, a test runs in seconds: the same cells, but one epoch, and for
# the exercises one seed and fewer pictures.
_QUICKER = {
    r"\bepochs=\d+": "epochs=1",
    r"\bseeds=\(0, 1, 2\)": "quick=True, data='fewer.npz'",
}


def _write_fewer(path: Path) -> None:
    """The first 6,000 and 1,000 digits of MNIST."""
    mnist = load_dataset("mnist")
    train, test = mnist.train[:6000], mnist.test[:1000]
    np.savez(
        path, x_train=train.images, y_train=train.labels, x_test=test.images, y_test=test.labels
    )


@pytest.fixture
def run_page(tmp_path: Path) -> Callable[[Path], NotebookNode]:
    """Runs a page as a notebook, in a real kernel, in an empty folder that has examples/.

    The data sets are the real ones. A cell that fails raises nbclient's CellExecutionError.
    """

    def run(page: Path) -> NotebookNode:
        import build_notebooks

        (tmp_path / "examples").symlink_to(ROOT / "examples")
        _write_fewer(tmp_path / "fewer.npz")
        notebook = build_notebooks.to_notebook(page, tmp_path)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                for long, short in _QUICKER.items():
                    cell.source = re.sub(long, short, cell.source)
        place = {"metadata": {"path": str(tmp_path)}}
        # On a busy machine an output may come seconds after its cell: wait, or say that it is lost.
        client = nbclient.NotebookClient(
            notebook,
            timeout=300,
            iopub_timeout=60,
            raise_on_iopub_timeout=True,
            resources=place,
        )
        client.execute()
        return notebook

    return run
