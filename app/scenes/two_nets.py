"""The NEURONAL example's nets: a layer with its loop and without, trained on one word."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..cells import CELLS
from ..core.bptt import backward
from ..core.ops import Array
from ..core.params import initial
from ..core.run import run
from ..learning.next_character import Word
from ..learning.optimisers import Adam, clip_by_norm
from ..learning.readout import Readout, cross_entropy

HIDDEN, SEED, RATE, CLIP = 6, 3, 0.03, 1.0
UPDATES = 400
SNAPSHOTS = 41
DIGITS = 4  # after the point, of what is written down
EARLY = 21  # snapshot at which the present letter has given what it can


@dataclass(frozen=True)
class Learned:
    """What both nets bet after so many updates: probabilities (snapshots, T, Y) and mean losses."""

    word: Word
    updates: tuple[int, ...]
    feedforward: Array
    recurrent: Array
    losses: dict[str, Array]

    @property
    def bigram(self) -> Array:
        """(T, Y): how often each character follows the present one in the word, the best that a
        net which sees only the present character can bet."""
        counts: dict[int, Array] = {}
        now = self.word.one_hot.argmax(axis=-1)
        for letter, target in zip(now, self.word.targets, strict=True):
            row = counts.setdefault(int(letter), np.zeros(len(self.word.outputs)))
            row[target] += 1
        return np.array([counts[int(n)] / counts[int(n)].sum() for n in now])

    def written(self) -> dict[str, Any]:
        """Everything that read() needs, as JSON has it."""
        arrays = {"feedforward": self.feedforward, "recurrent": self.recurrent}
        arrays |= {f"losses_{name}": losses for name, losses in self.losses.items()}
        rounded = {name: np.round(v, DIGITS).tolist() for name, v in arrays.items()}
        return {"text": self.word.text, **rounded}

    @staticmethod
    def read(written: Mapping[str, Any]) -> Learned:
        without, recurrent = (np.array(written[net]) for net in ("feedforward", "recurrent"))
        losses = {net: np.array(written[f"losses_{net}"]) for net in ("feedforward", "recurrent")}
        return Learned(Word(written["text"]), snapshots(), without, recurrent, losses)

    @property
    def torn(self) -> list[int]:
        """Timesteps whose character is followed by different ones elsewhere."""
        return [t for t, row in enumerate(self.bigram) if row.max() < 1]


def learning(text: str) -> Generator[int, None, Learned]:
    """Both nets, the same seed, settings and number of updates; a pure function of the word.

    Yields the number of updates done, of both together, at every snapshot.
    """
    word = Word(text)
    without, its_losses = yield from _train(word, False, 0)
    recurrent, losses = yield from _train(word, True, UPDATES)
    return Learned(
        word, snapshots(), without, recurrent, {"feedforward": its_losses, "recurrent": losses}
    )


def snapshots() -> tuple[int, ...]:
    """Updates that are kept: every one at first, then ever fewer."""
    grown = np.geomspace(1, UPDATES + 1, SNAPSHOTS) - 1
    kept = np.maximum(np.round(grown), np.arange(SNAPSHOTS))
    return tuple(int(k) for k in kept)


def _train(word: Word, loop: bool, before: int) -> Generator[int, None, tuple[Array, Array]]:
    """Full-batch Adam; without the loop U is zero and stays zero. before: updates done already."""
    cell, kept = CELLS["rnn"], snapshots()
    params = initial(cell, len(word.inputs), HIDDEN, seed=SEED, init="orthogonal")
    if not loop:
        params["U_h"][:] = 0.0
    rng = np.random.default_rng((SEED, 0))
    bound = 1 / np.sqrt(HIDDEN)
    outputs = len(word.outputs)
    readout = Readout(rng.uniform(-bound, bound, (outputs, HIDDEN)), np.zeros(outputs))
    adam, x, targets = Adam(RATE), word.one_hot, word.targets
    trainable = [params.flat, readout.V, readout.b_y]
    bets, losses = [], []
    for update in range(UPDATES + 1):
        trace = run(cell, params, x)
        h = trace["h"]
        p = readout.probabilities(h)
        loss, by_logits = cross_entropy(p, targets)
        if update in kept:
            bets.append(p)
            losses.append(loss)
            yield before + update
        by_params = backward(trace, {"h": by_logits @ readout.V}).params
        if not loop:
            by_params["U_h"][:] = 0.0
        gradients = [by_params.flat, by_logits.T @ h, by_logits.sum(axis=0)]
        clip_by_norm(gradients, CLIP)
        adam.update(trainable, gradients)
    return np.array(bets), np.array(losses)
