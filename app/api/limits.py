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
    gradient_seconds: int = 5  # estimated, of one core

    def public(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True)
class Service:
    """How one process serves; nothing here changes an answer."""

    inline_seconds: float = 0.001  # an estimate up to this runs on the event loop
    inline_bytes: int = 50_000
    short_seconds: float = 1.0  # an estimate beyond this waits for the thread of long work
    waiting: int = 32  # requests that may wait for the two computing threads
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


def back_seconds(steps: int, parameters: int, numbers: int) -> float:
    """The way back through one trace; numbers: nodes × units of a timestep."""
    return 1e-3 + steps * (4e-5 + 2e-9 * parameters + 5e-8 * numbers)


def jacobian_seconds(steps: int, states: int, numbers: int) -> float:
    """Jacobians of the steps over so many states, their spectra and the norms of products."""
    made = 2e-8 * states * numbers
    return 1e-3 + steps * (1e-4 + made + 2e-6 * states + 1.6e-9 * states**3)


def gap_seconds(inputs: int, steps: int, parameters: int, numbers: int) -> float:
    """So many runs of a sequence side by side, each with one input left out."""
    return 1e-3 + inputs * steps * (4e-10 * parameters + 6e-9 * numbers) + 4e-5 * steps
