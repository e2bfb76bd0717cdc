"""Scenes that are not one cell's stage: what their drawings are made of, computed on the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from ..i18n import Catalogue, catalogue
from ..scenes import SCENES, Scene
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

HEIGHTS = {"stage": 860, "pair": 1180, "bets": 700}
USUAL_HEIGHT = 640
"""Of a frame of usual width, where the host does not listen, by kind."""
RETOLD = ("gap", "types")
"""Kinds whose story is soon told again at every stop."""
TABLES = ("seeds", "measured", "cost", "split")
"""Pieces that a page may be asked to hide: they would tell an answer."""


@lru_cache(maxsize=128)
def drawn(id: str, lang: str, values: tuple[tuple[str, str], ...]) -> Any:
    """A scene's drawing with these values."""
    scene = SCENES[id]
    return KINDS[scene.kind](scene, dict(values), catalogue(lang))
