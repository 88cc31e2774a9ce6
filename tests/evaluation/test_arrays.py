import numpy as np
import pytest

from tenfold.errors import TrainingError, UsageError
from tenfold.evaluation.arrays import check_answers

LABELS = np.array([0, 1])
LOGITS = np.zeros((2, 3), dtype=np.float32)
BROKEN = np.array([[0, np.nan, 0], [0, 0, 0]], dtype=np.float32)


def test_fitting_arrays_pass():
    assert check_answers(LABELS, LOGITS) is None


@pytest.mark.parametrize(
    ("labels", "logits", "error", "text"),
    [
        (
            LABELS,
            LOGITS[0],
            UsageError,
            r"floats of shape \(n, classes\).*Got float32 of shape \(3,\)",
        ),
        (LABELS, LOGITS.astype(int), UsageError, r"Got int64 of shape \(2, 3\)\. Give one row"),
        (LABELS[:0], LOGITS[:0], UsageError, "at least one picture"),
        (LABELS[:1], LOGITS, UsageError, r"integers of shape \(2,\).*Got int64 of shape \(1,\)"),
        (LABELS / 2, LOGITS, UsageError, r"Got float64 of shape \(2,\)\. Give the class index"),
        (
            np.array([0, 3]),
            LOGITS,
            UsageError,
            r"0 to 2, one for each column.*Got 0 to 3\. Correct",
        ),
        (np.array([-1, 0]), LOGITS, UsageError, "Got -1 to 0"),
        (LABELS, BROKEN, TrainingError, r"finite\. Got NaN or infinity for 1 of 2 pictures"),
    ],
)
def test_arrays_that_do_not_fit_are_explained(labels, logits, error, text):
    with pytest.raises(error, match=text):
        check_answers(labels, logits)
