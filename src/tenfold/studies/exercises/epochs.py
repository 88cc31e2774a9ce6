"""Exercise 6: fifteen epochs instead of five, and the loss on pictures never learned from."""

from __future__ import annotations

import numpy as np

from tenfold.studies.exercises import drawings, verdict
from tenfold.studies.exercises.answer import Answer, Column, Table
from tenfold.studies.exercises.bench import Bench, network
from tenfold.studies.measured import Measured

_EPOCHS = 15
_UNITS = 512
_COLUMNS = (
    Column("epoch", "epoch"),
    Column("train_loss", "train loss", Measured.as_number),
    Column("held_out_loss", "held-out loss", Measured.as_number),
    Column("held_out_accuracy", "held-out acc.", Measured.as_share),
)


def longer(bench: Bench) -> Answer:
    """Train for 15 epochs and look at the held-out pictures after every one."""
    name = f"{_UNITS} units"
    trials = bench.trials({name: network(_UNITS, epochs=bench.epochs(_EPOCHS))})[name]
    train, held_out = trials.curves("loss"), trials.curves("val_loss")
    accuracy = trials.curves("val_accuracy")
    rows = tuple(
        {
            "epoch": index + 1,
            "train_loss": _column(train, index),
            "held_out_loss": _column(held_out, index),
            "held_out_accuracy": _column(accuracy, index),
        }
        for index in range(train.shape[1])
    )
    return Answer(
        number=6,
        question=f"What happens in {_EPOCHS} epochs instead of 5?",
        table=Table(_COLUMNS, rows),
        setting=f"{name}, {bench.setting}",
        figure=drawings.losses(train, held_out, lowest=lowest_epoch(held_out)),
        paragraph=paragraph(train, held_out, accuracy),
        quick=bench.quick,
    )


def paragraph(train: np.ndarray, held_out: np.ndarray, accuracy: np.ndarray) -> str:
    """The answer in words.

    train, held_out: losses, float, shape (runs, epochs). accuracy: of the held-out pictures.
    """
    epochs = train.shape[1]
    lowest = lowest_epoch(held_out)
    fell = (
        f"The train loss went from {train[:, 0].mean():.4f} to {train[:, -1].mean():.4f}. The loss "
        f"on held-out pictures was lowest after epoch {lowest} "
        f"(mean {held_out[:, lowest - 1].mean():.4f})"
    )
    if lowest == epochs:
        return f"{fell}, the last one: within {epochs} epochs it did not turn."
    rise = verdict.of_numbers(
        "held-out loss",
        _column(held_out, -1),
        _at_lowest_by_the_others(held_out, held_out),
        names=(f"epoch {epochs}", "the lowest epoch"),
        digits=4,
    )
    better = verdict.of_shares(
        "held-out accuracy",
        _column(accuracy, -1),
        _at_lowest_by_the_others(accuracy, held_out),
        names=(f"epoch {epochs}", "the lowest epoch"),
    )
    said = f"{fell}, and {held_out[:, -1].mean():.4f} after epoch {epochs}. {verdict.tell(rise)}"
    if rise.outcome != "higher":
        return said
    meaning = {
        "higher": "More answers were right and the loss rose all the same: it also counts how "
        "sure the wrong ones are.",
        "lower": "Right answers became fewer with it.",
        "chance": "Fewer right answers cannot be shown: the loss also counts how sure they are.",
        "one run": "",  # not after a rise that several runs told
    }[better.outcome]
    return (
        f"{said} That is overfitting: the loss on new pictures rose while the network went on "
        f"learning its own. {better.sentence} {meaning}"
    )


def lowest_epoch(losses: np.ndarray) -> int:
    """The epoch, from 1, at which the mean over the runs is lowest; losses: (runs, epochs)."""
    return int(losses.mean(axis=0).argmin()) + 1


def _at_lowest_by_the_others(figure: np.ndarray, losses: np.ndarray) -> Measured:
    """Each run's `figure` at the epoch which the other runs' losses name as the lowest.

    A run's own lowest epoch is low by luck too: its last epoch would look worse even where
    nothing rises.
    """
    others = [
        np.delete(losses, row, axis=0) if len(losses) > 1 else losses for row in range(len(losses))
    ]
    return Measured(
        tuple(float(figure[row, lowest_epoch(rest) - 1]) for row, rest in enumerate(others))
    )


def _column(figures: np.ndarray, index: int) -> Measured:
    return Measured(tuple(map(float, figures[:, index])))
