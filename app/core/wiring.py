"""The text-art grid of a cell -> the way of every wire, in places of the grid.

Tokens: a node or input stands where its id stands; ~v is a corner or a branch of v's wire; >s is
where state s leaves; a point is empty. Rows flow up, columns right.
"""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import pairwise, product

from .cell import Cell, CellError

Place = tuple[int, int]  # row, column of the grid
Ways = dict[tuple[str, str], list[Place]]  # (value, reader) -> the chain of tokens between them
EMPTY = "."


def tokens_of(cell: Cell) -> dict[Place, str]:
    """The grid by place; every box once, no unknown token, all rows of one length."""
    rows = [line.split() for line in cell.grid.strip().splitlines()]
    if len({len(row) for row in rows}) != 1:
        raise CellError(f"{cell.id}.grid: the rows differ in length; fill them up with '.'")
    tokens = {(r, c): t for r, row in enumerate(rows) for c, t in enumerate(row)}
    boxes = {*cell.inputs, *cell.ids, *(f">{s}" for s in cell.states)}
    known = {*boxes, EMPTY, *(f"~{v}" for v in (*cell.inputs, *cell.ids))}
    for token in tokens.values():
        if token not in known:
            raise CellError(f"{cell.id}.grid: {token!r} is no node, input or state of the cell")
    for box in sorted(boxes):
        if (n := list(tokens.values()).count(box)) != 1:
            raise CellError(f"{cell.id}.grid: {box!r} stands {n} times; it must stand once")
    return tokens


def ways_of(cell: Cell, tokens: dict[Place, str], at: dict[str, Place]) -> Ways:
    """(value, reader) -> the shortest chain of places from the value's box to the reader's."""
    readers = [(a, n.id) for n in cell.nodes for a in n.args] + [(s, f">{s}") for s in cell.states]
    ways = {(v, to): _way(cell, tokens, at[v], v, to) for v, to in readers}
    used = {place for way in ways.values() for place in way}
    for place, token in tokens.items():
        if token[0] == "~" and place not in used:
            raise CellError(f"{cell.id}.grid: no wire passes {token!r} in row {place[0] + 1}")
    return ways


def _way(cell: Cell, tokens: dict[Place, str], start: Place, value: str, to: str) -> list[Place]:
    queue: list[tuple[int, list[Place]]] = [(0, [start])]
    seen: set[Place] = set()
    while queue:
        length, way = heappop(queue)
        if tokens[way[-1]] == to:
            return way
        if way[-1] in seen:
            continue
        seen.add(way[-1])
        for dr, dc in ((-1, 0), (0, 1), (1, 0), (0, -1)):
            r, c, n = way[-1][0] + dr, way[-1][1] + dc, 1
            while tokens.get((r, c)) == EMPTY:
                r, c, n = r + dr, c + dc, n + 1
            if tokens.get((r, c)) in (f"~{value}", to):
                heappush(queue, (length + n, [*way, (r, c)]))
    raise CellError(f"{cell.id}.grid: no wire of {value!r} reaches {to!r}; add a '~{value}'")


def line(a: Place, b: Place) -> list[Place]:
    """The places from a to b, both included, along one row or column."""
    (r0, r1), (c0, c1) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    return list(product(range(r0, r1 + 1), range(c0, c1 + 1)))


def branches(ways: Ways) -> list[tuple[str, Place]]:
    """Places where the wires of one value part."""
    around: dict[tuple[str, Place], set[Place]] = {}
    for (v, _), way in ways.items():
        for a, b in pairwise(way):
            for p, q in pairwise(line(a, b)):
                around.setdefault((v, p), set()).add(q)
                around.setdefault((v, q), set()).add(p)
    return sorted(key for key, near in around.items() if len(near) > 2)
