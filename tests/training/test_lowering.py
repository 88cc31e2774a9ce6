import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.models import networks
from tenfold.models.residual import ResidualBlock
from tenfold.training import recipe as recipes
from tenfold.training.lowering import bfloat16_is_fast, lower


def built(name, **changes):
    plan = recipes.plan(name, changes)
    layers = networks.resolve(plan.layers, 10)
    rng = np.random.default_rng(0)
    seen = plan.seen((28, 28))
    to_logits, _ = networks.build(layers, seen, input_name="pictures", rng=rng)
    return to_logits


@pytest.fixture(scope="module")
def digits(mnist):
    return mnist.train.images[:64], mnist.train.labels[:64]


@pytest.mark.parametrize("name", recipes.names())
def test_the_lowered_network_gives_the_logits_of_the_layers(name, digits):
    model = built(name)
    lowered = lower(model, precision="float32")
    pictures = digits[0]
    if recipes.load(name).lines:  # strips of digits side by side
        pictures = np.zeros((8, *model.input_shape[1:]), np.uint8)
        pictures[:, 2:30, :140] = (
            digits[0][:40].reshape(8, 5, 28, 28).swapaxes(1, 2).reshape(8, 28, -1)
        )
    assert np.allclose(lowered(pictures, training=False), model(pictures), atol=1e-5)
    assert lowered.precision == "float32"


@pytest.mark.parametrize("name", ["digits-cnn", "digits-fast"])
def test_the_lowered_network_has_the_gradients_of_the_layers(name, digits):
    model = built(name)

    def gradients(network):
        with tf.GradientTape() as tape:
            logits = network(tf.constant(digits[0]), training=False)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(digits[1], logits))
        return tape.gradient(loss, model.trainable_variables)

    for lowered, plain in zip(
        gradients(lower(model, precision="float32")), gradients(model), strict=True
    ):
        assert np.allclose(lowered, plain, atol=1e-5)


@pytest.fixture
def residual():
    """A block all of whose weights are drawn, as if it had learned, and pictures for it."""
    rng = np.random.default_rng(0)
    inputs = keras.Input((6, 5, 4))
    model = keras.Model(inputs, ResidualBlock(seeds=(1, 2))(inputs))
    model.set_weights([rng.normal(0, 0.5, w.shape) for w in model.get_weights()])
    return model, tf.constant(rng.normal(size=(3, 6, 5, 4)).astype(np.float32))


def test_a_lowered_residual_block_has_the_values_and_gradients_of_the_layer(residual):
    model, pictures = residual

    def gradients(network):
        with tf.GradientTape() as tape:
            tape.watch(pictures)
            loss = tf.reduce_sum(tf.square(network(pictures, training=True)))
        return tape.gradient(loss, [pictures, *model.trainable_variables])

    lowered = lower(model, precision="float32")
    assert not lowered.xla
    assert np.allclose(lowered(pictures, True), model(pictures), rtol=1e-4, atol=1e-4)
    for ours, plain in zip(gradients(lowered), gradients(model), strict=True):
        assert np.abs(plain).max() > 0.1
        assert np.allclose(ours, plain, rtol=1e-3, atol=1e-3)


def test_a_residual_block_is_in_bfloat16_where_convolutions_are(residual):
    model, pictures = residual
    lowered = lower(model, precision="bfloat16")
    assert lowered.precision == ("bfloat16" if bfloat16_is_fast() else "float32")
    made = lowered(pictures, True)
    assert made.dtype == (tf.bfloat16 if bfloat16_is_fast() else tf.float32)
    plain = np.asarray(model(pictures))
    assert np.allclose(tf.cast(made, tf.float32), plain, atol=0.02 * plain.max())


@settings(derandomize=True, deadline=None, max_examples=30)
@given(
    height=st.integers(6, 15),
    width=st.integers(6, 15),
    size=st.integers(1, 5),
    channels=st.integers(1, 3),
    activation=st.sampled_from(["linear", "relu"]),
)
def test_a_pooled_convolution_is_the_same_in_any_size(height, width, size, channels, activation):
    rng = np.random.default_rng(0)
    pictures = rng.normal(size=(2, height, width, channels)).astype(np.float32)
    inputs = keras.Input(pictures.shape[1:])
    convolved = keras.layers.Conv2D(4, size, activation=activation, bias_initializer="normal")
    model = keras.Model(inputs, keras.layers.MaxPooling2D(2)(convolved(inputs)))
    lowered = lower(model, precision="float32")
    assert len(lowered.steps) == 1
    assert lowered.xla
    assert np.allclose(lowered(tf.constant(pictures), False), model(pictures), atol=1e-5)


def test_bfloat16_is_used_where_recipe_and_processor_have_it(digits):
    model = built("digits-fast")
    lowered = lower(model, precision="bfloat16")
    assert lowered.precision == ("bfloat16" if bfloat16_is_fast() else "float32")
    assert not lowered.xla
    likely = tf.nn.softmax(lowered(digits[0], training=False))
    assert likely.dtype == tf.float32
    assert np.allclose(likely, tf.nn.softmax(model(digits[0])), atol=0.02)


def test_a_network_without_convolutions_never_is_in_bfloat16():
    assert lower(built("ocr-mlp-64"), precision="bfloat16").precision == "float32"


def test_dropout_drops_its_share_and_keeps_the_mean():
    inputs = keras.Input((1000,))
    model = keras.Model(inputs, keras.layers.Dropout(0.2, seed=1)(inputs))
    lowered = lower(model, precision="float32")
    ones = tf.ones((50, 1000))
    first, second = (lowered(ones, training=True).numpy() for _ in range(2))
    assert np.mean(first == 0) == pytest.approx(0.2, abs=0.01)
    assert set(np.unique(first)) == {0, np.float32(1.25)}
    assert not np.array_equal(first, second)
    assert np.array_equal(lowered(ones, training=False), ones)
