"""Scores in words and tables."""

import numpy as np
import pytest
from rich.console import Console

from tenfold.cli.scores import accuracy_line, confusion_table, sets_line, tables
from tenfold.conformal import SetScores
from tenfold.evaluation.scores import score


def scores(classes=3, n=300, seed=0, names=None):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, n)
    logits = rng.normal(0, 1, (n, classes)).astype(np.float32)
    logits[np.arange(n), labels] += 3
    names = names or tuple(f"class {index}" for index in range(classes))
    return score(labels.astype(np.int64), logits, classes=names, dataset="d", split="test")


def shown(*parts):
    console = Console(width=80)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return captured.get()


def test_accuracy_comes_with_its_interval_and_the_errors():
    one = scores(n=10_000)
    text = shown(accuracy_line(one))
    assert text.startswith(f"Test accuracy {100 * one.accuracy:.2f}% (95% interval ")
    assert text.endswith(f"{one.errors:,} errors in 10,000 pictures\n")


def test_sets_are_told_in_two_lines():
    text = shown(sets_line(SetScores(0.995, 0.9973, (0.9961, 0.9982), 1.137)))
    assert " ".join(text.split()) == (
        "99.5% sets hold the true class in 99.73% of cases (95% interval 99.61% to 99.82%), with "
        "1.14 classes in a set on average"
    )
    assert len(text.splitlines()) == 2


@pytest.mark.parametrize("n", [50, 60_000])
@pytest.mark.parametrize("classes", [2, 10, 40])
def test_tables_fit_80_columns(classes, n):
    text = shown(
        *tables(scores(classes, n, names=tuple("n" * 30 + str(i) for i in range(classes))))
    )
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text


def test_digits_head_the_columns_of_the_confusion_matrix():
    one = scores(10, names=tuple("0123456789"))
    lines = shown(confusion_table(one)).splitlines()
    assert lines[0].split() == list("0123456789")
    row = lines[4].split()
    assert row[0] == "3"
    assert [0 if cell == "·" else int(cell) for cell in row[1:]] == one.confusion[3].tolist()


def test_long_names_are_numbered_in_the_confusion_matrix():
    lines = shown(confusion_table(scores(names=("Ankle boot", "[b]Bag", "Coat")))).splitlines()
    assert lines[0].split() == ["0", "1", "2"]
    assert [line[:13].strip() for line in lines[1:]] == ["0 Ankle boot", "1 [b]Bag", "2 Coat"]


def test_of_many_classes_the_confused_pairs_and_the_weakest_are_shown():
    one = scores(40, 2000)
    assert confusion_table(one) is None
    text = shown(*tables(one))
    assert "Most confused" in text
    assert "The weakest classes" in text


def test_a_ratio_without_a_denominator_is_a_dash():
    labels, logits = np.zeros(5, np.int64), np.eye(5, 2, dtype=np.float32) * 0 + [1, 0]
    one = score(labels, logits, classes=("a", "b"), dataset="d", split="test")
    row = next(line for line in shown(*tables(one)).splitlines() if line.startswith("b "))
    assert row.split() == ["b", "0", "–", "–", "–"]


def test_only_bins_with_pictures_are_listed():
    one = scores()
    text = shown(list(tables(one))[-1])
    assert text.splitlines()[0].startswith("Calibration: expected calibration error ")
    assert len(text.splitlines()) == 2 + sum(b.count > 0 for b in one.reliability)
