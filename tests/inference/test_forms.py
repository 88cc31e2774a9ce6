from __future__ import annotations

import csv
import io
import itertools
import json

import numpy as np
import pytest
from inference.readers import reader_bundle
from inference.scans import BOXES, HEIGHT, WIDTH, form, scanned
from PIL import Image

from tenfold.errors import UsageError
from tenfold.inference import many
from tenfold.inference.fields import Form, parse_form
from tenfold.inference.forms import mark_form, read_forms
from tenfold.inference.numbers import Reader
from tenfold.inference.table import FormRow, columns
from tenfold.pictures.decode import Picture
from tenfold.values import BrokenPicture

CHECKED = {
    "member": {"check": "luhn", "digits": 5, "required": True},
    "amount": {"required": True},
    "year": {"digits": 4, "pattern": "(19|20)[0-9]{2}"},
}
GOOD = {"member": "18002", "amount": "270", "year": "1987"}  # 18002 passes Luhn's check


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(reader_bundle())


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("form") / "empty.png"
    Image.fromarray(form()).save(path)
    return str(path)


def club(**settings: object) -> Form:
    fields = {name: {"box": BOXES[name]} | wanted for name, wanted in CHECKED.items()}
    return parse_form({"name": "club", "fields": fields, "size": [WIDTH, HEIGHT]} | settings)


def referenced(empty: str) -> Form:
    return club(size=None, reference=empty)


def read_one(reader: Reader, plan: Form, picture: np.ndarray) -> FormRow:
    (row,) = read_forms(reader, plan, [Picture(picture, "scan.png")])
    assert isinstance(row, FormRow), row
    return row


def texts(row: FormRow) -> dict[str, str]:
    return {name: one.text for name, one in row.fields.items()}


def test_a_scan_becomes_a_row(reader):
    row = read_one(reader, club(), form(GOOD))
    assert texts(row) == GOOD
    assert (row.file, row.page, row.form, row.model) == ("scan.png", None, "club", reader.id)
    for name, one in row.fields.items():
        x, y, width, height = BOXES[name]
        left, top, wide, high = one.box
        assert x - 9 <= left < left + wide <= x + width + 9
        assert y - 9 <= top < top + high <= y + height + 9
        assert one.confidence is not None
        assert not one.refused


def test_a_misplaced_scan_is_laid_on_its_reference(reader, empty):
    scan, warp = scanned(form(GOOD), turn=-2, scale=1.04, shift=(0.03, -0.02))
    row = read_one(reader, referenced(empty), scan)
    assert texts(row) == GOOD
    left, top, wide, high = row.fields["member"].box
    x, y, _, height = BOXES["member"]
    middle = warp @ [x + 90, y + height / 2, 1]
    assert left < middle[0] < left + wide
    assert top < middle[1] < top + high


def test_a_margin_is_enough_for_a_slightly_shifted_scan(reader):
    scan, _ = scanned(form(GOOD), shift=(0.01, 0.012))
    assert texts(read_one(reader, club(), scan)) == GOOD


def test_boxes_may_be_shares_of_the_page(reader):
    shares = {
        name: {"box": [x / WIDTH, y / HEIGHT, w / WIDTH, h / HEIGHT]}
        for name, (x, y, w, h) in BOXES.items()
    }
    plan = parse_form({"name": "club", "fields": shares})
    scan, _ = scanned(form(GOOD), size=(1200, 1500))
    assert texts(read_one(reader, plan, scan)) == GOOD


def test_a_reading_that_breaks_its_check_is_refused_with_the_next_best(reader):
    one = read_one(reader, club(), form(GOOD | {"member": "18003"})).fields["member"]
    assert (one.text, one.refused) == ("18003", True)
    assert one.reason
    plan = club()
    assert one.suggestion is None or plan.fields["member"].accepts(one.suggestion)


def test_an_empty_box_is_refused_where_something_is_required(reader):
    row = read_one(reader, club(), form({"member": "18002"}))
    amount, year = row.fields["amount"], row.fields["year"]
    assert (amount.text, amount.confidence, amount.refused) == ("", None, True)
    assert amount.reason == "Nothing is written in it."
    assert (year.text, year.refused, year.reason) == ("", False, None)
    assert amount.box == BOXES["amount"]


def test_rows_come_in_order_and_broken_pictures_stop_nothing(reader, tmp_path):
    (tmp_path / "a.png").write_bytes(b"no picture")
    Image.fromarray(form(GOOD)).save(tmp_path / "b.png")
    rows = list(read_forms(reader, club(), [tmp_path / "a.png", tmp_path / "b.png"]))
    assert [type(row) for row in rows] == [BrokenPicture, FormRow]
    assert [row.file for row in rows] == [str(tmp_path / "a.png"), str(tmp_path / "b.png")]


def test_workers_give_the_rows_of_one_process(reader, tmp_path, monkeypatch):
    monkeypatch.setattr(many, "worthwhile", lambda *_, most: most)
    scans = [Picture(form(GOOD), "good.png"), tmp_path / "missing.png"]
    alone = list(read_forms(reader, club(), scans))
    answers = read_forms(reader, club(), itertools.cycle(scans), workers=2)
    with_workers = list(itertools.islice(answers, 40))
    answers.close()
    assert with_workers == alone * 20


