"""Every tutorial runs as a notebook, and shows and says what it teaches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from docs.pages import DOCS, links, printed, shown
from nbformat import NotebookNode

TUTORIALS = DOCS / "tutorials"


@dataclass(frozen=True)
class Lesson:
    """A tutorial, and what must come out of it.

    pictures: how many plots show themselves. tables: how many data sets, runs, scores, answers
    and exercises do. said: what is printed.
    """

    page: str
    pictures: int
    tables: int
    said: tuple[str, ...]


LESSONS = [
    Lesson(
        page="s0-ocr.md",
        pictures=8,
        tables=5,
        said=(
            "train: a ndarray of shape (60000, 28, 28), uint8, from 0 to 255",
            "(60000, 784) float32 0.0 1.0",
            "50,240 + 4,160 + 650 = 55,050",
            "100,480 + 16,512 + 1,290 = 118,282",
            "95% interval",
            "RecipeError: Recipe 'ocr-mlp-46' does not exist. Did you mean 'ocr-mlp-64'?",
            "already holds a run",
            "setting 'epoch' does not exist. Did you mean 'epochs'?",
            "It seems to hold 0 to 1",
            "letter.png is not a picture",
        ),
    ),
    Lesson(
        page="s1-garments.md",
        pictures=7,
        tables=6,
        said=(
            "9 Ankle boot",
            "sum 1.0",
            "(28, 28) -> (1, 28, 28) -> (1, 10)",
            "0 + 401,920 + 5,130 = 407,050 weights",
            "stopped because:",
            "Did you mean 'fashion-mnist'?",
            "These are several pictures",
            "It has colour channels",
            "keeps no validation pictures",
            "has other classes than the model",
        ),
    ),
    Lesson(
        page="s2-logits.md",
        pictures=8,
        tables=4,
        said=(
            "200,960 + 65,792 + 2,570 = 269,322",
            "the loss takes logits: True",
            "their sum: 1.0",
            "training pictures",
            "of the answers are more than 99.5% sure",
            "examples/digits/four.png: ",
            "it would learn slowly and its probabilities would be wrong",
            "the loss would take the logarithm of negative numbers",
            "There is no file onw.png",
            "any size is then standardised",
            "It has a channel axis: give array[..., 0]",
            "which can run code when it is loaded",
        ),
    ),
    Lesson(
        page="s3-exercises.md",
        pictures=3,
        tables=11,
        said=(
            "loss: train (running mean)",
            "gives its first layer pixels from 0 to 255",
            "A 'flatten' layer is missing",
            "labels 5 to 9 would have no output to point at",
            "Labels of few must be 0 to 8",
            "needs validation pictures",
            "Did you mean 'accuracy'?",
            "optimizer.learning_rate",
        ),
    ),
    Lesson(
        page="s4-convolution.md",
        pictures=6,
        tables=4,
        said=(
            "(60000, 28, 28) -> (60000, 28, 28, 1)",
            "(26, 26, 28)",
            "280 + 605,824 + 1,290 = 607,394",
            "evaluated afterwards",
            "A conv layer needs pictures of shape (height, width, channels). Got (28, 28).",
            "needs 2352 numbers a picture. Got 784",
            "A convolution of 29x29 needs pictures at least that large",
            "A 'flatten' layer is missing",
            "Did you mean 'max_pool'?",
            "is not an ONNX file",
        ),
    ),
]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.page)
def test_a_tutorial_runs_and_teaches(
    lesson: Lesson, run_page: Callable[[Path], NotebookNode]
) -> None:
    notebook = run_page(TUTORIALS / lesson.page)
    text = printed(notebook)
    for said in lesson.said:
        assert said in text
    outputs = shown(notebook)
    assert sum("image/png" in output for output in outputs) == lesson.pictures
    assert sum("text/html" in output for output in outputs) == lesson.tables


def test_every_tutorial_is_a_lesson_here() -> None:
    assert {path.name for path in TUTORIALS.glob("s*.md")} == {lesson.page for lesson in LESSONS}


def test_the_first_page_leads_to_every_tutorial() -> None:
    targets = [target for _, _, target in links(TUTORIALS / "README.md")]
    assert [target for target in targets if target.startswith("s")][:5] == [
        lesson.page for lesson in LESSONS
    ]
