"""What a scene is: an interactive figure of the document, declared as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..core.cell import Cell

CHAPTERS = ("intuition", "bptt", "gradients", "lstm", "gru", "applications", "after")


@dataclass(frozen=True)
class Control:
    """What a reader may change in free mode: a key of the address, its default and its limits.

    kind is text, number, choice or switch; a switch is "" or "1". low and high bound a number, or
    the length of a text. inside: its field stands in the drawing, not among the others.
    """

    name: str
    kind: str
    default: str = ""
    low: float = 0
    high: float = 0
    step: float = 1
    choices: tuple[str, ...] = ()
    inside: bool = False


@dataclass(frozen=True)
class Stop:
    """A halt of the guided tour: its text is scenes.ID.stop.KEY.

    at is a timestep (from 0) and the operation just done there ("" none yet, "handover" the last),
    or a position of the scene's own clock. values set controls. shows names the pieces of the
    picture that the sentence is about (none: the whole picture), lit those that it points at.
    """

    key: str
    at: tuple[int, str] | int = 0
    unit: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    lit: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A stretch of one timestep that can be played alone: the operations it holds, in order."""

    key: str
    nodes: tuple[str, ...]
    hue: str


@dataclass(frozen=True)
class Scene:
    """id, chapter and kind (which template and view draw it); the network it shows and how.

    network holds keys of the laboratory's address (cell, text, model, seed, hidden…).
    """

    id: str
    chapter: str
    kind: str
    figures: tuple[str, ...]
    network: Mapping[str, str] = field(default_factory=dict)
    controls: tuple[Control, ...] = ()
    tour: tuple[Stop, ...] = ()
    parts: tuple[Part, ...] = ()
    beside: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)
    legend: tuple[str, ...] = ()

    def control(self, name: str) -> Control | None:
        return next((c for c in self.controls if c.name == name), None)


def set_by(scene: Scene, stop: Stop, texts: Mapping[str, str]) -> dict[str, str]:
    """What a stop sets; a text of a language's own is scenes.ID.value.KEY.CONTROL."""
    key = f"scenes.{scene.id}.value.{stop.key}"
    return {name: texts.get(f"{key}.{name}", value) for name, value in stop.values.items()}


def position(at: tuple[int, str] | int, cell: Cell) -> int:
    """Operations done when a stop is reached."""
    if isinstance(at, int):
        return at
    step, node = at
    if not node:
        return step * cell.beats
    index = len(cell.nodes) if node == "handover" else cell.ids.index(node)
    return step * cell.beats + index + 1
