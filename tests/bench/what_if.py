"""Server time of a what-if answer, promised under 50 ms: python -m tests.bench.what_if"""

from app.api.numbers import dumps
from app.i18n import catalogue
from app.pages import lab, lab_data, query

from .steps import best

CHANGES = {
    "a value": {"overrides": "h:3:1:1"},
    "a letter": {"changes": "token:4:A"},
    "a weight": {"changes": "weight:b_{owner}:0:1"},
    "a seed": {"changes": "seed:9"},
}
TEXT = ("NEURONAL" * 7)[:50]


def milliseconds(cell: str, owner: str, changes: dict[str, str], tell: bool = False) -> float:
    """The whole answer: parsed, both runs computed, written."""
    given = {name: text.format(owner=owner) for name, text in changes.items()}
    address = {"cell": cell, "text": TEXT, "hidden": "16", "at": "40"} | given

    def answer() -> bytes:
        content = lab.build(query.parse(address), catalogue("es"))
        return dumps(lab_data.sentences(content) if tell else lab_data.answer(content))

    return best(answer, 1) * 1e3


def main() -> None:
    print(f"H 16, T 50: milliseconds\n{'':<18}" + "".join(f"{name:>12}" for name in CHANGES))
    for cell, owner in (("rnn", "h"), ("lstm", "f"), ("gru", "z")):
        found = [milliseconds(cell, owner, changes) for changes in CHANGES.values()]
        print(f"{cell:<18}" + "".join(f"{ms:>12.1f}" for ms in found))
    print(
        f"{'lstm, sentences':<18}{milliseconds('lstm', 'f', CHANGES['a value'], tell=True):>12.1f}"
    )


if __name__ == "__main__":
    main()
