"""The loss of a text, against the sum over all paths written out."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.probability import softmax
from tenfold.training.ctc import ctc_losses, read_right

BLANK = 3


def said_by(path: tuple[int, ...]) -> tuple[int, ...]:
    """What is left of a path when repeats are merged and blanks dropped."""
    merged = [key for key, _ in itertools.groupby(path)]
    return tuple(one for one in merged if one != BLANK)


def by_all_paths(logits: np.ndarray, text: tuple[int, ...]) -> float:
    likely = softmax(logits)
    steps, classes = logits.shape
    return sum(
        float(np.prod([likely[step, one] for step, one in enumerate(path)]))
        for path in itertools.product(range(classes), repeat=steps)
        if said_by(path) == text
    )


def filled(text: tuple[int, ...], most: int = 3) -> np.ndarray:
    return np.array([[*text, *[BLANK] * (most - len(text))]], np.int32)


def losses(logits: np.ndarray, text: tuple[int, ...]) -> float:
    import keras

    return float(keras.ops.convert_to_numpy(ctc_losses(logits[None], filled(text)))[0])


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    text=st.lists(st.integers(0, 2), max_size=3).map(tuple),
    seed=st.integers(0, 2**16),
    sharp=st.floats(0.1, 8),
)
def test_loss_is_that_of_all_paths_together(text: tuple[int, ...], seed: int, sharp: float) -> None:
    logits = (np.random.default_rng(seed).normal(size=(5, 4)) * sharp).astype(np.float32)
    assert np.exp(-losses(logits, text)) == pytest.approx(by_all_paths(logits, text), rel=1e-3)


def test_a_repeated_character_needs_a_blank_between() -> None:
    logits = np.full((2, 4), -20, np.float32)
    logits[:, 1] = 0
    assert losses(logits, (1,)) == pytest.approx(0, abs=1e-3)
    assert losses(logits, (1, 1)) > 1000  # two steps cannot say it


def test_gradient_is_a_number_where_a_text_is_impossible() -> None:
    import tensorflow as tf

    logits = tf.Variable(np.zeros((1, 2, 4), np.float32))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(ctc_losses(logits, filled((1, 1, 1))))
    assert np.isfinite(tape.gradient(loss, logits).numpy()).all()


@pytest.mark.parametrize(
    ("path", "text", "right"),
    [
        ((3, 1, 1, 3, 2), (1, 2), True),
        ((3, 1, 3, 1, 2), (1, 2), False),
        ((3, 1, 3, 1, 2), (1, 1, 2), True),
        ((3, 3, 3, 3, 3), (), True),
        ((3, 0, 3, 3, 3), (), False),
        ((0, 3, 3, 3, 3), (0, 1), False),
        ((0, 1, 2, 0, 1), (0, 1, 2), False),  # more is said than stands there
    ],
)
def test_right_is_what_the_likeliest_path_says(
    path: tuple[int, ...], text: tuple[int, ...], right: bool
) -> None:
    import keras

    logits = np.eye(4, dtype=np.float32)[list(path)][None] * 9
    assert bool(keras.ops.convert_to_numpy(read_right(logits, filled(text)))[0]) is right
