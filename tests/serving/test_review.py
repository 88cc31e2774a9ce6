"""The store over HTTP."""

import csv
import io
import zipfile

import pyarrow.parquet
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image
from serving.stores import correction, drawing, entry, reading

from tenfold.serving import problems
from tenfold.serving.review import router
from tenfold.serving.store import open_store
from tenfold.serving.store_values import Filter

NOT_THERE = "0" * 32


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "store.db")) as made:
        yield made


@pytest.fixture
def client(store):
    app = FastAPI()
    app.include_router(router)
    problems.install(app, headers={})
    app.state.store = store
    with TestClient(app) as made:
        yield made


def test_entries_come_in_pages_and_are_chosen_by_what_is_asked(client, store):
    ids = store.add_many([entry(n) if n % 2 else correction(n, 7) for n in range(12)])
    first = client.get("/store", params={"limit": 5}).json()
    assert (len(first["entries"]), first["total"], first["next"]) == (5, 12, ids[-5])
    assert first["entries"][0] == store.get(ids[-1]).to_json()
    second = client.get("/store", params={"limit": 50, "after": first["next"]}).json()
    assert [one["id"] for one in second["entries"]] == ids[:-5][::-1]
    assert second["next"] is None
    chosen = client.get(
        "/store", params={"kind": "correction", "label": 7, "text": "4.PNG", "model": "digits"}
    ).json()
    assert [one["file"] for one in chosen["entries"]] == ["4.png"]


def test_an_entry_says_everything_but_its_picture(client, store):
    store.add(correction(3, 5, note="blurred"))
    (said,) = client.get("/store").json()["entries"]
    assert set(said) == {
        *("id", "kind", "time", "file", "model", "hash", "answer", "label", "name", "note"),
        *("served", "text", "sha256"),
    }
    assert (said["label"], said["name"], said["answer"]["label"]) == (5, "5", 3)


def test_a_picture_is_drawn_anew_without_what_else_its_file_holds(client, store):
    large = io.BytesIO()
    Image.new("RGB", (3000, 100), "red").save(large, "JPEG", comment=b"<script>alert(1)</script>")
    kept_id = store.add(entry(1, picture=large.getvalue()))
    answer = client.get(f"/store/{kept_id}/picture")
    assert answer.headers["content-type"] == "image/png"
    image = Image.open(io.BytesIO(answer.content))
    assert (image.format, image.size) == ("PNG", (1024, 34))
    assert b"script" not in answer.content


def test_a_kept_picture_can_be_put_right(client, store):
    kept_id = store.add(entry(3))
    said = client.patch(f"/store/{kept_id}", json={"label": 8}).json()
    assert (said["kind"], said["label"], said["name"]) == ("correction", 8, "8")
    assert client.patch(f"/store/{kept_id}", json={"label": None}).json()["name"] is None
    assert store.get(kept_id).label is None


def test_kept_numbers_can_be_put_right(client, store):
    kept_id = store.add(reading(3, "70411"))
    said = client.patch(f"/store/{kept_id}", json={"text": "70412"}).json()
    assert (said["kind"], said["text"], said["label"]) == ("correction", "70412", None)
    wrong = client.patch(f"/store/{kept_id}", json={"label": 3})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "usage")
    assert "reads numbers. Give what is written there" in wrong.json()["detail"]


def test_one_or_all_of_a_kind_can_be_removed(client, store):
    ids = store.add_many([entry(1), correction(2, 3), entry(4)])
    assert client.delete(f"/store/{ids[0]}").json() == {"removed": 1}
    everything = client.request("DELETE", "/store?kind=correction", json={"confirm": True})
    assert everything.json() == {"removed": 1}
    assert [one.id for one in store.each(Filter())] == [ids[2]]
    assert client.request("DELETE", "/store", json={"confirm": True}).json() == {"removed": 1}


