"""The base install answers; what needs more says how to get it.

The extra's modules are made unimportable in a process of its own, as if never installed.
"""

import json
import subprocess
import sys

import pytest
from artefact.models import model_file
from PIL import Image, ImageDraw

WITHOUT = """
import sys
for name in ("keras", "tensorflow", "jax", "onnx", "matplotlib"):
    sys.modules[name] = None
from tenfold.cli.main import main
sys.argv = ["tenfold", *sys.argv[1:]]
main()
"""


@pytest.fixture
def tenfold(tmp_path):
    (tmp_path / "model.onnx").write_bytes(model_file())
    picture = Image.new("L", (60, 80), 255)
    ImageDraw.Draw(picture).line([(30, 10), (32, 70)], fill=0, width=6)
    picture.save(tmp_path / "one.png")

    def run(*words):
        return subprocess.run(
            [sys.executable, "-c", WITHOUT, *map(str, words)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )

    return run


def test_predict_needs_no_extra(tenfold):
    done = tenfold("predict", "one.png", "--model", "model.onnx", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["file"] == "one.png"


def test_explaining_and_drawing_it_needs_no_extra(tenfold, tmp_path):
    words = ("predict", "one.png", "--model", "model.onnx", "--explain", "--save", ".")
    done = tenfold(*words)
    assert done.returncode == 0, done.stderr
    assert "From the file to what the model saw" in done.stdout
    assert (tmp_path / "one-explained.png").read_bytes().startswith(b"\x89PNG")


def test_recipes_and_help_need_no_extra(tenfold):
    assert "digits-cnn" in tenfold("recipes").stdout
    assert "607,394" in tenfold("recipes", "show", "digits-cnn").stdout
    assert tenfold("train", "--help").returncode == 0


def test_train_says_how_to_get_what_it_needs(tenfold, drawn_npz):
    done = tenfold("train", "fashion-mlp", "--data", drawn_npz)
    assert done.returncode == 1
    assert " ".join(done.stderr.split()) == (
        "Error: Training needs the extra 'train', which is not installed (no module named "
        "'keras'). Install it: pip install 'tenfold[train]'"
    )


def test_show_says_how_to_get_what_it_needs(tenfold):
    done = tenfold("predict", "one.png", "--model", "model.onnx", "--show", "out.png")
    assert done.returncode == 1
    assert "pip install 'tenfold[train]'" in " ".join(done.stderr.split())
