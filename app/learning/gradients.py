"""Truncated backpropagation through time over a trace, and the sizes of what it finds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import cast

import numpy as np

from ..core.bptt import Gradients, backward
from ..core.ops import Array
from ..core.trace import Trace


def through_time(
    trace: Trace,
    seeds: Mapping[str, Array],
    truncate: int | None = None,
    inputs: bool = True,
    nodes: Collection[str] | None = None,
) -> Gradients:
    """Backward over a trace; truncate cuts it, from its end, into parts of so many timesteps.

    No gradient is carried over a cut: what autograd gives when the states are detached there
    (Williams & Peng 1990, with parts that do not overlap).
    """
    if truncate is None or truncate >= trace.steps:
        return backward(trace, seeds, inputs=inputs, nodes=nodes)
    parts: list[Gradients] = []
    for end in range(trace.steps, 0, -truncate):
        first = max(0, end - truncate)
        here = {id: seed[first:end] for id, seed in seeds.items()}
        window = trace.window(first, end)
        parts.append(backward(window, here, inputs=inputs, nodes=nodes))
    parts.reverse()
    total = parts[0].params
    for part in parts[1:]:
        total.flat += part.params.flat
    return Gradients(
        {id: np.concatenate([p.nodes[id] for p in parts]) for id in parts[0].nodes},
        np.concatenate([p.inputs for p in parts]),
        parts[0].state,
        total,
        None if trace.memory is None else np.sum([cast(Array, p.memory) for p in parts], axis=0),
    )


def norms(gradients: Mapping[str, Array]) -> dict[str, Array]:
    """Of every node's gradient at every timestep, (T,) each."""
    return {
        id: cast(Array, np.linalg.norm(g.reshape(len(g), -1), axis=-1))
        for id, g in gradients.items()
    }


def first_nonfinite(gradients: Gradients, nodes: Sequence[str]) -> tuple[int, str] | None:
    """(step, node) where the gradient, on its way back, first left the finite numbers."""
    steps = len(gradients.inputs)
    for t in range(steps - 1, -1, -1):
        for id in reversed(nodes):
            if not np.isfinite(gradients.nodes[id][t]).all():
                return t, id
    finite = [gradients.inputs, gradients.params.flat, *gradients.state.values()]
    return None if all(np.isfinite(g).all() for g in finite) else (0, nodes[0])
