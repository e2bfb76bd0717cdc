"""The gradient along every wire: what each operation sends back to each value that it read."""

from __future__ import annotations

import numpy as np

from ..core.bptt import Gradients, flowing, sent_back
from ..core.ops import Array
from ..core.trace import Trace

Wire = tuple[str, str]  # (value, the operation that reads it)


def flows(trace: Trace, gradients: Gradients) -> dict[Wire, Array]:
    """{(value, reader): (T, ..., width of the value)}: their sum over the readers of a value is its
    gradient, but for what the loss and the next timestep add to a state.
    """
    found: dict[Wire, Array] = {}
    keep = flowing(trace)
    for n in trace.cell.nodes:
        g = gradients.nodes[n.id]
        g = g * keep[n.id] if n.id in keep else g
        for a, part in zip(n.args, sent_back(trace, n, g), strict=False):
            wire = a, n.id
            found[wire] = found[wire] + part if wire in found else part
    return found


def cuts(steps: int, truncate: int | None) -> tuple[int, ...]:
    """Timesteps (from 0) whose gradient is not handed to the one before, as through_time cuts."""
    if truncate is None:
        return ()
    return tuple(t for t in range(1, steps) if (steps - t) % truncate == 0)


def handed(trace: Trace, along: dict[Wire, Array], truncate: int | None) -> dict[str, Array]:
    """{state: (T, ..., H)}: what reaches a timestep's states from the next one."""
    made: dict[str, Array] = {}
    for s in trace.cell.states:
        total = sum((f for (a, _), f in along.items() if a == f"{s}_prev"), np.zeros_like(trace[s]))
        made[s] = np.concatenate([total[1:], np.zeros_like(total[:1])])
        made[s][[t - 1 for t in cuts(trace.steps, truncate)]] = 0
    return made
