"""What made a gradient: what every reader of the value sent back, by its local derivatives.

The wave runs the other way, so a gradient is made by those that read its value: in its timestep,
and of a state also in the next. With what the loss itself asks, their shares add up to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..core.bptt import Gradients, flowing, sent_back
from ..core.cell import Node
from ..core.trace import Trace

EXACT = 1e-9  # of the largest share: less is rounding


@dataclass(frozen=True)
class Factor:
    """The gradient by a reader's unit, and the local derivative that it meets."""

    unit: int
    gradient: float
    slope: float

    @property
    def product(self) -> float:
        return self.gradient * self.slope


@dataclass(frozen=True)
class Share:
    """What one reader sends back at a timestep; matrix: the weights that an affine goes back by.

    factors: none of an operation that mixes units, whose share has no single derivative.
    """

    reader: Node
    step: int
    sent: float
    matrix: str = ""
    factors: tuple[Factor, ...] = ()


@dataclass(frozen=True)
class Returned:
    """A gradient as the sum of its shares and of what reaches the value from outside the cell."""

    value: float
    shares: tuple[Share, ...]
    outside: float


def returned(
    trace: Trace, gradients: Gradients, node: str, step: int, unit: int, cuts: tuple[int, ...] = ()
) -> Returned:
    """Of a node's number (step, unit from 0); at a cut the next timestep sends nothing back."""
    value = float(gradients.nodes[node][step, unit])
    shares = list(_shares(trace, gradients, node, step, unit))
    later = node in trace.cell.states and step + 1 < trace.steps and step + 1 not in cuts
    if later:
        shares += _shares(trace, gradients, f"{node}_prev", step + 1, unit)
    outside = value - sum(s.sent for s in shares)
    largest = max([abs(value), *(abs(s.sent) for s in shares)])
    return Returned(value, tuple(shares), outside if abs(outside) > EXACT * largest else 0.0)


def _shares(
    trace: Trace, gradients: Gradients, value: str, step: int, unit: int
) -> Iterator[Share]:
    """Of those that read the value at this step, also through a join."""
    keep = flowing(trace)
    here = {id: trace[id][step] for id in (*trace.cell.inputs, *trace.cell.ids)}
    for n in trace.cell.nodes:
        if n.op.joins or value not in [v for arg in n.args for v in trace.cell.joined(arg)]:
            continue
        flow = gradients.nodes[n.id][step] * (keep[n.id][step] if n.id in keep else 1.0)
        if n.op.linear:
            matrix = dict(trace.cell.pairs(n))[value]
            slopes = trace.params[matrix][:, unit]
            factors = tuple(Factor(k, float(g), float(slopes[k])) for k, g in enumerate(flow))
            yield Share(n, step, float(flow @ slopes), matrix, factors)
            continue
        k = n.args.index(value)
        sent = float(sent_back(trace, n, flow, here)[k][unit])
        if n.op.across:
            yield Share(n, step, sent)
            continue
        slope = float(sent_back(trace, n, np.ones_like(flow), here)[k][unit])
        yield Share(n, step, sent, factors=(Factor(unit, float(flow[unit]), slope),))
