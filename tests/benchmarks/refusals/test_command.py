from __future__ import annotations

import json
from pathlib import Path

from artefact.models import model_file
from typer.testing import CliRunner

from benchmarks.refusals.__main__ import app
from benchmarks.refusals.families import FAMILIES


def test_one_run_prints_and_writes_everything(place, digits_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["--model", digits_file, "--pictures", place, "--count", "1", "--most", "3"]
    words += ["--accepted", "sheets", "--json", "out.json", "--markdown", "out.md"]
    done = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "80"})
    assert done.exit_code == 0, done.output
    assert max(map(len, done.stdout.splitlines())) <= 80
    record = json.loads(Path("out.json").read_text())
    names = [one["name"] for one in record["digits"]]
    assert names == ["mnist test, dark on white", "mnist test, on a canvas", "mine"]
    assert [one["n"] for one in record["digits"]] == [3, 3, 3]
    families = [row["family"] for row in record["rows"] if row["family"] is not None]
    assert families == [family.name for family in FAMILIES]
    assert record["rows"][-1]["kind"] == "your own"
    assert record["rows"][-1]["refused"] == 1.0
    text = Path("out.md").read_text()
    assert "| c: mine | 3 |" in text
    assert "| your own | 1 | 100% |" in text
    # An untrained model without thresholds accepts all that holds something.
    assert Path("sheets/letters.png").is_file()


def test_a_model_of_other_classes_is_an_error(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("letters.onnx").write_bytes(model_file(classes=tuple("abcdefghij")))
    done = CliRunner().invoke(app, ["--model", "letters.onnx"], env={"COLUMNS": "200"})
    assert done.exit_code != 0
    expected = "The model must know the digits 0 to 9 and nothing else."
    assert expected in f"{done.output}{done.exception}"
