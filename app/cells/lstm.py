"""Long short-term memory with a forget gate."""

from ..core import ops
from ..core.cell import Cell, apply, concat, gate

LSTM = Cell(
    id="lstm",
    source=(
        "Hochreiter & Schmidhuber 1997, Neural Computation 9(8); forget gate: Gers, Schmidhuber"
        " & Cummins 2000, Neural Computation 12(10), section 3. tanh as squashing of candidate "
        "and output, as in PyTorch, Keras and ONNX"
    ),
    states=("h", "c"),
    keep="b_f",
    nodes=(
        concat("xh", "x", "h_prev"),
        *gate("f", "xh"),
        *gate("i", "xh"),
        *gate("g", "xh", act=ops.tanh),
        apply(ops.mul, "kept", "f", "c_prev", role="kept", hue="c"),
        apply(ops.mul, "written", "i", "g", role="written", hue="c"),
        apply(ops.add, "c", "kept", "written", symbol="c"),
        *gate("o", "xh"),
        apply(ops.tanh, "c_squashed", "c", role="squash"),
        apply(ops.mul, "h", "o", "c_squashed", symbol="h"),
    ),
    grid="""
        c_prev  .   kept   .      c        .      ~c          >c
        .       .   .      .      .        .      c_squashed  .
        .       .   .      ~i     written  ~o     h           .
        .       .   f      i      g        o      .           .
        .       .   f_pre  i_pre  g_pre    o_pre  .           .
        h_prev  xh  ~xh    ~xh    ~xh      ~xh    ~h          >h
        .       x   .      .      .        .      .           .
    """,
)
