"""Weights that a reader brings to a page: of one cell or of a network, with their readout."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from ..api import brought
from ..api.errors import Problem
from ..api.schemas_params import Params
from ..models import Model
from ..models.members import Members


@dataclass(frozen=True)
class Bag:
    """What a page's address brings, as params of the API has it. cell: the one of the top."""

    params: dict[str, Any]
    found: Members

    @property
    def models(self) -> tuple[Model, ...]:
        return self.found.models

    @property
    def cell(self) -> str:
        return self.models[-1].cell.id

    @property
    def layered(self) -> bool:
        return len(self.models) > 1


def unpacked(text: str, cell: str) -> Bag | None:
    """{parameter: numbers}, or {"values": the same, "vocabulary": …}; None where it is neither."""
    try:
        given = json.loads(text)
        params = given if isinstance(given, dict) and "values" in given else {"values": given}
        parsed = Params.model_validate(params)
        return Bag(params, brought.of_request(parsed, cell))
    except (ValueError, TypeError, RecursionError, ValidationError, Problem):
        return None
