"""One catalogue a language, merged from the area files of its folder; a missing key is an error."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from . import writing

LANGS = ("es", "en")
_FOLDER = Path(__file__).parent
_SLOT = re.compile(r"\{(\w+)\}")


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, str(value)


def _merged(folder: Path) -> dict[str, str]:
    texts: dict[str, str] = {}
    home: dict[str, str] = {}
    for file in sorted(folder.glob("*.toml")):
        for key, value in _flat(tomllib.loads(file.read_text(encoding="utf-8"))):
            if key in texts:
                raise ValueError(f"{folder.name}: key {key!r} is in {home[key]} and in {file.name}")
            texts[key], home[key] = value, file.name
    return texts


class Catalogue:
    """The texts of one language: ``t("player.play")``, ``t("steps", n=3)``.

    Raises KeyError naming the key. A key with the forms ``.one`` and ``.other`` is chosen by ``n``
    (or by the length of a list ``n``). Slots ``{name}`` take strings as they are, integers and
    floats as the language writes them.
    """

    def __init__(self, lang: str, texts: Mapping[str, str]):
        self.lang = lang
        self.texts = texts

    def __call__(self, key: str, /, **values: object) -> str:
        text = self.texts.get(key)
        if text is None and "n" in values:
            text = self.texts.get(f"{key}.{'one' if _count(values['n']) == 1 else 'other'}")
        if text is None:
            raise KeyError(f"no text {key!r} in {self.lang!r}")

        def filled(slot: re.Match[str]) -> str:
            if slot[1] not in values:
                raise KeyError(f"text {key!r} in {self.lang!r} needs a value {slot[1]!r}")
            return self._shown(values[slot[1]])

        return _SLOT.sub(filled, text)

    def _shown(self, value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return self.list(value) if isinstance(value, list | tuple) else str(value)
        return self.number(value, 0 if isinstance(value, int) else 2)

    def slots(self, key: str) -> tuple[str, ...]:
        """The names of the values that a text needs."""
        text = self.texts.get(key) or self.texts[f"{key}.other"]
        return tuple(dict.fromkeys(_SLOT.findall(text)))

    def has(self, key: str) -> bool:
        return key in self.texts or f"{key}.other" in self.texts

    def first(self, *keys: str) -> str:
        """The text of the first key there is: from the specific to the general."""
        return self(next((key for key in keys if key in self.texts), keys[-1]))

    def node(self, cell: str, node: str, form: str = "node") -> str:
        """The name of a node; "short": the word beside its symbol, "label": a row's, each or ""."""
        keys = (f"{form}.{cell}.{node}", f"{form}.{node}")
        return self.first(*keys) if form == "node" or any(map(self.has, keys)) else ""

    def number(self, value: float, decimals: int = 2) -> str:
        return writing.number(value, self("number.decimal"), decimals)

    def scientific(self, value: float) -> str:
        """Two figures and a power of ten."""
        return writing.scientific(value, self("number.decimal"))

    def percent(self, fraction: float, decimals: int = 0) -> str:
        """A fraction (0.12) as "12 %" or "12%"."""
        return self.texts["number.percent"].replace("{v}", self.number(100 * fraction, decimals))

    def list(self, items: object, joiner: str = "and") -> str:
        return writing.listed([self._shown(item) for item in items], self.lang, joiner)  # type: ignore[attr-defined]

    def token(self, token: str) -> str:
        """A token in the language's quotation marks; whitespace by its name."""
        names = {" ": "token.space", "\n": "token.newline", "\t": "token.tab", "": "token.empty"}
        return self(names[token]) if token in names else self("token.quoted", token=token)

    def js(self) -> dict[str, str]:
        """Every text the browser needs: the keys under ``js.``, without that prefix."""
        return {key[3:]: text for key, text in self.texts.items() if key.startswith("js.")}


def _count(value: object) -> float:
    if isinstance(value, list | tuple):
        return len(value)
    return value if isinstance(value, int | float) else 0


@cache
def catalogue(lang: str) -> Catalogue:
    """The catalogue of one of LANGS, read once."""
    if lang not in LANGS:
        raise KeyError(f"no language {lang!r}; there are {', '.join(LANGS)}")
    return Catalogue(lang, _merged(_FOLDER / lang))
