"""GRU decoder with the attention of Bahdanau, Cho & Bengio: it looks before each new state."""

from .attending import bahdanau
from .gru import GRU

GRU_BAHDANAU = bahdanau(
    GRU,
    source=(
        "Bahdanau, Cho & Bengio 2015, arXiv 1409.0473, appendix A.2.2 and, for the score, "
        "A.1.2: U_a is their W_a and W_a their U_a, m_s their h_j; C_z, C_r, C_n bring the "
        "context in beside x. Departures: biases; z keeps the old state and r acts after the "
        "product, as in our gru; the readout reads h alone, without their deep output with a "
        "maxout layer; the first state is the encoder's last one, not a layer of its own; the "
        "encoder need not be bidirectional"
    ),
    grid="""
        h_prev  ~h_prev  .        .        .  .         ~h_prev  .         kept   .      .        .      .  .         h        >h
        .       .        .        .        .  .         .        .         ~z     z_not  .        .      .  .         written  .
        .       query    .        .        .  .         .        .         .      ~r     reset    n_pre  .  .         n        .
        .       scores   weights  context  .  ~context  .        ~context  z      r      .        .      .  .         .        .
        .       .        .        .        .  .         .        .         z_pre  r_pre  n_rec    n_in   .  ~context  .        .
        .       keys     .        .        .  .         ~h_prev  xh        ~xh    ~xh    .        .      .  .         .        .
        .       .        .        .        .  .         ~h_prev  .         .      .      ~h_prev  .      .  .         .        .
        .       memory   .        ~memory  .  ~context  .        .         .      .      .        .      .  ~context  .        .
        .       .        .        .        .  .         .        x         .      .      .        ~x     .  .         .        .
    """,  # noqa: E501
)
