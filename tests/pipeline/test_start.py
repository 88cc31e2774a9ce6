"""Going on from the weights of a trained model."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from artefact.models import metadata, network

import tenfold
from tenfold.artefact import bundle, export
from tenfold.artefact.runs import find_model
from tenfold.artefact.weights import learned_weights
from tenfold.errors import TenfoldWarning, UsageError
from tenfold.models import networks
from tenfold.pipeline.start import start_from
from tenfold.training import recipe as recipes
from tenfold.training.checkpoint import assign
from tenfold.training.engine import fit
from tenfold.values import Dataset

SMALL = {"layers.2.units": 16, "validation": {"pictures": 300}, "epochs": 1}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("start") / "first"
    return tenfold.train("ocr-mlp-64", out=out, **SMALL).model


@pytest.mark.parametrize("name", ["digits", "numbers"])
def test_a_files_weights_are_those_of_the_network_that_wrote_it(name: str, mnist: Dataset) -> None:
    file = bundle.read(find_model(name))
    plan = recipes.parse(file.metadata.recipe)
    layers = networks.resolve(plan.layers, 10)
    shape = (file.metadata.spec.height, file.metadata.spec.width)
    rng = np.random.default_rng(0)
    fresh, _ = networks.build(layers, shape, input_name=plan.input_name, rng=rng)
    assign(fresh.variables, learned_weights(file))
    pictures = np.zeros((2, *shape), np.uint8)
    pictures[1, 4:24, 10:14] = 255
    if name == "digits":
        seen = tenfold.load(name).logits(pictures)
    else:
        from tenfold.inference.strips import StripReader

        seen = StripReader(file).logits(pictures)
    assert np.allclose(np.asarray(fresh(pictures)), seen, atol=1e-3)


def test_what_was_learned_is_there_from_the_first_epoch_on(trained: Path, tmp_path: Path) -> None:
    fresh = json.loads((trained.parent / "run.json").read_text())
    again = tenfold.train("ocr-mlp-64", start=trained, out=tmp_path / "second", **SMALL)
    first, second = (one["scores"]["validation"]["accuracy"] for one in (fresh, again.record))
    assert second > first + 0.01
    assert again.record["start"] == {
        "name": "ocr-mlp-64",
        "hash": bundle.read(trained).id.hash,
    }
    assert "start" not in fresh


def test_an_epoch_of_no_learning_leaves_the_weights_as_they_were(
    trained: Path, tmp_path: Path
) -> None:
    still = SMALL | {"optimizer": {"kind": "sgd", "learning_rate": 1e-30}}
    run = tenfold.train("ocr-mlp-64", start=trained, out=tmp_path / "still", **still)
    before, after = (learned_weights(bundle.read(file)) for file in (trained, run.model))
    for one, other in zip(before, after, strict=True):
        assert np.array_equal(one, other)


def test_stopped_in_the_first_epoch_it_still_goes_on_from_the_model(
    trained: Path, tmp_path: Path
) -> None:
    whole = tenfold.train("ocr-mlp-64", start=trained, out=tmp_path / "whole", **SMALL)

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    out = tmp_path / "stopped"
    with pytest.raises(KeyboardInterrupt):
        tenfold.train("ocr-mlp-64", start=trained, out=out, on_progress=stop, **SMALL)
    resumed = tenfold.resume(out)
    for one, other in zip(
        *(learned_weights(bundle.read(run.model)) for run in (whole, resumed)), strict=True
    ):
        assert np.array_equal(one, other)


def test_another_network_is_refused_before_anything_is_made(trained: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        tenfold.train("ocr-mlp-64", start=trained, out=tmp_path / "no", epochs=1)
    assert "Recipe 'ocr-mlp-64' cannot start from" in error.value.message
    assert "number 1 is the first that does not fit: 784 x 16 in the model, 784 x 64 in the" in (
        error.value.message
    )
    assert "Start from a model of the same layers" in error.value.message
    assert not (tmp_path / "no").exists()


def test_a_model_with_fewer_layers_is_refused(trained: Path, mnist: Dataset) -> None:
    plan = recipes.plan("digits-cnn", {})
    with pytest.raises(UsageError, match="784 x 16 in the model, 3 x 3 x 1 x 28 in the recipe"):
        start_from(trained, plan, mnist, 0)


def test_what_is_no_weight_is_as_in_a_fresh_network(mnist: Dataset, tmp_path: Path) -> None:
    """Dropout's stream of randomness, which no model file has."""
    plan = recipes.plan("digits-cnn", {"epochs": 1})
    with_dropout = network("digits-cnn")
    file = tmp_path / "model.onnx"
    file.write_bytes(export.with_metadata(export.to_onnx(with_dropout), metadata()))
    start = start_from(file, plan, mnist, 0)
    weights = len(with_dropout.trainable_variables)
    assert len(start.checkpoint.model) == len(with_dropout.variables) > weights
    trained = fit(plan, mnist.train[:256], None, classes=10, seed=0, start=start.checkpoint)
    assert len(trained.history) == 1


@pytest.mark.parametrize(
    ("changed", "seed", "warned"),
    [
        ({}, 0, False),
        ({}, 1, False),  # the last pictures, whatever the seed
        ({"validation": {"pictures": 200}}, 0, True),
        ({"validation": {"pictures": 300, "take": "random"}}, 0, True),
        ({"validation": {"pictures": 0}}, 0, False),  # nothing is decided by any
    ],
)
def test_pictures_that_it_learned_from_and_that_are_kept_back_now_are_warned_of(
    trained: Path, mnist: Dataset, changed: dict[str, object], seed: int, warned: bool
) -> None:
    plan = recipes.plan("ocr-mlp-64", SMALL | changed)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        start_from(trained, plan, mnist, seed)
    said = [str(one.message) for one in caught if issubclass(one.category, TenfoldWarning)]
    assert len(said) == warned
    for text in said:
        assert "learned from some of those that are kept back now" in text
        assert "seed 0 and validation {'pictures': 300, 'take': 'last'}: say the same." in text


@pytest.mark.parametrize(("seed", "warned"), [(0, False), (1, True)])
def test_pictures_kept_back_by_lot_are_others_with_another_seed(
    mnist: Dataset, seed: int, warned: bool
) -> None:
    plan = recipes.plan("digits", {})
    same = replace(mnist, sha256=bundle.read(find_model("digits")).metadata.dataset["sha256"])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        start_from("digits", plan, same, seed)
    assert any(issubclass(one.category, TenfoldWarning) for one in caught) is warned
