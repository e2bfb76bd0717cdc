"""Gated recurrent unit, reset after the matrix product: the frameworks' default."""

from ..core import ops
from ..core.cell import Cell, affine, apply, concat, gate

GRU = Cell(
    id="gru",
    source=(
        "Cho et al. 2014, arXiv 1406.1078, eqs. 5 to 8, with r applied after the product and a "
        "bias b^U_n inside it, as in cuDNN, PyTorch and Keras. Polarity of z as in Cho et al. "
        "(z keeps the old state); Chung et al. 2014, arXiv 1412.3555, write the opposite"
    ),
    states=("h",),
    keep="b_z",
    nodes=(
        concat("xh", "x", "h_prev"),
        *gate("z", "xh"),
        *gate("r", "xh"),
        affine("n_rec", "h_prev", owner="n", bias="bU", role="part"),
        affine("n_in", "x", owner="n", role="part"),
        apply(ops.mul, "reset", "r", "n_rec", role="reset_state", hue="g"),
        apply(ops.add, "n_pre", "n_in", "reset", role="sum"),
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
        .       .        .   z_pre  r_pre  n_rec    n_in   .        .
        .       ~h_prev  xh  ~xh    ~xh    .        .      .        .
        .       ~h_prev  .   .      .      ~h_prev  .      .        .
        .       .        x   .      .      .        ~x     .        .
    """,
)
