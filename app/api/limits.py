"""Every limit of the API, named once: schemas, messages, docs and pages read them from here."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Limits:
    """What one request may ask for; part of the contract of version 1."""

    steps: int = 5_000
    text: int = 20_000  # code points, before they are joined into tokens
    token: int = 100  # code points of one token
    input_size: int = 1_024  # also the largest vocabulary
    hidden: int = 256
    rows: int = 256  # of the memory that a cell attends to
    overrides: int = 1_000
    overridden: int = 20_000  # timesteps overridden, summed over the overrides
    work: int = 500_000_000  # timesteps × parameters
    numbers: int = 4_000_000  # values of a trace, timesteps × nodes × hidden

    def public(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True)
class Service:
    """How one process serves; nothing here changes an answer."""

    inline_seconds: float = 0.001  # an estimate up to this runs on the event loop
    inline_bytes: int = 50_000
    waiting: int = 32  # requests that may wait for the one computing thread
    retry_after: int = 2
    cache_bytes: int = 32_000_000
    max_body: int = 1_000_000
    streams: int = 32  # open at once
    stream_idle_seconds: float = 30.0  # a client that reads nothing for so long is cut off
    batch_steps: int = 16
    batch_seconds: float = 0.02


LIMITS = Limits()
SERVICE = Service()


def seconds(steps: int, parameters: int, numbers: int, digits: int) -> float:
    """A cautious estimate of computing and writing one trace on one core."""
    drawn, computed = 2e-8 * parameters, 12e-6 * steps + 0.7e-9 * steps * parameters
    written = (4e-8 if digits <= 13 or digits == 17 else 1.5e-6) * numbers
    return 1e-4 + drawn + computed + written
