"""Schemas and answers as the docs print them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from . import openapi

WIDE = 96


@cache
def rows(schema: str) -> list[dict[str, Any]]:
    """The fields of a request's schema, as the docs page lists them."""
    known: dict[str, Any] = openapi.document("")["components"]["schemas"]
    required = known[schema].get("required", [])
    return [
        {
            "name": name,
            "kind": kind(field),
            "required": name in required,
            "default": default(field),
            "about": field.get("description") or known.get(kind(field), {}).get("description", ""),
        }
        for name, field in known[schema]["properties"].items()
    ]


def default(field: Mapping[str, Any]) -> str:
    """What a field is when it is left out, as JSON; "" where it then is nothing."""
    value = field.get("default")
    if isinstance(value, dict):
        value = {k: v for k, v in value.items() if v is not None}
    return "" if value is None else json.dumps(value)


def kind(field: Mapping[str, Any]) -> str:
    """A JSON schema in a few words: number[][], "a" | "b", Input."""
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[1]
    if "enum" in field:
        return " | ".join(map(str, field["enum"]))
    for either in ("anyOf", "oneOf"):
        if either in field and "type" not in field:
            parts = dict.fromkeys(kind(f) for f in field[either] if f.get("type") != "null")
            return " | ".join(parts)
    if field.get("type") == "array":
        inner = kind(field["items"])
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if field.get("type") == "object" and isinstance(field.get("additionalProperties"), dict):
        return f"{{…: {kind(field['additionalProperties'])}}}"
    return str(field.get("type", "any"))


def laid_out(value: Any, indent: int = 0) -> str:
    """JSON with a line for what fits on one, indented where it does not."""
    flat = json.dumps(value, ensure_ascii=False)
    if indent + len(flat) <= WIDE or not isinstance(value, dict | list) or not value:
        return flat
    keys = [f"{json.dumps(k)}: " for k in value] if isinstance(value, dict) else [""] * len(value)
    items = value.values() if isinstance(value, dict) else value
    pad = "\n" + " " * (indent + 2)
    inner = f",{pad}".join(k + laid_out(v, indent + 2) for k, v in zip(keys, items, strict=True))
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return opening + pad + inner + "\n" + " " * indent + closing
