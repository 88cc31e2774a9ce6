from dataclasses import replace

import numpy as np
import pytest
from evaluation.page_reader import assert_self_contained, read_page

from tenfold.conformal import LabelSet, SetScores
from tenfold.evaluation.scores import score
from tenfold.inference.explain import Explanation, SimilarPicture
from tenfold.notebook import (
    dataset_html,
    explanation_html,
    explanation_png,
    prediction_html,
    run_html,
    scores_html,
)
from tenfold.pictures.standardise import Step
from tenfold.values import Dataset, Epoch, ModelId, PictureSpec, Prediction, Split

HOSTILE = "<script>alert(1)</script>"
HISTORY = (Epoch(1, 0.9, 0.7, 0.8, 0.75, 2.0), Epoch(2, 0.5, 0.8, 0.6, 0.78, 2.0))


def dataset(classes):
    labels = np.arange(60) % len(classes)
    images = np.random.default_rng(0).integers(0, 256, (60, 8, 8)).astype(np.uint8)
    images[0] = 0
    images[1] = 255
    return Dataset(
        name="toy",
        classes=classes,
        train=Split(images, labels),
        test=Split(images[:6], labels[:6]),
        spec=PictureSpec(8, 8, 6),
        sha256="00",
    )


def scores(classes):
    labels = np.arange(60) % len(classes)
    logits = np.eye(len(classes), dtype=np.float32)[labels] * 9
    logits[0] = logits[1]
    return score(labels, logits, classes=classes, dataset="toy", split="test")


def prediction(classes, **changes):
    probabilities = np.array([0.2, 0.8] + [0.0] * (len(classes) - 2))
    values = {
        "label": 1,
        "name": classes[1],
        "confidence": 0.8,
        "probabilities": probabilities,
        "logits": np.log(probabilities + 1e-9).astype(np.float32),
        "refused": False,
        "model": ModelId("digits", "0123456789abcdef"),
        "pixels": np.zeros((8, 8), dtype=np.uint8),
        "classes": classes,
        "file": "own.png",
    }
    return Prediction(**(values | changes))


def explanation(classes, **changes):
    pixels = np.arange(64, dtype=np.uint8).reshape(8, 8)
    values = {
        "prediction": prediction(classes),
        "steps": (Step("grey", np.full((300, 90), 200, np.uint8)), Step("standardised", pixels)),
        "box": (10, 10, 60, 200),
        "empty": False,
        "occlusion": np.linspace(-2, 2, 64, dtype=np.float32).reshape(8, 8),
        "patch": 3,
        "covered": 0.25,
        "similar": (SimilarPicture(17, 0, classes[0], 0.9754, pixels),),
    }
    return Explanation(**(values | changes))


def pieces(classes):
    return {
        "dataset": dataset_html(dataset(classes)),
        "scores": scores_html(scores(classes)),
        "prediction": prediction_html(prediction(classes)),
        "refusal": prediction_html(prediction(classes, refused=True, reason=classes[0])),
        "set": prediction_html(
            prediction(classes, label_set=LabelSet(0.9, (1, 0), classes[1::-1]))
        ),
        "explanation": explanation_html(explanation(classes)),
        "run": run_html(classes[0], folder=classes[0], history=HISTORY, scores=scores(classes)),
    }


@pytest.mark.parametrize(
    "classes", [("a", "b"), (HOSTILE, f"2 {HOSTILE}"), tuple(map(str, range(40)))]
)
def test_every_piece_is_well_formed_and_escaped(classes):
    for piece in pieces(classes).values():
        page = read_page(piece)
        assert_self_contained(piece, page)
        assert HOSTILE not in piece
        assert page.tags[0] == ("div", {"class": "tf tf-notebook"})


def test_values_show_themselves():
    classes = ("a", "b")
    assert dataset(classes)._repr_html_() == dataset_html(dataset(classes))
    assert scores(classes)._repr_html_() == scores_html(scores(classes))
    assert prediction(classes)._repr_html_() == prediction_html(prediction(classes))
    assert explanation(classes)._repr_html_() == explanation_html(explanation(classes))
    assert explanation(classes)._repr_png_() == explanation_png(explanation(classes))


