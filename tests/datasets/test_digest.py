from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tenfold.datasets.digest import dataset_sha256
from tenfold.values import PictureSpec, Split

SPEC = PictureSpec(4, 4, box=4)


def a_split(n: int = 3) -> Split:
    return Split(np.arange(n * 16, dtype=np.uint8).reshape(n, 4, 4), np.arange(n) % 2)


BASE: dict[str, Any] = {"classes": ("a", "b"), "spec": SPEC, "train": a_split(), "test": a_split(2)}


def test_the_definition_stays_as_it_is_written() -> None:
    head = b'[["a", "b"], 4, 4, 3, 2]\n'
    parts = [
        bytes(range(48)),
        np.array([0, 1, 0], "<i8").tobytes(),
        bytes(range(32)),
        np.array([0, 1], "<i8").tobytes(),
    ]
    assert dataset_sha256(**BASE) == hashlib.sha256(head + b"".join(parts)).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        lambda: {"classes": ("b", "a")},
        lambda: {"spec": PictureSpec(4, 5, box=4)},
        lambda: {"train": Split(a_split().images[::-1], a_split().labels)},
        lambda: {"test": Split(a_split(2).images, a_split(2).labels[::-1].copy())},
        lambda: {"train": a_split(2), "test": a_split(3)},
    ],
)
def test_other_data_have_another_digest(change: Callable[[], dict]) -> None:
    assert dataset_sha256(**BASE | change()) != dataset_sha256(**BASE)


def test_an_empty_split_and_views_are_digested_by_what_they_hold() -> None:
    images = np.asfortranarray(a_split().images)
    view = Split(images, a_split().labels)
    empty = a_split()[:0]
    assert dataset_sha256(("a", "b"), SPEC, empty, view) == dataset_sha256(
        ("a", "b"), SPEC, empty, a_split()
    )
