"""All eight exercises, really run on a small drawn data set: one test an exercise."""

import json

import pytest

from tenfold.errors import UsageError
from tenfold.evaluation import plots
from tenfold.studies.exercises import EXERCISES, Answer, run_exercise
from tenfold.studies.exercises.bench import network

KEYS = {"exercise", "question", "setting", "rows", "paragraph", "quick"}


@pytest.fixture
def quick(drawn_npz, tmp_path):
    """Run one exercise quickly and see that its answer is whole: table, picture, words, JSON."""

    def run(number: int) -> Answer:
        answer = run_exercise(number, quick=True, data=drawn_npz)
        assert (answer.number, answer.quick) == (number, True)
        assert answer.question.endswith("?")
        assert answer.paragraph.endswith(".")
        cells = answer.table.cells()
        assert all(len(row) == len(answer.table.columns) for row in cells)
        plots.save(answer.figure, tmp_path / "figure.png")
        assert (tmp_path / "figure.png").stat().st_size > 5000
        read = json.loads(json.dumps(answer.to_json(), allow_nan=False))
        assert read.keys() == KEYS
        assert len(read["rows"]) == len(cells) >= 1
        return answer

    return run


def test_1_output_numbers_are_probabilities(quick):
    answer = quick(1)
    numbers = [row["number"].mean for row in answer.table.rows]
    assert len(numbers) == 3
    assert sum(numbers) == pytest.approx(1, abs=1e-5)
    page = answer._repr_html_()
    assert "<h4>Exercise 1. What do the ten output numbers mean" in page
    assert 'src="data:image/png;base64,' in page
    assert page.count("<tr>") == 4


def test_2_and_held_out_pictures_are_the_last_sixth_of_the_training_ones(quick):
    answer = quick(2)
    rows = answer.table.rows
    assert [row["network"] for row in rows] == ["128 units", "512 units", "1024 units"]
    assert [row["parameters"] for row in rows] == [785 * u + (u + 1) * 3 for u in (128, 512, 1024)]
    assert answer.setting == "one run (seed 0); drawn, 500 pictures learned from, 100 held out"


def test_3_keras_and_tenfold_both_say_what_is_wrong(quick):
    answer = quick(3)
    keras, ours = answer.table.rows
    assert (keras["error"], ours["error"]) == ("ValueError", "RecipeError")
    assert "28, 3)" in keras["says"]  # the shape that it met
    assert ours["says"].startswith("A 'flatten' layer is missing:")
    assert "gives 28 times 3 numbers where one label asks for 3" in answer.paragraph


def test_4_keras_on_a_cpu_fails_and_tenfold_refuses_before(quick):
    keras, ours = quick(4).table.rows
    assert keras["error"] == "InvalidArgumentError"
    assert "label value of 2 which is outside the valid range of [0, 2)" in keras["says"]
    assert keras["lines"] > 20
    assert ours["says"].startswith("The network must end in 3 outputs, one for each class. Got 2:")


def test_5_puts_a_second_layer_behind_the_same_first(quick):
    rows = quick(5).table.rows
    assert [row["network"] for row in rows] == ["512 units", "512 + 256 units"]
    assert rows[0]["parameters"] == 785 * 512 + 513 * 3
    assert rows[1]["parameters"] == 785 * 512 + 513 * 256 + 257 * 3


def test_6_looks_at_the_held_out_pictures_after_every_epoch(quick):
    rows = quick(6).table.rows
    assert [row["epoch"] for row in rows] == [1, 2]
    assert rows[1]["train_loss"].mean < rows[0]["train_loss"].mean


def test_7_leaves_the_pixels_as_they_are_once(quick):
    raw, scaled = sorted(quick(7).table.rows, key=lambda row: row["pixels"], reverse=True)
    assert (raw["pixels"], scaled["pixels"]) == ("pixels 0 to 255", "pixels 0 to 1")
    assert raw["train_loss"].mean != scaled["train_loss"].mean


def test_8_stops_each_seed_by_itself(drawn_npz):
    answer = run_exercise(8, seeds=(0, 1), data=drawn_npz)
    assert [row["seed"] for row in answer.table.rows] == [0, 1]
    losses = [row["train_loss"] for row in answer.table.rows]
    assert losses[0] != losses[1]
    for row in answer.table.rows:
        assert row["stopped"] == (row["train_loss"] < 0.4)
        assert row["epochs"] == 5 or row["stopped"]


@pytest.mark.parametrize("number", [0, 9])
def test_there_is_no_other_exercise(number):
    assert number not in EXERCISES
    with pytest.raises(UsageError) as caught:
        run_exercise(number)
    assert str(caught.value) == (
        f"There are exercises 1 to 8. Got {number}. "
        "Without a number all of them are run: tenfold exercises"
    )


def test_the_network_is_that_of_s3_with_other_layers():
    plan = network(512, 256, epochs=7, stop=["loss<0.4"])
    assert (plan.batch_size, plan.optimizer.kind, plan.epochs) == (32, "adam", 7)
    assert [str(rule) for rule in plan.stop] == ["loss < 0.4"]
    kinds = [layer.kind for layer in plan.layers]
    assert kinds == ["rescale", "flatten", "dense", "dense", "dense"]
    assert [layer.units for layer in plan.layers[2:]] == [512, 256, "classes"]
