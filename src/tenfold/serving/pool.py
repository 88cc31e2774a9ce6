"""Threads for what takes milliseconds (decoding, standardising, parsing), with a bounded queue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from tenfold.serving.problems import overloaded

Item = TypeVar("Item")
Result = TypeVar("Result")


class Pool:
    """A fixed number of threads, and room for so many jobs in them and before them."""

    def __init__(self, *, threads: int, room: int) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="tenfold-pictures")
        self._room = room
        self._jobs = 0

    @property
    def jobs(self) -> int:
        """Jobs that run or wait. One whose client has gone counts until it really ends."""
        return self._jobs

    async def run(self, job: Callable[[], Result]) -> Result:
        """What `job` returns or raises. Raises RequestError (503) where there is no room."""
        (answer,) = await self.map(lambda _: job(), [None])
        return answer

    async def map(self, job: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """What `job` makes of each item, in order; all are taken, or none (503)."""
        if self._jobs + len(items) > self._room:
            raise overloaded(f"{self._jobs} pictures are being read or waiting for it already.")
        loop = asyncio.get_running_loop()
        self._jobs += len(items)
        started = []
        for item in items:
            future = self._executor.submit(partial(job, item))
            future.add_done_callback(partial(self._ended, loop))
            started.append(asyncio.wrap_future(future, loop=loop))
        return list(await asyncio.gather(*started))

    def close(self) -> None:
        """End the threads after what they have begun."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _ended(self, loop: asyncio.AbstractEventLoop, job: Future[Result]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._count_down)

    def _count_down(self) -> None:
        self._jobs -= 1
