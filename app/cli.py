"""celda serve | trace | train: the app, a trace in the terminal, a shipped model made again."""

from __future__ import annotations

import argparse
import errno
import os
import socket
import sys
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from .i18n import LANGS, Catalogue, catalogue
from .settings import Settings, SettingsError, read

EVERYWHERE = ("0.0.0.0", "::", "")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0, or 2 for what cannot be done as asked."""
    # small products gain nothing from threads, and busy cores make them wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    t = catalogue(language())
    try:
        settings = read()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    given = parser(t, settings).parse_args(arguments)
    run: Callable[[argparse.Namespace, Catalogue, Settings], int] = given.run
    return run(given, t, settings)


def language() -> str:
    """The terminal's, English where it is none of ours."""
    said = next((os.environ[v] for v in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(v)), "")
    return said[:2] if said[:2] in LANGS else "en"


def parser(t: Catalogue, settings: Settings) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="celda", description=t("cli.about"))
    commands = top.add_subparsers(required=True, metavar="serve | trace | train")
    one = commands.add_parser("serve", help=t("cli.serve"))
    one.set_defaults(run=serve)
    one.add_argument("--host", default=settings.host, help=t("cli.host"))
    one.add_argument("--port", type=int, default=settings.port, help=t("cli.port"))
    opening = argparse.BooleanOptionalAction
    one.add_argument("--open", action=opening, default=True, help=t("cli.open"))
    one = commands.add_parser("trace", help=t("cli.trace"))
    one.set_defaults(run=trace)
    one.add_argument("text", help=t("cli.text"))
    one.add_argument("--cell", help=t("cli.cell"))
    one.add_argument("--model", help=t("cli.model"))
    one.add_argument("--seed", type=int, default=1, help=t("cli.seed"))
    one.add_argument("--hidden", type=int, default=4, help=t("cli.hidden"))
    one.add_argument("--nodes", help=t("cli.nodes"))
    one.add_argument("--digits", type=int, default=3, help=t("cli.digits"))
    one.add_argument("--json", action="store_true", help=t("cli.json"))
    one = commands.add_parser("train", help=t("cli.train"))
    one.set_defaults(run=train)
    one.add_argument("names", nargs="+", help=t("cli.names"))
    return top


def serve(given: argparse.Namespace, t: Catalogue, settings: Settings) -> int:
    from . import server

    settings = replace(settings, host=given.host, port=given.port)
    try:
        listening = server.listen(given.host, given.port)
    except (OSError, OverflowError) as error:
        print(refused(error, given.host, given.port, t), file=sys.stderr)
        return 2
    shown = "localhost" if given.host in EVERYWHERE else given.host
    shown = f"[{shown}]" if ":" in shown else shown
    url = f"http://{shown}:{listening.getsockname()[1]}/{t.lang}/lab"
    print(t("cli.serving", url=url), flush=True)
    if given.open and os.environ.get("BROWSER", "").lower() != "none":
        webbrowser.open(url)
    server.run(settings, listening)
    return 0


def refused(error: Exception, host: str, port: int, t: Catalogue) -> str:
    """Why a port cannot be had, and which one can."""
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return t("cli.port_busy", host=host, port=str(port), other=str(free_port(host, port)))
    return t("cli.port_refused", host=host, port=str(port), reason=str(error))


def free_port(host: str, port: int) -> int:
    """One of the next ports if one is free, else any."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for other in (*range(port + 1, min(port + 50, 65_536)), 0):
        try:
            with socket.create_server((host, other), family=family) as found:
                return int(found.getsockname()[1])
        except OSError:
            continue
    return 0


def trace(given: argparse.Namespace, t: Catalogue, settings: Settings) -> int:
    from pydantic import ValidationError

    from .api import errors, network_answers, numbers
    from .api.schemas import TraceRequest

    params = {"model": given.model} if given.model else {"seed": given.seed, "hidden": given.hidden}
    cell = given.cell or (None if given.model else "lstm")
    request: dict[str, Any] = (
        ({"cell": cell} if cell else {})
        | {
            "input": {"text": given.text},
            "params": params,
            "digits": given.digits,
        }
        | ({"nodes": given.nodes.split(",")} if given.nodes else {})
    )
    raw = sys.stdin.buffer.read() if given.text == "-" else numbers.dumps(request)
    try:
        try:
            answer = network_answers.answer(TraceRequest.model_validate_json(raw))
        except ValidationError as error:
            raise errors.from_validation(error) from None
    except errors.Problem as problem:
        print(problem.document(t)["detail"], file=sys.stderr)
        return 2
    if given.json or given.text == "-":
        print(numbers.dumps(answer).decode())
    else:
        for layer in answer.get("layers", [answer]):
            print("\n".join([*filter(None, [layer.get("name")]), *table(layer, t)]))
    return 0


def table(answer: dict[str, Any], t: Catalogue) -> list[str]:
    """A line a timestep and node: step, token, node, a number a unit."""
    rows = [
        (str(step + 1), token, node, *(f"{value:g}" for value in values[step]))
        for step, token in enumerate(answer["tokens"])
        for node, values in answer["nodes"].items()
    ]
    rows.insert(0, (t("cli.step"), "x", "", *(str(unit + 1) for unit in range(answer["hidden"]))))
    widths = [max(len(row[k]) for row in rows if len(row) > k) for k in range(len(rows[0]))]
    return ["  ".join(f"{cell:>{w}}" for cell, w in zip(row, widths, strict=False)) for row in rows]


def train(given: argparse.Namespace, t: Catalogue, settings: Settings) -> int:
    from .learning.train import main as remake

    return remake(given.names)


if __name__ == "__main__":
    raise SystemExit(main())
