"""The document's figures as scenes: one file each, data only."""

from . import (
    feedforward_vs_recurrent,
    gru,
    hidden_state,
    lstm,
    neuronal,
    repeating_module,
    sequence,
    unrolled,
)
from .scene import CHAPTERS, Control, Part, Scene, Stop, position

SCENES: dict[str, Scene] = {
    module.SCENE.id: module.SCENE
    for module in (
        feedforward_vs_recurrent, sequence, neuronal, hidden_state, unrolled, repeating_module, lstm, gru,
    )
}  # fmt: skip

__all__ = ["CHAPTERS", "SCENES", "Control", "Part", "Scene", "Stop", "position"]
