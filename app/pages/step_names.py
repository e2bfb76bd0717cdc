"""What stands for a timestep: its token, its number, or the vector that is read there."""

from __future__ import annotations

from collections.abc import Sequence

from ..api.traces import ComputedTrace
from ..i18n import Catalogue
from ..models import Model

BLANKS = {" ": "␣", "\n": "↵", "\t": "⇥"}
ROOM = 16  # letters over a tile
FEW = 3  # numbers of a vector that can be read side by side


def labels(c: ComputedTrace) -> tuple[str, ...]:
    """One a step; of vectors, the step's number."""
    return c.tokens or tuple(str(k + 1) for k in range(c.trace.steps))


def heads(c: ComputedTrace, model: Model | None, t: Catalogue) -> tuple[str, ...]:
    """The same with room: a short vector by its numbers, one of zeros and ones by its names."""
    if c.tokens is not None:
        return tuple(short(token, ROOM) for token in c.tokens)
    names = list(model.card["inputs"]) if model and not model.part.height else []
    known = names if len(names) == c.trace.inputs.shape[-1] else []
    return tuple(_vector(x, known, t) or str(k + 1) for k, x in enumerate(c.trace.inputs.tolist()))


def _vector(x: Sequence[float], names: Sequence[str], t: Catalogue) -> str:
    if len(x) <= FEW:
        return "; ".join(t.number(v, 0 if float(v).is_integer() else 2) for v in x)
    if names and all(v in (0, 1) for v in x):
        return " · ".join(name for name, v in zip(names, x, strict=True) if v)
    return ""


def short(token: str, most: int = 4) -> str:
    shown = BLANKS.get(token, token)
    return shown if len(shown) <= most else shown[: most - 1] + "…"
