"""`python -m app.scenes.measure` measures what BPTT costs as the sequence grows."""

from __future__ import annotations

import json
import time
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ..cells import CELLS
from ..core.bptt import backward
from ..core.params import initial
from ..core.run import run

FILE = Path(__file__).with_name("bptt_cost.json")
STEPS = (8, 16, 32, 64, 128, 256, 512)
HIDDEN, INPUTS, BATCH, REPEATS = 32, 8, 16, 40


def measured(steps: int) -> dict[str, float]:
    """Milliseconds of the way there and back, the fastest of several, and the values' megabytes."""
    cell = CELLS["rnn"]
    params = initial(cell, INPUTS, HIDDEN, seed=1)
    x = np.random.default_rng(1).standard_normal((steps, BATCH, INPUTS))
    there, back = [], []
    for _ in range(REPEATS):
        start = time.perf_counter()
        trace = run(cell, params, x)
        middle = time.perf_counter()
        backward(trace, {"h": np.ones_like(trace["h"])})
        there.append(middle - start)
        back.append(time.perf_counter() - middle)
    kept = sum(trace[node.id].nbytes for node in cell.nodes if not node.op.joins) + x.nbytes
    return {
        "steps": steps,
        "forward_ms": round(1000 * min(there), 3),
        "backward_ms": round(1000 * min(back), 3),
        "megabytes": round(kept / 1e6, 3),
    }


@cache
def cost() -> dict[str, Any]:
    """What was measured, and on what."""
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found


if __name__ == "__main__":
    facts = {"cell": "rnn", "hidden": HIDDEN, "batch": BATCH, "numpy": np.__version__}
    rows = [measured(steps) for steps in STEPS]
    FILE.write_text(json.dumps(facts | {"rows": rows}, indent=2) + "\n", "utf-8")
