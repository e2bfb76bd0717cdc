"""LSTM whose forget gate is what the input gate leaves: f = 1 - i."""

from ..core import ops
from ..core.cell import Cell, apply, concat, gate

LSTM_COUPLED = Cell(
    id="lstm_coupled",
    source=(
        "Greff, Srivastava, Koutník, Steunebrink & Schmidhuber 2017, LSTM: A Search Space "
        "Odyssey, IEEE TNNLS 28(10), variant CIFG; ONNX LSTM with input_forget = 1"
    ),
    states=("h", "c"),
    keep="-b_i",
    nodes=(
        concat("xh", "x", "h_prev"),
        *gate("i", "xh"),
        apply(ops.one_minus, "f", "i", symbol="f"),
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
        .       .   f      ~i     written  ~o     h           .
        .       .   .      i      g        o      .           .
        .       .   .      i_pre  g_pre    o_pre  .           .
        h_prev  xh  .      ~xh    ~xh      ~xh    ~h          >h
        .       x   .      .      .        .      .           .
    """,
)
