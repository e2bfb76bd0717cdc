"""LSTM, the sums of its gates normalised over the layer."""

from .lstm import LSTM
from .normalised import layer_normalised

LSTM_LAYER_NORM = layer_normalised(
    LSTM,
    grid="""
        c_prev  .   kept       .          c          .          ~c          >c
        .       .   .          .          .          .          c_squashed  .
        .       .   .          ~i         written    ~o         h           .
        .       .   f          i          g          o          .           .
        .       .   f_pre      i_pre      g_pre      o_pre      .           .
        .       .   f_pre_raw  i_pre_raw  g_pre_raw  o_pre_raw  .           .
        h_prev  xh  ~xh        ~xh        ~xh        ~xh        ~h          >h
        .       x   .          .          .          .          .           .
    """,
)
