"""Gated recurrent unit, reset before the matrix product: as first published."""

from ..core import ops
from ..core.cell import Cell, affine, apply, concat, gate

GRU_RESET_BEFORE = Cell(
    id="gru_reset_before",
    source=(
        "Cho et al. 2014, arXiv 1406.1078v3, eqs. 5 to 8, with biases: U_n acts on r ⊙ h_prev. "
        "z keeps the old state"
    ),
    states=("h",),
    keep="b_z",
    nodes=(
        concat("xh", "x", "h_prev"),
        *gate("z", "xh"),
        *gate("r", "xh"),
        apply(ops.mul, "reset", "r", "h_prev", role="reset_state", hue="g"),
        affine("n_pre", "x", "reset", owner="n"),
        apply(ops.tanh, "n", "n_pre", symbol="n"),
        apply(ops.one_minus, "z_not", "z"),
        apply(ops.mul, "kept", "z", "h_prev", role="kept", hue="h"),
        apply(ops.mul, "written", "z_not", "n", role="written", hue="h"),
        apply(ops.add, "h", "written", "kept", symbol="h"),
    ),
    grid="""
        h_prev  ~h_prev  .   kept   .      .        .      h        >h
        .       .        .   ~z     z_not  .        .      written  .
        .       .        .   .      ~r     reset    n_pre  n        .
        .       .        .   z      r      .        .      .        .
        .       .        .   z_pre  r_pre  .        .      .        .
        .       ~h_prev  xh  ~xh    ~xh    .        .      .        .
        .       ~h_prev  .   .      .      ~h_prev  .      .        .
        .       .        x   .      .      .        ~x     .        .
    """,
)
