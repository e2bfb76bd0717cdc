"""Remake the goldens of whole networks, in the environment of make_torch:

    .venv-golden/bin/python -m tests.golden.make_torch_networks

Two layers read both ways by nn.LSTM; an encoder and a decoder by nn.GRU, the decoder looking at the
encoder by torch's scaled_dot_product_attention (Luong's dot product after U_a). Each under a mean
cross-entropy, with autograd's gradient by the input and by every parameter, in float64.
"""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, linear, scaled_dot_product_attention

MADE_BY = f"PyTorch {torch.__version__}, float64"
FOLDER = Path(__file__).parent / "networks"
Named = dict[str, Any]


def own(module: nn.RNNBase, suffix: str, gates: str, slopes: bool = False) -> Named:
    """The parameters of one layer and way, or their gradients, each by our name."""
    parts = []
    for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        p = getattr(module, f"{kind}_{suffix}")
        parts.append((p.grad if slopes else p).chunk(len(gates)))
    found = {}
    for k, w, u, b, second in zip(gates, *parts, strict=True):
        found |= {f"W_{k}": w, f"U_{k}": u, f"b_{k}": b}
        if gates == "rzn" and k == "n":
            found["bU_n"] = second
    return found


def silenced(module: nn.RNNBase, gates: str) -> nn.RNNBase:
    """Without the second bias, but for the one inside a GRU's candidate."""
    h = module.hidden_size
    with torch.no_grad():
        for name, p in module.named_parameters():
            p.normal_(0, 0.6)
            if "bias_hh" in name:
                p[: 2 * h if gates == "rzn" else None] = 0
    return module


def both_ways() -> Named:
    net = silenced(nn.LSTM(3, 2, num_layers=2, bidirectional=True, dtype=torch.float64), "ifgo")
    x = torch.randn(5, 3, dtype=torch.float64, requires_grad=True)
    V, b_y = leaf(3, 4), leaf(3)
    targets = torch.tensor([0, 2, 1, 1, 0])
    said, _ = net(x)
    places = {
        f"layer-{k + 1}-{way}": f"l{k}{suffix}"
        for k in (0, 1)
        for way, suffix in (("forwards", ""), ("backwards", "_reverse"))
    }
    case = ended(x, said, V, b_y, targets)
    case["params"] = {place: own(net, suffix, "ifgo") for place, suffix in places.items()}
    case["gradients"] |= {place: own(net, suffix, "ifgo", True) for place, suffix in places.items()}
    return case


def attending() -> Named:
    encoder, decoder = (
        silenced(nn.GRU(size, 3, dtype=torch.float64), "rzn") for size in (4, 2)
    )  # fmt: skip
    x = torch.randn(6, 4, dtype=torch.float64, requires_grad=True)
    read, U_a = torch.randn(4, 2, dtype=torch.float64), leaf(3, 3)
    V, b_y = leaf(3, 6), leaf(3)
    memory, last = encoder(x)
    h, _ = decoder(read, last)
    context = scaled_dot_product_attention(
        linear(h, U_a)[None], memory[None], memory[None], scale=1.0
    )
    case = ended(x, torch.cat([h, context[0]], -1), V, b_y, torch.tensor([2, 0, 1, 1]))
    case["read"] = read
    cells = {"encoder": encoder, "decoder": decoder}
    case["params"] = {part: own(cell, "l0", "rzn") for part, cell in cells.items()}
    found = {part: own(cell, "l0", "rzn", True) for part, cell in cells.items()}
    case["params"]["decoder"]["U_a"], found["decoder"]["U_a"] = U_a, U_a.grad
    case["gradients"] |= found
    return case


def leaf(*shape: int) -> Tensor:
    return (0.7 * torch.randn(*shape, dtype=torch.float64)).requires_grad_()


def ended(x: Tensor, said: Tensor, V: Tensor, b_y: Tensor, targets: Tensor) -> Named:
    """The loss of what the readout says, and its gradient by what is not a cell's."""
    loss = cross_entropy(linear(said, V, b_y), targets)
    loss.backward()
    return {
        "x": x, "said": said, "V": V, "b_y": b_y, "targets": targets, "loss": loss,
        "gradients": {"x": x.grad, "V": V.grad, "b_y": b_y.grad},
    }  # fmt: skip


def main() -> None:
    torch.manual_seed(11)
    FOLDER.mkdir(exist_ok=True)
    for name, case in (("both_ways", both_ways()), ("attending", attending())):
        golden = {"made_by": MADE_BY} | case
        text = json.dumps(
            golden, separators=(",", ":"), allow_nan=False, default=lambda a: a.tolist()
        )
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{name}: {len(text):,} bytes, {MADE_BY}")


if __name__ == "__main__":
    main()
