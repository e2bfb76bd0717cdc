"""A cell is declared once, as plain data; everything else is derived from its nodes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from . import ops
from .ops import Op

ROLES = {
    "f": "forget", "i": "input_gate", "o": "output_gate", "g": "candidate",
    "n": "candidate", "r": "reset", "z": "update", "c": "memory", "h": "state",
    "scores": "scores", "weights": "weights", "context": "context",
}  # fmt: skip
HUES = {"n": "g"}
MATRICES = {"x": "W", "memory": "W", "context": "C"}  # what an affine multiplies them by; else U

Pairs = tuple[tuple[str, str], ...]  # values, and the names of the matrices that they meet


class CellError(ValueError):
    """A declaration that cannot be a cell; the message names the cell, the node and the fix."""


@dataclass(frozen=True, eq=False)
class Node:
    """One named operation. owner names its parameters (W_owner, U_owner, bias_owner, p_owner).

    bias: "" of an affine that has none.
    symbol: the letter of the literature; a node without one is folded into its reader's equation.
    role gives it words, hue its colour (the letter of the value it belongs to).
    """

    id: str
    op: Op
    args: tuple[str, ...]
    owner: str = ""
    bias: str = "b"
    symbol: str = ""
    role: str = "part"
    hue: str = "h"

    @property
    def vector(self) -> str:
        """The name of its parameter (H): an affine's bias, a unit's weight or gain; "" if none."""
        letters = self.bias if self.op.linear else self.op.param
        return f"{letters}_{self.owner}" if letters else ""


@dataclass(frozen=True, eq=False)
class Cell:
    """A recurrent cell: its nodes in the order of the story, and the text-art grid that draws it.

    keep: the bias that makes the cell keep its state (forget_bias is added to it); "-b_z" where
    a smaller one keeps, "" where there is none. said: the nodes that a readout reads, side by side.
    base: the cell that this one was derived from. Raises CellError when the declaration is wrong.
    """

    id: str
    source: str
    states: tuple[str, ...]
    nodes: tuple[Node, ...]
    grid: str
    keep: str = ""
    said: tuple[str, ...] = ("h",)
    base: str = ""

    def __post_init__(self) -> None:
        known = {"memory", *self.inputs}
        for n in self.nodes:
            if n.id in known:
                raise CellError(f"{self.id}.{n.id}: the id is taken; give the node its own")
            for a in n.args:
                if a not in known:
                    raise CellError(f"{self.id}.{n.id}: reads {a!r}, which no earlier node makes")
            if not (n.op.linear or n.op.joins) and len(n.args) != n.op.arity:
                raise CellError(f"{self.id}.{n.id}: {n.op.name} takes {n.op.arity} arguments")
            known.add(n.id)
        for s in self.states:
            if s not in known:
                raise CellError(f"{self.id}: state {s!r} is no node; add one with this id")

    @property
    def inputs(self) -> tuple[str, ...]:
        """What a timestep starts from: "x", the previous states and, where it is read, "memory"."""
        memory = ("memory",) if self.attends else ()
        return ("x", *(f"{s}_prev" for s in self.states), *memory)

    @cached_property
    def attends(self) -> bool:
        """Whether it looks at a memory (S, H), the same at every timestep."""
        return any("memory" in n.args for n in self.nodes)

    @cached_property
    def still(self) -> tuple[str, ...]:
        """Nodes that read the memory alone: one value for all timesteps."""
        return tuple(n.id for n in self.nodes if set(n.args) == {"memory"})

    @cached_property
    def axes(self) -> dict[str, str]:
        """The axes of every value after those of time and batch: "H", "S", "SH"; of x "X"."""
        axes = {"x": "X", "memory": "SH"} | {f"{s}_prev": "H" for s in self.states}
        for n in self.nodes:
            first = axes[n.args[0]]
            axes[n.id] = n.op.gives or ("H" if n.op.joins or first == "X" else first)
        return axes

    @cached_property
    def fuses(self) -> bool:
        """Whether core.plan can lay it out: all values are (H), all affines have a bias or none."""
        biased = {bool(n.vector) for n in self.nodes if n.op.linear}
        return len(biased) < 2 and all(n.op.linear or n.op.joins or n.op.steps for n in self.nodes)

    @cached_property
    def settles(self) -> bool:
        """Whether it is normalised over the batch, which a training keeps statistics of."""
        return any(n.op.settles for n in self.nodes)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Of all nodes, in the order of the story."""
        return tuple(n.id for n in self.nodes)

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """The operations by the id of what they make; inputs are not among them."""
        return {n.id: n for n in self.nodes}

    def node(self, id: str) -> Node:
        """Raises KeyError of what is no node."""
        return self.by_id[id]

    @property
    def beats(self) -> int:
        """Beats of one timestep: every operation, then the handing over of the states."""
        return len(self.nodes) + 1

    @cached_property
    def depth(self) -> dict[str, int]:
        """Length of the longest path to each node, from 1; inputs are 0."""
        return self.longest(join=1)

    def longest(self, join: int) -> dict[str, int]:
        """The longest path to each value, a join counting as one operation, or as none."""
        depth = dict.fromkeys(self.inputs, 0)
        for n in self.nodes:
            depth[n.id] = max(depth[a] for a in n.args) + (join if n.op.joins else 1)
        return depth

    @cached_property
    def waves(self) -> tuple[tuple[str, ...], ...]:
        """Sets of nodes that could fire together, in order."""
        last = max(self.depth.values())
        return tuple(tuple(i for i in self.ids if self.depth[i] == d) for d in range(1, last + 1))

    @cached_property
    def _factors(self) -> dict[str, tuple[tuple[str, Pairs], ...]]:
        return {
            n.id: tuple(
                (a, tuple((v, f"{MATRICES.get(v, 'U')}_{n.owner}") for v in self.joined(a)))
                for a in n.args
            )
            for n in self.nodes
            if n.op.linear
        }

    def factors(self, node: Node) -> tuple[tuple[str, Pairs], ...]:
        """What an affine multiplies: for each argument its (value, name of the matrix) pairs.

        An affine sees through a concat to its parts; x and the memory meet W_owner, the context
        C_owner, anything else U_owner. Of any other operation: nothing.
        """
        return self._factors.get(node.id, ())

    def pairs(self, node: Node) -> Pairs:
        """The same pairs of all arguments together."""
        return tuple(pair for _, pairs in self.factors(node) for pair in pairs)

    def joined(self, value: str) -> tuple[str, ...]:
        """The parts of a concat; of any other value, itself."""
        node = self.by_id.get(value)
        return node.args if node and node.op.joins else (value,)


def concat(id: str, *args: str) -> Node:
    """Its arguments side by side, (..., X + H) or wider."""
    return Node(id, ops.concat, args, role="join", hue="h")


def affine(id: str, *args: str, owner: str, bias: str = "b", **more: str) -> Node:
    """Matrix products of its arguments and a bias, added up: W_owner x + U_owner h_prev + b_owner.

    bias: the letter of its name, "" for none. Each matrix has H rows.
    """
    more = {"role": "sum", "hue": HUES.get(owner, owner)} | more
    return Node(id, ops.affine, args, owner=owner, bias=bias, **more)


def gate(id: str, *args: str, act: Op = ops.sigmoid) -> tuple[Node, Node]:
    """An affine and its activation: the pair id_pre, id."""
    return affine(f"{id}_pre", *args, owner=id), apply(act, id, f"{id}_pre", symbol=id)


def apply(op: Op, id: str, *args: str, owner: str = "", **more: str) -> Node:
    """Any other operation; role and hue follow from a letter of the literature."""
    letter = id.split("_")[0]
    known = {"role": ROLES[id]} if id in ROLES else {}
    hue = HUES.get(letter, letter)
    return Node(id, op, args, owner=owner, **({"hue": hue} | known | more))
