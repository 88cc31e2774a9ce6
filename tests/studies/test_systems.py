import pytest

from tenfold.errors import UsageError
from tenfold.models import networks
from tenfold.studies.systems import SYSTEMS, select
from tenfold.training import recipe as recipes


@pytest.mark.parametrize("row", SYSTEMS, ids=lambda row: row.recipe)
def test_each_row_is_a_recipe_that_was_written_as_theirs(row):
    plan = recipes.load(row.recipe)
    layers = networks.check(networks.resolve(plan.layers, 10), (28, 28), 10)
    assert sum(layer.parameters for layer in layers) == row.parameters
    assert plan.epochs == row.epochs
    assert bool(plan.validation.pictures) == (row.validation_accuracy is not None)
    assert [rule.above for rule in plan.stop] == [row.stop_above] * (row.stop_above is not None)
    assert plan.source.startswith(row.system)


def test_every_row_can_be_judged_by_something():
    for row in SYSTEMS:
        measures = (row.test_accuracy, row.holds_at, row.stop_above)
        assert sum(measure is not None for measure in measures) == 1


def test_the_gap_is_theirs_where_both_figures_were_printed():
    gaps = {row.recipe: row.gap for row in SYSTEMS}
    assert gaps["fashion-mlp-100"] == pytest.approx(0.0914)
    assert gaps["digits-cnn"] is None


@pytest.mark.parametrize(
    ("only", "recipes"),
    [
        ("S0", ["ocr-mlp-64", "ocr-mlp-128"]),
        ("s0b", ["ocr-mlp-128"]),
        ("S1", ["fashion-mlp", "fashion-mlp-512-stop"]),
        ("digits-cnn", ["digits-cnn"]),
        (None, [row.recipe for row in SYSTEMS]),
    ],
)
def test_rows_are_chosen_by_system_or_recipe(only, recipes):
    assert [row.recipe for row in select(only)] == recipes


@pytest.mark.parametrize(
    ("only", "near"),
    [("S9", " Did you mean 'S4'?"), ("digits-cn", " Did you mean 'digits-cnn'?"), ("zzzz", "")],
)
def test_an_unknown_system_is_an_error_that_names_the_nearest(only, near):
    with pytest.raises(UsageError) as caught:
        select(only)
    assert str(caught.value) == (
        f"System {only!r} does not exist.{near} Known: S0, S0a, S0b, S1, S2, S3, S4, and the "
        "recipes ocr-mlp-64, ocr-mlp-128, fashion-mlp, fashion-mlp-512-stop, digits-mlp-256, "
        "fashion-mlp-100, digits-cnn."
    )
