"""rnn_simple.png and lstm.png: the module with one layer beside the module with four."""

from .scene import Control, Scene, Stop

SCENE = Scene(
    id="repeating-module",
    chapter="lstm",
    kind="pair",
    figures=("rnn_simple.png", "lstm.png"),
    network={"cell": "rnn", "model": "neuronal-rnn"},
    beside={"cell": "lstm", "model": "neuronal-lstm"},
    shared={"x": "x", "h_prev": "h_prev", "xh": "xh", "h_pre": "g_pre", "h": "g"},
    controls=(Control("text", "text", "NEURONAL", 1, 24),),
    tour=(
        Stop("same_input", (1, "")),
        Stop("join", (1, "xh")),
        Stop("one_layer", (1, "h_pre")),
        Stop("squash", (1, "h")),
        Stop("carry", (1, "handover")),
        Stop("again", (2, "handover")),
    ),
)