def test_dataset_tells_shapes_ranges_and_counts():
    page = read_page(dataset_html(dataset(("cat", "dog", "owl"))))
    assert "toy, 3 classes" in page.text
    assert "train 60 (60, 8, 8) uint8 0 to 255" in page.text
    assert len(page.all("img")) == 3
    assert page.text.count("20") >= 3


def test_many_classes_say_how_many_are_not_shown():
    page = read_page(dataset_html(dataset(tuple(map(str, range(25))))))
    assert len(page.all("img")) == 20
    assert "5 more classes are not shown" in page.text


def test_scores_tell_accuracy_interval_and_confusions():
    text = read_page(scores_html(scores(("a", "b", "c")))).text
    assert "98.33% right on the test pictures of toy (95% interval 91.14% to 99.71%)" in text
    assert "1 error in 60 pictures" in text
    assert "Most often confused: a taken for b (1)." in text


def test_prediction_names_its_file_and_model():
    text = read_page(prediction_html(prediction(("cat", "horse"), page=2))).text
    assert "horse 80%" in text
    assert "own.png, page 2, answered by digits (0123456789abcdef)" in text


def test_refusal_gives_its_reason():
    shown = prediction_html(prediction(("a", "b"), refused=True, reason="Too unsure."))
    assert "Refused. Too unsure. At best b 80%." in read_page(shown).text


def test_a_prediction_set_stands_below_its_answer():
    said = prediction(("cat", "horse"), label_set=LabelSet(0.99, (1, 0), ("horse", "cat")))
    why = explanation(("cat", "horse"), prediction=said)
    for piece in (prediction_html(said), explanation_html(why)):
        assert "99% set: horse, cat" in read_page(piece).text
    assert why.to_png() != explanation(("cat", "horse")).to_png()
    assert "99% set" not in prediction_html(prediction(("cat", "horse")))


def test_scores_tell_of_prediction_sets_where_there_are_some():
    sets = SetScores(0.99, 0.995, (0.98, 0.999), 1.25)
    text = read_page(scores_html(replace(scores(("a", "b")), sets=sets))).text
    assert "99% sets hold the true class in 99.50% of cases (95% interval 98.00% to 99.90%)" in text
    assert "sets hold" not in scores_html(scores(("a", "b")))


def test_explanation_shows_evidence_steps_and_similar_pictures():
    page = read_page(explanation_html(explanation(("cat", "horse"))))
    assert len(page.all("img")) == 2 + 2 + 1
    assert (
        "Covering the 3 x 3 pixels that speak loudest for horse takes it from 80.0% to 25.0%."
    ) in page.text
    assert "From the file to what the model saw" in page.text
    assert "cat#17, 0.975" in page.text
    assert "own.png, answered by digits" in page.text


def test_explanation_of_nothing_says_so_and_shows_the_steps():
    blank = prediction(("a", "b"), refused=True, reason="Nothing was found in the picture.")
    nothing = np.zeros((8, 8), np.float32)
    why = explanation(("a", "b"), prediction=blank, empty=True, occlusion=nothing, similar=())
    text = read_page(explanation_html(why)).text
    assert "Refused. Nothing was found in the picture." in text
    assert "the steps show where it was lost" in text
    assert "Covering" not in text
    assert "most similar" not in text
    assert why.to_png().startswith(b"\x89PNG")


def test_run_without_scores_shows_its_curves():
    page = read_page(run_html("toy-run", folder="runs/1", history=HISTORY))
    assert "toy-run, 2 epochs in 4.0 s, in runs/1" in page.text
    assert len(page.all("svg")) == 2


def test_run_before_its_first_epoch_shows_no_curves():
    page = read_page(run_html("toy-run", folder="runs/1", history=()))
    assert page.all("svg") == []
