"""GRU decoder with the attention of Luong, Pham & Manning: it looks after each new state."""

from .attending import luong
from .gru import GRU

GRU_LUONG = luong(
    GRU,
    source=(
        "Luong, Pham & Manning 2015, arXiv 1508.04025, section 3.1, global attention, eq. 7 and "
        "the “general” score of eq. 8: U_a is their W_a transposed, m_s their h̄_s. Departures: "
        "a GRU in place of their stacked LSTM; the readout reads [h ; context] at once, without "
        "the layer tanh(W_c [c ; h]) of eq. 5, and nothing of the context is fed to the next "
        "step (they feed that layer's output, section 3.3). The cell is our gru"
    ),
    grid="""
        h_prev  ~h_prev  .   kept   .      .        .      h        ~h      .        .        >h
        .       .        .   ~z     z_not  .        .      written  query   .        .        .
        .       .        .   .      ~r     reset    n_pre  n        .       .        .        .
        .       .        .   z      r      .        .      .        scores  weights  context  .
        .       .        .   z_pre  r_pre  n_rec    n_in   .        .       .        .        .
        .       ~h_prev  xh  ~xh    ~xh    .        .      .        memory  .        ~memory  .
        .       ~h_prev  .   .      .      ~h_prev  .      .        .       .        .        .
        .       .        x   .      .      .        ~x     .        .       .        .        .
    """,
)
