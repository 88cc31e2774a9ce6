from __future__ import annotations

import numpy as np

from benchmarks.refusals.asking import ask, joined
from tenfold.pictures.decode import Picture


def a_bar() -> Picture:
    page = np.full((60, 60), 255, np.uint8)
    page[10:50, 27:33] = 0
    return Picture(page)


def test_answers_are_those_of_predict(classifier):
    said = ask(classifier, [a_bar()])
    alone = classifier.predict(a_bar())
    assert (said.labels[0], said.confidence[0]) == (alone.label, alone.confidence)
    assert said.refused[0] == alone.refused


def test_what_is_empty_or_unreadable_is_accepted_by_no_threshold(classifier, tmp_path):
    broken = tmp_path / "words.png"
    broken.write_text("words")
    said = ask(classifier, [Picture(np.full((50, 50), 255, np.uint8)), broken])
    assert said.refused.tolist() == [True, True]
    assert said.confidence.tolist() == [0.0, 0.0]
    assert said.labels[1] == -1


def test_families_are_joined_in_order(classifier):
    one, none = ask(classifier, [a_bar()]), ask(classifier, [])
    both = joined([one, none, one])
    assert len(both) == 2
    assert both.labels.tolist() == [one.labels[0]] * 2
