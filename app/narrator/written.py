"""A node's line with a unit's numbers in it: f₃ = σ(−1.21 + 0.38 − 1.16) = σ(−1.99) = 0.12.

A line is a list of tokens without language: {"text", "sub"} a letter and its timestep, from 1 as
on the stage; {"op"} a sign; {"value", "of"} a rounded number and what it is, an addend's "sum" the
affine that adds it and its "addend" the value that met the weights, or "bias". Nodes without a
symbol are folded into their reader; an affine opens into its addends. Where the rounded numbers do
not give the result, ≈ stands for =.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..core.cell import Cell
from ..core.ops import Array
from ..core.run import compute
from ..core.trace import Trace

DECIMALS = 2
RELATIONS = ("=", "≈", "→")  # equal as shown; equal before rounding; replaced by an override
SIGNS = {"⊙": "×"}
Token = dict[str, Any]


def rows(cell: Cell, id: str) -> tuple[str, ...]:
    """The values of which a node's line takes one unit's number; none where no line is written.

    Its own, and where it works unit by unit those that it reads.
    """
    node = cell.node(id)
    if node.op.joins or cell.axes[id] == "SH":
        return ()
    return (id,) if node.op.linear or node.op.across else (*node.args, id)


class Line:
    """A node's line for every step and unit at once: tokens with slots, numbers (T, H, slots)."""

    def __init__(self, trace: Trace, node: str) -> None:
        self.trace, self.tokens = trace, list[Token]()
        self._slots: list[Array] = []
        self._opened: dict[str, Array] = {}  # what the rounded numbers give, by node
        top = trace.cell.node(node)
        if not rows(trace.cell, node):
            return
        self.shape = trace[node].shape
        if top.symbol:
            self.tokens += [{"text": top.symbol, "sub": True, "hue": top.hue}, {"op": "="}]
        if top.op.across:  # more numbers are in it than a line can hold
            self.tokens.append(self._slot(trace[node], node) | {"result": True})
            return
        self.tokens += self._expression(node, fold=True)[0]
        folded = [a for a in top.args if a in self._opened]
        if folded:
            self.tokens.append(self._relation(*folded))
            self.tokens += self._expression(node, fold=False)[0]
        self.tokens += [self._relation(node), self._slot(trace[node], node) | {"result": True}]

    @property
    def numbers(self) -> Array:
        return np.stack(self._slots, axis=-1)

    def at(self, step: int, unit: int) -> list[Token]:
        """Of one step and unit (0-based): a negative addend turns the + before it into −."""
        numbers = self.numbers[step, unit] if self.tokens else ()
        filled: list[Token] = []
        for token in self.tokens:
            if "relation" in token:
                filled.append({"op": RELATIONS[int(numbers[token["relation"]])]})
            elif "slot" in token:
                value = float(numbers[token["slot"]])
                if value < 0 and filled and filled[-1] == {"op": "+"}:
                    filled[-1], value = {"op": "−"}, -value
                facts = {k: v for k, v in token.items() if k != "slot"}
                filled.append(facts | {"value": value + 0.0})
            else:
                filled.append(token | ({"sub": step + 1} if token.get("sub") else {}))
        return filled

    def _slot(self, values: Array, of: str, **facts: Any) -> Token:
        self._slots.append(np.round(np.broadcast_to(values, self.shape), DECIMALS))
        node = self.trace.cell.by_id.get(of)
        hue = {"hue": node.hue if node else of.split("_")[0]}
        return {"slot": len(self._slots) - 1, "of": of} | hue | facts

    def _relation(self, *nodes: str) -> Token:
        """Between these nodes opened and their values: the least exact of RELATIONS."""
        code = np.zeros(self._opened[nodes[0]].shape)
        for id in nodes:
            inputs = {a: self.trace[a] for a in self.trace.cell.node(id).args}
            true = compute(self.trace.cell, self.trace.cell.node(id), self.trace.params, inputs)
            same = np.round(self._opened[id], DECIMALS) == np.round(true, DECIMALS)
            kept = np.isclose(true, self.trace[id], rtol=1e-4, atol=1e-6, equal_nan=True)
            code = np.maximum(code, np.where(kept, np.where(same, 0, 1), 2))
        self._slots.append(code)
        return {"relation": len(self._slots) - 1}

    def _expression(self, id: str, fold: bool) -> tuple[list[Token], Array]:
        """A node's tokens, and what the rounded numbers in them give."""
        node = self.trace.cell.node(id)
        tokens: list[Token] = []
        if node.op.linear:
            for of, values in addends(self.trace, id).items():
                hue = {} if of in self.trace.cell.inputs else {"hue": node.hue}
                tokens += [{"op": "+"}] if tokens else []
                what = "bias" if of == node.vector else of
                tokens.append(self._slot(values, of, addend=what, sum=id, **hue))
            rounded = [self._slots[t["slot"]] for t in tokens if "slot" in t]
            self._opened[id] = np.sum(rounded, axis=0)
            return tokens, self._opened[id]
        p, args = self.trace.params.get(node.vector), {}
        for word in node.op.template.split():
            if word == "{p}":
                tokens.append(self._slot(np.asarray(p), node.vector, hue=node.hue))
            elif word.startswith("{"):
                arg = node.args[int(word[1:-1])]
                inner, args[arg] = self._argument(arg, fold)
                reads = self.trace.cell.by_id.get(arg)
                loose = len(inner) > 1 and reads is not None and reads.op.binds < node.op.needs
                tokens += [{"op": "("}, *inner, {"op": ")"}] if loose else inner
            else:
                tokens.append({"op": SIGNS.get(word, word)})
        p = None if p is None else np.round(p, DECIMALS)
        self._opened[id] = node.op.forward(*(args[a] for a in node.args), p=p)
        return tokens, self._opened[id]

    def _argument(self, id: str, fold: bool) -> tuple[list[Token], Array]:
        node = self.trace.cell.by_id.get(id)
        if fold and node and not (node.symbol or node.op.joins or node.op.across):
            return self._expression(id, fold)
        return [self._slot(self.trace[id], id)], np.round(self.trace[id], DECIMALS)


def written_lines(trace: Trace) -> dict[str, list[Token]]:
    """The tokens of every node that has a line; their slots are filled with a run's numbers."""
    lines = {n.id: Line(trace, n.id) for n in trace.cell.nodes}
    return {id: line.tokens for id, line in lines.items() if line.tokens}


def addends(trace: Trace, node: str) -> dict[str, Array]:
    """What a sum adds up, (T, H) each: of an affine W x, U h and the bias; else the arguments."""
    n, params = trace.cell.node(node), trace.params
    if not n.op.linear:
        return {a: trace[a] for a in n.args}
    found: dict[str, Array] = {v: trace[v] @ params[m].T for v, m in trace.cell.pairs(n)}
    bias = {n.vector: np.broadcast_to(params[n.vector], trace[node].shape)} if n.vector else {}
    return found | bias
