from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from inference.readers import page, reader_bundle
from PIL import Image

from benchmarks.reading.engines import (
    Found,
    Rapid,
    Tenfold,
    Tesseract,
    cleaned,
    gathered,
    in_reading_order,
    read_all,
    words_of,
)
from benchmarks.reading.sets import NumberSet
from tenfold.inference.numbers import Reader
from tenfold.studies.speed.processes import SideError


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(reader_bundle(), threads=1)


@pytest.fixture
def numbers(tmp_path) -> NumberSet:
    for name, text in (("a", "4709"), ("b", "13 57")):
        Image.fromarray(page(text)).save(tmp_path / f"{name}.png")
    (tmp_path / "c.png").write_bytes(b"broken")
    files = tuple(tmp_path / f"{name}.png" for name in "abc")
    return NumberSet("mine", files, ("4709", "13 57", "1"), ("", "", ""))


@pytest.mark.parametrize(
    ("text", "digits"),
    [("12 34", "1234"), ("O1l", "011"), ("5,3kg", "539"), ("£²٣", ""), ("|S!", "151"), ("", "")],
)
def test_digits_are_kept_and_look_alikes_become_digits(text, digits):
    assert cleaned(text) == digits


def test_boxes_come_line_by_line_from_the_left():
    boxes = {"4": (50, 42), "1": (0, 2), "3": (0, 38), "2": (60, 0), "5": (0, 90)}
    found = [Found(x, y, x + 30, y + 20, text, 1.0) for text, (x, y) in boxes.items()]
    assert "".join(one.text for one in in_reading_order(found)) == "12345"


def test_the_least_sure_piece_counts_and_nothing_read_is_not_offered():
    one, two = Found(0, 0, 9, 9, "12", 0.9), Found(20, 0, 29, 9, "3", 0.6, refused=True)
    letters = Found(40, 0, 49, 9, "kw", 0.1)
    said = gathered([([two, one, letters], 0.1), ([letters], 0.3), ([one], 0.2)])
    assert said.texts == (("12", "3"), (), ("12",))
    np.testing.assert_array_equal(said.confidences, [0.6, 0, 0.9])
    np.testing.assert_array_equal(said.refused, [True, True, False])
    assert said.seconds == 0.2


def test_words_of_tesseract_are_read_and_its_other_rows_are_not():
    head = "level page_num block_num par_num line_num word_num left top width height conf text"
    rows = [
        "4 1 1 1 1 0 0 0 90 30 -1 ",
        "5 1 1 1 1 1 5 6 40 20 91.5 470",
        '5 1 1 1 1 2 50 6 9 20 -1 "',
    ]
    tsv = "\n".join("\t".join(line.split(" ")) for line in (head, *rows))
    assert words_of(tsv) == [
        Found(5, 6, 45, 26, "470", 0.915),
        Found(50, 6, 59, 26, '"', 0.0),
    ]


def test_tenfold_reads_files_and_a_broken_one_is_no_answer(reader, numbers):
    (said,) = Tenfold(reader).read([numbers])
    assert said.texts == (("4709",), ("13", "57"), ())
    assert said.refused.tolist()[2]
    (said,) = Tenfold(reader, single=True).read([numbers])
    assert said.texts[1] == ("1357",)


RAPID = """
import numpy as np
class Said:
    txts, scores = ("4", "2"), (0.5, 0.9)
    boxes = np.array([[[30, 0], [40, 0], [40, 9], [30, 9]], [[0, 1], [9, 1], [9, 9], [0, 9]]])
class Nothing:
    txts = scores = boxes = None
class RapidOCR:
    def __init__(self, params): self.params = params
    def __call__(self, file, **options): return Nothing() if file.endswith("c.png") else Said()
"""


@pytest.mark.parametrize(("line", "text"), [(False, ("2", "4")), (True, ("4", "2"))])
def test_a_package_in_another_process_is_asked_about_every_file(tmp_path, numbers, line, text):
    """Its own process is real; the package in it is a stand-in of the same shape."""
    (tmp_path / "rapidocr.py").write_text(RAPID)
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{tmp_path}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    (said,) = Rapid(python, line=line).read([numbers])
    assert said.texts == (text, text, ())
    assert said.confidences.tolist() == [0.5, 0.5, 0]


def test_an_engine_that_is_not_there_stops_no_other(reader, numbers):
    engines = [Tenfold(reader), Rapid(Path("no-such-python"))]
    results = list(read_all(engines, [numbers, numbers]))
    assert len(results) == 2
    for _, said in results:
        assert said["tenfold"].texts[0] == ("4709",)
        assert str(said["rapidocr"]) == "no-such-python cannot be run: No such file or directory"


def test_tesseract_that_is_not_installed_is_told(numbers, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SideError, match="tesseract cannot be run: No such file"):
        next(Tesseract(7).read([numbers]))


def test_tesseract_that_hangs_has_read_nothing(numbers, monkeypatch, tmp_path):
    program = tmp_path / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexec sleep 30\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    monkeypatch.setattr("benchmarks.reading.engines._TIMEOUT", 0.2)
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(["tesseract"], timeout=0.2)
    (said,) = Tesseract(7).read([numbers])
    assert said.texts == ((), (), ())
