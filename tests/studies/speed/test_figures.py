import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.studies.speed.figures import FIGURES, three


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (0.0213, "0.0213"), (1.5e-05, "0.0000150"), (0.9999, "1.00"),
        (3.6, "3.60"), (41.26, "41.3"), (999.6, "1,000"), (7421, "7,420"),
        (1_234_567, "1,230,000"), (-2.5, "-2.50"),
    ],
)  # fmt: skip
def test_three_digits_count(value, text):
    assert three(value) == text


@settings(derandomize=True, deadline=None)
@given(st.floats(1e-9, 1e9))
def test_what_is_shown_is_the_value_to_half_a_percent(value):
    assert float(three(value).replace(",", "")) == pytest.approx(value, rel=0.006)


@pytest.mark.parametrize(
    ("figure", "value", "text"),
    [
        ("epoch", 3.618, "3.62 s"),
        ("answer", 0.00002134, "0.0213 ms"),
        ("as_written", 51_234.0, "51,200/s"),
        ("memory", 1088.4, "1,088 MB"),
        ("accuracy", 0.9703, "97.03%"),
    ],
)
def test_figures_carry_their_unit(figure, value, text):
    assert FIGURES[figure].show(value) == text


def test_a_ratio_below_one_says_so():
    assert FIGURES["epoch"].ratio(6.123) == "6.12x"
    assert FIGURES["epoch"].ratio(0.84) == "0.840x, slower"
    assert FIGURES["memory"].ratio(0.5) == "0.500x, more"
