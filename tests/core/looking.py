"""run, step and stream of any cell; one that attends gets a memory of five rows, one absent."""

from typing import Any

import numpy as np

from app.core import run as core
from app.core.cell import Cell
from app.core.trace import Memory


def memory_of(cell: Cell, hidden: int, batch: tuple[int, ...] = ()) -> Memory | None:
    if not cell.attends:
        return None
    rows = np.random.default_rng(5).normal(size=(*batch, 5, hidden))
    return Memory(rows, np.arange(5) < 4)


def run(cell: Cell, params: Any, inputs: Any, *given: Any, **more: Any) -> Any:
    memory = memory_of(cell, params.hidden, np.shape(inputs)[1:-1])
    return core.run(cell, params, inputs, *given, **{"memory": memory} | more)


def step(cell: Cell, params: Any, x: Any, *given: Any) -> Any:
    return core.step(cell, params, x, *given, memory=memory_of(cell, params.hidden, x.shape[:-1]))


def stream(cell: Cell, params: Any, inputs: Any, *given: Any) -> Any:
    memory = memory_of(cell, params.hidden)
    trace, steps = core.prepare(cell, params, inputs, *given, memory=memory)
    for t in core.quiet(steps):
        yield t, {id: trace[id][t] for id in cell.ids}
