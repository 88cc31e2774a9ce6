"""tenfold evaluate: how good a model is on one split, and where it errs."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

import tenfold
from tenfold.artefact.bundle import Metadata
from tenfold.artefact.runs import find_model
from tenfold.cli.app import (
    AsJson,
    Coverage,
    DataDir,
    Verb,
    examples,
    new_app,
    print_json,
    printable,
    screen,
)
from tenfold.cli.fetching import fetch_if_needed
from tenfold.cli.scores import accuracy_line, sets_line, tables
from tenfold.evaluation.scores import gap_in_words
from tenfold.values import Scores

app = new_app()


@app.command(
    cls=Verb,
    epilog=examples(
        "tenfold evaluate",
        "tenfold evaluate digits-cnn --split train",
        "tenfold evaluate runs/mine --data my-pictures/ --json",
        "tenfold evaluate runs/mine --coverage 0.99",
    ),
)
def evaluate(
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="[MODEL]",
            help="A FILE, a RUN or a NAME; without it digits, which came with tenfold.",
        ),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(metavar="NAME|FOLDER|FILE", help="Test on this instead of its own data."),
    ] = None,
    split: Annotated[
        str, typer.Option(metavar="train|validation|test", help="Which pictures.")
    ] = "test",
    coverage: Coverage = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Loss, accuracy with its 95% interval, per class, confusion, calibration, train-test gap."""
    path = find_model(None if model is None else Path(model))
    classifier = tenfold.load(path)
    own = classifier.metadata.dataset.get("name")
    fetch_if_needed(data or own, data_dir)
    scores = tenfold.evaluate(path, data=data, split=split, data_dir=data_dir, coverage=coverage)
    if as_json:
        print_json(scores.to_json() | {"model": asdict(classifier.id)})
        return
    console = screen()
    title = printable(f"{classifier.id.name} on {scores.dataset}")
    console.print(Text(title, "bold"))
    console.print(accuracy_line(scores))
    console.print(f"Loss {scores.loss:.4f}")
    if scores.sets is not None:
        console.print(sets_line(scores.sets))
    if split == "test" and data in (None, own):
        train = _stored_train_scores(classifier.metadata, scores)
        if train is not None:
            console.print(Text(gap_in_words(train, scores)))
    for table in tables(scores):
        console.print()
        console.print(table)


def _stored_train_scores(metadata: Metadata, test: Scores) -> Scores | None:
    """The train accuracy that the model file tells of itself, where it is there and sound."""
    stored = metadata.scores.get("train", {})
    try:
        low, high = map(float, stored["interval"])
        accuracy = float(stored["accuracy"])
        return replace(test, split="train", accuracy=accuracy, interval=(low, high))
    except (TypeError, KeyError, ValueError):
        return None
