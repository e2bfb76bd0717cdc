"""Remake the goldens of the normalised cells, in the environment of make_torch:

    .venv-golden/bin/python -m tests.golden.make_torch_normalised

Each pre-activation goes through PyTorch's own layer_norm, or through a BatchNorm1d of its own at
every timestep. A golden of a batch normalisation has besides, in every case, "later": the running
statistics "kept" (2, T, H) after two training batches, the first taken whole, and the h of a longer
batch that is normalised by them, the last ones again past the longest timestep.
"""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn.functional import layer_norm, linear

from .files import write
from .make_torch import MADE_BY, STATES, STEP, Named, random, trace

SIZE, HIDDEN, BATCH, STEPS, LATER = 3, 2, 5, 4, 6
GATES = {"rnn": "h", "lstm": "figo", "gru": "zr"}
Normal = Callable[[str, Tensor], Tensor]


class PerStep:
    """A BatchNorm1d for every node and timestep; past the longest one that it met, the last."""

    def __init__(self) -> None:
        self.modules: dict[str, list[nn.BatchNorm1d]] = {}
        self.training, self.share, self.met = True, 1.0, dict[str, int]()

    def begin(self, training: bool, share: float = 0.1) -> None:
        self.training, self.share, self.met = training, share, {}

    def __call__(self, node: str, x: Tensor) -> Tensor:
        t = self.met.get(node, 0)
        self.met[node] = t + 1
        all_steps = self.modules.setdefault(node, [])
        if self.training and t == len(all_steps):
            made = nn.BatchNorm1d(x.shape[-1], affine=False, dtype=torch.float64)
            all_steps.append(made)
        module = all_steps[min(t, len(all_steps) - 1)]
        module.momentum = self.share
        return module.train(self.training)(x)  # type: ignore[no-any-return]

    @property
    def kept(self) -> Named:
        return {
            node: torch.stack([torch.stack([m.running_mean for m in ms]),
                               torch.stack([m.running_var for m in ms])])
            for node, ms in self.modules.items()
        }  # fmt: skip


def pre(kind: str, bn: Normal, v: Named, p: Named, id: str, k: str, x: Tensor, h: Tensor) -> Tensor:
    """The normalised sum of one gate; its parts go into v by the names of their nodes."""
    if kind == "layer":
        v[f"{id}_raw"] = linear(x, p["W_" + k], p["b_" + k]) + linear(h, p["U_" + k])
        v[id] = layer_norm(v[f"{id}_raw"], [HIDDEN]) * p["s_" + k]
        return v[id]
    v[f"{id}_W"], v[f"{id}_U"] = linear(x, p["W_" + k]), linear(h, p["U_" + k])
    parts = []
    for letter in "WU":
        part = v[f"{id}_{letter}"]
        if letter == "W" or kind == "batch":
            part = p[f"s{letter}_{k}"] * bn(f"{id}_{letter}_norm", part)
            v[f"{id}_{letter}_norm"] = part
        parts.append(part)
    v[f"{id}_sum"] = parts[0] + parts[1]
    v[id] = v[f"{id}_sum"] + p["b_" + k]
    return v[id]


def rnn(p: Named, x: Tensor, h: Tensor, kind: str, bn: Normal) -> Named:
    v: Named = {}
    return v | {"h": torch.tanh(pre(kind, bn, v, p, "h_pre", "h", x, h)), **v}


def lstm(p: Named, x: Tensor, h: Tensor, c: Tensor, kind: str, bn: Normal) -> Named:
    v: Named = {}
    for k in "figo":
        squash = torch.tanh if k == "g" else torch.sigmoid
        v[k] = squash(pre(kind, bn, v, p, f"{k}_pre", k, x, h))
    v["kept"], v["written"] = v["f"] * c, v["i"] * v["g"]
    v["c"] = shown = v["kept"] + v["written"]
    if kind == "batch":
        v["c_norm"] = p["s_c"] * bn("c_norm", v["c"])
        v["c_shown"] = shown = v["c_norm"] + p["b_c"]
    v["c_squashed"] = torch.tanh(shown)
    return v | {"h": v["o"] * v["c_squashed"]}


