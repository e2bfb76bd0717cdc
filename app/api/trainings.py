"""POST /v1/trainings: a run in a worker process, told as server-sent events while it happens."""

from __future__ import annotations

import json
import logging
import math
import os
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from ..cells import CELLS
from ..core.cell import Cell
from ..core.params import INITS
from ..jobs import Full, Job, Jobs, Pool, WorkerDied, WorkFailed
from ..learning import live
from ..learning.optimisers import OPTIMISERS
from ..learning.tasks import FORWARD_ONLY, LIVE, TRANSLATED
from ..scenes import learned
from . import errors, media, numbers
from .errors import Problem, invalid
from .limits import Service
from .schemas_trainings import Change, TrainingRequest
from .streaming import Stream

WORKERS, WAITING = max(1, (os.cpu_count() or 2) // 2), 16
RETRY_AFTER = 20  # seconds: about one training
log = logging.getLogger("celda.api")
Explain = Callable[[Problem], dict[str, Any]]


def pool() -> Pool:
    """The embedded workers of the API and the pages; none is spawned before the first training."""
    return Pool(learned.work, WORKERS, WAITING)


def router(service: Service, jobs: Jobs) -> APIRouter:
    v1 = APIRouter()

    @v1.post("/trainings")
    async def train(request: Request) -> Response:
        media.chosen(request, ("text/event-stream",))
        media.expect_json(request)
        payload = json.dumps(checked(_parsed(await request.body()))).encode()
        client = request.client.host if request.client else ""
        try:
            job = jobs.submit(payload, client)
        except Full:
            headers = {"Retry-After": str(RETRY_AFTER)}
            raise Problem("busy", headers=headers, seconds=RETRY_AFTER) from None
        t, where = errors.texts(request), errors.mounted_at(request)
        told = body(job, lambda problem: problem.document(t, where))
        return Stream(told, "text/event-stream", service.stream_idle_seconds)

    return v1


def _parsed(raw: bytes) -> TrainingRequest:
    try:
        return TrainingRequest.model_validate_json(raw)
    except ValidationError as error:
        raise errors.from_validation(error) from None


def checked(asked: TrainingRequest) -> dict[str, Any]:
    """The job's payload; raises Problem for what cannot be meant."""
    if asked.task not in LIVE:
        raise invalid("task", key="unknown_task", task=asked.task, known=list(LIVE))
    if asked.cell not in CELLS:
        raise invalid("cell", key="unknown_cell", cell=asked.cell, known=list(CELLS))
    cell = CELLS[asked.cell]
    known = [*INITS, "gauss"]
    if asked.init not in known:
        raise invalid("init", key="unknown_init", init=asked.init, known=known)
    if asked.forget_bias and not cell.keep:
        raise invalid("forget_bias", key="no_keep", cell=cell.id)
    if asked.bidirectional and asked.task in FORWARD_ONLY:
        raise invalid("bidirectional", key="forward_only", task=asked.task)
    if asked.attention and asked.task not in TRANSLATED:
        raise invalid("attention", key="no_source", task=asked.task, known=sorted(TRANSLATED))
    if asked.normalisation.startswith("batch") and min(asked.batch, _sequences(asked.task)) < 2:
        raise invalid("normalisation", key="one_sequence")
    _check_optimiser(asked.optimiser, "optimiser")
    for k, id in enumerate(asked.sample):
        _check_sample(cell, id, k)
    settings = asked.model_dump(exclude={"task", "knobs", "cell", "changes", "sample", "clip"})
    return {
        "task": asked.task,
        "knobs": _knobs(asked),
        "cell": asked.cell,
        "settings": settings | {"clip_norm": asked.clip},
        "changes": [_change(asked, change, k) for k, change in enumerate(asked.changes)],
        "sample": asked.sample,
    }


def _sequences(task: str) -> float:
    """The most that a batch of a task has."""
    return 1 if task == "next-character" else math.inf


def _check_optimiser(name: str, *path: str | int) -> None:
    if name not in OPTIMISERS:
        raise invalid(*path, key="unknown_optimiser", optimiser=name, known=list(OPTIMISERS))


def _check_sample(cell: Cell, id: str, k: int) -> None:
    known = [n.id for n in cell.nodes if not n.op.joins]
    if id not in known:
        raise invalid("sample", k, key="unknown_node", node=id, cell=cell.id, known=known)


def _knobs(asked: TrainingRequest) -> dict[str, Any]:
    given = {name: getattr(asked.knobs, name) for name in asked.knobs.model_fields_set}
    allowed = LIVE[asked.task]
    for name, value in given.items():
        if name == "text" and asked.task == "next-character":
            continue
        if name not in allowed:
            raise invalid("knobs", name, key="other_knob", task=asked.task, known=list(allowed))
        low, high = allowed[name]
        if value is None or not low <= value <= high:
            raise invalid("knobs", name, key="knob", low=low, high=high)
    return given


def _change(asked: TrainingRequest, change: Change, k: int) -> dict[str, Any]:
    if k and change.at <= asked.changes[k - 1].at:
        raise invalid("changes", k, "at", key="order")
    replaced = {name: getattr(change, name) for name in change.model_fields_set - {"at"}}
    for name in ("rate", "optimiser", "momentum", "decay", "dropout"):
        if name in replaced and replaced[name] is None:
            raise invalid("changes", k, name, key="float_type")
    if "optimiser" in replaced:
        _check_optimiser(replaced["optimiser"], "changes", k, "optimiser")
    if "clip" in replaced:
        replaced["clip_norm"] = replaced.pop("clip")
    return {"at": change.at, "settings": replaced}


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
        problem = Problem(kind, errors.Fault((), "training_work", said), members=said)
    return written("error", explain(problem))
