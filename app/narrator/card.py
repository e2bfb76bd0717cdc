"""The narrator's card as the server draws it: readable without scripts, at any position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ..core.cell import Cell
from ..core.equations import Line, lines
from ..core.trace import Trace
from .narrate import Beat, narrate, opening

SHORT = 6
"""Letters of an equation that has its numbers beside it: those of a gate."""


@dataclass(frozen=True)
class Card:
    """One beat, and all the equations; `equation` is the one in which the beat's term stands."""

    beat: Beat
    cell: Cell
    unit: int
    equation: str
    lit: tuple[str, ...]

    @property
    def long(self) -> bool:
        """Whether some line with its numbers is too long to stand beside its equation."""
        return any(line.mathml.count("<msub") > SHORT for line in lines(self.cell))

    @property
    def equations(self) -> list[tuple[Line, str, Markup]]:
        """Each line, its hue, and its MathML with the active term lit."""
        found = []
        for line in lines(self.cell):
            mathml = line.mathml
            for id in self.lit if line.node == self.equation else ():
                mark = f'data-node="{id}"'
                mark = mark if mark in mathml else f'data-value="{id}"'
                mathml = mathml.replace(mark, f'{mark} class="lit"')
            found.append((line, self.cell.node(line.node).hue, Markup(mathml)))
        return found


def card(
    trace: Trace, lang: str, *, tokens: Sequence[str] | None, at: int, unit: int | None = None
) -> Card:
    """The card at position at: the operation just done, or what came in; unit as in narrate."""
    step, index = divmod(at - 1, trace.cell.beats)
    if at == 0:
        beat = opening(trace, lang, tokens=tokens)
    else:
        beat = narrate(trace, lang, tokens=tokens, unit=unit, steps=(step,))[0][index]
    place = beat.node or ("x" if beat.role == "input" else "")
    shown = unit if unit is not None else next(iter(beat.units), 0)
    return Card(beat, trace.cell, shown, *places(trace.cell)[place])


def places(cell: Cell) -> dict[str, tuple[str, tuple[str, ...]]]:
    """For every node, "x" for what comes in, "" for the handover: [equation, ids to light in it].

    A join lights the values it joins, in the first equation that reads them; the handover none.
    """
    printed = lines(cell)
    found: dict[str, tuple[str, tuple[str, ...]]] = {"": (cell.states[0], ())}
    found["x"] = (next(line.node for line in printed if '"x"' in line.mathml), ("x",))
    for node in cell.nodes:
        lit = node.args if node.op.joins else (node.id,)
        marks = [f'"{id}"' for id in lit]
        home = next(line.node for line in printed if all(m in _right(line) for m in marks))
        found[node.id] = (home, lit)
    return found


def _right(line: Line) -> str:
    return line.mathml.partition("<mo>=</mo>")[2]