def test_fewer_than_one_worker_is_refused(reader):
    with pytest.raises(UsageError, match="workers must be at least 1"):
        read_forms(reader, club(), [], workers=0)


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_every_page_of_a_document_is_a_form(reader, tmp_path, kind):
    path = tmp_path / "stack.bin"
    first, second = (Image.fromarray(form(GOOD | {"amount": text})) for text in ("270", "41"))
    # 200 dpi, as a PDF is drawn: no pixel changes its size.
    first.save(path, kind, save_all=True, append_images=[second], resolution=200)
    rows = list(read_forms(reader, club(), [path]))
    assert [(row.page, texts(row)["amount"]) for row in rows] == [(1, "270"), (2, "41")]


def test_a_form_of_two_pages_takes_two(reader, tmp_path):
    path = tmp_path / "stack.tif"
    amounts = ("270", "41", "9035")
    images = [Image.fromarray(form(GOOD | {"amount": text})) for text in amounts]
    images[0].save(path, "TIFF", save_all=True, append_images=images[1:])
    plan = parse_form(
        {
            "name": "two",
            "size": [WIDTH, HEIGHT],
            "fields": {
                "back": {"box": BOXES["amount"], "page": 2},
                "front": {"box": BOXES["amount"]},
            },
        }
    )
    row, left_over = read_forms(reader, plan, [path])
    assert (list(texts(row).items()), row.page) == ([("back", "41"), ("front", "270")], 1)
    assert left_over.message == (
        f"{path} ends within a form: 'two' has 2 pages, and 1 came. Scan all pages, in order."
    )


def test_a_page_that_is_no_such_form_is_explained(reader, empty):
    other = np.full((HEIGHT, WIDTH), 255, np.uint8)
    other[100:900:37, 80:700] = 0
    (row,) = read_forms(reader, referenced(empty), [Picture(other, "x.png")])
    assert row.message == (
        "x.png does not look like the form 'club'. Check that it is one, that all of the page is "
        "on it, and that it lies straight."
    )


def test_a_page_of_other_proportions_is_explained(reader):
    lying = np.rot90(form(GOOD)).copy()
    (row,) = read_forms(reader, club(), [Picture(lying, "x.png")])
    assert row.message == (
        "x.png has 1000 x 800 pixels, of other proportions than the form 'club', 800 x 1000. "
        "Turn it upright, or cut it to the page."
    )


@pytest.mark.parametrize(
    ("reference", "fields", "words"),
    [
        ("no.png", {}, "The reference of form 'club': There is no file no.png. Check the spelling"),
        (
            None,
            {"x": {"box": [700, 10, 200, 50]}},
            "Form 'club': the box of 'x' reaches beyond its reference, which has 800 x 1000 "
            "pixels. Correct the box.",
        ),
        (None, {"x": {"box": [7, 10, 20, 50], "page": 2}}, "Form 'club' has 2 pages, and its"),
    ],
)
def test_a_reference_that_does_not_fit_is_explained_at_once(
    reader, empty, reference, fields, words
):
    given = {"size": None, "reference": reference or empty}
    with pytest.raises(UsageError) as caught:
        read_forms(reader, club(**given, **({"fields": fields} if fields else {})), [])
    assert str(caught.value).startswith(words)


def test_json_and_csv_hold_the_same(reader):
    plan = club()
    row = read_one(reader, plan, form({"member": "18003", "year": "1987"}))
    answer = json.loads(json.dumps(row.to_json(), allow_nan=False))
    assert list(answer) == ["file", "form", "fields", "model"]
    assert list(answer["fields"]) == ["member", "amount", "year"]
    assert answer["fields"]["amount"]["confidence"] is None
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerows([columns(plan), row.cells()])
    (cells,) = csv.DictReader(io.StringIO(stream.getvalue()))
    assert (cells["file"], cells["page"], cells["year"]) == ("scan.png", "", "1987")
    assert (cells["member refused"], cells["amount refused"]) == ("yes", "yes")
    assert cells["year refused"] == "no"
    assert cells["amount confidence"] == ""
    confidence = answer["fields"]["year"]["confidence"]
    assert float(cells["year confidence"]) == pytest.approx(confidence, abs=1e-4)


def test_names_are_no_formulas_in_a_table(reader):
    plan = parse_form({"name": "a", "fields": {"=1+1": {"box": [0, 0, 1, 1]}}})
    assert columns(plan)[2] == "'=1+1"
    (row,) = read_forms(reader, plan, [Picture(np.full((60, 60), 255, np.uint8), "@SUM(1).png")])
    assert row.cells()[0] == "'@SUM(1).png"


def test_a_marked_form_keeps_its_fields_readable(reader):
    scan = form(GOOD)
    row = read_one(reader, club(), scan)
    marked = mark_form(Picture(scan), row)
    assert marked.shape[2] == 3
    x, y, width, height = row.fields["year"].box
    drawn = marked[len(marked) - HEIGHT :]
    np.testing.assert_array_equal(
        drawn[y : y + height, x : x + width, 0], scan[y : y + height, x : x + width]
    )
    assert len(np.unique(marked.reshape(-1, 3), axis=0)) > len(np.unique(scan))


def test_a_filled_reference_finds_the_place_and_takes_nothing_away(reader, tmp_path):
    path = tmp_path / "filled.png"
    Image.fromarray(form(GOOD)).save(path)
    plan = club(size=None, reference=str(path), filled=True)
    scan, _ = scanned(form(GOOD | {"amount": "9035"}), turn=1.5, shift=(0.02, 0.01))
    assert texts(read_one(reader, plan, scan)) == GOOD | {"amount": "9035"}
