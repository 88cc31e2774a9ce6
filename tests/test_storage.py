import resource
import subprocess
import sys

import pytest

from tenfold.errors import StorageError
from tenfold.storage import write_bytes, write_json, writing


def test_what_is_written_is_whole(tmp_path):
    write_bytes(tmp_path / "new" / "a.bin", b"abc")
    assert (tmp_path / "new" / "a.bin").read_bytes() == b"abc"
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["a.bin"]


def stop_half_way(path):
    with writing(path) as temporary:
        temporary.write_bytes(b"half")
        raise KeyboardInterrupt


def test_an_interrupted_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.txt"
    write_bytes(path, b"old")
    with pytest.raises(KeyboardInterrupt):
        stop_half_way(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_no_number_is_no_json(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "a.json", {"loss": float("nan")})
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_explained(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError) as error:
        write_bytes(tmp_path / "file" / "a.bin", b"abc")
    assert str(error.value).startswith(f"Cannot write {tmp_path}/file/a.bin: ")
    assert str(error.value).endswith("Choose a place that exists and that you may write to.")


def test_a_full_disk_is_explained_and_nothing_is_left(tmp_path):
    program = (
        "from tenfold.storage import write_bytes\n"
        "from tenfold.errors import StorageError\n"
        "try: write_bytes('big.bin', b'x' * 100_000)\n"
        "except StorageError as error: print(error)\n"
    )

    def small_disk():
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        preexec_fn=small_disk,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == (
        "Cannot write big.bin: the disk is full (or a limit on file size was reached). Nothing "
        "half-written was left. Free some space, or write elsewhere, and run it again."
    )
    assert not list(tmp_path.iterdir())
