"""From the words of predict to pictures."""

import io
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.cli.sources import from_test_split, from_words
from tenfold.errors import UsageError


def test_files_are_taken_as_named_whether_or_not_they_are_there(tmp_path):
    assert [one.source for one in from_words(["a.png", "no/such.jpg"])] == ["a.png", "no/such.jpg"]


def test_a_folder_means_the_pictures_in_it_in_natural_order(tmp_path):
    folder = tmp_path / "photos"
    (folder / "inner").mkdir(parents=True)
    for name in ("10.png", "9.png", "notes.txt", ".hidden.png"):
        (folder / name).touch()
    assert [one.file for one in from_words(["x.png", "photos"])] == [
        "x.png",
        "photos/9.png",
        "photos/10.png",
    ]


def test_a_folder_without_pictures_is_a_wrong_use(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="Folder .empty. holds no pictures"):
        from_words(["empty"])


def test_a_dash_reads_the_bytes_on_stdin(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\x89PNG")))
    (one,) = from_words(["-"])
    assert (one.file, one.source) == ("-", b"\x89PNG")


def test_indices_name_rows_of_the_test_split_with_their_labels(drawn):
    found = from_test_split(drawn, ["7", "0-2"])
    assert [one.file for one in found] == [f"drawn/test/{row}" for row in (7, 0, 1, 2)]
    assert [one.label for one in found] == drawn.test.labels[[7, 0, 1, 2]].tolist()
    assert np.array_equal(found[0].source, drawn.test.images[7])


@pytest.mark.parametrize("word", ["x", "", "-1", "3-1", "1-", "1.5", "1-2-3", "٣"])
def test_another_form_of_index_is_explained(drawn, word):
    with pytest.raises(UsageError, match="--index must be a number or a range, counted from 0"):
        from_test_split(drawn, [word])


@pytest.mark.parametrize("word", ["200", "199-200"])
def test_an_index_beyond_the_split_is_explained(drawn, word):
    with pytest.raises(UsageError, match="must be 0 to 199: the test split of drawn has 200 pict"):
        from_test_split(drawn, [word])


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=12))
def test_any_word_gives_rows_or_a_wrong_use(drawn, word):
    try:
        found = from_test_split(drawn, [word])
    except UsageError:
        return
    assert 1 <= len(found) <= 200
