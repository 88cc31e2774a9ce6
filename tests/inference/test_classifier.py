import io

import numpy as np
import onnx
import pytest
from artefact.models import model_file
from PIL import Image, ImageDraw

from tenfold.artefact.bundle import parse
from tenfold.conformal import HeldOut, LabelSet
from tenfold.errors import ModelFileError, PictureError, UsageError
from tenfold.inference.classifier import Classifier, load
from tenfold.pictures.decode import decode
from tenfold.values import BrokenPicture, Prediction


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(parse(model_file()), threads=1)


def drawing() -> Image.Image:
    image = Image.new("L", (90, 120), 235)
    ImageDraw.Draw(image).line([(40, 20), (44, 100)], fill=20, width=9)
    return image


def test_path_bytes_image_and_decoded_picture_give_the_same_answer(classifier, tmp_path):
    path = tmp_path / "one.png"
    drawing().save(path)
    sources = (path, str(path), path.read_bytes(), drawing(), decode(path))
    answers = [classifier.predict(source) for source in sources]
    assert [a.file for a in answers] == [str(path), str(path), None, None, None]
    for answer in answers[1:]:
        assert np.array_equal(answer.probabilities, answers[0].probabilities)


def test_an_answer_holds_what_its_docstring_says(classifier):
    answer = classifier.predict(drawing())
    assert answer.probabilities.shape == (10,)
    assert answer.probabilities.sum() == pytest.approx(1)
    assert answer.confidence == answer.probabilities[answer.label] == answer.probabilities.max()
    assert answer.name == classifier.classes[answer.label]
    assert answer.pixels.shape == (28, 28)
    assert not answer.refused


def test_json_has_the_fields_of_the_contract(classifier):
    answer = classifier.predict(drawing()).to_json()
    assert list(answer) == [
        "file", "label", "name", "confidence", "probabilities", "refused", "model",
    ]  # fmt: skip
    assert answer["model"] == {"name": "tiny", "hash": classifier.id.hash}
    assert "logits" in classifier.predict(drawing()).to_json(logits=True)


def test_an_array_is_taken_as_it_is(classifier):
    pixels = np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.uint8)
    answer = classifier.predict(pixels)
    assert np.array_equal(answer.pixels, pixels)
    assert np.allclose(answer.logits, classifier.logits(pixels[np.newaxis])[0], atol=1e-5)


@pytest.mark.parametrize(
    ("shape", "dtype", "help_"),
    [
        ((28, 28), np.float32, "It seems to hold 0 to 1: give (array * 255).astype('uint8')."),
        ((28, 28), np.int64, "Give array.astype('uint8')."),
        ((3, 28, 28), np.uint8, "These are several pictures: use logits, or predict one after "
         "another."),
        ((28, 28, 3), np.uint8, "It has colour channels: give PIL.Image.fromarray(array), to be "
         "standardised."),
        ((28, 28, 1), np.uint8, "It has a channel axis: give array[..., 0]."),
        ((64, 64), np.uint8, "Give PIL.Image.fromarray(array) instead: any size is then "
         "standardised."),
        ((784,), np.uint8, "Give PIL.Image.fromarray(array) instead: any size is then "
         "standardised."),
    ],
)  # fmt: skip
def test_an_array_that_does_not_fit_is_explained(classifier, shape, dtype, help_):
    with pytest.raises(PictureError) as error:
        classifier.predict(np.zeros(shape, dtype))
    name = np.dtype(dtype).name
    assert str(error.value) == (
        f"An array must be uint8 of shape (28, 28), 0 to 255. Got {name} of shape {shape}. {help_}"
    )


def test_many_pictures_at_once_must_fit_too(classifier):
    with pytest.raises(PictureError, match=r"uint8 of shape \(n, 28, 28\)"):
        classifier.logits(np.zeros((2, 30, 30), np.uint8))
    with pytest.raises(PictureError, match=r"This is one picture: .* array\[np.newaxis\]"):
        classifier.logits(np.zeros((28, 28), np.uint8))
    assert classifier.logits(np.zeros((0, 28, 28), np.uint8)).shape == (0, 10)


def test_a_blank_page_is_refused(classifier):
    answer = classifier.predict(Image.new("L", (200, 200), 255))
    assert answer.refused
    assert answer.reason == "Nothing was found in the picture."
    assert answer.to_json()["refused"] is True


def test_an_unsure_answer_is_refused_and_keeps_its_label():
    strict = Classifier(parse(model_file(refusal_threshold=1.0)))
    answer = strict.predict(drawing())
    assert answer.refused
    first, second = np.argsort(-answer.probabilities)[:2]
    names = strict.classes
    assert answer.reason == f"Not sure: it looks like {names[first]} or {names[second]}."
    assert answer.label == first


