from __future__ import annotations

import json
from pathlib import Path

from inference.readers import page, reader_bundle
from PIL import Image
from typer.testing import CliRunner

from benchmarks.reading.__main__ import app


def test_one_run_prints_and_writes_everything(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("reader.onnx").write_bytes(reader_bundle().content)
    folder = Path("numbers")
    folder.mkdir()
    for name, text in (("a", "4709"), ("b", "13 57")):
        Image.fromarray(page(text)).save(folder / f"{name}.png")
    (folder / "labels.csv").write_text("file,label\na.png,4709\nb.png,13 58\n")
    words = ["--model", "reader.onnx", "--pictures", "numbers", "--no-tesseract", "--composed", "0"]
    words += ["--hands", "0", "--ruled", "0", "--photos", "0", "--printed", "0"]
    words += ["--rapidocr", "no-python", "--errors", "sheets"]
    words += ["--json", "out.json", "--markdown", "out.md"]
    done = CliRunner().invoke(app, words, env={"COLUMNS": "120"})
    assert done.exit_code == 0, done.output
    assert "numbers, 2 pictures" in done.stdout
    assert "rapidocr: cannot be run, no-python cannot be run: No such file" in done.stdout
    (numbers,) = json.loads(Path("out.json").read_text())["sets"]
    assert (numbers["rows"][0]["engine"], numbers["rows"][0]["accuracy"]) == ("tenfold", 0.5)
    assert "| numbers, 2 pictures | tenfold | 50.0% |" in Path("out.md").read_text()
    sheets = sorted(path.name for path in Path("sheets").iterdir())
    assert sheets == ["numbers-tenfold--line-page-1.png", "numbers-tenfold-page-1.png"]
