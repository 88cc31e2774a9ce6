"""tenfold predict."""

import io
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from cli.conftest import PROGRAM, environment
from PIL import Image

import tenfold as library


@pytest.fixture
def pictures(drawn, tmp_path):
    """photos/0.png to photos/2.png, one of each class, and broken.png, a text."""
    (tmp_path / "photos").mkdir()
    for label in range(3):
        row = int(np.argmax(drawn.test.labels == label))
        Image.fromarray(drawn.test.images[row]).save(f"photos/{label}.png")
    (tmp_path / "broken.png").write_text("this is no picture")
    return tmp_path / "photos"


def objects(text):
    return [json.loads(line) for line in text.splitlines()]


def test_json_is_one_object_a_picture_as_the_library_gives_it(tenfold, trained, pictures):
    done = tenfold("predict", "--model", "drawn", "photos", "--json")
    assert done.exit_code == 0
    classifier = library.load("drawn")
    files = [f"photos/{label}.png" for label in range(3)]
    assert objects(done.stdout) == [classifier.predict(file).to_json() for file in files]


def test_logits_are_added_where_asked_for(tenfold, trained, pictures):
    (answer,) = objects(
        tenfold("predict", "--model", "drawn", "photos/1.png", "--logits", "--json").stdout
    )
    expected = library.load("drawn").predict("photos/1.png")
    assert answer["logits"] == [float(value) for value in expected.logits]
    shown = tenfold("predict", "--model", "drawn", "photos/1.png", "--logits").stdout
    assert all(f"{value:.3f}" in shown for value in expected.logits)


def test_prediction_sets_are_shown_and_told(tenfold, trained, pictures):
    words = ("predict", "--model", "drawn", "photos", "--coverage", "0.9")
    found = objects(tenfold(*words, "--json").stdout)
    classifier = library.load("drawn")
    for answer in found:
        expected = classifier.predict(answer["file"], coverage=0.9).to_json()
        assert answer == expected
        assert answer["label_set"]["labels"][0] == answer["label"]
    sets = [f"90% set: {', '.join(answer['label_set']['names'])}" for answer in found]
    shown = tenfold(*words).stdout.splitlines()
    assert [line for line in shown if line.startswith("90% set: ")] == sets
    listed = tenfold(*words, *["photos"] * 3).stdout
    assert all(listed.count(f"  {one}\n") >= 4 for one in sets)
    assert listed.count("90% set: ") == 12


def test_sets_stand_below_refusals_truths_and_explanations(tenfold, trained, drawn_npz):
    Image.new("L", (50, 50), 255).save("empty.png")
    asked = ("predict", "--model", "drawn", "--coverage", "0.9")
    lines = tenfold(*asked, "empty.png").stdout.splitlines()
    assert "refused: Nothing was found" in lines[0]
    assert lines[1].startswith("90% set: ")
    row = (*asked, "--data", drawn_npz, "--index", "0")
    for words in (row, (*row, "--explain")):
        lines = tenfold(*words).stdout.splitlines()
        assert re.search(r"  right$|  wrong, it is |\(it is ", lines[0])
        assert lines[1].startswith("90% set: ")
    (told,) = objects(tenfold(*row, "--explain", "--json").stdout)
    assert told["label_set"]["coverage"] == 0.9


@pytest.mark.parametrize(
    ("coverage", "message"),
    [
        ("0.999", "A coverage of 0.999 needs at least 999 held-out pictures. This model has 100."),
        ("99", "The coverage must be at least 0.9 and less than 1. Got 99.0."),
    ],
)
@pytest.mark.parametrize("explain", [[], ["--explain"]])
def test_a_coverage_that_cannot_be_had_is_a_wrong_use(
    tenfold, trained, pictures, coverage, message, explain
):
    done = tenfold("predict", "--model", "drawn", "photos", "--coverage", coverage, *explain)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())


