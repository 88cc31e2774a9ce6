from __future__ import annotations

import json

import pytest
from artefact.models import model_file

from benchmarks import models
from tenfold.artefact.bundle import parse
from tenfold.errors import UsageError
from tenfold.inference.classifier import Classifier
from tenfold.training import recipe as recipes

OLD = {"kind": "adam"}  # as before there were schedules


@pytest.mark.parametrize(
    ("settings", "record", "expected"),
    [
        ({}, {}, True),
        ({"optimizer": OLD}, {}, True),
        ({"epochs": 1}, {}, False),
        ({"layers": []}, {}, False),
        ({}, {"data": "other"}, False),
        ({}, {"state": "training"}, False),
    ],
)
def test_only_a_finished_run_of_the_recipe_as_written_is_plain(
    tmp_path, monkeypatch, settings, record, expected
):
    monkeypatch.chdir(tmp_path)
    recipe = recipes.load("digits-cnn").model_dump(mode="json", exclude_none=True) | settings
    whole = {"state": "finished", "recipe": recipe, "seed": 0, "data": "mnist"} | record
    (tmp_path / "runs" / "mine").mkdir(parents=True)
    (tmp_path / "runs" / "mine" / "run.json").write_text(json.dumps(whole))
    found = models.find_plain_run("mnist")
    assert (found is not None and found.folder.name == "mine") is expected


def test_a_tutorials_recipe_is_its_run_as_written_and_not_the_newest(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, settings in (("plain", {}), ("newer", {"epochs": 1})):
        recipe = recipes.plan("digits-cnn", settings).model_dump(mode="json", exclude_none=True)
        record = {"state": "finished", "recipe": recipe, "seed": 0, "data": "mnist"}
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        (folder / "run.json").write_text(json.dumps(record))
        (folder / "model.onnx").write_bytes(model_file(name=name))
    assert models.load("digits-cnn").id.name == "plain"


def test_other_models_are_found_as_everywhere(digits_file):
    assert models.load(str(digits_file)).id.name == "tiny"
    assert models.load(None).id.name == "digits"


def test_a_model_of_digits_passes(classifier):
    models.check_digits(classifier)


def test_a_model_of_something_else_is_refused():
    other = Classifier(parse(model_file(classes=tuple("abcdefghij")), name="own"))
    with pytest.raises(UsageError) as raised:
        models.check_digits(other)
    assert str(raised.value) == (
        "The model must know the digits 0 to 9 and nothing else. Got 'tiny', which knows "
        "10 classes. Name another one."
    )
