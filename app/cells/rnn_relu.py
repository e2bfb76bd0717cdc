"""The plain recurrent cell with a rectifier in place of tanh."""

from ..core import ops
from ..core.cell import Cell, affine, apply, concat

RNN_RELU = Cell(
    id="rnn_relu",
    source=(
        "Le, Jaitly & Hinton 2015, A Simple Way to Initialize Recurrent Networks of Rectified "
        "Linear Units, arXiv 1504.00941"
    ),
    states=("h",),
    nodes=(
        concat("xh", "x", "h_prev"),
        affine("h_pre", "xh", owner="h"),
        apply(ops.relu, "h", "h_pre", symbol="h"),
    ),
    grid="""
        h_prev  xh  h_pre  h  >h
        .       x   .      .  .
    """,
)
