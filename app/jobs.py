"""Long work in processes of its own, behind one small port: submit() and the job's events.

The embedded pool spawns its workers on first use. A job is bytes in, a stream of bytes out; it is
stopped when nobody wants it any more, and a worker that dies is reported and replaced. Another
queue may stand behind the same port.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Literal, NamedTuple, Protocol

Stopped = Callable[[], bool]
Work = Callable[[bytes, Stopped], Iterator[bytes]]  # a module's function: it is found by name
QUIET_SECONDS = 10.0
ITEM, END, FAILED, DIED, STOP = b"+", b".", b"!", b"x", b""


class Full(Exception):
    """Too many jobs are waiting."""


class TooMany(Full):
    """This client already has its share of the waiting jobs: most of them."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class WorkerDied(Exception):
    """The process that did the job ended before the job did."""


class WorkFailed(Exception):
    """The work raised; the message is its traceback, for the log only."""


class Event(NamedTuple):
    """waiting: its position, from 1; item: what the work sent; quiet: nothing for a while."""

    kind: Literal["waiting", "item", "quiet"]
    position: int = 0
    item: bytes = b""


class Job(Protocol):
    """One submitted piece of work."""

    def events(self) -> AsyncIterator[Event]:
        """Until the work ends; raises WorkerDied or WorkFailed."""

    def close(self) -> None:
        """Stops the work if it has not ended; may be called twice."""


class Jobs(Protocol):
    """The port."""

    def submit(self, payload: bytes, client: str) -> Job:
        """Clients take turns, whoever asks for more waits longer. Raises Full, TooMany."""


@dataclass(eq=False)
class _Job:
    pool: Pool
    payload: bytes
    client: str
    told: asyncio.Queue[bytes | int] = field(default_factory=asyncio.Queue)
    worker: _Worker | None = None
    closed: bool = False
    place: int = 0

    async def events(self) -> AsyncIterator[Event]:
        while True:
            try:
                message = await asyncio.wait_for(self.told.get(), QUIET_SECONDS)
            except TimeoutError:
                yield Event("quiet")
                continue
            if isinstance(message, int):
                yield Event("waiting", position=message)
                continue
            kind, rest = message[:1], message[1:]
            if kind == ITEM:
                yield Event("item", item=rest)
            elif kind == END:
                return
            elif kind == FAILED:
                raise WorkFailed(rest.decode())
            else:
                raise WorkerDied

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.pool.forget(self)


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    job: _Job | None = None


class Pool:
    """Spawned processes on this machine; all of its methods run on one event loop.

    waiting: jobs that may wait, of_one: those of one client among them, so that nobody else is
    kept out by it.
    """

    def __init__(self, work: Work, size: int = 1, waiting: int = 16, of_one: int = 8) -> None:
        self.work, self.size, self.most, self.of_one = work, size, waiting, of_one
        self.workers: list[_Worker] = []
        self.waiting: list[_Job] = []

    def submit(self, payload: bytes, client: str) -> Job:
        if len(self.waiting) >= self.most:
            raise Full
        if sum(job.client == client for job in self.waiting) >= self.of_one:
            raise TooMany(self.of_one)
        job = _Job(self, payload, client)
        self.waiting.append(job)
        self._dispatch()
        return job

    def close(self) -> None:
        """Ends every worker."""
        for worker in self.workers:
            worker.process.terminate()
            worker.process.join()
        self.workers.clear()

    def forget(self, job: _Job) -> None:
        if job in self.waiting:
            self.waiting.remove(job)
            self._announce()
        elif job.worker is not None and job.worker.job is job:
            _send(job.worker.pipe, STOP)

    def _dispatch(self) -> None:
        """Idle workers take the jobs whose turn it is."""
        while self.waiting:
            worker = next((w for w in self.workers if w.job is None), None)
            if worker is None and len(self.workers) < self.size:
                worker = self._spawned()
            if worker is None:
                break
            job = self._in_turn()[0]
            self.waiting.remove(job)
            worker.job, job.worker = job, worker
            _send(worker.pipe, job.payload)
        self._announce()

    def _in_turn(self) -> list[_Job]:
        """A client's first job before any client's second."""
        ahead = Counter(w.job.client for w in self.workers if w.job is not None)
        rounds: dict[_Job, int] = {}
        for job in self.waiting:
            rounds[job] = ahead[job.client]
            ahead[job.client] += 1
        return sorted(self.waiting, key=lambda job: rounds[job])

    def _announce(self) -> None:
        """Tells those whose place is another one than they know."""
        for place, job in enumerate(self._in_turn(), 1):
            if place != job.place:
                job.place = place
                job.told.put_nowait(place)

    def _spawned(self) -> _Worker:
        context = get_context("spawn")
        here, there = context.Pipe()
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        process = context.Process(target=_serve, args=(there, self.work), daemon=True)
        process.start()
        there.close()
        worker = _Worker(process, here)
        self.workers.append(worker)
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(worker, loop), daemon=True).start()
        return worker

    def _listen(self, worker: _Worker, loop: asyncio.AbstractEventLoop) -> None:
        """On a thread of its own: what the worker says is handed to the event loop."""
        message = ITEM
        while message != DIED:
            try:
                message = worker.pipe.recv_bytes()
            except (EOFError, OSError):
                message = DIED
            try:
                loop.call_soon_threadsafe(self._heard, worker, message)
            except RuntimeError:  # the loop has ended, and with it everybody who listened
                return

    def _heard(self, worker: _Worker, message: bytes) -> None:
        job = worker.job
        if message[:1] != ITEM:
            worker.job = None
        if message == DIED and worker in self.workers:
            self.workers.remove(worker)
            worker.process.join()
        if job is not None:
            job.told.put_nowait(message)
        if message[:1] != ITEM:
            self._dispatch()


def _send(pipe: Connection, message: bytes) -> None:
    with suppress(OSError):  # the worker has died: its listener says so
        pipe.send_bytes(message)


def _serve(pipe: Connection, work: Work) -> None:
    """A worker's life: a job after another, until the parent's end of the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(10)

    def stopped() -> bool:
        return pipe.poll() and pipe.recv_bytes() == STOP

    while True:
        try:
            payload = pipe.recv_bytes()
            if payload == STOP:  # of a job that had already ended
                continue
            for item in work(payload, stopped):
                pipe.send_bytes(ITEM + item)
            pipe.send_bytes(END)
        except (EOFError, OSError):
            return
        except Exception:
            pipe.send_bytes(FAILED + traceback.format_exc().encode())
