"""Exercise 1: what the ten output numbers mean, and which class wins."""

from __future__ import annotations

import numpy as np

from tenfold.studies.exercises import drawings
from tenfold.studies.exercises.answer import Answer, Column, Table
from tenfold.studies.exercises.bench import EPOCHS, Bench, network
from tenfold.studies.measured import Measured

_UNITS = 128
_PICTURE = 0  # the first test picture, as S3 asks it
_BATCH = 1000


def ten_numbers(bench: Bench) -> Answer:
    """Predict the test pictures once with each run, and read the first one's ten numbers."""
    test, classes = bench.dataset.test, bench.dataset.classes
    plan = network(_UNITS, epochs=bench.epochs(EPOCHS))
    models = [trained.model for trained in bench.fit_seeds(plan, f"{_UNITS} units")]
    # float32, shape (runs, pictures, classes): what the networks themselves give
    numbers = np.stack(
        [
            np.concatenate(
                [
                    np.asarray(model(test.images[first : first + _BATCH]))
                    for first in range(0, len(test), _BATCH)
                ]
            )
            for model in models
        ]
    )
    label = int(test.labels[_PICTURE])
    own = numbers[:, _PICTURE]
    rows = tuple(
        {"class": index, "name": name, "number": Measured(tuple(map(float, own[:, index])))}
        for index, name in enumerate(classes)
    )
    columns = (
        Column("class", "class"),
        Column("name", "name"),
        Column("number", "output number", Measured.as_number),
    )
    return Answer(
        number=1,
        question="What do the ten output numbers mean, and which class wins?",
        table=Table(columns, rows),
        setting=f"of the first test picture, {bench.setting}",
        figure=drawings.outputs(test.images[_PICTURE], own, classes, label=label),
        paragraph=paragraph(numbers, test.labels, classes),
        quick=bench.quick,
    )


def paragraph(numbers: np.ndarray, labels: np.ndarray, classes: tuple[str, ...]) -> str:
    """The answer in words.

    numbers: float, shape (runs, pictures, classes). labels: int64, shape (pictures,).
    """
    winners = numbers.argmax(axis=2)
    right = Measured(tuple(float((run == labels).mean()) for run in winners))
    off = float(np.abs(numbers.sum(axis=2) - 1).max())
    return (
        f"The network gives {len(classes)} numbers for a picture, one for each class. They are "
        f"probabilities: each lies between 0 and 1, and over all {len(labels):,} test pictures "
        f"their sum was never further than {off:.0e} from 1. The class with the largest number "
        f"wins. {_first_picture(numbers[:, _PICTURE], int(labels[_PICTURE]), classes)} Softmax "
        "only turns outputs into probabilities; picking the largest is a step of its own "
        f"(argmax). Picked so, {right.as_share()} of the test pictures were answered right."
    )


def _first_picture(own: np.ndarray, label: int, classes: tuple[str, ...]) -> str:
    """Who wins for the first picture, run by run: `own` is float of shape (runs, classes)."""
    winners = own.argmax(axis=1)
    names = sorted({int(winner) for winner in winners})
    counted = [
        f"{classes[name]} (class {name}) in {int((winners == name).sum())} of {len(own)} runs, "
        f"its number {float(own[winners == name, name].mean()):.4f} on average"
        for name in names
    ]
    return (
        f"For the first test picture that was {' and '.join(counted)}; "
        f"its label is {classes[label]} (class {label})."
    )
