"""A case as the JSON object that every side gets as its one argument.

kind        what to do             beside it
versions    say what runs here
training    train and judge        layers, from_logits, optimizer, batch_size, epochs, validation
                                   (how many of the last pictures), stop, seed, data
latency     answer one picture     layers, data, seconds
throughput  answer all test ones   layers, data, seconds
files       answer picture files   layers, data, files {name: path}, seconds
save        write an untrained     layers, data, to
            network
cold        load, answer one file  model, picture, layers, data
folder      load, answer a folder  model, folder
many        answer so many         model, data, amount (tenfold only)
help        (tenfold only)

data: an .npz with x_train, y_train, x_test, y_test, uint8. layers: a recipe's, `classes` replaced
by their number. seconds: how long to repeat a call. The answer is one JSON object of figures.
"""

from __future__ import annotations

from typing import Any

from tenfold.models import networks
from tenfold.studies.speed.processes import SideError
from tenfold.training import recipe as recipes
from tenfold.training.recipe import Recipe

# Settings of a recipe that decide the work, and that the rivals' scripts know what to do with.
_WORK = {"layers", "from_logits", "optimizer", "batch_size", "epochs", "validation", "stop"}
_OPTIMIZER = {"kind", "learning_rate", "momentum", "weight_decay"}
# Settings that change nothing for a rival: words, and what tenfold alone may do to be faster.
_NOT_THEIRS = {"name", "title", "about", "source", "data", "picture", "input_name", "precision"}


def network(recipe: Recipe, classes: int) -> list[dict[str, Any]]:
    """The layers as plain values, as many outputs as there are classes."""
    return [
        layer.model_dump(mode="json", exclude={"name"}, exclude_none=True)
        for layer in networks.resolve(recipe.layers, classes)
    ]


# What makes any recipe one that every side can train.
PLAIN = (
    "augment=none",
    "outliers=none",
    "habits=0",
    "label_smoothing=0",
    'optimizer={kind="adam"}',
)


def plain(recipe: Recipe) -> Recipe:
    """The recipe as every side can train it: its network, by Adam, on the pictures as they are.

    Muon, augmentation and averages are no part of Keras' `fit` or of a plain PyTorch loop: with
    them on one side only, two different works would be compared.
    """
    if recipe.changes_pictures or recipe.label_smoothing or recipe.optimizer.kind == "muon":
        return recipes.plan(recipe, dict(map(recipes.parse_setting, PLAIN)))
    return recipe


def training(recipe: Recipe) -> dict[str, Any]:
    """What of a recipe decides a training run, beside its layers.

    Raises SideError for a setting that the rivals' scripts would leave out in silence.
    """
    values = recipe.model_dump(mode="json", exclude_none=True)
    changed = recipe.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    unknown = sorted(changed.keys() - _WORK - _NOT_THEIRS)
    named = changed.get("optimizer", {})
    unknown += sorted(f"optimizer.{name}" for name in named.keys() - _OPTIMIZER)
    unknown += ["stop.patience"] if any("patience" in rule for rule in values["stop"]) else []
    if unknown:
        raise SideError(
            f"recipe {recipe.name!r} sets {', '.join(unknown)}, which the rivals cannot do"
        )
    work = {name: values[name] for name in _WORK - {"layers"}}
    optimizer = {"kind": recipe.optimizer.kind} | named
    return work | {"optimizer": optimizer, "validation": recipe.validation.pictures}