def gru(p: Named, x: Tensor, h: Tensor, kind: str, bn: Normal) -> Named:
    v: Named = {}
    for k in "zr":
        v[k] = torch.sigmoid(pre(kind, bn, v, p, f"{k}_pre", k, x, h))
    if kind == "layer":
        v["n_rec_raw"] = linear(h, p["U_n"], p["bU_n"])
        v["n_in_raw"] = linear(x, p["W_n"], p["b_n"])
        v["n_rec"] = layer_norm(v["n_rec_raw"], [HIDDEN]) * p["sU_n"]
        v["n_in"] = layer_norm(v["n_in_raw"], [HIDDEN]) * p["s_n"]
    else:
        v["n_rec_U"], v["n_in_W"] = linear(h, p["U_n"]), linear(x, p["W_n"])
        v["n_in_W_norm"] = p["sW_n"] * bn("n_in_W_norm", v["n_in_W"])
        v["n_in"] = v["n_in_W_norm"] + p["b_n"]
        recurrent = v["n_rec_U"]
        if kind == "batch":
            v["n_rec_U_norm"] = recurrent = p["sU_n"] * bn("n_rec_U_norm", recurrent)
        v["n_rec"] = recurrent + p["bU_n"]
    v["reset"] = v["r"] * v["n_rec"]
    v["n_pre"] = v["n_in"] + v["reset"]
    v["n"] = torch.tanh(v["n_pre"])
    v["z_not"] = 1 - v["z"]
    v["kept"], v["written"] = v["z"] * h, v["z_not"] * v["n"]
    return v | {"h": v["written"] + v["kept"]}


def params_of(cell: str, kind: str, g: torch.Generator) -> Named:
    p: Named = {}
    for k in GATES[cell] + ("n" if cell == "gru" else ""):
        p["W_" + k], p["U_" + k] = random(g, HIDDEN, SIZE), random(g, HIDDEN, HIDDEN)
        p["b_" + k] = random(g, HIDDEN)
        gains = {"layer": ["s"], "batch": ["sW", "sU"], "batch_input": ["sW"]}[kind]
        gains = ["s", "sU"] if (kind, k) == ("layer", "n") else gains
        p |= {f"{s}_{k}": random(g, HIDDEN) for s in gains}
    if cell == "gru":
        p["bU_n"] = random(g, HIDDEN)
    if (cell, kind) == ("lstm", "batch"):
        p |= {"s_c": random(g, HIDDEN), "b_c": random(g, HIDDEN)}
    return p


def case_of(cell: str, kind: str) -> Named:
    g, bn = torch.Generator().manual_seed(len(cell + kind)), PerStep()
    params = params_of(cell, kind, g)
    STEP[cell] = partial({"rnn": rnn, "lstm": lstm, "gru": gru}[cell], kind=kind, bn=bn)
    start = {s: random(g, BATCH, HIDDEN) for s in STATES[cell]}
    inputs = random(g, STEPS, BATCH, SIZE)
    seeds = {s: random(g, STEPS, BATCH, HIDDEN) for s in start}
    bn.begin(True, 1.0)
    case = trace(cell, params, inputs, start, seeds)
    if kind != "layer":
        again, later = random(g, STEPS, BATCH, SIZE), random(g, LATER, BATCH, SIZE)
        with torch.no_grad():
            bn.begin(True)
            run(cell, params, again, start)
            bn.begin(False)
            case["later"] = {"inputs": again, "kept": bn.kept, "read": later}
            case["later"]["h"] = run(cell, params, later, start)
    return case


def run(cell: str, params: Named, inputs: Tensor, start: Named) -> Tensor:
    state, said = start, []
    for x in inputs:
        v = STEP[cell](params, x, *state.values())
        state = {s: v[s] for s in start}
        said.append(v["h"])
    return torch.stack(said)


if __name__ == "__main__":
    for name in GATES:
        for kind in ("layer", "batch", "batch_input"):
            id = f"{name}_batch_norm_input" if kind == "batch_input" else f"{name}_{kind}_norm"
            write(id, id, MADE_BY, [case_of(name, kind)])
