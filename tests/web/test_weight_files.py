"""Weights as PyTorch, Keras and ONNX write them run as those libraries say they do.

The forwards below are written out from each library's documentation.
"""

from typing import Any

import httpx
import numpy as np
import pytest
from safetensors.numpy import save

from app import models

RNG = np.random.default_rng(8)
X, H, Y, T = 3, 4, 5, 6
READ = RNG.standard_normal((T, X))


def drawn(*shape: int) -> np.ndarray:
    return RNG.standard_normal(shape) * 0.7


def σ(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def torch_lstm(x: np.ndarray, w: dict[str, np.ndarray], suffix: str) -> np.ndarray:
    """torch.nn.LSTM: gates i f g o, two biases."""
    h = c = np.zeros(H)
    said = []
    for now in x:
        pre = w[f"weight_ih_{suffix}"] @ now + w[f"bias_ih_{suffix}"]
        pre = pre + w[f"weight_hh_{suffix}"] @ h + w[f"bias_hh_{suffix}"]
        i, f, g, o = np.split(pre, 4)
        c = σ(f) * c + σ(i) * np.tanh(g)
        h = σ(o) * np.tanh(c)
        said.append(h)
    return np.array(said)


def torch_case() -> tuple[dict[str, np.ndarray], Any, np.ndarray, np.ndarray]:
    """Two layers read both ways, with an embedding and a linear layer."""
    w: dict[str, np.ndarray] = {}
    for k, width in ((0, X), (1, 2 * H)):
        for suffix in (f"l{k}", f"l{k}_reverse"):
            w[f"weight_ih_{suffix}"], w[f"weight_hh_{suffix}"] = drawn(16, width), drawn(16, H)
            w[f"bias_ih_{suffix}"], w[f"bias_hh_{suffix}"] = drawn(16), drawn(16)
    table, V, b = drawn(7, X), drawn(Y, 2 * H), drawn(Y)
    read = [3, 0, 6, 3, 1]
    x = table[read]
    for k in (0, 1):
        ahead = torch_lstm(x, w, f"l{k}")
        x = np.concatenate([ahead, torch_lstm(x[::-1], w, f"l{k}_reverse")[::-1]], axis=1)
    p = np.exp(x @ V.T + b)
    file = {f"rnn.{n}": v for n, v in w.items()}
    file |= {"embedding.weight": table, "fc.weight": V, "fc.bias": b}
    return file, {"vectors": np.eye(7)[read].tolist()}, ahead, p / p.sum(axis=1, keepdims=True)


def keras_case() -> tuple[dict[str, np.ndarray], Any, np.ndarray, np.ndarray]:
    """keras.layers.GRU with reset_after: z r h, biases (2, 3H); a Dense behind."""
    W, U, b, V, b_y = drawn(X, 12), drawn(H, 12), drawn(2, 12), drawn(H, Y), drawn(Y)
    h, said = np.zeros(H), []
    for now in READ:
        (xz, xr, xh), (hz, hr, hh) = np.split(now @ W + b[0], 3), np.split(h @ U + b[1], 3)
        z, r = σ(xz + hz), σ(xr + hr)
        h = z * h + (1 - z) * np.tanh(xh + r * hh)
        said.append(h)
    p = np.exp(np.array(said) @ V + b_y)
    file = {"gru/kernel": W, "gru/recurrent_kernel": U, "gru/bias": b}
    file |= {"dense/kernel": V, "dense/bias": b_y}
    return file, {"vectors": READ.tolist()}, np.array(said), p / p.sum(axis=1, keepdims=True)


def onnx_case() -> tuple[dict[str, np.ndarray], Any, np.ndarray, None]:
    """ONNX LSTM: i o f c, peepholes i o f, the output's on the new c."""
    W, R, B, P = drawn(1, 16, X), drawn(1, 16, H), drawn(1, 32), drawn(1, 12)
    h = c = np.zeros(H)
    pi, po, pf = np.split(P[0], 3)
    said = []
    for now in READ:
        i, o, f, g = np.split(W[0] @ now + R[0] @ h + B[0, :16] + B[0, 16:], 4)
        c = σ(f + pf * c) * c + σ(i + pi * c) * np.tanh(g)
        h = σ(o + po * c) * np.tanh(c)
        said.append(h)
    return {"W": W, "R": R, "B": B, "P": P}, {"vectors": READ.tolist()}, np.array(said), None


CASES = {"pytorch": torch_case, "keras": keras_case, "onnx": onnx_case}


def sent(api: httpx.Client, arrays: dict[str, np.ndarray], query: str = "") -> httpx.Response:
    packed = save({name: np.ascontiguousarray(a) for name, a in arrays.items()})
    return api.post(f"/weights{query}", content=packed)


@pytest.mark.parametrize("layout", CASES)
def test_a_librarys_weights_run_as_the_library_runs_them(api: httpx.Client, layout: str) -> None:
    file, read, h, p = CASES[layout]()
    answer = sent(api, file)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["layout"] == layout
    body = {"cell": found["cell"], "params": found["params"], "input": read, "digits": 17}
    run = api.post("/traces", json=body).json()
    np.testing.assert_allclose(run["nodes"]["h"], h, rtol=1e-10)
    if p is None:
        assert found["readout"] is None and any("V (outputs" in note for note in found["notes"])
    else:
        np.testing.assert_allclose(run["outputs"]["probabilities"], p, rtol=1e-9)
    loss = {"node": "h", "weights": [1.0] * H}
    assert api.post("/gradients", json=body | {"loss": loss}).status_code == 200


def test_a_shipped_file_comes_back_as_it_is(api: httpx.Client) -> None:
    name = "neuronal-lstm-stacked"
    found = api.post("/weights", content=models.packed(name)).json()
    assert found["layout"] == "celda" and [one["name"] for one in found["layers"]] == [
        "layer-1", "layer-2",
    ]  # fmt: skip
    body = {"cell": "lstm", "params": found["params"], "input": {"vectors": np.eye(7).tolist()}}
    theirs = body | {"params": {"model": name}}
    del theirs["cell"]
    mine, shipped = (api.post("/traces", json=b).json()["nodes"]["h"] for b in (body, theirs))
    assert mine == shipped


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"a.weight_ih_l0": drawn(16, X), "a.weight_hh_l0": drawn(16, H),
          "b.weight_ih_l0": drawn(16, X), "b.weight_hh_l0": drawn(16, H)}, "enc"),
        ({"weight_ih_l0": drawn(16, X)}, "weight_hh"),
        ({"weight_ih_l0": drawn(20, X), "weight_hh_l0": drawn(20, H)}, "gates"),
        ({"W_f": drawn(H, X), "U_f": drawn(H, H)}, "W_f"),
    ],
)  # fmt: skip
def test_what_is_missing_in_a_file_is_said(
    api: httpx.Client, arrays: dict[str, np.ndarray], said: str
) -> None:
    answer = sent(api, arrays)
    assert answer.status_code == 422 and said in answer.json()["errors"][0]["message"]


def test_what_is_no_file_of_weights_is_refused(api: httpx.Client) -> None:
    for raw in (b"", b"{}", b"\xff" * 64, b"\x08\0\0\0\0\0\0\0[1, 2]  "):
        answer = api.post("/weights", content=raw)
        assert answer.status_code == 422, raw
        assert "safetensors" in answer.json()["detail"]
