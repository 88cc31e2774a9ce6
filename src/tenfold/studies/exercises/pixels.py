"""Exercise 7: pixels left at 0 to 255 instead of 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping

from tenfold.studies.exercises import drawings, verdict
from tenfold.studies.exercises.answer import Answer, Column, Table
from tenfold.studies.exercises.bench import EPOCHS, Bench, Trials, network
from tenfold.studies.measured import Measured

_UNITS = 128
_SCALED, _RAW = "pixels 0 to 1", "pixels 0 to 255"
_COLUMNS = (
    Column("pixels", "network sees"),
    Column("train_loss", "train loss", Measured.as_number),
    Column("held_out_loss", "held-out loss", Measured.as_number),
    Column("held_out_accuracy", "held-out acc.", Measured.as_share),
)


def left_as_they_are(bench: Bench) -> Answer:
    """The same network with its rescale layer and without."""
    epochs = bench.epochs(EPOCHS)
    trials = bench.trials(
        {
            _SCALED: network(_UNITS, epochs=epochs),
            _RAW: network(_UNITS, rescale=False, epochs=epochs),
        }
    )
    rows = tuple(
        {
            "pixels": name,
            "train_loss": one.last("loss"),
            "held_out_loss": one.last("val_loss"),
            "held_out_accuracy": one.last("val_accuracy"),
        }
        for name, one in trials.items()
    )
    accuracy = {name: one.last("val_accuracy") for name, one in trials.items()}
    loss = {name: one.last("val_loss") for name, one in trials.items()}
    return Answer(
        number=7,
        question="What happens when the pixels stay at 0 to 255?",
        table=Table(_COLUMNS, rows),
        setting=f"{_UNITS} units, {bench.setting}",
        figure=drawings.dots(
            [
                drawings.Panel("Accuracy on held-out pictures", accuracy, share=True),
                drawings.Panel("Loss on held-out pictures", loss),
            ]
        ),
        paragraph=paragraph(trials),
        quick=bench.quick,
    )


def paragraph(trials: Mapping[str, Trials]) -> str:
    """Raw against scaled pixels, in loss and in accuracy, beside what S3 met."""
    raw, scaled = trials[_RAW], trials[_SCALED]
    names = (_RAW, _SCALED)
    loss = verdict.of_numbers(
        "held-out loss", raw.last("val_loss"), scaled.last("val_loss"), names=names
    )
    accuracy = verdict.of_shares(
        "held-out accuracy", raw.last("val_accuracy"), scaled.last("val_accuracy"), names=names
    )
    first, last = (raw.curves("loss")[:, epoch].mean() for epoch in (0, -1))
    return (
        f"{verdict.tell(loss, accuracy)} With raw pixels the train loss began at a mean of "
        f"{first:.2f} in the first epoch and ended at {last:.2f}; S3's author met losses of 7 to "
        "9. tenfold warns of a recipe without a rescale layer before it trains it."
    )
