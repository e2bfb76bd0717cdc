"""Remake the goldens that PyTorch cannot make and ONNX can: the states of three variants.

`lstm_peephole` and `gru_reset_before` come from ONNX's reference evaluator in float64.
`lstm_coupled` comes from ONNX Runtime, which knows float32 only: the reference ignores
`input_forget` in silence. minGRU is no operator of ONNX and has no golden. Needs the golden
environment (see make_torch.py):

    .venv-golden/bin/python -m tests.golden.make_onnx
"""

from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from .files import write

Named = dict[str, Any]

OPSET = 22
SIZES = (  # input size, hidden, batch, steps, scale of the weights
    (3, 2, (), 4, 0.7),
    (5, 4, (), 7, 0.5),
    (4, 3, (), 12, 3.0),
    (2, 3, (2,), 5, 0.6),
)
GATES = {"lstm_peephole": "iofg", "lstm_coupled": "iofg", "gru_reset_before": "zrn"}  # ONNX's order


def model_of(cell: str, hidden: int, dtype: int) -> onnx.ModelProto:
    """A model of one node; its inputs and outputs have ONNX's own names, their sizes are free."""
    lstm = cell.startswith("lstm")
    inputs = ["X", "W", "R", "B", "", "initial_h"]
    inputs += ["initial_c"] if lstm else []
    inputs += ["P"] if cell == "lstm_peephole" else []
    outputs = ["Y", "Y_h", "Y_c"] if lstm else ["Y", "Y_h"]
    flags: Named = {
        "lstm_coupled": {"input_forget": 1},
        "gru_reset_before": {"linear_before_reset": 0},
    }
    ranks = {"B": 2, "P": 2, "Y": 4}

    def free(name: str) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, dtype, [None] * ranks.get(name, 3))

    node = helper.make_node(
        "LSTM" if lstm else "GRU", inputs, outputs, hidden_size=hidden, **flags.get(cell, {})
    )
    graph = helper.make_graph(
        [node],
        cell,
        [free(name) for name in inputs if name],
        [free(name) for name in outputs],
    )
    opsets = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
    onnx.checker.check_model(model)
    return model


def feed_of(cell: str, params: Named, inputs: Any, start: Named, g: np.random.Generator) -> Named:
    """ONNX's tensors. A coupled cell has no forget weights: noise stands there, unread."""
    hidden, size = params["W_" + GATES[cell][0]].shape
    dtype = inputs.dtype
    noise = {"W_": (hidden, size), "U_": (hidden, hidden), "b_": (hidden,)}

    def stack(prefix: str) -> Any:
        parts = [
            params[prefix + k] if prefix + k in params else g.standard_normal(noise[prefix])
            for k in GATES[cell]
        ]
        return np.concatenate(parts).astype(dtype)[None]

    def layered(value: Any) -> Any:
        return value.reshape(1, -1, hidden)

    bias = stack("b_")
    feed = {
        "X": inputs.reshape(len(inputs), -1, size),
        "W": stack("W_"),
        "R": stack("U_"),
        "B": np.concatenate([bias, np.zeros_like(bias)], axis=1),
        **{f"initial_{s}": layered(value) for s, value in start.items()},
    }
    if cell == "lstm_peephole":
        feed["P"] = np.concatenate([params["p_" + k] for k in "iof"])[None]
    return feed


def states(cell: str, feed: Named, shape: tuple[int, ...]) -> Named:
    """The states after every step, (T, …, H): ONNX returns only the last c, so prefixes are fed."""
    double = feed["X"].dtype == np.float64
    model = model_of(cell, shape[-1], TensorProto.DOUBLE if double else TensorProto.FLOAT)
    if double:
        evaluator: Any = ReferenceEvaluator(model)
    else:
        evaluator = onnxruntime.InferenceSession(
            model.SerializeToString(), providers=["CPUExecutionProvider"]
        )
    runs = [evaluator.run(None, feed | {"X": feed["X"][: t + 1]}) for t in range(len(feed["X"]))]
    found = {
        s: np.stack([run[n].reshape(shape[1:]) for run in runs])
        for n, s in enumerate("hc"[: len(runs[0]) - 1], start=1)
    }
    np.testing.assert_allclose(
        runs[-1][0].reshape(shape), found["h"], rtol=1e-12 if double else 1e-6
    )
    assert all(value.dtype == feed["X"].dtype for value in found.values())
    return found


def case(cell: str, seed: int, dtype: type) -> Named:
    size, hidden, batch, steps, scale = SIZES[seed]
    g = np.random.default_rng(seed)
    own = GATES[cell].replace("f", "") if cell == "lstm_coupled" else GATES[cell]
    shapes: Named = {}
    for k in own:
        shapes |= {"W_" + k: (hidden, size), "U_" + k: (hidden, hidden), "b_" + k: (hidden,)}
    if cell == "lstm_peephole":
        shapes |= {"p_" + k: (hidden,) for k in "fio"}
    params = {n: (scale * g.standard_normal(s)).astype(dtype) for n, s in shapes.items()}
    inputs = g.standard_normal((steps, *batch, size)).astype(dtype)
    kept = "h" if cell.startswith("gru") else "hc"
    start = {s: g.standard_normal((*batch, hidden)).astype(dtype) for s in kept}
    found = states(cell, feed_of(cell, params, inputs, start, g), (steps, *batch, hidden))
    last = {s: value[-1] for s, value in found.items()}
    return {"params": params, "inputs": inputs, "start": start, "nodes": found, "state": last}


def main() -> None:
    reference = f"onnx {onnx.__version__} reference evaluator, float64"
    runtime = f"ONNX Runtime {onnxruntime.__version__}, float32"
    for cell in ("lstm_peephole", "gru_reset_before"):
        cases = [case(cell, seed, np.float64) for seed in range(len(SIZES))]
        write(cell, cell, reference, cases)
    cases = [case("lstm_coupled", seed, np.float32) for seed in range(len(SIZES))]
    write("lstm_coupled", "lstm_coupled", runtime, cases)


if __name__ == "__main__":
    main()
