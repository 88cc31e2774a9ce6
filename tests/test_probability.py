import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.errors import UsageError
from tenfold.probability import energy, log_softmax, softmax

LOGITS = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 5), st.integers(1, 12)),
    elements=st.floats(-1e4, 1e4, width=32),
)


def test_known_answer_by_hand():
    assert softmax(np.log([[1.0, 2.0, 5.0]])) == pytest.approx(np.array([[0.125, 0.25, 0.625]]))


def test_temperature_divides_the_logits():
    logits = np.array([[2.0, 0.0]])
    assert softmax(logits, 2.0)[0, 0] == pytest.approx(np.e / (np.e + 1))


def test_huge_logits_neither_overflow_nor_lose_the_loss():
    logits = np.array([[1e4, 0.0]], dtype=np.float32)
    assert log_softmax(logits).tolist() == [[0.0, -1e4]]


def test_one_row_is_enough_and_float64_comes_out():
    out = softmax(np.zeros(4, dtype=np.float32))
    assert out.shape == (4,)
    assert out.dtype == np.float64


@given(LOGITS, st.floats(0.05, 20))
@settings(derandomize=True, deadline=None)
def test_rows_sum_to_one_and_keep_the_answer(logits, temperature):
    out = softmax(logits, temperature)
    assert out.sum(axis=-1) == pytest.approx(1, abs=1e-9)
    assert (out >= 0).all()
    rows = np.arange(len(logits))
    assert (out[rows, logits.argmax(axis=1)] == out.max(axis=1)).all()


@pytest.mark.parametrize("temperature", [0.0, -1.0, float("nan"), float("inf")])
def test_impossible_temperature_is_refused(temperature):
    with pytest.raises(UsageError, match=r"must be a finite number over 0\. Got .* Leave it out"):
        softmax(np.zeros(3), temperature)


def test_energy_is_the_logarithm_of_the_summed_exponentials():
    logits = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
    assert energy(logits) == pytest.approx(np.log(np.exp(logits).sum(axis=1)))
    assert energy(np.array([1e4, 0.0])) == pytest.approx(1e4)
    assert energy(np.array([-1e4, -1e4], np.float32)) == pytest.approx(-1e4 + np.log(2))
