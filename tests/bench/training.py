"""One training step beside PyTorch's, where that is importable.

Forward, loss on the last state, backward through time, clipping, Adam; one thread, float32, calls
interleaved, the fastest of several. It is not a dependency: run it with an environment that has
both, or read the column of ours alone.
"""

from collections.abc import Callable
from importlib import import_module
from time import perf_counter
from typing import Any

import numpy as np

from app.cells import CELLS
from app.learning.batch import Batch, Sequences, Task
from app.learning.building import Settings, build
from app.learning.training import Run

SIZES = ((50, 32, 32, 32), (50, 32, 64, 32), (20, 32, 16, 16))  # T, B, H, X
CLASSES, ROUNDS = 8, 60


def ours(cell: str, steps: int, size: int, hidden: int, inputs: int) -> Callable[[], object]:
    """One update of a run whose batch is always the same."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((steps, size, inputs)).astype(np.float32)
    read = Sequences(x, np.full(size, steps))
    batch = Batch(read, *read.last, rng.integers(CLASSES, size=(size, 1)))
    names = tuple(map(str, range(CLASSES)))
    task = Task("bench", tuple(map(str, range(inputs))), names, lambda r, n: batch, lambda: {})
    settings = Settings(hidden, 10**6, 1e-3)
    return Run(task, build(task, CELLS[cell], settings), settings).update


def theirs(
    cell: str, steps: int, size: int, hidden: int, inputs: int
) -> Callable[[], object] | None:
    """The same with torch.nn and torch.optim, or None."""
    try:
        torch: Any = import_module("torch")
    except ImportError:
        return None
    torch.set_num_threads(1)
    torch.manual_seed(0)
    layer = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell](inputs, hidden)
    readout = torch.nn.Linear(hidden, CLASSES)
    params = [*layer.parameters(), *readout.parameters()]
    adam = torch.optim.Adam(params, 1e-3)
    x, wanted = torch.randn(steps, size, inputs), torch.randint(CLASSES, (size,))

    def update() -> None:
        adam.zero_grad()
        logits = readout(layer(x)[0][-1])
        torch.nn.functional.cross_entropy(logits, wanted).backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        adam.step()

    return update


def best(works: list[Callable[[], object]]) -> list[float]:
    """Milliseconds of each, the fastest of the rounds, in turns."""
    found = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for k, work in enumerate(works):
            start = perf_counter()
            work()
            found[k] = min(found[k], (perf_counter() - start) * 1e3)
    return found


def main() -> None:
    for sizes in SIZES:
        print("T {}, B {}, H {}, X {}: milliseconds a training step".format(*sizes))
        for cell in ("rnn", "lstm", "gru"):
            works = [w for w in (ours(cell, *sizes), theirs(cell, *sizes)) if w is not None]
            times = best(works)
            beside = (
                f"   torch {times[1]:6.2f}   ratio {times[0] / times[1]:.2f}" if times[1:] else ""
            )
            print(f"  {cell:<6}{times[0]:7.2f}{beside}")


if __name__ == "__main__":
    main()
