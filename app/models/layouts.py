"""Weights as PyTorch, Keras and ONNX name and order them, in Celda's names.

G gates are stacked along one axis: PyTorch i f g o and r z n (G·H, X); Keras i f c o and z r h,
transposed (X, G·H); ONNX i o f c and z r h (D, G·H, X), its peepholes i o f. All of them mix as
h = (1 - z) n + z h_prev. A bias that is not there is 0; two that are added are one here, but for
the one inside a GRU's reset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.ops import Array
from .brought import READOUT, Unfit

Arrays = dict[str, Array]
ORDERS = {  # by the number of gates
    "pytorch": {1: "h", 3: "rzn", 4: "ifgo"},
    "keras": {1: "h", 3: "zrn", 4: "ifgo"},
    "onnx": {1: "h", 3: "zrn", 4: "iofg"},
}
_TORCH = re.compile(r"(?:(.*)\.)?(weight|bias)_(ih|hh|hr)(?:_l(\d+))?(_reverse)?")


@dataclass(frozen=True)
class Read:
    """Arrays by Celda's names; cell: the one that the layout says, "" where it leaves that open.

    notes: keys of texts on what was taken as what; unused: arrays that nothing here needs.
    """

    layout: str
    values: Arrays
    cell: str = ""
    notes: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


def read(arrays: Mapping[str, Any], cell: str = "") -> Read:
    """The first layout that fits; cell says what a layout leaves open. Raises Unfit."""
    given: Arrays = {name: np.asarray(a, np.float64) for name, a in arrays.items()}
    if any(_TORCH.fullmatch(name) for name in given):
        return _pytorch(given, cell)
    if any(name.endswith("recurrent_kernel") for name in given):
        return _keras(given)
    ends = {name.rpartition(".")[2].rpartition("/")[2] for name in given}
    if {"W", "R"} <= ends:
        return _onnx(given, cell)
    return Read("celda", given, cell)


def _gated(order: Mapping[int, str], w: Array, u: Array, b: Array, b2: Array, lstm: str) -> Arrays:
    """One cell from stacked (G·H, ·) arrays; b2 is the bias of the recurrent product."""
    hidden = u.shape[-1]
    gates, rest = divmod(len(u), hidden)
    if rest or gates not in order or len(w) != len(u):
        raise Unfit("", "gates", has=len(u), hidden=hidden)
    found: Arrays = {}
    for k, gate in enumerate(order[gates]):
        rows = slice(k * hidden, (k + 1) * hidden)
        inside = gate == "n" and lstm == "gru"
        found |= {f"W_{gate}": w[rows], f"U_{gate}": u[rows]}
        found[f"b_{gate}"] = b[rows] if inside else b[rows] + b2[rows]
        if inside:
            found["bU_n"] = b2[rows]
    return found


def _place(encoder: str, layer: int, layers: int, reverse: bool, both: bool) -> str:
    """The prefix of a part's arrays, as a training tells it."""
    alone = layers == 1 and not both
    return encoder + ("" if alone else f"layer{layer}.{int(reverse)}.")


def _pytorch(given: Arrays, wished: str) -> Read:
    """nn.RNN, nn.LSTM or nn.GRU, two of them named as an encoder and a decoder; nn.Embedding before

    and nn.Linear behind.
    """
    found = {name: m for name in given if (m := _TORCH.fullmatch(name))}
    if any(m[3] == "hr" for m in found.values()):
        raise Unfit(next(n for n, m in found.items() if m[3] == "hr"), "projection")
    modules = sorted({m[1] or "" for m in found.values()})
    encoder = next((m for m in modules if "enc" in m.lower()), None) if len(modules) == 2 else None
    if len(modules) > 2 or (len(modules) == 2 and encoder is None):
        raise Unfit("", "modules", names=modules)
    values: Arrays = {}
    rest = {n: a for n, a in given.items() if n not in found}
    gates, notes, tables = 0, list[str](), set[str]()
    for module in modules:
        own = {(int(m[4] or 0), bool(m[5]), m[2] + m[3]): given[n]
               for n, m in found.items() if (m[1] or "") == module}  # fmt: skip
        layers, both = 1 + max(k for k, _, _ in own), any(way for _, way, _ in own)
        side = "encoder." if module == encoder else ""
        for k, way in sorted({(k, way) for k, way, _ in own}):
            if (k, way, "weighthh") not in own or (k, way, "weightih") not in own:
                raise Unfit("", "half", part=f"{module}.l{k}")
            w, u = own[k, way, "weightih"], own[k, way, "weighthh"]
            none = np.zeros(len(u))
            b, b2 = (own.get((k, way, f"bias{kind}"), none) for kind in ("ih", "hh"))
            gates = len(u) // u.shape[-1]
            if k == 0:
                w, taken = _embedded(w, rest, "enc" if side else "dec" if encoder else "")
                tables.add(taken)
            kind = "gru" if gates == 3 else ""
            cell = _gated(ORDERS["pytorch"], w, u, b, b2, kind)
            place = _place(side, k, layers, way, both)
            values |= {place + name: a for name, a in cell.items()}
    width = u.shape[-1] * (2 if both else 1)
    notes += _used(rest, tables)
    answers = _linear(rest, width, ".weight", ".bias", values)
    named = {1: wished if wished == "rnn_relu" else "rnn", 3: "gru", 4: "lstm"}[gates]
    notes += ["tanh"] * (gates == 1 and wished != "rnn_relu") + ["readout"] * answers
    return Read("pytorch", values, named, tuple(dict.fromkeys(notes)), tuple(rest))


