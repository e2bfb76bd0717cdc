"""minGRU: gate and candidate read the input alone, so that all steps can be computed at once."""

from ..core import ops
from ..core.cell import Cell, affine, apply, gate

MIN_GRU = Cell(
    id="min_gru",
    source=(
        "Feng et al. 2024, Were RNNs All We Needed?, arXiv 2410.01201, section 3.1. Opposite "
        "polarity to our GRU: z writes and 1 − z keeps; the candidate is linear"
    ),
    states=("h",),
    keep="-b_z",
    nodes=(
        *gate("z", "x"),
        affine("n", "x", owner="n", symbol="n", role="candidate"),
        apply(ops.one_minus, "z_not", "z"),
        apply(ops.mul, "kept", "z_not", "h_prev", role="kept", hue="h"),
        apply(ops.mul, "written", "z", "n", role="written", hue="h"),
        apply(ops.add, "h", "kept", "written", symbol="h"),
    ),
    grid="""
        h_prev  kept   .   h        >h
        .       z_not  ~z  written  .
        .       .      z   .        .
        .       .      z_pre  n     .
        .       x      ~x  ~x       .
    """,
)
