"""From stored or downloaded bytes to proven ones: unpacked within bounds, SHA-256 compared."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

from tenfold.datasets.catalog import SourceFile
from tenfold.errors import DatasetError

# gzip adds at most a few bytes to each 32 KiB it cannot shrink; a header may carry a file name.
_GZIP_OVERHEAD = 65_536


class WrongFileError(DatasetError):
    """A file is there, but it is not the one that the catalogue describes."""


def stored_limit(file: SourceFile) -> int:
    """The most bytes that `file`, plain or gzipped, can honestly take."""
    return file.size + file.size // 1000 + _GZIP_OVERHEAD


def read_verified(path: Path, file: SourceFile) -> bytes:
    """The uncompressed bytes of `file` from `path`, plain or gzipped.

    Raises WrongFileError when they are not the bytes that the catalogue describes, and
    DatasetError when the file cannot be read.
    """
    try:
        size = path.stat().st_size
        if size > stored_limit(file):
            raise WrongFileError(
                f"{path.name} is not {file.name}: it has {size:,} bytes, "
                f"more than {file.size:,} can need"
            )
        content = path.read_bytes()
    except OSError as error:
        raise DatasetError(f"cannot read {path.name}: {error.strerror or error}") from error
    return unpack(content, file)


def unpack(content: bytes, file: SourceFile) -> bytes:
    """The uncompressed bytes of `file`, proven by size and SHA-256.

    content: the IDX bytes, or the same gzipped (some servers unpack on the way, so the first
    bytes decide, not the name). Never unpacks more than one byte over the expected size.
    """
    plain = _gunzip(content, file) if content.startswith(b"\x1f\x8b") else content
    if len(plain) != file.size:
        more = "at least " if len(plain) > file.size and plain is not content else ""
        raise WrongFileError(
            f"{file.name} must have {file.size:,} bytes uncompressed. Got {more}{len(plain):,}"
        )
    found = hashlib.sha256(plain).hexdigest()
    if found != file.sha256:
        raise WrongFileError(
            f"{file.name} is damaged or another file: its SHA-256 must be "
            f"{file.sha256[:16]}… Got {found[:16]}…"
        )
    return plain


def _gunzip(content: bytes, file: SourceFile) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)  # 31: a gzip header, the largest window
    try:
        plain = unpacker.decompress(content, file.size + 1)
    except zlib.error as error:
        raise WrongFileError(f"{file.name}.gz is damaged: {error}") from error
    if not unpacker.eof and len(plain) <= file.size:
        raise WrongFileError(f"{file.name}.gz is cut short after {len(content):,} bytes")
    return plain
