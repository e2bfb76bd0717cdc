"""Which of our languages a reader's Accept-Language asks for."""

from .catalogue import LANGS


def negotiate(accept_language: str | None, default: str = "es") -> str:
    """The best of LANGS for a header such as "en-GB,en;q=0.9,es;q=0.5"; nonsense is skipped."""
    best, best_quality = default, 0.0
    for part in (accept_language or "")[:1000].split(","):
        tag, _, parameter = part.strip().partition(";")
        lang = tag.strip().lower().split("-")[0]
        name, _, number = parameter.strip().partition("=")
        try:
            quality = float(number) if name.strip() == "q" else 1.0
        except ValueError:
            continue
        if lang in LANGS and 1.0 >= quality > best_quality:
            best, best_quality = lang, quality
    return best
