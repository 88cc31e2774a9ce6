"""Small model files for tests: untrained networks, written as the product writes them."""

from __future__ import annotations

import numpy as np

from tenfold.artefact import export
from tenfold.artefact.bundle import Metadata
from tenfold.models import networks
from tenfold.training import recipe as recipes
from tenfold.values import PictureSpec

CLASSES = tuple("0123456789")


def network(name: str = "ocr-mlp-64", **settings: object):
    """A Keras model from pictures to logits, with fresh weights."""
    plan = recipes.plan(name, settings)
    layers, seen = networks.resolve(plan.layers, 10), plan.seen((28, 28))
    model, _ = networks.build(layers, seen, input_name="pictures", rng=np.random.default_rng(0))
    return model


def metadata(**changes: object) -> Metadata:
    return Metadata(**{"name": "tiny", "classes": CLASSES, "spec": PictureSpec()} | changes)


def metadata_of(name: str) -> Metadata:
    """What the file of `network(name)` must say: a reader's pictures are strips."""
    recipe = recipes.load(name)
    height, width = recipe.seen((28, 28))
    task = "read" if recipe.lines else "classify"
    return metadata(task=task, spec=PictureSpec(height, width))


def model_file(**changes: object) -> bytes:
    return export.with_metadata(export.to_onnx(network()), metadata(**changes))
