"""Cell -> boxes, wires and the places of their values, in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from .cell import Cell
from .wiring import Place, Ways, branches, line, tokens_of, ways_of

Point = tuple[float, float]
SIZES = {
    "affine": (54, 36), "curve": (54, 36), "circle": (36, 36), "join": (40, 34),
    "norm": (54, 36), "word": (72, 36),
}  # fmt: skip
NAMED_ROLES = ("kept", "written")  # without a letter, but with a word over their column
INPUT, FRAME = 32, 18  # side of the box of x; width of a column of values
GAP = 6.5  # half of the hole where a horizontal wire lets a vertical one pass
WIDE, NAMED, NARROW, JOINT, BEND, EDGE = 132, 144, 104, 60, 36, 64
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
    """Height of a column of hidden values: past four units they share what four take."""
    return 13 * min(hidden, 4) + 4


def diagram(cell: Cell, hidden: int = 4) -> Diagram:
    """The drawing of a cell; raises CellError naming the token that cannot be placed or reached."""
    tokens = tokens_of(cell)
    at = {token: place for place, token in tokens.items() if token[0] not in "~."}
    ways = ways_of(cell, tokens, at)
    boxes, xs, ys = _boxes(cell, tokens, at, ways, max(column_height(hidden), 36))
    wires = [
        Wire(v, to, _clipped([(xs[c], ys[r]) for r, c in way], boxes[v], boxes[to]))
        for (v, to), way in ways.items()
    ]
    wires = [Wire(w.node, w.to, w.points, _crossings(w, wires)) for w in wires]
    dots = tuple((v, float(xs[c]), float(ys[r])) for v, (r, c) in branches(ways))
    bottom = max(b.y + b.height / 2 for b in boxes.values())
    bottom = max(bottom, *(b.column.y + b.column.height for b in boxes.values() if b.column))
    return Diagram(xs[-1] + EDGE, bottom + AIR["margin"], tuple(boxes.values()), tuple(wires), dots)


def _boxes(
    cell: Cell,
    tokens: dict[Place, str],
    at: dict[str, Place],
    ways: Ways,
    tall: int,
) -> tuple[dict[str, Box], list[float], list[float]]:
    """Boxes by id, the x of every grid column and the y of every grid row."""
    kinds = dict.fromkeys(at, "state") | {n.id: n.op.shape for n in cell.nodes}
    kinds |= dict.fromkeys(("x", "memory"), "input")
    flat = {
        p for way in ways.values() for a, b in pairwise(way) if a[0] == b[0] for p in line(a, b)
    }
    side = {v: _side(kinds[v], at[v], ways, flat) for v in at}
    xs = _columns(cell, tokens, kinds)
    ys = _rows(cell, at, kinds, side, flat, tall)
    boxes = {}
    for id, (r, c) in at.items():
        kind, x, y = kinds[id], xs[c], ys[r]
        w, h = SIZES.get(kind, (INPUT, INPUT) if kind == "input" else (FRAME, tall))
        beside = x + w / 2 + (9 if kind in ("affine", "curve", "norm") else 8)
        top = {"right": -tall / 2, "above": -AIR["belt"] - tall, "below": AIR["below"]}[side[id]]
        column = Column(beside, y + top, tall)
        if kind == "state":
            column = Column(x - w / 2, y - tall / 2, tall, "right" if id[0] == ">" else "left")
        elif kind == "input":
            place = (beside, y - 6) if side[id] == "right" else (x - w / 2, y + 24)
            column = Column(*place, 12, "row")
        bare = kind == "join" or cell.axes.get(id) == "SH"
        boxes[id] = Box(id, kind, x, y, w, h, None if bare else column)
    return boxes, xs, ys


def _side(kind: str, place: Place, ways: Ways, flat: set[Place]) -> str:
    """Beside the box; where a wire is there, below it if nothing stands there, on a belt above."""
    near = [way[1] for way in ways.values() if way[0] == place]
    near += [way[-2] for way in ways.values() if way[-1] == place]
    if kind == "state" or not any(r == place[0] and c > place[1] for r, c in near):
        return "right"
    if kind == "input":
        return "below"
    return "above" if place[0] == 0 or (place[0] + 1, place[1]) in flat else "below"


def _columns(cell: Cell, tokens: dict[Place, str], kinds: dict[str, str]) -> list[float]:
    """Centre of every grid column: wide where numbers stand, narrow where only wires turn."""
    n = 1 + max(c for _, c in tokens)
    named = {i.id for i in cell.nodes if i.symbol and i.role == "update"}
    widths = [float(BEND)] * n
    for (_, c), token in tokens.items():
        width = {"affine": WIDE, "curve": WIDE, "circle": NARROW, "join": JOINT, "input": JOINT}
        width |= {"word": NAMED, "norm": WIDE}
        widths[c] = max(widths[c], NAMED if token in named else width.get(kinds.get(token, ""), 0))
    ends = [tokens[r, n - 2] for (r, c), t in tokens.items() if c == n - 1 and t[0] == ">"]
    room = [{"circle": 80}.get(kinds[t], 108) for t in ends if t in kinds]
    widths[0], widths[-1] = 86, max(room, default=28)
    xs = [float(EDGE)]
    for left, right in pairwise(widths):
        xs.append(xs[-1] + (left + right) / 2)
    return xs


def _rows(
    cell: Cell,
    at: dict[str, Place],
    kinds: dict[str, str],
    side: dict[str, str],
    flat: set[Place],
    tall: int,
) -> list[float]:
    """Centre of every grid row: as close as what stands above each other allows."""
    named = {n.id for n in cell.nodes if n.symbol or n.role in NAMED_ROLES} | {
        i for i in at if kinds[i] == "state"
    }
    air: dict[Place, tuple[float, float]] = dict.fromkeys(flat, (AIR["wire"], AIR["wire"]))
    for id, place in at.items():
        box = SIZES.get(kinds[id], (0, INPUT))[1] / 2 + AIR["box"]
        column = tall / 2 + AIR["values"]
        symbol = AIR["symbol"] if id in named else 0
        if kinds[id] in ("join", "input"):
            air[place] = (box, box)
        elif side[id] == "above":
            air[place] = (AIR["belt"] + tall + AIR["values"] + symbol, box)
        elif side[id] == "below":
            air[place] = (box, AIR["below"] + tall + AIR["values"] + 2 * symbol)
        else:
            air[place] = (max(box, column + symbol), max(box, column))
    for id, (r, c) in at.items():
        if id[0] == ">":  # its numbers reach over what stands in the column before
            up, down = air.get((r, c - 1), (0, 0))
            air[r, c - 1] = (up, max(down, tall / 2 - 5))
    ys: list[float] = []
    for r in range(1 + max(r for r, _ in at.values())):
        y = max(up for (row, _), (up, _) in air.items() if row == r) if not ys else 0.0
        for (row, c), (up, _) in air.items():
            for (above, column_), (_, down) in air.items():
                if row == r and above < r and column_ == c:
                    y = max(y, ys[above] + down + up)
        ys.append(max(y + AIR["margin"] if not ys else y, ys[-1] + 28 if ys else 0))
    return ys


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
