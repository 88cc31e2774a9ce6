"""Going on from a trained model: its weights, for a recipe whose network they fit."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tenfold.artefact import bundle
from tenfold.artefact.bundle import Bundle
from tenfold.artefact.runs import find_model
from tenfold.artefact.weights import learned_weights
from tenfold.errors import TenfoldWarning, UsageError
from tenfold.models import networks
from tenfold.training import checkpoint as checkpoints
from tenfold.training.checkpoint import Checkpoint
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
    network = _fresh(plan, dataset, seed)
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


def _fresh(plan: Recipe, dataset: Dataset, seed: int) -> Any:
    layers = networks.resolve(plan.layers, len(dataset.classes))
    rng = np.random.default_rng([seed, 0])
    shape = plan.seen(dataset.spec.shape)
    network, _ = networks.build(layers, shape, input_name=plan.input_name, rng=rng)
    return network


def _of(shapes: list[tuple[int, ...]], number: int) -> str:
    return " x ".join(map(str, shapes[number])) if number < len(shapes) else "none"


def _warn_of_seen_pictures(
    name: str, found: Bundle, plan: Recipe, dataset: Dataset, seed: int
) -> None:
    """With another seed other pictures are kept back, of which the model has learned from most."""
    learned = found.metadata
    same = learned.dataset.get("sha256") == dataset.sha256
    if same and not plan.lines and plan.validation and learned.seed != seed:
        warnings.warn(
            f"Model {name!r} learned from the same data with seed {learned.seed}. With seed {seed} "
            "others of its pictures are kept back, and it has learned from most of them: what is "
            "decided by them (temperature, refusals) will be too sure. "
            f"Say --seed {learned.seed}.",
            TenfoldWarning,
            stacklevel=5,
        )
