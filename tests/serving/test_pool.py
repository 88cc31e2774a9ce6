"""Threads with a bounded queue."""

import asyncio
import threading

import pytest

from tenfold.serving.pool import Pool
from tenfold.serving.problems import RequestError


def test_answers_come_in_order():
    async def main():
        pool = Pool(threads=3, room=10)
        return await pool.map(lambda n: n * n, list(range(10)))

    assert asyncio.run(main()) == [n * n for n in range(10)]


def test_errors_come_back():
    async def main():
        await Pool(threads=1, room=1).run(lambda: 1 // 0)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(main())


def test_all_are_taken_or_none():
    async def main():
        pool = Pool(threads=1, room=3)
        go = threading.Event()
        held = asyncio.create_task(pool.map(lambda _: go.wait(), [1, 2]))
        await asyncio.sleep(0)
        ran: list[int] = []
        with pytest.raises(RequestError, match="2 pictures are being read") as error:
            await pool.map(ran.append, [1, 2])
        assert error.value.http_status == 503
        go.set()
        await held
        await asyncio.sleep(0)
        assert pool.jobs == 0
        assert ran == []
        await pool.map(ran.append, [1, 2, 3])
        return ran

    assert asyncio.run(main()) == [1, 2, 3]


def test_a_job_whose_client_has_gone_counts_until_it_ends():
    async def main():
        pool = Pool(threads=1, room=1)
        go, began, ended = threading.Event(), threading.Event(), threading.Event()

        def job():
            began.set()
            go.wait()
            ended.set()

        asked = asyncio.create_task(pool.run(job))
        await asyncio.to_thread(began.wait)
        asked.cancel()
        await asyncio.wait([asked])
        assert pool.jobs == 1
        go.set()
        await asyncio.to_thread(pool.close)
        await asyncio.sleep(0)
        assert ended.is_set()
        return pool.jobs

    assert asyncio.run(main()) == 0
