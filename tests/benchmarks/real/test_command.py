from __future__ import annotations

import json
from pathlib import Path

from artefact.models import model_file
from PIL import Image
from typer.testing import CliRunner

from benchmarks.real.__main__ import app
from tenfold.conformal import HeldOut


def test_one_run_prints_and_writes_everything(place, digits_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (place / "shop" / "Trouser").mkdir(parents=True)
    Image.new("L", (40, 40), "white").save(place / "shop" / "Trouser" / "x.png")
    words = ["--model", digits_file, "--pictures", place, "--errors", "sheets"]
    words += ["--json", "out.json", "--markdown", "out.md"]
    done = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "80"})
    assert done.exit_code == 0, done.output
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    assert "mine, 4 pictures" in lines
    assert "not_digits, 1 picture, all to be refused" in lines
    assert "own: left out, only test splits of mnist and fashion-mnist are made" in lines
    assert "shop: left out, its classes (Trouser) are not the model's" in lines
    record = json.loads(Path("out.json").read_text())
    mine, refuse = record["sets"]
    assert (mine["name"], mine["rows"][0]["n"]) == ("mine", 4)
    assert (refuse["to_refuse"], refuse["rows"][0]["refused"]) == (True, 1.0)
    assert "| mine, 4 pictures | tenfold |" in Path("out.md").read_text()
    assert [path.name for path in Path("sheets").iterdir()] == ["mine-page-1.png"]


def test_a_model_with_held_out_pictures_tells_of_its_prediction_sets(place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content = model_file(dataset={"name": "own"}, held_out=HeldOut(99, (0.0,) * 10))
    Path("sets.onnx").write_bytes(content)
    words = ["--model", "sets.onnx", "--pictures", place, "--json", "out.json"]
    done = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "80"})
    assert done.exit_code == 0, done.output
    assert "tenfold's 99% sets hold the truth of 100% (" in done.stdout
    mine, refuse = json.loads(Path("out.json").read_text())["sets"]
    assert mine["label_sets"]["mean_size"] == 10
    assert refuse["label_sets"] is None


def test_without_pictures_it_says_how_to_add_some(digits_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["--model", str(digits_file)], env={"COLUMNS": "200"})
    assert done.exit_code == 0
    assert "Sets of your own are added with PICTURES=FOLDER" in done.stdout


def test_an_unreachable_interpreter_leaves_its_set_out(digits_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["--model", str(digits_file), "--published", "no-such-python"]
    done = CliRunner().invoke(app, words, env={"COLUMNS": "200"})
    assert done.exit_code == 0
    expected = "scikit-learn digits: left out, no-such-python cannot be run: No such file"
    assert expected in done.stdout
