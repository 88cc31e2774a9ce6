import json

import pytest
from cli.conftest import WIDTH

from tenfold.studies import reproduce as study
from tenfold.studies.measured import Measured
from tenfold.studies.systems import SYSTEMS


def made_up(holds):
    """A row of figures as the study gives it, without the minutes that it takes."""
    ours = study.Ours(
        seeds=(0, 1, 2),
        test_accuracy=Measured((0.97, 0.971, 0.972)),
        test_loss=Measured((0.1,) * 3),
        train_accuracy=Measured((0.98,) * 3),
        validation_accuracy=Measured((0.97,) * 3),
        parameters=55_050,
        epochs=(10, 10, 10),
        seconds=Measured((4.0, 4.1, 4.2)),
    )
    return study.Comparison(SYSTEMS[0], ours, holds, "made up")


def test_theirs_stands_beside_ours_in_80_columns(tenfold, monkeypatch):
    monkeypatch.setattr(study, "reproduce", lambda *_, **__: iter([made_up(True), made_up(None)]))
    done = tenfold("reproduce", "--only", "S0", "--data", "x.npz")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert lines[0] == "S0a ocr-mlp-64  holds"
    figures = next(line for line in lines if line.startswith("test accuracy"))
    assert figures.split() == ["test", "accuracy", "96.97%", "97.10%", "±", "0.10"]
    assert lines[-1] == "1 of 2 rows hold; 1 not judged."


@pytest.mark.parametrize(("holds", "code"), [(True, 0), (None, 0), (False, 1)])
def test_a_row_that_does_not_hold_is_a_failure(tenfold, monkeypatch, holds, code):
    monkeypatch.setattr(study, "reproduce", lambda *_, **__: iter([made_up(holds)]))
    done = tenfold("reproduce", "--data", "x.npz", "--json")
    assert done.exit_code == code
    assert json.loads(done.stdout)["holds"] is holds


def test_it_really_trains_and_says_that_a_quick_run_is_not_judged(tenfold, drawn_npz):
    done = tenfold("reproduce", "--only", "fashion-mlp", "--quick", "--data", drawn_npz, "--json")
    assert done.exit_code == 0
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["recipe"], row["system"], row["holds"]) == ("fashion-mlp", "S1", None)
    assert row["why"] == "not judged: it did not run as written (quick, or on other data)"
    assert row["theirs"]["test_accuracy"] == 0.882
    assert row["ours"]["seconds"]["mean"] > 0
    assert "S1 fashion-mlp, seed 0" in done.stderr


def test_an_unknown_system_is_a_wrong_use_that_names_the_nearest(tenfold):
    done = tenfold("reproduce", "--only", "digits-cn", "--json")
    assert done.exit_code == 2
    message = json.loads(done.stdout)["error"]["message"]
    assert message.startswith("System 'digits-cn' does not exist. Did you mean 'digits-cnn'?")
