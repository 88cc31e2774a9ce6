"""Predictions in a loop do not grow the process that makes them."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from statistics import median

import pytest
from artefact.models import model_file
from cli.conftest import environment
from PIL import Image, ImageDraw

# In a process of its own, so that nothing else grows it; 21 looks at its RSS, in KiB.
PROGRAM = """
import sys
from pathlib import Path
import numpy as np
import tenfold

model = tenfold.load("model.onnx")
source = Path("picture.png").read_bytes() if sys.argv[1] == "file" else np.eye(28, dtype=np.uint8)
many = int(sys.argv[2])
for done in range(many + 1):
    if done % (many // 20) == 0:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        print(pages * 4)
    model.predict(source)
"""


@pytest.mark.parametrize(("kind", "many"), [("array", 100_000), ("file", 4000)])
def test_predictions_in_a_loop_hold_no_memory(tmp_path, kind, many):
    (tmp_path / "model.onnx").write_bytes(model_file())
    image = Image.new("L", (90, 120), 235)
    ImageDraw.Draw(image).line([(40, 20), (44, 100)], fill=20, width=9)
    image.save(tmp_path / "picture.png")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, kind, str(many)],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    sizes = [int(line) for line in done.stdout.splitlines()]
    warm = sizes[5:]
    # The median, since the allocator takes a piece more now and then. One object of 16 bytes left
    # behind by each of the 5,000 arrays between two looks would make it 78 KiB, and one decoded
    # picture by each of 200 files 2,100.
    growth = median(later - sooner for sooner, later in pairwise(warm))
    assert growth < 16, f"{growth} KiB between two looks: {sizes}"
