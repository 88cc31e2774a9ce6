"""Going on from a trained model: its weights, for a recipe whose network they fit."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenfold.artefact import bundle
from tenfold.artefact.bundle import Bundle
from tenfold.artefact.runs import find_model
from tenfold.artefact.weights import learned_weights
from tenfold.errors import TenfoldWarning, UsageError
from tenfold.training import checkpoint as checkpoints
from tenfold.training.checkpoint import Checkpoint
from tenfold.training.engine import fresh_network
from tenfold.training.recipe import Recipe
from tenfold.values import Dataset, ModelId


@dataclass(frozen=True, eq=False)
class Start:
    """A model to go on from, and where training stands before its first epoch."""

    model: ModelId
    checkpoint: Checkpoint


def start_from(model: str | Path, plan: Recipe, dataset: Dataset, seed: int) -> Start:
    """The weights of a FILE, a RUN or a model by NAME. Raises UsageError where they do not fit."""
    found = bundle.read(find_model(model))
    learned = learned_weights(found)
    shape = plan.seen(dataset.spec.shape)
    network, _ = fresh_network(plan, shape, len(dataset.classes), seed)
    weights = network.trainable_variables
    got, wanted = [one.shape for one in learned], [tuple(one.shape) for one in weights]
    if got != wanted:
        alike = [one == other for one, other in zip(got, wanted, strict=False)]
        where = [*alike, False].index(False)
        raise UsageError(
            f"Recipe {plan.name!r} cannot start from {str(model)!r}: their networks differ. Of "
            f"{len(got)} and {len(wanted)} weights, number {where + 1} is the first that does not "
            f"fit: {_of(got, where)} in the model, {_of(wanted, where)} in the recipe. Start from "
            "a model of the same layers and the same number of classes."
        )
    checkpoints.assign(weights, learned)
    _warn_of_seen_pictures(str(model), found, plan, dataset, seed)
    return Start(found.id, Checkpoint(checkpoints.values_of(network.variables), (), ()))


def _of(shapes: list[tuple[int, ...]], number: int) -> str:
    return " x ".join(map(str, shapes[number])) if number < len(shapes) else "none"


def _warn_of_seen_pictures(
    name: str, found: Bundle, plan: Recipe, dataset: Dataset, seed: int
) -> None:
    """Where other pictures are kept back than before, the model has learned from some of them."""
    learned = found.metadata
    if plan.lines or not plan.validation.pictures:
        return
    before = _kept_back(learned.recipe.get("validation"), learned.seed)
    same_data = learned.dataset.get("sha256") == dataset.sha256
    if same_data and before != _kept_back(plan.validation.model_dump(), seed):
        warnings.warn(
            f"Model {name!r} learned from the same data, with other pictures kept back: it has "
            "learned from some of those that are kept back now, and what is decided by them "
            f"(temperature, refusals) will be too sure. It was trained with seed {learned.seed} "
            f"and validation {before[0]}: say the same.",
            TenfoldWarning,
            stacklevel=5,
        )


def _kept_back(validation: Any, seed: int | None) -> tuple[Any, int | None]:
    """Which pictures a training keeps back; the last ones are the same for every seed."""
    by_lot = isinstance(validation, dict) and validation.get("take") == "random"
    return validation, seed if by_lot else None
