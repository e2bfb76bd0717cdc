"""What answering without looking at any input gets: what a network must beat to have learned."""

from __future__ import annotations

import numpy as np

from .batch import Batch, Task


def blind(task: Task, batch: Batch) -> dict[str, float]:
    """guess_accuracy and guess_loss of the commonest answer, or of the mean of numbers.

    A decoder counts what it has written, so that its guess may be another at every timestep.
    """
    if task.values:
        off = batch.targets - batch.targets.mean(axis=0)
        right = np.abs(off) < task.tolerance
        return {"guess_accuracy": float(right.mean()), "guess_loss": float((off * off).mean())}
    places = batch.steps if batch.source is not None else np.zeros_like(batch.steps)
    weights = np.ones(len(batch.targets)) if batch.weights is None else batch.weights
    right, asked, cost, weight = 0.0, 0, 0.0, 0.0
    for q, (first, end) in enumerate(task.parts):
        for place in np.unique(places):
            here = (places == place) & (batch.targets[:, q] >= 0)
            answers, w = batch.targets[here, q], weights[here]
            if not len(answers):
                continue
            counts = np.bincount(answers, minlength=end - first)
            shares = np.bincount(answers, weights=w, minlength=end - first)
            right, asked = right + counts.max(), asked + len(answers)
            some = shares[shares > 0]
            cost -= float((some * np.log(some / some.sum())).sum())
            weight += float(some.sum())
    return {"guess_accuracy": right / asked, "guess_loss": cost / weight}
