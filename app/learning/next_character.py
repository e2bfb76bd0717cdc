"""The task of the NEURONAL example: read a word, predict each next character and the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..core.bptt import backward
from ..core.cell import Cell
from ..core.ops import Array
from ..core.params import Params, initial
from ..core.run import run
from .letters import letters
from .optimisers import Adam, clip_by_norm
from .readout import Readout, cross_entropy

END = "$"
ENDS = (END, *map(chr, range(0x2460, 0x2500)))  # more than a text that is learned has letters

GAIN = 0.98  # a loss that is lower by less has not moved


@dataclass(frozen=True)
class Word:
    """A word as the network meets it: one-hot characters in, the next character or END out."""

    text: str

    @property
    def letters(self) -> tuple[str, ...]:
        """Its grapheme clusters."""
        return letters(self.text)

    @property
    def inputs(self) -> list[str]:
        """The vocabulary, in order of first appearance."""
        return list(dict.fromkeys(self.letters))

    @property
    def end(self) -> str:
        """What it says after the last character: none of its own."""
        return next(sign for sign in ENDS if sign not in self.text)

    @property
    def outputs(self) -> list[str]:
        """The vocabulary, and last the end."""
        return [*self.inputs, self.end]

    @property
    def one_hot(self) -> Array:
        """(T, X)."""
        return np.eye(len(self.inputs))[[self.inputs.index(c) for c in self.letters]]

    @property
    def targets(self) -> np.ndarray:
        """(T,) numbers of outputs."""
        return np.array([self.outputs.index(c) for c in [*self.letters[1:], self.end]])


@dataclass(frozen=True)
class Settings:
    """What a run depends on besides the word and the cell. Stops when every step's p > enough, or

    when so many updates of patience have not lowered the least loss by 2 %.
    """

    hidden: int
    seed: int
    init: str = "orthogonal"
    forget_bias: float = 1.0
    rate: float = 0.03
    clip: float = 1.0
    most: int = 2000
    enough: float = 0.95
    patience: int | None = None


@dataclass(frozen=True)
class Trained:
    """The weights, the updates made, the share of right characters that come first, and the
    lowest probability given to a right one."""

    params: Params
    readout: Readout
    updates: int
    loss: float
    accuracy: float
    lowest: float


@dataclass(frozen=True)
class Moment:
    """The network before an update, or at the end: what it says at every timestep, (T, Y)."""

    params: Params
    readout: Readout
    update: int
    loss: float
    probabilities: Array


def moments(cell: Cell, word: Word, settings: Settings, recurrent: bool = True) -> Iterator[Moment]:
    """Full-batch Adam on the one word, float64; the arrays of a moment change with the next one.

    The last moment is where every right character is likely enough, or no update left helps. Not
    recurrent: every U is held at zero, the same layer without a memory, which can do no better
    than bigram().
    """
    bias = settings.forget_bias if cell.keep else 0.0
    params = initial(
        cell, len(word.inputs), settings.hidden,
        seed=settings.seed, init=settings.init, forget_bias=bias,
    )  # fmt: skip
    rng = np.random.default_rng((settings.seed, 0))
    bound = 1 / np.sqrt(settings.hidden)
    outputs = len(word.outputs)
    readout = Readout(rng.uniform(-bound, bound, (outputs, settings.hidden)), np.zeros(outputs))
    adam, x, targets = Adam(settings.rate), word.one_hot, word.targets
    trainable = [params.flat, readout.V, readout.b_y]
    rows = np.arange(len(targets))
    least, gained = np.inf, 0
    for update in range(settings.most + 1):
        trace = run(cell, params, x if recurrent else x[None])
        h = trace["h"] if recurrent else trace["h"][0]
        p = readout.probabilities(h)
        loss, by_logits = cross_entropy(p, targets)
        yield Moment(params, readout, update, loss, p)
        if loss < GAIN * least:
            least, gained = loss, update
        stuck = settings.patience is not None and update - gained > settings.patience
        if float(p[rows, targets].min()) > settings.enough or update == settings.most or stuck:
            return
        by_h = by_logits @ readout.V
        found = backward(trace, {"h": by_h if recurrent else by_h[None]})
        gradients = [found.params.flat, by_logits.T @ h, by_logits.sum(axis=0)]
        clip_by_norm(gradients, settings.clip)
        adam.update(trainable, gradients)


def train(cell: Cell, word: Word, settings: Settings) -> Trained:
    """The last of the moments; a pure function of its arguments."""
    *_, last = moments(cell, word, settings)
    targets, p = word.targets, last.probabilities
    lowest = float(p[np.arange(len(targets)), targets].min())
    accuracy = float((p.argmax(axis=-1) == targets).mean())
    return Trained(last.params, last.readout, last.update, last.loss, accuracy, lowest)


def bigram(word: Word) -> Array:
    """(T, Y): how often each follows the character of each timestep: the best without memory."""
    counts = np.zeros((len(word.inputs), len(word.outputs)))
    numbers = word.one_hot.argmax(axis=-1)
    np.add.at(counts, (numbers, word.targets), 1)
    shares: Array = (counts / counts.sum(axis=1, keepdims=True))[numbers]
    return shares
