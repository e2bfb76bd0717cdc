"""Texts in every language the app speaks: catalogues, numbers and negotiation."""

from .catalogue import LANGS, Catalogue, catalogue
from .negotiation import negotiate

__all__ = ["LANGS", "Catalogue", "catalogue", "negotiate"]
