import keras
import numpy as np
import pytest

from tenfold.training.optimizers import averaged, make_optimizer, take_average
from tenfold.training.recipe import Optimizer


def built(steps=100, **settings):
    weight = keras.Variable(np.zeros(2, np.float32))
    optimizer = make_optimizer(Optimizer(**settings), steps=steps)
    optimizer.build([weight])
    return optimizer, weight


def rates(optimizer, weight, steps):
    """The learning rate at each step."""
    seen = []
    for _ in range(steps):
        seen.append(float(optimizer.learning_rate))
        optimizer.apply([keras.ops.ones(2)], [weight])
    return seen


def test_a_constant_schedule_keeps_the_learning_rate():
    optimizer, weight = built(kind="sgd", learning_rate=0.3)
    assert rates(optimizer, weight, 3) == pytest.approx([0.3] * 3)


def test_a_linear_schedule_warms_up_and_falls_to_nothing():
    optimizer, weight = built(
        steps=10, kind="sgd", learning_rate=0.4, schedule="linear", warmup=0.4
    )
    expected = [0.1, 0.2, 0.3, 0.4, 0.4, 0.4 * 5 / 6, 0.4 * 4 / 6, 0.2, 0.4 * 2 / 6, 0.4 / 6]
    assert rates(optimizer, weight, 10) == pytest.approx(expected)
    assert float(optimizer.learning_rate) == pytest.approx(0)


def test_a_schedule_starts_from_the_kinds_own_learning_rate():
    optimizer, weight = built(steps=10, kind="adam", schedule="linear")
    assert rates(optimizer, weight, 1) == pytest.approx([keras.optimizers.Adam().learning_rate])


def test_the_average_is_seen_within_and_the_weights_are_back_after():
    optimizer, weight = built(kind="sgd", learning_rate=1.0, average=0.5)
    for _ in range(2):
        optimizer.apply([keras.ops.ones(2)], [weight])
    assert np.allclose(weight, -2)
    with averaged(optimizer):
        # The first step's weights begin the average, the second's are half of the next.
        assert np.allclose(weight, -1.5)
    assert np.allclose(weight, -2)
    take_average(optimizer)
    assert np.allclose(weight, -1.5)


def test_the_weights_are_back_even_after_an_error():
    optimizer, weight = built(kind="sgd", learning_rate=1.0, average=0.5)
    optimizer.apply([keras.ops.ones(2)], [weight])
    with pytest.raises(KeyboardInterrupt), averaged(optimizer):
        raise KeyboardInterrupt
    assert np.allclose(weight, -1)


def test_without_an_average_nothing_is_changed():
    optimizer, weight = built(kind="sgd", learning_rate=1.0)
    optimizer.apply([keras.ops.ones(2)], [weight])
    with averaged(optimizer):
        assert np.allclose(weight, -1)
    take_average(optimizer)
    assert np.allclose(weight, -1)
