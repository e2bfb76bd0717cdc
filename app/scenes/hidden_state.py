"""rnn_animado.gif: one step of a plain RNN in its operations."""

from .scene import Control, Scene, Stop

SCENE = Scene(
    id="hidden-state",
    chapter="bptt",
    kind="stage",
    figures=("rnn_animado.gif",),
    network={"cell": "rnn", "model": "neuronal-rnn"},
    controls=(Control("text", "text", "NEURONAL", 1, 24),),
    tour=(
        Stop("empty", (0, "")),
        Stop("first", (0, "h")),
        Stop("enter", (2, "")),
        Stop("join", (2, "xh")),
        Stop("affine", (2, "h_pre")),
        Stop("tanh", (2, "h")),
        Stop("handover", (2, "handover")),
        Stop("end", (7, "handover")),
    ),
    legend=("affine", "activation", "join", "wire"),
)
