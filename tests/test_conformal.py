from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.conformal import HeldOut, fewest, lowest_scores, members, threshold
from tenfold.errors import UsageError
from tenfold.evaluation.calibration import fit_temperature
from tenfold.probability import softmax

COVERAGES = st.decimals("0.9", "0.999", places=4).map(float)
CLASSES = 5


def ranked(n: int) -> HeldOut:
    """Held-out pictures of which the one of rank k, counted from 1, has the score k / (n + 1)."""
    return lowest_scores(np.arange(1, n + 1) / (n + 1))


def noisy(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Logits of a network that is sometimes wrong and far too sure, and the true labels."""
    labels = rng.integers(0, CLASSES, count)
    logits = rng.normal(0, 1, (count, CLASSES))
    logits[np.arange(count), labels] += rng.normal(2, 1.5, count)
    return 3 * logits, labels


def true_scores(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return probabilities[np.arange(len(labels)), labels]


@pytest.mark.parametrize(
    ("n", "coverage", "rank"),
    [
        (9, 0.9, 1),  # (1 - 0.9) * 10 is 0.9999999999999998 in floats
        (19, 0.9, 2),
        (99, 0.99, 1),
        (198, 0.99, 1),
        (199, 0.99, 2),
        (5000, 0.99, 50),
        (5000, 0.995, 25),
        (10_000, 0.999, 10),
    ],
)
def test_threshold_is_the_score_of_its_rank_to_the_bit(n, coverage, rank):
    assert threshold(ranked(n), coverage) == rank / (n + 1)


@given(st.integers(9, 2000), COVERAGES)
@settings(derandomize=True, deadline=None)
def test_threshold_is_the_highest_that_keeps_the_promise(n, coverage):
    asked = Fraction(str(coverage))
    try:
        rank = round(threshold(ranked(n), coverage) * (n + 1))
    except UsageError:
        assert Fraction(n, n + 1) < asked  # no held-out picture's score could keep it
        return
    # Were the new picture any of n + 1 in order, its score would be of this rank or a higher one:
    assert Fraction(n + 1 - rank, n + 1) >= asked > Fraction(n - rank, n + 1)


@pytest.mark.parametrize("fitted", [False, True], ids=["as it is", "temperature fitted on them"])
def test_coverage_is_reached_on_average_and_hardly_passed(fitted):
    """Also where the temperature is fitted on the held-out pictures, which no proof allows."""
    rng, n, new, draws = np.random.default_rng(0), 199, 500, 300
    coverages = np.array([0.9, 0.95, 0.99])
    reached = np.empty((draws, len(coverages)))
    for draw in range(draws):
        logits, labels = noisy(rng, n + new)
        temperature = fit_temperature(logits[:n], labels[:n]) if fitted else 1.0
        likely = softmax(logits, temperature)
        held_out = lowest_scores(true_scores(likely[:n], labels[:n]))
        for column, coverage in enumerate(coverages):
            chosen = members(likely[n:], threshold(held_out, coverage))
            reached[draw, column] = true_scores(chosen, labels[n:]).mean()
    chance = 3 * reached.std(axis=0) / np.sqrt(draws)
    assert (chance < 0.005).all()
    assert (coverages - chance < reached.mean(axis=0)).all()
    assert (reached.mean(axis=0) < coverages + 1 / (n + 1) + chance).all()


@given(st.integers(0, 2**32 - 1), st.integers(99, 500), COVERAGES, COVERAGES)
@settings(derandomize=True, deadline=None)
def test_sets_grow_with_coverage_and_are_never_empty(seed, n, one, other):
    rng = np.random.default_rng(seed)
    logits, labels = noisy(rng, n)
    likely = softmax(logits)
    held_out = lowest_scores(true_scores(likely, labels))
    low, high = sorted(min(coverage, 0.99) for coverage in (one, other))
    small, large = (members(likely, threshold(held_out, coverage)) for coverage in (low, high))
    assert (small <= large).all()
    assert small.any(axis=1).all()
    assert true_scores(small, labels).mean() >= low


@pytest.mark.parametrize(
    ("probabilities", "least", "expected"),
    [
        ([0.6, 0.3, 0.1], 0.3, [True, True, False]),
        ([0.6, 0.3, 0.1], 0.9, [True, False, False]),
        ([0.4, 0.4, 0.2], 0.5, [True, False, False]),
        ([0.4, 0.4, 0.2], 0.0, [True, True, True]),
        ([[0.6, 0.4], [0.1, 0.9]], 0.4, [[True, True], [False, True]]),
    ],
)
def test_a_set_is_what_is_likely_enough_and_always_the_likeliest(probabilities, least, expected):
    assert members(np.array(probabilities), least).tolist() == expected


def test_only_the_lowest_scores_are_kept_ascending():
    kept = lowest_scores(np.array([0.9, *np.linspace(0.5, 1, 17), 0.2]))
    assert (kept.n, kept.lowest) == (19, (0.2, 0.5))
    assert lowest_scores(np.array([0.5])) == HeldOut(1, ())


@given(COVERAGES)
@settings(derandomize=True, deadline=None)
def test_the_fewest_pictures_are_enough_and_one_less_is_not(coverage):
    n = fewest(coverage)
    assert threshold(ranked(n), coverage) == 1 / (n + 1)
    with pytest.raises(UsageError, match=f"held-out pictures. This model has {n - 1:,}"):
        threshold(ranked(n - 1), coverage)


@pytest.mark.parametrize(
    ("n", "coverage", "text"),
    [
        (
            *(500, 0.999),
            "A coverage of 0.999 needs at least 999 held-out pictures. This model has 500. Ask "
            "for at most 0.998, or train with --set validation.pictures=999 or more.",
        ),
        (
            *(5, 0.99999),
            "A coverage of 0.99999 needs at least 99,999 held-out pictures. This model has 5. "
            "Train with --set validation.pictures=99999 or more.",
        ),
    ],
)
def test_too_few_held_out_pictures_are_explained(n, coverage, text):
    with pytest.raises(UsageError) as error:
        threshold(ranked(n), coverage)
    assert str(error.value) == text


@pytest.mark.parametrize("n", [9, 10, 98, 99, 100, 999, 5000, 12_345])
def test_the_coverage_that_the_error_names_can_be_had(n):
    with pytest.raises(UsageError) as error:
        threshold(ranked(n), 0.99999)
    most = float(str(error.value).split("at most ")[1].split(", or")[0])
    assert threshold(ranked(n), most) > 0


@pytest.mark.parametrize("coverage", [0.5, 0.8999, 1, 99, -1, float("nan"), float("inf")])
def test_a_coverage_out_of_range_is_explained(coverage):
    with pytest.raises(UsageError) as error:
        threshold(ranked(500), coverage)
    assert str(error.value) == (
        f"The coverage must be at least 0.9 and less than 1. Got {coverage}. "
        "For sets that hold the truth 99 times in 100, give 0.99."
    )


def test_a_model_without_held_out_pictures_says_which_have_some():
    with pytest.raises(UsageError) as error:
        threshold(None, 0.99)
    assert str(error.value) == (
        "This model cannot give prediction sets (coverage): its file keeps nothing of held-out "
        "pictures, since its recipe has no validation pictures or it was written before there were "
        "such sets. Train it again; a recipe without validation pictures gets some by --set "
        "validation.pictures=5000."
    )


@pytest.mark.parametrize(
    ("n", "lowest"),
    [
        (19, (0.1,)),
        (19, (0.1, 0.2, 0.3)),
        (19, (0.2, 0.1)),
        (19, (-0.1, 0.2)),
        (19, (0.1, 1.2)),
        (19, (0.1, float("nan"))),
        (19, (float("nan"), 0.1)),
        (19, (0.1, float("inf"))),
        (19, ("0.1", "0.2")),
        (19, "ab"),
        (19, (False, True)),
        (19, ([0.1], [0.2])),
        (0, ()),
        (-1, ()),
        (True, ()),
        (5.0, ()),
        ("5", ()),
        (10**400, ()),
    ],
)
def test_held_out_pictures_that_do_not_fit_are_refused(n, lowest):
    with pytest.raises(UsageError) as error:
        HeldOut(n, lowest)
    assert str(error.value) == (
        "Held-out pictures must be given by how many there are, n, and the lowest (n + 1) // 10 "
        f"probabilities of their true labels, ascending from 0 to 1. Got n = {n!r} with "
        f"{len(lowest)} values. Train the model again."
    )
