"""Exercises 2 and 5: more units in the hidden layer, and a second hidden layer."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from tenfold.studies.exercises import drawings, verdict
from tenfold.studies.exercises.answer import Answer, Column, Table
from tenfold.studies.exercises.bench import EPOCHS, Bench, Trials, network
from tenfold.studies.exercises.verdict import Verdict
from tenfold.studies.measured import Measured

_EFFECT = {
    "higher": "{} helped",
    "lower": "{} did harm",
    "chance": "nothing that could not be chance came of {}",
}
_COLUMNS = (
    Column("network", "hidden"),
    Column("parameters", "parameters", "{:,}".format),
    Column("epoch_seconds", "an epoch", Measured.as_seconds),
    Column("train_accuracy", "train acc.", Measured.as_share),
    Column("held_out_accuracy", "held-out acc.", Measured.as_share),
)


def wider(bench: Bench) -> Answer:
    """128, 512 and 1024 units: time and accuracy."""
    epochs = bench.epochs(EPOCHS)
    plans = {f"{units} units": network(units, epochs=epochs) for units in (128, 512, 1024)}
    trials = bench.trials(plans, timed=True)
    return _answer(
        bench,
        trials,
        number=2,
        question="What do 512 and 1024 units bring instead of 128, and what do they cost?",
        paragraph=paragraph(trials)
        + " Only like was held against like. S3 held a loss on Fashion-MNIST against one on "
        "MNIST, which says nothing about units.",
    )


def deeper(bench: Bench) -> Answer:
    """A second hidden layer: 512 units, then 256, against 512 alone."""
    epochs = bench.epochs(EPOCHS)
    plans = {
        "512 units": network(512, epochs=epochs),
        "512 + 256 units": network(512, 256, epochs=epochs),
    }
    trials = bench.trials(plans, timed=True)
    return _answer(
        bench,
        trials,
        number=5,
        question="Does a second hidden layer help?",
        paragraph=paragraph(trials),
    )


def paragraph(trials: Mapping[str, Trials]) -> str:
    """Each network against the one before it, then the cost, then what can be told."""
    names = list(trials)
    accuracy = {name: trials[name].last("val_accuracy") for name in names}
    steps = {
        after: verdict.of_shares(
            "held-out accuracy", accuracy[after], accuracy[before], names=(after, before)
        )
        for before, after in itertools.pairwise(names)
    }
    seconds = [trials[name].epoch_seconds for name in (names[-1], names[0])]
    cost = verdict.of_numbers(
        "time of an epoch", *seconds, names=(names[-1], names[0]), unit=" s", digits=2
    )
    return f"{verdict.tell(*steps.values(), cost)} {_told(steps)}".rstrip()


def _told(steps: Mapping[str, Verdict]) -> str:
    if any(step.outcome == "one run" for step in steps.values()):
        return ""
    effects = []
    for outcome, words in _EFFECT.items():
        names = [f"the step to {name}" for name, step in steps.items() if step.outcome == outcome]
        if names:
            effects.append(words.format(" and ".join(names)))
    return f"What these runs carry: {'; '.join(effects)}."


def _answer(
    bench: Bench, trials: Mapping[str, Trials], *, number: int, question: str, paragraph: str
) -> Answer:
    rows = tuple(
        {
            "network": name,
            "parameters": one.parameters,
            "epoch_seconds": one.epoch_seconds,
            "train_accuracy": one.last("accuracy"),
            "held_out_accuracy": one.last("val_accuracy"),
            "held_out_loss": one.last("val_loss"),
        }
        for name, one in trials.items()
    )
    accuracy = {name: one.last("val_accuracy") for name, one in trials.items()}
    seconds = {name: one.epoch_seconds for name, one in trials.items()}
    return Answer(
        number=number,
        question=question,
        table=Table(_COLUMNS, rows),
        setting=bench.setting,
        figure=drawings.dots(
            [
                drawings.Panel("Accuracy on held-out pictures", accuracy, share=True),
                drawings.Panel("Seconds an epoch", seconds),
            ]
        ),
        paragraph=paragraph,
        quick=bench.quick,
    )
