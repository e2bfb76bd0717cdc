"""`python -m app.learning.train NAME…|all` remakes a shipped model and its card."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .. import models
from ..cells import CELLS
from .next_character import Settings, Trained, Word, train

WORD = Word("NEURONAL")
SEED, SEEDS = 3, (1, 2, 3, 4, 5)
RECIPES = {f"neuronal-{id.replace('_', '-')}": (cell, 4) for id, cell in CELLS.items()}


def remake(name: str) -> tuple[Trained, dict[str, Any]]:
    """Trains one model; returns it and its card. The other seeds are trained for the card."""
    cell, hidden = RECIPES[name]
    start = time.process_time()
    chosen = train(cell, WORD, Settings(hidden, SEED))
    seconds = time.process_time() - start
    runs = [train(cell, WORD, Settings(hidden, seed)) for seed in SEEDS]
    settings = Settings(hidden, SEED)
    learned = [r for r in runs if r.lowest > settings.enough]
    return chosen, {
        "id": name,
        "cell": cell.id,
        "task": "next-character",
        "text": WORD.text,
        "inputs": WORD.inputs,
        "outputs": WORD.outputs,
        "hidden": hidden,
        "seed": SEED,
        "command": f"python -m app.learning.train {name}",
        "settings": {
            "init": settings.init,
            "forget_bias": settings.forget_bias if cell.keep else 0.0,
            "optimiser": "adam",
            "rate": settings.rate,
            "clip_norm": settings.clip,
            "stop": f"every right character has p > {settings.enough}, or {settings.most} updates",
        },
        "updates": chosen.updates,
        "cpu_seconds": round(seconds, 3),
        "accuracy": chosen.accuracy,
        "lowest_probability": round(chosen.lowest, 4),
        "loss": round(chosen.loss, 5),
        "evaluated_on": "the training word itself: the task is to memorise one word",
        "success": {"learned": len(learned), "of": len(runs), "seeds": list(SEEDS)},
        "updates_by_seed": [r.updates for r in runs],
        "why_this_seed": "its LSTM gates span nearly the whole of 0 to 1; kept for all cells",
        "machine": machine(),
        "licence": "the word is the project's own; MIT",
    }


def machine() -> dict[str, str]:
    """What the last bits depend on: CPU, BLAS and versions."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return {
        "cpu": cpu_name(),
        "blas": f"{blas['name']} {blas['version']}",
        "numpy": np.__version__,
        "python": platform.python_version(),
    }


def cpu_name() -> str:
    """The processor's own name where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0, or 2 when a name is unknown."""
    asked = list(sys.argv[1:] if arguments is None else arguments)
    wanted = list(RECIPES) if asked == ["all"] else asked
    unknown = [name for name in wanted if name not in RECIPES]
    if unknown or not wanted:
        print(f"train: {' '.join(unknown) or 'no name'}; choose from: all {' '.join(RECIPES)}")
        return 2
    for name in wanted:
        trained, facts = remake(name)
        models.save(name, trained.params, trained.readout, facts)
        print(
            f"{name}: {facts['updates']} updates, lowest p {facts['lowest_probability']}, "
            f"{facts['success']['learned']} of {facts['success']['of']} seeds learned"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
