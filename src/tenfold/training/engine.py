"""Training as one function of recipe, data and seed: `fit`.

How an epoch is run is one of two loops (loops.py); what an epoch is, in which order the
pictures come, and when to stop, is here and the same for both.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tenfold.errors import MissingExtraError, TrainingError
from tenfold.models import networks
from tenfold.training import checkpoint as checkpoints
from tenfold.training.checkpoint import Checkpoint
from tenfold.training.recipe import Optimizer, Recipe
from tenfold.training.stopping import reason_to_stop
from tenfold.values import Epoch, Progress, Split

OnProgress = Callable[[Progress], None]
OnEpoch = Callable[[Checkpoint], None]


@dataclass(frozen=True, eq=False)
class Trained:
    """What training leaves.

    to_logits: the Keras model from uint8 pictures to logits. model: the same weights with the
    recipe's own last activation. stopped: why it ended early, or None. loop: which loop ran.
    """

    to_logits: Any
    model: Any
    history: tuple[Epoch, ...]
    stopped: str | None
    loop: str


def fit(
    recipe: Recipe,
    train: Split,
    validation: Split | None,
    *,
    classes: int,
    seed: int,
    start: Checkpoint | None = None,
    on_progress: OnProgress = lambda progress: None,
    on_epoch: OnEpoch = lambda checkpoint: None,
) -> Trained:
    """Train `recipe` on `train`; the same recipe, data, seed and machine give the same bits.

    start: go on from this checkpoint instead of from fresh weights. on_epoch is called with a
    checkpoint after every epoch, on_progress about three times a second.
    Raises RecipeError (the network does not fit), TrainingError (the loss is no number any more),
    MissingExtraError (no Keras).
    """
    _require_keras()
    from tenfold.training.loops import make_loop

    picture = train.images.shape[1:]
    layers = networks.resolve(recipe.layers, classes)
    networks.check(layers, picture, classes)
    # One stream of randomness for the weights, one for the order of the pictures of each epoch:
    # so an epoch's order does not depend on how many epochs came before in this process.
    weights = np.random.default_rng([seed, 0])
    to_logits, model = networks.build(layers, picture, input_name=recipe.input_name, rng=weights)
    optimizer = _optimizer(recipe.optimizer)
    optimizer.build(to_logits.trainable_variables)
    history: list[Epoch] = []
    if start is not None:
        checkpoints.assign(to_logits.variables, start.model)
        checkpoints.assign(optimizer.variables, start.optimizer)
        history = list(start.history)

    loop = make_loop(to_logits, optimizer, train, batch_size=recipe.batch_size)
    stopped = reason_to_stop(recipe.stop, history) if history else None
    while len(history) < recipe.epochs and not stopped:
        number = len(history) + 1
        began = time.perf_counter()
        order = np.random.default_rng([seed, number]).permutation(len(train))

        def report(pictures: int, loss: float, accuracy: float, number: int = number) -> None:
            on_progress(
                Progress(
                    number, recipe.epochs, pictures, len(train), loss, accuracy, tuple(history)
                )
            )

        loss, accuracy = loop.epoch(order, report)
        _check_loss(loss, number)
        val_loss, val_accuracy = loop.evaluate(validation) if validation else (None, None)
        seconds = time.perf_counter() - began
        history.append(Epoch(number, loss, accuracy, val_loss, val_accuracy, seconds))
        on_epoch(_checkpoint(to_logits, optimizer, history))
        stopped = reason_to_stop(recipe.stop, history)
    if len(history) == recipe.epochs:
        stopped = None
    return Trained(to_logits, model, tuple(history), stopped, loop.name)


def backend() -> str:
    """The Keras back end that trains here: "tensorflow", "jax" or "torch"."""
    _require_keras()
    import keras

    return str(keras.backend.backend())


def _require_keras() -> None:
    # TensorFlow greets on stderr, in lines that look like errors; a person may still ask for them.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        import keras  # noqa: F401
    except ModuleNotFoundError as error:
        raise MissingExtraError("Training", "train", str(error.name)) from None


def _optimizer(settings: Optimizer) -> Any:
    import keras

    kinds = {
        "adam": keras.optimizers.Adam,
        "adamw": keras.optimizers.AdamW,
        "rmsprop": keras.optimizers.RMSprop,
        "sgd": keras.optimizers.SGD,
    }
    return kinds[settings.kind](**settings.model_dump(exclude={"kind"}, exclude_none=True))


def _check_loss(loss: float, epoch: int) -> None:
    if not np.isfinite(loss):
        raise TrainingError(
            f"The loss became {loss} in epoch {epoch}: the weights have run away. Lower the "
            "learning rate (--set optimizer.learning_rate=0.0001), and see that the recipe "
            "rescales its pixels ({ kind = 'rescale', divide_by = 255 })."
        )


def _checkpoint(model: Any, optimizer: Any, history: list[Epoch]) -> Checkpoint:
    import keras

    def values(variables: list[Any]) -> tuple[np.ndarray, ...]:
        return tuple(np.array(keras.ops.convert_to_numpy(v)) for v in variables)

    return Checkpoint(values(model.variables), values(optimizer.variables), tuple(history))
