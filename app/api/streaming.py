"""A trace as it is computed: one line a timestep, as NDJSON or as server-sent events."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from time import monotonic
from typing import Any

import anyio
from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from ..core import run
from . import numbers, traces
from .errors import Problem
from .limits import Service
from .prepare import Prepared
from .work import Work

Line = tuple[str, Any]  # start | step | end | error, and what it says
Explain = Callable[[Problem], dict[str, Any]]  # a problem's document, in the reader's language
Writer = Callable[[str, Any], bytes]
log = logging.getLogger("celda.api")


def ndjson(kind: str, value: Any) -> bytes:
    return numbers.dumps(value if kind == "step" else {kind: value}) + b"\n"


def events(kind: str, value: Any) -> bytes:
    return b"event: " + kind.encode() + b"\ndata: " + ndjson(kind, value) + b"\n"


WRITERS: dict[str, Writer] = {
    "application/x-ndjson": ndjson,
    "application/jsonl": ndjson,
    "text/event-stream": events,
}


def lines(p: Prepared, service: Service) -> Iterator[list[Line]]:
    """Batches of lines: the start, every timestep, the end. Raises Problem where a value overflows.

    The values are those of the whole trace, bit for bit: it is the same run, looked at on the way.
    """
    start = traces.heading(p)
    if p.readout is not None:
        start["outputs"] = {"vocabulary": p.outputs}
    yield [("start", start)]
    trace, steps = run.prepare(p.cell, p.params, p.inputs, p.state, p.overrides, memory=p.memory)
    done, batch, until = 0, 1, monotonic() + service.batch_seconds
    for t in run.quiet(steps):
        if t + 1 - done >= batch or monotonic() > until or t + 1 == trace.steps:
            part = traces.ComputedTrace(p, trace.window(done, t + 1))
            bad = traces.first_nonfinite(part)
            yield list(_written(part, done, part.trace.steps if bad is None else bad[0]))
            if bad is not None:
                raise traces.overflow(done + bad[0], bad[1])
            done, batch, until = t + 1, service.batch_steps, monotonic() + service.batch_seconds
    yield [("end", {"state": numbers.exact(trace.state)})]


def _written(part: traces.ComputedTrace, first: int, count: int) -> Iterator[Line]:
    """The lines of a window's first timesteps, rounded in one go."""
    p = part.prepared
    whole = {id: v[:count] for id, v in part.values().items()}
    if part.said is not None:
        whole[traces.OUTPUTS] = part.said[1][:count]
    values = numbers.rounded(whole, p.request.digits)
    likely = values.pop(traces.OUTPUTS, None)
    states = numbers.exact({s: part.trace[s] for s in p.cell.states})
    for k in range(count):
        line = {
            "step": first + k,
            "token": p.tokens[first + k] if p.tokens else None,
            "nodes": {id: v[k] for id, v in values.items()},
            "state": {s: v[k] for s, v in states.items()},
        }
        if part.said is not None and likely is not None:
            line["outputs"] = {part.said[0]: likely[k]}
        yield "step", line


async def body(
    p: Prepared, work: Work, service: Service, write: Writer, explain: Explain
) -> AsyncIterator[bytes]:
    """The stream's bytes; what fails midway is its last line."""
    batches = lines(p, service)
    cost = traces.estimate(p.request) / len(p.inputs) * service.batch_steps
    with work.streaming():
        try:
            while batch := await work.run(cost, lambda: next(batches, None)):
                yield b"".join(write(kind, value) for kind, value in batch)
                await anyio.lowlevel.checkpoint()
        except Problem as problem:
            yield write("error", explain(problem))


class Stream(StreamingResponse):
    """A streamed answer that is given up when the client reads nothing for so many seconds."""

    def __init__(self, content: AsyncIterator[bytes], media_type: str, idle: float) -> None:
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no", "Vary": "Accept"}
        super().__init__(content, headers=headers, media_type=media_type)
        self.idle = idle

    async def stream_response(self, send: Send) -> None:
        async def patiently(message: Message) -> None:
            with anyio.fail_after(self.idle):
                await send(message)

        try:
            await super().stream_response(patiently)
        except TimeoutError:
            log.info("a reader of a stream read nothing for %g s and was cut off", self.idle)
