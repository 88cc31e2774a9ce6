import json

import pytest
from cli.conftest import WIDTH
from studies.speed.made_up import result, side

from tenfold.cli.benching import BenchBar
from tenfold.studies.speed import measure as study
from tenfold.studies.speed.book import Book, read
from tenfold.studies.speed.measure import Step


@pytest.fixture
def measured(monkeypatch):
    """Results as the study gives them, without the hours that it takes."""

    def give(*results):
        def measure(cases, rivals, options, watcher):
            for one in results:
                watcher.on_step(Step(1, 2, "training \x1b[2J[red]"))
                watcher.on_failure("PyTorch is left out: [bold]none")
                watcher.on_run(one)
                yield one

        monkeypatch.setattr(study, "measure", measure)

    return give


def test_a_table_a_case_in_80_columns(tenfold, measured, tmp_path):
    measured(result(), result(case="another", quick=True))
    done = tenfold("bench", "training", "--data", "x.npz")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert lines[0] == "training  ocr-mlp-64, 4 epochs  3 rounds"
    assert lines[1].split() == ["one", "epoch", "peak", "memory", "test", "accuracy"]
    assert lines[2].split() == ["tenfold", "2.00", "s", "800", "MB", "96.00%"]
    assert lines[4].split() == ["3.00x", "0.500x,", "more"]
    assert "Quick: one round of little work. Its figures mean nothing." in lines
    assert "1 of 2, after 0.0 s: training [2J[red]" in done.stderr
    assert "Failed: PyTorch is left out: [bold]none" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_written_results_are_there_at_once_with_their_page(tenfold, measured, tmp_path):
    measured(result())
    done = tenfold("bench", "--write", "kept", "--data", "x.npz", "--json")
    assert json.loads(done.stdout) == json.loads(json.dumps(result().to_json()))
    assert read(tmp_path / "kept" / "benchmarks.json") == [result()]
    page = (tmp_path / "kept" / "benchmarks.md").read_text("utf-8")
    (tmp_path / "kept" / "benchmarks.md").unlink()
    again = tenfold("bench", "--tables", "kept/benchmarks.json")
    assert again.stdout == "Written: kept/benchmarks.md\n"
    assert (tmp_path / "kept" / "benchmarks.md").read_text("utf-8") == page


def test_tenfolds_own_failure_is_a_failure(tenfold, measured):
    measured(result(sides={"tenfold": side("tenfold", failure="It stopped.")}))
    assert tenfold("bench", "--data", "x.npz").exit_code == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("trianing",), "Work 'trianing' does not exist. Did you mean 'training'?"),
        (("cold", "--recipes", "digits-cn"), "Recipe 'digits-cn' does not exist. Did you mean"),
        (("--rival", "torhc=python"), "Rival 'torhc' does not exist. Did you mean 'torch'?"),
        (("--full", "--epochs", "3"), "--full trains as many epochs as the recipes say. Got"),
        (("cold", "--tables", "x.json"), "--tables only writes a page again. Got the work 'cold'"),
        (("--tables", "x.json"), "x.json cannot be read as benchmarks (No such file"),
    ],
)
def test_wrong_use_is_explained_before_anything_runs(tenfold, words, message):
    done = tenfold("bench", *words, "--json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["error"]["message"].startswith(message)


def stopped(book, *results):
    """What Ctrl-C says after these results."""
    bar = BenchBar(book, 2)
    for one in results:
        bar.on_run(one)
    with pytest.raises(KeyboardInterrupt) as stop, bar:
        raise KeyboardInterrupt
    return str(stop.value)


def test_ctrl_c_says_what_is_kept(tmp_path):
    assert stopped(Book(tmp_path), result()) == (
        f"1 finished run kept in {tmp_path / 'benchmarks.json'}, shown in "
        f"{tmp_path / 'benchmarks.md'}. The one that was running is lost."
    )
    assert (tmp_path / "benchmarks.md").exists()


def test_ctrl_c_says_that_nothing_is_kept(tmp_path):
    assert stopped(Book(None), result()) == (
        "what is printed above stands, the rest was not done. "
        "With --write FOLDER every finished run is kept."
    )
    assert stopped(Book(tmp_path)) == ("no finished runs kept. The one that was running is lost.")
