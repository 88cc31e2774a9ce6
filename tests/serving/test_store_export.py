"""Out of the store: what is written is whole, safe, and read by what it is for."""

import csv
import io
import os
import resource
import zipfile
from dataclasses import replace

import pyarrow.parquet
import pytest
from serving.stores import correction, drawing, entry, reading

from tenfold.datasets import load_dataset
from tenfold.errors import StorageError, UsageError
from tenfold.serving.store import open_store
from tenfold.serving.store_export import FORMATS, csv_pieces, write_export, zip_pieces
from tenfold.serving.store_values import Filter


@pytest.fixture
def few(store):
    """A refusal, three corrections (one of no class) and a prediction."""
    store.add_many(
        [
            entry(1),
            correction(2, 7, file="=HYPERLINK(1).png", note="said\nby \x1b[31mme"),
            correction(3, None),
            correction(4, 7),
            entry(5, kind="prediction"),
        ]
    )
    return store


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_csv_has_a_line_an_entry_and_no_formula(few, tmp_path):
    assert write_export(few, Filter(), tmp_path / "kept.csv") == 5
    rows = rows_of((tmp_path / "kept.csv").read_bytes())
    assert [row["kind"] for row in rows] == [
        *("prediction", "correction", "correction", "correction", "refusal"),
    ]
    assert rows[3]["file"] == "'=HYPERLINK(1).png"
    assert rows[3]["note"] == "said by  [31mme"
    assert (rows[3]["label"], rows[3]["name"], rows[3]["guess_label"]) == ("7", "7", "2")
    assert (rows[4]["refused"], rows[4]["confidence"], rows[4]["label"]) == ("True", "0.55", "")
    assert [row["id"] for row in rows] == [one.id for one in few.each(Filter())]


def test_parquet_has_the_pictures_and_the_whole_answer(few, tmp_path):
    assert write_export(few, Filter(kind="correction"), tmp_path / "kept.parquet") == 3
    rows = pyarrow.parquet.read_table(tmp_path / "kept.parquet").to_pylist()
    assert [row["picture"] for row in rows] == [drawing(4), drawing(3), drawing(2)]
    assert [row["label"] for row in rows] == [7, None, 7]
    assert rows[2]["file"] == "=HYPERLINK(1).png"  # no spreadsheet: as it is
    assert '"probabilities": [' in rows[0]["answer"]


def test_an_empty_export_still_says_its_columns(store, tmp_path):
    assert write_export(store, Filter(), tmp_path / "kept.csv") == 0
    assert (tmp_path / "kept.csv").read_text().startswith("id,kind,time,file,model,hash,served,")
    assert write_export(store, Filter(), tmp_path / "kept.parquet") == 0
    assert pyarrow.parquet.read_table(tmp_path / "kept.parquet").num_rows == 0


def test_a_folder_is_a_data_set_of_what_people_named(few, tmp_path):
    few.add_many([correction(number, number % 2) for number in range(100, 140)])
    assert write_export(few, Filter(), tmp_path / "taught") == 42
    dataset = load_dataset(tmp_path / "taught")
    assert dataset.classes == ("0", "1", "7")
    assert len(dataset.train) + len(dataset.test) == 42
    (newest, older) = sorted((tmp_path / "taught" / "7").iterdir(), reverse=True)
    assert (newest.read_bytes(), older.read_bytes()) == (drawing(4), drawing(2))
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".taught")] == []


def test_class_names_of_strangers_stay_in_their_folder_and_apart(store, tmp_path):
    names = ("../../up", "T-shirt/top", "T-shirt\\top", "t-SHIRT:TOP", "CON", "")
    labelled = [correction(number, number) for number in range(len(names))]
    store.add_many([replace(one, name=name) for one, name in zip(labelled, names, strict=True)])
    write_export(store, Filter(), tmp_path / "inner" / "taught")
    assert [path.name for path in tmp_path.iterdir() if path.name != "store.sqlite3"][:1] == [
        "inner"
    ]
    folders = sorted(path.name for path in (tmp_path / "inner" / "taught").iterdir())
    assert len(folders) == 6
    assert len({folder.casefold() for folder in folders}) == 6
    assert {"-..-up", "class CON", "class 5"} < set(folders)
    packed = zipfile.ZipFile(io.BytesIO(b"".join(zip_pieces(store, Filter()))))
    assert sorted({name.split("/")[0] for name in packed.namelist()}) == folders
    assert all(name.count("/") == 1 for name in packed.namelist())
    assert packed.testzip() is None


