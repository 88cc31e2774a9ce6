"""What reading costs tenfold, in processes of one thread: `python -m benchmarks.reading.cost`.

Photos as in photos.py, of one megapixel and of eight, and pages of eight with many numbers. Of each
set a fresh process reads all pictures: the median time of one, the longest, and the most memory
that the process ever held, its libraries included.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import cv2
import numpy as np
import typer
from PIL import Image

import tenfold
from benchmarks.cells import markdown_table
from benchmarks.circumstances import when_and_where
from benchmarks.reading.photos import photos
from tenfold.cli.app import Verb, examples, new_app, screen
from tenfold.training.composer.hand import draw_hand
from tenfold.training.composer.writing import write
from tenfold.values import Split

Rng = np.random.Generator
app = new_app()

_ONE, _EIGHT = 1152, 3264  # pixels wide; three quarters of it high: 1.0 and 8.0 megapixels
_LINES = 40

# The first two pictures warm up the caches of files and of the runtime, and are read once more.
_PROGRAM = """
import json, sys, time
from pathlib import Path
import cv2
cv2.setNumThreads(1)
import tenfold
from tenfold.inference.numbers import load_reader

reader = load_reader(threads=1)
files, seconds = sys.argv[1:], []
for file in [*files[:2], *files]:
    began = time.perf_counter()
    reader.read(file)
    seconds.append(time.perf_counter() - began)
# Not getrusage: what it tells begins with the most that the process before exec held.
most = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
print(json.dumps({"seconds": seconds[2:], "bytes": 1024 * int(most)}))
"""


@app.command(cls=Verb, epilog=examples("python -m benchmarks.reading.cost --count 20"))
def cost(
    count: Annotated[int, typer.Option(min=1, help="So many pictures of each kind.")] = 10,
) -> None:
    """Time and memory of reading a photo, and a page, on one core."""
    digits = tenfold.load_dataset("mnist").test
    rng = np.random.default_rng(0)
    kinds = {
        "photo of 1 megapixel, one number": (
            p for p, *_ in photos(digits, count, rng, widths=[_ONE])
        ),
        "photo of 8 megapixels, one number": (
            p for p, *_ in photos(digits, count, rng, widths=[_EIGHT])
        ),
        f"page of 8 megapixels, {_LINES} numbers": pages(digits, count, rng),
    }
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory(prefix="tenfold-cost-") as scratch:
        for name, pictures in kinds.items():
            files = [Path(scratch) / f"{len(rows)}-{n}.jpg" for n in range(count)]
            for file, pixels in zip(files, pictures, strict=True):
                Image.fromarray(pixels).save(file, quality=90)
            found = measured(files)
            milliseconds = 1000 * np.array(found["seconds"])
            rows.append(
                [
                    name,
                    f"{np.median(milliseconds):.0f} ms",
                    f"{milliseconds.max():.0f} ms",
                    f"{found['bytes'] / 1e6:.0f} MB",
                ]
            )
    table = markdown_table(["one thread", "median", "longest", "most memory"], rows)
    screen().print("\n".join([when_and_where(), "", *table]), soft_wrap=True, markup=False)


def pages(digits: Split, count: int, rng: Rng) -> Iterator[np.ndarray]:
    """Scanned pages, uint8 (h, w), each with a column of numbers of 5 to 8 digits."""
    high, wide = _EIGHT * 3 // 4, _EIGHT
    step = high / (_LINES + 1)
    for _ in range(count):
        page = np.full((high, wide), 238, np.float32)
        for line in range(_LINES):
            rows = rng.integers(0, len(digits), rng.integers(5, 9))
            text = "".join(str(label) for label in digits.labels[rows])
            ink = write(list(digits.images[rows]), text, draw_hand(rng), 36, rng).ink
            y = round((line + 1) * step - ink.shape[0] / 2)
            x = round(rng.uniform(0.1, 0.4) * wide)
            place = page[y : y + ink.shape[0], x : x + ink.shape[1]]
            place *= 1 - 0.8 * ink[:, : place.shape[1]]
        grain = rng.standard_normal((high // 4, wide // 4), np.float32)
        page += 2 * cv2.resize(grain, (wide, high))
        yield np.rint(np.clip(page, 0, 255)).astype(np.uint8)


def measured(files: list[Path]) -> dict[str, Any]:
    """What a fresh process says: seconds of each picture, and its most bytes."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    app()
