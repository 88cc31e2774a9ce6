import keras
import numpy as np
import onnx
import pytest
from artefact.models import metadata, metadata_of, network

from tenfold.artefact import export
from tenfold.artefact.bundle import parse
from tenfold.errors import ModelFileError
from tenfold.inference.classifier import Classifier
from tenfold.inference.strips import StripReader
from tenfold.models.residual import ResidualBlock
from tenfold.training import recipe as recipes


@pytest.mark.parametrize("name", recipes.names())
def test_the_file_answers_as_the_network_does(name):
    model = network(name)
    about = metadata_of(name)
    pictures = np.random.default_rng(1).integers(0, 256, (50, *about.spec.shape)).astype(np.uint8)
    content = export.with_metadata(export.to_onnx(model), about)
    onnx.checker.check_model(onnx.load_from_string(content), full_check=True)
    answerer = StripReader if about.task == "read" else Classifier
    answers = answerer(parse(content)).logits(pictures)
    assert answers.dtype == np.float32
    assert np.allclose(answers, np.asarray(model(pictures)), atol=1e-4)
    export.check_parity(np.asarray(model(pictures)), answers)


def test_what_a_residual_block_has_learned_is_in_the_file():
    model = network("fashion-best")
    rng = np.random.default_rng(2)
    for layer in model.layers:
        if isinstance(layer, ResidualBlock):
            for weight in (layer.gain, layer.first.bias, layer.second.bias):
                weight.assign(rng.normal(size=weight.shape))
    pictures = rng.integers(0, 256, (50, 28, 28)).astype(np.uint8)
    answers = Classifier(parse(export.with_metadata(export.to_onnx(model), metadata())))
    expected = np.asarray(model(pictures))
    assert not np.allclose(expected, np.asarray(network("fashion-best")(pictures)), atol=1e-2)
    assert np.allclose(answers.logits(pictures), expected, rtol=1e-4, atol=1e-4)


def test_the_same_network_is_written_to_the_same_bytes():
    model = network()
    assert export.to_onnx(model) == export.to_onnx(model)


@pytest.mark.parametrize("change", [0.01, np.nan])
def test_the_parity_gate_refuses_a_file_that_answers_otherwise(change):
    logits = np.random.default_rng(0).normal(size=(20, 10)).astype(np.float32)
    other = logits.copy()
    other[3, 4] += change
    with pytest.raises(ModelFileError, match="The file was not written: its probabilities differ"):
        export.check_parity(logits, other)


def test_a_layer_that_cannot_be_written_is_named():
    pictures = keras.Input((28, 28), dtype="uint8")
    hidden = keras.layers.GaussianNoise(0.1, name="noise")(keras.ops.cast(pictures, "float32"))
    model = keras.Model(pictures, keras.layers.Dense(10)(keras.layers.Flatten()(hidden)))
    with pytest.raises(ModelFileError) as error:
        export.to_onnx(model)
    assert str(error.value).startswith(
        "Layer 'noise' is a GaussianNoise, which cannot be written to a model file. Known: "
    )


def test_an_activation_that_cannot_be_written_is_named():
    pictures = keras.Input((28, 28), dtype="uint8")
    flat = keras.layers.Flatten()(keras.ops.cast(pictures, "float32"))
    model = keras.Model(pictures, keras.layers.Dense(10, activation="tanh")(flat))
    with pytest.raises(ModelFileError, match="The activation 'tanh' cannot be written"):
        export.to_onnx(model)
