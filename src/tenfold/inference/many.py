"""Many pictures in order: answered here, and by worker processes once there is work for them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack, closing
from operator import length_hint
from typing import TYPE_CHECKING, Protocol, TypeVar

from tenfold.cores import cores
from tenfold.errors import UsageError
from tenfold.values import BrokenPicture

if TYPE_CHECKING:
    import numpy as np
    import PIL.Image

    from tenfold.inference.parallel import Workers
    from tenfold.pictures.decode import Picture

    Source = str | os.PathLike[str] | bytes | np.ndarray | PIL.Image.Image | Picture
    # What is sent to a worker may have turned out to be broken on the way.
    Attempt = Callable[[int, Source | BrokenPicture], "A_co"]

A_co = TypeVar("A_co", covariant=True)

# Seconds: how long the pace is looked at first, and of how much work each worker is worth its
# start, which takes about half as long.
_LOOK = 0.1
_WORK_OF_ONE = 1.0


class Job(Protocol[A_co]):
    """What a worker is to do; it is pickled to get there."""

    def start(self) -> Attempt[A_co]:
        """Load the model, for one thread. Returns what answers a picture, given its number too."""


def answers_in_order(
    sources: Iterable[Source], attempt: Attempt[A_co], job: Job[A_co], *, workers: int | None
) -> Generator[A_co]:
    """Answers from this process, then from workers once they are worth it and there.

    attempt: answers a picture here; job: makes workers that answer alike. workers: how many
    processes may answer; None is one a core. Raises UsageError (fewer than 1, at once) and
    WorkerError when a worker dies or cannot start.
    """
    if workers is not None and workers < 1:
        raise UsageError(
            f"workers must be at least 1, or None for one a core. Got {workers}. "
            "Give 1 to answer in this process alone."
        )
    return _in_order(sources, attempt, job, workers or cores())


def _in_order(
    sources: Iterable[Source], attempt: Attempt[A_co], job: Job[A_co], workers: int
) -> Generator[A_co]:
    numbered, total = enumerate(sources), length_hint(sources)
    others: Workers[A_co] | None = None
    spent = 0.0
    with ExitStack() as stack:
        for number, source in numbered:
            began = time.perf_counter()
            answer = attempt(number, source)
            spent += time.perf_counter() - began
            yield answer
            if others is None:
                count = worthwhile(spent, number + 1, total, most=workers)
                if count > 1:
                    from tenfold.inference.parallel import Workers

                    others = stack.enter_context(Workers(job, count))
            elif others.ready:
                yield from others.answers(numbered)


def one_by_one(each: Generator[tuple[A_co, ...]]) -> Generator[A_co]:
    """The answers of several sources behind each other, where each gives as many as it will."""
    with closing(each):
        for one in each:
            yield from one


def worthwhile(spent: float, done: int, total: int, *, most: int) -> int:
    """How many workers the work left is worth, after `done` pictures in `spent` seconds.

    total: how many there are. 0: nobody knows, and as much is expected as was done.
    """
    expected = spent / done * (total - done) if total else spent
    if spent < _LOOK or expected < _WORK_OF_ONE:
        return 1
    return min(most, 1 + int(expected / _WORK_OF_ONE)) if total else most


def name_of(source: Source, number: int) -> str:
    """What to call one of many pictures: its path, or its number where it has none."""
    return os.fspath(source) if isinstance(source, str | os.PathLike) else f"picture {number}"
