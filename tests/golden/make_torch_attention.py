"""Remake the goldens of the decoders that attend, in the environment of make_torch:

    .venv-golden/bin/python -m tests.golden.make_torch_attention

Each case is computed twice: by torch operations on the named parameters, so that autograd gives
the gradient of every node, and by nn.GRUCell, with torch's own scaled_dot_product_attention where
the score is a dot product. The two must agree to 1e-12. A golden of these has besides, in every
case, "memory" (…, S, H), "present" (…, S), and the gradient by the memory.
"""

from functools import partial

import torch
from torch import Tensor, nn
from torch.nn.functional import linear, scaled_dot_product_attention

from .files import write
from .make_torch import MADE_BY, STEP, Named, gru, random, same, trace

SIZES = (  # input size, hidden, batch, steps, rows, how many are there, scale of the weights
    (3, 2, (), 4, 5, (5,), 0.7),
    (5, 4, (), 6, 3, (2,), 1.5),
    (2, 3, (3,), 4, 6, (6, 1, 4), 0.6),
)


def look(v: Named, memory: Tensor, present: Tensor) -> Named:
    v["weights"] = torch.softmax(v["scores"].masked_fill(~present, -torch.inf), -1)
    v["context"] = torch.einsum("...s,...sh->...h", v["weights"], memory)
    return v


def gru_luong(p: Named, x: Tensor, h: Tensor, present: Tensor) -> Named:
    v = gru(p, x, h)
    v["query"] = linear(v["h"], p["U_a"])
    v["scores"] = torch.einsum("...sh,...h->...s", p["memory"], v["query"])
    return look(v, p["memory"], present)


def gru_bahdanau(p: Named, x: Tensor, h: Tensor, present: Tensor) -> Named:
    v: Named = {"query": linear(h, p["U_a"]), "keys": linear(p["memory"], p["W_a"])}
    v["scores"] = torch.tanh(v["query"].unsqueeze(-2) + v["keys"]) @ p["v_a"]
    v = look(v, p["memory"], present)
    for k in "zr":
        v[k + "_pre"] = linear(x, p["W_" + k]) + linear(h, p["U_" + k], p["b_" + k])
        v[k + "_pre"] = v[k + "_pre"] + linear(v["context"], p["C_" + k])
        v[k] = torch.sigmoid(v[k + "_pre"])
    v["n_rec"] = linear(h, p["U_n"], p["bU_n"])
    v["n_in"] = linear(x, p["W_n"], p["b_n"]) + linear(v["context"], p["C_n"])
    v["reset"] = torch.mul(v["r"], v["n_rec"])
    v["n_pre"] = torch.add(v["n_in"], v["reset"])
    v["n"] = torch.tanh(v["n_pre"])
    v["z_not"] = 1 - v["z"]
    v["kept"], v["written"] = torch.mul(v["z"], h), torch.mul(v["z_not"], v["n"])
    return v | {"h": torch.add(v["kept"], v["written"])}


def check(cell: str, case: Named, memory: Tensor, present: Tensor) -> None:
    """Again with PyTorch's own cell, and its own attention where it has this one."""
    p, h, batched = case["params"], case["start"]["h"], memory.dim() == 3
    fed = cell == "gru_bahdanau"
    inputs = {k: [p["W_" + k], p["C_" + k]] if fed else [p["W_" + k]] for k in "rzn"}
    own = nn.GRUCell(sum(w.shape[1] for w in inputs["r"]), h.shape[-1], dtype=torch.float64)
    zero = torch.zeros_like(p["b_r"])
    own.load_state_dict(
        {
            "weight_ih": torch.cat([torch.cat(inputs[k], 1) for k in "rzn"]),
            "weight_hh": torch.cat([p["U_" + k] for k in "rzn"]),
            "bias_ih": torch.cat([p["b_" + k] for k in "rzn"]),
            "bias_hh": torch.cat([zero, zero, p["bU_n"]]),
        }
    )
    rows, mask = (memory, present) if batched else (memory[None], present[None])
    for t, x in enumerate(case["inputs"]):
        context = case["nodes"]["context"][t]
        h = own(torch.cat([x, context], -1) if fed else x, h)
        same(h, case["nodes"]["h"][t], f"h of step {t}")
        if not fed:
            query = linear(h, p["U_a"]).reshape(len(rows), 1, -1)
            seen = scaled_dot_product_attention(query, rows, rows, mask[:, None], scale=1.0)
            same(seen[:, 0].reshape(context.shape), context, f"context of step {t}")


def random_case(cell: str, seed: int) -> Named:
    size, hidden, batch, steps, rows, real, scale = SIZES[seed]
    g = torch.Generator().manual_seed(seed)
    params: Named = {"U_a": scale * random(g, hidden, hidden)}
    if cell == "gru_bahdanau":
        params |= {"W_a": scale * random(g, hidden, hidden), "v_a": random(g, hidden)}
        params |= {"C_" + k: scale * random(g, hidden, hidden) for k in "zrn"}
    for k in "zrn":
        params["W_" + k] = scale * random(g, hidden, size)
        params["U_" + k] = scale * random(g, hidden, hidden)
        params["b_" + k] = scale * random(g, hidden)
    params["bU_n"] = scale * random(g, hidden)
    params["memory"] = random(g, *batch, rows, hidden)
    present = torch.arange(rows) < torch.tensor(real).reshape(*batch, 1)
    start = {"h": random(g, *batch, hidden)}
    said = ("h", "context") if cell == "gru_luong" else ("h",)
    seeds = {s: random(g, steps, *batch, hidden) for s in said}
    STEP[cell] = partial(
        {"gru_luong": gru_luong, "gru_bahdanau": gru_bahdanau}[cell], present=present
    )
    case = trace(cell, params, random(g, steps, *batch, size), start, seeds)
    case["memory"], case["present"] = params.pop("memory"), present
    case["gradients"]["memory"] = case["gradients"]["params"].pop("memory")
    check(cell, case, case["memory"], present)
    return case


if __name__ == "__main__":
    for name in ("gru_luong", "gru_bahdanau"):
        write(name, name, MADE_BY, [random_case(name, seed) for seed in range(len(SIZES))])
