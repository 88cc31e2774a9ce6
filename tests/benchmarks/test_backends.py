from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks import backends
from benchmarks.backends import Side, app


def stand_in(path: Path, backend: str, accuracy: float) -> str:
    """An interpreter that answers at once, a little better with every seed."""
    path.write_text(
        f"#!{sys.executable} -S\n"
        "import sys\n"
        "recipe, seed, out, settings = sys.argv[3:]\n"
        f"accuracy = {accuracy} + int(seed) / 1000\n"
        f'print(\'{{"backend": "{backend}", "accuracy": %f, "seconds": 2}}\' % accuracy)\n'
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.parametrize(
    ("other", "code", "words"),
    [
        (0.962, 0, "The back ends reach the same accuracy."),
        (0.92, 1, "The back ends differ."),
    ],
)
def test_back_ends_that_differ_are_told_and_counted_as_a_failure(tmp_path, other, code, words):
    pythons = [stand_in(tmp_path / "a", "tensorflow", 0.96), stand_in(tmp_path / "b", "jax", other)]
    done = CliRunner().invoke(app, pythons, env={"COLUMNS": "80"})
    assert done.exit_code == code, done.output
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[-1] == words.split()
    low, mean, high = (f"{other + more:.4f}" for more in (0, 0.001, 0.002))
    assert lines[2] == ["ocr-mlp-64", "jax", "3", mean, low, high, "2.0"]
    assert [line[0] for line in lines[1:-1]] == ["ocr-mlp-64"] * 2 + ["digits-cnn"] * 2


@pytest.mark.parametrize(
    ("accuracies", "expected"),
    [
        ((0.961, 0.962, 0.963), False),  # clear, but of no weight
        ((0.94, 0.97, 0.99), False),  # of weight, but as seeds differ
        ((0.94, 0.941, 0.942), True),
    ],
)
def test_only_a_clear_difference_of_weight_counts(accuracies, expected):
    first = Side("tensorflow", (0.9580, 0.9581, 0.9582), (1.0,) * 3)
    assert Side("jax", accuracies, (1.0,) * 3).differs_from(first) is expected


def test_one_interpreter_is_nothing_to_compare():
    done = CliRunner().invoke(app, ["python"], env={"COLUMNS": "200"})
    assert done.exit_code == 2
    assert "To compare back ends, name the interpreters of at least two. Got one." in done.stderr


def test_an_interpreter_that_cannot_train_is_named(tmp_path):
    done = CliRunner().invoke(app, ["no-such-python", "b"], env={"COLUMNS": "300"})
    assert done.exit_code == 2
    expected = (
        "no-such-python cannot train ocr-mlp-64: no-such-python cannot be run: No such file or "
        "directory. Name an interpreter that has tenfold with the extra train or jax."
    )
    assert expected in done.stderr


def test_the_program_trains_and_answers_with_its_figures(drawn_npz, tmp_path, monkeypatch, capsys):
    settings = json.dumps({"epochs": 1, "data": str(drawn_npz)})
    monkeypatch.setattr(sys, "argv", ["-c", "digits-mlp-256", "0", str(tmp_path / "run"), settings])
    exec(backends.PROGRAM, {})
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert sorted(answer) == ["accuracy", "backend", "seconds"]
    assert answer["accuracy"] > 1 / 3
    assert (tmp_path / "run" / "model.onnx").is_file()
