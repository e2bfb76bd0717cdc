"""Scenes that are not one cell's stage: what their drawings are made of, computed on the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..i18n import Catalogue
from ..scenes import Scene
from .scene_bets import Bets
from .scene_gap import Gap
from .scene_loop import Loop
from .scene_memory import Memory
from .scene_sequence import Sequence
from .scene_training import Training
from .scene_types import Types
from .scene_unrolled import Unrolled

Figure = Callable[[Scene, Mapping[str, str], Catalogue], Any]

KINDS: dict[str, Figure] = {
    "sequence": Sequence, "loop": Loop, "unrolled": Unrolled, "bets": Bets, "memory": Memory,
    "gap": Gap, "training": Training, "types": Types,
}  # fmt: skip
