"""POST /v1/trainings: a run in a worker process, told as server-sent events while it happens."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from anyio import to_thread
from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from ..jobs import Full, Job, Jobs, Pool, TooMany, WorkerDied, WorkFailed
from ..learning import live
from ..scenes import learned
from . import errors, media, numbers
from .errors import Problem
from .limits import Service
from .schemas_trainings import TrainingRequest
from .streaming import Stream
from .training_checks import checked

WORKERS, WAITING, OF_ONE = max(1, (os.cpu_count() or 2) // 2), 16, 8
RETRY_AFTER = 20  # seconds: about one training
log = logging.getLogger("celda.api")
Explain = Callable[[Problem], dict[str, Any]]


def pool() -> Pool:
    """The embedded workers of the API and the pages; none is spawned before the first training."""
    return Pool(learned.work, WORKERS, WAITING, OF_ONE)


def router(service: Service, jobs: Jobs) -> APIRouter:
    v1 = APIRouter()

    @v1.post("/trainings")
    async def train(request: Request) -> Response:
        media.chosen(request, ("text/event-stream",))
        media.expect_json(request)
        payload = json.dumps(checked(_parsed(await request.body()))).encode()
        client = request.client.host if request.client else ""
        await to_thread.run_sync(_admit, payload)
        try:
            job = jobs.submit(payload, client)
        except TooMany as many:
            raise errors.later("too-many-requests", RETRY_AFTER, limit=many.most) from None
        except Full:
            raise errors.later("busy", RETRY_AFTER) from None
        t, where = errors.texts(request), errors.mounted_at(request)
        told = body(job, lambda problem: problem.document(t, where))
        return Stream(told, "text/event-stream", service.stream_idle_seconds)

    return v1


def _parsed(raw: bytes) -> TrainingRequest:
    try:
        return TrainingRequest.model_validate_json(raw)
    except ValidationError as error:
        raise errors.from_validation(error) from None


def _admit(payload: bytes) -> None:
    """Raises Problem for a job that would take too long."""
    if (seconds := live.too_long(payload)) is not None:
        raise _too_much(asked=seconds, limit=int(live.MOST_SECONDS))


def _too_much(**members: float) -> Problem:
    return Problem("too-much-work", errors.Fault((), "training_work", members), members=members)


async def body(job: Job, explain: Explain) -> AsyncIterator[bytes]:
    """The stream: queued, start, update, then end or error; the job is stopped when it is left."""
    try:
        async for event in job.events():
            if event.kind == "quiet":
                yield b": still there\n\n"
            elif event.kind == "waiting":
                yield written("queued", {"position": event.position})
            else:
                yield _said(event.item, explain)
    except WorkerDied:
        yield written("error", explain(Problem("worker-died")))
    except WorkFailed as error:
        log.error("a training failed:\n%s", error)
        yield written("error", explain(Problem("internal")))
    finally:
        job.close()


def at_once(asked: TrainingRequest) -> Iterator[bytes]:
    """The data of the same events, a line each, without a worker: for an example in the docs."""
    payload = json.dumps(checked(asked)).encode()
    return (item + b"\n" for item in live.work(payload, lambda: False))


def written(kind: str, value: Any) -> bytes:
    """A server-sent event; its data is {kind: value}."""
    return b"event: " + kind.encode() + b"\ndata: " + numbers.dumps({kind: value}) + b"\n\n"


def _said(item: bytes, explain: Explain) -> bytes:
    said: dict[str, Any] = json.loads(item)
    if "error" not in said:
        kind, value = next(iter(said.items()))
        return written(kind, value)
    kind = said.pop("error")
    if kind == "diverged":
        problem = Problem(kind, members=said, **said | {"step": said["step"] + 1})
    else:
        problem = _too_much(asked=said["asked"], limit=int(live.MOST_SECONDS))
    return written("error", explain(problem))
