"""tenfold's own API: picture files in, the CLI's JSON out."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image
from serving.servers import DIGITS, FASHION, asked, corrected, picture

from tenfold.errors import StorageError
from tenfold.inference.classifier import load
from tenfold.serving.store import Store, open_store
from tenfold.serving.store_values import Filter

FORM = "multipart/form-data"
PNG = {"Content-Type": "image/png"}


@pytest.fixture(scope="module")
def kept_by_all(tmp_path_factory):
    with open_store(str(tmp_path_factory.mktemp("store") / "kept.sqlite3")) as made:
        yield made


@pytest.fixture
def kept(kept_by_all):
    """An empty store in a file."""
    kept_by_all.remove_all()
    kept_by_all.set_setting("keep_predictions", False)
    return kept_by_all


@pytest.fixture(scope="module")
def http(kept_by_all):
    with asked(kept_by_all, models={"digits": DIGITS, "fashion": FASHION}) as found:
        yield found


@pytest.fixture(scope="module")
def keeping_nothing():
    with asked(max_pixels=100_000) as found:
        yield found


def in_json(answer):
    """As it comes through JSON."""
    return json.loads(json.dumps(answer))


@pytest.mark.parametrize("model", ["digits", "fashion"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF"])
def test_a_raw_picture_gets_the_answer_of_the_cli(http, model, kind):
    headers = {"Content-Type": f"image/{kind.lower()}"}
    answer = http.post(f"/predict?model={model}", content=picture(kind), headers=headers)
    expected = load(model).predict(picture(kind)).to_json()
    assert answer.json() == {"answers": [in_json(expected)]}
    assert answer.headers["tenfold-model"] == f"{model}; hash={load(model).id.hash}"


def test_the_default_model_answers_where_none_is_named(http):
    answer = http.post("/predict", content=picture(), headers=PNG)
    assert answer.json()["answers"][0]["model"]["name"] == "digits"


def test_a_form_keeps_names_and_order_and_a_broken_picture_stands_in_its_place(http):
    parts = [
        ("a", ("one.png", picture(), "image/png")),
        ("b", ("broken.png", b"nonsense", "image/png")),
        ("a", ("zwei ü.jpg", picture("JPEG"), "image/jpeg")),
    ]
    one, broken, two = http.post("/predict", files=parts).json()["answers"]
    classifier = load(DIGITS)
    assert one == in_json(classifier.predict(picture(), name="one.png").to_json())
    assert two == in_json(classifier.predict(picture("JPEG"), name="zwei ü.jpg").to_json())
    assert broken["file"] == "broken.png"
    assert broken["error"]["code"] == "picture"
    assert "broken.png is not a picture" in broken["error"]["message"]


def test_steps_show_the_way_to_what_the_model_saw(http):
    content = picture(size=(900, 1200))
    answer = http.post("/predict?steps=true", content=content, headers=PNG).json()["answers"][0]
    names = [step["name"] for step in answer["steps"]]
    assert names == ["grey", "background removed", "ink", "cropped", "standardised"]
    drawn = [Image.open(io.BytesIO(base64.b64decode(step["png"]))) for step in answer["steps"]]
    assert max(max(image.size) for image in drawn) == 256
    seen = load(DIGITS).predict(content).pixels
    np.testing.assert_array_equal(np.asarray(drawn[-1]), seen)
    assert answer["pixels"] == seen.tolist()


def test_coverage_gives_sets(http):
    answer = http.post("/predict?coverage=0.99", content=picture(), headers=PNG).json()
    expected = load(DIGITS).predict(picture(), coverage=0.99).to_json()
    assert answer["answers"][0]["label_set"] == expected["label_set"]


def test_a_coverage_that_the_model_cannot_give_is_409(http):
    answer = http.post("/predict?coverage=0.9999999", content=picture(), headers=PNG)
    assert answer.status_code == 409
    assert "held-out pictures" in answer.json()["detail"]


@pytest.mark.parametrize(
    "query", ["coverage=0.5", "coverage=1", "coverage=x", "steps=maybe", "model="]
)
def test_a_wrong_query_is_422(http, query):
    answer = http.post(f"/predict?{query}", content=picture(), headers=PNG)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(
        f"The request is not as it must be: query.{query[:4]}"
    )


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"content": b"", "headers": PNG}, 400, "The body is empty."),
        ({"content": b"nonsense", "headers": PNG}, 422, "is not a picture"),
        ({"content": picture()[:60], "headers": PNG}, 422, "broken or cut short"),
        ({"content": picture(size=(400, 300)), "headers": PNG}, 422, "more than the 100,000 that"),
        ({"json": {"picture": "x"}}, 415, "Got 'application/json'"),
        ({"files": [("a", ("x.png", picture()))] * 65}, 400, "Too many files"),
        ({"files": {"a": (None, "text")}}, 400, "The part 'a' is text, not a file."),
        (
            {
                "content": b"--x--\r\n",
                "headers": {"Content-Type": f"{FORM}; boundary=x"},
            },
            400,
            "The form holds no file.",
        ),
        ({"content": b"x", "headers": {"Content-Type": FORM}}, 400, "boundary"),
    ],
)
def test_what_is_wrong_with_a_body_is_said(keeping_nothing, body, status, words):
    answer = keeping_nothing.post("/predict", **body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_a_picture_without_a_type_is_a_picture(keeping_nothing):
    assert keeping_nothing.post("/predict", content=picture()).is_success


def entries(kept: Store, kind: str | None = None):
    return kept.list(Filter(kind=kind)).entries


def test_refusals_are_kept_with_their_picture(http, kept):
    blank = picture(empty=True)
    answer = http.post("/predict", files={"a": ("blank.png", blank)}).json()["answers"][0]
    assert answer["refused"]
    (entry,) = entries(kept)
    assert (entry.kind, entry.file, entry.model) == ("refusal", "blank.png", "digits")
    assert entry.answer == answer
    assert kept.picture(entry.id) == blank


def test_nothing_is_kept_while_somebody_draws_or_of_what_is_broken(http, kept):
    http.post("/predict?live=true", content=picture(empty=True), headers=PNG)
    http.post("/predict", files={"a": ("x", b"nonsense")})
    assert entries(kept) == ()


def test_predictions_are_kept_once_the_person_switches_it_on(http, kept):
    assert http.get("/settings").json() == {
        "keep_predictions": False,
        "store": "sqlite",
        "read": http.get("/settings").json()["read"],
    }
    http.post("/predict", content=picture(), headers=PNG)
    assert entries(kept, "prediction") == ()
    switched = http.put("/settings", json={"keep_predictions": True})
    assert switched.json()["keep_predictions"] is True
    answer = http.post("/predict", content=picture(), headers=PNG).json()["answers"][0]
    kind = "refusal" if answer["refused"] else "prediction"
    assert [entry.kind for entry in entries(kept)] == [kind]


@pytest.mark.parametrize("name", ["", "<x", "keep"])
def test_a_setting_that_there_is_not_is_422_whatever_its_name(http, name):
    answer = http.put("/settings", json={"keep_predictions": False, name: []})
    assert answer.status_code == 422
    assert "The request is not as it must be: " in answer.json()["detail"]


def test_without_a_store_corrections_are_503_and_the_rest_answers(keeping_nothing):
    answer = keeping_nothing.post("/corrections", json=corrected(picture()))
    assert answer.status_code == 503
    assert "--no-store" in answer.json()["detail"]
    assert keeping_nothing.put("/settings", json={"keep_predictions": True}).status_code == 503
    found = keeping_nothing.get("/settings").json()
    assert (found["keep_predictions"], found["store"]) == (False, None)
    assert keeping_nothing.post("/predict", content=picture(empty=True)).is_success


def test_a_full_disk_costs_a_correction_and_no_answer(http, kept, monkeypatch, caplog):
    def full(*_):
        raise StorageError("Cannot write: the disk is full.")

    monkeypatch.setattr(Store, "add_many", full)
    answer = http.post("/predict", content=picture(empty=True))
    assert answer.status_code == 200
    assert "could not be kept: Cannot write: the disk is full." in caplog.text
    answer = http.post("/corrections", json=corrected(picture()))
    assert answer.status_code == 507
    assert answer.json()["code"] == "storage"


def test_models_are_described(http):
    found = http.get("/models").json()
    assert found["default"] == "digits"
    digits, fashion = found["models"]
    assert digits["classes"] == list("0123456789")
    assert digits["picture"] == {"height": 28, "width": 28, "centre": "mass"}
    assert fashion["picture"]["centre"] == "box"
    assert (digits["task"], digits["hash"]) == ("classify", load(DIGITS).id.hash)
    assert digits["about"].startswith("digits, learned from mnist, 99.")


def test_an_unforeseen_error_is_a_problem_that_tells_nothing(http, monkeypatch):
    def burst(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr(type(http.app.state.models), "all", burst)
    answer = http.get("/models")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
