"""`python -m app.learning.train NAME…|all` remakes shipped models and their cards.

Every seed of every model is a job of its own, and jobs run on all cores: `--processes N` says how
many at once.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from .. import models
from . import recipes, spelled
from .cards import card_of, shipped_of
from .runs import Measured, learn

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
KNOWN = (*spelled.RECIPES, *recipes.RECIPES)


def seeds_of(name: str) -> tuple[int, ...]:
    """All that are trained for a card; the first that learned is shipped."""
    return (spelled.SEED,) if name in spelled.RECIPES else recipes.RECIPES[name].seeds


def job(name: str, seed: int) -> Measured:
    """One run; of a word's model the other seeds take milliseconds and are part of it."""
    return spelled.learn(name) if name in spelled.RECIPES else learn(name, seed)


def remake(names: Sequence[str], processes: int) -> Iterator[tuple[str, list[Measured]]]:
    """(name, all its runs) in the order of names; the longest runs begin first."""
    for variable in THREADS:  # a process a run: more threads would only wait for each other
        os.environ[variable] = "1"
    jobs = [(name, seed) for name in names for seed in seeds_of(name)]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        futures = {
            one: pool.submit(job, *one)
            for one in sorted(jobs, key=lambda one: -recipes.effort(one[0]))
        }
        for name in names:
            yield name, [futures[name, seed].result() for seed in seeds_of(name)]


def save(name: str, runs: Sequence[Measured]) -> str:
    """Writes the weights of the first run that learned, and the card; what to print."""
    if name in spelled.RECIPES:
        shipped, card = runs[0], spelled.card_of(name, runs[0])
    else:
        shipped, card = shipped_of(name, runs), card_of(name, runs)
    models.save(name, shipped.arrays, card)
    success = card["success"]
    return (
        f"{name}: {card['updates']} updates, {card['cpu_seconds']} CPU s, {card['measured']}: "
        f"{card['accuracy']}; {success['learned']} of {success['of']} seeds learned"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0, or 2 when a name is unknown."""
    asked = list(sys.argv[1:] if arguments is None else arguments)
    processes = os.cpu_count() or 1
    if "--processes" in asked:
        at = asked.index("--processes")
        processes = int(asked[at + 1])
        del asked[at : at + 2]
    wanted = list(KNOWN) if asked == ["all"] else asked
    unknown = [name for name in wanted if name not in KNOWN]
    if unknown or not wanted:
        print(f"train: {' '.join(unknown) or 'no name'}; choose from: all {' '.join(KNOWN)}")
        return 2
    start, cpu, count = time.perf_counter(), 0.0, 0
    for name, runs in remake(wanted, processes):
        print(save(name, runs), flush=True)
        cpu += sum(run.total_seconds for run in runs)
        count += len(runs)
    wall = time.perf_counter() - start
    print(
        f"total: {len(wanted)} models, {count} runs, {cpu:.0f} CPU s, "
        f"{wall / 60:.1f} minutes in {processes} processes"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
