"""Where a request is computed: the shortest on the event loop, what takes seconds on a thread of

its own, and all the rest on another, so that nobody waits for a long computation of others.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from .errors import Problem, later
from .limits import Service

T = TypeVar("T")


class Work:
    """Admission of one process: who computes, who waits, who is sent away."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.limiter, self.long = CapacityLimiter(1), CapacityLimiter(1)
        self.open_streams = 0

    async def run(self, seconds: float, compute: Callable[[], T]) -> T:
        """The result of a computation estimated to take so long; Problem when too many wait."""
        if seconds <= self.service.inline_seconds:
            return compute()
        limiter = self.limiter if seconds <= self.service.short_seconds else self.long
        if self.full:
            raise self.busy()
        return await to_thread.run_sync(compute, limiter=limiter)

    @property
    def full(self) -> bool:
        waiting = (one.statistics().tasks_waiting for one in (self.limiter, self.long))
        return sum(waiting) >= self.service.waiting

    @contextmanager
    def streaming(self) -> Iterator[None]:
        """The time during which one more stream is open."""
        self.open_streams += 1
        try:
            yield
        finally:
            self.open_streams -= 1

    def admit_stream(self) -> None:
        if self.open_streams >= self.service.streams:
            raise self.busy()

    def busy(self) -> Problem:
        return later("busy", self.service.retry_after)


class Cache:
    """The latest answers by key, within so many bytes."""

    def __init__(self, most_bytes: int) -> None:
        self.most, self.size = most_bytes, 0
        self.found: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        if key in self.found:
            self.found.move_to_end(key)
        return self.found.get(key)

    def put(self, key: str, answer: bytes) -> None:
        if len(answer) > self.most // 8 or key in self.found:
            return
        self.found[key] = answer
        self.size += len(answer)
        while self.size > self.most:
            self.size -= len(self.found.popitem(last=False)[1])


def digest(*parts: str | bytes) -> str:
    """A name for these parts: the same for the same, another for any other."""
    h = blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        h.update(len(data).to_bytes(8, "big") + data)
    return h.hexdigest()
