import pytest

from tenfold.artefact import runs, shipped
from tenfold.errors import RunError, StorageError, UsageError
from tenfold.storage import write_json, write_text
from tenfold.values import Epoch


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def a_run(folder, *, recipe="fashion-mlp", state="finished", at="2026-01-01"):
    record = {"state": state, "recipe": {"name": recipe}, "seed": 0, "finished_at": at}
    write_json(f"{folder}/run.json", record)
    return runs.open_run(folder)


def test_history_comes_back_to_the_bit(tmp_path):
    history = (
        Epoch(1, 0.1 + 0.2, 1 / 3, None, None, 1.5),
        Epoch(2, 1e-300, 1.0, 0.7, 0.25, 2.0),
    )
    runs.write_history(tmp_path, history)
    assert runs.read_history(tmp_path / "history.csv") == history


@pytest.mark.parametrize("text", ["", "epoch,loss\n1,x\n", "epoch\n1\n"])
def test_a_broken_history_is_explained(tmp_path, text):
    write_text(tmp_path / "history.csv", text or "epoch\nx\n")
    with pytest.raises(RunError, match=r"history\.csv cannot be read .* Train again\."):
        runs.read_history(tmp_path / "history.csv")


def test_new_runs_never_share_a_folder():
    first = runs.new_folder("digits-cnn", 0, None)
    assert str(first) == "runs/digits-cnn-seed0"
    assert str(runs.new_folder("digits-cnn", 0, None)) == "runs/digits-cnn-seed0-2"


def test_a_place_where_no_folder_can_be_made_is_explained(tmp_path):
    (tmp_path / "runs").write_text("a file in the way")
    with pytest.raises(StorageError, match="Cannot write runs/digits-cnn-seed0: "):
        runs.new_folder("digits-cnn", 0, None)


def test_a_run_is_never_written_over():
    a_run("mine")
    with pytest.raises(RunError) as error:
        runs.new_folder("digits-cnn", 0, "mine")
    assert str(error.value) == (
        "mine already holds a run. Go on with it (tenfold train --resume mine), or choose another "
        "folder for --out."
    )


def test_a_model_is_found_by_folder_name_or_recipe():
    a_run("runs/old", recipe="digits-cnn", at="2026-01-01")
    new = a_run("runs/new", recipe="digits-cnn", at="2026-02-01")
    a_run("runs/half", recipe="ocr-mlp-64", state="running")
    for what in ("new", "runs/new", "digits-cnn"):
        assert runs.find_model(what) == new.model
    dotted = a_run("runs/rate0.1", recipe="ocr-mlp-64", at="2026-01-02")
    for what in ("rate0.1", "runs/rate0.1"):  # a run all the same, and no file called so
        assert runs.find_model(what) == dotted.model
    assert str(runs.find_model("elsewhere/model.onnx")) == "elsewhere/model.onnx"


def test_no_name_and_the_name_of_a_shipped_model_mean_that_model():
    a_run("runs/new", recipe="digits-cnn")
    shipped_digits = shipped.FOLDER / "digits.onnx"
    assert runs.find_model(None) == runs.find_model("digits") == shipped_digits


def test_a_run_called_like_a_shipped_model_is_meant_by_its_folder():
    mine = a_run("runs/digits", recipe="digits-cnn")
    assert runs.find_model("runs/digits") == mine.model


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("digits-cn", "Model 'digits-cn' does not exist. Did you mean 'digits-cnn'? Give a .onnx "
         "file, a run folder, or a name: of a shipped model (tenfold models), or of a run or "
         "recipe that was trained here."),
        ("half", "Run runs/half is not finished. Finish it: tenfold train --resume runs/half"),
    ],
)  # fmt: skip
def test_a_model_that_is_not_there_is_explained(what, message):
    a_run("runs/first", recipe="digits-cnn")
    a_run("runs/half", state="running")
    with pytest.raises(UsageError) as error:
        runs.find_model(what)
    assert str(error.value) == message


def test_a_run_is_found_by_folder_name_or_recipe():
    new = a_run("runs/new", recipe="digits-cnn")
    for what in ("runs/new", "new", "digits-cnn"):
        assert runs.find_run(what).folder == new.folder


def test_runs_that_are_not_there_are_explained():
    a_run("runs/first")
    with pytest.raises(UsageError, match="Run 'frist' does not exist. Did you mean 'first'"):
        runs.find_run("frist")
    with pytest.raises(RunError, match="nowhere is not a run folder: it has no run.json"):
        runs.open_run("nowhere")


@pytest.mark.parametrize("text", ["{", "[]", '{"state": "finished"}'])
def test_a_broken_record_is_explained_and_passed_over(text):
    write_text("runs/broken/run.json", text)
    with pytest.raises(RunError, match=r"run\.json is broken: .* Train again, into another"):
        runs.open_run("runs/broken")
    assert runs.finished_runs() == []


def test_broken_predictions_are_explained():
    run = a_run("runs/first")
    with pytest.raises(RunError, match="tenfold train --resume runs/first"):
        assert run.predictions
