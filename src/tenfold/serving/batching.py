"""Micro-batches: what arrives while a model is busy is answered by its next call together.

Nothing waits for company: an idle model starts with what is there. The queue is bounded by
pictures, and what does not fit is turned away at once, so that load grows neither memory nor the
time that others wait.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor

import numpy as np

from tenfold.serving.problems import overloaded

Waiting = tuple[np.ndarray, "asyncio.Future[np.ndarray]"]


class Batches:
    """The queue before one model.

    run: uint8 (n, height, width) to float32 (n, classes), called in `executor`. most: pictures in
    one call; a request with more of them is answered by a call of its own. room: pictures that may
    wait. seen: told the size of every call.
    """

    def __init__(
        self,
        run: Callable[[np.ndarray], np.ndarray],
        *,
        executor: Executor,
        most: int,
        room: int,
        seen: Callable[[int], None],
    ) -> None:
        self._run = run
        self._executor = executor
        self._most = most
        self._room = room
        self._seen = seen
        self._queue: deque[Waiting] = deque()
        self._waiting = 0
        self._worker: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """Pictures that no call has taken yet."""
        return self._waiting

    async def logits(self, images: np.ndarray) -> np.ndarray:
        """float32 (n, classes) for uint8 (n, height, width), n at least 1.

        Raises RequestError (503) where too many pictures wait already.
        """
        if self._waiting + len(images) > self._room:
            raise overloaded(f"{self._waiting} pictures are waiting for this model already.")
        answer: asyncio.Future[np.ndarray] = asyncio.get_running_loop().create_future()
        self._queue.append((images, answer))
        self._waiting += len(images)
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        return await answer

    async def drain(self) -> None:
        """Come back when all that was taken is answered."""
        while self._worker is not None:
            await asyncio.wait([self._worker])

    async def _work(self) -> None:
        """Answer until nothing is left; the next picture starts another worker."""
        try:
            await asyncio.sleep(0)  # requests that have arrived in this turn of the loop come along
            while batch := self._take():
                await self._answer(batch)
        finally:
            self._worker = None

    def _take(self) -> list[Waiting]:
        """The oldest that fit one call, less those whose clients have gone."""
        batch: list[Waiting] = []
        size = 0
        while self._queue and (not batch or size + len(self._queue[0][0]) <= self._most):
            images, answer = self._queue.popleft()
            self._waiting -= len(images)
            if not answer.done():
                batch.append((images, answer))
                size += len(images)
        return batch

    async def _answer(self, batch: list[Waiting]) -> None:
        images = batch[0][0] if len(batch) == 1 else np.concatenate([one for one, _ in batch])
        self._seen(len(images))
        call = asyncio.get_running_loop().run_in_executor(self._executor, self._run, images)
        await asyncio.wait([call])
        error = call.exception()
        start = 0
        for some, answer in batch:
            rows = slice(start, start + len(some))
            start += len(some)
            if answer.done():
                continue
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(call.result()[rows])
