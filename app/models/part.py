"""Where a cell stands in a network, and what its weights are called in the network's file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """One cell of a network: NAME/PART is a model of its own. reversed: it reads from the end."""

    name: str
    encoder: bool = False
    height: int = 0
    reversed: bool = False

    @property
    def prefix(self) -> str:
        """Of its arrays' names in a shipped file; a decoder's have none."""
        return f"{self.name}." if self.name not in ("", "decoder") else ""


def parts_of(facts: dict[str, Any]) -> tuple[Part, ...]:
    """The cells that a card tells of, the first to read first; one alone has no name."""
    layers, both = (facts["settings"].get(k, 1) for k in ("layers", "bidirectional"))
    return parts_with("source" in facts, layers, both is True)


def parts_with(encoded: bool, layers: int, both: bool) -> tuple[Part, ...]:
    """encoded: it has an encoder. both: each layer is read in both directions."""
    if encoded and layers == 1:
        return Part("encoder", encoder=True), Part("decoder")
    if encoded:
        stacks = [(way, k) for way in ("encoder", "decoder") for k in range(layers)]
        return tuple(Part(f"{way}-layer-{k + 1}", way == "encoder", k) for way, k in stacks)
    heights = range(layers)
    ways = ("forwards", "backwards") if both else ("",)
    return tuple(
        Part("-".join(filter(None, (f"layer-{k + 1}" if len(heights) > 1 else "", way))), False,
             k, way == "backwards")
        for k in heights for way in ways
    )  # fmt: skip