def test_a_broken_picture_does_not_stop_the_others_and_ends_with_1(tenfold, trained, pictures):
    done = tenfold(
        "predict",
        "--model",
        "drawn",
        "photos/0.png",
        "broken.png",
        "gone.png",
        "photos/1.png",
        "--json",
    )
    assert done.exit_code == 1
    first, broken, gone, last = objects(done.stdout)
    assert (first["file"], last["file"]) == ("photos/0.png", "photos/1.png")
    assert broken["error"]["code"] == gone["error"]["code"] == "picture"
    assert "broken.png is not a picture" in broken["error"]["message"]

    shown = tenfold("predict", "--model", "drawn", "broken.png", "photos/0.png")
    assert shown.exit_code == 1
    assert shown.stderr.startswith("Error: broken.png is not a picture")
    assert "photos/0.png" in shown.stdout


def test_a_few_pictures_are_drawn_beside_their_bars(tenfold, trained, pictures):
    text = tenfold("predict", "--model", "drawn", "photos").stdout
    assert [line.split()[0] for line in text.splitlines() if line.startswith("photos")] == [
        "photos/0.png",
        "photos/1.png",
        "photos/2.png",
    ]
    assert text.count("%") >= 9
    assert max(map(len, text.splitlines())) <= 80


def test_many_pictures_are_not_drawn(tenfold, trained, pictures):
    drawn = tenfold("predict", "--model", "drawn", *["photos/0.png"] * 10).stdout
    listed = tenfold("predict", "--model", "drawn", *["photos/0.png"] * 11).stdout
    assert "█" in drawn
    assert "█" not in listed
    assert listed.count("photos/0.png") == 11
    assert listed.count("\n") <= 22


def test_rows_of_a_test_split_come_with_their_true_labels(tenfold, trained, drawn, drawn_npz):
    words = ("predict", "--model", "drawn", "--data", drawn_npz, "--index", "7", "--index", "0-1")
    found = objects(tenfold(*words, "--json").stdout)
    assert [one["file"] for one in found] == ["drawn/test/7", "drawn/test/0", "drawn/test/1"]
    assert [one["true_label"] for one in found] == drawn.test.labels[[7, 0, 1]].tolist()
    shown = tenfold("predict", "--model", "drawn", "--data", drawn_npz, "--index", "0-19").stdout
    right = sum(
        one["label"] == one["true_label"] and not one["refused"]
        for one in objects(
            tenfold(
                "predict", "--model", "drawn", "--data", drawn_npz, "--index", "0-19", "--json"
            ).stdout
        )
    )
    assert shown.count("  right\n") == right > 0


def test_a_picture_without_anything_in_it_is_refused_with_the_reason(tenfold, trained):
    Image.new("L", (50, 50), 255).save("empty.png")
    done = tenfold("predict", "--model", "drawn", "empty.png")
    assert done.exit_code == 0
    assert "refused: Nothing was found in the picture." in done.stdout


def test_standard_input_is_a_picture_too(tenfold, trained, pictures):
    content = (pictures / "1.png").read_bytes()
    (answer,) = objects(tenfold("predict", "--model", "drawn", "-", "--json", stdin=content).stdout)
    expected = library.load("drawn").predict(content).to_json()
    assert answer == expected | {"file": "-"}
    assert tenfold("predict", "--model", "drawn", "-", "--json", stdin=b"").exit_code == 1


def test_show_draws_the_answers(tenfold, trained, pictures, drawn_npz):
    done = tenfold(
        "predict", "--model", "drawn", "photos/0.png", "broken.png", "--show", "out.png", "--json"
    )
    assert done.exit_code == 1
    assert Image.open("out.png").format == "PNG"
    assert len(objects(done.stdout)) == 2
    assert "Drawn: out.png" in done.stderr
    rows = tenfold(
        "predict", "--model", "drawn", "--data", drawn_npz, "--index", "0-1", "--show", "two.png"
    )
    assert "Drawn: two.png" in rows.stdout
    assert Image.open("two.png").height == 2 * Image.open("out.png").height


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "Say what to predict: picture files, or test pictures by --data and --index."),
        (("x.png", "--data", "mnist"), "Say what to predict"),
        (("--data", "mnist"), "Say what to predict"),
        (("x.png", "--index", "3"), "Say what to predict"),
        (("x.png", "--model", "drwan"), "Model 'drwan' does not exist. Did you mean 'drawn'?"),
        (("x.png",) * 51 + ("--show", "a.png"), "--show draws at most 50 pictures. Got 51."),
    ],
)
def test_a_wrong_use_is_explained(tenfold, trained, words, message):
    done = tenfold("predict", "--model", "drawn", *words)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())


