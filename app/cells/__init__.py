"""The cells, in the order in which they are taught."""

from .gru import GRU
from .gru_bahdanau import GRU_BAHDANAU
from .gru_layer_norm import GRU_LAYER_NORM
from .gru_luong import GRU_LUONG
from .gru_reset_before import GRU_RESET_BEFORE
from .lstm import LSTM
from .lstm_coupled import LSTM_COUPLED
from .lstm_layer_norm import LSTM_LAYER_NORM
from .lstm_peephole import LSTM_PEEPHOLE
from .min_gru import MIN_GRU
from .rnn import RNN
from .rnn_layer_norm import RNN_LAYER_NORM
from .rnn_relu import RNN_RELU

CELLS = {
    cell.id: cell
    for cell in (RNN, RNN_RELU, LSTM, LSTM_PEEPHOLE, LSTM_COUPLED, GRU, GRU_RESET_BEFORE, MIN_GRU)
}

DECODERS = {cell.id: cell for cell in (GRU_LUONG, GRU_BAHDANAU)}  # they look at a memory, too
NORMALISED = {cell.id: cell for cell in (RNN_LAYER_NORM, LSTM_LAYER_NORM, GRU_LAYER_NORM)}
EVERY = CELLS | NORMALISED | DECODERS
