"""A cell's equations as LaTeX and as MathML, both printed from the operations' templates.

A node gets its own line iff it has a symbol; without one it is folded into its reader's line.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .cell import Cell, Node

TEX = {
    "⊙": r"\odot", "σ": r"\sigma", "tanh": r"\tanh", "ReLU": r"\operatorname{ReLU}", "−": "-",
    "LN": r"\operatorname{LN}", "BN": r"\operatorname{BN}", "α": r"\alpha", "·": r"\cdot",
    "softmax_s": r"\operatorname{softmax}_{s}", "∑_s": r"\sum_{s}",
}  # fmt: skip
NAMES = ("σ", "tanh", "ReLU", "softmax", "LN", "BN")


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
    parts = [_part(cell, node, word) for word in _template(node).split()]
    tex = " ".join(part.tex for part in parts).replace(" ( ", "(").replace(" )", ")")
    return Printed(tex, f"<mrow>{''.join(p.mathml for p in parts)}</mrow>", node.op.binds)


def _template(node: Node) -> str:
    """The op's; a join has as many places as it has parts."""
    places = " ; ".join(f"{{{k}}}" for k in range(len(node.args)))
    return f"[ {places} ]" if node.op.joins else node.op.template


def _part(cell: Cell, node: Node, word: str) -> Printed:
    """A word of a template: {0} an argument, {p} the node's own parameter, or a sign."""
    if word == "{p}":
        return _name(node.vector)
    if word.startswith("{"):
        return _argument(cell, node.args[int(word[1:-1])]).within(node.op.needs)
    sign, _, row = word.partition("_")
    mathml = f"<mi>{sign}</mi>" if sign in NAMES else _mo(sign)
    return Printed(TEX.get(word, word), f"<msub>{mathml}<mi>{row}</mi></msub>" if row else mathml)


def _affine(cell: Cell, node: Node) -> Printed:
    terms = []
    for value, matrix in cell.pairs(node):
        m, v = _name(matrix), _argument(cell, value).within(3)
        times = f"<mrow>{m.mathml}{_mo('&#x2062;')}{v.mathml}</mrow>"
        terms.append(Printed(f"{m.tex} {v.tex}", times))
    terms += [_name(node.vector)] if node.vector else []
    tex, mathml = " + ".join(t.tex for t in terms), _mo("+").join(t.mathml for t in terms)
    return Printed(tex, f"<mrow>{mathml}</mrow>", 1 if len(terms) > 1 else 2)


def _argument(cell: Cell, value: str) -> Printed:
    """A value as its reader writes it: by its symbol, or unfolded."""
    node = cell.by_id.get(value)
    if node is None or node.symbol:
        return _value(cell, value)
    inner = _expression(cell, node)
    return Printed(inner.tex, _marked(value, inner.mathml), inner.binds)


def _value(cell: Cell, value: str) -> Printed:
    """x_t, h_{t-1}, or a node's symbol with its step; of what has rows, the row s: m_s."""
    letter = value.removesuffix("_prev")
    node = cell.by_id.get(letter)
    symbol = node.symbol if node else letter[0]
    steps = {"memory": "s"}.get(value, "t-1" if value != letter else "t")
    steps += ",s" if node and cell.axes[letter] != "H" else ""
    mathml = f"<mi>{symbol}</mi>{_STEPS[steps]}"
    return Printed(
        f"{TEX.get(symbol, symbol)}_{{{steps}}}", f'<msub data-value="{value}">{mathml}</msub>'
    )


_STEPS = {
    "t": "<mi>t</mi>", "t-1": "<mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow>", "s": "<mi>s</mi>",
    "t,s": "<mrow><mi>t</mi><mo>,</mo><mi>s</mi></mrow>",
}  # fmt: skip


def _name(parameter: str) -> Printed:
    """W_f, U_f, b_f, p_f, and of bU_n, the bias inside the reset, b^U_n."""
    kind, _, owner = parameter.partition("_")
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
    """Firefox counts ⊙ among the operators that grow like a sum's."""
    return f'<mo largeop="false">{sign}</mo>' if sign == "⊙" else f"<mo>{sign}</mo>"