def _embedded(w: Array, rest: Arrays, side: str) -> tuple[Array, str]:
    """W (G·H, E) after an embedding (words, E) as one that reads one-hot words: W embeddingᵀ.

    And the embedding's name.
    """
    for name, e in rest.items():
        alone = name.rpartition(".")[0] + ".bias" not in rest and e.ndim == 2
        if "emb" in name.lower() and alone and side in name.lower() and e.shape[1] == w.shape[1]:
            return w @ e.T, name
    return w, ""


def _used(rest: Arrays, tables: set[str]) -> list[str]:
    """Takes the embeddings out of rest; the note that says so, where there are any."""
    for name in tables - {""}:
        del rest[name]
    return ["embedding"] * bool(tables - {""})


def _linear(rest: Arrays, width: int, weight: str, bias: str, values: Arrays) -> bool:
    """V and b_y, where one layer reads what the top says; takes them out of rest."""
    turned = weight.endswith("kernel")
    fitting = [
        n for n, a in rest.items()
        if n.endswith(weight) and a.ndim == 2 and a.shape[0 if turned else 1] == width
    ]  # fmt: skip
    if len(fitting) != 1:
        return False
    V = rest.pop(fitting[0])
    V = V.T if turned else V
    b = rest.pop(fitting[0].removesuffix(weight) + bias, np.zeros(len(V)))
    values |= dict(zip(READOUT, (V, b), strict=True))
    return True


def _keras(given: Arrays) -> Read:
    """SimpleRNN, LSTM, GRU, alone, stacked or Bidirectional, with Embedding and Dense."""
    rest = {name.replace("/", "."): a for name, a in given.items()}
    ways: dict[bool, list[str]] = {False: [], True: []}
    for name in sorted((n for n in rest if n.endswith("recurrent_kernel")), key=_natural):
        ways["backward" in name].append(name.removesuffix("recurrent_kernel"))
    values: Arrays = {}
    both, layers = bool(ways[True]), len(ways[False])
    cell, notes, tables = "", list[str](), set[str]()
    for way, prefixes in ways.items():
        for k, prefix in enumerate(prefixes):
            w, u = rest.pop(prefix + "kernel").T, rest.pop(prefix + "recurrent_kernel").T
            given_b = rest.pop(prefix + "bias", np.zeros(len(u)))
            b, b2 = given_b if given_b.ndim == 2 else (given_b, np.zeros(len(u)))
            gates = len(u) // u.shape[-1]
            after = gates == 3 and given_b.ndim == 2
            cell = {1: "rnn", 3: "gru" if after else "gru_reset_before", 4: "lstm"}.get(gates, "")
            if k == 0:
                w, taken = _embedded(w, rest, "")
                tables.add(taken)
            own = _gated(ORDERS["keras"], w, u, b, b2, "gru" if after else "")
            values |= {_place("", k, layers, way, both) + name: a for name, a in own.items()}
    width = u.shape[-1] * (2 if both else 1)
    notes += _used(rest, tables)
    notes += ["readout"] * _linear(rest, width, "kernel", "bias", values)
    notes += ["tanh"] * (cell == "rnn")
    return Read("keras", values, cell, tuple(dict.fromkeys(notes)), tuple(rest))


def _natural(name: str) -> list[int | str]:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def _onnx(given: Arrays, wished: str) -> Read:
    """One RNN, LSTM or GRU node: W, R and, where there are any, B and P."""
    own = {name.rpartition(".")[2].rpartition("/")[2]: a for name, a in given.items()}
    w, r = own["W"], own["R"]
    if w.ndim != 3 or r.ndim != 3:
        raise Unfit("W", "dimensions", needs=3)
    hidden = r.shape[-1]
    gates = r.shape[1] // hidden
    after = gates == 3 and wished == "gru"
    b = own.get("B", np.zeros((len(w), 2 * r.shape[1])))
    values: Arrays = {}
    for way in range(len(w)):
        bias, second = np.split(b[way], 2)
        cell = _gated(ORDERS["onnx"], w[way], r[way], bias, second, "gru" if after else "")
        if "P" in own:
            cell |= dict(zip(("p_i", "p_o", "p_f"), np.split(own["P"][way], 3), strict=True))
        place = _place("", 0, 1, bool(way), len(w) == 2)
        values |= {place + name: a for name, a in cell.items()}
    lstm = "lstm_peephole" if "P" in own else "lstm"
    rnn = wished if wished == "rnn_relu" else "rnn"
    named = {1: rnn, 3: "gru" if after else "gru_reset_before", 4: lstm}[gates]
    notes = ["reset"] * (gates == 3 and not wished) + ["tanh"] * (named == "rnn")
    unused = [n for n in given if n.rpartition(".")[2].rpartition("/")[2] not in "WRBP"]
    return Read("onnx", values, named, tuple(notes), tuple(unused))
