from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.errors import UsageError
from tenfold.inference import checks

calm = settings(derandomize=True, deadline=None)

# check -> numbers that are published as examples of it
PUBLISHED = {
    "luhn": ["4111111111111111", "79927398713", "490154203237518", "5555555555554444"],
    "gtin": ["4006381333931", "73513537", "036000291452", "9780306406157"],
    "mod11": ["0306406152", "097522980X", "03785955", "2434561X", "9434765919"],
    "mod11-cycle7": ["86011117947", "12345678903"],
    "iso7064-11-2": ["0000000218250097", "000000021694233X", "079X"],
}
BODIES = st.text("0123456789", min_size=1, max_size=9)


def completed(check: str, body: str) -> str | None:
    """The body with the check digit that makes it pass; None where that is X."""
    fitting = [body + last for last in "0123456789" if checks.CHECKS[check](body + last)]
    assert len(fitting) <= 1
    return fitting[0] if fitting else None


@pytest.mark.parametrize(
    ("check", "number"), [(check, one) for check, many in PUBLISHED.items() for one in many]
)
def test_published_numbers_pass(check, number):
    assert checks.CHECKS[check](number)


@pytest.mark.parametrize("check", PUBLISHED)
@given(body=BODIES, data=st.data())
@calm
def test_any_single_wrong_digit_breaks_any_check(check, body, data):
    number = completed(check, body)
    if number is None:
        assert checks.CHECKS[check](body + "X")
        number = body + "X"
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert not checks.CHECKS[check](number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize("check", ["mod11", "mod11-cycle7", "iso7064-11-2"])
@given(body=BODIES, data=st.data())
@calm
def test_swapped_neighbours_break_mod_11(check, body, data):
    number = completed(check, body) or body + "X"
    place = data.draw(st.integers(0, len(number) - 2))
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert checks.CHECKS[check](swapped) == (swapped == number)


@given(body=BODIES, data=st.data())
@calm
def test_any_two_swapped_digits_break_isbn_10(body, data):
    number = completed("mod11", body) or body + "X"
    first, second = sorted(data.draw(st.permutations(range(len(number))))[:2])
    swapped = list(number)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    assert checks.mod11("".join(swapped)) == (swapped == list(number))


@pytest.mark.parametrize(
    ("check", "number", "swapped"), [("luhn", "1099", "1909"), ("gtin", "1052", "1502")]
)
def test_swaps_that_a_check_of_modulus_10_does_not_find(check, number, swapped):
    assert checks.CHECKS[check](number)
    assert checks.CHECKS[check](swapped)


@given(text=st.text(max_size=12), check=st.sampled_from(sorted(checks.CHECKS)))
@calm
def test_only_ascii_digits_and_a_last_x_are_ever_accepted(text, check):
    if checks.CHECKS[check](text):
        assert set(text[:-1]) <= set("0123456789")
        assert text[-1] in ("0123456789" if check in ("luhn", "gtin") else "0123456789X")


@pytest.mark.parametrize("check", sorted(checks.CHECKS))
@pytest.mark.parametrize("text", ["", "0", "0-0", " 00", "٠٠", "²0", "X0", "0" * 65])
def test_what_is_no_number_with_a_check_digit_is_not_accepted(check, text):
    assert not checks.CHECKS[check](text)


@pytest.mark.parametrize(("check", "number"), [("mod11", "080442957x"), ("luhn", "X00")])
def test_an_x_is_known_where_the_standard_has_it_only(check, number):
    assert not checks.CHECKS[check](number)


def test_an_eleventh_digit_that_would_weigh_nothing_is_not_accepted():
    assert checks.mod11("0306406152")
    assert not checks.mod11("00306406152")


def test_the_number_of_digits_counts_digits_only():
    accepts = checks.has_digits(3)
    assert [accepts(text) for text in ("012", "12", "1234", "1 2", "١٢٣")] == [True, *[False] * 4]


def test_a_pattern_matches_the_whole_text():
    accepts = checks.matches("20[0-9]{2}")
    assert [accepts(text) for text in ("2024", "12024", "20245", "2024\n", "")] == [
        True,
        *[False] * 4,
    ]


def test_a_pattern_sees_digits_only():
    assert not checks.matches(".*")("a1")


def test_predicates_are_put_together():
    accepts = checks.all_of([checks.luhn, checks.has_digits(11), checks.matches("7.*")])
    assert accepts("79927398713")
    assert not accepts("4111111111111111")
    assert checks.all_of([])("anything")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: checks.has_digits(0), "A number must have at least 1 digit. Got 0. Give 1 or"),
        (
            lambda: checks.matches("20[0-9"),
            "A pattern must be a regular expression, such as '20[0-9]{2}'. Got '20[0-9': "
            "unterminated character set",
        ),
        (
            lambda: checks.matches("1" * 201),
            "A pattern must have at most 200 characters. Got 201. Shorten it, or name a check.",
        ),
    ],
)
def test_errors_say_what_to_give(make, words):
    with pytest.raises(UsageError) as caught:
        make()
    assert words in str(caught.value)
