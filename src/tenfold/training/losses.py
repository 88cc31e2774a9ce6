"""What training minimises, written once for every loop and back end."""

from __future__ import annotations

from typing import Any

from tenfold.training.recipe import Recipe


def losses_of(recipe: Recipe, logits: Any, targets: Any) -> Any:
    """The loss of every picture: float32, shape (n,).

    logits: float32, shape (n, classes). targets: integers, shape (n,). Cross-entropy, with a share
    of every target spread evenly where the recipe smooths its labels.
    """
    from keras import ops

    losses = ops.sparse_categorical_crossentropy(targets, logits, from_logits=True)
    if not recipe.label_smoothing:
        return losses
    even = -ops.mean(ops.log_softmax(logits, axis=-1), axis=-1)
    return (1 - recipe.label_smoothing) * losses + recipe.label_smoothing * even
