"""Explanations: what spoke for an answer, its steps, and the training pictures like it."""

import json
import math

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from artefact.models import model_file
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from tenfold.artefact.bundle import parse
from tenfold.conformal import HeldOut
from tenfold.errors import PictureError, UsageError
from tenfold.inference.classifier import Classifier
from tenfold.inference.explain import occlusion, similar, with_similar
from tenfold.pictures.decode import Picture
from tenfold.values import Split


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(parse(model_file()), threads=1)


def drawing() -> Image.Image:
    image = Image.new("L", (90, 120), 235)
    ImageDraw.Draw(image).line([(40, 20), (44, 100)], fill=20, width=9)
    return image


def examples(n: int = 8, side: int = 28) -> Split:
    images = np.random.default_rng(0).integers(0, 256, (n, side, side)).astype(np.uint8)
    return Split(images, np.arange(n) % 10)


def bars() -> np.ndarray:
    """A bright bar on the left and a dim one on the right: uint8, 28 x 28."""
    pixels = np.zeros((28, 28), np.uint8)
    pixels[4:24, 6:9] = 200
    pixels[4:24, 19:22] = 100
    return pixels


def left_against_right(pictures: np.ndarray) -> np.ndarray:
    """Logits whose difference is the ink of the left half less that of the right, by 1,000."""
    ink = pictures.astype(np.float64) / 1000
    return np.stack([ink[..., :14].sum((1, 2)), ink[..., 14:].sum((1, 2))], axis=1)


def test_a_drop_is_what_the_patch_takes_from_the_log_odds():
    pixels = bars()
    drops = occlusion(pixels, left_against_right, label=0)
    assert (drops.dtype, drops.shape) == (np.float32, (28, 28))
    assert drops[12, 7] == pytest.approx(5 * 3 * 0.2)  # a patch of 5 x 5 on 3 columns of 200
    assert drops[12, 20] == pytest.approx(-5 * 3 * 0.1)
    assert drops[4, 7] == pytest.approx(3 * 3 * 0.2)  # two of its rows lie above the bar
    assert drops[12, 14] == 0
    other = occlusion(pixels, left_against_right, label=1)
    assert other == pytest.approx(-drops)


def test_the_model_is_asked_once_and_only_where_there_is_something_to_cover():
    asked = []

    def logits(pictures):
        asked.append(len(pictures))
        return left_against_right(pictures)

    pixels = np.zeros((28, 28), np.uint8)
    pixels[14, 14] = 255
    drops = occlusion(pixels, logits, label=0)
    assert asked == [1 + 25]
    assert np.count_nonzero(drops) == 25


def test_temperature_divides_the_drops():
    plain, cool = (
        occlusion(bars(), left_against_right, label=0, temperature=t) for t in (1.0, 4.0)
    )
    assert cool == pytest.approx(plain / 4)


def test_evidence_does_not_vanish_where_the_answer_is_sure():
    def sure(pictures):
        return left_against_right(pictures) + np.array([1000, 0])

    assert occlusion(bars(), sure, label=0) == pytest.approx(
        occlusion(bars(), left_against_right, label=0)
    )


def test_larger_pictures_get_larger_patches_and_no_more_places():
    pixels = bars().repeat(4, axis=0).repeat(4, axis=1)
    asked = []

    def logits(pictures):
        asked.append(len(pictures))
        ink = pictures.astype(np.float64) / 1000
        return np.stack([ink[..., :56].sum((1, 2)), ink[..., 56:].sum((1, 2))], axis=1)

    drops = occlusion(pixels, logits, label=0)
    assert drops.shape == (112, 112)
    assert sum(asked) <= 1 + 28 * 28
    assert drops[48, 28] > 0 > drops[48, 80]
    assert drops[48, 28] == pytest.approx(21 * 12 * 0.2)  # a patch of 21 on 12 columns


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    pixels=arrays.arrays(np.uint8, st.tuples(st.integers(4, 40), st.integers(4, 40))),
    label=st.integers(0, 1),
)
def test_a_map_has_the_size_of_any_picture_and_is_finite(pixels, label):
    drops = occlusion(pixels, left_against_right, label=label)
    assert drops.shape == pixels.shape
    assert np.isfinite(drops).all()


