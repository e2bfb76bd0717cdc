"""The routes that compute: each parses, checks, computes and serialises in one hop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from fastapi import APIRouter
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from .. import __version__, models
from . import (
    errors,
    figures,
    gradient_cost,
    media,
    network_answers,
    network_gradients,
    numbers,
    streaming,
    traces,
    weight_files,
)
from .errors import Problem, invalid
from .figures import FigureRequest
from .headers import FRESH, READ, matches, said
from .limits import Service
from .media import JSON, NPZ
from .prepare import Prepared, prepare
from .schemas import StepRequest, TraceRequest
from .schemas_gradients import GradientRequest
from .schemas_params import Params
from .work import Cache, Work, digest

TRACE_TYPES = (JSON, *streaming.WRITERS, NPZ)
R = TypeVar("R", bound=BaseModel)


def router(service: Service, work: Work, cache: Cache) -> APIRouter:
    """Routes over one process's admission and cache; docs come from openapi.py."""
    v1 = APIRouter()

    @v1.post("/steps")
    async def steps(request: Request) -> Response:
        raw = await _body(request)
        return await pure(request, raw, JSON, StepRequest, _step)

    @v1.post("/traces")
    async def post_trace(request: Request) -> Response:
        kind = media.chosen(request, TRACE_TYPES)
        return await trace(request, await _body(request), kind)

    @v1.api_route("/traces", methods=READ)
    async def get_trace(request: Request) -> Response:
        kind = media.chosen(request, TRACE_TYPES)
        if "q" not in request.query_params:
            raise invalid(key="missing_q")
        return await trace(request, request.query_params["q"].encode(), kind)

    @v1.post("/gradients")
    async def gradient(request: Request) -> Response:
        raw = await _body(request)
        return await pure(request, raw, JSON, GradientRequest, network_gradients.as_json)

    @v1.post("/weights")
    async def weight_file(request: Request) -> Response:
        raw, t = await request.body(), errors.texts(request)
        cell = request.query_params.get("cell", "")[:100]
        body = await work.run(service.short_seconds, lambda: weight_files.as_json(raw, cell, t))
        return said(Response(body, media_type=JSON), t)

    @v1.post("/figures/{view}")
    async def figure(request: Request, view: str) -> Response:
        raw = await _body(request)
        return await pure(request, raw, JSON, figures.schema(view), partial(figures.as_json, view))

    async def trace(request: Request, raw: bytes, kind: str) -> Response:
        if kind in streaming.WRITERS:
            return await stream(request, raw, kind)
        return await pure(request, raw, kind, TraceRequest, TRACE_WRITERS[kind])

    async def pure(
        request: Request, raw: bytes, kind: str, schema: type[R], write: Callable[[R], bytes]
    ) -> Response:
        """The answer to these bytes: from the cache, here at once, or from the computing thread."""
        key = digest(__version__, request.url.path, kind, raw)
        headers = {"ETag": f'"{key}"', "Vary": "Accept"}
        if request.method in READ:
            headers |= FRESH
            if matches(request, key):
                return Response(status_code=304, headers=headers)
        found = cache.get(key)
        if found is None:
            found = await computed(raw, schema, write)
            cache.put(key, found)
        return Response(found, headers=headers, media_type=kind)

    async def computed(raw: bytes, schema: type[R], write: Callable[[R], bytes]) -> bytes:
        if len(raw) > service.inline_bytes:
            parsed = await work.run(service.short_seconds, lambda: _parsed(schema, raw))
        else:
            parsed = _parsed(schema, raw)
        return await work.run(_cost(parsed), lambda: write(parsed))

    async def stream(request: Request, raw: bytes, kind: str) -> Response:
        work.admit_stream()

        def ready() -> Prepared:
            return prepare(_parsed(TraceRequest, raw))

        small = len(raw) <= service.inline_bytes
        prepared = await work.run(_cost(_parsed(TraceRequest, raw)) if small else 1.0, ready)
        t, where = errors.texts(request), errors.mounted_at(request)
        write = streaming.WRITERS[kind]
        body = streaming.body(
            prepared, work, service, write, lambda problem: problem.document(t, where)
        )
        return streaming.Stream(body, kind, service.stream_idle_seconds)

    return v1


def _step(request: StepRequest) -> bytes:
    try:
        return numbers.dumps(traces.step_dict(request))
    except Problem as problem:  # a step is checked as a trace of one vector, but was asked as x
        problem.faults = tuple(replace(f, path=_of_step(f.path)) for f in problem.faults)
        raise


def _of_step(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    return ("x", *path[3:]) if path[:2] == ("input", "vectors") else path


TRACE_WRITERS: Mapping[str, Callable[[TraceRequest], bytes]] = {
    JSON: network_answers.as_json,
    NPZ: network_answers.as_npz,
}


async def _body(request: Request) -> bytes:
    media.expect_json(request)
    return await request.body()


def _parsed(schema: type[R], raw: bytes) -> R:
    try:
        return schema.model_validate_json(raw)
    except ValidationError as error:
        raise errors.from_validation(error) from None


def _cost(request: BaseModel) -> float:
    if isinstance(request, FigureRequest):
        return 1.0
    params = getattr(request, "params", None)
    if isinstance(params, Params) and models.own.named(params.model or ""):
        return 1.0  # it may have to be learned first
    if isinstance(request, GradientRequest):
        return gradient_cost.estimate(request)
    trace = request.as_trace() if isinstance(request, StepRequest) else request
    return network_answers.estimate(trace) if isinstance(trace, TraceRequest) else 1.0
