import json

import pytest
from studies.speed.made_up import result, side

from tenfold.studies.speed.ratios import Summary
from tenfold.studies.speed.results import Result


def test_ratios_are_pair_by_pair_and_not_of_medians():
    assert result().times_faster("keras-tensorflow", "epoch") == Summary(3.0, 2.0, 5.0, 3)
    assert result().summary("keras-tensorflow", "epoch") == Summary(4.0, 3.0, 20.0, 3)


@pytest.mark.parametrize(
    ("name", "figure"),
    [("tenfold", "epoch"), ("keras-tensorflow", "accuracy"), ("torch", "epoch")],
)
def test_no_ratio_where_none_makes_sense(name, figure):
    assert result().times_faster(name, figure) is None


def test_a_side_or_a_figure_that_is_not_there_has_no_summary():
    assert result().summary("torch", "epoch") is None
    assert result().summary("tenfold", "logits") is None


def test_a_run_and_a_failure_are_added_without_changing_what_was():
    before = result(sides={"tenfold": side("tenfold")})
    after = before.with_run("tenfold", 0, {"epoch": 1.5}).with_failure("tenfold", "it stopped")
    assert before.sides["tenfold"].runs == {}
    assert after.sides["tenfold"].series("epoch") == {0: 1.5}
    assert after.sides["tenfold"].failure == "it stopped"


def test_a_result_survives_json():
    first = result()
    text = json.dumps(first.to_json(), allow_nan=False)
    assert Result.from_json(json.loads(text)) == first
    assert json.loads(text)["times_faster"]["keras-tensorflow"]["epoch"]["median"] == 3.0
