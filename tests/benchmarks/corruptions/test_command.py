from __future__ import annotations

import json
from pathlib import Path

import pytest
from artefact.models import model_file
from typer.testing import CliRunner

from benchmarks.corruptions.__main__ import app


def test_one_run_prints_and_writes_everything(digits_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["--model", digits_file, "--model", "digits", "--most", 20, "--whole", 2]
    words += ["--json", "out.json", "--markdown", "out.md", "--sheet", "out.png"]
    done = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "80"})
    assert done.exit_code == 0, done.output
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    assert "Straight to the network, 20 pictures of each: error in % (95% interval)" in lines
    assert "Tenfold's whole way, 2 pictures of each: error in % (95% interval)" in lines
    assert lines[-1] == "Adversarial robustness is not measured here, and not claimed."
    record = json.loads(Path("out.json").read_text())
    assert [one["name"] for one in record["models"]] == ["tiny", "digits"]
    assert [one["n"] for one in record["results"]] == [20, 2]
    text = Path("out.md").read_text()
    assert text.count("| corruption | tiny | digits |") == 2
    assert "Adversarial robustness is not measured here, and not claimed.\n" in text
    assert Path("out.png").stat().st_size > 10_000


def test_the_same_pictures_are_measured_every_time(digits_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["--model", str(digits_file), "--most", "8", "--whole", "1"]
    once, again = (CliRunner().invoke(app, words) for _ in range(2))
    assert once.stdout == again.stdout


def test_models_of_one_name_are_told_apart_by_their_hashes(digits_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["--model", str(digits_file)] * 2 + ["--most", "1", "--whole", "0", "--json", "o.json"]
    assert CliRunner().invoke(app, words).exit_code == 0
    record = json.loads(Path("o.json").read_text())
    name = f"tiny ({record['models'][0]['hash']})"
    assert [one["model"] for one in record["results"][0]["columns"]] == [name, name]


@pytest.mark.parametrize("flag", ["--most", "--whole"])
def test_counts_below_what_can_be_measured_are_refused(flag):
    assert CliRunner().invoke(app, [flag, "-1"]).exit_code == 2


def test_a_model_of_other_classes_is_refused_before_anything_is_made(tmp_path):
    path = tmp_path / "letters.onnx"
    path.write_bytes(model_file(classes=tuple("abcdefghij")))
    done = CliRunner().invoke(app, ["--model", str(path)], env={"COLUMNS": "400"})
    assert done.exit_code == 2
    assert "must see 28 x 28 pixels and know the classes 0 to 9. Got 'tiny'" in done.stderr
