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
