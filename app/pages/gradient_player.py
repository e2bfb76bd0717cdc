"""The way back as the player shows it: forward in its own time, from the last step to the first."""

from __future__ import annotations

from dataclasses import dataclass

from .gradient_wave import Wave


@dataclass(frozen=True)
class Player:
    """What the player's partial is drawn from: the steps as the wave meets them, the last first."""

    tokens: tuple[str, ...]
    numbers: tuple[int, ...]
    steps: int
    beats: int
    hidden: int
    at: int
    step: int
    values: dict[str, str]


def player(wave: Wave) -> Player:
    back = range(wave.steps - 1, -1, -1)
    return Player(
        tuple(wave.tokens[t] for t in back),
        tuple(t + 1 for t in back),
        wave.steps, wave.beats, wave.trace.hidden, wave.at, wave.steps - 1 - wave.step,
        wave.values,
    )  # fmt: skip
