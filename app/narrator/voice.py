"""How a fact is said in a sentence, written for the eye or spoken for a screen reader."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..i18n import Catalogue

ALMOST_ZERO = 0.005
WHITESPACE = {" ": "space", "\n": "newline", "\t": "tab"}


@dataclass(frozen=True)
class Voice:
    """One language, one manner; every method returns the words that fill a slot."""

    t: Catalogue
    spoken: bool = False

    def say(self, key: str, **values: object) -> str:
        return self.t(f"narration.say.{key}", **values)

    def value(self, v: float) -> str:
        """Two decimals, one from 10 on; almost 0 is said so, never −0,00."""
        if not math.isfinite(v):
            return self.say("infinite")
        if v and abs(v) < ALMOST_ZERO:
            return self.say("almost_zero")
        shown = self.t.number(abs(v), 0 if v == int(v) else 2 if abs(v) < 10 else 1)
        if v >= 0:
            return shown
        return self.say("minus", v=shown) if self.spoken else "\N{MINUS SIGN}" + shown

    def bound(self, v: float) -> str:
        """A size that is not exceeded: rounded away from zero."""
        return self.value(math.ceil(abs(v) * 100 - 1e-9) / 100)

    def percent(self, whole: int) -> str:
        return self.say("percent_spoken" if self.spoken else "percent", v=whole)

    def share(self, v: float, form: str = "pct") -> str:
        """ "el 12 %", "al 12 %", "solo el 12 %", "solo al 12 %"; 0 and 100 only when exact."""
        to = "to_" if form.endswith("to_pct") else ""
        if 0 < v < 0.01:
            return self.say(f"{to}below_one", v=self.percent(1))
        if 0.99 < v < 1:
            return self.say(f"{to}above_99", v=self.percent(99))
        return self.say(form, v=self.percent(round(100 * v)))

    def share_at_least(self, v: float) -> str:
        return self.say("pct", v=self.percent(math.floor(100 * v + 1e-9)))

    def share_at_most(self, v: float) -> str:
        return self.say("pct", v=self.percent(math.ceil(100 * v - 1e-9)))

    def between(self, low: float, high: float) -> str:
        """ "entre el 3 % y el 9 %"; an end that has no number of its own becomes a bound."""
        a, b = self.share(low), self.share(high)
        if a == b:
            return self.say("same", a=a)
        under, over = 0 < low < 0.01, 0.99 < high < 1
        if under or over:
            return self.say(
                "wide" if under and over else "at_most" if under else "at_least", a=a, b=b
            )
        return self.say("between", a=a, b=b)

    def who(self, units: Sequence[int], of: int = 0) -> str:
        """Units by their number from 1; more than three by their count, all of them as all."""
        names = [u + 1 for u in units]
        if len(names) == 1:
            return self.say("unit", u=names[0])
        if len(names) == of:
            return self.say("all")
        if len(names) > 3:
            return self.say("some", n=len(names))
        return self.say("units", u=self.t.list(names)) if names else self.say("none")

    def token(self, tokens: Sequence[str] | None, step: int) -> str:
        """A step's token in quotation marks, a space by its name, a vector by its step."""
        if tokens is None:
            return self.t("narration.vector", t=step + 1)
        name = WHITESPACE.get(tokens[step])
        return self.t(f"narration.{name}") if name else self.t.token(tokens[step])


Fact = Callable[[Voice], object]  # looked at only when a sentence has its slot


def value(v: float) -> Fact:
    return lambda voice: voice.value(float(v))


def bound(v: float) -> Fact:
    return lambda voice: voice.bound(float(v))


def share(v: float, form: str = "pct") -> Fact:
    return lambda voice: voice.share(float(v), form)


def between(values: Sequence[float]) -> Fact:
    if len(values) == 1:
        return share(values[0])
    return lambda voice: voice.between(float(min(values)), float(max(values)))


def who(units: Sequence[int], of: int = 0) -> Fact:
    return lambda voice: voice.who(units, of)


def plain(v: object) -> Fact:
    return lambda voice: v
