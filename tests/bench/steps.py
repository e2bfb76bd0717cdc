"""Time of one timestep of every cell: `make bench`. Best of several rounds, one thread.

The plan is what the app runs; plain is the same timestep node by node; back is the whole backward
pass, divided by the steps. Ratios travel between machines, microseconds do not.
"""

from collections.abc import Callable
from time import perf_counter

import numpy as np

from app.cells import CELLS
from app.core.bptt import backward
from app.core.cell import Cell
from app.core.params import initial
from app.core.run import run, step, zeros

SIZES = ((8, 8, 20), (32, 64, 100))  # input size, hidden, steps
ROUNDS = 7


def best(work: Callable[[], object], repeat: int) -> float:
    """Seconds of one call, the fastest of the rounds."""
    rounds = []
    for _ in range(ROUNDS):
        start = perf_counter()
        for _ in range(repeat):
            work()
        rounds.append((perf_counter() - start) / repeat)
    return min(rounds)


def times(cell: Cell, input_size: int, hidden: int, steps: int) -> tuple[float, float, float]:
    """Microseconds a timestep: by the plan, plainly, and backward."""
    params = initial(cell, input_size, hidden)
    inputs = np.random.default_rng(0).normal(size=(steps, input_size))
    state = zeros(cell, params)
    trace = run(cell, params, inputs)
    seeds = {"h": np.ones_like(trace["h"])}
    return (
        best(lambda: run(cell, params, inputs), 20) / steps * 1e6,
        best(lambda: step(cell, params, inputs[0], state), 200) * 1e6,
        best(lambda: backward(trace, seeds), 20) / steps * 1e6,
    )


def main() -> None:
    for sizes in SIZES:
        print("X {}, H {}, T {}: microseconds a timestep".format(*sizes))
        print(f"{'':<18}{'plan':>8}{'plain':>8}{'back':>8}")
        for id, cell in CELLS.items():
            plan, plain, back = times(cell, *sizes)
            print(f"{id:<18}{plan:>8.1f}{plain:>8.1f}{back:>8.1f}")


if __name__ == "__main__":
    main()
