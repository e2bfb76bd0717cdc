"""inside_lstm.png and elements_lstm.png: one step of an LSTM, gate by gate."""

from .scene import Control, Part, Scene, Stop

NODES = ("", "f", "i", "g", "o", "f_pre", "c", "h")

SCENE = Scene(
    id="lstm",
    chapter="lstm",
    kind="stage",
    figures=("inside_lstm.png", "elements_lstm.png"),
    network={"cell": "lstm", "model": "neuronal-lstm"},
    controls=(
        Control("text", "text", "NEURONAL", 1, 24),
        Control("clamp", "choice", "", choices=NODES),
        Control("clamp_step", "number", "3", 1, 24),
        Control("clamp_unit", "number", "0", 0, 8),
        Control("clamp_value", "number", "0", -20, 20, 0.1),
    ),
    tour=(
        Stop("enter", (2, "")),
        Stop("join", (2, "xh")),
        Stop("forget", (2, "f")),
        Stop("input", (2, "i")),
        Stop("candidate", (2, "g")),
        Stop("kept", (2, "kept")),
        Stop("written", (2, "written")),
        Stop("memory", (2, "c")),
        Stop("output", (2, "o")),
        Stop("squash", (2, "c_squashed")),
        Stop("state", (2, "h")),
        Stop("handover", (2, "handover")),
    ),
    parts=(
        Part("forget", ("f_pre", "f"), "f"),
        Part("input", ("i_pre", "i", "g_pre", "g"), "i"),
        Part("memory", ("kept", "written", "c"), "c"),
        Part("output", ("o_pre", "o", "c_squashed", "h"), "o"),
    ),
    legend=("affine", "activation", "elementwise", "join", "wire", "copy"),
)
