"""The routes of version 1: each parses, checks, computes and serialises in one hop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from fastapi import APIRouter
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from .. import __version__, models
from ..cells import EVERY
from ..core.cell import Cell
from ..i18n import Catalogue
from ..scenes import SCENES
from . import (
    errors,
    figures,
    gradient_cost,
    media,
    network_answers,
    network_gradients,
    numbers,
    scenes,
    streaming,
    traces,
    weight_files,
)
from . import models as cards
from .describe import cell_entry
from .errors import Problem, invalid
from .figures import FigureRequest
from .limits import LIMITS, Service
from .prepare import Prepared, prepare
from .schemas import StepRequest, TraceRequest
from .schemas_gradients import GradientRequest
from .schemas_params import Params
from .work import Cache, Work, digest

JSON, NPZ = "application/json", "application/vnd.numpy.npz"
FILE = "application/octet-stream"
TRACE_TYPES = (JSON, *streaming.WRITERS, NPZ)
READ = ["GET", "HEAD"]
R = TypeVar("R", bound=BaseModel)
Picture = Callable[[Cell, Catalogue], str]  # a cell as a whole SVG


@dataclass(frozen=True)
class Drawn:
    """What the pages draw and tell, and the API hands out too."""

    picture: Picture
    told: scenes.Told


def router(service: Service, work: Work, cache: Cache, pages: Drawn) -> APIRouter:
    """Routes over one process's admission and cache; docs come from openapi.py."""
    v1 = APIRouter()

    @v1.api_route("/cells", methods=READ)
    async def cells(request: Request) -> Response:
        entries = [cell_entry(cell, *_sizes(request)) for cell in EVERY.values()]
        return stable(request, numbers.dumps({"cells": entries}))

    @v1.api_route("/cells/{id}", methods=READ)
    async def cell(request: Request, id: str) -> Response:
        if id not in EVERY:
            raise Problem("not-found", members={"known": list(EVERY)}, what=id)
        return stable(request, numbers.dumps(cell_entry(EVERY[id], *_sizes(request))))

    @v1.api_route("/cells/{id}/diagram.svg", methods=READ)
    async def diagram(request: Request, id: str) -> Response:
        if id not in EVERY:
            raise Problem("not-found", members={"known": list(EVERY)}, what=id)
        t = errors.texts(request)
        picture = await kept(lambda: pages.picture(EVERY[id], t).encode(), "diagram", id, t.lang)
        answer = stable(request, picture, "image/svg+xml")
        answer.headers.update({"Vary": "Accept-Language", "Content-Language": t.lang})
        return answer

    async def kept(make: Callable[[], bytes], *names: str) -> bytes:
        """What takes its time and changes only with the version: from the cache, else made once."""
        key = digest(__version__, *names)
        found = cache.get(key)
        if found is None:
            found = await work.run(1.0, make)
            cache.put(key, found)
        return found

    @v1.api_route("/models", methods=READ)
    async def trained(request: Request) -> Response:
        t = errors.texts(request)
        return _said(stable(request, numbers.dumps(cards.every(t))), t)

    @v1.api_route("/models/{id}", methods=READ)
    async def model(request: Request, id: str) -> Response:
        t = errors.texts(request)
        return _said(stable(request, numbers.dumps(cards.entry(_shipped(id), t))), t)

    @v1.api_route("/models/{id}/weights", methods=READ)
    async def weights(request: Request, id: str) -> Response:
        answer = stable(request, models.packed(_shipped(id)), FILE)
        answer.headers["Content-Disposition"] = f'attachment; filename="{id}.safetensors"'
        return answer

    @v1.api_route("/scenes", methods=READ)
    async def every_scene(request: Request) -> Response:
        t = errors.texts(request)
        found = await kept(lambda: scenes.every(t, pages.told), "scenes", t.lang)
        return _said(stable(request, found), t)

    @v1.api_route("/scenes/{id}", methods=READ)
    async def scene(request: Request, id: str) -> Response:
        if id not in SCENES:
            raise Problem("not-found", members={"known": list(SCENES)}, what=id)
        t = errors.texts(request)
        found = await kept(lambda: scenes.one(id, t, pages.told), "scenes", id, t.lang)
        return _said(stable(request, found), t)

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
        return _said(Response(body, media_type=JSON), t)

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
            headers["Cache-Control"] = "public, max-age=300"
            if _matches(request, key):
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


def _shipped(id: str) -> str:
    if id not in models.names():
        raise Problem("not-found", members={"known": list(models.names())}, what=id)
    return id


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


def _matches(request: Request, key: str) -> bool:
    asked = request.headers.get("if-none-match", "")
    return any(tag.strip().removeprefix("W/").strip('"') in (key, "*") for tag in asked.split(","))


def stable(request: Request, body: bytes, media_type: str = JSON) -> Response:
    """What changes only with the version: with an ETag of its bytes."""
    key = digest(body)
    headers = {"ETag": f'"{key}"', "Cache-Control": "public, max-age=300"}
    if _matches(request, key):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def _said(answer: Response, t: Catalogue) -> Response:
    """An answer whose words depend on the reader's language."""
    answer.headers.update({"Vary": "Accept-Language", "Content-Language": t.lang})
    return answer


def _sizes(request: Request) -> tuple[int | None, int | None]:
    """?input_size=8&hidden=4: sizes for the parameters' shapes."""
    return (
        _size(request, "input_size", LIMITS.input_size),
        _size(request, "hidden", LIMITS.hidden),
    )


def _size(request: Request, name: str, limit: int) -> int | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 9 or not 1 <= int(text) <= limit:
        raise invalid(name, key="query_size", name=name, limit=limit)
    return int(text)
