"""One time for cells of different length, wave by wave.

A shared timestep has a beat for every wave of the deepest cell and a last one in which all hand
their states over together. A wave lasts as long in every cell (not: every cell fills the timestep),
so that the picture tells the truth about depth: a shallow cell is done early and waits.
static/js/model/aligned.js moves the same picture by the same rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ..core.cell import Cell, Node


@cache
def stops(cell: Cell) -> tuple[int, ...]:
    """How many operations are done after each wave, in the order of the story.

    An affine fires with the activation that reads it; a wave ends where the next operation reads
    something computed in it.
    """
    found: list[int] = []
    inside: set[str] = set()
    for k, unit in _units(cell):
        if inside.intersection(unit[0].args):
            found.append(k)
            inside = set()
        inside.update(node.id for node in unit)
    return (*found, len(cell.nodes))


def _units(cell: Cell) -> list[tuple[int, list[Node]]]:
    """(place of the first, the operations) of what fires as one."""
    found: list[tuple[int, list[Node]]] = []
    for k, node in enumerate(cell.nodes):
        before = cell.nodes[k - 1] if k else None
        pair = before is not None and before.op.shape == "affine" and node.args == (before.id,)
        if pair:
            found[-1][1].append(node)
        else:
            found.append((k, [node]))
    return found


def beats(cells: Iterable[Cell]) -> int:
    """Of a shared timestep: the waves of the deepest cell, and the handover."""
    return max(len(stops(cell)) for cell in cells) + 1


def place(cell: Cell, shared: int, at: int, steps: int) -> int:
    """The cell's own position, in operations, at a shared one; shared: beats of a timestep."""
    step = min(at // shared, steps - 1)
    k = at - step * shared
    done = cell.beats if k == shared else (0, *stops(cell))[min(k, len(stops(cell)))]
    return step * cell.beats + done


def known(cell: Cell, shared: int, at: int) -> int:
    """Timesteps whose state the cell has computed."""
    step, k = divmod(at, shared)
    return step + (k >= len(stops(cell)))
