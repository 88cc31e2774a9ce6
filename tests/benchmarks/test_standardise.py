from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from artefact.models import model_file
from typer.testing import CliRunner

from benchmarks.composed.blank import BLANK
from benchmarks.composed.kinds import KINDS
from benchmarks.standardise import Row, app, asked, plain
from tenfold.pictures.decode import Picture


@pytest.mark.parametrize("ground", [0, 255])
def test_plain_turns_light_corners_and_resizes(ground):
    page = np.full((56, 84), ground, np.uint8)
    page[20:36, 30:54] = 255 - ground
    seen = plain(page, (28, 28))
    assert seen.shape == (28, 28)
    assert (seen[0, 0], seen[14, 14]) == (0, 255)
    assert np.array_equal(plain(np.stack([page] * 3, axis=2), (28, 28)), seen)


def test_a_row_counts_what_the_model_reads_right_in_both_ways(classifier):
    page = np.full((120, 90), 230, np.uint8)
    page[10:60, 20:26] = 30
    small = plain(page, (28, 28))
    ways = classifier.logits(small[np.newaxis]).argmax(), classifier.predict(Picture(page)).label
    for label in ways:
        row = asked("bars", classifier, [page] * 3, np.array([label] * 2 + [(label + 1) % 10]))
        expected = [2 if way == label else int(way == (label + 1) % 10) for way in ways]
        assert [row.plain, row.standardised] == expected
        assert (row.name, row.n) == ("bars", 3)


def test_shares_have_intervals_and_blank_pages_no_plain_one():
    assert Row("in a box", 1000, 445, 1000).cells() == [
        *("in a box", "1,000", "44.5% (41.4–47.6)", "100% (99.6–100.0)"),
    ]
    assert Row("blank", 4, None, 2).cells()[2:] == ["", "50.0% (15.0–85.0)"]


def test_one_run_prints_and_writes_everything(place, digits_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (place / "mine.npz").rename(place / "[mine].npz")
    words = [digits_file, "--count", 1, "--pictures", place, "--most", 3]
    words += ["--json", "out.json", "--markdown", "out.md"]
    done = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "80"})
    assert done.exit_code == 0, done.output
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == ["pictures", "n", "plain", "resize", "standardised"]
    record = json.loads(Path("out.json").read_text())
    assert len(record["rows"]) == len(KINDS) + len(BLANK) + 1
    assert [row["n"] for row in record["rows"]] == [1] * (len(KINDS) + len(BLANK)) + [3]
    assert record["rows"][0]["name"] == "as given"
    assert record["rows"][-1]["name"] == "[mine]"
    assert lines[-1].split()[:2] == ["[mine]", "3"]
    assert {row["name"] for row in record["rows"] if row["plain"] is None} == {
        blank.__name__.replace("_", " ") for blank in BLANK
    }
    text = Path("out.md").read_text()
    assert text.startswith(f"The model is `tiny` ({record['model']['hash']}), seed 0. Measured on ")
    assert (
        "\n\n| pictures | n | plain resize | standardised |\n|---|--:|--:|--:|\n| as given | 1 |"
        in text
    )


def test_a_model_of_other_classes_is_refused(tmp_path):
    (tmp_path / "letters.onnx").write_bytes(model_file(classes=tuple("abcdefghij")))
    done = CliRunner().invoke(app, [str(tmp_path / "letters.onnx")], env={"COLUMNS": "200"})
    assert done.exit_code == 2
    assert "The model must know the digits 0 to 9 and nothing else." in done.stderr
