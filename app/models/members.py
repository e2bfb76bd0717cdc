"""All of a network, shipped or brought: its cells as models, and what reads their states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from ..learning.readout import Readout
from . import Model, load, network, parts


@dataclass(frozen=True)
class Members:
    """A network's models, the first to read first, and its readout where it has one."""

    models: tuple[Model, ...]
    readout: Readout | None

    @property
    def top(self) -> Model:
        """The one whose steps are the answers'."""
        return next(m for m in reversed(self.models) if not m.part.reversed)

    @property
    def width(self) -> int:
        """How much the top says: h of every way, and the context of a cell that attends."""
        highest = self.models[-1].part.height
        top = [m for m in self.models if m.part.height == highest and not m.part.encoder]
        return sum(m.params.hidden * len(m.cell.said) for m in top)

    @property
    def silent(self) -> Readout:
        """A readout that says nothing, for where there is none."""
        return Readout(np.zeros((0, self.width)), np.zeros(0))


@cache
def shipped(name: str) -> Members:
    """Raises UnknownModel."""
    models = tuple(load(f"{name}/{part.name}".rstrip("/")) for part in parts(name))
    return Members(models, network(name).readout)
