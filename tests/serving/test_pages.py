"""The page's files by exact name."""

import pytest
from serving.servers import asked

from tenfold.serving import pages


@pytest.fixture(scope="module")
def http():
    with asked() as found:
        yield found


def test_the_table_holds_what_lies_in_the_folder(tmp_path):
    (tmp_path / "words").mkdir()
    for name in ("index.html", "a.js", "words/en.json", "notes.txt", "x.py"):
        (tmp_path / name).write_text(name)
    found = pages.table(tmp_path)
    assert sorted(found) == ["a.js", "index.html", "words/en.json"]
    assert found["a.js"].content == b"a.js"
    assert found["a.js"].media_type == "text/javascript; charset=utf-8"


def test_every_file_of_the_page_is_served_with_its_type(http):
    for name, file in pages.table().items():
        answer = http.get(f"/page/{name}")
        assert answer.content == file.content
        assert answer.headers["content-type"] == file.media_type


@pytest.mark.parametrize(("path", "name"), [("/", "index.html"), ("/review", "review.html")])
def test_the_pages_have_short_names(http, path, name):
    answer = http.get(path)
    assert answer.content == pages.table()[name].content
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert http.head(path).status_code == 200


def test_what_a_browser_has_is_not_sent_again(http):
    first = http.get("/")
    assert first.headers["cache-control"] == "no-cache"
    again = http.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = http.get("/", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "nothing.js",
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/app.py",
        "/etc/passwd",
        "index.html%00.js",
        "index.html/",
        "INDEX.HTML",
        "",
        "x" * 3000,
    ],
)
def test_nothing_else_is_there(http, name):
    answer = http.get(f"/page/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
