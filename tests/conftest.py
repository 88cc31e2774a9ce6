"""Small real or drawn data that many rooms share."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from tenfold.datasets import load_dataset
from tenfold.values import Dataset, PictureSpec, Split


def drawn_split(n: int, seed: int) -> Split:
    """Three kinds of picture that a network tells apart: a bar standing, a bar lying, a disc."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, n)
    rows, columns = np.mgrid[0:28, 0:28]
    images = np.zeros((n, 28, 28), np.uint8)
    for image, label in zip(images, labels, strict=True):
        y, x = rng.integers(10, 18, 2)
        tall, wide = [(8, 2), (2, 8), (5, 5)][label]
        inside = ((rows - y) / tall) ** 2 + ((columns - x) / wide) ** 2 <= 1
        image[inside] = rng.integers(150, 256)
    return Split(images, labels.astype(np.int64))


@pytest.fixture(scope="session")
def drawn() -> Dataset:
    """A data set of 600 + 200 drawn pictures in three classes."""
    train, test = drawn_split(600, 1), drawn_split(200, 2)
    return Dataset("drawn", ("standing", "lying", "disc"), train, test, PictureSpec(), "0" * 64)


@pytest.fixture(scope="session")
def drawn_npz(drawn: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same data set as a file."""
    path = tmp_path_factory.mktemp("data") / "drawn.npz"
    np.savez(
        path,
        x_train=drawn.train.images,
        y_train=drawn.train.labels.astype(np.uint8),
        x_test=drawn.test.images,
        y_test=drawn.test.labels.astype(np.uint8),
    )
    return path


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    """The real thing; fetched once, then from the cache."""
    return load_dataset("mnist")


@pytest.fixture(scope="session")
def small_mnist(mnist: Dataset) -> Dataset:
    """2,000 + 500 real digits: enough to learn from, quick enough for a test."""
    return dataclasses.replace(mnist, train=mnist.train[:2000], test=mnist.test[:500])
