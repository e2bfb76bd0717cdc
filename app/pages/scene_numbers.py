"""The numbers of a cell's own step that a sentence of its tour may hold."""

from __future__ import annotations

from functools import lru_cache

from ..i18n import catalogue
from ..scenes import SCENES
from .scene_asked import at_stop
from .scene_labs import pair


@lru_cache(maxsize=256)
def facts(id: str, lang: str, number: int) -> dict[str, str]:
    """At a stop: the values of the unit that the stage points at, by operation (f), and the least
    and the most of all units (f_low, f_high)."""
    scene, t = SCENES[id], catalogue(lang)
    stop = scene.tour[number]
    if isinstance(stop.at, int):
        return {}
    lab = pair(scene, dict(at_stop(scene, number, t)), t, stop.at, stop.unit or 0)[0]
    trace, unit = lab.trace, lab.card.unit
    found = {
        "unit": t.number(unit + 1, 0),
        "hidden": t.number(trace.hidden, 0),
        "letters": t.number(trace.params.input_size, 0),
    }
    for name in (*lab.cell.ids, *(f"{state}_prev" for state in lab.cell.states)):
        row = trace[name][stop.at[0]]
        if len(row) == trace.hidden:
            found[name] = t.number(float(row[unit]))
            found[f"{name}_low"] = t.number(float(row.min()))
            found[f"{name}_high"] = t.number(float(row.max()))
    return found
