"""Real processes: made-up rivals that take no time, and Keras on TensorFlow once."""

import json

import pytest

from tenfold.errors import DatasetError, TenfoldWarning
from tenfold.studies.speed import machine, measure, works
from tenfold.studies.speed.measure import Watcher
from tenfold.studies.speed.sides import Side, choose
from tenfold.studies.speed.works import Options

QUICK_ANSWER = "print('{\"answer\": 1}')"


@pytest.fixture
def rival(tmp_path):
    """A rival with a program of a few lines; jobs come in its sys.argv[1]."""

    def make(name, program):
        script = tmp_path / f"{name}.py"
        script.write_text(f"import json, sys\njob = json.loads(sys.argv[1])\n{program}\n")
        return Side(name, name.title(), "keras", script)

    return make


@pytest.fixture
def help_case():
    """`tenfold --help` beside whatever a rival does."""
    from dataclasses import replace

    (case,) = [case for case in works.cases(["cold"], Options()) if case.kind == "help"]
    return replace(case, families=("tenfold", "keras"))


def watched():
    """A watcher, and the list of what it is told."""
    told = []
    return told, Watcher(
        on_step=lambda step: told.append(f"{step.number}/{step.total} {step.words}"),
        on_failure=lambda text: told.append(f"failed: {text}"),
        on_run=lambda result: told.append({n: len(s.runs) for n, s in result.sides.items()}),
    )


def test_sides_take_turns_and_every_run_is_told(rival, help_case, drawn_npz, monkeypatch):
    monkeypatch.setattr(machine, "load", lambda: 0.0)
    told, watcher = watched()
    options = Options(repeats=2, data=str(drawn_npz))
    (result,) = measure.measure([help_case], [rival("fast", QUICK_ANSWER)], options, watcher)
    assert told == [
        "1/4 cold --help: Fast, round 1 of 2", {"tenfold": 0, "fast": 1},
        "2/4 cold --help: tenfold, round 1 of 2", {"tenfold": 1, "fast": 1},
        "3/4 cold --help: Fast, round 2 of 2", {"tenfold": 1, "fast": 2},
        "4/4 cold --help: tenfold, round 2 of 2", {"tenfold": 2, "fast": 2},
    ]  # fmt: skip
    assert result.times_faster("fast", "run").n == 2
    assert (result.quick, result.work, result.case) == (False, "cold", "--help")


def test_a_rival_that_fails_is_told_once_and_leaves_the_others_alone(rival, help_case, drawn_npz):
    told, watcher = watched()
    broken = rival("broken", f"if job['kind'] == 'help': sys.exit('No memory.')\n{QUICK_ANSWER}")
    silent = rival("silent", "if job['kind'] == 'versions': print('{}')")
    options = Options(quick=True, data=str(drawn_npz))
    (result,) = measure.measure([help_case], [broken, silent], options, watcher)
    failures = [text for text in told if isinstance(text, str) and text.startswith("failed")]
    assert failures == [
        "failed: cold --help, Broken: No memory.",
        "failed: cold --help, Silent: it ended without an answer",
    ]
    assert result.sides["broken"].failure == "No memory."
    assert result.sides["tenfold"].runs[0]["run"] > 0


def test_a_rival_that_cannot_start_is_left_out_from_the_beginning(rival, help_case, drawn_npz):
    told, watcher = watched()
    (gone,) = choose(["keras-tensorflow=nowhere/python"])
    options = Options(quick=True, data=str(drawn_npz))
    (result,) = measure.measure([help_case], [gone], options, watcher)
    why = "nowhere/python cannot be run: No such file or directory"
    assert told[0] == f"failed: Keras on TensorFlow is left out: {why}"
    assert told[1:] == ["2/2 cold --help: tenfold", {"tenfold": 1, "keras-tensorflow": 0}]
    assert result.sides["keras-tensorflow"].failure == why


def test_data_that_cannot_be_had_are_an_error_and_no_sides_failure(rival, help_case, tmp_path):
    options = Options(quick=True, data=str(tmp_path / "nothing.npz"))
    with pytest.raises(DatasetError, match=r"nothing\.npz' does not exist: there is no such file"):
        list(measure.measure([help_case], [rival("fast", QUICK_ANSWER)], options))


def test_other_work_on_the_machine_is_warned_of(monkeypatch):
    monkeypatch.setattr(machine, "load", lambda: 2.34)
    with pytest.warns(TenfoldWarning, match=r"^2\.3 processes were at work .* when nothing else"):
        measure.measure([], [], Options())


def test_the_tutorials_training_and_tenfolds_are_really_measured(drawn_npz):
    options = Options(recipes=("fashion-mlp",), quick=True, data=str(drawn_npz))
    (result,) = measure.measure(works.cases(["training"], options), choose([]), options)
    assert {name: side.failure for name, side in result.sides.items()} == {
        "tenfold": None,
        "keras-tensorflow": None,
    }
    for side in result.sides.values():
        (figures,) = side.runs.values()
        assert len(figures["epochs"]) == 2
        assert figures["epoch"] == figures["epochs"][1]
        assert sum(figures["epochs"]) < figures["run"]
        assert figures["accuracy"] > 0.5, "three kinds of picture, so it did learn"
        assert side.versions["keras"]
    assert result.sides["tenfold"].runs[0]["precision"] in ("float32", "bfloat16")
    assert set(result.to_json()["times_faster"]["keras-tensorflow"]) == {"epoch", "run", "memory"}
    assert json.dumps(result.to_json(), allow_nan=False)
