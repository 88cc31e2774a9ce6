"""Exercise 8: training that stops by itself once the train loss is below 0.4."""

from __future__ import annotations

from collections import Counter

from tenfold.evaluation.words import count_of, percent
from tenfold.studies.exercises import drawings
from tenfold.studies.exercises.answer import Answer, Column, Table
from tenfold.studies.exercises.bench import EPOCHS, Bench, network
from tenfold.values import Epoch

_UNITS = 128
_BOUND = 0.4
_COLUMNS = (
    Column("seed", "seed"),
    Column("epochs", "epochs run"),
    Column("stopped", "stopped by itself", lambda stopped: "yes" if stopped else "no"),
    Column("train_loss", "train loss", "{:.4f}".format),
    Column("train_accuracy", "train acc.", lambda share: percent(share, 2)),
    Column("held_out_accuracy", "held-out acc.", lambda share: percent(share, 2)),
)


def when_low_enough(bench: Bench) -> Answer:
    """Train with the rule "loss<0.4"; every run says when it stopped."""
    most = bench.epochs(EPOCHS)
    plan = network(_UNITS, epochs=most, stop=[f"loss<{_BOUND}"])
    name = f"{_UNITS} units"
    histories = bench.trials({name: plan})[name].histories
    rows = tuple(
        {
            "seed": seed,
            "epochs": len(history),
            "stopped": history[-1].loss < _BOUND,
            "train_loss": history[-1].loss,
            "train_accuracy": history[-1].accuracy,
            "held_out_accuracy": history[-1].val_accuracy,
        }
        for seed, history in zip(bench.seeds, histories, strict=True)
    )
    curves = {
        f"seed {seed}": [epoch.loss for epoch in history]
        for seed, history in zip(bench.seeds, histories, strict=True)
    }
    return Answer(
        number=8,
        question=f"Can training stop by itself once the loss is below {_BOUND}?",
        table=Table(_COLUMNS, rows),
        setting=f"{name}, at most {most} epochs, one row a run; {bench.pictures}",
        figure=drawings.stops(curves, bound=_BOUND),
        paragraph=paragraph(histories, most=most),
        quick=bench.quick,
    )


def paragraph(histories: tuple[tuple[Epoch, ...], ...], *, most: int) -> str:
    """When each run stopped, and what a loss of 0.4 is in right answers."""
    stopped = [history for history in histories if history[-1].loss < _BOUND]
    if not stopped:
        return (
            f"None of {count_of(len(histories), 'run')} came below a train loss of {_BOUND} "
            f"within {count_of(most, 'epoch')}, so none stopped by itself."
        )
    when = Counter(len(history) for history in stopped)
    told = ", ".join(f"{count} after epoch {epoch}" for epoch, count in sorted(when.items()))
    others = len(histories) - len(stopped)
    rest = f" The other {others} ran all {count_of(most, 'epoch')}." if others else ""
    shares = [history[-1].accuracy for history in stopped]
    low, high = percent(min(shares)), percent(max(shares))
    return (
        f"{len(stopped)} of {count_of(len(histories), 'run')} ended because the train loss had "
        f"fallen below {_BOUND}: {told}.{rest} The rule looks, after each epoch, at the running "
        f"mean of the train loss. A loss of {_BOUND} is no accuracy of 60%, as S3 has it: in the "
        f"epoch in which they stopped {low if low == high else f'{low} to {high}'} of the "
        "training pictures were answered right."
    )
