"""How the answers to many pictures are shown."""

import io

import numpy as np
import pytest
from rich.console import Console

from tenfold.cli import predicting
from tenfold.cli.predicting import AnswerStream
from tenfold.values import BrokenPicture, ModelId, Prediction


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(predicting, "_REFRESH", 0.0)


def console(*, terminal=False, file=None):
    return Console(
        file=file or io.StringIO(),
        width=80,
        force_terminal=terminal,
        color_system=None,
        highlight=False,
    )


def answer(file="a.png"):
    return Prediction(
        label=1,
        name="one",
        confidence=0.975,
        probabilities=np.array([0.025, 0.975]),
        logits=np.zeros(2, np.float32),
        refused=False,
        model=ModelId("tiny", "0" * 16),
        pixels=np.zeros((28, 28), np.uint8),
        classes=("zero", "one"),
        file=file,
    )


def shown(*answers, total=3, stdout, stderr):
    with AnswerStream(total, stdout=stdout, stderr=stderr) as stream:
        for one in answers:
            stream.show(one, None)
            stream.advance()
    return stdout.file.getvalue(), stderr.file.getvalue()


def test_without_a_terminal_each_answer_is_one_plain_line_and_there_is_no_bar():
    long = "long/" * 40 + "a.png"
    broken = BrokenPicture("b.png", "picture", "b.png\x1b[2J is broken. " + "Save it again. " * 9)
    out, err = shown(answer(long), broken, answer(), stdout=console(), stderr=console())
    assert out == f"{long}  one 97.5%\na.png  one 97.5%\n"
    first, last = err.splitlines()
    assert first == "Error: b.png[2J is broken. " + "Save it again. " * 9
    assert last == "1 picture of 3 could not be answered."


def test_a_terminal_gets_a_bar_below_the_answers_and_it_is_gone_at_the_end():
    out, err = shown(*[answer()] * 3, total=1234, stdout=console(), stderr=console(terminal=True))
    assert out == "a.png  one 97.5%\n" * 3
    assert "3 of 1,234 pictures" in err
    assert "pictures/s" in err
    assert "left" in err
    assert err.endswith("\x1b[2K")  # the line is cleared


def test_on_one_terminal_answers_and_complaints_stand_above_the_bar():
    screen = console(terminal=True)
    broken = BrokenPicture("b.png", "picture", "b.png is broken.")
    stderr = console(terminal=True, file=screen.file)
    text, _ = shown(answer(), broken, stdout=screen, stderr=stderr)
    for line in ("a.png  one 97.5%", "Error: b.png is broken."):
        before, after = text.split(line + "\n")
        assert before.endswith("\x1b[2K")  # the bar is cleared before a line is written
        assert "of 3 pictures" in after  # and drawn anew after it


def test_stopping_says_how_far_it_came():
    stream = AnswerStream(2000, stdout=console(), stderr=console())
    stream.advance()
    with pytest.raises(KeyboardInterrupt) as stop, stream:
        raise KeyboardInterrupt
    assert str(stop.value) == "1 of 2,000 pictures are answered."
