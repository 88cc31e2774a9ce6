"""Micro-batches."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tenfold.errors import PictureError
from tenfold.serving.batching import Batches
from tenfold.serving.problems import RequestError


class Model:
    """Answers a picture with its first pixel; waits in each call until it is let go."""

    def __init__(self, *, waits: bool = False, fails: bool = False) -> None:
        self.go = threading.Event()
        self.began = threading.Event()
        self.fails = fails
        self.sizes: list[int] = []
        if not waits:
            self.go.set()

    def __call__(self, images: np.ndarray) -> np.ndarray:
        self.sizes.append(len(images))
        self.began.set()
        self.go.wait()
        if self.fails:
            raise PictureError("no")
        return images[:, :1, 0].astype(np.float32)


def batches(model: Model, *, most: int = 4, room: int = 8) -> Batches:
    executor = ThreadPoolExecutor(1)
    seen: list[int] = []
    return Batches(model, executor=executor, most=most, room=room, seen=seen.append)


def pictures(*values: int) -> np.ndarray:
    return np.array(values, np.uint8)[:, None, None] * np.ones((1, 2, 2), np.uint8)


def test_each_gets_its_own_answer():
    async def main():
        queue = batches(Model())
        asked = [queue.logits(pictures(*range(n, n + n % 3 + 1))) for n in range(4)]
        return await asyncio.gather(*asked)

    for n, found in enumerate(asyncio.run(main())):
        assert found.ravel().tolist() == list(range(n, n + n % 3 + 1))


def test_what_comes_while_the_model_is_busy_is_answered_together():
    async def main():
        model = Model(waits=True)
        queue = batches(model)
        first = asyncio.create_task(queue.logits(pictures(0)))
        await asyncio.to_thread(model.began.wait)
        later = [asyncio.create_task(queue.logits(pictures(n))) for n in range(1, 7)]
        await asyncio.sleep(0)
        assert queue.waiting == 6
        model.go.set()
        await asyncio.gather(first, *later)
        assert queue.waiting == 0
        return model.sizes

    assert asyncio.run(main()) == [1, 4, 2]


def test_what_does_not_fit_is_turned_away_and_what_waits_is_answered():
    async def main():
        model = Model(waits=True)
        queue = batches(model, room=8)
        first = asyncio.create_task(queue.logits(pictures(0)))
        await asyncio.to_thread(model.began.wait)
        waiting = asyncio.create_task(queue.logits(pictures(*range(8))))
        await asyncio.sleep(0)
        with pytest.raises(RequestError, match="8 pictures are waiting") as error:
            await queue.logits(pictures(1))
        assert error.value.http_status == 503
        assert error.value.headers == {"Retry-After": "1"}
        model.go.set()
        await first
        return (await waiting).ravel().tolist()

    assert asyncio.run(main()) == list(range(8))


def test_one_large_request_is_one_call():
    async def main():
        model = Model()
        await batches(model, most=4, room=100).logits(pictures(*range(50)))
        return model.sizes

    assert asyncio.run(main()) == [50]


def test_an_error_reaches_all_of_its_batch_and_nobody_else():
    async def main():
        model = Model(fails=True)
        queue = batches(model)
        failed = await asyncio.gather(
            *(queue.logits(pictures(n)) for n in range(3)), return_exceptions=True
        )
        model.fails = False
        return failed, await queue.logits(pictures(9))

    failed, found = asyncio.run(main())
    assert [type(one) for one in failed] == [PictureError] * 3
    assert found.ravel().tolist() == [9]


def test_who_has_gone_is_not_answered_and_holds_no_place():
    async def main():
        model = Model(waits=True)
        queue = batches(model)
        first = asyncio.create_task(queue.logits(pictures(0)))
        await asyncio.to_thread(model.began.wait)
        gone = asyncio.create_task(queue.logits(pictures(*range(8))))
        await asyncio.sleep(0)
        gone.cancel()
        model.go.set()
        await first
        await queue.drain()
        assert queue.waiting == 0
        return model.sizes

    assert asyncio.run(main()) == [1]


def test_draining_waits_for_what_was_taken():
    async def main():
        model = Model()
        queue = batches(model)
        asked = [asyncio.create_task(queue.logits(pictures(n))) for n in range(6)]
        await asyncio.sleep(0)
        await queue.drain()
        await asyncio.sleep(0)
        return [one.done() for one in asked]

    assert all(asyncio.run(main()))
