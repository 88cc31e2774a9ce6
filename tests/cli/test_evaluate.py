"""tenfold evaluate."""

import json
import shutil

from tenfold.values import Scores


def test_json_is_the_scores_and_the_model(tenfold, trained, drawn):
    answer = json.loads(tenfold("evaluate", "drawn", "--json").stdout)
    model = answer.pop("model")
    assert model["name"] == "ocr-mlp-64"
    assert len(model["hash"]) == 16
    scores = Scores.from_json(answer)
    assert (scores.split, scores.n) == ("test", 200)
    assert scores.confusion.sum() == 200
    assert [one.count for one in scores.per_class] == [
        int((drawn.test.labels == label).sum()) for label in range(3)
    ]


def test_for_a_person_it_is_words_and_tables(tenfold, trained):
    text = tenfold("evaluate", "drawn").stdout
    for part in (
        *("ocr-mlp-64 on drawn", "Test accuracy", "95% interval", "Loss ", "Per class"),
        *("Confusion (rows: true, columns: answered)", "Calibration: expected calibration error"),
    ):
        assert part in text
    assert "on its training pictures" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80


def test_prediction_sets_are_told_with_their_interval_and_size(tenfold, trained):
    words = ("evaluate", "drawn", "--coverage", "0.95")
    sets = json.loads(tenfold(*words, "--json").stdout)["sets"]
    assert list(sets) == ["coverage", "reached", "interval", "mean_size"]
    assert sets["coverage"] == 0.95
    assert sets["interval"][0] <= sets["reached"] <= sets["interval"][1]
    assert 1 <= sets["mean_size"] <= 3
    text = " ".join(tenfold(*words).stdout.split())
    assert f"95% sets hold the true class in {sets['reached']:.2%} of cases" in text
    assert f"with {sets['mean_size']:.2f} classes in a set on average" in text
    assert "sets hold" not in tenfold("evaluate", "drawn").stdout
    own = json.loads(tenfold(*words, "--split", "validation", "--json").stdout)
    assert own["sets"]["reached"] >= 0.95


def test_a_coverage_that_cannot_be_had_is_a_wrong_use_and_not_counted(tenfold, trained):
    before = json.loads((trained / "run.json").read_text())["test_evaluations"]
    done = tenfold("evaluate", "drawn", "--coverage", "0.999")
    assert done.exit_code == 2
    assert "needs at least 999 held-out pictures. This model has 100." in " ".join(
        done.stderr.split()
    )
    assert json.loads((trained / "run.json").read_text())["test_evaluations"] == before


def test_another_split_has_no_word_on_the_gap(tenfold, trained):
    text = tenfold("evaluate", "drawn", "--split", "validation").stdout
    assert text.splitlines()[1].startswith("Validation accuracy")
    assert "training pictures" not in text


def test_a_file_alone_is_evaluated_on_what_is_named(tenfold, trained, tmp_path, drawn_npz):
    shutil.move(trained / "model.onnx", "alone.onnx")
    shutil.rmtree("runs")
    assert tenfold("evaluate", "alone.onnx", "--data", drawn_npz).exit_code == 0
    done = tenfold("evaluate", "alone.onnx")
    assert done.exit_code == 2
    assert "Say what to evaluate on: --data NAME or --data FOLDER" in " ".join(done.stderr.split())


def test_a_wrong_split_is_a_wrong_use(tenfold, trained):
    done = tenfold("evaluate", "drawn", "--split", "tset")
    assert done.exit_code == 2
    assert "The split must be train, validation or test. Got 'tset'." in done.stderr


def test_without_a_model_it_is_the_shipped_one_of_digits(tenfold, monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME")  # where the tests' real MNIST lies
    done = tenfold("evaluate", "--json")
    assert json.loads(done.stdout)["model"]["name"] == "digits"
