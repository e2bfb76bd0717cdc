"""What every operation did, in one true sentence: for the page, the API and the screen reader."""

from .ancestry import Sum, written_sums
from .backward import narrate_back
from .card import Card, card
from .narrate import Beat, narrate, opening
from .page import page_data
from .written import written_lines

__all__ = [
    "Beat", "Card", "Sum", "card", "narrate", "narrate_back", "opening", "page_data",
    "written_lines", "written_sums",
]  # fmt: skip
