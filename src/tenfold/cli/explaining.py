"""How an answer is explained in a terminal: its evidence, its steps, the pictures like it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from tenfold import datasets
from tenfold.artefact.bundle import Metadata
from tenfold.artefact.runs import find_model, run_of
from tenfold.cli import answers, terminal
from tenfold.cli.app import complain, has_greys, note, print_json, printable, screen
from tenfold.cli.fetching import place_of
from tenfold.cli.sources import Given
from tenfold.errors import DatasetError, PictureError, UsageError
from tenfold.evaluation import evidence
from tenfold.evaluation.evidence import Tile
from tenfold.inference.classifier import Classifier
from tenfold.inference.explain import Explanation, with_similar
from tenfold.storage import write_bytes
from tenfold.values import BrokenPicture, Dataset, Prediction, Split

_COLUMNS = 14  # of a small picture: five beside each other fill 78 of 80
_PER_ROW = 5


def explain_all(
    classifier: Classifier,
    given: Sequence[Given],
    examples: Split | None,
    *,
    coverage: float | None,
    as_json: bool,
    logits: bool,
    folder: Path | None,
) -> tuple[list[tuple[Given, Prediction]], int]:
    """Print an explanation for each picture and, where a folder is named, draw it there.

    Returns what was answered, and how many pictures are broken.
    """
    console = screen()
    answered: list[tuple[Given, Prediction]] = []
    whole: list[Explanation] = []
    found = _explained(classifier, given, examples, coverage)
    for asked, one in zip(given, found, strict=True):
        if isinstance(one, BrokenPicture):
            if as_json:
                print_json(one.to_json())
            else:
                complain("Error", one.message, "red")
            continue
        if as_json:
            print_json(asked.with_truth(one.to_json(logits=logits)))
        else:
            console.print(drawn(one, asked.label, logits=logits, console=console))
        answered.append((asked, one.prediction))
        whole.append(one)
    for path in save(whole, folder) if folder else ():
        note(f"Explained: {path}", stderr=as_json)
    return answered, len(given) - len(answered)


def training_pictures(known: Metadata, model: str | None, data_dir: Path | None) -> Split | None:
    """The pictures a model learned from where they are at hand; else it says why they are not.

    At hand: a data set of the catalogue whose files lie here, or the .npz file of the model's run.
    Nothing is downloaded, and no folder of pictures is standardised anew: that can take minutes.
    known: what the model's file says of itself. model: as given to --model.
    """
    name = str(known.dataset.get("name", ""))
    try:
        dataset = _at_hand(name, known, model, data_dir)
        if dataset.sha256 != known.dataset.get("sha256"):
            raise DatasetError(f"{name} has changed since the model learned from it.")
    except (DatasetError, UsageError) as error:
        note(f"No similar pictures: {error.message}", stderr=True)
        return None
    return dataset.train


def _at_hand(name: str, known: Metadata, model: str | None, data_dir: Path | None) -> Dataset:
    """The data set a model learned from. Raises DatasetError where it is not here."""
    if name in datasets.CATALOGUE:
        place = place_of(datasets.CATALOGUE[name], data_dir)
        if place is None:
            raise DatasetError(f"{name} is not here. Fetch it: tenfold data fetch {name}")
        return datasets.load_dataset(name, data_dir=place, classes=known.classes)
    run = run_of(find_model(None if model is None else Path(model)))
    path = Path(str(run.record.get("data"))) if run else Path()
    if not path.is_file():
        raise DatasetError("what the model learned from is not at hand as a data set or .npz file.")
    return datasets.load_dataset(path, spec=known.spec, classes=known.classes)


def _explained(
    classifier: Classifier,
    given: Sequence[Given],
    examples: Split | None,
    coverage: float | None,
) -> list[Explanation | BrokenPicture]:
    """An explanation for each picture, or what is wrong with it; one search for all of them."""
    found: list[Explanation | BrokenPicture] = []
    for one in given:
        try:
            found.append(classifier.explain(one.source, name=one.file, coverage=coverage))
        except PictureError as error:
            found.append(BrokenPicture(one.file, error.code, error.message))
    if examples is None:
        return found
    like = iter(with_similar([one for one in found if isinstance(one, Explanation)], examples))
    return [next(like) if isinstance(one, Explanation) else one for one in found]


def drawn(one: Explanation, label: int | None, *, logits: bool, console: Console) -> RenderableType:
    """An explanation in 80 columns; label: the true class, where it is known."""
    colour = has_greys(console)
    pixels = one.prediction.pixels
    if colour:
        picture = evidence.tinted(pixels, one.occlusion)
    else:
        picture = np.concatenate([pixels, evidence.shaded(one.occlusion)])
    steps = [(step.name, step.pixels) for step in one.steps]
    like = [
        evidence.similar_tile(near.pixels, near.name, index=near.index, similarity=near.similarity)
        for near in one.similar
    ]
    return Group(
        answers.drawn(one.prediction, label, logits=logits, console=console, picture=picture),
        _words(one, colour=colour),
        *_row(
            evidence.STEPS,
            evidence.step_tiles(steps, one.box if colour else None, side=_COLUMNS),
            colour=colour,
        ),
        *_row(evidence.SIMILAR, like, colour=colour),
    )


def save(explanations: Sequence[Explanation], folder: Path) -> list[Path]:
    """Each explanation as a PNG file in `folder`, named after its picture; their paths.

    Raises StorageError.
    """
    paths: list[Path] = []
    for one in explanations:
        base = _file_name(str(one.prediction.file))
        path, number = folder / f"{base}.png", 1
        while path in paths:
            number += 1
            path = folder / f"{base}-{number}.png"
        write_bytes(path, one.to_png())
        paths.append(path)
    return paths


def _file_name(file: str) -> str:
    """`photos/7.png` -> `7-explained`: never the name of a picture that may lie there already."""
    stem = "stdin" if file == "-" else Path(file).stem
    return f"{printable(stem)[:100] or 'picture'}-explained"


def _words(one: Explanation, *, colour: bool) -> Text:
    if one.empty:
        return Text(f"{evidence.NOTHING}\n")
    answer = one.prediction
    name = printable(answer.name)
    legend = Text()
    if colour:
        legend.append("■", _hex(evidence.FOR)).append(f" spoke for {name}  ")
        legend.append("■", _hex(evidence.AGAINST)).append(" spoke against it")
    else:
        legend.append(f"The lower picture: the fuller a place, the more it spoke for {name}.")
    sentence = evidence.covering(name, answer.confidence, one.covered, patch=one.patch)
    return Text.assemble(legend, "\n", sentence, "\n")


def _row(heading: str, tiles: Sequence[Tile], *, colour: bool) -> list[RenderableType]:
    """Small pictures of any aspect beside each other, five a row, over their words."""
    parts: list[RenderableType] = []
    for start in range(0, len(tiles), _PER_ROW):
        table = Table.grid(padding=(0, 2, 0, 0))
        shown = tiles[start : start + _PER_ROW]
        for _ in shown:
            table.add_column(width=_COLUMNS)
        table.add_row(*(Group(*_small(tile.pixels, colour=colour)) for tile in shown))
        table.add_row(*(Text(printable(tile.caption)) for tile in shown))
        if any(tile.detail for tile in shown):
            table.add_row(*(Text(tile.detail, "dim") for tile in shown))
        parts += [table, Text()]
    return [Text(heading, "bold"), *parts] if parts else []


def _small(pixels: np.ndarray, *, colour: bool) -> list[Text]:
    """A picture as lines in a square of 14 columns: a high one is narrower."""
    height, width = pixels.shape[:2]
    columns = max(1, round(_COLUMNS * min(1.0, width / height)))
    small = evidence.thumbnail(pixels, side=_COLUMNS)
    return terminal.picture_lines(small, columns=columns, colour=colour)


def _hex(colour: tuple[int, int, int]) -> str:
    return f"#{bytes(colour).hex()}"
