"""The Open Inference Protocol, driven by tritonclient."""

import json

import numpy as np
import pytest
import tritonclient.http as triton
from serving.servers import DIGITS, FASHION, asked, digits, listening, pictures_of_every_kind
from tritonclient.utils import InferenceServerException

from tenfold.inference.classifier import load
from tenfold.probability import softmax
from tenfold.serving.app import create_app
from tenfold.serving.settings import Settings

IMAGES = digits(3)


@pytest.fixture(scope="module")
def client():
    app = create_app(Settings(), models={"digits": DIGITS, "fashion": FASHION})
    with listening(app) as address, triton.InferenceServerClient(address) as found:
        yield found


def given(images, *, binary):
    tensor = triton.InferInput("pictures", images.shape, "UINT8")
    tensor.set_data_from_numpy(images, binary_data=binary)
    return [tensor]


def test_the_server_is_live_and_ready_and_says_what_it_is(client):
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.get_server_metadata()["name"] == "tenfold"
    assert client.get_server_metadata()["extensions"] == ["binary_tensor_data"]


def test_a_model_says_what_it_takes_and_gives(client):
    assert client.is_model_ready("digits")
    found = client.get_model_metadata("digits")
    assert found["inputs"] == [{"name": "pictures", "datatype": "UINT8", "shape": [-1, 28, 28]}]
    assert [one["name"] for one in found["outputs"]] == [
        *("logits", "probabilities", "label", "refused"),
    ]
    assert found["outputs"][3] == {"name": "refused", "datatype": "BOOL", "shape": [-1]}
    assert found["versions"] == [load(DIGITS).id.hash]


