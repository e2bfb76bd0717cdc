"""One cell's card on the compare page: what its stage, bars, readout and heatmap are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import jinja2
import numpy as np
from markupsafe import Markup

from ..core.diagram import diagram
from ..figures import Look, gates, states
from ..figures.panels import Heat, Strip
from ..learning.first_input import memory
from ..narrator.side_by_side import Reader
from . import aligned
from .lab import Lab
from .site import with_query
from .stage import draw

SHARED = ("text", "hidden", "model", "seed", "scale", "init", "forget_bias")
"""Settings that all cells take, and the laboratory too."""
FINEST = 0.001  # shares below are only said to be so
LIKELY = 3  # symbols shown of what a readout expects
SIZES = {640: "s", 1000: "m"}  # a drawing up to so many px wide; a wider one is "l"


@dataclass(frozen=True)
class Column:
    """One cell's card; shared: the beats of a timestep, at: the shared position.

    most: where the colours of all cells that are compared end.
    """

    lab: Lab
    shared: int
    at: int
    most: float

    @cached_property
    def memory(self) -> list[float]:
        """What the state feels of the first input, as a share of what it felt at once."""
        norms = memory(self.lab.trace)
        return (norms / norms[0]).tolist() if norms[0] else np.zeros(len(norms)).tolist()

    def share(self, step: int) -> str:
        """The memory after a timestep, in words as fine as it needs."""
        t, v = self.lab.t, self.memory[step]
        if 0 < v < FINEST:
            return t("js.compare.less", v=t.percent(FINEST, 1))
        return t.percent(v, 1 if v < 0.1 else 0)

    @property
    def strips(self) -> list[Strip]:
        trace, look = self.lab.trace, Look(self.lab.t.lang)
        views = (("states", states.nodes), ("gates", gates.nodes))
        heats = [Heat(v, trace, look, nodes(trace.cell), self.most) for v, nodes in views]
        return [strip for heat in heats for strip in heat.strips]

    @property
    def parameters(self) -> int:
        return int(self.lab.params.flat.size)

    @property
    def waves(self) -> int:
        return len(aligned.stops(self.lab.cell))

    @property
    def known(self) -> int:
        """Timesteps whose state is computed."""
        return aligned.known(self.lab.cell, self.shared, self.at)

    @property
    def size(self) -> str:
        width = diagram(self.lab.cell, self.lab.hidden).width
        return next((name for most, name in SIZES.items() if width <= most), "l")

    @property
    def expected(self) -> list[tuple[str, float]]:
        """The likeliest symbols after what is read, the likeliest first; [] before anything is."""
        p = self.lab.computed.probabilities
        if p is None or not self.known:
            return []
        now = p[self.known - 1]
        best = np.argsort(-now, kind="stable")[:LIKELY]
        return [(self.lab.computed.prepared.outputs[k], float(now[k])) for k in best]

    @property
    def coming(self) -> str | None:
        """The token that really comes next."""
        return self.lab.tokens[self.known] if self.known < self.lab.steps else None

    @property
    def reader(self) -> Reader:
        made = self.lab.computed
        return Reader(self.lab.cell_name, self.memory, made.probabilities, made.prepared.outputs)

    @property
    def link(self) -> str:
        """The same run in the laboratory, at the same place."""
        place = {"at": str(self.place)} if self.place else {}
        return with_query({"cell": self.lab.cell.id} | shared(self.lab.values) | place)

    @property
    def place(self) -> int:
        """The cell's own position."""
        return aligned.place(self.lab.cell, self.shared, self.at, self.lab.steps)

    def stage(self, templates: jinja2.Environment) -> Markup:
        one = self.lab
        return draw(one.cell, templates, one.t, one.trace, one.tokens, self.place, most=self.most)


def shared(values: Mapping[str, str]) -> dict[str, str]:
    return {name: values[name] for name in SHARED if name in values}
