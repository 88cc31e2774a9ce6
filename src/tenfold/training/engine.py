"""Training as one function of recipe, data and seed: `fit`.

How an epoch is run is one of two loops (loops.py); what an epoch is, in which order the
pictures come, and when to stop, is here and the same for both.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tenfold.errors import TrainingError
from tenfold.models import networks
from tenfold.models.backend import require_keras
from tenfold.training import checkpoint as checkpoints
from tenfold.training.batches import Batches
from tenfold.training.checkpoint import Checkpoint
from tenfold.training.loops import make_loop
from tenfold.training.optimizers import averaged, make_optimizer, take_average
from tenfold.training.recipe import Recipe
from tenfold.training.stopping import reason_to_stop
from tenfold.values import Epoch, Lines, Progress, Split

OnProgress = Callable[[Progress], None]
OnEpoch = Callable[[Checkpoint], None]


@dataclass(frozen=True, eq=False)
class Trained:
    """What training leaves.

    to_logits: the Keras model from uint8 pictures to logits. model: the same weights with the
    recipe's own last activation. stopped: the rule that ended it, in words, or None. loop: which
    of loops.py ran. precision: what it computed convolutions in.
    """

    to_logits: Any
    model: Any
    history: tuple[Epoch, ...]
    stopped: str | None
    loop: str
    precision: str


def fit(
    recipe: Recipe,
    train: Split | Lines,
    validation: Split | Lines | None,
    *,
    classes: int,
    seed: int,
    start: Checkpoint | None = None,
    on_progress: OnProgress = lambda progress: None,
    on_epoch: OnEpoch = lambda checkpoint: None,
) -> Trained:
    """Train `recipe` on `train`; the same recipe, data, seed and machine give the same bits.

    start: go on from this checkpoint instead of from fresh weights; one without an optimiser is
    where another training ended, and this one begins its first epoch there. on_epoch is called
    with a checkpoint after every epoch, on_progress about three times a second and, with the
    epoch in its history, at the end of every epoch.
    Raises RecipeError (the network does not fit), TrainingError (the loss is no number any more),
    MissingExtraError (no Keras).
    """
    to_logits, model = fresh_network(recipe, train.images.shape[1:], classes, seed)
    optimizer = make_optimizer(
        recipe.optimizer, steps=recipe.epochs * math.ceil(len(train) / recipe.batch_size)
    )
    optimizer.build(to_logits.trainable_variables)
    history: list[Epoch] = []
    if start is not None:
        checkpoints.assign(to_logits.variables, start.model)
        if start.optimizer:
            checkpoints.assign(optimizer.variables, start.optimizer)
        history = list(start.history)

    loop = make_loop(to_logits, optimizer, train, recipe)
    stopped = reason_to_stop(recipe.stop, history) if history else None
    while len(history) < recipe.epochs and not stopped:
        number = len(history) + 1
        began = time.perf_counter()
        batches = Batches(train, recipe, seed, number)

        def report(pictures: int, loss: float, accuracy: float, number: int = number) -> None:
            done = tuple(history)
            on_progress(Progress(number, recipe.epochs, pictures, len(train), loss, accuracy, done))

        loss, accuracy = loop.epoch(batches, report)
        _check_loss(loss, number)
        with averaged(optimizer):
            val_loss, val_accuracy = loop.evaluate(validation) if validation else (None, None)
        seconds = time.perf_counter() - began
        history.append(Epoch(number, loss, accuracy, val_loss, val_accuracy, seconds))
        on_epoch(_checkpoint(to_logits, optimizer, history))
        report(len(train), loss, accuracy)
        stopped = reason_to_stop(recipe.stop, history)
    take_average(optimizer)
    return Trained(to_logits, model, tuple(history), stopped, loop.name, loop.precision)


def fresh_network(
    recipe: Recipe, picture: tuple[int, ...], classes: int, seed: int
) -> tuple[Any, Any]:
    """(model to logits, model as the recipe says), with fresh weights."""
    require_keras()
    layers = networks.resolve(recipe.layers, classes)
    networks.check(layers, picture, classes)
    # One stream of randomness for the weights and one for each epoch's order of pictures: what
    # epoch 7 does is the same whether or not the process began at epoch 6.
    rng = np.random.default_rng([seed, 0])
    return networks.build(layers, picture, input_name=recipe.input_name, rng=rng)


def _check_loss(loss: float, epoch: int) -> None:
    if not np.isfinite(loss):
        raise TrainingError(
            f"The loss became {loss} in epoch {epoch}: the weights have run away. Lower the "
            "learning rate (--set optimizer.learning_rate=0.0001), and see that the recipe "
            "rescales its pixels ({ kind = 'rescale', divide_by = 255 })."
        )


def _checkpoint(model: Any, optimizer: Any, history: list[Epoch]) -> Checkpoint:
    model_values, optimizer_values = (
        checkpoints.values_of(one.variables) for one in (model, optimizer)
    )
    return Checkpoint(model_values, optimizer_values, tuple(history))
