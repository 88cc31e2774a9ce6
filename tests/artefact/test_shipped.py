import numpy as np
import pytest

import tenfold
from tenfold.artefact import bundle, shipped
from tenfold.errors import UsageError
from tenfold.training import recipe as recipes


@pytest.mark.parametrize("name", shipped.names())
def test_a_shipped_model_is_small_checked_and_has_its_recipe(name):
    file = shipped.model_file(name)
    assert file.stat().st_size <= 1_500_000
    about = bundle.read(file).metadata
    known = recipes.load(about.name)
    assert recipes.parse(about.recipe) == known
    assert about.refusal_threshold is not None
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


def test_a_card_that_is_not_there_is_explained():
    with pytest.raises(UsageError) as error:
        shipped.card("digit")
    assert str(error.value) == (
        f"No shipped model is called 'digit'. Did you mean 'digits'? There are: "
        f"{', '.join(shipped.names())}. Of a run, look at its report.html."
    )
