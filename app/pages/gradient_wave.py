"""What the page of the way back is drawn from: one layer's gradients, of the whole loss."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..api.errors import Problem
from ..api.gradients import ComputedGradients
from ..core.cell import Cell
from ..core.ops import Array
from ..core.trace import Trace
from ..i18n import Catalogue
from ..learning.flows import cuts, flows, handed
from ..learning.returned import Returned, returned
from . import query
from .gradient_choice import NODE, OWN, Choice, Ground, read_by
from .gradient_sizes import Sizes
from .lab import Lab
from .setting import Trouble
from .site import with_query
from .step_names import heads, labels

FOREIGN = query.VIEWED
NOTHING = 1e-12  # of the largest gradient: less is rounding


@dataclass(frozen=True)
class Layer:
    """A cell of a network with its gradients. label: its name in words; height: over the input,

    an encoder under everything. answers: its steps are the answers'.
    """

    name: str
    label: str
    found: ComputedGradients
    height: int
    reversed: bool
    answers: bool


@dataclass(frozen=True)
class Wave:
    """layers: of the network, the first to read first; shown: the place of the one on the stage.

    steps: those that the wave passes, up to the last that the gradient reaches from outside.
    """

    lab: Lab
    layers: tuple[Layer, ...]
    shown: int
    ground: Ground
    choice: Choice
    asked_at: int
    problem: Problem | None
    troubles: tuple[Trouble, ...] = ()
    made_of: str = ""
    """The gradient whose making is shown, "h:2:1": node, step and unit, from 0."""

    @property
    def t(self) -> Catalogue:
        return self.lab.t

    @property
    def layer(self) -> Layer:
        return self.layers[self.shown]

    @property
    def found(self) -> ComputedGradients:
        return self.layer.found

    @property
    def offered(self) -> tuple[str, ...]:
        return self.ground.offered

    @property
    def trace(self) -> Trace:
        return self.found.computed.trace

    @property
    def cell(self) -> Cell:
        return self.trace.cell

    @property
    def beats(self) -> int:
        return self.cell.beats

    @property
    def length(self) -> int:
        """Timesteps of the layer, also those that the wave never passes."""
        return self.trace.steps

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """What stands for each step in a narrow place: its token, or its number."""
        return labels(self.found.computed)

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """What each step reads, where there is room."""
        return heads(self.found.computed, self.lab.model, self.t)

    @cached_property
    def read(self) -> tuple[int, ...]:
        """The steps that the gradient reaches from outside: those that the loss reads, or that

        another layer reads.
        """
        if self.layer.answers:
            return read_by(self.ground, self.choice)
        along = flows(self.trace, self.found.gradients)
        later = handed(self.trace, along, self.choice.truncate)
        direct = np.zeros(self.length)
        for s in self.cell.states:
            sent = sum((g for (a, _), g in along.items() if a == s), later[s])
            direct += np.linalg.norm(self.nodes[s] - sent, axis=-1)
        least = NOTHING * max(float(v.max()) for v in self.norms.values())
        return tuple(np.flatnonzero(direct > least).tolist()) or (self.length - 1,)

    @property
    def steps(self) -> int:
        return self.read[-1] + 1

    @property
    def at(self) -> int:
        return min(self.asked_at, self.steps * self.beats)

    @property
    def step(self) -> int:
        """The timestep where the gradient is."""
        return self.steps - 1 - max(0, self.at - 1) // self.beats

    @cached_property
    def cuts(self) -> tuple[int, ...]:
        return cuts(self.length, self.choice.truncate)

    @cached_property
    def nodes(self) -> dict[str, Array]:
        return {id: self.found.gradients.nodes[id] for id in self.cell.ids}

    @cached_property
    def wires(self) -> dict[tuple[str, str], Array]:
        """{(value, reader): (T,)} norms of what goes back along a wire; ">s" the next step."""
        along = flows(self.trace, self.found.gradients)
        later = handed(self.trace, along, self.choice.truncate)
        every = along | {(s, f">{s}"): g for s, g in later.items()}
        return {wire: np.linalg.norm(g.reshape(len(g), -1), axis=1) for wire, g in every.items()}

    @cached_property
    def norms(self) -> dict[str, Array]:
        return {id: np.linalg.norm(g.reshape(len(g), -1), axis=1) for id, g in self.nodes.items()}

    @cached_property
    def sizes(self) -> Sizes:
        every = [*self.norms.values(), *self.wires.values()]
        return Sizes(max(float(v.max()) for v in every) or 1.0, self.t)

    @cached_property
    def values(self) -> dict[str, str]:
        """The address that shows this; weights that were brought are too long for it."""
        forward = {k: v for k, v in self.lab.values.items() if k not in (*FOREIGN, "brought")}
        own = {"loss": self.choice.loss if self.choice.loss != self.offered[0] else ""}
        if self.choice.loss == NODE:
            last = self.choice.step == self.ground.steps - 1
            own["node"] = "" if self.choice.node == "h" else self.choice.node
            own["step"] = "" if last else str(self.choice.step + 1)
        own["truncate"] = str(self.choice.truncate or "")
        own["at"] = str(self.at or "")
        own["made"] = ":".join(map(str, self.place or ()))
        return forward | {k: v for k, v in own.items() if v}

    @cached_property
    def place(self) -> tuple[str, int, int] | None:
        """The gradient whose making is shown, where this cell has it."""
        node, *numbers = self.made_of.split(":")
        if node not in self.cell.ids or len(numbers) != 2 or not all(map(str.isdecimal, numbers)):
            return None
        step, unit = map(int, numbers)
        inside = step < self.steps and unit < self.trace.hidden and self.cell.axes[node] == "H"
        return (node, step, unit) if inside and not self.cell.node(node).op.joins else None

    @cached_property
    def made(self) -> Returned | None:
        if self.place is None:
            return None
        return returned(self.trace, self.found.gradients, *self.place, cuts=self.cuts)

    def makes(self, node: str = "", step: int = 0, unit: int = 0) -> str:
        """The address of this page with another gradient's making shown, or none."""
        place = {"made": f"{node}:{step}:{unit}"} if node else {}
        return with_query({k: v for k, v in self.values.items() if k != "made"} | place)

    @property
    def to_lab(self) -> str:
        return with_query({k: v for k, v in self.values.items() if k not in (*OWN, "at", "made")})

    @property
    def loss(self) -> str:
        return self.sizes.written(self.found.loss)

    @property
    def above(self) -> str:
        """The layer that the gradient comes from, in words; "" where the loss itself is it."""
        later = [
            layer for layer in self.layers[self.shown + 1 :] if layer.height > self.layer.height
        ]
        return later[0].label if later else ""

    @property
    def start(self) -> str:
        c = self.choice
        if self.above:
            return self.t("gradients.start_below", v=self.loss, layer=self.above)
        if c.loss == NODE:
            node = self.t.node(self.cell.id, c.node)
            return self.t("gradients.start_node", node=node, step=c.step + 1, v=self.loss)
        return self.t("gradients.start", v=self.loss)
