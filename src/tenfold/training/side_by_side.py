"""Several trainings at once in one process, a thread each: n seeds cost much less than n runs.

What they share is the start (importing Keras, loading the pictures) and the processor: a small
network's step has too little to do for all cores, and two of them fill each other's gaps. Compiled
calls let go of Python's lock. Every run ends in the same bits as alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from tenfold.cores import cores
from tenfold.errors import UsageError
from tenfold.values import Progress

T = TypeVar("T")
Check = Callable[[], None]
OnProgress = Callable[[Progress], None]


class _Abandoned(Exception):  # noqa: N818 - no error: it unwinds a thread whose work is not wanted
    """Another job has failed, or Ctrl-C was pressed."""


def side_by_side(jobs: Sequence[Callable[[Check], T]]) -> tuple[T, ...]:
    """What each job gives, in their order; as many run at a time as there are cores.

    Every job is given a function to call often: where another job has failed or Ctrl-C was
    pressed, it ends the job that calls it. The first failure is raised once all have ended.
    """
    stop = threading.Event()

    def check() -> None:
        if stop.is_set():
            raise _Abandoned

    def started(job: Callable[[Check], T]) -> T:
        check()
        return job(check)

    with ThreadPoolExecutor(max(1, min(len(jobs), cores()))) as pool:
        futures = [pool.submit(started, job) for job in jobs]
        try:
            done, _ = wait(futures, return_when=FIRST_EXCEPTION)
            _raise_first(done)
        finally:
            stop.set()
    return tuple(future.result() for future in futures)


def check_seeds(seeds: Sequence[int]) -> tuple[int, ...]:
    """The seeds as a tuple. Raises UsageError unless there are some, all of them different."""
    if not seeds or len(set(seeds)) != len(seeds) or min(seeds) < 0:
        raise UsageError(
            f"Seeds must be different numbers from 0 on, at least one. Got {list(seeds)}. "
            "Give 0, 1, 2 for three runs that differ in their seed only."
        )
    return tuple(seeds)


class Slowest:
    """Hands on the progress of whichever run is least far, so that one bar shows several."""

    def __init__(self, on_progress: OnProgress) -> None:
        self._on_progress = on_progress
        self._lock = threading.Lock()
        self._far: dict[int, tuple[int, int]] = {}

    def report(self, seed: int, now: Progress) -> None:
        """What the run of `seed` tells of itself."""
        with self._lock:
            self._far[seed] = (now.epoch, now.pictures)
            if self._far[seed] == min(self._far.values()):
                self._on_progress(now)


def _raise_first(done: set[Future[T]]) -> None:
    for future in done:
        error = future.exception()
        if error is not None:
            raise error
