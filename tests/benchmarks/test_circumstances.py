from __future__ import annotations

import json

from benchmarks.circumstances import identity, named, save, when_and_where


def test_a_model_is_known_by_its_name_and_hash(classifier):
    found = identity(classifier)
    assert named(classifier) == f"`{found['name']}` ({found['hash']})"


def test_day_and_machine_are_a_sentence():
    assert when_and_where().startswith("Measured on 20")
    assert " cores" in when_and_where()


def test_figures_and_text_are_written_where_a_file_is_named(tmp_path):
    save(tmp_path / "a.json", None, figures={"n": 3}, text="text")
    save(None, tmp_path / "a.md", figures={"n": 3}, text="text")
    record = json.loads((tmp_path / "a.json").read_text())
    assert list(record) == ["measured", "machine", "n"]
    assert record["machine"]["cores"] >= 1
    assert (tmp_path / "a.md").read_text() == "text"
    assert len(list(tmp_path.iterdir())) == 2
