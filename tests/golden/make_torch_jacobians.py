"""Remake tests/golden/jacobians: what PyTorch's autograd says of one timestep and of the rest.

    .venv-golden/bin/python -m tests.golden.make_torch_jacobians

Every case: a random cell in float64, ∂s_t/∂s_{t-1} of each step and ∂s_T/∂s_t of the whole rest by
torch.autograd.functional.jacobian (s: the states side by side, h before c), the gradients of a mean
cross-entropy through a readout, whole and with the states detached every CUT steps from the end.
"""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.functional import jacobian

from .make_torch import MADE_BY, STATES, STEP, Named, random, random_params

FOLDER = Path(__file__).parent / "jacobians"
SIZES = ((3, 2, 4, 0.7), (5, 4, 7, 0.5), (2, 3, 6, 1.5))  # input size, hidden, steps, scale
CLASSES, CUT = 3, 2


def advance(cell: str, params: Named, x: Tensor, s: Tensor) -> Tensor:
    """States side by side, one timestep on."""
    values = STEP[cell](params, x, *s.chunk(len(STATES[cell])))
    return torch.cat([values[name] for name in STATES[cell]])


def case(cell: str, seed: int) -> Named:
    size, hidden, steps, scale = SIZES[seed]
    g = torch.Generator().manual_seed(100 + seed)
    params = random_params(cell, size, hidden, scale, g)
    inputs, start = random(g, steps, size), random(g, hidden * len(STATES[cell]))
    states = [start]
    for x in inputs:
        states.append(advance(cell, params, x, states[-1]))

    def rest(t: int) -> Any:
        def of(s: Tensor) -> Tensor:
            for x in inputs[t + 1 :]:
                s = advance(cell, params, x, s)
            return s

        return of

    single = [
        jacobian(lambda s, x=x: advance(cell, params, x, s), states[t])
        for t, x in enumerate(inputs)
    ]
    carried = [jacobian(rest(t), states[t + 1]) for t in range(steps)]
    readout = {"V": random(g, CLASSES, hidden), "b_y": random(g, CLASSES)}
    targets = [None if t % 3 == 1 else (t * 2) % CLASSES for t in range(steps)]
    return {
        "params": params,
        "inputs": inputs,
        "start": dict(zip(STATES[cell], start.chunk(len(STATES[cell])), strict=True)),
        "jacobians": torch.stack(single),
        "norms": [float(torch.linalg.matrix_norm(j, 2)) for j in carried],
        "radii": [float(torch.linalg.eigvals(j).abs().max()) for j in single],
        "readout": readout,
        "targets": targets,
        "whole": loss(cell, params, inputs, start, readout, targets, steps),
        "cut": loss(cell, params, inputs, start, readout, targets, CUT),
    }


def loss(
    cell: str, params: Named, inputs: Tensor, start: Tensor, readout: Named, targets: Any, cut: int
) -> Named:
    """Gradients of the mean cross-entropy; states are detached every cut timesteps from the end."""
    named = {k: v.clone().requires_grad_() for k, v in (params | readout).items()}
    x, s0 = inputs.clone().requires_grad_(), start.clone().requires_grad_()
    s, logits, wanted = s0, [], []
    for t in range(len(x)):
        if t and (len(x) - t) % cut == 0:
            s = s.detach()
        s = advance(cell, named, x[t], s)
        if targets[t] is not None:
            h = s[: len(params["b_" + ("n" if cell == "gru" else "h" if "rnn" in cell else "f")])]
            logits.append(named["V"] @ h + named["b_y"])
            wanted.append(targets[t])
    value = nn.functional.cross_entropy(torch.stack(logits), torch.tensor(wanted))
    value.backward()  # type: ignore[no-untyped-call]
    zero = torch.zeros_like(s0) if s0.grad is None else s0.grad
    return {
        "loss": float(value.detach()),
        "inputs": x.grad,
        "state": dict(zip(STATES[cell], zero.chunk(len(STATES[cell])), strict=True)),
        "params": {k: torch.zeros_like(v) if v.grad is None else v.grad for k, v in named.items()},
    }


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for cell in STEP:
        cases = [case(cell, seed) for seed in range(len(SIZES))]
        golden = {"cell": cell, "made_by": MADE_BY, "cut": CUT, "cases": cases}
        text = json.dumps(
            golden, separators=(",", ":"), allow_nan=False, default=lambda a: a.tolist()
        )
        (FOLDER / f"{cell}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
