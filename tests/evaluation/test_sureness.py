import pytest

from tenfold.conformal import LabelSet, SetScores
from tenfold.evaluation.sureness import label_set_in_words, sets_in_words, sets_on_splits

TEST = SetScores(0.99, 0.9913, (0.9893, 0.9929), 1.0249)
OWN = SetScores(0.99, 0.9902, (0.9871, 0.9926), 1.02)


@pytest.mark.parametrize(
    ("coverage", "names", "words"),
    [
        (0.99, ("4",), "99% set: 4"),
        (0.995, ("4", "9"), "99.5% set: 4, 9"),
        (0.9999999, ("Coat", "Shirt"), "99.99999% set: Coat, Shirt"),
        (0.9, tuple("abcdefghij"), "90% set: a, b, c, d, e, f, g, h, i, j"),
        (0.9, tuple("abcdefghijkl"), "90% set: a, b, c, d, e, f, g, h, i, j and 2 more"),
    ],
)
def test_a_set_is_told_the_most_likely_first(coverage, names, words):
    assert label_set_in_words(LabelSet(coverage, tuple(range(len(names))), names)) == words


def test_what_sets_reach_has_its_interval_and_their_size():
    assert sets_in_words(TEST) == (
        "99.13% of cases (95% interval 98.93% to 99.29%), with 1.02 classes in a set on average"
    )


def test_the_report_says_of_whom_it_is_promised():
    assert sets_on_splits({"validation": OWN, "test": TEST}) == (
        "Where one answer is not enough, --coverage 0.99 gives every class that a picture may well "
        "be of. On test pictures these 99% sets hold the true class in 99.13% of cases (95% "
        "interval 98.93% to 99.29%), with 1.02 classes in a set on average; on validation "
        "pictures, from which they were made, in 99.02%. What they promise is for pictures like "
        "the validation ones, and for no others."
    )
    assert sets_on_splits({}) is None
