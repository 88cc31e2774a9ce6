"""All eight exercises, really run on a small drawn data set."""

import json

import numpy as np
import pytest

from tenfold.errors import UsageError
from tenfold.evaluation import plots
from tenfold.studies.exercises import EXERCISES, run_exercise
from tenfold.studies.exercises.bench import network


@pytest.fixture(scope="module")
def answers(drawn_npz):
    return {number: run_exercise(number, quick=True, data=drawn_npz) for number in EXERCISES}


@pytest.mark.parametrize("number", EXERCISES)
def test_every_exercise_gives_a_table_a_picture_and_a_paragraph(answers, number, tmp_path):
    answer = answers[number]
    assert answer.number == number
    assert answer.question.endswith("?")
    assert answer.paragraph.endswith(".")
    assert answer.quick
    cells = answer.table.cells()
    assert len(cells) >= 1
    assert all(len(row) == len(answer.table.columns) for row in cells)
    plots.save(answer.figure, tmp_path / "figure.png")
    assert (tmp_path / "figure.png").stat().st_size > 5000


@pytest.mark.parametrize("number", EXERCISES)
def test_every_answer_is_json(answers, number):
    answer = json.loads(json.dumps(answers[number].to_json(), allow_nan=False))
    assert answer.keys() == {"exercise", "question", "setting", "rows", "paragraph", "quick"}
    assert answer["exercise"] == number
    assert len(answer["rows"]) == len(answers[number].table.rows)


def test_without_flatten_keras_and_tenfold_both_say_what_is_wrong(answers):
    keras, ours = answers[3].table.rows
    assert (keras["error"], ours["error"]) == ("ValueError", "RecipeError")
    assert "28, 3)" in keras["says"]  # the shape that it met
    assert ours["says"].startswith("A 'flatten' layer is missing:")
    assert "gives 28 times 3 numbers where one label asks for 3" in answers[3].paragraph


def test_with_too_few_outputs_keras_on_a_cpu_fails_and_tenfold_refuses_before(answers):
    keras, ours = answers[4].table.rows
    assert keras["error"] == "InvalidArgumentError"
    assert "label value of 2 which is outside the valid range of [0, 2)" in keras["says"]
    assert keras["lines"] > 20
    assert ours["says"].startswith("The network must end in 3 outputs, one for each class. Got 2:")


def test_sizes_are_those_asked_for(answers):
    rows = answers[2].table.rows
    assert [row["network"] for row in rows] == ["128 units", "512 units", "1024 units"]
    assert [row["parameters"] for row in rows] == [785 * u + (u + 1) * 3 for u in (128, 512, 1024)]
    assert [row["network"] for row in answers[5].table.rows] == ["512 units", "512 + 256 units"]


def test_output_numbers_are_probabilities(answers):
    numbers = [row["number"].mean for row in answers[1].table.rows]
    assert len(numbers) == 3
    assert sum(numbers) == pytest.approx(1, abs=1e-5)


def test_held_out_pictures_are_the_last_sixth_of_the_training_ones(answers):
    assert answers[2].setting == (
        "one run (seed 0); drawn, 500 pictures learned from, 100 held out"
    )


def test_a_notebook_shows_the_answer_with_names_escaped(answers):
    page = answers[1]._repr_html_()
    assert "<h4>Exercise 1. What do the ten output numbers mean" in page
    assert 'src="data:image/png;base64,' in page
    assert page.count("<tr>") == 4


def test_several_seeds_are_runs_of_their_own(drawn_npz):
    answer = run_exercise(8, seeds=(0, 1), data=drawn_npz)
    assert [row["seed"] for row in answer.table.rows] == [0, 1]
    losses = [row["train_loss"] for row in answer.table.rows]
    assert losses[0] != losses[1]
    for row in answer.table.rows:
        assert row["stopped"] == (row["train_loss"] < 0.4)
        assert row["epochs"] == 5 or row["stopped"]


@pytest.mark.parametrize("number", [0, 9])
def test_there_is_no_other_exercise(number):
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
    assert np.all([layer.units for layer in plan.layers[2:4]] == [512, 256])
