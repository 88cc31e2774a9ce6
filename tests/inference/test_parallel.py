"""Worker processes: the same answers, in order, few ahead, and none left behind."""

from __future__ import annotations

import io
import itertools
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from artefact.models import model_file
from PIL import Image, ImageDraw

from tenfold.artefact.bundle import parse
from tenfold.conformal import HeldOut
from tenfold.errors import UsageError, WorkerError
from tenfold.inference import many
from tenfold.inference.classifier import Classifier, Predicting
from tenfold.inference.parallel import Workers


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(parse(model_file(held_out=HeldOut(9, (0.1,)))))


@pytest.fixture(scope="module")
def workers(classifier: Classifier) -> Iterator[Workers]:
    with Workers(Predicting(classifier.bundle, 0.9), 2) as both:
        yield both


def drawing(side: int, angle: float = 0) -> Image.Image:
    image = Image.new("L", (side, side), 235)
    line = [(side * 0.4, side * 0.2), (side * 0.5, side * 0.8)]
    ImageDraw.Draw(image).line(line, fill=20, width=max(1, side // 12))
    return image.rotate(angle, fillcolor=235)


def bits(answer) -> dict[str, object]:
    """Everything an answer holds, arrays as their bytes, so that == means to the bit."""
    return {
        name: (value.dtype, value.shape, value.tobytes()) if hasattr(value, "tobytes") else value
        for name, value in vars(answer).items()
    }


def children() -> set[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(word) for task in tasks for word in task.read_text().split()}


def test_workers_give_the_answers_of_one_process_to_the_bit_and_in_order(
    classifier, workers, tmp_path
):
    (tmp_path / "broken.png").write_text("no picture")
    drawing(60).save(
        tmp_path / "turns.gif", save_all=True, append_images=[drawing(60, 90), drawing(60, 45)]
    )
    cut_short = (tmp_path / "turns.gif").read_bytes()[:60]
    sources: list[object] = [tmp_path / "broken.png", "gone.png", b"", drawing(60)]
    sources += [Image.open(tmp_path / "turns.gif"), Image.open(io.BytesIO(cut_short))]
    sources += [np.full((28, 28), 9, np.uint8), np.zeros((3, 3), np.uint8)]
    # The large ones first: what is answered sooner must wait for its turn.
    for number, side in enumerate([900, 20, 300, 28, 700, *[40] * 60]):
        drawing(side, 3 * number).save(tmp_path / f"{number}.png")
        sources.append(str(tmp_path / f"{number}.png"))
    expected = [classifier.attempt(n, source, coverage=0.9) for n, source in enumerate(sources)]
    answers = list(workers.answers(enumerate(sources)))
    assert answers[3].label_set is not None
    assert [bits(answer) for answer in answers] == [bits(answer) for answer in expected]


def test_an_endless_source_is_taken_from_only_as_far_as_128_pictures_a_worker_ahead(workers):
    taken, pixels = [], np.zeros((28, 28), np.uint8)
    answers = workers.answers((taken.append(n) or (n, pixels)) for n in itertools.count())
    for given in range(3000):
        next(answers)
        assert len(taken) - given <= 2 * 128 + 1
    answers.close()


def test_a_killed_worker_is_an_error_that_says_so_and_ends_the_others(classifier):
    before = children()
    with Workers(Predicting(classifier.bundle), 2) as pair:
        answers = pair.answers((n, drawing(300)) for n in itertools.count())
        next(answers)
        os.kill(max(children() - before), signal.SIGKILL)
        with pytest.raises(WorkerError) as error:
            list(itertools.islice(answers, 2000))
    assert re.fullmatch(
        r"A worker process ended while it was answering picture \d+( to picture \d+)? \(killed by "
        r"signal 9\)\. The answers before these stand\. Use fewer of them, or none \(--workers 1, "
        r"in Python workers=1\): when memory runs short, the system kills processes\.",
        str(error.value),
    )
    assert (error.value.code, error.value.exit_code) == ("worker", 1)
    assert children() == before


def test_a_worker_that_cannot_start_is_an_error_and_no_waiting(classifier, monkeypatch):
    monkeypatch.setattr(sys, "path", [])
    with Workers(Predicting(classifier.bundle), 1) as alone:
        answers = alone.answers(iter([(0, "a.png"), (1, b"")]))
        with pytest.raises(WorkerError, match=r"ended while .* a\.png \(exit code 1\)\. "):
            next(answers)


def test_a_process_that_cannot_be_started_is_an_error(classifier, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(WorkerError) as error:
        Workers(Predicting(classifier.bundle), 2)
    assert str(error.value) == (
        "A worker process cannot be started: No such file or directory. "
        "Use fewer of them, or none (--workers 1, in Python workers=1)."
    )


def test_an_error_of_the_source_comes_through_and_ends_the_workers(classifier):
    def sources() -> Iterator[tuple[int, object]]:
        yield 0, drawing(30)
        raise LookupError("no more of them")

    before = children()
    with (
        pytest.raises(LookupError, match="no more"),
        Workers(Predicting(classifier.bundle), 1) as alone,
    ):
        list(alone.answers(sources()))
    assert children() == before


def test_work_is_handed_over_once_it_is_worth_it_and_closing_ends_the_workers(
    classifier, monkeypatch
):
    monkeypatch.setattr(many, "worthwhile", lambda *_, most: most)
    before, taken = children(), 0

    def sources() -> Iterator[np.ndarray]:
        nonlocal taken
        while True:
            taken += 1
            yield np.full((28, 28), taken % 256, np.uint8)

    answers = classifier.predict_many(sources(), workers=2, coverage=0.9)
    given = 0
    while taken <= given + 1:  # more is taken than asked for as soon as workers have it
        answer = next(answers)
        given += 1
        assert int(answer.pixels[0, 0]) == given % 256
        time.sleep(0.02)
    assert len(children() - before) == 2
    for _ in range(300):
        answer = next(answers)
        given += 1
        assert int(answer.pixels[0, 0]) == given % 256
        assert answer.label_set is not None
    answers.close()
    assert children() == before


def test_few_pictures_are_answered_here_and_start_no_worker(classifier):
    before = children()
    for _ in classifier.predict_many([drawing(28)] * 5, workers=8):
        assert children() == before


@pytest.mark.parametrize(
    ("spent", "done", "total", "workers"),
    [
        (0.05, 100, 10**6, 1),  # too early to tell
        (0.2, 100, 400, 1),  # 0.6 s are left
        (0.2, 100, 700, 2),  # 1.2 s are left
        (0.2, 100, 2000, 4),  # 3.8 s are left
        (0.2, 100, 10**6, 16),
        (0.9, 100, 0, 1),  # how much is left is not known
        (1.1, 100, 0, 16),
        (30.0, 100, 101, 1),
    ],
)
def test_there_are_as_many_workers_as_seconds_of_work_are_left(spent, done, total, workers):
    assert many.worthwhile(spent, done, total, most=16) == workers


def test_fewer_than_one_worker_is_a_wrong_use(classifier):
    with pytest.raises(UsageError) as error:
        classifier.predict_many([], workers=0)
    assert str(error.value) == (
        "workers must be at least 1, or None for one a core. Got 0. "
        "Give 1 to answer in this process alone."
    )


def test_a_script_needs_no_guard_and_is_not_run_again_by_its_workers(tmp_path):
    (tmp_path / "model.onnx").write_bytes(model_file())
    script = tmp_path / "script.py"
    script.write_text(
        "import itertools, sys\n"
        "import numpy as np\n"
        "import tenfold\n"
        "from tenfold.inference import many\n"
        "print('running')\n"
        "many.worthwhile = lambda *_, most: most\n"
        "pixels = itertools.repeat(np.zeros((28, 28), np.uint8))\n"
        "answers = tenfold.load('model.onnx').predict_many(pixels, workers=2)\n"
        "while 'tenfold.inference.parallel' not in sys.modules:\n"
        "    next(answers)\n"
        "for _ in range(20_000):\n"
        "    next(answers)\n"
    )
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "running\n", "")
