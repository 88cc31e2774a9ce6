"""What the five systems printed: one row a recipe. SYSTEMS lists them in the order S0 to S4.

Figures are those on the pages of the tutorials. A parameter count that a page does not print is
counted from the layers that it names. How each train figure was measured is part of the row,
so that like is compared with like.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from tenfold.errors import UsageError, did_you_mean


@dataclass(frozen=True)
class Theirs:
    """One trained network of a tutorial, with the figures that were printed of it.

    system: "S0a" to "S4". test_accuracy, train_accuracy, validation_accuracy: shares of 1, None
    where none was printed. train_measured: "running mean" while the last epoch ran (what Keras
    prints), or "evaluated afterwards" with the final weights. holds_at: the mean test accuracy that
    a row without a printed test figure is judged by. stop_above: the train accuracy
    (running mean) after which the run is to end by itself; such a row is judged by that.
    stopped_in: the epoch in which theirs ended. note: what a reader of the figures must know.
    Nobody printed how long it took.
    """

    system: str
    recipe: str
    parameters: int
    epochs: int
    test_accuracy: float | None
    train_accuracy: float | None
    validation_accuracy: float | None = None
    test_loss: float | None = None
    train_measured: Literal["running mean", "evaluated afterwards"] = "running mean"
    holds_at: float | None = None
    stop_above: float | None = None
    stopped_in: int | None = None
    note: str = ""

    @property
    def gap(self) -> float | None:
        """Train accuracy minus test accuracy, where both were printed."""
        if self.train_accuracy is None or self.test_accuracy is None:
            return None
        return self.train_accuracy - self.test_accuracy

    def to_json(self) -> dict[str, Any]:
        """The figures; null where none was printed."""
        return {
            "test_accuracy": self.test_accuracy,
            "validation_accuracy": self.validation_accuracy,
            "train_accuracy": self.train_accuracy,
            "train_measured": self.train_measured,
            "train_minus_test": self.gap,
            "test_loss": self.test_loss,
            "parameters": self.parameters,
            "epochs": self.epochs,
            "stopped_in": self.stopped_in,
            "seconds": None,
            "note": self.note,
        }


SYSTEMS: tuple[Theirs, ...] = (
    Theirs("S0a", "ocr-mlp-64", 55_050, 10, 0.9697, 0.9825, validation_accuracy=0.9714),
    Theirs("S0b", "ocr-mlp-128", 118_282, 30, 0.9789, 0.9996, validation_accuracy=0.9795),
    Theirs("S1", "fashion-mlp", 101_770, 10, 0.882, 0.9102),
    Theirs(
        *("S1", "fashion-mlp-512-stop", 407_050, 10, None, None),
        stop_above=0.90,
        stopped_in=6,
        note="They printed no test figure: it stops once the train accuracy passes 90%.",
    ),
    Theirs(
        *("S2", "digits-mlp-256", 269_322, 40, 0.9839, 0.9991),
        train_measured="evaluated afterwards",
    ),
    Theirs("S3", "fashion-mlp-100", 101_770, 100, 0.8889, 0.9803, test_loss=0.6732),
    Theirs(
        *("S4", "digits-cnn", 607_394, 5, None, None),
        holds_at=0.983,
        note="They printed no figures: their network, run again, reaches 98.2% to 98.5%.",
    ),
)


def select(only: str | None) -> tuple[Theirs, ...]:
    """The rows meant: all, those of a system ("S0", "S0a"; either case), or a recipe's.

    Raises UsageError naming the nearest one there is.
    """
    if only is None:
        return SYSTEMS
    chosen = tuple(row for row in SYSTEMS if only.lower() in _names(row))
    if not chosen:
        known = list(dict.fromkeys(row.system for row in SYSTEMS))
        near = did_you_mean(only, ["S0", *known, *(row.recipe for row in SYSTEMS)])
        raise UsageError(
            f"System {only!r} does not exist.{near} Known: S0, {', '.join(known)}, "
            f"and the recipes {', '.join(row.recipe for row in SYSTEMS)}."
        )
    return chosen


def _names(row: Theirs) -> tuple[str, str, str]:
    return row.recipe, row.system.lower(), row.system[:2].lower()
