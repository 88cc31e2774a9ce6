import json

import pytest
from studies.speed.made_up import result, side

from tenfold.errors import UsageError
from tenfold.studies.speed.book import Book, read, write_page


def test_results_of_different_times_stand_in_one_file(tmp_path):
    Book(tmp_path).put(result())
    other = result(work="latency", case="digits-cnn", measured="2026-05-06T00:00:00+00:00")
    Book(tmp_path).put(other)
    assert read(tmp_path / "benchmarks.json") == [result(), other]


def test_what_is_measured_anew_takes_the_place_of_the_old(tmp_path):
    book = Book(tmp_path)
    book.put(result())
    book.put(result(case="another"))
    newer = result(measured="2027-01-01T00:00:00+00:00", sides={"tenfold": side("tenfold")})
    Book(tmp_path).put(newer)
    assert read(tmp_path / "benchmarks.json") == [newer, result(case="another")]


def test_a_book_without_a_folder_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    book = Book(None)
    book.put(result())
    assert book.write_page() is None
    assert list(tmp_path.iterdir()) == []


def test_the_page_is_written_beside_the_file_whatever_it_is_called(tmp_path):
    Book(tmp_path).put(result())
    moved = (tmp_path / "benchmarks.json").rename(tmp_path / "mine.json")
    page = write_page(moved)
    assert page == tmp_path / "mine.md"
    assert "**3.00x** (2.00 to 5.00)" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "JSONDecodeError"),
        ("[]", "TypeError"),
        ('{"format": 1}', "KeyError: 'cases'"),
        ('{"format": 1, "cases": [{"work": "training"}]}', "KeyError"),
        (json.dumps({"format": 9, "cases": []}), "its format is 9, and this tenfold reads 1"),
    ],
)
def test_a_foreign_file_is_named_and_not_written_over(tmp_path, content, why):
    path = tmp_path / "benchmarks.json"
    path.write_text(content)
    with pytest.raises(UsageError, match=r"cannot be read as benchmarks \(") as caught:
        Book(tmp_path)
    assert why in str(caught.value)
    assert str(caught.value).endswith(
        "Name a file that tenfold bench --write FOLDER made, or move it away."
    )
    assert path.read_text() == content


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"nothing\.json cannot be read .*No such file"):
        write_page(tmp_path / "nothing.json")
