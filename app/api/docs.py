"""/api/docs: our own pages of the API, with examples that were run, and the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

import jinja2
import orjson
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..cells import CELLS, EVERY
from ..i18n import LANGS, catalogue, negotiate
from ..learning.live import MOST_SECONDS
from ..models import packed
from ..scenes import SCENES
from . import (
    figures,
    gradients,
    models,
    network_answers,
    network_gradients,
    numbers,
    openapi,
    scenes,
    streaming,
    traces,
    trainings,
    weight_files,
)
from .describe import cell_entry
from .errors import PROBLEMS, Problem, mounted_at
from .figures import FigureRequest
from .headers import READ, stable
from .limits import LIMITS, SERVICE
from .media import JSON
from .operations import OPERATIONS, SAID, Operation
from .prepare import prepare
from .printed import laid_out, rows
from .schemas import StepRequest, TraceRequest
from .schemas_gradients import GradientRequest
from .schemas_trainings import BATCH, CHANGES, HIDDEN, UPDATES, TrainingRequest
from .work import Work

R = TypeVar("R", bound=BaseModel)
PARTS = (
    "Input",
    "Target",
    "Params",
    "Vocabulary",
    "WeightEdit",
    "Override",
    "Loss",
    "Knobs",
    "Change",
)  # of requests
TRAINING = {
    "training_hidden": HIDDEN, "training_updates": UPDATES, "training_batch": BATCH,
    "training_changes": CHANGES, "training_seconds": MOST_SECONDS,
    "training_waiting": trainings.WAITING, "training_of_one": trainings.OF_ONE,
}  # fmt: skip
SHOWN = 40  # lines of an example's answer


class Site(Protocol):
    """The pages' surroundings: their templates and what every template needs."""

    @property
    def templates(self) -> jinja2.Environment: ...

    def surroundings(self, request: Request, lang: str) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Example:
    """A request as one would type it, and what it answered."""

    command: str
    answer: str
    cut: bool


def router(site: Site, work: Work, told: scenes.Told) -> APIRouter:
    """The docs pages and /v1/openapi.json."""
    pages = APIRouter(include_in_schema=False)

    def page(request: Request, template: str, **context: Any) -> Response:
        asked = request.query_params.get("lang")
        lang = asked if asked in LANGS else negotiate(request.headers.get("accept-language"), "en")
        around = site.surroundings(request, lang)
        around["here"] = {other: f"{request.url.path}?lang={other}" for other in LANGS}
        around["api"] = mounted_at(request)
        around["bare"] = {other: around["origin"] + around["here"][other] for other in LANGS}
        text = site.templates.get_template(template).render(around | context)
        headers = {"Content-Language": lang, "Vary": "Accept-Language", "Cache-Control": "no-cache"}
        return HTMLResponse(text, headers=headers)

    @pages.api_route("/docs", methods=READ)
    async def overview(request: Request) -> Response:
        where = site.surroundings(request, LANGS[0])["origin"] + _below(request)
        operations = await work.run(
            1.0, lambda: [(o, fields(o), example(o.id, where, told)) for o in OPERATIONS]
        )
        return page(
            request, "api/docs.html", operations=operations,
            schemas={name: rows(name) for name in PARTS},
            limits=LIMITS.public() | {"max_body": SERVICE.max_body} | TRAINING, problems=PROBLEMS,
            said=SAID,
        )  # fmt: skip

    @pages.api_route("/docs/problems/{kind}", methods=READ)
    async def problem(request: Request, kind: str) -> Response:
        if kind not in PROBLEMS:
            raise Problem("not-found", members={"known": list(PROBLEMS)}, what=kind[:100])
        return page(request, "api/problem.html", kind=kind, status=PROBLEMS[kind])

    @pages.api_route("/v1/openapi.json", methods=READ)
    async def document(request: Request) -> Response:
        return stable(request, numbers.dumps(openapi.document(mounted_at(request))))

    return pages


def _below(request: Request) -> str:
    """Where the API stands in the whole application: its origin already has a proxy's prefix."""
    return mounted_at(request).removeprefix(str(request.scope.get("app_root_path", "")))


def fields(operation: Operation) -> list[dict[str, Any]]:
    return [] if operation.request is None else rows(operation.request.__name__)


@lru_cache(maxsize=64)
def example(id: str, where: str, told: scenes.Told) -> Example:
    """An operation's example, run: the command that asks for it, and its answer."""
    operation = next(o for o in OPERATIONS if o.id == id)
    body = "" if operation.example is None else orjson.dumps(operation.example).decode()
    url = where + (operation.instead or operation.path)
    if operation.file:
        source = f"curl {where}/v1/models/{operation.file}/weights"
        command = f"{source} \\\n  | curl {url} --data-binary @-"
    elif operation.method == "GET":
        command = f"curl '{url}{'?q=' + quote(body) if body else ''}'"
    else:
        accept = "" if operation.accept == JSON else f" \\\n  -H 'Accept: {operation.accept}'"
        command = f"curl {url} \\\n  -H 'Content-Type: application/json'{accept} \\\n  -d '{body}'"
    lines = [
        line
        for value in run(operation, told).splitlines()
        for line in laid_out(orjson.loads(value)).splitlines()
    ]
    return Example(command, "\n".join(lines[:SHOWN]), len(lines) > SHOWN)


def run(operation: Operation, told: scenes.Told) -> bytes:
    """The answer to an operation's example, computed by what answers its route."""
    if operation.id == "stream":
        return b"".join(
            streaming.ndjson(*line)
            for batch in streaming.lines(prepare(_example(TraceRequest, operation)), SERVICE)
            for line in batch
        )
    if operation.id == "training":
        return b"".join(trainings.at_once(_example(TrainingRequest, operation)))
    answers: dict[str, Callable[[], Any]] = {
        "cells": lambda: {"cells": [cell_entry(cell) for cell in EVERY.values()]},
        "cell": lambda: cell_entry(CELLS["min_gru"], 7, 4),
        "models": lambda: models.every(catalogue("en")),
        "model": lambda: models.entry("neuronal-lstm", catalogue("en")),
        "scenes": lambda: {
            "scenes": [scenes.entry(s, catalogue("en"), told) for s in SCENES.values()]
        },
        "scene": lambda: scenes.entry(SCENES["lstm"], catalogue("en"), told),
        "step": lambda: traces.step_dict(_example(StepRequest, operation)),
        "trace": lambda: traces.response_dict(traces.compute(_example(TraceRequest, operation))),
    }
    answers["gradient"] = lambda: gradients.response_dict(
        gradients.compute(_example(GradientRequest, operation))
    )
    if operation.id == "weight_file":
        return weight_files.as_json(packed(operation.file), "", catalogue("en"))
    if operation.id == "network":
        return network_answers.as_json(_example(TraceRequest, operation))
    if operation.id == "network_gradient":
        return network_gradients.as_json(_example(GradientRequest, operation))
    if operation.id == "figure":
        return figures.as_json("gates", _example(FigureRequest, operation))
    answers["get_trace"] = answers["trace"]
    return numbers.dumps(answers[operation.id]())


def _example(schema: type[R], operation: Operation) -> R:
    return schema.model_validate_json(orjson.dumps(operation.example))