def test_numbers_are_told_apart_from_classes_in_every_form(store, tmp_path):
    read = {"kind": "correction", "text": "070412 25"}
    store.add_many([reading(1, "70411", "25", **read), reading(2, "7"), correction(3, 4)])
    write_export(store, Filter(), tmp_path / "kept.csv")
    plain, refused, right = rows_of((tmp_path / "kept.csv").read_bytes())
    assert (right["text"], right["guess_text"], right["guess_name"]) == (
        "070412 25",
        "70411 25",
        "",
    )
    assert (refused["text"], refused["guess_text"], refused["confidence"]) == ("", "7", "0.5")
    assert (refused["refused"], refused["served"]) == ("True", "numbers")
    assert (plain["text"], plain["guess_name"]) == ("", "3")
    write_export(store, Filter(), tmp_path / "kept.parquet")
    rows = pyarrow.parquet.read_table(tmp_path / "kept.parquet").to_pylist()
    assert [row["text"] for row in rows] == [None, None, "070412 25"]


def test_pictures_of_numbers_are_in_a_folder_with_a_table_of_what_they_read(store, tmp_path):
    store.add_many(
        [
            reading(1, "7", kind="correction", text="12 5"),
            reading(2, "7"),
            reading(3, "8", kind="correction", text=""),
            entry(4, kind="correction", classes=("numbers",), label=0, name="numbers"),
        ]
    )
    assert write_export(store, Filter(), tmp_path / "taught") == 3
    folder = tmp_path / "taught" / "numbers"
    table = rows_of((folder / "labels.csv").read_bytes())
    assert [row["text"] for row in table] == ["", "12 5"]
    assert [(folder / row["file"]).read_bytes() for row in table] == [drawing(3), drawing(1)]
    assert len(list(folder.iterdir())) == 3
    (other,) = set((tmp_path / "taught").iterdir()) - {folder}
    assert other.name.startswith("numbers ")  # a class of that name stands apart
    packed = zipfile.ZipFile(io.BytesIO(b"".join(zip_pieces(store, Filter(model="numbers")))))
    assert sorted(packed.namelist()) == [
        f"numbers/{file.name}" for file in sorted(folder.iterdir())
    ]


@pytest.mark.parametrize("name", ["kept.csv", "kept.parquet", "taught"])
def test_nothing_that_is_there_is_written_over(few, tmp_path, name):
    (tmp_path / name).symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="is there already, and nothing is written over. Choose "):
        write_export(few, Filter(), tmp_path / name)
    assert (tmp_path / name).is_symlink()
    assert not (tmp_path / "nowhere").exists()


def test_an_unknown_kind_of_file_is_refused(few, tmp_path):
    with pytest.raises(UsageError, match="FILE.csv, FILE.parquet or a FOLDER. Got 'kept.xlsx'. Fo"):
        write_export(few, Filter(), "kept.xlsx")
    assert write_export(few, Filter(), f"{tmp_path}/of.today/") == 2
    assert (tmp_path / "of.today" / "7").is_dir()


def test_a_folder_of_nothing_is_not_made(store, tmp_path):
    store.add(entry(1))
    with pytest.raises(UsageError, match="there is no such correction among what was chosen. Corr"):
        write_export(store, Filter(), tmp_path / "taught")
    assert not any(
        path.name.endswith("taught") or "part" in path.name for path in tmp_path.iterdir()
    )


@pytest.mark.parametrize("name", ["kept.csv", "kept.parquet", "taught"])
def test_a_full_disk_leaves_nothing_half_written(tmp_path, name):
    with open_store(str(tmp_path / "store.db")) as store:
        store.add_many([correction(n, 1, note="x" * 4000) for n in range(60)])
        store.add(correction(61, 1, picture=os.urandom(100_000)))
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
        try:
            with pytest.raises(StorageError, match=f"Cannot write .*{name}"):
                write_export(store, Filter(), tmp_path / "out" / name)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert list((tmp_path / "out").iterdir()) == []


def test_an_entry_removed_while_it_is_exported_is_no_error(store):
    ids = store.add_many([correction(n, 1) for n in range(600)])
    pieces = csv_pieces(store, Filter())
    first = next(pieces)  # 500 lines
    store.remove(ids[0])
    assert len(rows_of(first + b"".join(pieces))) == 599


@pytest.mark.parametrize(("form", "most"), [("csv", 130_000), ("parquet", 9e6), ("folder", 60_000)])
def test_an_export_comes_in_pieces_however_many_entries_there_are(tmp_path, form, most):
    with open_store(str(tmp_path / "store.db")) as store:
        large = [correction(n, 1, picture=os.urandom(50_000)) for n in range(400)]
        store.add_many(large if form != "csv" else [correction(n, 1) for n in range(1600)])
        sizes = [len(piece) for piece in FORMATS[form].make(store, Filter())]
    assert sum(sizes) > 2 * most
    assert max(sizes) < most
