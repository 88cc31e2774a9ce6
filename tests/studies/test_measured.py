import pytest

from tenfold.studies.measured import Measured, seeds_in_words


@pytest.mark.parametrize(
    ("values", "show", "text"),
    [
        ((0.97, 0.98), Measured.as_share, "97.50% ± 0.71"),
        ((0.97,), Measured.as_share, "97.00%"),
        ((0.99999,), Measured.as_share, "99.99%"),
        ((0.012, 0.014), Measured.as_points, "1.30 points ± 0.14"),
        ((0.5, 0.7), Measured.as_number, "0.6000 ± 0.1414"),
        ((4.2, 4.4), Measured.as_seconds, "4.30 s ± 0.14"),
        ((58.2, 61.8), Measured.as_seconds, "60 s ± 3"),
    ],
)
def test_a_figure_is_shown_with_its_spread_where_there_is_one(values, show, text):
    assert show(Measured(values)) == text


def test_json_has_the_spread_and_every_seed():
    assert Measured((1.0, 3.0)).to_json() == {
        "mean": 2.0, "std": pytest.approx(2**0.5), "low": 1.0, "high": 3.0, "n": 2,
        "values": [1.0, 3.0],
    }  # fmt: skip
    assert Measured((1.0,)).to_json()["std"] is None


def test_seeds_are_named_in_words():
    assert [seeds_in_words([3]), seeds_in_words(range(3))] == ["seed 3", "seeds 0, 1, 2"]
