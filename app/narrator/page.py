"""The narration as the page receives it: sentences, and the numbers of the written-out lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..core.trace import Trace
from .card import places
from .narrate import Beat, narrate, opening
from .written import Line, rows

BEATS = 900  # about 200 kB of JSON, 30 kB on the wire
LINES = 5000  # units × beats
WIDE = 16  # units that all have their lines


def page_data(
    trace: Trace,
    lang: str,
    *,
    tokens: Sequence[str] | None = None,
    around: int = 0,
    unit: int = 0,
    most: int | None = None,
) -> dict[str, Any]:
    """{"start": beat, "from": first step, "steps": [[beat…]…], "lines", "rows", "places"}.

    A beat is {node, role, hue, case, units, sentence, spoken?, numbers: {unit: […]}}; numbers fill
    its node's line, tokens with slots. A place is [equation, ids to light]; "" the handover's.
    More than BEATS beats, LINES lines or most steps come as a window about the step around; beyond
    WIDE units only unit and those that the sentences name have lines.
    """
    every = trace.hidden <= WIDE
    lines_a_step = trace.cell.beats * (trace.hidden if every else 1)
    count = min(trace.steps, max(4, min(BEATS // trace.cell.beats, LINES // lines_a_step)))
    count = count if most is None else min(count, most)
    first = max(0, min(around - count // 4, trace.steps - count))
    steps = range(first, first + count)
    with np.errstate(over="ignore", invalid="ignore"):
        lines = {n.id: Line(trace, n.id) for n in trace.cell.nodes}
    numbers = {id: line.numbers for id, line in lines.items() if line.tokens}

    def one(beat: Beat, step: int) -> dict[str, Any]:
        said: dict[str, Any] = {
            "node": beat.node, "role": beat.role, "hue": beat.hue, "case": beat.case,
            "units": list(beat.units), "sentence": beat.sentence,
        }  # fmt: skip
        if beat.spoken != beat.sentence:
            said["spoken"] = beat.spoken
        if beat.node in numbers:
            own = numbers[beat.node][step]
            units = range(len(own)) if every else sorted({unit, *beat.units[:2]})
            said["numbers"] = {str(u): own[u].tolist() for u in units if u < len(own)}
        return said

    told = narrate(trace, lang, tokens=tokens, steps=steps)
    return {
        "start": one(opening(trace, lang, tokens=tokens), 0),
        "from": first,
        "steps": [[one(b, t) for b in beats] for t, beats in zip(steps, told, strict=True)],
        "lines": {id: line.tokens for id, line in lines.items() if line.tokens},
        "rows": {id: rows(trace.cell, id) for id in trace.cell.ids},
        "places": places(trace.cell),
    }
