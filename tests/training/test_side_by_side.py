import threading

import pytest

from tenfold.errors import TrainingError, UsageError
from tenfold.training.side_by_side import Slowest, check_seeds, side_by_side
from tenfold.values import Progress


def test_results_come_in_the_order_of_the_jobs():
    assert side_by_side([lambda check, n=n: n * n for n in range(20)]) == tuple(
        n * n for n in range(20)
    )


def test_the_first_failure_ends_the_other_jobs_and_is_raised():
    def endless(check):
        while True:
            check()

    def failing(check):
        raise TrainingError("The loss became nan.")

    # The failing one is first: on one core the others never begin.
    with pytest.raises(TrainingError, match="The loss became nan"):
        side_by_side([failing, endless, endless])
    assert not [t for t in threading.enumerate() if t.name.startswith("ThreadPool")]


def test_one_bar_follows_the_run_that_is_least_far():
    seen = []
    slowest = Slowest(lambda now: seen.append((now.epoch, now.pictures)))
    for seed, epoch, pictures in [(0, 1, 10), (1, 1, 5), (0, 1, 20), (1, 2, 5), (0, 1, 30)]:
        slowest.report(seed, Progress(epoch, 3, pictures, 30, 1.0, 0.5, ()))
    assert seen == [(1, 10), (1, 5), (1, 30)]


@pytest.mark.parametrize("seeds", [(), (1, 1), (-1, 2)])
def test_seeds_must_be_some_and_different(seeds):
    with pytest.raises(UsageError) as caught:
        check_seeds(seeds)
    assert str(caught.value) == (
        f"Seeds must be different numbers from 0 on, at least one. Got {list(seeds)}. "
        "Give 0, 1, 2 for three runs that differ in their seed only."
    )


def test_seeds_may_be_any_sequence():
    assert check_seeds(range(3)) == (0, 1, 2)