def test_a_picture_like_nothing_is_refused():
    strict = Classifier(parse(model_file(outlier_threshold=100.0)))
    answer = strict.predict(drawing())
    assert answer.refused
    assert answer.reason == "It looks like none of the 10 classes."
    assert not Classifier(parse(model_file(outlier_threshold=-100.0))).predict(drawing()).refused


def with_sets(*lowest: float) -> Classifier:
    return Classifier(parse(model_file(held_out=HeldOut(19, lowest))), threads=1)


def test_a_set_holds_every_class_that_is_likely_enough_the_most_likely_first(classifier):
    plain = classifier.predict(drawing())
    order = np.argsort(-plain.probabilities)
    third = plain.probabilities[order[2]]
    answer = with_sets(0.0, third).predict(drawing(), coverage=0.9)
    names = tuple(classifier.classes[label] for label in order[:3])
    assert answer.label_set == LabelSet(0.9, tuple(order[:3].tolist()), names)
    assert plain.label_set is None
    wider = with_sets(0.0, third).predict(drawing(), coverage=0.95)
    assert wider.label_set.labels == tuple(order.tolist())
    narrow = with_sets(0.9, 1.0).predict(drawing(), coverage=0.9)
    assert narrow.label_set.labels == (narrow.label,)


def test_json_tells_the_set_where_one_was_asked_for(classifier):
    answer = with_sets(0.9, 1.0).predict(drawing(), coverage=0.9)
    told = answer.to_json()
    expected = {"coverage": 0.9, "labels": [answer.label], "names": [answer.name]}
    assert told.pop("label_set") == expected
    assert told.keys() == classifier.predict(drawing()).to_json().keys()


def test_arrays_many_pictures_and_explanations_have_sets_too():
    classifier, pixels = with_sets(0.0, 0.1), np.zeros((28, 28), np.uint8)
    expected = classifier.predict(pixels, coverage=0.9).label_set
    (answer,) = classifier.predict_many([pixels], coverage=0.9)
    assert answer.label_set == expected
    assert classifier.explain(pixels, coverage=0.9).prediction.label_set == expected
    page = classifier.explain(drawing(), coverage=0.9).prediction
    assert page.label_set == classifier.predict(drawing(), coverage=0.9).label_set


def test_sets_that_cannot_be_given_are_refused_before_the_first_picture(classifier):
    never = iter([np.zeros((3, 3))])
    with pytest.raises(UsageError, match=r"This model cannot give prediction sets \(coverage\)"):
        classifier.predict_many(never, coverage=0.99)
    with pytest.raises(
        UsageError, match=r"needs at least 99 held-out pictures\. This model has 19"
    ):
        with_sets(0.1, 0.2).predict_many(never, coverage=0.99)
    with pytest.raises(UsageError, match=r"at least 0\.9 and less than 1\. Got 0\.5\."):
        with_sets(0.1, 0.2).predict(drawing(), coverage=0.5)
    assert next(never).shape == (3, 3)


def test_temperature_makes_answers_less_sure_and_never_others():
    plain, cool = (Classifier(parse(model_file(temperature=t))) for t in (1.0, 10.0))
    assert cool.predict(drawing()).confidence < plain.predict(drawing()).confidence
    assert cool.predict(drawing()).label == plain.predict(drawing()).label


def test_a_broken_picture_does_not_stop_the_others(classifier, tmp_path):
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    drawing().save(good)
    bad.write_text("no picture")
    answers = list(classifier.predict_many([good, bad, drawing()]))
    assert [type(a) for a in answers] == [Prediction, BrokenPicture, Prediction]
    assert answers[1].to_json()["error"]["code"] == "picture"
    assert answers[1].file == str(bad)


def test_an_animation_is_answered_for_its_first_frame(classifier):
    content = io.BytesIO()
    drawing().save(content, "GIF", save_all=True, append_images=[Image.new("L", (90, 120), 0)])
    assert classifier.predict(content.getvalue()).to_json()["page"] == 1


def test_a_graph_the_runtime_refuses_is_explained():
    """Such as one for a runtime that is years younger."""
    model = onnx.load_from_string(model_file())
    model.opset_import[0].version = 999
    with pytest.raises(ModelFileError, match="onnxruntime refuses it"):
        Classifier(parse(model.SerializeToString()))


def test_without_a_name_the_shipped_model_of_digits_answers(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load().id == load("digits").id
    assert load().classes == tuple("0123456789")
