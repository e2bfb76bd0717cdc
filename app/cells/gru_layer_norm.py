"""GRU, its sums normalised over the layer."""

from .gru import GRU
from .normalised import layer_normalised

GRU_LAYER_NORM = layer_normalised(
    GRU,
    grid="""
        h_prev  ~h_prev  .   kept       .          .          .         h        >h
        .       .        .   ~z         z_not      .          .         written  .
        .       .        .   .          ~r         reset      n_pre     n        .
        .       .        .   z          r          .          .         .        .
        .       .        .   z_pre      r_pre      n_rec      n_in      .        .
        .       .        .   z_pre_raw  r_pre_raw  n_rec_raw  n_in_raw  .        .
        .       ~h_prev  xh  ~xh        ~xh        .          .         .        .
        .       ~h_prev  .   .          .          ~h_prev    .         .        .
        .       .        x   .          .          .          ~x        .        .
    """,
)
