"""Sentences on made runs, where the truth is known."""

import pytest

from tenfold.studies.exercises.verdict import of_numbers, of_shares, tell
from tenfold.studies.measured import Measured

NAMES = ("512 units", "128 units")


@pytest.mark.parametrize(
    ("a", "b", "outcome", "sentence"),
    [
        (
            (0.980, 0.981, 0.982),
            (0.974, 0.975, 0.976),
            "higher",
            "The accuracy of 512 units was 0.60 points higher than that of 128 units "
            "(95% interval 0.37 to 0.83).",
        ),
        (
            (0.974, 0.975, 0.976),
            (0.980, 0.981, 0.982),
            "lower",
            "The accuracy of 512 units was 0.60 points lower than that of 128 units "
            "(95% interval 0.37 to 0.83).",
        ),
        (
            (0.974, 0.976, 0.978),
            (0.973, 0.975, 0.977),
            "chance",
            "The difference between the accuracy of 512 units and of 128 units, +0.10 points, "
            "could be chance (95% interval -0.35 to +0.55).",
        ),
        (
            (0.98,),
            (0.97,),
            "one run",
            "The accuracy of 512 units against 128 units: +1.00 points.",
        ),
    ],
)
def test_a_sentence_says_what_the_runs_carry(a, b, outcome, sentence):
    verdict = of_shares("accuracy", Measured(a), Measured(b), names=NAMES)
    assert (verdict.outcome, verdict.sentence) == (outcome, sentence)


def test_figures_keep_their_own_unit():
    a, b = Measured((2.0, 2.1, 1.9)), Measured((0.9, 1.0, 1.1))
    verdict = of_numbers("time", a, b, names=NAMES, unit=" s", digits=2)
    assert verdict.sentence == (
        "The time of 512 units was 1.00 s higher than that of 128 units "
        "(95% interval 0.77 to 1.23)."
    )


def test_single_runs_are_said_to_tell_nothing_once():
    one = of_shares("accuracy", Measured((0.98,)), Measured((0.97,)), names=NAMES)
    assert tell(one, one) == (
        f"{one.sentence} {one.sentence} "
        "One run of each cannot tell a difference from luck: it takes several seeds."
    )


def test_several_runs_are_told_as_they_are():
    clear = of_shares("accuracy", Measured((0.9, 0.9)), Measured((0.8, 0.8)), names=NAMES)
    assert tell(clear) == clear.sentence
