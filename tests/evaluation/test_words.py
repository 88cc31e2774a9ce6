import pytest

from tenfold.evaluation import words


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.9841, 1, "98.4%"),
        (0.9841, 0, "98%"),
        (1.0, 1, "100%"),
        (0.99996, 1, "99.9%"),
        (0.999, 0, "99%"),
        (0.0, 1, "0%"),
        (0.0001, 1, "<0.1%"),
        (0.5, 2, "50.00%"),
    ],
)
def test_percent_never_claims_certainty(share, digits, text):
    assert words.percent(share, digits) == text


@pytest.mark.parametrize(
    ("difference", "text"),
    [(0.029, "2.9 points"), (-0.029, "2.9 points"), (0.01, "1.0 point"), (0.0004, "0.04 points")],
)
def test_points_are_the_size_of_a_difference(difference, text):
    assert words.points(difference) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.84, "0.8 s"), (42, "42 s"), (59.7, "1 min 0 s"), (200, "3 min 20 s"), (3900, "1 h 5 min")],
)
def test_duration_reads_as_people_say_it(seconds, text):
    assert words.duration(seconds) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "no errors"), (1, "1 error"), (1234, "1,234 errors")]
)
def test_counts_agree_with_their_noun(number, text):
    assert words.count_of(number, "error") == text


@pytest.mark.parametrize(
    ("errors", "text"),
    [
        (0, "No errors in 10,000 pictures"),
        (1, "1 error in 10,000 pictures"),
        (161, "161 errors in 10,000 pictures"),
    ],
)
def test_error_count_handles_none_and_one(errors, text):
    assert words.error_count(errors, 10_000) == text


def test_caption_names_the_answer_and_the_truth():
    assert words.answer_caption("Sneaker", 0.98, "Sneaker") == "Sneaker 98% (Sneaker)"
    assert words.answer_caption("Sneaker", 0.9999) == "Sneaker 99%"
