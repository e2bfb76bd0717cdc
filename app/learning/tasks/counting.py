"""aⁿbⁿ and aⁿbⁿcⁿ: as many of each letter, which takes a counter."""

from __future__ import annotations

import numpy as np

from ..batch import Answer, Batch, Task, Whole, everywhere, padded

BEYOND = 3  # times the longest, how far is asked whether it still counts right


def counting(letters: str = "ab", longest: int = 50, short: int = 15) -> Task:
    """aⁿbⁿ or aⁿbⁿcⁿ between S and T: predict every next symbol that is determined.

    After Gers & Schmidhuber 2001. Half of a batch has n up to short; what is not determined, the
    run of a, weighs .05. Exact: every determined symbol of a string is right. Held out are longer
    strings than any in training.
    """
    names = ("S", *letters, "T")

    def of(ns: Whole) -> Batch:
        strings = [[0, *(k + 1 for k in range(len(letters)) for _ in range(n))] for n in ns]
        read = padded(strings, len(names))
        wanted = np.full(read.inputs.shape[:2], -1)
        weight = np.zeros(wanted.shape, np.float32)
        for b, n in enumerate(ns):
            wanted[: 1 + len(letters) * n, b] = [*strings[b][1:], len(names) - 1]
            weight[: 1 + len(letters) * n, b] = 1
            weight[1 : n + 1, b] = 0.05
        steps, rows, targets = everywhere(wanted)
        return Batch(read, steps, rows, targets, weight[steps, rows])

    def draw(rng: np.random.Generator, size: int) -> Batch:
        few = rng.integers(1, min(short, longest) + 1, size=size // 2)
        return of(np.concatenate([few, rng.integers(1, longest + 1, size=size - len(few))]))

    def determined(ns: Whole) -> Batch:
        batch = of(ns)
        kept = batch.weights == 1 if batch.weights is not None else slice(None)
        return Batch(batch.read, batch.steps[kept], batch.rows[kept], batch.targets[kept])

    def tested() -> dict[str, Batch]:
        end = longest + max(1, longest // 5)
        return {f"n {longest + 1}-{end}": determined(np.arange(longest + 1, end + 1))}

    def right_to(answer: Answer) -> dict[str, float]:
        """The largest n up to which every string is right, up to BEYOND times the longest."""
        ns = np.arange(1, BEYOND * longest + 1)
        batch = determined(ns)
        wrong = answer(batch).argmax(axis=-1) != batch.targets[:, 0]
        first = int(batch.rows[wrong].min()) if wrong.any() else len(ns)
        return {"right to n": float(first)}

    facts = {"longest": longest, "letters": letters, "evaluated_on": "longer"}
    return Task(
        "counting", names, names, draw, tested, facts=facts,
        tests=right_to, examples=lambda: dict.fromkeys(("es", "en"), determined(np.array([5]))),
    )  # fmt: skip
