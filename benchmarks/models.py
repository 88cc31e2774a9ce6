"""Which model is measured; the tutorials' plain recipes are trained where there is no run yet."""

from __future__ import annotations

import contextlib

import tenfold
from tenfold.artefact.runs import Run, finished_runs
from tenfold.errors import RecipeError, UsageError
from tenfold.inference.classifier import Classifier
from tenfold.training import recipe as recipes

DIGITS = tuple("0123456789")
# The tutorials' recipe for each data set, and nothing else changed.
PLAIN = {"mnist": "digits-cnn", "fashion-mnist": "fashion-mlp"}


def load(name: str | None) -> Classifier:
    """A model by FILE, RUN or NAME; None is what `tenfold predict` uses.

    A recipe of the tutorials is its newest run as it is written, trained first where there is none.
    """
    data = next((data for data, recipe in PLAIN.items() if recipe == name), None)
    return tenfold.load(name if data is None else plain_run(data))


def check_digits(model: Classifier) -> None:
    """Raises UsageError for a model of anything but digits."""
    if model.classes != DIGITS:
        raise UsageError(
            f"The model must know the digits 0 to 9 and nothing else. Got {model.id.name!r}, "
            f"which knows {len(model.classes)} classes. Name another one."
        )


def plain_run(data: str) -> Run:
    """The newest run of the tutorials' recipe for `data`, as it is written; else a new one."""
    return find_plain_run(data) or tenfold.train(PLAIN[data])


def find_plain_run(data: str) -> Run | None:
    """The newest finished run of it in which no setting was changed."""
    recipe = recipes.load(PLAIN[data])
    for run in finished_runs():
        if run.recipe["name"] == recipe.name and run.record["data"] == data:
            # Parsed, since a run keeps only the settings that there were when it was made.
            with contextlib.suppress(RecipeError):
                if recipes.parse(run.recipe) == recipe:
                    return run
    return None
