r"""Draws docs/pictures/ from real data and real runs: python docs/make_pictures.py [--runs DIR]

Runs that are already in DIR are used as they are; the others are trained (about 20 minutes in all
on 2 cores). With --report, report.png is a photograph of the report of digits-cnn, taken by a
headless Chromium or Chrome, which must be installed:

    chromium --headless --hide-scrollbars --window-size=1200,1400 \
        --screenshot=report.png report.html
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from PIL import Image

import tenfold
from tenfold.artefact.runs import Run, open_run
from tenfold.evaluation import plots
from tenfold.evaluation.errors import mistakes
from tenfold.evaluation.plots.canvas import BLUE, GREY, INK, RED, SOFT, canvas, frame
from tenfold.models import networks
from tenfold.pictures.decode import decode
from tenfold.probability import softmax
from tenfold.training import recipe as recipes
from tenfold.training.habits import draw, shapes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PICTURES = Path(__file__).resolve().parent / "pictures"
EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "digits"
WIDEST = 1200  # pixels: twice what a page of text shows


def main() -> None:
    """Draw them all."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the documentation.")
    parser.add_argument("--runs", type=Path, default=Path("runs/docs"))
    parser.add_argument("--report", action="store_true", help="photograph the report too")
    asked = parser.parse_args()
    digits, garments = tenfold.load_dataset("mnist"), tenfold.load_dataset("fashion-mnist")

    keep(plots.one(digits.train.images[7], title="Label 3", numbers=True), "pixels")
    firsts = [int(np.argmax(digits.train.labels == digit)) for digit in range(10)]
    keep(plots.strip([digits.train.images[row] for row in firsts], digits.classes), "first-of-each")
    Image.fromarray(every_habit()).save(PICTURES / "habits.png", optimize=True)
    for name in ("ocr-mlp-64", "digits-cnn"):
        keep(layer_chain(name), f"layers-{name}")

    small = trained("ocr-mlp-64", asked.runs).predictions["test"]
    unsure = int(np.abs(softmax(small).max(axis=1) - 0.6).argmin())
    keep(logits_and_probabilities(digits.test.images[unsure], small[unsure]), "softmax")
    dense = trained("digits-mlp-256", asked.runs)
    worst = mistakes(digits.test.labels, dense.predictions["test"], limit=16)
    errors = dense.scores["test"].errors
    keep(
        plots.gallery(
            digits.test.images, worst, digits.classes, errors=errors, total=len(digits.test)
        ),
        "mistakes",
    )

    shop = trained("fashion-mlp", asked.runs)
    keep(
        plots.answers(
            garments.test.images,
            softmax(shop.predictions["test"]),
            garments.test.labels,
            garments.classes,
        ),
        "garments",
    )
    keep(plots.confusion(shop.scores["test"]), "confusion")
    watched = trained("fashion-mlp-100", asked.runs, held_out=10_000)
    keep(plots.curves(watched.history), "overfitting")

    convolutional = trained("digits-cnn", asked.runs)
    keep(convolution(convolutional, digits.test.images[874]), "convolution")
    keep(own_pictures(convolutional), "own-pictures")
    fast = [trained(name, asked.runs) for name in ("digits-fast", "digits-tiny", "digits-best")]
    keep(by_seconds(fast), "seconds")
    if asked.report:
        photograph(convolutional.report, PICTURES / "report.png")


def trained(recipe: str, runs: Path, *, held_out: int | None = None) -> Run:
    """The run of a recipe in `runs`, trained now where it is not there yet.

    held_out: keep so many pictures back for validation, whatever the recipe says.
    """
    folder = runs / (f"{recipe}-watched" if held_out else recipe)
    if (folder / "run.json").is_file():
        return open_run(folder)
    print(f"Training {recipe}", flush=True)
    settings: dict[str, Any] = {"validation.pictures": held_out} if held_out else {}
    return tenfold.train(recipe, out=folder, **settings)


