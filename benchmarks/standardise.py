"""What standardising brings: answers on pictures as people make them, against a plain resize.

    python -m benchmarks.standardise digits-cnn
    python -m benchmarks.standardise digits --pictures my-pictures

The pictures are composed (composed/) from the last 200 training pictures of MNIST, never test
pictures: what is asked is whether the model still reads them once they look like drawings and
photos. Blank pages are right where nothing is found. Sets of real pictures are measured beside
them. "Plain" is what tutorials do: turn the picture bright on dark if its corners are light, and
resize it. Seed 0; 95% Wilson intervals.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer
from rich.text import Text

import tenfold
from benchmarks import models, options
from benchmarks.cells import grid, interval, markdown_table
from benchmarks.circumstances import identity, named, save, when_and_where
from benchmarks.composed.blank import BLANK
from benchmarks.composed.kinds import KINDS
from benchmarks.sets import PictureSet, Reader
from tenfold.cli.app import Verb, examples, new_app, note, printable, screen
from tenfold.evaluation.scores import wilson
from tenfold.evaluation.words import percent
from tenfold.inference.classifier import Classifier
from tenfold.pictures.decode import Picture, decode
from tenfold.pictures.standardise import standardise
from tenfold.values import Split

app = new_app()
HEADS = ("pictures", "n", "plain resize", "standardised")
SEED = 0


@dataclass(frozen=True)
class Row:
    """How many of n pictures are right; plain: None for blank pages, which it cannot know."""

    name: str
    n: int
    plain: int | None
    standardised: int

    def cells(self) -> list[str]:
        """As people read it."""
        shares = [
            "" if right is None else f"{percent(right / self.n)} ({self._interval(right)})"
            for right in (self.plain, self.standardised)
        ]
        return [printable(self.name), f"{self.n:,}", *shares]

    def _interval(self, right: int) -> str:
        return interval(wilson(right, self.n), 1)


@app.command(
    cls=Verb,
    epilog=examples(
        "python -m benchmarks.standardise digits-cnn",
        "python -m benchmarks.standardise digits --count 50 --pictures my-pictures",
    ),
)
def main(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Which: a FILE, RUN or NAME.")],
    count: Annotated[int, typer.Option(min=1, metavar="N", help="Pictures of each kind.")] = 200,
    pictures: options.Pictures = None,
    most: options.Most = None,
    json: options.Json = None,
    markdown: options.Markdown = None,
) -> None:
    """Measure what standardising brings on pictures as people make them.

    They are composed from training digits. "plain resize" is what tutorials do.
    The recipe digits-cnn is trained first where there is no run of it yet.
    """
    classifier = models.load(model)
    models.check_digits(classifier)
    digits = tenfold.load_dataset("mnist").train[-count:]
    with screen(stderr=True).status("asking") as status, tempfile.TemporaryDirectory() as scratch:
        reader = Reader(classifier.classes, Path(scratch), most)
        found, left_out = ([], []) if pictures is None else reader.found_in(pictures)
        rows = []
        for row in measured(classifier, digits, found):
            rows.append(row)
            status.update(f"asked: {printable(row.name)}")
    table = grid(HEADS)
    for row in rows:
        table.add_row(*map(Text, row.cells()))
    screen().print(table)
    for line in left_out:
        note(line, stderr=False)
    figures = {"model": identity(classifier), "seed": SEED, "rows": [asdict(row) for row in rows]}
    lines = markdown_table(HEADS, (row.cells() for row in rows))
    who = f"The model is {named(classifier)}, seed {SEED}. {when_and_where()}"
    save(json, markdown, figures=figures, text="\n".join([who, "", *lines, ""]))


def measured(model: Classifier, digits: Split, sets: Iterable[PictureSet]) -> Iterator[Row]:
    """A row a kind of picture composed of digits, a kind of blank page as often, and a set."""
    for compose in KINDS:
        rng = np.random.default_rng(SEED)
        made = [compose(digit, rng) for digit in digits.images]
        yield asked(_words(compose), model, made, digits.labels)
    for blank in BLANK:
        rng = np.random.default_rng(SEED)
        pages = [Picture(blank(rng)) for _ in range(len(digits))]
        empty = sum(standardise(page, model.metadata.spec).empty for page in pages)
        yield Row(_words(blank), len(pages), None, empty)
    for one in sets:
        if one.labels is not None:
            yield asked(one.name, model, [decode(file).pixels for file in one.files], one.labels)


def asked(name: str, model: Classifier, pictures: Sequence[np.ndarray], labels: np.ndarray) -> Row:
    """How many pictures (uint8, grey or RGB) are read right in both ways."""
    spec = model.metadata.spec
    ways = (
        [plain(picture, spec.shape) for picture in pictures],
        [standardise(Picture(picture), spec).pixels for picture in pictures],
    )
    right = [int((model.logits(np.stack(seen)).argmax(axis=1) == labels).sum()) for seen in ways]
    return Row(name, len(labels), *right)


def plain(picture: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """What tutorials make of a picture: uint8, of the shape (h, w)."""
    if picture.ndim == 3:
        picture = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if picture[[0, 0, -1, -1], [0, -1, 0, -1]].mean() > 127:
        picture = 255 - picture
    return cv2.resize(picture, shape[::-1], interpolation=cv2.INTER_AREA)


def _words(make: Callable[..., np.ndarray]) -> str:
    return make.__name__.replace("_", " ")


if __name__ == "__main__":
    app()
