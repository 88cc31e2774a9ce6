"""An acknowledged entry stays: through kill -9, a full disk, other writers and a server's crash."""

from __future__ import annotations

import base64
import contextlib
import http.client
import itertools
import json
import resource
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from serving.stores import drawing, entry

from tenfold.artefact import shipped
from tenfold.errors import StorageError
from tenfold.serving.store import open_store
from tenfold.serving.store_values import Filter

# Writes entries for ever (or so many) and says each id as soon as it is acknowledged.
WRITER = """
import itertools, sys
from serving.stores import drawing, entry
from tenfold.serving.store import open_store
address, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
store = open_store(address)
for number in range(first, last):
    print(store.add(entry(number)), flush=True)
"""
DIGITS_FILE = shipped.FOLDER / "digits.onnx"
TESTS = str(Path(__file__).parents[1])


def writer(address: str, first: int, last: int) -> subprocess.Popen[str]:
    program = f"import sys; sys.path.insert(0, {TESTS!r})\n{WRITER}"
    return subprocess.Popen(
        [sys.executable, "-c", program, address, str(first), str(last)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("after", [1, 7, 40])
def test_kill_9_loses_nothing_that_was_acknowledged(address, after):
    process = writer(address, 0, 100_000)
    acknowledged = [process.stdout.readline().strip() for _ in range(after)]
    process.send_signal(signal.SIGKILL)
    acknowledged += process.stdout.read().split("\n")[:-1]  # whole lines only
    assert process.wait() == -signal.SIGKILL, process.stderr.read()
    process.stdout.close()
    process.stderr.close()
    with open_store(address, create=False) as store:
        kept = [one.id for one in store.each(Filter())][::-1]
        # At most one was committed and not yet said.
        assert kept[: len(acknowledged)] == acknowledged
        assert len(kept) <= len(acknowledged) + 1
        assert [store.get(one).file for one in acknowledged] == [
            f"{number}.png" for number in range(len(acknowledged))
        ]
        assert store.picture(kept[-1]) == entry(len(kept) - 1).picture
        store.add(entry(7))  # and it goes on


SERVER = """
import sys
from pathlib import Path
from tenfold.serving import running
from tenfold.serving.app import create_app
from tenfold.serving.settings import Settings
from tenfold.serving.store import open_store
settings = Settings(port=0)
listener = running.listen(settings)
app = create_app(settings, open_store(sys.argv[1]), models={"digits": Path(sys.argv[2])})
print(listener.getsockname()[1], flush=True)
running.run(app, settings, listener)
"""


def corrections_sent(port: int, first: int, acknowledged: dict[str, int]) -> None:
    """Correct one picture after another until the server is gone; ids acknowledged by number."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.suppress(OSError, http.client.HTTPException):
        for number in itertools.count(first):
            picture = base64.b64encode(drawing(number)).decode()
            body = {"picture": picture, "model": "digits", "label": number % 10, "file": "x.png"}
            headers = {"Content-Type": "application/json"}
            connection.request("POST", "/corrections", json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 201:
                return
            acknowledged[json.loads(content)["id"]] = number
    connection.close()


def test_kill_9_under_load_loses_no_correction_that_the_server_acknowledged(address):
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, address, str(DIGITS_FILE)], stdout=subprocess.PIPE, text=True
    )
    port = int(server.stdout.readline())
    acknowledged: dict[str, int] = {}
    clients = [
        threading.Thread(target=corrections_sent, args=(port, 10_000 * n, acknowledged))
        for n in range(6)
    ]
    for client in clients:
        client.start()
    while len(acknowledged) < 40 and any(client.is_alive() for client in clients):
        time.sleep(0.01)
    server.kill()  # SIGKILL, with six requests under way
    for client in clients:
        client.join()
    assert server.wait() == -signal.SIGKILL
    server.stdout.close()
    with open_store(address, create=False) as store:
        kept = {one.id: one for one in store.each(Filter(kind="correction"), pictures=True)}
    assert len(acknowledged) >= 40
    assert acknowledged.keys() <= kept.keys()
    assert len(kept) <= len(acknowledged) + len(clients)
    for kept_id, number in acknowledged.items():
        assert (kept[kept_id].picture, kept[kept_id].label) == (drawing(number), number % 10)


def test_threads_of_one_process_lose_nothing(store):
    with ThreadPoolExecutor(20) as threads:
        ids = list(threads.map(lambda number: store.add(entry(number)), range(100)))
    assert {one.id for one in store.each(Filter())} == set(ids)


def test_three_processes_that_write_at_once_lose_nothing(address):
    open_store(address).close()
    processes = [writer(address, first, first + 60) for first in (0, 1000)]
    with open_store(address) as store:
        own = [store.add(entry(number)) for number in range(2000, 2060)]
        said = [process.communicate() for process in processes]
        assert [process.returncode for process in processes] == [0, 0], said
        acknowledged = [line for out, _ in said for line in out.split()]
        assert {one.id for one in store.each(Filter())} == {*own, *acknowledged}
        files = {one.file for one in store.each(Filter())}
        assert len(files) == 180


def test_a_full_disk_is_said_and_takes_nothing_with_it(tmp_path):
    path = tmp_path / "store.db"
    with open_store(str(path)) as store:
        kept = [store.add(entry(number)) for number in range(5)]
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
        try:
            with pytest.raises(StorageError, match="cannot be used: .* this was not done. See th"):
                kept += iter(lambda: store.add(entry(5, picture=b"x" * 30_000)), "")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert [one.id for one in store.each(Filter())][::-1] == kept
        kept.append(store.add(entry(6)))  # there is room again
    with open_store(str(path)) as store:
        assert [one.id for one in store.each(Filter())][::-1] == kept
        assert store.picture(kept[0]) == entry(0).picture
        assert store._engine.raw_connection().cursor().execute(
            "PRAGMA integrity_check"
        ).fetchone() == ("ok",)


def test_a_crash_of_the_server_loses_nothing_and_the_store_finds_it_again(postgres):
    with open_store(postgres.new_database()) as store:
        kept = [store.add(entry(number)) for number in range(10)]
        postgres.stop()
        with pytest.raises(StorageError, match=r"The store postgresql\+psycopg://postgres@/test"):
            store.add(entry(10))
        postgres.start()
        assert [one.id for one in store.each(Filter())][::-1] == kept
        store.add(entry(11))


def test_removed_pictures_are_not_left_in_the_files(tmp_path):
    secret = b"a face nobody should see again" * 50
    with open_store(str(tmp_path / "store.db")) as store:
        kept_id = store.add(entry(1, picture=b"\x89PNG" + secret))
        store.add(entry(2))
        assert any(secret in file.read_bytes() for file in tmp_path.iterdir())
        store.remove(kept_id)
        assert not any(secret[:30] in file.read_bytes() for file in tmp_path.iterdir())
