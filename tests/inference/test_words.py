"""Which writing is words: by its gaps, by what is no digit in it, by a judge, and by the others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inference.lattices import spelled

from benchmarks.reading.lettered import digit
from tenfold.artefact.bundle import STEP
from tenfold.inference.judge import DigitJudge
from tenfold.inference.words import Word, WrittenLine, are_text, are_words, word_spans

CLEAR = 0.9999


def strokes(*columns: tuple[int, int]) -> np.ndarray:
    """How many pixels of each column are ink, where strokes 20 pixels high fill some."""
    ink = np.zeros(200, int)
    for first, last in columns:
        ink[first:last] = 20
    return ink


def test_words_are_parted_where_gaps_are_much_wider_than_the_others():
    close = [(10, 14), (17, 21), (24, 28)]
    far = [(first + 40, last + 40) for first, last in close]
    assert word_spans(strokes(*close, *far)) == [(10, 28), (50, 68)]


@pytest.mark.parametrize("gap", [3, 9, 21])
def test_evenly_spaced_writing_is_one_word(gap: int):
    columns = [(10 + n * (4 + gap), 14 + n * (4 + gap)) for n in range(5)]
    assert word_spans(strokes(*columns)) == [(10, columns[-1][1])]


def test_a_gap_as_wide_as_a_digit_is_high_parts_words_however_the_others_are():
    assert word_spans(strokes((10, 14), (36, 40), (62, 66))) == [(10, 14), (36, 40), (62, 66)]


def test_letters_that_differ_a_little_in_their_gaps_are_one_word():
    assert word_spans(strokes((10, 14), (15, 19), (22, 26), (27, 31))) == [(10, 31)]


@settings(derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 20), max_size=120).map(np.array))
def test_words_hold_all_ink_and_do_not_overlap(columns: np.ndarray):
    spans = word_spans(columns)
    inside = np.zeros(len(columns), bool)
    for first, last in spans:
        inside[first:last] = True
        assert columns[first]
        assert columns[last - 1]
    assert not columns[~inside].any()
    assert all(before[1] < after[0] for before, after in pairwise(spans))


def line(text: str, *, sure: float = CLEAR, letters: int = 0) -> WrittenLine:
    """A line with a bar of ink for each digit, and some beside them that were read as none."""
    lattice = np.concatenate([spelled(text, sure=sure), spelled("", apart=8 * letters + 4)])
    pixels = np.zeros((32, STEP * len(lattice)), np.uint8)
    bars = [STEP * int(step) for step in np.flatnonzero(lattice[:, 10] < np.log(0.5))]
    bars += [(bars[-1] if bars else 0) + 16 * (n + 1) for n in range(letters)]
    for bar in bars:
        pixels[5:27, bar : bar + 8] = 255
    return WrittenLine(pixels, lattice)


class Believing:
    """A judge who believes every digit so much, and keeps what it was asked about."""

    def __init__(self, share: float) -> None:
        self.share, self.asked = share, ""

    def __call__(self, crops: Sequence[np.ndarray], digits: str) -> np.ndarray:
        assert len(crops) == len(digits)
        assert all(crop.size for crop in crops)
        self.asked += digits
        return np.full(len(crops), self.share)


def test_sure_digits_are_numbers_and_need_no_judge():
    judge = Believing(0.0)
    assert are_words([line("4071"), line("23")], judge) == [False, False]
    assert judge.asked == ""


@pytest.mark.parametrize(("believed", "words"), [(0.95, False), (0.05, True)])
def test_the_judge_decides_about_unsure_digits(believed: float, words: bool):
    judge = Believing(believed)
    assert are_words([line("4071", sure=0.7)], judge) == [words]
    assert judge.asked == "4071"


def test_digits_between_many_letters_are_words():
    assert are_words([line("4071", letters=8)], Believing(0.3)) == [True]
    assert are_words([line("4071")], Believing(0.3)) == [False]


def test_lines_of_a_page_speak_for_each_other():
    text = [line("50715", sure=0.7), line("01517", sure=0.7)]
    assert are_words([line("15")], Believing(0.1)) == [False]
    assert are_words([*text, line("15")], Believing(0.1)) == [True, True, True]
    assert are_words([*text, line("150715")], Believing(0.1)) == [True, True, False]


def test_a_line_without_digits_says_nothing_of_the_others():
    assert are_words([line("", letters=9), line("15")], Believing(0.0)) == [False, False]
    assert are_words([], Believing(0.0)) == []


def word(text: str, *, judged: float = 1.0, sure: float = CLEAR, height: int = 20, covered=1.0):
    digits = len(text)
    lattice = spelled(text, sure=sure)
    return Word(0, 9, text, np.full(digits, height), np.full(digits, judged), lattice, covered)


@pytest.mark.parametrize(
    ("one", "alone", "among_words"),
    [
        (word("4071"), True, True),
        (word(""), False, False),
        (word("4071", covered=0.7), False, False),  # letters beside its digits
        (word("4071", judged=0.4), False, False),
        (word("4071", judged=0.85), True, False),
        (word("4071", judged=0.95), True, True),
        (word("4071", sure=0.8), True, False),
        (word("4071", height=13), True, False),  # no taller than small letters
        (word("15", judged=0.95), True, False),  # "is"
        (word("15", judged=0.9995), True, True),
        (word("15", sure=0.99), True, False),
    ],
)
def test_among_words_a_number_is_beyond_doubt(one: Word, alone: bool, among_words: bool):
    assert one.is_number(among_words=False, tall=20) is alone
    assert one.is_number(among_words=True, tall=20) is among_words


def test_the_words_of_a_line_have_what_was_read_in_them():
    lattice = np.concatenate([spelled("12"), spelled("", apart=4), spelled("345")])
    pixels = np.zeros((32, STEP * len(lattice)), np.uint8)
    for step in np.flatnonzero(lattice[:, 10] < np.log(0.5)):
        pixels[5:27, STEP * step : STEP * step + 8] = 255
    written = WrittenLine(pixels, lattice)
    written.judged = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    first, second = written.words
    assert (first.text, second.text) == ("12", "345")
    assert second.judged.tolist() == [0.3, 0.4, 0.5]
    assert second.heights.tolist() == [22, 22, 22]
    assert (first.covered, second.covered) == (1.0, 1.0)
    assert first.confidence > 0.9


def test_the_judge_believes_a_digit_that_it_is_and_no_other():
    crops = [np.rint(255 * digit(character, 22)).astype(np.uint8) for character in "30825"]
    judge = DigitJudge(threads=1)
    assert judge(crops, "30825").min() > 0.9
    assert judge(crops, "41796").max() < 0.05


def test_a_one_with_a_flag_is_believed_to_be_one():
    flagged = cv2.polylines(
        np.zeros((30, 14), np.uint8), [np.array([(1, 8), (10, 2), (10, 28)])], False, 255, 3
    )
    assert DigitJudge(threads=1)([flagged, flagged, flagged], "174")[:2].min() > 0.9


def test_the_judge_believes_no_ink_at_all_little():
    assert DigitJudge(threads=1)([np.zeros((22, 8), np.uint8)], "1")[0] < 0.6


def test_a_lone_sign_among_digits_may_be_one_that_was_missed():
    lattice = np.concatenate([spelled("12"), spelled("", apart=8), spelled("3")])
    pixels = np.zeros((32, STEP * len(lattice)), np.uint8)
    for step in np.flatnonzero(lattice[:, 10] < np.log(0.5)):
        pixels[5:27, STEP * step : STEP * step + 8] = 255
    assert not WrittenLine(pixels, lattice).misses_digits
    middle = STEP * (len(lattice) // 2)
    pixels[5:27, middle : middle + 16] = 255
    assert WrittenLine(pixels, lattice).misses_digits
    pixels[5:17, middle : middle + 16] = 0  # no taller than a small letter
    assert not WrittenLine(pixels, lattice).misses_digits
    words = line("4071", sure=0.5, letters=8)
    words.judged = np.zeros(4)
    assert not words.misses_digits


@pytest.mark.parametrize(
    ("text", "doubted"), [("15", True), ("0", True), ("12", False), ("150", False)]
)
def test_short_numbers_of_some_digits_may_be_letters(text: str, doubted: bool):
    assert word(text).may_be_letters is doubted


def test_a_page_is_text_where_all_its_lines_together_say_so():
    def judged(*lines: WrittenLine) -> bool:
        are_words(lines, Believing(0.05))
        return are_text(lines)

    words = [line("50715", sure=0.6), line("01517", sure=0.6)]
    assert judged(*words)
    assert not judged(words[0])
    assert not judged(*words, line("4071650328"))
    assert not judged()


def test_a_word_of_letters_beside_digits_is_seen_however_many_these_are():
    numbers = line("407115", sure=0.9999)
    assert not numbers.has_words
    pixels = np.pad(numbers.pixels, ((0, 0), (0, 40)))
    pixels[5:27, -36:-2:6] = pixels[5:27, -35:-2:6] = 255  # many thin strokes: one word
    lattice = np.concatenate([numbers.lattice, spelled("", apart=10)])
    beside = WrittenLine(pixels, lattice)
    assert beside.covered > 0.75
    assert beside.has_words
    assert not beside.is_sure
