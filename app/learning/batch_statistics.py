"""What batch normalisation keeps for use after training: mean and variance at every timestep.

As Cooijmans et al. 2017: each timestep up to the longest that training met has its own;
past it the last one's are used. Running means over the batches, from the first one's on.
Padded timesteps count as any other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..core.ops import Array
from ..core.trace import Trace
from .network import Passed

SHARE = 0.1  # of the newest batch, as PyTorch


def keep(ways: Sequence[Passed | None]) -> None:
    """Takes a training batch's statistics into what its layers have kept."""
    for passed in ways:
        for trace in (t for layer in passed.traces for t in layer) if passed else ():
            for n in trace.cell.nodes:
                if n.op.settles:
                    kept = trace.params.kept
                    kept[n.id] = _taken_in(kept.get(n.id), statistics(trace, n.args[0]))


def statistics(trace: Trace, id: str) -> Array:
    """(2, T, H): mean and variance over the batch; the variance as Bessel has it, if it can be."""
    rows = trace[id].reshape(trace.steps, -1, trace.hidden)
    many = rows.shape[1] > 1
    return np.stack([rows.mean(axis=1), rows.var(axis=1, ddof=int(many))])


def _taken_in(kept: Array | None, new: Array) -> Array:
    if kept is None:
        return new
    both = min(kept.shape[1], new.shape[1])
    mixed = (1 - SHARE) * kept[:, :both] + SHARE * new[:, :both]
    return np.concatenate([mixed, kept[:, both:], new[:, both:]], axis=1)
