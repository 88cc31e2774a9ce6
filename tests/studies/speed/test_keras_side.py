"""The rival's script in this process: is it the recipe's own network? (measure runs it for real)"""

import numpy as np
import pytest

from tenfold.models import networks
from tenfold.studies.speed import jobs
from tenfold.studies.speed.rivals import keras_side
from tenfold.training import recipe as recipes


@pytest.mark.parametrize("name", [n for n in recipes.names() if not recipes.load(n).lines])
def test_the_tutorials_network_has_the_recipes_parameters(name):
    recipe = recipes.load(name)
    images = np.full((2, 28, 28), 255, np.uint8)
    arrays, layers = keras_side.before_the_network(images, jobs.network(recipe, 10))
    assert arrays.dtype == np.float32
    assert arrays.max() == 1
    model = keras_side.sequential(layers, arrays.shape[1:])
    table = networks.table(networks.resolve(recipe.layers, 10), (28, 28))
    assert model.count_params() == sum(row.parameters for row in table)


def test_an_unknown_layer_is_named():
    with pytest.raises(ValueError, match="keras_side.py knows no layer 'magic'; known: rescale,"):
        keras_side.sequential([{"kind": "magic"}], (4,))


@pytest.mark.parametrize(
    ("rule", "stops"),
    [
        ({"above": 0.5}, True),
        ({"above": 0.7}, False),
        ({"below": 0.7}, True),
        ({"below": 0.5}, False),
    ],
)
def test_training_ends_as_the_tutorials_end_it(rule, stops):
    watch = keras_side.Watch([{"metric": "accuracy", **rule}])
    watch.set_model(keras_side.sequential([{"kind": "dense", "units": 2}], (4,)))
    watch.model.stop_training = False
    watch.on_epoch_begin(0)
    watch.on_epoch_end(0, {"accuracy": 0.6})
    assert watch.model.stop_training is stops
    assert len(watch.seconds) == 1
