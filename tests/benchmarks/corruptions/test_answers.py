from __future__ import annotations

import numpy as np
import pytest
from artefact.models import model_file

from benchmarks.corruptions import answers
from benchmarks.corruptions.table import corrupted
from tenfold.artefact.bundle import parse
from tenfold.errors import UsageError
from tenfold.inference.classifier import Classifier
from tenfold.pictures.decode import Picture


def test_models_are_asked_straight_and_the_whole_way(mnist, classifier):
    test, told = mnist.train[:12], []
    straight, whole = answers.ask([classifier] * 2, test, whole=5, seed=3, say=told.append)
    assert straight.wrong.shape == (2, 16, 12)
    assert whole.wrong.shape == whole.refused.shape == (2, 16, 5)
    assert not straight.refused.any()
    row = answers.ROWS.index("zigzag")
    images = corrupted("zigzag", test.images, seed=3)
    expected = classifier.logits(images).argmax(axis=1) != test.labels
    assert np.array_equal(straight.wrong[1, row], expected)
    lot = np.random.default_rng(3).permutation(12)[:5]
    said = [classifier.predict(Picture(images[one])) for one in lot]
    wrong = [one.label != label for one, label in zip(said, test.labels[lot], strict=True)]
    assert whole.wrong[1, row].tolist() == wrong
    assert whole.refused[1, row].tolist() == [one.refused for one in said]
    assert told[0] == "none: making the pictures"
    assert told[-1] == f"canny_edges: asking {classifier.id.name}"


def test_the_first_row_is_of_pictures_as_they_are(mnist, classifier):
    test = mnist.train[:12]
    straight, _ = answers.ask([classifier], test, whole=0, seed=0, say=lambda words: None)
    wrong = classifier.logits(test.images).argmax(axis=1) != test.labels
    assert np.array_equal(straight.wrong[0, 0], wrong)


def test_without_pictures_for_the_whole_way_there_are_no_such_answers(mnist, classifier):
    asked = answers.ask([classifier], mnist.train[:2], whole=0, seed=0, say=lambda words: None)
    assert asked[1] is None


def test_a_model_of_digits_passes(classifier):
    answers.check(classifier)


def test_a_model_of_something_else_is_refused():
    garments = tuple(f"garment {letter}" for letter in "abcdefghij")
    other = Classifier(parse(model_file(classes=garments), name="own"))
    with pytest.raises(UsageError) as raised:
        answers.check(other)
    assert str(raised.value) == (
        "A model for corrupted digits must see 28 x 28 pixels and know the classes 0 to 9. Got "
        f"'tiny': 28 x 28 pixels, classes {', '.join(garments)}. "
        "Name one that was trained on mnist."
    )
