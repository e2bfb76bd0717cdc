"""What every operation did, in one true sentence: for the page, the API and the screen reader."""

from .backward import narrate_back
from .card import Card, card
from .narrate import Beat, narrate, opening
from .page import page_data

__all__ = ["Beat", "Card", "card", "narrate", "narrate_back", "opening", "page_data"]
