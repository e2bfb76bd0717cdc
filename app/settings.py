"""Everything that can be set from outside: CELDA_* in the environment, checked once at start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

PREFIX = "CELDA_"


class SettingsError(ValueError):
    """A setting that cannot be used; the message names the variable, its limits and the fix."""


@dataclass(frozen=True)
class Settings:
    """One object for the whole process; numbers must lie within LIMITS."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    public_url: str = ""
    """Address readers see, such as https://celda.example; empty: taken from each request."""
    deadline: float = 20.0
    """Seconds a request may take to arrive."""
    max_body: int = 1_000_000
    """Largest request body in bytes."""
    cache_bytes: int = 32_000_000
    """Memory for answers to repeated requests, a process; a quarter as much again for pages."""
    log_level: str = "info"


LIMITS: dict[str, tuple[float, float]] = {
    "port": (0, 65535),
    "workers": (1, 64),
    "deadline": (1, 600),
    "max_body": (10_000, 100_000_000),
    "cache_bytes": (0, 4_000_000_000),
}
CHOICES = {"log_level": ("critical", "error", "warning", "info", "debug")}


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from CELDA_* variables; raises SettingsError for an unknown or unusable one."""
    environment = os.environ if environment is None else environment
    kinds = {f.name: type(f.default) for f in fields(Settings)}
    given: dict[str, object] = {}
    for variable in sorted(v for v in environment if v.startswith(PREFIX)):
        name = variable.removeprefix(PREFIX).lower()
        if name not in kinds:
            known = ", ".join(PREFIX + n.upper() for n in kinds)
            raise SettingsError(f"{variable} is not a setting; known: {known}")
        given[name] = _value(variable, name, kinds[name], environment[variable].strip())
    return Settings(**given)  # type: ignore[arg-type]


def _value(variable: str, name: str, kind: type, text: str) -> object:
    try:
        value = kind(text)
    except ValueError:
        raise SettingsError(f"{variable}={text!r}: needs a number ({kind.__name__})") from None
    if name in LIMITS:
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise SettingsError(f"{variable}={text!r}: must lie between {low:g} and {high:g}")
    if name in CHOICES and value not in CHOICES[name]:
        raise SettingsError(f"{variable}={text!r}: must be one of {', '.join(CHOICES[name])}")
    if name == "public_url" and value and not text.startswith(("http://", "https://")):
        raise SettingsError(f"{variable}={text!r}: must start with http:// or https://")
    return value.rstrip("/") if name == "public_url" else value


def assets(folder: str) -> Path:
    """A folder of assets: beside this file in a wheel, one level up in a checkout."""
    here = Path(__file__).resolve().parent
    for place in (here / folder, here.parent / folder):
        if place.is_dir():
            return place
    raise SettingsError(f"the folder {folder!r} is missing: looked in {here} and {here.parent}")
