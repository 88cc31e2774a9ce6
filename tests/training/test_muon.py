import keras
import numpy as np
import pytest

from tenfold.training.muon import Muon, orthogonal


@pytest.mark.parametrize("shape", [(25, 32), (288, 48), (40, 40)])
def test_orthogonal_brings_all_directions_to_about_the_same_size(shape):
    matrix = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    before = np.linalg.svd(matrix, compute_uv=False)
    made = np.asarray(orthogonal(keras.ops.convert_to_tensor(matrix)))
    after = np.linalg.svd(made, compute_uv=False)
    assert made.shape == shape
    # A square random matrix has a few directions of almost no size, which stay small.
    assert after.max() < 1.3
    assert np.quantile(after, 0.2) > 0.4
    assert after.max() / np.median(after) < before.max() / np.median(before)


def test_orthogonal_keeps_the_directions():
    rng = np.random.default_rng(0)
    left, _ = np.linalg.qr(rng.normal(size=(60, 8)))
    right, _ = np.linalg.qr(rng.normal(size=(8, 8)))
    matrix = (left * np.geomspace(1, 3, 8)) @ right.T
    made = np.asarray(orthogonal(keras.ops.convert_to_tensor(matrix.astype(np.float32))))
    assert np.allclose(np.diag(left.T @ made @ right), 1, atol=0.35)
    off = left.T @ made @ right
    assert np.abs(off - np.diag(np.diag(off))).max() < 1e-4


def stepped(variables, gradients, **settings):
    optimizer = Muon(settings.pop("learning_rate", 0.1), momentum=0.0, others=0.5, **settings)
    optimizer.build(variables)
    optimizer.apply([keras.ops.convert_to_tensor(g) for g in gradients], variables)


def test_a_kernel_is_set_to_its_norm_and_turned_however_small_its_gradient():
    rng = np.random.default_rng(0)
    start = rng.normal(size=(3, 3, 4, 8)).astype(np.float32)
    gradient = rng.normal(size=(3, 3, 4, 8)).astype(np.float32)
    ends = []
    for size in (1.0, 1e-4):
        kernel = keras.Variable(start)
        stepped([kernel], [gradient * np.float32(size)])
        ends.append(np.asarray(kernel))
    assert np.allclose(*ends, atol=1e-3)
    unturned = start * 8**0.5 / np.linalg.norm(start)
    turned = np.linalg.norm(ends[0] - unturned)
    assert turned == pytest.approx(0.1 * 8**0.5, rel=0.25)


def test_a_kernel_without_a_gradient_is_only_set_to_its_norm():
    start = np.random.default_rng(0).normal(size=(3, 3, 4, 8)).astype(np.float32)
    kernel = keras.Variable(start)
    stepped([kernel], [np.zeros_like(start)])
    assert np.allclose(kernel, start * 8**0.5 / np.linalg.norm(start), atol=1e-6)


def test_all_other_weights_move_by_plain_sgd():
    bias, dense = (
        keras.Variable(np.ones(3, np.float32)),
        keras.Variable(np.ones((2, 3), np.float32)),
    )
    stepped([bias, dense], [np.ones(3, np.float32), np.full((2, 3), 2, np.float32)])
    assert np.allclose(bias, 1 - 0.1 * 0.5)
    assert np.allclose(dense, 1 - 0.1 * 0.5 * 2)


def test_momentum_is_nesterovs():
    weight = keras.Variable(np.zeros(1, np.float32))
    optimizer = Muon(1.0, momentum=0.5, others=1.0)
    optimizer.build([weight])
    for _ in range(2):
        optimizer.apply([keras.ops.ones(1)], [weight])
    # velocities 1 and 1.5; each step is the gradient and half the new velocity
    assert np.allclose(weight, -(1.5 + 1.75))
