"""The networks of scenes that show a cell's stage, or two, as the laboratory runs them."""

from __future__ import annotations

from collections.abc import Mapping

from .. import models
from ..api.inputs import tokenise
from ..cells import EVERY
from ..i18n import Catalogue
from ..scenes import Scene, position
from . import lab as laboratory
from . import query
from .lab import Lab
from .scene_future import Future

LAB_KEYS = ("text", "seed", "scale", "init", "hidden", "model")


def pair(
    scene: Scene, chosen: Mapping[str, str], t: Catalogue, at: tuple[int, str] | int, unit: int
) -> tuple[Lab, Lab | None]:
    """The scene's network, and the one beside it: never clamped, and at the end of its step."""
    first = _lab(scene.network, chosen, t, at, unit)
    if not scene.beside:
        return first, None
    step = first.step if first.at else 0
    plain = {k: v for k, v in chosen.items() if not k.startswith("clamp")}
    where: tuple[int, str] | int = (step, "handover") if first.at else 0
    return first, _lab(scene.beside, plain, t, where, unit)


def _lab(
    network: Mapping[str, str], chosen: Mapping[str, str], t: Catalogue,
    at: tuple[int, str] | int, unit: int,
) -> Lab:  # fmt: skip
    asked = dict(network) | {k: v for k, v in chosen.items() if k in LAB_KEYS}
    name = asked.get("model", "")
    if name and models.load(name).lacks(list(tokenise(asked["text"]))):
        del asked["model"]  # the laboratory then learns the text on the spot
    if unit:
        asked["unit"] = str(unit)
    if override := _clamp(chosen):
        asked["overrides"] = override
    settings = query.parse(asked)
    cell = EVERY[settings["cell"]]
    where = position(at, cell)
    last = len(tokenise(settings["text"])) * cell.beats
    return laboratory.build(query.parse(asked | {"at": str(min(where, last))}), t)


def _clamp(chosen: Mapping[str, str]) -> str:
    """The reader's clamp as the laboratory's address writes it; people count from 1."""
    node = chosen.get("clamp", "")
    if not node:
        return ""
    steps = len(tokenise(chosen["text"]))
    step = min(int(chosen["clamp_step"]), steps) - 1
    unit = int(chosen["clamp_unit"])
    return f"{node}:{step}:{unit - 1 if unit else '*'}:{float(chosen['clamp_value']):g}"


def future(clamped: Lab, chosen: Mapping[str, str], t: Catalogue) -> Future | None:
    """The run as it was beside the run as it is once something is clamped."""
    if not _clamp(chosen) or not clamped.asked["overrides"]:
        return None
    plain = query.parse({k: v for k, v in clamped.values.items() if k != "overrides"})
    return Future(laboratory.build(plain, t).trace, clamped)
