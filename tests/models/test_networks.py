import keras
import numpy as np
import pytest

from tenfold.errors import RecipeError
from tenfold.models import networks
from tenfold.models.registry import Reshape, Residual
from tenfold.training import recipe as recipes

PARAMETERS = {
    "ocr-mlp-64": 55_050,
    "ocr-mlp-128": 118_282,
    "fashion-mlp": 101_770,
    "fashion-mlp-512-stop": 407_050,
    "fashion-mlp-100": 101_770,
    "digits-mlp-256": 269_322,
    "digits-cnn": 607_394,
    "digits-fast": 64_282,
    "digits-best": 280_266,
    "digits": 280_266,
    "digits-tiny": 9_790,
    "fashion-best": 304_682,
    "numbers": 657_643,
}


def layers_of(name, **settings):
    return networks.resolve(recipes.plan(name, settings).layers, 10)


@pytest.mark.parametrize("name", recipes.names())
def test_layer_table_agrees_with_keras_and_the_known_counts(name):
    layers, seen = layers_of(name), recipes.load(name).seen((28, 28))
    rows = networks.check(layers, seen, 10)
    to_logits, model = networks.build(
        layers, seen, input_name="pictures", rng=np.random.default_rng(0)
    )
    built = {layer.name: layer for layer in model.layers}
    for row in rows:
        assert built[row.name].count_params() == row.parameters
        assert built[row.name].output.shape[1:] == row.output_shape
    assert sum(row.parameters for row in rows) == to_logits.count_params() == PARAMETERS[name]


def test_layers_keep_the_names_the_recipe_gives_them():
    rows = networks.table(layers_of("ocr-mlp-128"), (28, 28))
    assert [row.name for row in rows if row.kind == "dense"] == [
        "dense_1",
        "dense_2",
        "predictions",
    ]


def test_same_seed_builds_the_same_weights_and_another_seed_others():
    def weights(seed):
        rng = np.random.default_rng(seed)
        model, _ = networks.build(layers_of("ocr-mlp-64"), (28, 28), input_name="x", rng=rng)
        return np.concatenate([w.ravel() for w in model.get_weights()])

    assert np.array_equal(weights(3), weights(3))
    assert not np.array_equal(weights(3), weights(4))


def test_softmax_recipes_give_probabilities_and_their_logits_share_the_weights():
    to_logits, model = networks.build(
        layers_of("ocr-mlp-64"), (28, 28), input_name="x", rng=np.random.default_rng(0)
    )
    picture = np.random.default_rng(0).integers(0, 256, (2, 28, 28)).astype(np.uint8)
    probabilities = np.asarray(model(picture))
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    expected = keras.ops.softmax(to_logits(picture))
    assert np.allclose(probabilities, np.asarray(expected), atol=1e-6)


@pytest.mark.parametrize(
    ("settings", "classes", "message"),
    [
        (
            {"layers.1": {"kind": "dropout", "rate": 0.1}},
            10,
            "A 'flatten' layer is missing: a dense layer must be given one row of numbers for each "
            "picture. Got shape (28, 28), so it would work on every row by itself, and the network "
            "would give (28, 10) where 10 numbers are wanted. Put { kind = 'flatten' } before the "
            "first dense layer.",
        ),
        (
            {"layers.3.units": 5},
            10,
            "The network must end in 10 outputs, one for each class. Got 5: labels 5 to 9 would "
            "have no output to point at. Set the last layer's units to 10, or to 'classes'.",
        ),
        (
            {"layers.3.units": 12},
            10,
            "The network must end in 10 outputs, one for each class. Got 12: 2 outputs would stand "
            "for no class. Set the last layer's units to 10, or to 'classes'.",
        ),
        (
            {"layers.2.activation": "softmax"},
            10,
            "Only the last layer may have the activation 'softmax': it turns the outputs into "
            "probabilities. Got one before the end. Use 'relu' there.",
        ),
        (
            {"layers.1": {"kind": "conv", "filters": 4}},
            10,
            "A conv layer needs pictures of shape (height, width, channels). Got (28, 28). "
            "Put { kind = 'reshape', shape = [28, 28, 1] } before it.",
        ),
        (
            {"layers.1": {"kind": "residual"}},
            10,
            "A residual layer needs pictures of shape (height, width, channels). Got (28, 28). "
            "Put { kind = 'reshape', shape = [28, 28, 1] } before it.",
        ),
        (
            {"layers.1": {"kind": "reshape", "shape": [20, 20]}},
            10,
            "A reshape to (20, 20) needs 400 numbers a picture. Got 784, from shape (28, 28).",
        ),
        (
            {"layers.2.name": "a", "layers.3.name": "a"},
            10,
            "Layer names must differ. Got 'a' twice. Rename one of them.",
        ),
    ],
)
def test_networks_that_cannot_work_are_explained(settings, classes, message):
    layers = layers_of("fashion-mlp", **settings)
    with pytest.raises(RecipeError) as error:
        networks.check(layers, (28, 28), classes)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (
            {"kind": "conv", "filters": 2, "size": 31},
            "A convolution of 31x31 needs pictures at least that large. Got 28x28.",
        ),
        (
            {"kind": "max_pool", "size": 30},
            "Pooling by 30x30 needs pictures at least that large. Got 28x28.",
        ),
    ],
)
def test_windows_larger_than_the_picture_are_explained(layer, message):
    layers = layers_of("digits-cnn", **{"layers.2": layer})
    with pytest.raises(RecipeError) as error:
        networks.check(layers, (28, 28), 10)
    assert str(error.value) == message


def test_a_recipe_must_end_in_a_dense_layer():
    layers = layers_of("fashion-mlp")[:2]
    with pytest.raises(RecipeError) as error:
        networks.check(layers, (28, 28), 10)
    assert str(error.value) == (
        "The last layer must be a dense layer with one output for each class. Got 'flatten'. "
        "End with { kind = 'dense', units = 'classes' }."
    )
    with pytest.raises(RecipeError, match=r"A recipe needs at least one layer\. Got none\."):
        networks.check((), (28, 28), 10)


def test_raw_pixels_are_noticed():
    layers = layers_of("fashion-mlp")
    assert not networks.reads_raw_pixels(layers)
    assert networks.reads_raw_pixels(layers[1:])
    assert networks.reads_raw_pixels((Reshape(shape=(28, 28, 1)), Residual(), *layers))


@pytest.mark.parametrize(
    ("name", "products"),
    [
        ("fashion-mlp", 2 * (2 * 784 * 128 + 3 * 128 * 10)),
        ("digits-cnn", 2 * (2 * 26 * 26 * 9 * 28 + 3 * (4732 * 128 + 128 * 10))),
    ],
)
def test_the_arithmetic_of_training_counts_every_product(name, products):
    assert networks.training_arithmetic(layers_of(name), (28, 28)) == products
