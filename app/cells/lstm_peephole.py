"""LSTM whose gates also see the memory, through one weight a unit."""

from ..core import ops
from ..core.cell import Cell, Node, affine, apply, concat, gate


def peeping(gate_id: str, memory: str) -> tuple[Node, ...]:
    """A gate that adds p ⊙ memory to its affine."""
    lin, peep, pre = f"{gate_id}_lin", f"{gate_id}_peep", f"{gate_id}_pre"
    return (
        affine(lin, "xh", owner=gate_id),
        apply(ops.scale, peep, memory, owner=gate_id),
        apply(ops.add, pre, lin, peep, role="sum"),
        apply(ops.sigmoid, gate_id, pre, symbol=gate_id),
    )


LSTM_PEEPHOLE = Cell(
    id="lstm_peephole",
    source=(
        "Gers, Schraudolph & Schmidhuber 2002, Learning Precise Timing with LSTM Recurrent "
        "Networks, JMLR 3; p_f and p_i see the previous memory, p_o the new one, as in ONNX"
    ),
    states=("h", "c"),
    keep="b_f",
    nodes=(
        concat("xh", "x", "h_prev"),
        *peeping("f", "c_prev"),
        *peeping("i", "c_prev"),
        *gate("g", "xh", act=ops.tanh),
        apply(ops.mul, "kept", "f", "c_prev", role="kept", hue="c"),
        apply(ops.mul, "written", "i", "g", role="written", hue="c"),
        apply(ops.add, "c", "kept", "written", symbol="c"),
        *peeping("o", "c"),
        apply(ops.tanh, "c_squashed", "c", role="squash"),
        apply(ops.mul, "h", "o", "c_squashed", symbol="h"),
    ),
    grid="""
        c_prev  .  ~c_prev  kept   .        .      c      ~c      .      ~c          >c
        .       .  ~c_prev  .      ~c_prev  .      .      .       .      .           .
        .       .  .        .      .        .      .      .       .      c_squashed  .
        .       .  .        .      .        ~i     written  .     ~o     h           .
        .       .  .        f      .        i      g      .       o      .           .
        .       .  f_peep   f_pre  i_peep   i_pre  .      o_peep  o_pre  .           .
        .       .  .        f_lin  .        i_lin  g_pre  .       o_lin  .           .
        h_prev  xh .        ~xh    .        ~xh    ~xh    .       ~xh    ~h          >h
        .       x  .        .      .        .      .      .       .      .           .
    """,
)
