"""From lattices to numbers: parting, refusing, and what was asked for."""

from __future__ import annotations

import numpy as np
import pytest
from inference.lattices import rows, spelled

from tenfold.errors import UsageError
from tenfold.inference.checks import luhn
from tenfold.inference.decoding import Wanted, decode_numbers
from tenfold.inference.words import WrittenLine
from tenfold.pictures.page.strips import Strip

SIZE = (1000, 100)


def inked(lattice: np.ndarray, *, x: float = 0.0, y: float = 0.0) -> Strip:
    """A strip with a bar of ink at every step that is rather a digit than the blank."""
    pixels = np.zeros((32, 4 * len(lattice)), np.uint8)
    for step in np.flatnonzero(lattice[:, 10] < np.log(0.5)):
        pixels[5:27, 4 * step - 4 : 4 * step + 8] = 255
    return Strip(pixels, np.array([[1.0, 0, x], [0, 1, y]]), 22.0)


def decode(*lattices: np.ndarray, words=None, threshold: float | None = None, **wanted):
    strips = [inked(one, y=32.0 * row) for row, one in enumerate(lattices)]
    lines = [WrittenLine(strip.pixels, one) for strip, one in zip(strips, lattices, strict=True)]
    return decode_numbers(
        strips, lines, size=SIZE, wanted=Wanted(**wanted), words=words, threshold=threshold
    )


def texts(numbers) -> list[str]:
    return [number.text for number in numbers]


def test_a_clear_line_is_one_sure_number():
    (number,) = decode(spelled("0470", sure=0.9999))
    assert (number.text, number.refused, number.reason) == ("0470", False, None)
    assert number.confidence == pytest.approx(0.9999**4, abs=1e-5)
    assert [digit.text for digit in number.digits] == list("0470")
    assert all(number.confidence <= digit.confidence <= 1 for digit in number.digits)


def test_boxes_lie_around_the_digits_and_the_number_around_its_boxes():
    (number,) = decode(spelled("47", apart=4))
    assert [digit.box for digit in number.digits] == [(12, 5, 12, 22), (32, 5, 12, 22)]
    assert number.box == (12, 5, 32, 22)


def test_a_gap_wider_than_two_digits_are_high_begins_a_new_number():
    # Bars are 12 pixels wide: 14 steps from bar to bar leave a gap of 44, 15 steps one of 48.
    for apart, expected in ((13, ["47"]), (14, ["4", "7"])):
        assert texts(decode(spelled("47", apart=apart))) == expected


def test_numbers_come_in_the_order_of_strips_then_left_to_right():
    lines = [np.concatenate([spelled("12"), spelled("", apart=9), spelled("34")]), spelled("56")]
    assert texts(decode(*lines)) == ["12", "34", "56"]


def test_single_joins_gaps_and_lines_and_boxes_stay_where_they_were():
    lines = [np.concatenate([spelled("12"), spelled("", apart=9), spelled("34")]), spelled("44")]
    (number,) = decode(*lines, single=True)
    assert number.text == "123444"
    assert [digit.box[1] for digit in number.digits] == [5, 5, 5, 5, 37, 37]
    assert number.box[1] + number.box[3] == 59


def test_single_does_not_merge_the_same_digit_across_strips():
    (number,) = decode(rows({"4": 1.0}), rows({"4": 1.0}), single=True)
    assert number.text == "44"


@pytest.mark.parametrize("single", [True, False])
def test_no_strips_and_no_digits_are_no_numbers(single):
    assert decode(single=single) == ()
    assert decode(spelled(""), rows({"4": 0.1}), single=single) == ()
    assert decode(spelled(""), digits=3, single=single) == ()


def unsure(p: float) -> np.ndarray:
    """470 and then a 9, or else a 4."""
    return np.concatenate([spelled("470"), rows({"9": p, "4": 0.999 - p}, {}, {})])


def test_below_the_threshold_a_number_is_refused_in_words_with_what_else_it_may_be():
    (number,) = decode(unsure(0.6), threshold=0.8)
    assert (number.text, number.refused, number.reason) == ("4709", True, "Not sure: 4709 or 4704.")
    assert number.confidence == pytest.approx(0.6 * 0.999**3, abs=1e-3)
    best = number.alternatives[0]
    assert (best.text, best.confidence) == ("4704", pytest.approx(0.398, abs=1e-2))
    assert [round(digit.confidence, 1) for digit in number.digits] == [1.0, 1.0, 1.0, 0.6]


def test_at_the_threshold_and_without_one_nothing_is_refused():
    (number,) = decode(unsure(0.6))
    assert not number.refused
    assert not decode(unsure(0.6), threshold=number.confidence)[0].refused


def test_there_are_at_most_three_alternatives_and_none_without_a_digit():
    lattice = rows({}, {"1": 0.4, "2": 0.1, "3": 0.1, "4": 0.1, "5": 0.1}, {})
    (number,) = decode(lattice, threshold=0.9)
    assert len(number.alternatives) == 3
    (lonely,) = decode(rows({}, {"1": 0.7}, {}), threshold=0.9)
    assert (lonely.alternatives, lonely.reason) == ((), "Not sure: 1.")