def test_a_name_that_the_terminal_cannot_write_does_not_break_the_answer(trained, pictures):
    odd = b"photos/\xff\xe9.png"
    (pictures / "0.png").rename(odd.decode("utf-8", "surrogateescape"))
    for words in ([], ["--json"]):
        done = subprocess.run(
            [*PROGRAM, "predict", "--model", "drawn", odd, *words],
            capture_output=True,
            env=environment() | {"PYTHONIOENCODING": "ascii"},
        )
        assert (done.returncode, done.stderr) == (0, b"")
        io.TextIOWrapper(io.BytesIO(done.stdout), encoding="ascii").read()


@pytest.fixture
def slow(pictures):
    """slow/: one picture that takes some milliseconds, under 3,000 names."""
    Path("slow").mkdir()
    Image.open("photos/0.png").resize((700, 700)).save("large.png")
    for number in range(3000):
        os.link("large.png", f"slow/{number}.png")


def start(*words):
    """`tenfold predict` as a process that SIGINT reaches, whatever the tests' own shell does."""
    return subprocess.Popen(
        [*PROGRAM, "predict", "--model", "drawn", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def children(process):
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(word) for task in tasks for word in task.read_text().split()]


def wait_for_workers(process):
    """Read answers until two workers give them; their process ids."""
    while len(children(process)) < 2:
        assert process.stdout.readline()
    for _ in range(200):
        assert process.stdout.readline()
    return children(process)


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def are_gone(pids, *, seconds=10):
    until = time.monotonic() + seconds
    while any(map(is_running, pids)) and time.monotonic() < until:
        time.sleep(0.02)
    return not any(map(is_running, pids))


def test_workers_print_what_one_process_prints(trained, slow):
    files = [f"slow/{number}.png" for number in range(200)]
    Path(files[150]).unlink()
    Path(files[150]).write_text("no picture")
    done = [start(*files, "--json", "--workers", str(workers)) for workers in (1, 2)]
    one, two = (process.communicate() for process in done)
    assert one == two
    assert [process.returncode for process in done] == [1, 1]
    assert [answer["file"] for answer in objects(two[0])] == files


def test_ctrl_c_stops_at_once_says_how_far_it_came_and_leaves_no_worker(trained, slow):
    process = start("slow", "--workers", "2")
    pids = wait_for_workers(process)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert re.fullmatch(r"Stopped: [\d,]+ of 3,000 pictures are answered\.\n", stderr)
    assert are_gone(pids)


def test_a_reader_that_has_seen_enough_ends_it_quietly(trained, slow):
    process = start("slow", "--workers", "2")
    pids = wait_for_workers(process)
    process.stdout.close()
    assert process.wait(timeout=20) == 1
    assert process.stderr.read() == ""
    assert are_gone(pids)


def test_a_killed_worker_ends_it_with_an_error(trained, slow):
    process = start("slow", "--workers", "2")
    pids = wait_for_workers(process)
    os.kill(pids[0], signal.SIGKILL)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "A worker process ended while it was answering slow/" in " ".join(stderr.split())
    assert "(killed by signal 9)" in " ".join(stderr.split())
    assert are_gone(pids)


def test_workers_end_with_a_process_that_is_killed(trained, slow):
    process = start("slow", "--workers", "2")
    pids = wait_for_workers(process)
    process.kill()
    process.communicate()
    assert are_gone(pids)


def test_no_workers_at_all_is_a_wrong_use(tenfold, trained, pictures):
    done = tenfold("predict", "--model", "drawn", "photos", "--workers", "0")
    assert done.exit_code == 2
    assert "workers must be at least 1" in done.stderr
