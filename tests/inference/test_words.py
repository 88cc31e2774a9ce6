"""Which writing is words: by its gaps, by what is no digit in it, and by the other lines."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inference.lattices import spelled

from tenfold.artefact.bundle import STEP
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


def test_sure_digits_are_numbers():
    assert are_words([line("4071"), line("23")]) == [False, False]


def test_unsure_digits_are_words_where_much_of_the_ink_is_none():
    assert are_words([line("4071", sure=0.7)]) == [False]
    assert are_words([line("4071", sure=0.7, letters=8)]) == [True]


def test_digits_between_many_letters_are_words():
    assert are_words([line("4071", letters=40)]) == [True]


def test_lines_of_a_page_speak_for_each_other():
    text = [line("50715", sure=0.6, letters=4), line("01517", sure=0.6, letters=4)]
    assert are_words([line("15")]) == [False]
    assert are_words([*text, line("15")]) == [True, True, True]
    assert are_words([*text, line("150715")]) == [True, True, False]


def test_a_line_without_digits_says_nothing_of_the_others():
    assert are_words([line("", letters=9), line("15")]) == [False, False]
    assert are_words([]) == []


def word(text: str, *, sure: float = CLEAR, height: int = 20, covered: float = 1.0) -> Word:
    return Word(0, 9, text, np.full(len(text), height), spelled(text, sure=sure), covered)


@pytest.mark.parametrize(
    ("one", "is_number"),
    [
        (word("4071"), True),
        (word(""), False),
        (word("4071", covered=0.6), False),  # signs or letters beside its digits
        (word("4071", sure=0.8), False),
        (word("4071", height=13), False),  # no taller than small letters
        (word("15"), True),
        (word("15", sure=0.99), False),  # "is"
    ],
)
def test_among_words_a_number_is_beyond_doubt(one: Word, is_number: bool):
    assert one.is_number(tall=20) is is_number


def test_the_words_of_a_line_have_what_was_read_in_them():
    lattice = np.concatenate([spelled("12"), spelled("", apart=4), spelled("345")])
    pixels = np.zeros((32, STEP * len(lattice)), np.uint8)
    for step in np.flatnonzero(lattice[:, 10] < np.log(0.5)):
        pixels[5:27, STEP * step : STEP * step + 8] = 255
    written = WrittenLine(pixels, lattice)
    first, second = written.words
    assert (first.text, second.text) == ("12", "345")
    assert second.heights.tolist() == [22, 22, 22]
    assert (first.covered, second.covered) == (1.0, 1.0)
    assert first.confidence > 0.9


@pytest.mark.parametrize(
    ("text", "doubted"),
    [("15", True), ("60", True), ("4", True), ("12", False), ("66", False), ("150", False)],
)
def test_short_numbers_of_some_digits_may_be_letters(text: str, doubted: bool):
    assert word(text).may_be_letters is doubted


def test_a_page_is_text_where_much_of_its_ink_is_surely_no_digits():
    words = [line("", letters=40), line("23", letters=40)]
    assert are_text(words)
    assert not are_text(words[:1])
    assert not are_text([line("4071", letters=2)] * 9)
    assert not are_text([line(""), line("", sure=0.9)])
    assert not are_text([])


def test_ink_that_may_well_be_digits_is_not_said_to_be_text():
    clear = line("", letters=60)
    unclear = WrittenLine(clear.pixels, np.full_like(clear.lattice, np.log(1 / 11)))
    assert clear.letters > 20
    assert unclear.letters == 0
    assert not are_text([unclear] * 3)


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