def test_a_number_of_digits_makes_the_sure_surer():
    lattice = np.concatenate([spelled("470"), rows({"9": 0.7}, {}, {})])
    free, four = decode(lattice)[0], decode(lattice, digits=4)[0]
    assert free.text == four.text == "4709"
    assert free.confidence == pytest.approx(0.7, abs=0.01)
    assert four.confidence > 0.99
    assert all(digit.confidence >= four.confidence for digit in four.digits)


def test_a_pattern_chooses_among_what_may_be_written():
    (number,) = decode(unsure(0.6), pattern="4[0-9]+4")
    assert (number.text, number.refused) == ("4704", False)
    assert number.confidence > 0.99
    assert number.alternatives == ()


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"digits": 6}, "No reading has 6 digits."),
        ({"digits": 1}, "No reading has 1 digit."),
        ({"pattern": "99"}, "No reading matches '99'."),
        ({"digits": 2, "pattern": "9+"}, "No reading has 2 digits and matches '9+'."),
    ],
)
def test_where_nothing_fits_the_number_is_refused_and_told_as_it_reads(wanted, reason):
    (number,) = decode(spelled("4709", sure=0.9999), **wanted)
    assert (number.text, number.refused, number.reason) == ("4709", True, reason)
    assert number.confidence == pytest.approx(0.9996, abs=1e-4)


def test_a_number_that_fails_its_check_is_refused_and_the_best_that_passes_suggested():
    lattice = [spelled("799273987"), rows({}, {"7": 0.9, "1": 0.0999}, {}), spelled("3")]
    (number,) = decode(np.concatenate(lattice), check=luhn)
    assert (number.text, number.refused) == ("79927398773", True)
    assert number.suggestion == "79927398713"


def test_the_suggestion_is_said_in_the_reason():
    (number,) = decode(unsure(0.6), check=lambda text: text == "4704")
    assert (number.text, number.suggestion, number.refused) == ("4709", "4704", True)
    assert number.reason == "4709 does not pass its check. 4704 does."
    (number,) = decode(unsure(0.6), check=lambda text: text == "1")
    assert (number.suggestion, number.reason) == (None, "4709 does not pass its check.")
    (number,) = decode(unsure(0.6), check=lambda text: text == "4709")
    assert not number.refused


@pytest.mark.parametrize("digits", [0, -1, 101])
def test_a_number_of_digits_out_of_range_is_a_wrong_use(digits):
    with pytest.raises(UsageError) as error:
        Wanted(digits=digits)
    assert str(error.value) == f"digits must be 1 to 100. Got {digits}."


def test_a_malformed_pattern_is_a_wrong_use():
    with pytest.raises(UsageError, match=r"A pattern must be a regular expression"):
        Wanted(pattern="(")


def test_of_words_only_a_sure_number_is_read():
    unsure, sure = spelled("507", sure=0.8), spelled("507", sure=0.9999)
    assert texts(decode(unsure, sure, words=[True, True])) == ["507"]
    assert texts(decode(unsure, sure, words=[True, False])) == ["507"]
    assert texts(decode(unsure, sure, words=[False, False])) == ["507", "507"]
    assert texts(decode(unsure, sure)) == ["507", "507"]
    assert texts(decode(unsure, single=True, words=[True])) == ["507"]


def test_what_may_be_a_short_word_needs_company_and_is_refused():
    short, plain = spelled("15", sure=0.9999), spelled("50289", sure=0.9999)
    assert decode(short, words=[True]) == ()
    assert decode(spelled("12", sure=0.9999), words=[True])[0].refused is False
    number, beside = decode(short, plain, words=[True, True])
    assert (number.text, number.refused) == ("15", True)
    assert number.reason == "It stands among words and may be letters."
    assert (beside.text, beside.refused) == ("50289", False)
    assert decode(short, words=[False])[0].refused is False


def test_signs_part_a_line_that_has_letters_and_room_between_digits_does_not():
    lattice = np.concatenate([spelled("47"), spelled("", apart=1), spelled("96", apart=3)])
    lattice = np.concatenate([lattice, spelled("", apart=14)])
    strip = inked(lattice)
    strip.pixels[5:27, 92:132] = 255  # letters

    def parted() -> list[str]:
        line = WrittenLine(strip.pixels, lattice)
        assert line.has_words
        return texts(decode_numbers([strip], [line], size=SIZE, wanted=Wanted(), words=[False]))

    assert parted() == ["4796"]
    strip.pixels[12:20, 44:48] = 255  # a sign
    assert parted() == ["47", "96"]


def test_what_may_be_a_date_is_refused_unless_something_is_known_of_it():
    (number,) = decode(spelled("61312026", sure=0.9999), threshold=0.9)
    assert (number.text, number.refused) == ("61312026", True)
    assert number.reason == "It may be a date: 6/3/2026."
    for known in ({"digits": 8}, {"pattern": "[0-9]+"}, {"check": lambda text: True}):
        assert not decode(spelled("61312026", sure=0.9999), threshold=0.9, **known)[0].refused
