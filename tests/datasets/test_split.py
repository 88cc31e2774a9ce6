from __future__ import annotations

import numpy as np
import pytest

from tenfold.datasets.split import hold_out
from tenfold.errors import UsageError
from tenfold.values import Split


def numbered(n: int) -> Split:
    """Pictures whose pixels and labels are their row."""
    labels = np.arange(n, dtype=np.int64)
    return Split(np.broadcast_to(labels[:, None, None], (n, 4, 4)).astype(np.uint8), labels)


def test_the_last_pictures_are_held_out_as_they_lie() -> None:
    train, validation = hold_out(
        numbered(10), pictures=3, take="last", rng=np.random.default_rng(0)
    )
    assert train.labels.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert validation.labels.tolist() == [7, 8, 9]


def test_random_pictures_are_held_out_once_each_with_their_labels() -> None:
    train, validation = hold_out(
        numbered(100), pictures=20, take="random", rng=np.random.default_rng(0)
    )
    assert len(validation) == 20
    assert sorted([*train.labels, *validation.labels]) == list(range(100))
    assert validation.labels.tolist() != list(range(80, 100))
    for part in (train, validation):
        np.testing.assert_array_equal(part.images[:, 0, 0], part.labels)
        assert part.labels.tolist() == sorted(part.labels)


def test_the_same_seed_holds_out_the_same_pictures() -> None:
    first, second, other = (
        hold_out(numbered(50), pictures=9, take="random", rng=np.random.default_rng(seed))[1]
        for seed in (3, 3, 4)
    )
    assert first.labels.tolist() == second.labels.tolist()
    assert first.labels.tolist() != other.labels.tolist()


@pytest.mark.parametrize("pictures", [0, -1, 10, 11])
def test_a_split_that_leaves_one_side_empty_is_refused(pictures: int) -> None:
    with pytest.raises(UsageError) as error:
        hold_out(numbered(10), pictures=pictures, take="last", rng=np.random.default_rng(0))
    assert str(error.value) == (
        "The pictures held out for validation must be 1 to 9, so that some of the 10 stay for "
        f"training. Got {pictures}."
    )


def test_an_unknown_way_to_take_is_refused() -> None:
    with pytest.raises(UsageError, match=r"taken 'last' or 'random'\. Got 'first'\."):
        hold_out(numbered(10), pictures=3, take="first", rng=np.random.default_rng(0))  # type: ignore[arg-type]
