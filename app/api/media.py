"""Which of our media types a request's Accept asks for, and whether its body is JSON."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request

from .errors import Problem

JSON, NPZ = "application/json", "application/vnd.numpy.npz"
FILE = "application/octet-stream"


def chosen(request: Request, offered: Sequence[str]) -> str:
    """The best of the offered types, the first where the request does not say; else Problem."""
    accept = request.headers.get("accept", "").strip()
    if not accept:
        return offered[0]
    wanted = _wanted(accept[:2000])
    ranked = [(_quality(kind, wanted), -k, kind) for k, kind in enumerate(offered)]
    quality, _, kind = max(ranked)
    if quality <= 0:
        raise Problem("not-acceptable", offered=", ".join(offered))
    return kind


def _wanted(accept: str) -> dict[str, float]:
    """Media range -> quality; what cannot be read counts as not said."""
    found: dict[str, float] = {}
    for part in accept.split(","):
        kind, *parameters = (p.strip().lower() for p in part.split(";"))
        quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            found[kind] = float(quality)
        except ValueError:
            continue
    return found


def _quality(kind: str, wanted: dict[str, float]) -> float:
    """Of the most specific range that fits."""
    main = kind.split("/")[0]
    return next((wanted[r] for r in (kind, f"{main}/*", "*/*") if r in wanted), 0.0)


def expect_json(request: Request) -> None:
    """Problem when the body says that it is something else, or does not say."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != JSON and not (kind.startswith("application/") and kind.endswith("+json")):
        raise Problem(
            "unsupported-media-type",
            headers={"Accept-Post": JSON},
            given=kind[:100] or "–",
        )
