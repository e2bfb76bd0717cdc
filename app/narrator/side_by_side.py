"""What tells cells apart that read the same: a sentence a timestep, with the measured numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.ops import Array
from ..i18n import Catalogue
from .voice import Voice

ALIKE = 0.05  # shares this near to each other, and within a factor of TIMES, are told as one range
TIMES = 2
GONE = 0.01
LEAST = 1e-4  # a share too small to say how many times another is as much


@dataclass(frozen=True)
class Reader:
    """A cell's name, its memory of the first token (T,) as shares of the first step's, and what its
    readout gives every symbol after every step (T, Y), or None.
    """

    name: str
    memory: Sequence[float]
    probabilities: Array | None
    outputs: Sequence[str]


def tell(readers: Sequence[Reader], tokens: Sequence[str], t: Catalogue) -> list[str]:
    """What is said before the first timestep and after each: T + 1 texts."""
    said = [_say(t, "start", n=len(readers))]
    for step in range(len(tokens)):
        parts = [_memory(readers, tokens, step, t), _expected(readers, tokens, step, t)]
        said.append(" ".join(filter(None, parts)))
    return said


def _say(t: Catalogue, key: str, **values: object) -> str:
    return t(f"compare.tell.{key}", **values)


def symbol(output: str, t: Catalogue) -> str:
    """A symbol of a readout as a sentence has it; the end of the word by its name."""
    return t("js.compare.end") if output == "$" else t.token(output)


def _memory(readers: Sequence[Reader], tokens: Sequence[str], step: int, t: Catalogue) -> str:
    token, voice = t.token(tokens[0]), Voice(t)
    ranked = sorted(readers, key=lambda r: -r.memory[step])
    best, worst = ranked[0], ranked[-1]
    high, low = best.memory[step], worst.memory[step]
    if high == 0:
        return _say(t, "nothing", token=token)
    if step == 0:
        return _say(t, "first", token=token, n=len(readers))
    if high < GONE:
        return _say(t, "gone", token=token)
    apart = high >= TIMES * low
    if step == len(tokens) - 1 and apart and low > LEAST and high <= 1:
        times = t.number(high / low, 1 if high / low < 10 else 0)
        return _say(
            t, "end", best=best.name, v=voice.share(high), token=token,
            worst=worst.name, w=voice.share(low), times=times,
        )  # fmt: skip
    if high - low < ALIKE and not apart:
        return _say(t, "alike", token=token, range=_range(voice, low, high))
    rest = t.list([_say(t, "item", cell=r.name, v=voice.share(r.memory[step])) for r in ranked[1:]])
    led = max(readers, key=lambda r: r.memory[step - 1])
    key = "grown" if high > 1 else "turn" if step > 1 and led is not best else "most"
    return _say(t, key, best=best.name, token=token, v=voice.share(high), rest=rest)


def _expected(readers: Sequence[Reader], tokens: Sequence[str], step: int, t: Catalogue) -> str:
    """How the readouts did: what the next token got, or after the last one what each expects."""
    voice = Voice(t)
    able = [r for r in readers if r.probabilities is not None]
    if not able:
        return ""
    if step == len(tokens) - 1:
        return _last(able, step, t)
    coming = tokens[step + 1]
    given = [(_given(r, step, coming), r.name) for r in able]
    (low, worst), (high, best) = min(given), max(given)
    name = t.token(coming)
    if high - low < ALIKE:
        return _say(t, "next_alike", next=name, range=_range(voice, low, high))
    return _say(
        t, "next", next=name, best=best, v=voice.share(high), worst=worst, w=voice.share(low)
    )


def _given(r: Reader, step: int, token: str) -> float:
    assert r.probabilities is not None
    return float(r.probabilities[step, list(r.outputs).index(token)])


def _last(able: Sequence[Reader], step: int, t: Catalogue) -> str:
    found = [_favourite(r, step) for r in able]
    names = {symbol(name, t) for name, _ in found}
    voice, shares = Voice(t), [share for _, share in found]
    if len(names) == 1:
        return _say(t, "at_end_alike", next=names.pop(), range=_range(voice, *_ends(shares)))
    items = [
        _say(t, "favourite", cell=r.name, next=symbol(name, t), v=voice.share(share))
        for r, (name, share) in zip(able, found, strict=True)
    ]
    return _say(t, "at_end", items=t.list(items))


def _favourite(r: Reader, step: int) -> tuple[str, float]:
    assert r.probabilities is not None
    k = int(np.argmax(r.probabilities[step]))
    return r.outputs[k], float(r.probabilities[step, k])


def _ends(shares: Sequence[float]) -> tuple[float, float]:
    return min(shares), max(shares)


def _range(voice: Voice, low: float, high: float) -> str:
    """One share where both are written alike."""
    a = voice.share(low)
    return a if a == voice.share(high) else voice.between(low, high)
