"""What training minimises and what it counts, written once for every loop and back end."""

from __future__ import annotations

from typing import Any

from tenfold.training.ctc import ctc_losses, read_right
from tenfold.training.recipe import Recipe

_SURE = 0.5  # of the probability: an outlier may not give any class so much


def losses_of(recipe: Recipe, logits: Any, targets: Any) -> Any:
    """The loss of every picture: float32, shape (n,).

    logits: float32, shape (n, classes). targets: integers, shape (n,). Cross-entropy, with a share
    of every target spread evenly where the recipe smooths its labels. All of it is where it has
    outliers and a target is below 0 (outliers.OUTLIER). Of lines: what `ctc_losses` takes and
    gives.
    """
    from keras import ops

    if recipe.lines:
        return ctc_losses(logits, targets)
    if not recipe.label_smoothing and not recipe.outliers:
        return ops.sparse_categorical_crossentropy(targets, logits, from_logits=True)
    known = ops.maximum(targets, 0) if recipe.outliers else targets
    losses = ops.sparse_categorical_crossentropy(known, logits, from_logits=True)
    even = -ops.mean(ops.log_softmax(logits, axis=-1), axis=-1)
    smooth = (1 - recipe.label_smoothing) * losses + recipe.label_smoothing * even
    return ops.where(targets < 0, even, smooth) if recipe.outliers else smooth


def as_judged(recipe: Recipe) -> Recipe:
    """The recipe as validation pictures know it: their labels are meant as they are."""
    return recipe.model_copy(update={"label_smoothing": 0, "outliers": None})


def rights_of(recipe: Recipe, logits: Any, targets: Any) -> Any:
    """Which pictures are answered right, 1 or 0: float32, shape (n,).

    Arguments as for `losses_of`. An outlier is answered right where no class has half of the
    probability.
    """
    from keras import ops

    if recipe.lines:
        return read_right(logits, targets)
    answers = ops.cast(ops.argmax(logits, axis=-1), targets.dtype)
    right = ops.cast(answers == targets, "float32")
    if not recipe.outliers:
        return right
    unsure = ops.cast(ops.max(ops.softmax(logits, axis=-1), axis=-1) < _SURE, "float32")
    return ops.where(targets < 0, unsure, right)
