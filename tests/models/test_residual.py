import keras
import numpy as np
import pytest

from tenfold.models.convolutional import Residual
from tenfold.models.residual import ResidualBlock


@pytest.fixture
def pictures():
    return np.random.default_rng(0).normal(size=(2, 6, 5, 4)).astype(np.float32)


def model_of(block, pictures, rng=None):
    """A model of the block alone; with `rng` every weight is drawn anew, the gain too."""
    inputs = keras.Input(pictures.shape[1:])
    model = keras.Model(inputs, block(inputs))
    if rng is not None:
        model.set_weights([rng.normal(size=w.shape) for w in model.get_weights()])
    return model


def test_it_begins_with_all_of_what_it_adds_and_without_gain_adds_nothing(pictures):
    block = ResidualBlock(seeds=(1, 2))
    model = model_of(block, pictures)
    added = block.second(block.first(pictures))
    assert np.allclose(model(pictures), np.maximum(pictures + np.asarray(added), 0), atol=1e-6)
    block.gain.assign(np.zeros(4))
    assert np.array_equal(model(pictures), np.maximum(pictures, 0))


def test_it_adds_two_convolutions_by_its_gain(pictures):
    block = ResidualBlock(seeds=(1, 2))
    model = model_of(block, pictures, np.random.default_rng(1))

    def convolved(x, layer):
        return keras.ops.conv(x, layer.kernel, padding="same") + layer.bias

    found = convolved(keras.ops.relu(convolved(pictures, block.first)), block.second)
    expected = np.maximum(pictures + np.asarray(block.gain) * np.asarray(found), 0)
    assert np.allclose(model(pictures), expected, rtol=1e-4, atol=1e-4)


def test_its_kernels_are_what_muon_turns_and_differ(pictures):
    block = ResidualBlock(seeds=(1, 2))
    model_of(block, pictures)
    axes = {v.path.split("/", 1)[1]: len(v.shape) for v in block.trainable_variables}
    assert axes == {
        "first/kernel": 4,
        "first/bias": 1,
        "second/kernel": 4,
        "second/bias": 1,
        "gain": 1,
    }
    assert not np.array_equal(block.first.kernel, block.second.kernel)


def test_the_same_random_numbers_make_the_same_weights(pictures):
    def weights(seed):
        block = Residual().build("block", np.random.default_rng(seed))
        return np.concatenate([w.ravel() for w in model_of(block, pictures).get_weights()])

    assert np.array_equal(weights(3), weights(3))
    assert not np.array_equal(weights(3), weights(4))


def test_a_saved_keras_model_is_the_same_once_loaded(pictures, tmp_path):
    model = model_of(ResidualBlock(seeds=(1, 2)), pictures, np.random.default_rng(1))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert np.array_equal(loaded(pictures), model(pictures))


@pytest.mark.parametrize("shape", [(6, 5, 4), (14, 14, 64)])
def test_the_recipes_layer_knows_what_keras_makes_of_it(shape):
    layer = Residual()
    inputs = keras.Input(shape)
    block = layer.build("block", np.random.default_rng(0))
    assert block(inputs).shape[1:] == layer.shape_after(shape) == shape
    assert block.count_params() == layer.parameters(shape)
    kernels = [v for v in block.trainable_variables if len(v.shape) == 4]
    places = shape[0] * shape[1]
    assert layer.products(shape) == places * sum(np.prod(kernel.shape) for kernel in kernels)
