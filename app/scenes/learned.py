"""What scenes' own trainings found: those of the tours are shipped, a reader's are worked out.

`python -m app.scenes.learned` writes the shipped ones. A training is named by what it was asked
for; whoever wants one that is not there is told so, and the work is done by the jobs port.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from ..learning import live
from ..learning.watched import Watched
from . import own_gap, two_nets, two_problems

FILE = Path(__file__).with_name("learned.json")
MOST = 96
"""Results of readers' own settings that one process keeps."""
PRIVATE = 0xE000  # characters that mean nothing
Asked = Mapping[str, Any]


class Result(Protocol):
    """What a training found, and how it is written down."""

    def written(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Kind:
    """How a training runs from what is asked (yielding its updates), how many it has, how its
    result is read."""

    run: Callable[..., Generator[int, None, Result]]
    updates: int
    read: Callable[[Mapping[str, Any]], Any]


KINDS = {
    "word": Kind(two_nets.learning, 2 * two_nets.UPDATES, two_nets.Learned.read),
    "gap": Kind(own_gap.learning, own_gap.UPDATES, own_gap.Learned.read),
    "problems": Kind(two_problems.run, two_problems.UPDATES, Watched.read),
}


class Untrained(LookupError):
    """These trainings are not there yet: the payloads of their jobs."""

    def __init__(self, payloads: list[bytes]) -> None:
        super().__init__(payloads)
        self.payloads = payloads


def word(tokens: Sequence[str]) -> two_nets.Learned:
    """Both nets of a word, a letter a token; raises Untrained."""
    [found] = results([{"kind": "word", "text": "".join(letters(tokens))}])
    assert isinstance(found, two_nets.Learned)
    return found


def letters(tokens: Sequence[str]) -> list[str]:
    """The tokens as single characters: one of several, such as a family, has one that stands in."""
    long = dict.fromkeys(token for token in tokens if len(token) > 1)
    stand_in = {token: chr(PRIVATE + k) for k, token in enumerate(long)}
    return [stand_in.get(token, token) for token in tokens]


def results(asked: list[dict[str, Any]]) -> list[Any]:
    """What was found by every training that is asked for; raises Untrained with all that lack."""
    names = [payload(one) for one in asked]
    found = [_shipped(name) if name.decode() in _file() else _kept.get(name) for name in names]
    lacking = [name for name, one in zip(names, found, strict=True) if one is None]
    if lacking:
        raise Untrained(lacking)
    return found


def payload(asked: Asked) -> bytes:
    return json.dumps({"scene": asked}, sort_keys=True).encode()


_kept: OrderedDict[bytes, Any] = OrderedDict()


def keep(name: bytes, told: bytes) -> None:
    """A worker's result is there for every page of this process, until newer ones push it out."""
    _kept[name] = _read(name, json.loads(told)["found"])
    while len(_kept) > MOST:
        _kept.popitem(last=False)


def work(given: bytes, stopped: Callable[[], bool]) -> Iterator[bytes]:
    """A worker's job: a scene's training, else one that the API was asked for."""
    asked = json.loads(given).get("scene")
    if asked is None:
        yield from live.work(given, stopped)
        return
    kind = KINDS[asked["kind"]]
    running = kind.run(**{k: v for k, v in asked.items() if k != "kind"})
    while not stopped():
        try:
            yield live.dumps({"progress": {"done": next(running), "of": kind.updates}})
        except StopIteration as end:
            yield live.dumps({"found": end.value.written()})
            return


def _read(name: bytes, written: Mapping[str, Any]) -> Any:
    return KINDS[json.loads(name)["scene"]["kind"]].read(written)


@cache
def _shipped(name: bytes) -> Any:
    return _read(name, _file()[name.decode()])


@cache
def _file() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(FILE.read_text("utf-8"))
    return found


def shipped() -> dict[bytes, Asked]:
    """What the tours and the assignments' own answers need, by name."""
    from . import SCENES
    from .assignments import ASSIGNMENTS, DIAGNOSIS, REMEDIES

    asked: list[Asked] = [{"kind": "word", "text": ASSIGNMENTS["word"].solution["word"]}]
    for scene in SCENES.values():
        usual = {c.name: c.default for c in scene.controls}
        if scene.kind == "bets":
            texts = {(usual | dict(stop.values))["text"] for stop in scene.tour}
            asked += [{"kind": "word", "text": text} for text in sorted(texts)]
        if scene.kind == "training":
            every = [usual, *(usual | dict(stop.values) for stop in scene.tour)]
            for frame in DIAGNOSIS.frames:
                start = usual | dict(frame.keys)
                vanishes = float(start["radius"]) < 1
                every += [two_problems.tried(start, r, vanishes) for r in REMEDIES]
            asked += [one for values in every for one in two_problems.asked(values)]
    return {payload(one): one for one in asked}


def main() -> None:
    lines = []
    for name, asked in shipped().items():
        *_, last = work(name, lambda: False)
        lines.append(f"{json.dumps(name.decode())}: {json.dumps(json.loads(last)['found'])}")
        print(dict(asked))
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()
