"""The chapters' assignments, as data: what opens, what is handed in, an answer that passes."""

from __future__ import annotations

from .assignment import Assignment, Field, Frame

KINDS = ("explodes", "vanishes")
SIGNS = ("rate", "spike", "radius", "saturated", "loss", "accuracy")
BARE = "head,tour,link"
REMEDIES = ("clip", "decay", "layer", "orthogonal")


def _every(node: str, steps: range, value: int) -> str:
    return ",".join(f"{node}:{step}:0:{value}" for step in steps)


WORD = Assignment(
    id="word",
    chapter="intuition",
    frames=(
        Frame("scenes/neuronal", {"mode": "free", "text": "{word}", "hide": BARE}, after=True),
    ),
    fields=(
        Field("word", "text"),
        Field("first", "text"),
        Field("first_share", "number"),
        Field("second", "text"),
        Field("second_share", "number"),
    ),
    solution={
        "word": "MONTEVIDEO", "first": "E", "first_share": "50", "second": "O",
        "second_share": "50",
    },
    wrong={
        "word": "NEURONAL", "first": "N", "first_share": "50", "second": "U", "second_share": "100",
    },
)  # fmt: skip

SIGN = Assignment(
    id="sign",
    chapter="bptt",
    frames=(
        Frame(
            "lab",
            {"cell": "rnn", "hidden": "3", "seed": "9", "text": "NEURONAL", "unit": "1"}
            | {"at": "19", "hide": "settings"},
        ),
    ),
    fields=(Field("link", "link"),),
    solution={"link": "cell=rnn&hidden=3&seed=9&changes=weight:U_h:1:0:-2"},
    wrong={"link": "cell=rnn&hidden=3&seed=9&changes=weight:W_h:1:4:-3"},
)

STEP, UNIT, WORD_READ = 2, 2, "NEURONAL"  # what is reckoned by hand, counted from 0

RECKON = Assignment(
    id="reckon",
    chapter="bptt",
    frames=(
        Frame(
            "scenes/hidden-state",
            {"mode": "free", "text": WORD_READ, "at": "10", "unit": str(UNIT), "hide": BARE},
            after=True,
        ),
    ),
    fields=(Field("sum", "number"), Field("state", "number")),
    solution={"sum": "-0.75", "state": "-0.64"},
    wrong={"sum": "-0.52", "state": "-0.48"},
    sheet="reckon",
)

DIAGNOSIS = Assignment(
    id="diagnosis",
    chapter="gradients",
    frames=tuple(
        Frame(
            "scenes/exploding-vanishing",
            {"mode": "free", "radius": radius, "clip": "", "hide": f"{BARE},controls,player,table"},
        )
        for radius in ("0.48", "1.6")
    ),
    fields=tuple(
        Field(f"{run}_{name}", kind, choices)
        for run in ("a", "b")
        for name, kind, choices in (
            ("is", "choice", KINDS),
            ("signs", "several", SIGNS),
            ("remedy", "choice", REMEDIES),
        )
    ),
    solution={
        "a_is": "vanishes", "a_signs": "rate,radius", "a_remedy": "orthogonal",
        "b_is": "explodes", "b_signs": "spike,rate", "b_remedy": "clip",
    },
    wrong={
        "a_is": "vanishes", "a_signs": "rate,loss", "a_remedy": "clip",
        "b_is": "explodes", "b_signs": "spike,loss", "b_remedy": "decay",
    },
)  # fmt: skip

GUARD = Assignment(
    id="guard",
    chapter="lstm",
    frames=(
        Frame("lab", {"cell": "lstm", "text": "NEURONAL", "at": "28", "hide": "settings"}),
    ),
    fields=(Field("link", "link"),),
    solution={
        "link": f"cell=lstm&overrides=f:*:0:1,{_every('i', range(2, 8), 0)},o:*:0:0,o:7:0:1"
    },
    wrong={"link": "cell=lstm&overrides=f:*:0:1,o:*:0:0,o:7:0:1"},
)  # fmt: skip

STATE = "state:h:0:0.8,state:h:1:-0.6,state:h:2:0.4,state:h:3:-0.2"

THREE = Assignment(
    id="three",
    chapter="gru",
    frames=(
        Frame("lab", {"cell": "gru", "text": "NEURONAL", "changes": STATE, "hide": "settings"}),
    ),
    fields=(Field("copy", "link"), Field("plain", "link"), Field("blind", "link")),
    solution={
        "copy": f"cell=gru&changes={STATE}&overrides=z:*:*:1",
        "plain": f"cell=gru&changes={STATE}&overrides=z:*:*:0,r:*:*:1",
        "blind": f"cell=gru&changes={STATE}&overrides=z:*:*:0,r:*:*:0",
    },
    wrong={
        "copy": f"cell=gru&changes={STATE}&overrides=r:*:*:1",
        "plain": f"cell=gru&changes={STATE}&overrides=z:*:*:0",
        "blind": f"cell=gru&changes={STATE}&overrides=r:*:*:0",
    },
)  # fmt: skip

ADDS = {"mode": "free", "type": "aligned", "hide": BARE}

CARRY = Assignment(
    id="carry",
    chapter="applications",
    frames=(
        Frame("scenes/sequence-types", ADDS | {"given": "13+11"}),
        Frame("scenes/sequence-types", ADDS | {"given": "{sum}"}, after=True),
    ),
    fields=(
        Field("sum", "text"),
        Field("steps", "text"),
        Field("unit", "choice", ("1", "2", "3")),
    ),
    solution={"sum": "38+52", "steps": "3, 6", "unit": "1"},
    wrong={"sum": "37+22", "steps": "3, 4", "unit": "2"},
)

SHAPES = {
    "one_one": ("one", "one", ""),
    "one_many": ("one", "many", ""),
    "many_one": ("many", "one", ""),
    "aligned": ("many", "many", "step"),
    "coded": ("many", "many", "free"),
}
"""What goes in, what comes out, and at whose pace."""

PROBLEMS = {
    "photo": "one_one", "tune": "one_many", "message": "many_one", "weather": "aligned",
    "question": "coded", "patient": "one_one", "heart": "many_one", "speech": "coded",
    "words": "aligned", "scene": "one_many",
}  # fmt: skip

SORT = Assignment(
    id="sort",
    chapter="applications",
    frames=(),
    fields=tuple(Field(name, "choice", tuple(SHAPES)) for name in PROBLEMS),
    solution=PROBLEMS,
    wrong=PROBLEMS | {"patient": "many_one", "speech": "aligned", "heart": "aligned"},
)

SPREAD = Assignment(
    id="spread",
    chapter="after",
    frames=tuple(
        Frame(
            "lab",
            {"cell": cell, "text": "NEURONAL", "changes": "token:2:A", "hide": "settings"},
            after=True,
        )
        for cell in ("min_gru", "gru")
    ),
    fields=tuple(Field(name, "number") for name in ("min_gru_z", "min_gru_h", "gru_z", "gru_h")),
    solution={"min_gru_z": "1", "min_gru_h": "6", "gru_z": "6", "gru_h": "6"},
    wrong={"min_gru_z": "6", "min_gru_h": "6", "gru_z": "1", "gru_h": "6"},
)

ASSIGNMENTS: dict[str, Assignment] = {
    one.id: one for one in (WORD, SIGN, RECKON, DIAGNOSIS, GUARD, THREE, CARRY, SORT, SPREAD)
}
"""In the chapters' order."""
