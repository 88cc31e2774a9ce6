import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tenfold
from tenfold.artefact import bundle, shipped
from tenfold.errors import UsageError
from tenfold.training import recipe as recipes

EXAMPLES = Path(__file__).parents[2] / "examples" / "numbers"


def settings_of(name: str, command: int = 0) -> dict[str, Any]:
    """What a command of a card changes of the recipe: nothing where it has none."""
    commands = re.findall(r"^tenfold train .*$", shipped.card(name), re.MULTILINE)
    settings = re.findall(r"--set (\S+)", commands[command]) if commands else []
    return dict(map(recipes.parse_setting, settings))


def is_made_by(values: dict[str, Any], recipe: recipes.Recipe) -> bool:
    """Whether a file's recipe is this one, however that is described by now."""
    return recipes.parse(values | {"about": recipe.about}) == recipe


@pytest.mark.parametrize("name", shipped.names())
def test_a_shipped_model_is_small_checked_and_has_its_recipe(name):
    file = shipped.model_file(name)
    about = bundle.read(file).metadata
    assert file.stat().st_size <= (1_500_000 if about.task == "classify" else 3_000_000)
    assert is_made_by(about.recipe, recipes.plan(about.name, settings_of(name)))
    assert about.refusal_threshold is not None
    if about.task == "classify":
        assert about.outlier_threshold is not None
        assert about.held_out is not None


@pytest.mark.parametrize("name", shipped.names())
def test_a_card_tells_the_figures_of_its_file(name):
    model = bundle.read(shipped.model_file(name))
    card = shipped.card(name)
    low, high = model.metadata.scores["test"]["interval"]
    accuracy = model.metadata.scores["test"]["accuracy"]
    assert f"{accuracy:.2%} ({low:.2%} to {high:.2%})" in card
    assert model.id.hash in card
    assert f"seed {model.metadata.seed}" in card
    for heading in ("## Data", "## Training", "## Figures", "## Not for"):
        assert heading in card


def test_the_card_of_numbers_tells_of_its_companion():
    file = shipped.companion(shipped.model_file("numbers").read_bytes())
    assert file.stat().st_size <= 3_000_000
    model = bundle.read(file)
    score = model.metadata.scores["test"]
    low, high = score["interval"]
    about_it = shipped.card("numbers").partition("## Its companion")[2]
    assert f"{score['accuracy']:.2%} ({low:.2%} to {high:.2%})" in about_it
    assert model.id.hash in about_it
    made = recipes.plan(model.metadata.name, settings_of("numbers", -1))
    assert is_made_by(model.metadata.recipe, made)


@pytest.mark.parametrize("name", ["digits", "fashion"])
def test_other_models_have_no_companion(name):
    assert shipped.companion(shipped.model_file(name).read_bytes()) is None


def test_digits_is_there_and_reads_digits(mnist):
    classifier = tenfold.load("digits")
    pictures, labels = mnist.test.images[:1000], mnist.test.labels[:1000]
    assert (classifier.logits(pictures).argmax(axis=1) == labels).mean() > 0.99
    noise = np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.uint8)
    assert classifier.predict(noise).refused


def test_fashion_is_there_and_tells_garments_apart():
    classifier = tenfold.load("fashion")
    test = tenfold.load_dataset("fashion-mnist").test[:1000]
    assert (classifier.logits(test.images).argmax(axis=1) == test.labels).mean() > 0.92
    noise = np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.uint8)
    assert classifier.predict(noise).refused


@pytest.mark.parametrize(
    ("file", "number"), [("47109.png", "47109"), ("2026.jpg", "2026"), ("830.png", "830")]
)
def test_numbers_is_there_and_reads_numbers(file, number):
    (reading,) = tenfold.read(EXAMPLES / file)
    assert reading.texts == (number,)


def test_numbers_finds_none_where_there_are_none():
    noise = np.random.default_rng(0).integers(200, 256, (200, 300)).astype(np.uint8)
    (reading,) = tenfold.read(noise)
    assert reading.numbers == ()


def test_a_card_that_is_not_there_is_explained():
    with pytest.raises(UsageError) as error:
        shipped.card("digit")
    assert str(error.value) == (
        f"No shipped model is called 'digit'. Did you mean 'digits'? There are: "
        f"{', '.join(shipped.names())}. Of a run, look at its report.html."
    )
