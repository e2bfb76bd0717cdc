"""A cell's equations as LaTeX and as MathML, both printed from the operations' templates.

A node gets its own line iff it has a symbol; without one it is folded into its reader's line.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .cell import Cell, Node

TEX = {"⊙": r"\odot", "σ": r"\sigma", "tanh": r"\tanh", "ReLU": r"\operatorname{ReLU}", "−": "-"}
NAMES = ("σ", "tanh", "ReLU")


@dataclass(frozen=True)
class Line:
    """One equation. Its MathML marks every folded node: <mrow data-node="kept">."""

    node: str
    tex: str
    mathml: str


@dataclass(frozen=True)
class Printed:
    """A printed expression and how tightly it binds: 1 a sum, 2 a product, 3 an atom or a call."""

    tex: str
    mathml: str
    binds: int = 3

    def within(self, needs: int) -> Printed:
        if self.binds >= needs:
            return self
        return Printed(f"({self.tex})", f"<mrow>{_mo('(')}{self.mathml}{_mo(')')}</mrow>")


@cache
def lines(cell: Cell) -> tuple[Line, ...]:
    """The equations of a cell, one for each node with a symbol, in the order of the story."""
    return tuple(equation(cell, n.id) for n in cell.nodes if n.symbol)


@cache
def equation(cell: Cell, id: str) -> Line:
    """A node's equation: its symbol (or its id as a word) = its expression."""
    left = _value(cell, id) if cell.node(id).symbol else _word(id)
    right = _expression(cell, cell.node(id))
    mathml = f"{left.mathml}{_mo('=')}{_marked(id, right.mathml)}"
    return Line(
        id,
        f"{left.tex} = {right.tex}",
        f'<math display="block" data-equation="{id}"><mrow>{mathml}</mrow></math>',
    )


def _expression(cell: Cell, node: Node) -> Printed:
    if node.op.linear:
        return _affine(cell, node)
    args = [_argument(cell, a).within(node.op.needs) for a in node.args]
    tex, mathml = [], []
    for token in node.op.template.split():
        if token.startswith("{"):
            key = token[1:-1]
            part = _name(node.op.param, node.owner) if key == "p" else args[int(key)]
            tex.append(part.tex)
            mathml.append(part.mathml)
        else:
            tex.append(TEX.get(token, token))
            mathml.append(f"<mi>{token}</mi>" if token in NAMES else _mo(token))
    return Printed(
        " ".join(tex).replace(" ( ", "(").replace(" )", ")"),
        f"<mrow>{''.join(mathml)}</mrow>",
        node.op.binds,
    )


def _affine(cell: Cell, node: Node) -> Printed:
    terms = [
        (_name(*matrix.split("_")), _argument(cell, value).within(3))
        for _, pairs in cell.factors(node)
        for value, matrix in pairs
    ]
    bias = _name(node.bias, node.owner)
    tex = " + ".join([*(f"{m.tex} {v.tex}" for m, v in terms), bias.tex])
    products = [f"<mrow>{m.mathml}{_mo('&#x2062;')}{v.mathml}</mrow>" for m, v in terms]
    return Printed(tex, f"<mrow>{_mo('+').join([*products, bias.mathml])}</mrow>", 1)


def _argument(cell: Cell, value: str) -> Printed:
    """A value as its reader writes it: by its symbol, or unfolded."""
    node = cell.by_id.get(value)
    if node is None or node.symbol:
        return _value(cell, value)
    inner = _expression(cell, node)
    return Printed(inner.tex, _marked(value, inner.mathml), inner.binds)


def _value(cell: Cell, value: str) -> Printed:
    """x_t, h_{t-1}, or a node's symbol with its step."""
    letter = value.removesuffix("_prev")
    node = cell.by_id.get(letter)
    step = value != letter
    mathml = f"<mi>{node.symbol if node else letter}</mi>{_step(step)}"
    tex = f"{node.symbol if node else letter}_{{{'t-1' if step else 't'}}}"
    return Printed(tex, f'<msub data-value="{value}">{mathml}</msub>')


def _step(previous: bool) -> str:
    return "<mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow>" if previous else "<mi>t</mi>"


def _name(kind: str, owner: str) -> Printed:
    """A parameter: W_f, U_f, b_f, p_f, and b^U_n for the bias inside the reset."""
    letter, inside = kind[0], kind[1:]
    base = f"<mi>{letter}</mi><mi>{owner}</mi>"
    if inside:
        return Printed(
            f"{letter}^{{{inside}}}_{{{owner}}}", f"<msubsup>{base}<mi>{inside}</mi></msubsup>"
        )
    return Printed(f"{letter}_{{{owner}}}", f"<msub>{base}</msub>")


def _word(id: str) -> Printed:
    text = id.replace("_", r"\_")
    return Printed(rf"\mathit{{{text}}}", f'<mi mathvariant="normal">{id}</mi>')


def _marked(id: str, mathml: str) -> str:
    return f'<mrow data-node="{id}">{mathml}</mrow>'


def _mo(sign: str) -> str:
    return f"<mo>{sign}</mo>"
