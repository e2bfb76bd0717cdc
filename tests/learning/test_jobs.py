"""The embedded jobs: turns, stopping, failing, dying."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from app.jobs import Event, Full, Job, Pool, TooMany, WorkerDied, WorkFailed


def work(payload: bytes, stopped: Callable[[], bool]) -> Iterator[bytes]:
    """What the payload says, for as long as it is wanted."""
    if payload == b"fail":
        raise ValueError("as asked")
    if payload == b"die":
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    count = 0
    while payload == b"for ever" and not stopped():
        count += 1
        if count == 1:
            yield b"begun"
    yield b"last " + payload


def run(of: Callable[[Pool], Coroutine[Any, Any, None]], **more: Any) -> None:
    async def whole() -> None:
        pool = Pool(work, **more)
        try:
            async with asyncio.timeout(60):
                await of(pool)
        finally:
            pool.close()

    asyncio.run(whole())


async def items(job: Job) -> list[bytes]:
    return [event.item async for event in job.events() if event.kind == "item"]


def test_a_job_is_done_and_its_worker_does_the_next() -> None:
    async def of(pool: Pool) -> None:
        assert await items(pool.submit(b"a", "me")) == [b"last a"]
        assert await items(pool.submit(b"b", "me")) == [b"last b"]
        assert len(pool.workers) == 1

    run(of)


def test_whoever_waits_is_told_the_place_and_clients_take_turns() -> None:
    async def of(pool: Pool) -> None:
        first = pool.submit(b"for ever", "greedy")
        events = first.events()
        assert (await anext(events)).item == b"begun"
        second, third = pool.submit(b"2", "greedy"), pool.submit(b"3", "other")
        assert await _last_place(second) == 2 and await _last_place(third) == 1
        with pytest.raises(Full):
            pool.submit(b"4", "late")
        first.close()
        assert await items(third) == [b"last 3"]
        assert await items(second) == [b"last 2"]

    run(of, waiting=2)


def test_one_client_never_takes_every_place_and_hears_of_its_own_only_when_it_is_another() -> None:
    async def of(pool: Pool) -> None:
        first = pool.submit(b"for ever", "busy")
        assert (await anext(first.events())).item == b"begun"
        mine: list[Any] = [pool.submit(b"for ever", "greedy") for _ in range(3)]
        with pytest.raises(TooMany) as refused:
            pool.submit(b"4", "greedy")
        assert refused.value.most == 3
        other: Any = pool.submit(b"5", "other")
        mine[1].close()
        assert [_places(job) for job in (mine[0], mine[2], other)] == [[1], [3, 4, 3], [2]]
        for job in (first, *mine):
            job.close()
        assert await items(other) == [b"last 5"]

    run(of, of_one=3)


def _places(job: Any) -> list[int]:
    return [job.told.get_nowait() for _ in range(job.told.qsize())]


async def _last_place(job: Any) -> int:
    place = 0
    while not job.told.empty():
        place = job.told.get_nowait()
    return place


def test_a_job_that_is_left_before_its_turn_is_never_done() -> None:
    async def of(pool: Pool) -> None:
        first = pool.submit(b"for ever", "me")
        assert await anext(first.events()) == Event("item", item=b"begun")
        pool.submit(b"never", "me").close()
        assert pool.waiting == []
        first.close()
        assert await items(pool.submit(b"next", "me")) == [b"last next"]

    run(of)


def test_work_that_fails_is_told_and_leaves_its_worker_alive() -> None:
    async def of(pool: Pool) -> None:
        with pytest.raises(WorkFailed, match="as asked"):
            await items(pool.submit(b"fail", "me"))
        assert await items(pool.submit(b"a", "me")) == [b"last a"]
        assert len(pool.workers) == 1

    run(of)


def test_a_dead_worker_is_told_and_replaced() -> None:
    async def of(pool: Pool) -> None:
        with pytest.raises(WorkerDied):
            await items(pool.submit(b"die", "me"))
        assert await items(pool.submit(b"a", "me")) == [b"last a"]

    run(of)
