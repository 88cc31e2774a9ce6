"""POST /read: numbers from picture files, as the library reads them."""

import io
import json

import pytest
from inference.readers import page, reader_bundle
from PIL import Image
from serving.servers import DIGITS, asked, picture

from tenfold.inference.numbers import Reader
from tenfold.serving.store import open_store
from tenfold.serving.store_values import Filter

PNG = {"Content-Type": "image/png"}


def written(*texts: str, kind: str = "PNG") -> bytes:
    """A file with a page for each text."""
    first, *others = [Image.fromarray(page(text)) for text in texts]
    file = io.BytesIO()
    more = {"save_all": True, "append_images": others} if others else {}
    first.save(file, kind, **more)
    return file.getvalue()


@pytest.fixture(scope="module")
def http(tmp_path_factory):
    path = tmp_path_factory.mktemp("reader") / "numbers.onnx"
    path.write_bytes(reader_bundle().content)
    with asked(models={"digits": DIGITS, "numbers": path}, max_pixels=1_000_000) as found:
        yield found


def expected(content, name=None):
    readings = Reader(reader_bundle()).read(content, name=name)
    return json.loads(json.dumps([reading.to_json() for reading in readings]))


def test_a_raw_picture_is_read_as_the_library_reads_it(http):
    content = written("407 25")
    answer = http.post("/read", content=content, headers=PNG)
    assert answer.json() == {"answers": expected(content)}
    assert [one["text"] for one in answer.json()["answers"][0]["numbers"]] == ["407", "25"]
    assert answer.headers["tenfold-model"].startswith("numbers; hash=")


def test_each_page_gets_a_reading_and_a_broken_file_its_error(http):
    pages = written("12", "345", kind="TIFF")
    files = [("a", ("two.tiff", pages)), ("a", ("x.png", b"nonsense"))]
    first, second, broken = http.post("/read?model=numbers", files=files).json()["answers"]
    assert [first, second] == expected(pages, "two.tiff")
    assert (first["page"], second["page"]) == (1, 2)
    assert broken["error"]["code"] == "picture"


@pytest.mark.parametrize(
    ("query", "content", "status", "words"),
    [
        ("", b"nonsense", 422, "is not a picture"),
        ("", picture(size=(2000, 1000)), 422, "more than the 1,000,000 that"),
        ("", b"%PDF-1.4 nonsense", 422, "PDF"),
        ("?model=digits", picture(), 404, "classifies pictures and reads none. Ask POST /predict"),
        ("?model=x", picture(), 404, "No model is called 'x' here."),
    ],
)
def test_what_cannot_be_read_is_said(http, query, content, status, words):
    answer = http.post(f"/read{query}", content=content, headers=PNG)
    assert answer.status_code == status
    assert words in answer.json()["detail"]


def test_a_reader_classifies_nothing(http):
    for path in (
        "/predict?model=numbers",
        "/v2/models/numbers/infer",
        "/v1/models/numbers:predict",
    ):
        answer = http.post(path, content=picture(), headers=PNG)
        assert answer.status_code == 404
        assert "reads numbers and classifies nothing. Ask POST /read" in answer.json()["detail"]


def test_models_tell_what_they_are_for(http):
    found = http.get("/models").json()
    assert found["default"] == "digits"
    assert [model["task"] for model in found["models"]] == ["classify", "read"]
    assert http.get("/settings").json()["read"] is True


def test_a_server_without_a_reader_says_so():
    with asked() as http:
        answer = http.post("/read", content=picture(), headers=PNG)
        assert http.get("/settings").json()["read"] is False
    assert answer.status_code == 404
    assert "No model here reads numbers." in answer.json()["detail"]


@pytest.fixture
def doubting(tmp_path):
    """A server whose reader is never sure, and its store."""
    path = tmp_path / "numbers.onnx"
    path.write_bytes(reader_bundle(refusal_threshold=1.0).content)
    with (
        open_store(str(tmp_path / "kept.sqlite3")) as store,
        asked(store, models={"numbers": path}) as found,
    ):
        yield found, store


def test_a_reading_in_doubt_is_kept_as_a_refusal_and_counted(doubting):
    http, store = doubting
    files = [("a", ("two.tiff", written("12", "345", kind="TIFF"))), ("a", ("x.png", b"nonsense"))]
    answers = http.post("/read", files=files).json()["answers"]
    assert answers[0]["numbers"][0]["refused"]
    (entry,) = store.list(Filter()).entries
    assert (entry.kind, entry.file, entry.guess[1]) == ("refusal", "two.tiff", "12 345")
    assert store.picture(entry.id) == files[0][1][1]
    assert 'tenfold_refusals_total{model="numbers"} 1.0' in http.get("/metrics").text


def test_a_reading_is_kept_only_when_it_counts(doubting):
    doubted, store = doubting
    doubted.post("/read?live=true", content=written("12"), headers=PNG)
    assert store.list(Filter()).total == 0
    # Sure ones, and pictures without a number, are kept where a person wants that.
    blank = picture(empty=True)
    doubted.post("/read", content=blank, headers=PNG)
    assert store.list(Filter()).total == 0
    store.set_setting("keep_predictions", True)
    doubted.post("/read", content=blank, headers=PNG)
    assert [one.kind for one in store.list(Filter()).entries] == ["prediction"]
