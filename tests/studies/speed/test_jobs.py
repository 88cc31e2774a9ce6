import json

import pytest

from tenfold.studies.speed import jobs
from tenfold.studies.speed.processes import SideError
from tenfold.training import recipe as recipes


@pytest.mark.parametrize("name", [n for n in recipes.names() if not recipes.load(n).lines])
def test_every_recipe_of_the_package_becomes_plain_values(name):
    recipe = recipes.load(name)
    job = jobs.training(jobs.plain(recipe)) | {"layers": jobs.network(recipe, 10)}
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


def test_settings_that_the_rivals_would_leave_out_are_named():
    changes = {"augment": {"shift": 2}, "optimizer": {"kind": "adam", "average": 0.9}}
    with pytest.raises(SideError, match="sets augment, optimizer.average, which the rivals cannot"):
        jobs.training(recipes.plan("fashion-mlp", changes))


def test_what_only_tenfold_does_is_taken_out_of_a_comparison():
    plain = jobs.plain(recipes.load("digits-fast"))
    assert (plain.augment, plain.label_smoothing, plain.optimizer.kind) == (None, 0, "adam")
    assert plain.layers == recipes.load("digits-fast").layers
    others = recipes.load("fashion-mlp")
    assert jobs.plain(others) is others