def test_what_is_kept_can_be_taken_along(client, store):
    store.add_many([entry(1), correction(2, 7), correction(3, None)])
    table = client.get("/store/export?format=csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.headers["content-disposition"] == 'attachment; filename="tenfold-store.csv"'
    assert len(list(csv.DictReader(io.StringIO(table.text)))) == 3
    parquet = client.get("/store/export?format=parquet&kind=refusal")
    assert parquet.headers["content-type"] == "application/vnd.apache.parquet"
    assert pyarrow.parquet.read_table(io.BytesIO(parquet.content)).num_rows == 1
    packed = client.get("/store/export?format=folder")
    assert packed.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(packed.content))
    (name,) = archive.namelist()
    assert (name[:2], archive.read(name)) == ("7/", drawing(2))


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code", "detail"),
    [
        ("GET", "/store?kind=foo", None, 422, "body", "query.kind: Input should be 'correction', "),
        ("GET", "/store?limit=0", None, 422, "body", "query.limit: Input should be greater than"),
        ("GET", "/store?label=x", None, 422, "body", "query.label: Input should be a valid integ"),
        ("GET", "/store?label=99999999999", None, 422, "body", "query.label: Input should be les"),
        ("GET", "/store?after=..", None, 422, "body", "query.after: String should match pattern"),
        ("GET", "/store/..%2f..%2fetc/picture", None, 404, "not-found", "There is nothing at"),
        ("GET", "/store/abc/picture", None, 422, "body", "path.entry_id: String should match pat"),
        ("GET", f"/store/{NOT_THERE}/picture", None, 404, "no-entry", "The store has no entry"),
        ("GET", "/store/export", None, 422, "body", "query.format: Field required"),
        ("GET", "/store/export?format=xls", None, 422, "body", "query.format: Input should be 'c"),
        ("PATCH", f"/store/{NOT_THERE}", {"label": 1}, 404, "no-entry", "may have been removed."),
        ("PATCH", f"/store/{NOT_THERE}", {}, 422, "body", "label: Field required"),
        ("PATCH", f"/store/{NOT_THERE}", {"label": "1"}, 422, "body", "label: Input should be a"),
        ("PATCH", f"/store/{NOT_THERE}", {"label": True}, 422, "body", "label: Input should be a"),
        ("PATCH", f"/store/{NOT_THERE}", {"label": 1, "x": 2}, 422, "body", "x: Extra inputs are"),
        ("PATCH", f"/store/{NOT_THERE}", {"text": "1a"}, 422, "body", ": text: String should mat"),
        ("PATCH", f"/store/{NOT_THERE}", {"text": None}, 422, "body", ": text: Input should be a"),
        ("PATCH", f"/store/{NOT_THERE}", {"text": "1", "label": 1}, 422, "body", ": label: Extra"),
        ("PATCH", f"/store/{NOT_THERE}", {"label": "x"}, 422, "body", ": label: Input should be"),
        ("PATCH", f"/store/{NOT_THERE}", [], 422, "body", ": the body: Input should be a"),
        ("DELETE", f"/store/{NOT_THERE}", None, 404, "no-entry", "The store has no entry"),
        ("DELETE", "/store", None, 422, "body", "the body: Field required"),
        ("DELETE", "/store", {"confirm": False}, 422, "body", "confirm: Input should be True"),
    ],
)
def test_what_does_not_fit_is_a_problem_in_words(client, method, path, body, status, code, detail):
    answer = client.request(method, path, json=body)
    said = answer.json()
    assert (answer.status_code, said["status"], said["code"]) == (status, status, code)
    assert answer.headers["content-type"] == problems.MEDIA_TYPE
    assert detail in said["detail"]


def test_a_class_that_the_model_lacks_is_a_bad_request(client, store):
    kept_id = store.add(entry(3))
    answer = client.patch(f"/store/{kept_id}", json={"label": 10})
    assert (answer.status_code, answer.json()["code"]) == (400, "usage")
    assert "The label must be 0 to 9" in answer.json()["detail"]


def test_a_picture_that_cannot_be_drawn_is_a_problem(client, store):
    kept_id = store.add(entry(1, picture=b"<svg onload=alert(1)>"))
    answer = client.get(f"/store/{kept_id}/picture")
    assert (answer.status_code, answer.json()["code"]) == (422, "picture")


def test_a_server_without_a_store_says_so_everywhere(client):
    client.app.state.store = None
    for method, path in (
        ("GET", "/store"),
        ("GET", "/store/export?format=csv"),
        ("GET", f"/store/{NOT_THERE}/picture"),
        ("DELETE", f"/store/{NOT_THERE}"),
    ):
        answer = client.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (503, "no-store")
        assert "was started with --no-store" in answer.json()["detail"]


def test_every_route_is_documented_with_its_problems(client):
    paths = client.app.openapi()["paths"]
    routes = [(path, verb, one) for path, verbs in paths.items() for verb, one in verbs.items()]
    assert {(path, verb) for path, verb, _ in routes} == {
        ("/store", "get"), ("/store", "delete"), ("/store/export", "get"),
        ("/store/{entry_id}", "patch"), ("/store/{entry_id}", "delete"),
        ("/store/{entry_id}/picture", "get"),
    }  # fmt: skip
    for path, verb, one in routes:
        assert one["summary"], (path, verb)
        assert {"200", "422", "503", "507"} <= set(one["responses"]), (path, verb)
        assert problems.MEDIA_TYPE in one["responses"]["503"]["content"]
