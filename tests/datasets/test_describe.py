from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from datasets.helpers import Tiny

from tenfold.datasets.describe import describe
from tenfold.datasets.load import load_source
from tenfold.values import Dataset, PictureSpec, Split


def test_the_facts_of_a_data_set(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenfold.datasets.catalog.CATALOGUE", {"tiny": tiny.source})
    dataset = load_source(tiny.source, data_dir=tiny.write_to(tmp_path))
    facts = describe(dataset)
    images = dataset.train.images
    assert facts == json.loads(json.dumps(facts))
    assert facts["train"] == {
        "count": 6,
        "shape": [6, 5, 4],
        "dtype": "uint8",
        "min": int(images.min()),
        "max": int(images.max()),
        "mean": pytest.approx(images.astype(float).mean()),
        "labels": {"shape": [6], "dtype": "int64", "min": 0, "max": 2},
    }
    assert facts["classes"][2] == {"label": 2, "name": "c", "train": 2, "test": 1}
    expected = {"name": "tiny", "title": "Tiny pictures", "licence": "CC0", "source": "none"}
    assert {key: facts[key] for key in expected} == expected
    assert (facts["height"], facts["width"], facts["sha256"]) == (5, 4, dataset.sha256)


def test_a_persons_own_set_has_no_licence_even_under_a_known_name() -> None:
    empty = Split(np.zeros((0, 4, 4), np.uint8), np.zeros(0, np.int64))
    dataset = Dataset("mnist", ("x",), empty, empty, PictureSpec(4, 4, box=4), "0" * 64)
    facts = describe(dataset)
    assert (facts["title"], facts["licence"], facts["source"]) == ("mnist", None, None)
    assert facts["test"]["mean"] is None
    assert facts["classes"] == [{"label": 0, "name": "x", "train": 0, "test": 0}]
