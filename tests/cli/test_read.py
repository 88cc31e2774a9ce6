"""tenfold read."""

import csv
import io
import json
import subprocess

import numpy as np
import pytest
from cli.conftest import PROGRAM, environment
from inference.readers import page, reader_bundle
from PIL import Image

from tenfold.inference.numbers import Reader


@pytest.fixture(scope="module")
def reader():
    return Reader(reader_bundle())


@pytest.fixture
def read(tenfold, tmp_path):
    """`tenfold read ... --model reader.onnx`, beside one.png (13), two.png (57 2468), none.png."""
    (tmp_path / "reader.onnx").write_bytes(reader_bundle().content)
    for name, pixels in {
        "one": page("13"),
        "two": page("57", "2468"),
        "none": np.full((60, 80), 255, np.uint8),
    }.items():
        Image.fromarray(pixels).save(f"{name}.png")
    return lambda *words, **more: tenfold("read", *words, "--model", "reader.onnx", **more)


def objects(text):
    return [json.loads(line) for line in text.splitlines()]


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_numbers_are_printed_with_their_confidence(read):
    done = read("one.png", "two.png", "none.png")
    assert (done.exit_code, done.stderr) == (0, "")
    first, *second, last = done.stdout.splitlines()
    assert first.startswith("one.png  13 ")
    assert first.endswith("%")
    assert second[0] == "two.png  2 numbers"
    assert [line.split()[0] for line in second[1:]] == ["57", "2468"]
    assert last == "none.png  no digits found"


def test_json_is_one_object_a_page_as_the_library_gives_it(read, reader):
    done = read("two.png", "none.png", "--json")
    assert done.exit_code == 0
    expected = [reader.read(file)[0].to_json() for file in ("two.png", "none.png")]
    assert objects(done.stdout) == expected


def test_csv_is_a_row_a_number_and_keeps_noughts_at_the_front(read):
    Image.fromarray(page("007", "13")).save("=1+1.png")
    done = read("=1+1.png", "none.png", "--csv")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1].startswith('"\'=1+1.png","",1,"007",')
    first, second = table(done.stdout)
    assert (first["text"], first["number"], first["refused"]) == ("007", "1", "no")
    assert (second["text"], second["number"], second["reason"]) == ("13", "2", "")
    assert int(second["y"]) > int(first["y"]) + int(first["height"])
    assert list(first) == [
        "file", "page", "number", "text", "confidence", "refused", "reason", "x", "y", "width",
        "height",
    ]  # fmt: skip


def test_a_refused_number_is_marked_and_says_why_and_what_else_it_may_be(read, tmp_path):
    done = read("two.png", "--digits", "4")
    assert done.exit_code == 0
    short, four = done.stdout.splitlines()[1:]
    assert short.startswith("  ? 57 ")
    assert short.endswith("  refused: No reading has 4 digits.")
    assert four.startswith("  2468 ")
    (tmp_path / "reader.onnx").write_bytes(reader_bundle(refusal_threshold=1.0).content)
    (line,) = read("one.png").stdout.splitlines()
    assert line.startswith("one.png  ? 13 ")
    assert "refused: Not sure: 13" in line


def test_a_pattern_and_single_reach_the_reader(read):
    (answer,) = objects(read("two.png", "--single", "--pattern", "57[0-9]+", "--json").stdout)
    (number,) = answer["numbers"]
    assert (number["text"], number["refused"]) == ("572468", False)


def test_every_page_of_a_file_is_named(read):
    pages = [Image.fromarray(page(text)) for text in ("13", "57")]
    pages[0].save("scan.tiff", save_all=True, append_images=pages[1:])
    first, second = read("scan.tiff").stdout.splitlines()
    assert first.startswith("scan.tiff page 1  13 ")
    assert second.startswith("scan.tiff page 2  57 ")
    assert [row["page"] for row in table(read("scan.tiff", "--csv").stdout)] == ["1", "2"]


def test_standard_input_is_a_picture_too(read):
    with open("one.png", "rb") as file:
        (answer,) = objects(read("-", "--json", stdin=file.read()).stdout)
    assert (answer["file"], answer["numbers"][0]["text"]) == ("-", "13")


