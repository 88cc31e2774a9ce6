"""A recipe's optimiser as Keras has it: the kind, how its learning rate moves, the average."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tenfold.training.recipe import Optimizer


def make_optimizer(settings: Optimizer, *, steps: int) -> Any:
    """The Keras optimiser for a training of `steps` steps."""
    import keras

    from tenfold.training.muon import Muon

    kinds = {
        "adam": keras.optimizers.Adam,
        "adamw": keras.optimizers.AdamW,
        "muon": Muon,
        "rmsprop": keras.optimizers.RMSprop,
        "sgd": keras.optimizers.SGD,
    }
    given = settings.model_dump(
        exclude={"kind", "schedule", "warmup", "average"}, exclude_none=True
    )
    if settings.average:
        given |= {"use_ema": True, "ema_momentum": settings.average}
    optimizer = kinds[settings.kind](**given)
    if settings.schedule == "linear":
        # From the kind's own default where the recipe names no learning rate.
        peak = float(optimizer.learning_rate)
        given["learning_rate"] = _warm_up_then_down(peak, round(settings.warmup * steps), steps)
        optimizer = kinds[settings.kind](**given)
    # `fit` ends by putting the average in place of the weights; here an epoch is a `fit`.
    optimizer.finalize_variable_values = lambda variables: None
    return optimizer


def _warm_up_then_down(peak: float, warm: int, steps: int) -> Any:
    """A learning rate that rises in a straight line for `warm` steps and then falls to 0."""
    import keras

    class WarmUpThenDown(keras.optimizers.schedules.LearningRateSchedule):
        """The learning rate at a step, counted from 0."""

        def __call__(self, step: Any) -> Any:
            done = keras.ops.cast(step, "float32")
            rising = (done + 1) / max(warm, 1)
            falling = (steps - done) / max(steps - warm, 1)
            return peak * keras.ops.minimum(keras.ops.minimum(rising, 1.0), falling)

    return WarmUpThenDown()


@contextmanager
def averaged(optimizer: Any) -> Iterator[None]:
    """Within it the model has the running average of its weights, if the optimiser keeps one."""
    if not optimizer.use_ema:
        yield
        return
    import keras

    weights = optimizer._trainable_variables
    now = [np.array(keras.ops.convert_to_numpy(weight)) for weight in weights]
    take_average(optimizer)
    try:
        yield
    finally:
        for weight, value in zip(weights, now, strict=True):
            weight.assign(value)


def take_average(optimizer: Any) -> None:
    """Give the model the running average of its weights for good, if there is one."""
    if optimizer.use_ema:
        averages = optimizer._model_variables_moving_average
        for weight, average in zip(optimizer._trainable_variables, averages, strict=True):
            weight.assign(average)
