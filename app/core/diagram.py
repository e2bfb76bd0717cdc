"""Cell -> boxes, wires and the places of their values, in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from .cell import Cell
from .wiring import Place, branches, line, tokens_of, ways_of

Point = tuple[float, float]
SHAPES = {  # width, height (0: as tall as its values), width of its grid column, way to its values
    "affine": (54, 36, 132, 9), "curve": (54, 36, 132, 9), "norm": (54, 36, 132, 9),
    "word": (72, 36, 144, 8), "circle": (36, 36, 104, 8), "join": (40, 34, 60, 8),
    "input": (32, 32, 60, 8), "state": (18, 0, 0, 8),
}  # fmt: skip
NAMED_ROLES = ("kept", "written")  # without a letter, but with a word over their column
NAMED, BEND, EDGE = 144, 36, 64  # columns with a word, columns of wires alone, the left edge
STRIP = 56  # height of more than eight values, which no longer have numbers of their own
AIR = {"box": 10, "values": 9, "symbol": 8, "wire": 14, "belt": 11, "below": 12, "margin": 12}


@dataclass(frozen=True)
class Column:
    """Where a box's values stand: the frame's left, top and height, and the side of its numbers."""

    x: float
    y: float
    height: float
    numbers: str = "right"  # left at the left edge; "row" for the cells of x


@dataclass(frozen=True)
class Box:
    """A node, an input or a terminal (id ">s"); x and y are its centre.

    What is wider than a column of units (a join, a memory's rows) has none.
    """

    id: str
    kind: str  # affine | curve | circle | join | norm | word | input | state
    x: float
    y: float
    width: float
    height: float
    column: Column | None


@dataclass(frozen=True)
class Wire:
    """The way of one value to one reader; gaps are where it lets a vertical wire pass."""

    node: str
    to: str
    points: tuple[Point, ...]
    gaps: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Diagram:
    """What is drawn; dots are (node, x, y) where a wire branches."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    dots: tuple[tuple[str, float, float], ...]

    def box(self, id: str) -> Box:
        return next(b for b in self.boxes if b.id == id)


def column_height(hidden: int) -> int:
    """Height of a column of hidden values: to eight have a row each, more share a strip."""
    return 13 * hidden + 4 if hidden < 5 else 11 * hidden + 4 if hidden < 9 else STRIP


def diagram(cell: Cell, hidden: int = 4) -> Diagram:
    """The drawing of a cell; raises CellError naming the token that cannot be placed or reached."""
    grid = _Grid(cell, max(column_height(hidden), 36))
    xs, ys = grid.columns(), grid.rows()
    boxes = {id: grid.box(id, xs[c], ys[r]) for id, (r, c) in grid.at.items()}
    wires = [
        Wire(v, to, _clipped([(xs[c], ys[r]) for r, c in way], boxes[v], boxes[to]))
        for (v, to), way in grid.ways.items()
    ]
    wires = [Wire(w.node, w.to, w.points, _crossings(w, wires)) for w in wires]
    dots = tuple((v, float(xs[c]), float(ys[r])) for v, (r, c) in branches(grid.ways))
    bottom = max(b.y + b.height / 2 for b in boxes.values())
    bottom = max(bottom, *(b.column.y + b.column.height for b in boxes.values() if b.column))
    return Diagram(xs[-1] + EDGE, bottom + AIR["margin"], tuple(boxes.values()), tuple(wires), dots)


class _Grid:
    """The text-art grid on its way to pixels; tall: the height of a column of values."""

    def __init__(self, cell: Cell, tall: int) -> None:
        self.cell, self.tall, self.tokens = cell, tall, tokens_of(cell)
        self.at = {token: place for place, token in self.tokens.items() if token[0] not in "~."}
        self.ways = ways_of(cell, self.tokens, self.at)
        self.kinds = dict.fromkeys(self.at, "state") | {n.id: n.op.shape for n in cell.nodes}
        self.kinds |= dict.fromkeys(("x", "memory"), "input")
        runs = [run for way in self.ways.values() for run in pairwise(way)]
        self.flat = {place for a, b in runs if a[0] == b[0] for place in line(a, b)}
        self.side = {id: self._side(id) for id in self.at}
        self.long = {n.id for n in cell.nodes if n.symbol and n.role == "update"}  # their word

    def _side(self, id: str) -> str:
        """Where its values stand: right, or if a wire is there, below or on a belt above."""
        r, c = place = self.at[id]
        near = [way[1] for way in self.ways.values() if way[0] == place]
        near += [way[-2] for way in self.ways.values() if way[-1] == place]
        if self.kinds[id] == "state" or not any(row == r and col > c for row, col in near):
            return "right"
        if self.kinds[id] == "input":
            return "below"
        return "above" if r == 0 or (r + 1, c) in self.flat else "below"

    def box(self, id: str, x: float, y: float) -> Box:
        kind, side, tall = self.kinds[id], self.side[id], self.tall
        width, height, _, way = SHAPES[kind]
        right = x + width / 2 + way
        if kind == "state":
            column = Column(x - width / 2, y - tall / 2, tall, "right" if id[0] == ">" else "left")
        elif kind == "input":
            place = (right, y - 6) if side == "right" else (x - width / 2, y + 24)
            column = Column(*place, 12, "row")
        else:
            top = {"right": -tall / 2, "above": -AIR["belt"] - tall, "below": AIR["below"]}[side]
            column = Column(right, y + top, tall)
        bare = kind == "join" or self.cell.axes.get(id) == "SH"
        return Box(id, kind, x, y, width, height or tall, None if bare else column)

    def columns(self) -> list[float]:
        """Centre of every grid column: wide where numbers stand, narrow where only wires turn."""
        last = max(c for _, c in self.tokens)
        widths = [float(BEND)] * (last + 1)
        for id, (_, c) in self.at.items():
            _, _, width, _ = SHAPES[self.kinds[id]]
            widths[c] = max(widths[c], NAMED if id in self.long else width)
        leaving = [r for (r, c), token in self.tokens.items() if c == last and token[0] == ">"]
        before = [self.kinds.get(self.tokens[r, last - 1]) for r in leaving]
        room = [80 if kind == "circle" else 108 for kind in before if kind]
        widths[0], widths[-1] = 86, max(room, default=28)
        xs = [float(EDGE)]
        for left, right in pairwise(widths):
            xs.append(xs[-1] + (left + right) / 2)
        return xs

    def rows(self) -> list[float]:
        """Centre of every grid row: as close as what stands above each other allows."""
        air: dict[Place, tuple[float, float]] = dict.fromkeys(self.flat, (AIR["wire"], AIR["wire"]))
        air |= {place: self._air(id) for id, place in self.at.items()}
        for id, (r, c) in self.at.items():
            if id[0] == ">":  # its numbers reach over what stands in the column before
                up, down = air.get((r, c - 1), (0, 0))
                air[r, c - 1] = (up, max(down, self.tall / 2 - 5))
        ys: list[float] = []
        for r in range(1 + max(r for r, _ in self.at.values())):
            here = [(c, up) for (row, c), (up, _) in air.items() if row == r]
            here += [
                (c + 1, air[r, c][0])
                for id, (row, c) in self.at.items()
                if row == r and id in self.long
            ]
            least = [ys[-1] + 28] if ys else [up + AIR["margin"] for _, up in here]
            for (above, column), (_, down) in air.items():
                least += [ys[above] + down + up for c, up in here if above < r and column == c]
            ys.append(max(least))
        return ys

    def _air(self, id: str) -> tuple[float, float]:
        """How much a box needs, with its values and their name, above and below its centre."""
        kind, side, node = self.kinds[id], self.side[id], self.cell.by_id.get(id)
        box, column = SHAPES[kind][1] / 2 + AIR["box"], self.tall / 2 + AIR["values"]
        named = kind == "state" or (node and (node.symbol or node.role in NAMED_ROLES))
        symbol = AIR["symbol"] if named else 0
        if kind in ("join", "input"):
            return box, box
        if side == "above":
            return AIR["belt"] + self.tall + AIR["values"] + symbol, box
        if side == "below":
            return box, AIR["below"] + self.tall + AIR["values"] + 2 * symbol
        return max(box, column + symbol), max(box, column)


def _clipped(points: list[Point], start: Box, end: Box) -> tuple[Point, ...]:
    """The chain without its straight-through points, from the edge of one box to the other's."""

    def edge(box: Box, towards: Point) -> Point:
        dx, dy = towards[0] - box.x, towards[1] - box.y
        sign = (dx > 0) - (dx < 0), (dy > 0) - (dy < 0)
        return box.x + sign[0] * box.width / 2, box.y + sign[1] * box.height / 2

    bends = [p for a, p, b in zip(points, points[1:], points[2:]) if a[0] != b[0] and a[1] != b[1]]
    return (
        edge(start, (bends or points[1:])[0]),
        *bends,
        edge(end, (bends or points)[-1 if bends else 0]),
    )


def _crossings(wire: Wire, wires: list[Wire]) -> tuple[Point, ...]:
    """Where a vertical run of another value passes a horizontal run of this wire."""
    found = set()
    for (x0, y0), (x1, y1) in pairwise(wire.points):
        for other in wires:
            for (u0, v0), (u1, v1) in pairwise(other.points):
                inside = min(x0, x1) < u0 < max(x0, x1) and min(v0, v1) < y0 < max(v0, v1)
                if y0 == y1 and u0 == u1 and other.node != wire.node and inside:
                    found.add((u0, y0))
    return tuple(sorted(found))
