"""The document's figures as scenes, in its order: one file each, data only."""

from . import (
    applications,
    exploding_vanishing,
    feedforward_vs_recurrent,
    gru,
    hidden_state,
    long_dependencies,
    lstm,
    memory,
    neuronal,
    repeating_module,
    sequence,
    sequence_types,
    unrolled,
)
from .scene import CHAPTERS, Control, Part, Scene, Stop, position, set_by

SCENES: dict[str, Scene] = {
    module.SCENE.id: module.SCENE
    for module in (
        memory, feedforward_vs_recurrent, sequence, neuronal, unrolled, hidden_state,
        exploding_vanishing, long_dependencies, repeating_module, lstm, gru, sequence_types,
        applications,
    )
}  # fmt: skip

__all__ = ["CHAPTERS", "SCENES", "Control", "Part", "Scene", "Stop", "position", "set_by"]
