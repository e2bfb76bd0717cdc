"""gru.png: one step of a GRU, with the LSTM beside it on the same word."""

from .scene import Control, Part, Scene, Stop

SCENE = Scene(
    id="gru",
    chapter="gru",
    kind="pair",
    figures=("gru.png",),
    network={"cell": "gru", "model": "neuronal-gru"},
    beside={"cell": "lstm", "model": "neuronal-lstm"},
    shared={
        "x": "x",
        "h_prev": "h_prev",
        "xh": "xh",
        "z": "f",
        "n": "g",
        "kept": "kept",
        "written": "written",
        "h": "h",
    },
    controls=(
        Control("text", "text", "NEURONAL", 1, 24),
        Control("clamp", "choice", "", choices=("", "z", "r", "n")),
        Control("clamp_step", "number", "3", 1, 24),
        Control("clamp_unit", "number", "0", 0, 8),
        Control("clamp_value", "number", "0", -20, 20, 0.1),
    ),
    tour=(
        Stop("enter", (2, "")),
        Stop("join", (2, "xh")),
        Stop("update", (2, "z")),
        Stop("reset_gate", (2, "r")),
        Stop("reset", (2, "reset")),
        Stop("candidate", (2, "n")),
        Stop("kept", (2, "kept")),
        Stop("written", (2, "written")),
        Stop("state", (2, "h")),
        Stop("beside", (7, "h")),
    ),
    parts=(
        Part("update", ("z_pre", "z"), "z"),
        Part("reset", ("r_pre", "r"), "r"),
        Part("candidate", ("n_rec", "n_in", "reset", "n_pre", "n"), "g"),
        Part("mix", ("z_not", "kept", "written", "h"), "h"),
    ),
)
