"""The OpenAPI document, printed from the table of operations and the schemas."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from .. import __version__
from ..i18n import catalogue
from . import answers, errors
from .figures import FigureRequest
from .media import FILE, JSON
from .operations import OPERATIONS, SAID, Operation
from .schemas import StepRequest, TraceRequest
from .schemas_gradients import GradientRequest
from .schemas_trainings import TrainingRequest

PLACE = "#/components/schemas/{model}"


@cache
def document(server: str) -> dict[str, Any]:
    """OpenAPI 3.1; server is where the API is mounted. In English, as the schemas are."""
    t = catalogue("en")
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        if not operation.again:
            paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": t("site.name"),
            "version": __version__,
            "description": t("api.docs.lead"),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server or "/"}],
        "paths": paths,
        "components": {"schemas": _schemas(), "responses": {"Problem": _problem()}},
    }


def _operation(operation: Operation) -> dict[str, Any]:
    t = catalogue("en")
    answer = {"$ref": PLACE.format(model=operation.answer.__name__)}
    content = {operation.accept: {"schema": answer}}
    if operation.answer is dict:
        content = {JSON: {"schema": {"type": "object"}}}
    lines = {"schema": {"$ref": PLACE.format(model="StreamLine")}}
    content |= {kind: lines if "numpy" not in kind else {} for kind in operation.also}
    found: dict[str, Any] = {
        "operationId": operation.id,
        "summary": t(f"api.operation.{operation.id}.title"),
        "description": t(f"api.operation.{operation.id}.about", **SAID),
        "parameters": _parameters(operation),
        "responses": {
            "200": {"description": t("api.docs.answer"), "content": content},
            "default": {"$ref": "#/components/responses/Problem"},
        },
    }
    if operation.request is not None:
        schema = {"$ref": PLACE.format(model=operation.request.__name__)}
        body = {"schema": schema, "example": operation.example}
        found["requestBody"] = {"required": True, "content": {JSON: body}}
    if operation.file:
        body = {"schema": {"type": "string", "format": "binary"}}
        found["requestBody"] = {"required": True, "content": {FILE: body}}
    return found


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    t = catalogue("en")
    path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", operation.path)
    ]
    query = [
        {
            "name": name,
            "in": "query",
            "required": name == "q",
            "description": t(f"api.query.{name}"),
            "schema": {"type": "string" if name in ("q", "cell") else "integer"},
        }
        for name in operation.query
    ]
    return path + query


@cache
def _schemas() -> dict[str, Any]:
    asked = (TraceRequest, StepRequest, GradientRequest, FigureRequest, TrainingRequest)
    requests = [(schema, "validation") for schema in asked]
    found: dict[str, Any] = models_json_schema(requests, ref_template=PLACE)[1]["$defs"]  # type: ignore[arg-type]
    for schema in found.values():
        for field in schema["properties"].values():
            _without_null(field)
    kinds = (
        answers.Cells, answers.Models, answers.Step, answers.Trace, answers.StreamLine,
        answers.Gradient, answers.TrainingEvent,
    )  # fmt: skip
    given = [(kind, "serialization", TypeAdapter(kind)) for kind in kinds]
    found |= TypeAdapter.json_schemas(given, ref_template=PLACE)[1]["$defs"]  # type: ignore[arg-type]
    return found


def _without_null(field: dict[str, Any]) -> None:
    """A field that may be left out is not one that should be sent as null."""
    left = [one for one in field.get("anyOf", ()) if one != {"type": "null"}]
    if len(left) == 1:
        del field["anyOf"]
        field |= left[0]
        if field.get("default", 0) is None:
            del field["default"]


def _problem() -> dict[str, Any]:
    t = catalogue("en")
    schema = {"$ref": PLACE.format(model="Problem")}
    return {
        "description": t("api.docs.problem"),
        "content": {errors.MEDIA_TYPE: {"schema": schema}},
    }
