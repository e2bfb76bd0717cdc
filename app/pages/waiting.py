"""Pages whose networks have yet to be trained: one job for however many readers wait for it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from ..api.limits import SERVICE
from ..api.numbers import dumps
from ..api.streaming import Stream
from ..jobs import Full, Job, Jobs, WorkerDied, WorkFailed
from ..scenes import learned

EVENTS = "text/event-stream"
FOUND = b'{"found"'
log = logging.getLogger("celda.pages")


@dataclass(eq=False)
class Training:
    """A job that runs: updates done so far, of how many, and how many readers watch it."""

    job: Job
    done: int = 0
    of: int = 0
    watched_by: int = 0
    over: bool = False
    failed: bool = False
    following: asyncio.Task[None] | None = field(default=None, repr=False)


class Waiting:
    """A page that needs a training answers at once (202) and starts it; asked for as events, the
    same address tells how far it is. Pages are drawn on the one thread of the limiter."""

    def __init__(self, jobs: Jobs, limiter: CapacityLimiter) -> None:
        self.jobs, self.limiter = jobs, limiter
        self.running: dict[bytes, Training] = {}
        self.moved = asyncio.Event()

    async def page(
        self, request: Request, draw: Callable[[], Response], unready: Callable[[], Response]
    ) -> Response:
        client = request.client.host if request.client else ""
        wants_events = EVENTS in request.headers.get("accept", "")
        try:
            drawn = await to_thread.run_sync(draw, limiter=self.limiter)
        except learned.Untrained as missing:
            if wants_events:
                return _stream(self._told(missing.payloads, client))
            try:
                self._begun(missing.payloads, client)
            except Full:
                log.info("a page waits until there is room for its training")
            return await to_thread.run_sync(unready, limiter=self.limiter)
        return _stream(_at_once()) if wants_events else drawn

    def _begun(self, names: list[bytes], client: str) -> list[Training]:
        for name in names:
            if name not in self.running:
                one = self.running[name] = Training(self.jobs.submit(name, client))
                one.following = asyncio.create_task(self._follow(name, one))
        return [self.running[name] for name in names]

    async def _follow(self, name: bytes, one: Training) -> None:
        try:
            async for event in one.job.events():
                if event.item.startswith(FOUND):
                    await to_thread.run_sync(learned.keep, name, event.item, limiter=self.limiter)
                elif event.item:
                    progress = json.loads(event.item)["progress"]
                    one.done, one.of = progress["done"], progress["of"]
                self._move()
        except (WorkerDied, WorkFailed) as error:
            one.failed = True
            log.error("a scene's training failed:\n%s", error)
        finally:
            one.over = True
            one.job.close()
            del self.running[name]
            self._move()

    def _move(self) -> None:
        self.moved.set()
        self.moved = asyncio.Event()

    async def _told(self, names: list[bytes], client: str) -> AsyncIterator[bytes]:
        """progress until all are over, then end or error; what nobody watches is stopped."""
        try:
            trainings = self._begun(names, client)
        except Full:
            yield _event("error", {})
            return
        for one in trainings:
            one.watched_by += 1
        try:
            while not all(one.over for one in trainings):
                moved = self.moved
                done, of = (sum(v) for v in zip(*((t.done, t.of) for t in trainings), strict=True))
                yield _event("progress", {"done": done, "of": of})
                await moved.wait()
            yield _event("error" if any(one.failed for one in trainings) else "end", {})
        finally:
            for one in trainings:
                one.watched_by -= 1
                if not one.watched_by:
                    one.job.close()


async def _at_once() -> AsyncIterator[bytes]:
    yield _event("end", {})


def _event(kind: str, value: dict[str, int]) -> bytes:
    return b"event: " + kind.encode() + b"\ndata: " + dumps(value) + b"\n\n"


def _stream(content: AsyncIterator[bytes]) -> Response:
    stream = Stream(content, EVENTS, SERVICE.stream_idle_seconds)
    stream.headers["Access-Control-Allow-Origin"] = "*"  # of a frame in a sandbox without an origin
    return stream
