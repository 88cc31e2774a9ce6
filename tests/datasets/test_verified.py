from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.datasets.catalog import SourceFile
from tenfold.datasets.verified import WrongFileError, read_verified, stored_limit, unpack
from tenfold.errors import DatasetError

CONTENT = bytes(range(256)) * 8
FILE = SourceFile("labels", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


# Without the time of packing: a test's name must be the same in every worker that collects it.
PACKED = gzip.compress(CONTENT, mtime=0)


@pytest.mark.parametrize("stored", [CONTENT, PACKED, gzip.compress(CONTENT, 0, mtime=0)])
def test_plain_and_gzipped_bytes_are_told_apart_by_their_beginning(stored: bytes) -> None:
    assert unpack(stored, FILE) == CONTENT


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (CONTENT[:-1], "labels must have 2,048 bytes uncompressed. Got 2,047"),
        (CONTENT + b"!", "labels must have 2,048 bytes uncompressed. Got 2,049"),
        (
            CONTENT[:-1] + b"!",
            f"labels is damaged or another file: its SHA-256 must be {FILE.sha256[:16]}… Got ",
        ),
        (PACKED[:-1], "labels.gz is cut short after "),
        (PACKED[:30], "labels.gz is cut short after 30 bytes"),
        (b"\x1f\x8b nonsense", "labels.gz is damaged: Error -3"),
    ],
)
def test_wrong_bytes_are_refused(stored: bytes, text: str) -> None:
    with pytest.raises(WrongFileError) as error:
        unpack(stored, FILE)
    assert text in str(error.value)


def test_a_gzip_bomb_is_unpacked_no_further_than_one_byte_too_many() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    with pytest.raises(WrongFileError) as error:
        unpack(bomb, FILE)
    assert str(error.value) == "labels must have 2,048 bytes uncompressed. Got at least 2,049"


@settings(derandomize=True, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"\x1f\x8b\x08\x00", PACKED[:60]]),
)
def test_any_other_bytes_raise_nothing_but_wrong_file(rest: bytes, opening: bytes) -> None:
    with pytest.raises(WrongFileError):
        unpack(opening + rest, FILE)


def test_a_file_too_large_to_be_the_right_one_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "labels.gz"
    with open(path, "wb") as file:
        file.truncate(10**12)  # sparse: reading it would fill the memory
    with pytest.raises(WrongFileError) as error:
        read_verified(path, FILE)
    assert str(error.value) == (
        "labels.gz is not labels: it has 1,000,000,000,000 bytes, more than 2,048 can need"
    )


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot read labels: No such file or directory"):
        read_verified(tmp_path / "labels", FILE)


@settings(derandomize=True, deadline=None)
@given(st.binary(max_size=5000))
def test_whatever_gzip_makes_of_a_file_is_within_the_limit(content: bytes) -> None:
    file = SourceFile("any", hashlib.sha256(content).hexdigest(), len(content))
    assert len(gzip.compress(content, 0)) <= stored_limit(file)
