import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from tenfold.errors import MissingExtraError, UsageError
from tenfold.evaluation import plots

PICTURE = np.zeros((8, 8), dtype=np.uint8)


def test_png_is_written_whole(tmp_path):
    path = tmp_path / "new folder" / "strip.PNG"
    plots.save(plots.strip([PICTURE], ["a"]), path)
    with Image.open(path) as picture:
        assert picture.format == "PNG"
    assert [one.name for one in path.parent.iterdir()] == ["strip.PNG"]


def test_a_figure_shows_itself_in_a_notebook():
    assert plots.strip([PICTURE], ["a"])._repr_png_().startswith(b"\x89PNG")


@pytest.mark.parametrize(("ending", "head"), [("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_the_ending_chooses_the_format(tmp_path, ending, head):
    path = tmp_path / f"strip.{ending}"
    plots.save(plots.strip([PICTURE], ["a"]), path)
    assert path.read_bytes().startswith(head)


@pytest.mark.parametrize("name", ["strip.docx", "strip"])
def test_other_endings_are_refused(tmp_path, name):
    with pytest.raises(UsageError, match=r"ends in \.png, \.svg or \.pdf\. Got .*strip"):
        plots.save(plots.strip([PICTURE], ["a"]), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_without_matplotlib_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.layout_engine", None)
    with pytest.raises(MissingExtraError, match=r"Drawing needs the extra 'train'.*matplotlib"):
        plots.strip([PICTURE], ["a"])


def test_matplotlib_is_loaded_only_to_draw_and_pyplot_never():
    code = (
        "import sys, numpy\n"
        "from tenfold.evaluation import plots\n"
        "assert 'matplotlib' not in sys.modules\n"
        "plots.strip([numpy.zeros((8, 8), 'uint8')], ['a'])\n"
        "assert 'matplotlib.figure' in sys.modules\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