@pytest.mark.parametrize("how", [[], ["--json"], ["--csv"]])
def test_a_broken_picture_does_not_stop_the_others_and_ends_with_1(read, tmp_path, how):
    (tmp_path / "broken.png").write_text("no picture")
    done = read("broken.png", "gone.png", "one.png", *how)
    assert done.exit_code == 1
    if how == ["--json"]:
        broken, gone, last = objects(done.stdout)
        assert broken["error"]["code"] == gone["error"]["code"] == "picture"
        assert last["file"] == "one.png"
    else:
        assert done.stderr.startswith("Error: broken.png is not a picture")
        assert done.stderr.count("Error: ") == 2
        assert "one.png" in done.stdout


def test_many_pictures_have_a_line_each_and_a_count_of_what_broke(read, tmp_path):
    (tmp_path / "broken.png").write_text("no picture")
    done = read("broken.png", *["one.png"] * 11)
    assert done.exit_code == 1
    assert done.stdout.count("one.png  13 ") == 11
    assert done.stderr.splitlines()[-1] == "1 picture of 12 could not be answered."
    assert len(objects(read(*["one.png"] * 12, "--json").stdout)) == 12


def test_a_drawing_shows_boxes_and_readings(read):
    done = read("two.png", "--show", "out.png")
    assert done.stdout.splitlines()[-1] == "Drawn: out.png"
    drawn = np.asarray(Image.open("out.png"))
    assert (drawn.ndim, drawn.dtype) == (3, np.uint8)
    assert (drawn.max(2) != drawn.min(2)).any()  # colours, on a picture that has none


def test_of_several_pages_there_are_several_drawings(read, tmp_path):
    done = read("one.png", "two.png", "--show", "out/read.png", "--json")
    assert len(objects(done.stdout)) == 2
    assert done.stderr.splitlines() == ["Drawn: out/read-1.png", "Drawn: out/read-2.png"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "read-1.png", "read-2.png",
    ]  # fmt: skip


FORM = """
[fields.first]
box = [0.0, 0.0, 1.0, 0.5]
digits = 2

[fields.second]
box = [0.0, 0.5, 1.0, 0.5]
digits = 3
"""


def test_the_fields_of_a_form_become_a_row(read, tmp_path):
    (tmp_path / "form.toml").write_text(FORM)
    (row,) = table(read("two.png", "--fields", "form.toml", "--csv").stdout)
    assert (row["file"], row["first"], row["first refused"]) == ("two.png", "57", "no")
    assert (row["second"], row["second refused"]) == ("2468", "yes")
    (answer,) = objects(read("two.png", "--fields", "form.toml", "--json").stdout)
    assert answer["fields"]["first"]["text"] == "57"
    head, first, second = read("two.png", "--fields", "form.toml").stdout.splitlines()
    assert head == "two.png  form"
    assert first.startswith("  first: 57 ")
    assert second.startswith("  second: ? 2468 ")
    assert "refused: No reading has 3 digits." in second
    assert read("two.png", "--fields", "form.toml", "--show", "a.png").exit_code == 0
    assert Image.open("a.png").mode == "RGB"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--csv", "--json"], "--csv and --json are two ways to answer. Give one of them."),
        (["--digits", "0"], "digits must be 1 to 100. Got 0."),
        (["--pattern", "("], "A pattern must be a regular expression"),
        (["--fields", "a.toml", "--digits", "3"], "With --fields the form says"),
        (["--fields", "a.toml"], "Form 'a.toml' does not exist."),
        (["--workers", "0"], "workers must be at least 1"),
    ],
)
def test_a_wrong_use_is_told_and_ends_with_2(read, words, message):
    done = read("one.png", *words)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())


def test_names_of_strangers_are_printed_without_control_characters(read):
    Image.fromarray(page("13")).save("[red]\x1b[2J.png")
    (line,) = read("[red]\x1b[2J.png").stdout.splitlines()
    assert line.startswith("[red][2J.png  13 ")


def test_a_real_process_answers_without_what_trains(read, tmp_path):
    program = [PROGRAM[0], "-X", "importtime", *PROGRAM[1:]]
    done = subprocess.run(
        [*program, "read", "one.png", "--model", "reader.onnx"],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("one.png  13 ")
    loaded = {line.split("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert not loaded & {"keras", "tensorflow", "matplotlib", "jinja2", "pydantic", "fastapi"}