def keep(figure: Figure, name: str) -> None:
    """Save a figure as docs/pictures/NAME.png, small enough for a repository."""
    path = PICTURES / f"{name}.png"
    plots.save(figure, path)
    shrink(path)


def shrink(path: Path) -> None:
    """Scale a PNG to the width of a page and give it a palette."""
    image = Image.open(path).convert("RGB")
    if image.width > WIDEST:
        size = WIDEST, round(image.height * WIDEST / image.width)
        image = image.resize(size, Image.Resampling.LANCZOS)
    image.quantize(128, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    print(f"{path.name}: {image.width} x {image.height}, {path.stat().st_size:,} bytes")


def every_habit() -> np.ndarray:
    """Fourteen drawings of each shape in habits.toml, a row a shape, in two columns: uint8."""
    rng = np.random.default_rng(0)
    rows = [np.hstack([draw(shape, (28, 28), rng) for _ in range(14)]) for shape in shapes()]
    half = -(-len(rows) // 2)
    rows += [np.zeros_like(rows[0])] * (2 * half - len(rows))
    left, right = np.vstack(rows[:half]), np.vstack(rows[half:])
    return np.hstack([left, np.zeros((len(left), 28), np.uint8), right])


def by_seconds(runs: Sequence[Run]) -> Figure:
    """Accuracy on the pictures kept back against the seconds that training had taken."""
    figure = canvas(8.4, 4.2)
    axis = figure.subplots()
    for run, colour in zip(runs, (BLUE, RED, INK), strict=True):
        seconds = np.cumsum([one.seconds for one in run.history])
        right = [100 * (one.val_accuracy or 0) for one in run.history]
        axis.plot(seconds, right, ".-", color=colour, label=run.recipe["name"])
    axis.set_xscale("log")
    axis.set_ylim(98, 99.8)
    axis.xaxis.set_major_formatter(lambda x, _: f"{x:g} s")
    axis.yaxis.set_major_formatter(lambda y, _: f"{y:g}%")
    axis.set_title("5,000 pictures kept back, right", loc="left", fontsize=12, color=INK)
    axis.set_xlabel("seconds of training, validation among them", color=SOFT)
    axis.legend(frameon=False, loc="lower right")
    frame(axis)
    return figure


def layer_chain(recipe: str) -> Figure:
    """A network as boxes: what each layer does, the shape it gives, the weights it learns."""
    plan = recipes.load(recipe)
    rows = networks.table(networks.resolve(plan.layers, 10), (28, 28))
    boxes = [
        ("picture", (28, 28), 0),
        *((row.kind, row.output_shape, row.parameters) for row in rows),
    ]
    figure = canvas(1.55 * len(boxes), 1.7)
    axis = figure.subplots()
    axis.set_axis_off()
    axis.set(xlim=(-0.55, len(boxes) - 0.45), ylim=(-0.75, 0.75))
    for place, (kind, shape, weights) in enumerate(boxes):
        colour = BLUE if weights else GREY
        style = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": colour}
        text = " x ".join(str(side) for side in shape)
        axis.text(place, 0, text, ha="center", va="center", fontsize=11, color=INK, bbox=style)
        axis.text(place, 0.55, kind, ha="center", fontsize=11, color=INK)
        note = f"{weights:,} weights" if weights else "no weights"
        axis.text(place, -0.65, note, ha="center", fontsize=9, color=BLUE if weights else SOFT)
        if place:
            arrow = {"arrowstyle": "->", "color": SOFT}
            axis.annotate("", (place - 0.36, 0), (place - 0.62, 0), arrowprops=arrow)
    return figure


def logits_and_probabilities(picture: np.ndarray, logits: np.ndarray) -> Figure:
    """One picture, its ten logits, and the probabilities that softmax makes of them."""
    figure = canvas(10.5, 3.3)
    shown, raw, likely = figure.subplots(1, 3, width_ratios=[1, 1.6, 1.6])
    _picture(shown, picture, "an unsure answer")
    colours = [BLUE if value == logits.max() else GREY for value in logits]
    raw.bar(range(len(logits)), logits, color=colours)
    raw.axhline(0, color=INK, linewidth=0.8)
    likely.bar(range(len(logits)), softmax(logits), color=colours)
    likely.set_ylim(0, 1)
    titles = "logits: any numbers", "softmax: 0 to 1, sum 1"
    for axis, title in zip((raw, likely), titles, strict=True):
        axis.set_title(title, fontsize=12, color=INK)
        axis.set_xticks(range(len(logits)))
        frame(axis)
    return figure


def convolution(run: Run, picture: np.ndarray) -> Figure:
    """What four of the learned 3x3 filters make of one digit, before and after pooling."""
    kernels, biases = _first_convolution(run.model)
    windows = np.lib.stride_tricks.sliding_window_view(picture / 255, (3, 3))
    strongest = np.argsort(-np.abs(kernels).sum(axis=(1, 2)))[:4]
    figure = canvas(8.4, 7.6)
    axes = figure.subplots(4, 4)
    for row, number in zip(axes, strongest, strict=True):
        found = np.einsum("ijkl,kl->ij", windows, kernels[number]) + biases[number]
        pooled = found.reshape(13, 2, 13, 2).max(axis=(1, 3))
        largest = np.abs(found).max()
        _picture(row[0], picture, "28 x 28")
        _signed(row[1], kernels[number], np.abs(kernels[number]).max(), "a filter: 3 x 3")
        _signed(row[2], found, largest, "convolution: 26 x 26")
        _signed(row[3], pooled, largest, "pooling: 13 x 13")
    return figure


def own_pictures(run: Run) -> Figure:
    """Three of the drawn digits in examples/, what the model saw of them, and its answers."""
    files = [EXAMPLES / name for name in ("four.png", "nine.jpg", "felt-two.png")]
    answers = [tenfold.load(run.folder).predict(file) for file in files]
    return plots.prediction(
        [decode(file).pixels for file in files],
        [answer.pixels for answer in answers],
        np.stack([answer.probabilities for answer in answers]),
        answers[0].classes,
        files=[file.name for file in files],
    )


def photograph(page: Path, picture: Path) -> None:
    """The top of an HTML page as a PNG 1200 wide, taken by a headless browser."""
    names: Sequence[str] = ("chromium", "chromium-browser", "google-chrome")
    browser = next((found for name in names if (found := shutil.which(name))), None)
    if browser is None:
        raise SystemExit(f"A browser is needed for --report: one of {', '.join(names)}.")
    # --no-sandbox: the page is our own, and in a container there is no sandbox to be had.
    options = "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"
    target = f"--screenshot={picture}", "--window-size=1200,1400", page.resolve().as_uri()
    subprocess.run([browser, *options, *target], check=True, capture_output=True, timeout=120)
    shrink(picture)


def _first_convolution(model: Path) -> tuple[np.ndarray, np.ndarray]:
    """Kernels (filters, 3, 3) and biases (filters,) of the first convolution in the one file."""
    graph = onnx.load(model).graph
    weights = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
    node = next(node for node in graph.node if node.op_type == "Conv")
    return weights[node.input[1]][:, 0], weights[node.input[2]]


def _picture(axis: Axes, pixels: np.ndarray, title: str) -> None:
    axis.imshow(pixels, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    axis.set_axis_off()
    axis.set_title(title, fontsize=10, color=INK)


def _signed(axis: Axes, values: np.ndarray, largest: float, title: str) -> None:
    """Numbers below 0 blue and above 0 red, 0 white."""
    from matplotlib.colors import LinearSegmentedColormap

    colours = LinearSegmentedColormap.from_list("signed", [BLUE, "white", RED])
    axis.imshow(values, cmap=colours, vmin=-largest, vmax=largest, interpolation="nearest")
    axis.set(xticks=[], yticks=[])
    axis.set_title(title, fontsize=10, color=INK)


if __name__ == "__main__":
    main()
