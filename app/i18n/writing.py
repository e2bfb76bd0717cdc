"""How numbers and lists are written: true minus, never a negative zero, thin groups of three."""

import math
from decimal import ROUND_HALF_UP, Decimal

MINUS = "\N{MINUS SIGN}"
GROUP = "\N{NARROW NO-BREAK SPACE}"


def number(value: float, mark: str = ".", decimals: int = 2) -> str:
    """-0.42 -> "−0,42" with mark ","; groups of three from five digits; a zero has no sign."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else f"{MINUS if value < 0 else ''}∞"
    if abs(value) >= 1e9:
        mantissa, power = f"{abs(value):.{decimals}e}".split("e")
        whole = f"{mantissa.replace('.', mark)}·10{raised(int(power))}"
    else:
        digits, _, rest = _rounded(abs(value), decimals).partition(".")
        if len(digits) > 4:
            digits = f"{int(digits):,}".replace(",", GROUP)
        whole = digits + (mark + rest if rest else "")
    zero = not any(digit in whole for digit in "123456789")
    return (MINUS if value < 0 and not zero else "") + whole


def _rounded(value: float, decimals: int) -> str:
    """Halves away from zero, as JavaScript's toFixed, so that page and server print the same."""
    return str(Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def raised(power: int) -> str:
    """An exponent, in raised figures: -5 -> "⁻⁵"."""
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def scientific(value: float, mark: str = ".") -> str:
    """Two figures and a power of ten: 0.0000244 -> "2,4·10⁻⁵" with mark ","."""
    digits, power = f"{value:.1e}".split("e")
    return f"{number(float(digits), mark, 1)}·10{raised(int(power))}"


def listed(items: list[str], lang: str, joiner: str = "and") -> str:
    """ "1, 2 y 4", "1, 2 and 4"; with joiner "or", Spanish "o" becomes "u" before a sound of o."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {_conjunction(lang, joiner, items[-1])} {items[-1]}"


def _conjunction(lang: str, joiner: str, following: str) -> str:
    if lang != "es":
        return joiner
    word = following.lower().lstrip("«(")
    if joiner == "or":
        eleven = word.split(" ")[0].split(",")[0] in ("11", "11000")
        return "u" if word.startswith(("o", "ho", "8")) or eleven else "o"
    sound_of_i = word.startswith(("i", "hi")) and not word.startswith(("hie", "hia", "io"))
    return "e" if sound_of_i and len(word) > 1 else "y"
