"""A reader's way from a recipe to its file, small enough for a test."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tenfold
from tenfold.artefact.runs import Run
from tenfold.errors import ModelFileError, RecipeError, UsageError
from tenfold.evaluation.reading import ReadingScores
from tenfold.inference.numbers import load_reader
from tenfold.training import recipe as recipes
from tenfold.training.recipe import Recipe

SMALL: dict[str, Any] = {
    "layers": [
        {"kind": "rescale", "divide_by": 255},
        {"kind": "reshape", "shape": [32, 128, 1]},
        {"kind": "conv", "filters": 8, "size": 5, "strides": 4, "padding": "same"},
        {"kind": "conv", "filters": 16, "size": [8, 3], "strides": [8, 1], "padding": "same"},
        {"kind": "conv", "filters": 11, "size": 1},
        {"kind": "steps"},
    ],
    "lines": {"lines": 300, "validation": 40, "test": 40, "width": 128},
    "batch_size": 32,
    "epochs": 2,
    "augment": "none",
}


def small(**changes: Any) -> Recipe:
    return recipes.plan("numbers", SMALL | changes)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return tenfold.train(small(), out=tmp_path_factory.mktemp("runs") / "reader")


def test_a_run_leaves_a_reader_and_says_how_good_it_is(run: Run) -> None:
    reader = load_reader(run.folder)
    assert reader.metadata.task == "read"
    assert reader.metadata.spec.shape == (32, 128)
    scores = ReadingScores.from_json(run.record["scores"]["test"])
    assert scores.n == 40
    assert reader.metadata.scores["test"]["accuracy"] == scores.accuracy
    assert len(run.history) == 2
    assert run.record["test_evaluations"] == 1


def test_its_report_shows_the_lines_it_misread(run: Run) -> None:
    page = run.report.read_text(encoding="utf-8")
    assert "Where it errs" in page
    assert "data:image/png;base64," in page


def test_going_on_after_an_epoch_gives_the_same_file(run: Run, tmp_path: Path) -> None:
    def stop(progress: Any) -> None:
        if progress.history:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tenfold.train(small(), out=tmp_path / "stopped", on_progress=stop)
    resumed = tenfold.resume(tmp_path / "stopped")
    for before, after in zip(_weights(run), _weights(resumed), strict=True):
        np.testing.assert_array_equal(before, after)


def _weights(run: Run) -> list[np.ndarray]:
    with np.load(run.checkpoint, allow_pickle=False) as file:
        return [file[name] for name in sorted(file.files) if name.startswith("model")]


def test_a_reader_is_no_classifier(run: Run) -> None:
    with pytest.raises(ModelFileError, match="reads numbers and cannot tell the class"):
        tenfold.evaluate(run.folder)


def test_lines_are_made_of_digits_only() -> None:
    with pytest.raises(RecipeError, match="Lines are composed of single digits.*Got fashion-mnist"):
        tenfold.train(small(), data="fashion-mnist")


def test_steps_and_lines_belong_together() -> None:
    with pytest.raises(RecipeError, match="needs a table \\[lines\\]"):
        recipes.plan("numbers", {"lines": None})


def test_a_reader_learns_from_no_single_pictures() -> None:
    with pytest.raises(RecipeError, match="outliers and habits are single pictures, and a recipe"):
        recipes.plan("numbers", {"habits": 0.1})


def test_a_reader_has_an_output_for_the_blank() -> None:
    layers = [*SMALL["layers"][:-2], {"kind": "conv", "filters": 10, "size": 1}, {"kind": "steps"}]
    with pytest.raises(RecipeError, match="must end in 11 outputs at every step.*Got 10"):
        tenfold.train(small(layers=layers))


def test_its_report_is_not_written_anew(run: Run) -> None:
    with pytest.raises(UsageError, match="report of a reader"):
        tenfold.report(run.folder)