@pytest.mark.parametrize("model", ["digits", "fashion"])
@pytest.mark.parametrize("binary_in", [True, False])
@pytest.mark.parametrize("binary_out", [True, False])
def test_answers_are_the_models_own(client, model, binary_in, binary_out):
    classifier = load(model)
    names = ("label", "probabilities", "logits")
    found = client.infer(
        model,
        given(IMAGES, binary=binary_in),
        outputs=[triton.InferRequestedOutput(name, binary_data=binary_out) for name in names],
        request_id="mine",
    )
    logits = classifier.logits(IMAGES)
    expected = softmax(logits, classifier.metadata.temperature)
    np.testing.assert_allclose(found.as_numpy("logits"), logits, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(found.as_numpy("probabilities"), expected, atol=1e-6)
    assert found.as_numpy("label").tolist() == logits.argmax(axis=1).tolist()
    answer = found.get_response()
    assert (answer["id"], answer["model_name"]) == ("mine", model)
    assert answer["model_version"] == classifier.id.hash


def test_all_outputs_come_where_none_is_named(client):
    found = client.infer("digits", given(IMAGES, binary=True))
    assert [one["name"] for one in found.get_response()["outputs"]] == [
        "logits",
        "probabilities",
        "label",
        "refused",
    ]


@pytest.mark.parametrize("binary", [True, False])
@pytest.mark.parametrize("model", ["digits", "fashion"])
def test_a_client_learns_what_the_model_refuses(client, model, binary):
    images = pictures_of_every_kind()
    classifier = load(model)
    expected = [classifier.predict(image).refused for image in images]
    assert 0 < sum(expected) < len(expected)
    wanted = [triton.InferRequestedOutput("refused", binary_data=binary)]
    found = client.infer(model, given(images, binary=True), outputs=wanted)
    told = found.as_numpy("refused")
    assert (told.dtype, told.tolist()) == (np.bool_, expected)
    assert found.get_response()["outputs"][0]["datatype"] == "BOOL"


def test_a_version_is_the_models_hash(client):
    version = load(DIGITS).id.hash
    assert client.is_model_ready("digits", version)
    found = client.infer("digits", given(IMAGES, binary=True), model_version=version)
    assert found.get_response()["model_version"] == version
    with pytest.raises(InferenceServerException, match=f"in version {version} only"):
        client.infer("digits", given(IMAGES, binary=True), model_version="0" * 16)


def test_tritonclient_shows_what_went_wrong(client):
    with pytest.raises(InferenceServerException, match="Did you mean 'digits'"):
        client.infer("digts", given(IMAGES, binary=True))
    with pytest.raises(InferenceServerException, match=r"Got the shape \[1, 27, 28\]"):
        client.infer("digits", given(IMAGES[:1, 1:], binary=False))


def tensor(**changes):
    data = IMAGES[:1].ravel().tolist()
    whole = {"name": "pictures", "datatype": "UINT8", "shape": [1, 28, 28], "data": data}
    return {"inputs": [whole | changes]}


@pytest.fixture(scope="module")
def http():
    with asked() as found:
        yield found


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("not json", "The body is not JSON"),
        ("[1]", "not an object"),
        ({}, "'inputs' must be a list of one tensor"),
        ({"inputs": []}, "'inputs' must be a list of one tensor"),
        ({"inputs": [1]}, "'inputs' must be a list of one tensor"),
        (tensor(name="x"), "named 'pictures' and have the datatype 'UINT8'. Got 'x' and 'UINT8'"),
        (tensor(datatype="FP32"), "Got 'pictures' and 'FP32'"),
        (tensor(shape=[1, 28]), "Got the shape [1, 28]"),
        (tensor(shape=[2, 28, 28]), "Got 784 numbers for the shape [2, 28, 28]"),
        (tensor(data=None), "no list"),
        (tensor(parameters=1), "'parameters' must be an object"),
        (tensor(parameters={"binary_data_size": 784}), "0 bytes. Got 784"),
        (tensor() | {"id": 7}, "'id' must be a string"),
        (tensor() | {"outputs": []}, "'outputs' must name one to 4"),
        (tensor() | {"outputs": [{"name": "x"}]}, "An output must be one of logits"),
        (tensor() | {"outputs": [{"name": "label"}] * 2}, "each once"),
        (
            tensor() | {"outputs": [{"name": "label", "parameters": {"classification": 3}}]},
            "classification extension is not spoken",
        ),
        (tensor() | {"parameters": {"binary_data_output": 1}}, "must be true or false"),
    ],
)
def test_a_wrong_request_is_a_problem_that_says_so(http, content, words):
    body = content if isinstance(content, str) else json.dumps(content)
    answer = http.post("/v2/models/digits/infer", content=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert answer.json()["error"] == answer.json()["detail"]


@pytest.mark.parametrize("length", ["-1", "x", "99999999", "²", "1" * 20])
def test_a_wrong_length_of_the_json_is_a_problem(http, length):
    headers = {b"inference-header-content-length": length.encode("utf-8")}
    answer = http.post("/v2/models/digits/infer", content=b"{}", headers=headers)
    assert answer.status_code == 400
    assert "must be the length of the JSON" in answer.json()["detail"]


def test_bytes_that_no_input_claims_are_a_problem(http):
    body = json.dumps(tensor()).encode()
    headers = {"Inference-Header-Content-Length": str(len(body))}
    answer = http.post("/v2/models/digits/infer", content=body + b"more", headers=headers)
    assert "no input's binary_data_size claims" in answer.json()["detail"]


def test_every_answer_names_the_model_in_a_header(http):
    answer = http.post("/v2/models/digits/infer", json=tensor())
    assert answer.headers["tenfold-model"] == f"digits; hash={load(DIGITS).id.hash}"


def test_a_long_body_is_the_same_request(http):
    images = digits(64)
    content = {"inputs": [tensor(shape=[64, 28, 28], data=images.tolist())["inputs"][0]]}
    found = http.post("/v2/models/digits/infer", json=content).json()
    label = next(one["data"] for one in found["outputs"] if one["name"] == "label")
    assert label == load(DIGITS).logits(images).argmax(axis=1).tolist()
