"""Remake the goldens that PyTorch can make: every value and every gradient, in float64.

Needs the golden environment, apart from the app's own (torch must never become a dependency):

    python3.11 -m venv .venv-golden
    .venv-golden/bin/pip install -r tests/golden/requirements.txt
    .venv-golden/bin/python -m tests.golden.make_torch
    .venv-golden/bin/python -m tests.golden.make_torch --model FILE.safetensors --text NEURONAL

The first form also retraces the shipped models listed in SHIPPED; the second traces any LSTM in
Celda's names into a golden named after its file. Each case is computed twice: by torch operations
on the named parameters, so that autograd gives the gradient of every node, and by nn.RNN, nn.LSTM
or nn.GRU itself. The two must agree to 1e-12.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from torch import Tensor, nn
from torch.nn.functional import linear

from .files import write

Named = dict[str, Any]

MADE_BY = f"PyTorch {torch.__version__}, float64"
GATES = {"rnn": "h", "rnn_relu": "h", "lstm": "ifgo", "gru": "rzn"}  # in PyTorch's stacked order
STATES = {"rnn": "h", "rnn_relu": "h", "lstm": "hc", "gru": "h"}
SIZES = (  # input size, hidden, batch, steps, scale of the weights
    (3, 2, (), 4, 0.7),
    (5, 4, (), 7, 0.5),
    (1, 1, (), 1, 1.0),
    (4, 3, (), 12, 3.0),
    (2, 3, (2,), 5, 0.6),
)


def rnn(p: Named, x: Tensor, h: Tensor, squash: Any = torch.tanh) -> Named:
    v = {"h_pre": linear(x, p["W_h"], p["b_h"]) + linear(h, p["U_h"])}
    return v | {"h": squash(v["h_pre"])}


def rnn_relu(p: Named, x: Tensor, h: Tensor) -> Named:
    return rnn(p, x, h, torch.relu)


def lstm(p: Named, x: Tensor, h: Tensor, c: Tensor) -> Named:
    v: Named = {}
    for k in "figo":
        v[k + "_pre"] = linear(x, p["W_" + k], p["b_" + k]) + linear(h, p["U_" + k])
        v[k] = torch.tanh(v[k + "_pre"]) if k == "g" else torch.sigmoid(v[k + "_pre"])
    v["kept"] = torch.mul(v["f"], c)
    v["written"] = torch.mul(v["i"], v["g"])
    v["c"] = torch.add(v["kept"], v["written"])
    v["c_squashed"] = torch.tanh(v["c"])
    return v | {"h": torch.mul(v["o"], v["c_squashed"])}


def gru(p: Named, x: Tensor, h: Tensor) -> Named:
    v: Named = {}
    for k in "zr":
        v[k + "_pre"] = linear(x, p["W_" + k], p["b_" + k]) + linear(h, p["U_" + k])
        v[k] = torch.sigmoid(v[k + "_pre"])
    v["n_rec"] = linear(h, p["U_n"], p["bU_n"])
    v["n_in"] = linear(x, p["W_n"], p["b_n"])
    v["reset"] = torch.mul(v["r"], v["n_rec"])
    v["n_pre"] = torch.add(v["n_in"], v["reset"])
    v["n"] = torch.tanh(v["n_pre"])
    v["z_not"] = 1 - v["z"]
    v["kept"] = torch.mul(v["z"], h)
    v["written"] = torch.mul(v["z_not"], v["n"])
    return v | {"h": torch.add(v["kept"], v["written"])}


SHIPPED = {"app/models/neuronal-lstm.safetensors": "NEURONAL"}  # a file, and the text it reads
STEP: Named = {"rnn": rnn, "rnn_relu": rnn_relu, "lstm": lstm, "gru": gru}


def trace(cell: str, params: Named, inputs: Tensor, start: Named, seeds: Named) -> Named:
    """One golden case: values and gradients of the sum of seeds[s] times value s over all steps."""
    leaves = [*params.values(), inputs, *start.values()]
    for leaf in leaves:
        leaf.requires_grad_()
    steps: list[Named] = []
    state = start
    for x in inputs:
        steps.append(STEP[cell](params, x, *state.values()))
        state = {s: steps[-1][s] for s in start}
        for value in steps[-1].values():
            value.retain_grad()
    loss = torch.stack(
        [(seeds[s][t] * v[s]).sum() for t, v in enumerate(steps) for s in seeds]
    ).sum()
    loss.backward()  # type: ignore[no-untyped-call]
    nodes = {name: torch.stack([v[name] for v in steps]) for name in steps[0]}
    gradients = {
        "nodes": {name: torch.stack([v[name].grad for v in steps]) for name in steps[0]},
        "inputs": inputs.grad,
        "state": {s: v.grad for s, v in start.items()},
        "params": {name: v.grad for name, v in params.items()},
    }
    return {
        "params": params,
        "inputs": inputs,
        "start": start,
        "nodes": nodes,
        "state": state,
        "seeds": seeds,
        "loss": loss,
        "gradients": gradients,
    }


def module_of(cell: str, params: Named, generator: torch.Generator) -> nn.RNNBase:
    """PyTorch's own layer with these weights; the sum of its two biases split at random."""
    hidden, size = params["W_" + GATES[cell][0]].shape
    kinds = {"rnn": nn.RNN, "rnn_relu": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
    relu = {"nonlinearity": "relu"} if cell == "rnn_relu" else {}
    module: nn.RNNBase = kinds[cell](size, hidden, dtype=torch.float64, **relu)
    recurrent = {k: random(generator, hidden) for k in GATES[cell]}
    if cell == "gru":
        recurrent["n"] = params["bU_n"]
    summed = [k for k in GATES[cell] if (cell, k) != ("gru", "n")]
    stacks = {
        "weight_ih_l0": [params["W_" + k] for k in GATES[cell]],
        "weight_hh_l0": [params["U_" + k] for k in GATES[cell]],
        "bias_ih_l0": [
            params["b_" + k] - (recurrent[k] if k in summed else 0) for k in GATES[cell]
        ],
        "bias_hh_l0": [recurrent[k] for k in GATES[cell]],
    }
    module.load_state_dict({name: torch.cat(parts).detach() for name, parts in stacks.items()})
    return module


def check(cell: str, case: Named, generator: torch.Generator) -> None:
    """Compare a case with the module, run whole and step by step, and with its gradients."""
    module = module_of(cell, case["params"], generator)
    inputs = case["inputs"].detach().clone().requires_grad_()
    start = {s: v.detach().clone().requires_grad_() for s, v in case["start"].items()}
    layered = {s: v.unsqueeze(0) for s, v in start.items()}
    whole, _ = module(inputs, pack(layered))
    same(whole, case["nodes"]["h"], "h of the whole sequence")
    losses = []
    for t in range(len(inputs)):
        _, packed = module(inputs[t : t + 1], pack(layered))
        layered = dict(zip(start, packed if len(start) > 1 else (packed,), strict=True))
        for s in start:
            same(layered[s][0], case["nodes"][s][t], f"{s} of step {t}")
            losses.append((case["seeds"][s][t] * layered[s][0]).sum())
    torch.stack(losses).sum().backward()  # type: ignore[no-untyped-call]
    gradients = case["gradients"]
    same(inputs.grad, gradients["inputs"], "gradient of the inputs")
    for s in start:
        same(start[s].grad, gradients["state"][s], f"gradient of the initial {s}")
    for prefix, name in (("W_", "weight_ih_l0"), ("U_", "weight_hh_l0"), ("b_", "bias_ih_l0")):
        for k, part in zip(
            GATES[cell], getattr(module, name).grad.chunk(len(GATES[cell])), strict=True
        ):
            same(part, gradients["params"][prefix + k], f"gradient of {prefix}{k}")
    if cell == "gru":
        same(module.bias_hh_l0.grad.chunk(3)[2], gradients["params"]["bU_n"], "gradient of bU_n")


def pack(layered: Named) -> Any:
    return tuple(layered.values()) if len(layered) > 1 else layered["h"]


def same(one: Tensor, other: Tensor, what: str) -> None:
    torch.testing.assert_close(one, other, rtol=1e-12, atol=1e-12, msg=lambda m: f"{what}: {m}")


def random(generator: torch.Generator, *shape: int) -> Tensor:
    return torch.randn(shape, generator=generator, dtype=torch.float64)


def random_params(cell: str, size: int, hidden: int, scale: float, g: torch.Generator) -> Named:
    params: Named = {}
    for k in GATES[cell]:
        params["W_" + k] = scale * random(g, hidden, size)
        params["U_" + k] = scale * random(g, hidden, hidden)
        params["b_" + k] = scale * random(g, hidden)
    if cell == "gru":
        params["bU_n"] = scale * random(g, hidden)
    return params


def random_case(cell: str, seed: int) -> Named:
    size, hidden, batch, steps, scale = SIZES[seed]
    g = torch.Generator().manual_seed(seed)
    params = random_params(cell, size, hidden, scale, g)
    inputs = random(g, steps, *batch, size)
    start = {s: random(g, *batch, hidden) for s in STATES[cell]}
    seeds = {s: random(g, steps, *batch, hidden) for s in STATES[cell]}
    case = trace(cell, params, inputs, start, seeds)
    check(cell, case, g)
    return case


def model_case(path: Path, inputs: Tensor) -> Named:
    """The trace of a shipped LSTM from zero states, with what its readout says where it has one."""
    with safe_open(path, framework="pt") as file:
        stored = {name: file.get_tensor(name).double() for name in file.keys()}  # noqa: SIM118
    g = torch.Generator().manual_seed(0)
    params = {p + k: stored[p + k] for k in GATES["lstm"] for p in ("W_", "U_", "b_")}
    hidden = len(params["b_f"])
    start = {s: torch.zeros(hidden, dtype=torch.float64) for s in "hc"}
    seeds = {s: random(g, len(inputs), hidden) for s in "hc"}
    case = trace("lstm", params, inputs, start, seeds)
    check("lstm", case, g)
    if "V" in stored:
        logits = linear(case["nodes"]["h"], stored["V"], stored["b_y"])
        case["outputs"] = {"logits": logits, "probabilities": torch.softmax(logits, -1)}
    return case


def one_hot(path: Path, text: str, vocabulary: str | None = None) -> Tensor:
    """(T, X); the letters' order is the one given, else the card's, else of first appearance."""
    card = path.with_suffix(".json")
    stored = json.loads(card.read_text(encoding="utf-8"))["inputs"] if card.exists() else None
    letters = list(vocabulary or stored or dict.fromkeys(text))
    return torch.eye(len(letters), dtype=torch.float64)[[letters.index(k) for k in text]]


def write_model(path: Path, inputs: Tensor) -> None:
    write(path.stem.replace("-", "_"), "lstm", MADE_BY, [model_case(path, inputs)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--model", type=Path, help="a safetensors file with an LSTM in Celda's names"
    )
    parser.add_argument("--text", help="its input, one letter a step, one-hot")
    parser.add_argument(
        "--vocabulary", help="its letters in order; default: its card's, else the text's"
    )
    parser.add_argument("--vectors", type=json.loads, help="its input as JSON, [[…X…] …T…]")
    asked = parser.parse_args()
    if asked.model is None:
        for cell in STEP:
            write(cell, cell, MADE_BY, [random_case(cell, seed) for seed in range(len(SIZES))])
        for path, text in SHIPPED.items():
            if Path(path).exists():
                write_model(Path(path), one_hot(Path(path), text))
        return
    if (asked.text is None) == (asked.vectors is None):
        parser.error("--model needs exactly one of --text and --vectors")
    if asked.vectors is not None:
        inputs = torch.tensor(asked.vectors, dtype=torch.float64)
    else:
        inputs = one_hot(asked.model, asked.text, asked.vocabulary)
    write_model(asked.model, inputs)


if __name__ == "__main__":
    main()
