"""TensorFlow Serving's REST API, as its tutorials ask it."""

import base64

import numpy as np
import pytest
from serving.servers import DIGITS, asked, digits, picture, pictures_of_every_kind

from tenfold.inference.classifier import load
from tenfold.probability import softmax

IMAGES = digits(3)
PREDICT = "/v1/models/digits:predict"


@pytest.fixture(scope="module")
def http():
    with asked() as found:
        yield found


def expected(images):
    classifier = load(DIGITS)
    return softmax(classifier.logits(images), classifier.metadata.temperature)


def b64(content):
    return {"b64": base64.b64encode(content).decode()}


@pytest.mark.parametrize(
    "instances",
    [
        IMAGES.tolist(),
        (IMAGES / 255).tolist(),
        IMAGES[..., None].tolist(),
        IMAGES.reshape(3, 784).tolist(),
        [{"pictures": one} for one in IMAGES.tolist()],
    ],
    ids=["whole", "divided", "channel", "flat", "named"],
)
def test_instances_give_a_row_each(http, instances):
    content = {"signature_name": "serving_default", "instances": instances}
    found = http.post(PREDICT, json=content).json()
    np.testing.assert_allclose(found["predictions"], expected(IMAGES), atol=1e-6)
    assert found["model"] == {"name": "digits", "hash": load(DIGITS).id.hash}


@pytest.mark.parametrize("inputs", [IMAGES.tolist(), {"flatten_input": IMAGES.tolist()}])
def test_inputs_give_a_column(http, inputs):
    found = http.post(PREDICT, json={"inputs": inputs}).json()
    np.testing.assert_allclose(found["outputs"], expected(IMAGES), atol=1e-6)
    assert "predictions" not in found


def test_what_the_model_refuses_stands_beside_the_probabilities(http):
    images = pictures_of_every_kind()
    classifier = load(DIGITS)
    wanted = [classifier.predict(image).refused for image in images]
    assert 0 < sum(wanted) < len(wanted)
    found = http.post(PREDICT, json={"instances": images.tolist()}).json()
    assert found["refused"] == wanted
    found = http.post(PREDICT, json={"inputs": [b64(picture()), b64(picture(empty=True))]}).json()
    assert found["refused"] == [classifier.predict(picture()).refused, True]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({"instances": [b64(picture()), b64(picture("JPEG"))]}, "predictions"),
        ({"instances": [{"image_bytes": b64(picture())}, b64(picture("JPEG"))]}, "predictions"),
        ({"inputs": {"image": [b64(picture()), b64(picture("JPEG"))]}}, "outputs"),
    ],
)
def test_picture_files_are_answered_as_the_library_does(http, content, key):
    found = http.post(PREDICT, json=content).json()[key]
    classifier = load(DIGITS)
    for row, kind in zip(found, ("PNG", "JPEG"), strict=True):
        assert row == classifier.predict(picture(kind)).probabilities.tolist()


def test_one_picture_file_may_be_the_whole_input(http):
    found = http.post(PREDICT, json={"inputs": {"image": b64(picture())}}).json()
    assert len(found["outputs"]) == 1


def test_a_curl_without_a_type_is_answered(http):
    headers = {"content-type": "application/x-www-form-urlencoded"}
    body = f'{{"instances": {IMAGES[:1].tolist()}}}'
    assert http.post(PREDICT, content=body, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        ({}, 400, "either 'instances'"),
        ({"instances": [], "inputs": []}, 400, "either 'instances'"),
        ({"instances": []}, 400, "holds nothing"),
        ({"instances": "x"}, 400, "no list"),
        ({"instances": [[1, 2]]}, 400, "Got the shape [1, 2]"),
        ({"instances": IMAGES.tolist(), "signature_name": "x"}, 400, "The only signature"),
        ({"instances": [{"b64": "!"}]}, 400, "Picture 0 is not base64"),
        ({"instances": [{"b64": "é"}]}, 400, "Picture 0 is not base64"),
        ({"instances": [{"b64": 7}]}, 400, "Picture 0 is not"),
        ({"instances": [b64(picture()), [1]]}, 400, "Picture 1 is not"),
        ({"instances": [b64(b"nonsense")]}, 422, "picture 0 is not a picture"),
        ({"instances": [b64(b"")]}, 422, "is empty"),
        ({"instances": [b64(picture())] * 65}, 413, "at most 64 picture files. Got 65"),
        ({"instances": [[0] * 784] * 1025}, 413, "at most 1024 pictures as numbers"),
    ],
)
def test_a_wrong_request_is_a_problem_that_says_so(http, content, status, words):
    answer = http.post(PREDICT, json=content)
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert answer.json()["error"] == answer.json()["detail"]


def test_the_status_is_that_of_tensorflow_serving(http):
    (version,) = http.get("/v1/models/digits").json()["model_version_status"]
    assert (version["version"], version["state"]) == ("1", "AVAILABLE")
    pinned = http.post("/v1/models/digits/versions/1:predict", json={"instances": IMAGES.tolist()})
    assert pinned.status_code == 200
    gone = http.get("/v1/models/digits/versions/2")
    assert gone.status_code == 404
    assert "in version 1 only. Got '2'" in gone.json()["error"]


def test_metadata_describe_the_signature(http):
    found = http.get("/v1/models/digits/metadata").json()
    signature = found["metadata"]["signature_def"]["signature_def"]["serving_default"]
    sides = signature["inputs"]["pictures"]["tensor_shape"]["dim"]
    assert [side["size"] for side in sides] == ["-1", "28", "28"]
    assert signature["method_name"] == "tensorflow/serving/predict"
