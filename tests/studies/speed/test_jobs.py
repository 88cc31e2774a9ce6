import json

import pytest

from tenfold.studies.speed import jobs
from tenfold.studies.speed.processes import SideError
from tenfold.training import recipe as recipes


@pytest.mark.parametrize("name", recipes.names())
def test_every_recipe_of_the_package_becomes_plain_values(name):
    recipe = recipes.load(name)
    job = jobs.training(recipe) | {"layers": jobs.network(recipe, 10)}
    assert json.loads(json.dumps(job)) == job
    assert job["layers"][-1]["units"] == 10
    assert job["epochs"] == recipe.epochs
    assert job["validation"] == recipe.validation.pictures
    assert all("name" not in layer for layer in job["layers"])


def test_a_rule_that_the_rivals_cannot_follow_is_named():
    values = {"stop": [{"metric": "loss", "patience": 3}]}
    recipe = recipes.plan("fashion-mlp", values)
    with pytest.raises(SideError) as caught:
        jobs.training(recipe)
    assert str(caught.value) == (
        "recipe 'fashion-mlp' sets stop.patience, which the rivals cannot do"
    )


def test_a_setting_that_the_rivals_would_leave_out_is_named():
    class Later(recipes.Recipe):
        """A recipe as it may be one day."""

        augment: str | None = None

    values = recipes.load("fashion-mlp").model_dump(exclude_none=True)
    with pytest.raises(SideError, match="sets augment, which the rivals cannot do"):
        jobs.training(Later(**values, augment="shift"))
    assert jobs.training(Later(**values)) == jobs.training(recipes.load("fashion-mlp"))
