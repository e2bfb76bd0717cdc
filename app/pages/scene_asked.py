"""What an address asks of a scene: every value within its control's limits; never fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..api.inputs import tokenise
from ..i18n import Catalogue
from ..scenes import Control, Scene, set_by

MODES = ("tour", "free")
PARTS = ("head", "controls", "narrator", "player", "tour", "link", "table")
END = 10**6
UNITS = 32


@dataclass(frozen=True)
class Asked:
    """stop counts from 0; at is None where the stop, or the scene, says where to stand; longest is
    how much is read of a text that was too long, shortest how much one that was too short should
    have; 0 where none was."""

    mode: str
    stop: int
    values: tuple[tuple[str, str], ...]
    at: int | None
    unit: int
    hide: frozenset[str]
    longest: int = 0
    shortest: int = 0


def read(scene: Scene, asked: Mapping[str, str], t: Catalogue) -> Asked:
    given = {c.name: asked[c.name] for c in scene.controls if c.name in asked}
    mode = asked.get("mode", "")
    if mode not in MODES:
        mode = "free" if given or "at" in asked else "tour"
    free = mode == "free"
    stop = _whole(asked.get("stop", ""), 1, 1, len(scene.tour)) - 1
    values = defaults(scene, t)
    values |= _taken_all(scene, given, values) if free else set_by(scene, scene.tour[stop], t.texts)
    at = _whole(asked["at"], 0, 0, END) if free and "at" in asked else None
    unit = _whole(asked.get("unit", ""), 0, 0, UNITS - 1)
    if not free and scene.tour[stop].unit is not None:
        unit = scene.tour[stop].unit or 0
    hide = frozenset(asked.get("hide", "").split(",")) & frozenset(PARTS)
    longest, shortest = (_too_long(scene, given), _too_short(scene, given)) if free else (0, 0)
    return Asked(mode, stop, key(values), at, unit, hide, longest, shortest)


def defaults(scene: Scene, t: Catalogue) -> dict[str, str]:
    """What every control begins with; a text may begin with one of the page's language."""
    return {
        c.name: t.texts.get(f"scenes.{scene.id}.default.{c.name}", c.default)
        for c in scene.controls
    }


def at_stop(scene: Scene, number: int, t: Catalogue) -> tuple[tuple[str, str], ...]:
    """What a stop of the tour sets."""
    return key({**defaults(scene, t), **set_by(scene, scene.tour[number], t.texts)})


def key(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(values.items()))


def _taken_all(scene: Scene, given: Mapping[str, str], usual: Mapping[str, str]) -> dict[str, str]:
    """A text that cannot be taken is the usual one."""
    return {
        c.name: taken(c, given[c.name]) or usual[c.name] * (c.kind == "text")
        for c in scene.controls
        if c.name in given
    }


def _too_long(scene: Scene, given: Mapping[str, str]) -> int:
    return max((int(c.high) for c, n in _lengths(scene, given) if n > c.high), default=0)


def _too_short(scene: Scene, given: Mapping[str, str]) -> int:
    return max((int(c.low) for c, n in _lengths(scene, given) if n < c.low), default=0)


def _lengths(scene: Scene, given: Mapping[str, str]) -> list[tuple[Control, int]]:
    texts = [c for c in scene.controls if c.kind == "text" and c.name in given]
    return [(c, len(tokenise(given[c.name].strip("\r\n")))) for c in texts]


def _whole(text: str, default: int, low: int, high: int) -> int:
    try:
        return min(max(int(text), low), high)
    except ValueError:
        return default


def taken(control: Control, text: str) -> str:
    """A control's value within its limits, as text."""
    if control.kind == "choice":
        return text if text in control.choices else control.default
    if control.kind == "switch":
        return "1" if text == "1" else ""
    if control.kind == "text":
        tokens = tokenise(text.strip("\r\n"))[: int(control.high)]
        return "".join(tokens) if len(tokens) >= control.low else control.default
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return control.default
    if number != number:
        return control.default
    return f"{min(max(number, control.low), control.high):g}"
