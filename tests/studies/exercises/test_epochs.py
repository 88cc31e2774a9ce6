import re

import numpy as np
import pytest

from tenfold.studies.exercises.epochs import lowest_epoch, paragraph

FALLING = np.linspace(0.3, 0.01, 8)
TURNING = np.array([0.20, 0.12, 0.08, 0.07, 0.08, 0.10, 0.12, 0.14])


def runs(curve, spread, *, count=3, seed=0):
    noise = np.random.default_rng(seed).normal(0, spread, (count, len(curve)))
    return curve + noise


def test_a_loss_that_turns_is_overfitting():
    said = paragraph(runs(FALLING, 0.001), runs(TURNING, 0.001), runs(np.full(8, 0.98), 0.0005))
    assert "The loss on held-out pictures was lowest after epoch 4 (mean 0.07" in said
    assert re.search(
        r"held-out loss of epoch 8 was 0\.0[67]\d+ higher than that of the lowest", said
    )
    assert "That is overfitting" in said
    assert "could be chance" in said  # the accuracy stood still
    assert "Fewer right answers cannot be shown" in said


def test_an_accuracy_that_falls_with_it_is_told():
    falling = np.linspace(0.99, 0.9, 8)
    said = paragraph(runs(FALLING, 0.001), runs(TURNING, 0.001), runs(falling, 0.0005))
    assert said.endswith("Right answers became fewer with it.")


def test_an_accuracy_that_still_grows_is_told():
    growing = np.linspace(0.9, 0.99, 8)
    said = paragraph(runs(FALLING, 0.001), runs(TURNING, 0.001), runs(growing, 0.0005))
    assert "More answers were right and the loss rose all the same" in said


def test_a_loss_that_still_falls_has_not_turned():
    said = paragraph(runs(FALLING, 0.001), runs(FALLING, 0.001), runs(FALLING, 0.001))
    assert said.endswith(", the last one: within 8 epochs it did not turn.")
    assert "overfitting" not in said


@pytest.mark.parametrize("seed", range(5))
def test_noise_around_a_flat_loss_is_not_called_a_rise(seed):
    flat = runs(np.full(8, 0.1), 0.01, seed=seed)
    assert "overfitting" not in paragraph(flat, flat, flat)


def test_one_run_tells_no_rise():
    said = paragraph(FALLING[None], TURNING[None], FALLING[None])
    assert said.endswith(
        "One run of each cannot tell a difference from luck: it takes several seeds."
    )


def test_the_lowest_epoch_is_that_of_the_mean():
    assert lowest_epoch(np.array([[3.0, 1.0, 2.0], [3.0, 2.5, 1.0]])) == 3
