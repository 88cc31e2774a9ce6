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
    layers = networks.resolve(recipes.plan(name, settings).layers, 10)
    model, _ = networks.build(layers, (28, 28), input_name="pictures", rng=np.random.default_rng(0))
    return model


def metadata(**changes: object) -> Metadata:
    return Metadata(**{"name": "tiny", "classes": CLASSES, "spec": PictureSpec()} | changes)


def model_file(**changes: object) -> bytes:
    return export.with_metadata(export.to_onnx(network()), metadata(**changes))
