"""The plain recurrent cell, its sum normalised over the layer."""

from .normalised import layer_normalised
from .rnn import RNN

RNN_LAYER_NORM = layer_normalised(
    RNN,
    grid="""
        h_prev  xh  h_pre_raw  h_pre  h  >h
        .       x   .          .      .  .
    """,
)
