"""How a store is opened: addresses, versions, strangers' databases, several processes at once."""

import sqlite3
import stat
import subprocess
import sys

import pytest
from serving.stores import correction, entry
from sqlalchemy import Index, MetaData, Table, create_engine, insert, update

from tenfold.errors import StorageError, UsageError
from tenfold.serving.store import open_store
from tenfold.serving.store_rows import held, row_of
from tenfold.serving.store_schema import entries, parse_address, schema
from tenfold.serving.store_values import Filter, StoreUnusableError

_OPEN = "import sys; from tenfold.serving.store import open_store; open_store(sys.argv[1])"


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("kept.db", "sqlite:///kept.db"),
        ("sqlite:////srv/kept.db", "sqlite:////srv/kept.db"),
        ("postgresql://me:pw@host/db", "postgresql+psycopg://me:pw@host/db"),
        ("postgres://me@host/db", "postgresql+psycopg://me@host/db"),
        ("postgresql+psycopg://me@host:5433/db", "postgresql+psycopg://me@host:5433/db"),
    ],
)
def test_an_address_names_a_database(address, meant):
    assert parse_address(address).render_as_string(hide_password=False) == meant


@pytest.mark.parametrize(
    ("address", "got"),
    [
        ("", "Got nothing."),
        ("mysql://root:secret@host/db", "Got one that begins with 'mysql'."),
        ("sqlite://", "Got one that begins with 'sqlite'."),
        ("sqlite:///:memory:", "Got one that begins with 'sqlite'."),
        ("postgresql://me:secret@host:port/db", "Got something else."),
        ("://secret", "Got something else."),
    ],
)
def test_another_address_is_refused_without_repeating_a_password(address, got):
    with pytest.raises(UsageError) as error:
        open_store(address)
    words = "The address of a store must be the path of a file, sqlite:///PATH or postgresql"
    assert str(error.value).startswith(words)
    assert str(error.value).endswith(got)
    assert "secret" not in str(error.value)


def test_a_store_is_made_only_where_that_was_meant(address, tmp_path):
    with pytest.raises(StoreUnusableError, match="There is no store .* name another one with --st"):
        open_store(address, create=False)
    assert list(tmp_path.iterdir()) == []
    open_store(address).close()
    with open_store(address, create=False) as store:
        assert store.list(Filter()).total == 0


def test_a_file_of_a_store_is_for_its_owner_and_its_log_too(tmp_path):
    with open_store(str(tmp_path / "new" / "store.db")) as store:
        store.add(entry(1))
        files = list((tmp_path / "new").iterdir())
        assert len(files) == 3
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_commits_wait_for_the_disk(store):
    with store._engine.connect() as connection:
        if store.kind == "sqlite":
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        else:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_a_store_of_a_newer_tenfold_is_left_alone(store, address):
    with store._engine.begin() as connection:
        connection.execute(update(schema).values(version=3))
    with pytest.raises(StoreUnusableError, match="is of version 3, and this tenfold knows versio"):
        open_store(address)


def as_version_1(address, *kept):
    """A store as tenfold's first version made it."""
    url = parse_address(address)
    new = {"served", "text", "size"}
    rows = [{key: one for key, one in row_of(given).items() if key not in new} for given in kept]
    tables = MetaData()
    columns = [column.copy() for column in entries.c if column.name not in new]
    index = Index("tenfold_entries_by_kind", "kind", "id")
    old = Table(entries.name, tables, *columns, index)
    version = schema.to_metadata(tables)
    engine = create_engine(url)
    with engine.begin() as connection:
        tables.create_all(connection)
        connection.execute(insert(version).values(version=1))
        connection.execute(insert(old), rows)
    engine.dispose()
    return rows


def test_a_store_of_version_1_is_brought_up_to_date_and_loses_nothing(address):
    rows = as_version_1(address, entry(1), correction(2, 5, note="a two?"), entry(3))
    for _ in range(2):  # once and for good
        with open_store(address, create=False) as store:
            kept = list(store.each(Filter(), pictures=True))[::-1]
            assert [one.id for one in kept] == [row["id"] for row in rows]
            assert [one.picture for one in kept] == [row["picture"] for row in rows]
            assert (kept[1].label, kept[1].note, kept[1].text) == (5, "a two?", None)
            assert [one.served for one in kept] == [None] * 3
            assert store.list(Filter(model="digits")).total == 3
            with store._engine.connect() as connection:
                listed = connection.execute(held("refusal")).one()
            assert tuple(listed) == (2, sum(len(kept[one].picture) for one in (0, 2)))
    with open_store(address) as store:
        store.add(entry(4, served="mine"))
        assert store.list(Filter(model="mine")).total == 1


def test_processes_that_meet_a_store_of_version_1_change_it_once(address):
    as_version_1(address, *(entry(number) for number in range(30)))
    command = [sys.executable, "-c", _OPEN, address]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
    said = [process.communicate()[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, said
    with open_store(address) as store:
        assert store.list(Filter()).total == 30


def test_another_programs_database_is_not_touched(tmp_path):
    path = tmp_path / "music.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE songs (title TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreUnusableError, match="another program: it has the tables songs. Noth"):
        open_store(str(path))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_teams_may_have_other_tables_in_their_postgresql(postgres):
    address = postgres.new_database()
    with open_store(address) as store:
        with store._engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE songs (title TEXT)")
        store.add(entry(1))
    with open_store(address) as store:
        assert store.list(Filter()).total == 1


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "photo.db"
    path.write_bytes(b"\xff\xd8\xff" * 1000)
    with pytest.raises(StorageError, match=r"photo.db cannot be used: file is not a database. Wha"):
        open_store(str(path))
    assert path.read_bytes() == b"\xff\xd8\xff" * 1000


def test_a_place_that_cannot_be_written_is_a_storage_error(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="cannot be used: .*File exists"):
        open_store(str(tmp_path / "file" / "store.db"))


def test_a_server_that_is_not_there_is_a_storage_error_without_a_password(tmp_path):
    with pytest.raises(
        StorageError, match=r"The store postgresql\+psycopg://me:\*\*\*@/db"
    ) as error:
        open_store(f"postgresql://me:secret@/db?host={tmp_path}")
    assert "secret" not in str(error.value)
    assert error.value.http_status == 507


def test_processes_that_open_a_new_store_at_once_make_one(address):
    command = [sys.executable, "-c", _OPEN, address]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
    said = [process.communicate()[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, said
    with open_store(address, create=False) as store:
        store.add(entry(1))
        assert store.list(Filter()).total == 1
