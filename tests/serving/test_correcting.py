"""POST /corrections: what people put right is kept, and nothing else."""

import io
import json

import pytest
from inference.readers import page, reader_bundle
from PIL import Image
from serving.servers import DIGITS, asked, corrected, picture, read_as

from tenfold.inference.classifier import load
from tenfold.inference.numbers import Reader
from tenfold.serving.store import open_store
from tenfold.serving.store_values import Filter

FORM = "multipart/form-data"


@pytest.fixture(scope="module")
def kept_by_all(tmp_path_factory):
    with open_store(str(tmp_path_factory.mktemp("store") / "kept.sqlite3")) as made:
        yield made


@pytest.fixture
def kept(kept_by_all):
    """An empty store in a file."""
    kept_by_all.remove_all()
    return kept_by_all


@pytest.fixture(scope="module")
def http(kept_by_all, tmp_path_factory):
    reader = tmp_path_factory.mktemp("reader") / "numbers.onnx"
    reader.write_bytes(reader_bundle().content)
    with asked(kept_by_all, models={"digits": DIGITS, "numbers": reader}) as found:
        yield found


def entries(store):
    return store.list(Filter()).entries


def in_json(answer):
    """As it comes through JSON."""
    return json.loads(json.dumps(answer))


def written(*texts, kind="PNG"):
    """A picture file of numbers, a page for each text."""
    first, *others = [Image.fromarray(page(text)) for text in texts]
    file = io.BytesIO()
    first.save(file, kind, **({"save_all": True, "append_images": others} if others else {}))
    return file.getvalue()


def test_a_correction_is_on_disk_when_it_is_answered(http, kept):
    answer = http.post("/corrections", json=corrected(picture(), note="a one?"))
    assert answer.status_code == 201
    content = answer.json()
    assert (content["label"], content["name"]) == (3, "3")
    assert content["answer"] == in_json(load(DIGITS).predict(picture(), name="mine.png").to_json())
    with open_store(kept.address) as another:
        entry = another.get(content["id"])
    assert (entry.kind, entry.label, entry.note) == ("correction", 3, "a one?")
    assert (entry.model, entry.hash, entry.served) == ("digits", load(DIGITS).id.hash, "digits")


def test_none_of_the_classes_is_a_correction_too(http):
    answer = http.post("/corrections", json=corrected(picture(), label=None, model=None))
    assert (answer.json()["label"], answer.json()["name"]) == (None, None)


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"label": 10}, 422, "label must be 0 to 9, a class of digits, or null"),
        ({"label": -1}, 422, "label"),
        ({"label": "3"}, 422, "label"),
        ({"label": True}, 422, "label"),
        ({"model": "digts"}, 404, "Did you mean 'digits'"),
        ({"picture": "!"}, 400, "picture is not base64"),
        ({"picture": ""}, 422, "picture"),
        ({"picture": "bm9uc2Vuc2U="}, 422, "is not a picture"),
        ({"more": 1}, 422, "more: Extra inputs are not permitted"),
        ({"note": "x" * 2001}, 422, "note"),
        ({"text": "7"}, 422, ": label: Extra inputs are not permitted"),
        ({"model": "numbers"}, 422, "Model numbers reads numbers: put it right by 'text'"),
    ],
)
def test_a_wrong_correction_is_said_and_not_kept(http, kept, changes, status, words):
    answer = http.post("/corrections", json=corrected(picture(), **changes))
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert entries(kept) == ()


def test_corrections_come_only_as_json(http, kept):
    text = json.dumps(corrected(picture()))
    for kind in ("text/plain", "application/x-www-form-urlencoded", FORM):
        answer = http.post("/corrections", content=text, headers={"Content-Type": kind})
        assert answer.status_code == 422
    headers = {"Content-Type": "application/json"}
    assert http.post("/corrections", content=b"{", headers=headers).status_code == 422
    assert entries(kept) == ()


def test_what_was_read_wrong_is_kept_with_the_right_numbers(http, kept):
    content = written("407 25")
    answer = http.post("/corrections", json=read_as(content, "70412 25", file="a.png"))
    assert answer.status_code == 201
    said = answer.json()
    assert (said["text"], said["label"], said["name"]) == ("70412 25", None, None)
    (reading,) = Reader(reader_bundle()).read(content, name="a.png")
    assert said["answer"] == in_json(reading.to_json())
    assert answer.headers["tenfold-model"].startswith("numbers; hash=")
    with open_store(kept.address) as another:
        entry = another.get(said["id"])
        assert another.picture(said["id"]) == content
    assert (entry.kind, entry.text, entry.served) == ("correction", "70412 25", "numbers")
    assert entry.guess == (None, "407 25")


def test_without_a_model_the_reader_is_meant_and_there_may_be_no_number(http, kept):
    answer = http.post("/corrections", json=read_as(written("12", kind="TIFF"), "", model=None))
    assert (answer.status_code, answer.json()["text"]) == (201, "")
    (entry,) = entries(kept)
    assert (entry.served, entry.text) == ("numbers", "")


def test_the_pages_of_a_file_are_put_right_together(http, kept):
    answer = http.post("/corrections", json=read_as(written("12", "345", kind="TIFF"), "12 346"))
    numbers = answer.json()["answer"]["numbers"]
    assert [(one["text"], one["page"]) for one in numbers] == [("12", 1), ("345", 2)]


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"text": "7o4"}, 422, ": text: String should match pattern"),
        ({"text": 704}, 422, ": text: Input should be a valid string"),
        ({"text": "1" * 2001}, 422, ": text: String should have at most 2000"),
        ({"text": None}, 422, ": text: Input should be a valid string"),
        ({"model": "digits"}, 422, "Model digits answers with a class: put it right by 'label'"),
        ({"model": "nombers"}, 404, "Did you mean 'numbers'"),
        ({"picture": "bm9uc2Vuc2U="}, 422, "is not a picture"),
        ({"label": None}, 422, ": label: Extra inputs are not permitted"),
    ],
)
def test_a_wrong_correction_of_numbers_is_said_and_not_kept(http, kept, changes, status, words):
    answer = http.post("/corrections", json=read_as(written("7"), "7") | changes)
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert entries(kept) == ()


def test_a_served_name_finds_what_its_model_answered(kept):
    with asked(kept, models={"mine": DIGITS}) as http:
        http.post("/corrections", json=corrected(picture(), model="mine"))
        http.post("/predict", content=picture(empty=True))
        for name, total in (("mine", 2), ("digits", 2), ("other", 0)):
            found = http.get(f"/store?model={name}").json()
            assert found["total"] == total
        found = http.get("/store").json()["entries"]
    assert {(one["model"], one["served"]) for one in found} == {("digits", "mine")}
