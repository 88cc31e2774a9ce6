"""What a command loads before it answers: counted, as seconds would depend on the machine.

A budget lies about a tenth above what was loaded when it was set (Python 3.11, the versions of
constraints.txt). Where one is passed: see what is new, import it where it is used, or raise the
budget and say why.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from artefact.models import model_file
from cli.conftest import environment
from PIL import Image, ImageDraw

TENFOLD = "from tenfold.cli.main import main; main()"
LINE = re.compile(r"import time:\s*(\d+) \|\s*\d+ \| *(\S+)")
TRAINING = {"keras", "tensorflow", "jax", "torch", "onnx", "matplotlib", "jinja2", "pydantic"}
ANSWERING = {"numpy", "cv2", "PIL", "onnxruntime", "tenfold.inference", "tenfold.pictures"}
# What a few pictures do without: other processes, data sets, networks, reports, bars, and numpy.ma,
# which np.median and np.quantile load.
NOT_FOR_FEW = {
    "concurrent.futures.thread", "multiprocessing", "tenfold.inference.parallel",
    "tenfold.datasets", "tenfold.pipeline", "http.client", "urllib.request", "ssl", "tarfile",
    "platformdirs", "tenfold.evaluation.report", "tenfold.evaluation.html", "rich.progress",
    "numpy.ma", "tenfold.inference.explain", "tenfold.cli.explaining",
}  # fmt: skip
PREDICT = (TENFOLD, "predict", "--model", "../model.onnx")
# what runs, how many modules it may load, and which it must not
CASES = {
    "import tenfold": (("import tenfold",), 58, ANSWERING | TRAINING | {"typer", "rich"}),
    "tenfold --help": ((TENFOLD, "--help"), 355, ANSWERING | TRAINING | NOT_FOR_FEW),
    "one picture": ((*PREDICT, "0.png"), 415, TRAINING | NOT_FOR_FEW),
    "three pictures": ((*PREDICT, "0.png", "1.png", "2.png"), 415, TRAINING | NOT_FOR_FEW),
    "a folder": ((*PREDICT, "."), 425, TRAINING | NOT_FOR_FEW - {"tenfold.datasets"}),
    "one in JSON": ((*PREDICT, "0.png", "--json"), 390, TRAINING | NOT_FOR_FEW | {"rich.table"}),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Three drawings, the kinds that people have: grey, colour, transparent; above, model.onnx."""
    home = tmp_path_factory.mktemp("cold") / "drawings"
    home.mkdir()
    (home.parent / "model.onnx").write_bytes(model_file())
    for number, mode in enumerate(("L", "RGB", "RGBA")):
        image = Image.new(mode, (90, 120), (0, 0, 0, 0) if mode == "RGBA" else "white")
        ImageDraw.Draw(image).line([(40, 20), (44, 100)], fill="black", width=9)
        image.save(home / f"{number}.png")
    return home


def loaded(words: tuple[str, ...], cwd: Path) -> dict[str, int]:
    """Microseconds that each module took by itself, by its name."""
    command = [sys.executable, "-X", "importtime", "-c", *words]
    done = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return {name: int(micros) for micros, name in LINE.findall(done.stderr)}


@pytest.mark.parametrize("case", CASES)
def test_a_cold_start_loads_no_more_than_its_budget(case, folder):
    words, budget, never = CASES[case]
    modules = loaded(words, folder)
    heavy = sorted(
        name for name in modules if any(name == n or name.startswith(n + ".") for n in never)
    )
    assert not heavy, f"{case} loads {heavy}"
    packages = Counter(name.split(".")[0] for name in modules).most_common(12)
    slowest = sorted(modules.items(), key=lambda item: -item[1])[:12]
    assert len(modules) <= budget, (
        f"{case} loads {len(modules)} modules, more than {budget}. Modules by package: {packages}. "
        f"Slowest, in microseconds: {slowest}."
    )
