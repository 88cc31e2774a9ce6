import numpy as np
import pytest
from evaluation.page_reader import assert_self_contained, read_page

from tenfold.evaluation.scores import score
from tenfold.notebook import dataset_html, prediction_html, run_html, scores_html
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


def pieces(classes):
    return {
        "dataset": dataset_html(dataset(classes)),
        "scores": scores_html(scores(classes)),
        "prediction": prediction_html(prediction(classes)),
        "refusal": prediction_html(prediction(classes, refused=True, reason=classes[0])),
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


def test_run_without_scores_shows_its_curves():
    page = read_page(run_html("toy-run", folder="runs/1", history=HISTORY))
    assert "toy-run, 2 epochs in 4.0 s, in runs/1" in page.text
    assert len(page.all("svg")) == 2


def test_run_before_its_first_epoch_shows_no_curves():
    page = read_page(run_html("toy-run", folder="runs/1", history=()))
    assert page.all("svg") == []
