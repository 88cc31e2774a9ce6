"""Files that are either whole or not there: write beside, flush, rename.

Every file tenfold writes goes through here, so a full disk or a `kill -9` never leaves
half a file under its final name.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tenfold.errors import StorageError

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


@contextlib.contextmanager
def writing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success it becomes `path`, else it is removed.

    The directory is made where it is missing. Raises StorageError when the file cannot be
    written (disk full, no permission, not a directory); an older file at `path` then stays.
    """
    target = Path(path)
    temporary: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # The suffix stays last: some writers (Keras) choose the format by it.
        handle, name = tempfile.mkstemp(
            prefix=f".{target.stem}.part.", suffix=target.suffix, dir=target.parent
        )
        os.close(handle)
        temporary = Path(name)
        yield temporary
        with open(temporary, "rb+") as file:
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, target)
    except OSError as error:
        raise StorageError(_explain(target, error)) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_bytes(path: str | os.PathLike[str], content: bytes) -> None:
    """Write `content` to `path`, whole or not at all."""
    with writing(path) as temporary:
        temporary.write_bytes(content)


def write_text(path: str | os.PathLike[str], content: str) -> None:
    """Write `content` as UTF-8 to `path`, whole or not at all."""
    write_bytes(path, content.encode("utf-8"))


def write_json(path: str | os.PathLike[str], content: Any) -> None:
    """Write `content` as indented JSON to `path`, whole or not at all; NaN is refused."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def new_folder(path: str | os.PathLike[str]) -> bool:
    """Make the folder `path`; False where there is one already. Raises StorageError."""
    try:
        Path(path).mkdir(parents=True)
    except FileExistsError:
        return False
    except OSError as error:
        raise StorageError(_explain(Path(path), error)) from error
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _explain(target: Path, error: OSError) -> str:
    if error.errno in _FULL:
        return (
            f"Cannot write {target}: the disk is full (or a limit on file size was reached). "
            "Nothing half-written was left. Free some space, or write elsewhere, and run it again."
        )
    return (
        f"Cannot write {target}: {error.strerror or error}. "
        "Choose a place that exists and that you may write to."
    )
