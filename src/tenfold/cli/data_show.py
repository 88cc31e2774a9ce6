"""tenfold data show: pictures of a data set, as a PNG file and small in the terminal."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.text import Text

import tenfold
from tenfold.cli import terminal
from tenfold.cli.app import AsJson, DataDir, examples, has_greys, print_json, printable, screen
from tenfold.cli.fetching import fetch_if_needed
from tenfold.cli.raw_numbers import raw_numbers
from tenfold.errors import UsageError
from tenfold.evaluation import plots
from tenfold.evaluation.plots.pictures import MOST_NUMBERS
from tenfold.values import Dataset, Split

EXAMPLES = examples(
    "tenfold data show mnist --first-of-each",
    "tenfold data show mnist --nth 10",
    "tenfold data show fashion-mnist --grid 5x5",
    "tenfold data show mnist --random 64 --seed 1 --out random.png",
    "tenfold data show fashion-mnist --split test --image 0",
)
_MOST = 400  # pictures in one drawing
_STRIP = 10  # pictures in a row of a strip
_FEW, _LARGE, _SMALL = 25, (14, 5), (8, 8)  # (columns of a picture, pictures in a row) here
_WIDEST = 56  # columns of one picture in the terminal


@dataclass(frozen=True, eq=False)
class Chosen:
    """Which pictures to show: their rows in the split, how wide the grid, what to call it."""

    rows: np.ndarray
    columns: int
    name: str


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, a folder or an .npz file.")],
    split: Annotated[str, typer.Option(metavar="train|test", help="Which pictures.")] = "train",
    first_of_each: Annotated[
        bool, typer.Option("--first-of-each", help="The first picture of every class (default).")
    ] = False,
    nth: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="The Nth picture of every class.")
    ] = None,
    grid: Annotated[
        str | None, typer.Option(metavar="ROWSxCOLUMNS", help="The first pictures as a grid.")
    ] = None,
    random: Annotated[
        int | None, typer.Option(min=1, max=_MOST, metavar="N", help="N pictures by chance.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of --random.")] = 0,
    image: Annotated[
        int | None,
        typer.Option(min=0, metavar="I", help="One picture, from 0, with its raw numbers."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Where the drawing goes.")
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Look at pictures: drawn to a PNG file, and small right here. --grid may lay out --random."""
    given = [first_of_each, nth is not None, grid is not None or random is not None]
    if sum([*given, image is not None]) > 1:
        raise UsageError(
            "Say one of --first-of-each, --nth, --grid (with or without --random) and --image. "
            "Got several."
        )
    fetch_if_needed(name, data_dir)
    dataset = tenfold.load_dataset(name, data_dir=data_dir)
    pictures = _split(dataset, split)
    if image is not None:
        chosen = Chosen(np.array([_row(image, pictures)]), 1, str(image))
    elif grid is not None or random is not None:
        chosen = _in_grid(pictures, grid, random, seed)
    else:
        chosen = _of_each(dataset, pictures, nth or 1)
    _show(dataset, pictures, chosen, numbers=image is not None, out=out, split=split, json=as_json)


def _split(dataset: Dataset, split: str) -> Split:
    if split not in ("train", "test"):
        raise UsageError(f"The split to show must be train or test. Got {split!r}.")
    pictures = dataset.train if split == "train" else dataset.test
    if not len(pictures):
        raise UsageError(f"The {split} split of {dataset.name!r} has no pictures.")
    return pictures


def _row(image: int, pictures: Split) -> int:
    if image >= len(pictures):
        raise UsageError(f"--image must be 0 to {len(pictures) - 1} in this split. Got {image}.")
    return image


def _of_each(dataset: Dataset, pictures: Split, nth: int) -> Chosen:
    rows = []
    for label, name in enumerate(dataset.classes[:_MOST]):
        found = np.flatnonzero(pictures.labels == label)
        if len(found) < nth:
            raise UsageError(
                f"There is no picture number {nth} of class {name!r}: the split has {len(found)} "
                "of them. Choose a smaller number, or the other --split."
            )
        rows.append(found[nth - 1])
    what = "first-of-each" if nth == 1 else f"nth-{nth}"
    return Chosen(np.array(rows), min(len(rows), _STRIP), what)


def _in_grid(pictures: Split, grid: str | None, random: int | None, seed: int) -> Chosen:
    count, columns = random or 0, math.ceil(math.sqrt(random or 1))
    if grid is not None:
        match = re.fullmatch(r"(\d{1,3})x(\d{1,3})", grid)
        high, columns = (int(match[1]), int(match[2])) if match else (0, 0)
        if not 1 <= high * columns <= _MOST:
            raise UsageError(
                f"--grid must be rows and columns such as 8x8, of at most {_MOST} pictures. "
                f"Got {grid!r}."
            )
        if count > high * columns:
            raise UsageError(f"{count} pictures do not fit a grid of {grid}. Make it larger.")
        count = count or high * columns
    if count > len(pictures):
        raise UsageError(f"The split has only {len(pictures)} pictures. Got {count} to show.")
    if random is None:
        return Chosen(np.arange(count), columns, f"grid-{grid}")
    rows = np.random.default_rng(seed).choice(len(pictures), size=count, replace=False)
    return Chosen(rows, columns, f"random-{count}-seed{seed}")


def _show(
    dataset: Dataset,
    pictures: Split,
    chosen: Chosen,
    *,
    numbers: bool,
    out: Path | None,
    split: str,
    json: bool,
) -> None:
    images, labels = pictures.images[chosen.rows], pictures.labels[chosen.rows]
    titles = [printable(dataset.classes[label]) for label in labels]
    path = out or Path(f"{dataset.name}-{split}-{chosen.name}.png")
    console = screen(stderr=json)
    if numbers:
        title = f"{split} {chosen.rows[0]}: {titles[0]}"
        _show_one(console, images[0], title)
        figure = plots.one(images[0], title=title, numbers=max(images[0].shape) <= MOST_NUMBERS)
    else:
        columns, across = _SMALL if len(images) > _FEW else _LARGE
        across = min(chosen.columns, across)
        colour = has_greys(console)
        console.print(
            terminal.strip(images, titles, columns=columns, per_row=across, colour=colour)
        )
        figure = plots.grid(images, titles, columns=chosen.columns)
    plots.save(figure, path)
    if json:
        rows, classes = chosen.rows.tolist(), labels.tolist()
        print_json({"file": str(path), "split": split, "rows": rows, "labels": classes})
    else:
        console.print(Text(f"Drawn: {printable(str(path))}", "dim"))


def _show_one(console: Console, image: np.ndarray, title: str) -> None:
    colour = has_greys(console)
    where, numbers = raw_numbers(image, colour=colour)
    console.print(Text(title, "bold"))
    columns = min(_WIDEST, 2 * image.shape[1])
    console.print(*terminal.picture_lines(image, columns=columns, colour=colour), sep="\n")
    console.print(Text(where, "dim"))
    console.print(numbers)