def test_the_most_similar_come_first_and_blur_forgives_a_pixel():
    one = bars()
    shifted, mirrored = np.roll(one, 1, axis=1), one[:, ::-1]
    other = np.zeros_like(one)
    other[:, 12:14] = 255
    gallery = np.stack([other, mirrored, shifted, one, one // 2])
    rows, similarities = similar(one[np.newaxis], gallery, count=4)
    assert rows.tolist()[0][:4] == [3, 4, 2, 1]
    assert similarities[0, :2] == pytest.approx(1, abs=1e-3)
    unblurred = float((one * 1.0 * shifted).sum() / (one * 1.0 * one).sum())
    assert similarities[0, 2] > unblurred + 0.1


def test_fewer_examples_than_asked_for_are_all_given():
    rows, similarities = similar(bars()[np.newaxis], examples(3).images, count=5)
    assert rows.shape == similarities.shape == (1, 3)
    assert sorted(rows[0]) == [0, 1, 2]


def test_a_blank_picture_is_like_nothing_and_many_examples_are_searched_in_parts():
    gallery = np.zeros((1203, 28, 28), np.uint8)
    gallery[1201] = bars()
    pictures = np.stack([bars(), np.zeros((28, 28), np.uint8)])
    rows, similarities = similar(pictures, gallery, count=2)
    assert rows[0, 0] == 1201
    assert similarities[0] == pytest.approx([1, 0])
    assert similarities[1].tolist() == [0, 0]


def test_an_explanation_holds_the_answer_its_steps_and_its_evidence(classifier):
    why = classifier.explain(drawing(), name="one.png")
    answer = classifier.predict(drawing(), name="one.png")
    assert why.prediction.to_json() == answer.to_json()
    assert (why.steps[0].name, why.steps[-1].name) == ("grey", "standardised")
    assert np.array_equal(why.steps[-1].pixels, answer.pixels)
    x, y, width, height = why.box
    assert 30 <= x <= x + width <= 55
    assert 10 <= y <= y + height <= 110
    assert np.array_equal(
        why.occlusion, occlusion(answer.pixels, classifier.logits, label=answer.label)
    )
    assert (why.patch, why.empty, why.similar) == (5, False, ())


def test_covered_is_the_probability_that_the_strongest_patch_leaves(classifier):
    pixels = np.random.default_rng(3).integers(0, 256, (28, 28)).astype(np.uint8)
    why = classifier.explain(pixels)
    y, x = np.unravel_index(int(why.occlusion.argmax()), why.occlusion.shape)
    covered = pixels.copy()
    covered[max(y - 2, 0) : y + 3, max(x - 2, 0) : x + 3] = 0
    left = classifier.predict(covered).probabilities[why.prediction.label]
    assert why.covered == pytest.approx(left, rel=1e-3)
    assert why.covered < why.prediction.confidence


def blank() -> Image.Image:
    return Image.new("L", (60, 40), 255)


def in_colour() -> Picture:
    return Picture(np.array(drawing().convert("RGB")) // np.array([1, 2, 3], np.uint8))


@pytest.mark.parametrize("make", [drawing, blank, in_colour, bars])
@pytest.mark.parametrize("coverage", [None, 0.99])
def test_the_answer_is_that_of_predict_and_its_steps_end_in_what_the_model_saw(make, coverage):
    model = Classifier(parse(model_file(held_out=HeldOut(99, (0.0,) * 10))), threads=1)
    why = model.explain(make(), name="mine", coverage=coverage)
    answer = model.predict(make(), name="mine", coverage=coverage)
    assert why.prediction.to_json(logits=True) == answer.to_json(logits=True)
    assert np.array_equal(why.prediction.pixels, answer.pixels)
    assert np.array_equal(why.steps[-1].pixels, answer.pixels)
    assert why.empty == (not answer.pixels.any())


def test_path_bytes_and_image_are_explained_alike(classifier, tmp_path):
    path = tmp_path / "one.png"
    drawing().save(path)
    whys = [classifier.explain(source) for source in (path, path.read_bytes(), drawing())]
    assert whys[0].prediction.file == str(path)
    assert all(np.array_equal(why.occlusion, whys[0].occlusion) for why in whys)


def test_an_array_is_explained_as_it_stands(classifier):
    why = classifier.explain(bars(), name="bars")
    assert [step.name for step in why.steps] == ["standardised"]
    assert (why.box, why.prediction.file) == ((6, 4, 16, 20), "bars")


def test_where_nothing_was_found_nothing_spoke_and_nothing_is_like_it(classifier):
    for blank in (Image.new("L", (60, 40), 255), np.zeros((28, 28), np.uint8)):
        why = classifier.explain(blank, examples=examples())
        assert why.empty
        assert not why.occlusion.any()
        assert why.similar == ()
        assert why.covered == pytest.approx(why.prediction.confidence)
    assert why.prediction.label == int(why.prediction.probabilities.argmax())


def test_the_most_similar_examples_come_with_their_classes(classifier):
    data = examples()
    why = classifier.explain(data.images[3], examples=data)
    first = why.similar[0]
    assert (first.index, first.label, first.name) == (3, 3, "3")
    assert first.similarity == pytest.approx(1)
    assert np.array_equal(first.pixels, data.images[3])
    assert len(why.similar) == 5
    assert [one.similarity for one in why.similar] == sorted(
        (one.similarity for one in why.similar), reverse=True
    )


def test_one_search_serves_several_explanations(classifier):
    data = examples()
    alone = [classifier.explain(data.images[row], examples=data) for row in (2, 5)]
    both = with_similar([classifier.explain(data.images[row]) for row in (2, 5)], data)
    assert [[s.index for s in one.similar] for one in both] == [
        [s.index for s in one.similar] for one in alone
    ]
    assert with_similar([], data) == []


def test_json_is_the_answer_and_its_explanation_in_plain_values(classifier):
    data = examples()
    why = classifier.explain(drawing(), name="one.png", examples=data)
    found = json.loads(json.dumps(why.to_json(), allow_nan=False))
    explanation = found.pop("explanation")
    assert found == why.prediction.to_json()
    assert list(explanation) == ["steps", "box", "occlusion", "patch", "covered", "similar"]
    assert explanation["steps"] == [step.name for step in why.steps]
    assert explanation["box"] == list(why.box)
    assert np.array(explanation["occlusion"]) == pytest.approx(why.occlusion, abs=6e-4)
    assert explanation["similar"][0] == {
        "index": why.similar[0].index,
        "label": why.similar[0].label,
        "similarity": round(why.similar[0].similarity, 4),
    }
    assert "logits" in why.to_json(logits=True)
    signs = [math.copysign(1, v) for row in explanation["occlusion"] for v in row if v == 0]
    assert set(signs) <= {1.0}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (
            examples(side=8),
            "Examples must be pictures as the model sees them, 28 x 28. Got 8 x 8. Load their "
            "data set with spec=classifier.metadata.spec.",
        ),
        (
            Split(examples().images, np.arange(8) + 5),
            "Labels of examples must be 0 to 9, the model's classes. Got 5 to 12. Give the data "
            "it was trained on.",
        ),
    ],
)
def test_examples_that_do_not_fit_are_explained(classifier, data, text):
    with pytest.raises(UsageError) as error:
        classifier.explain(bars(), examples=data)
    assert str(error.value) == text


def test_what_cannot_be_answered_cannot_be_explained(classifier):
    with pytest.raises(PictureError, match="is not a picture"):
        classifier.explain(b"no picture", name="x.png")
    with pytest.raises(PictureError, match="An array must be uint8"):
        classifier.explain(np.zeros((8, 8), np.uint8))
