"""Promises of the catalogues: two languages with the same texts, and no text that is missing."""

import re
import tomllib
from pathlib import Path

import pytest

from app.cells import CELLS
from app.core.ops import OPS
from app.i18n import LANGS, Catalogue, catalogue, negotiate
from app.i18n.catalogue import _merged

ROOT = Path(__file__).parents[2]
SLOT = re.compile(r"\{(\w+)\}")
ES, EN = catalogue("es"), catalogue("en")
FORBIDDEN = {
    "en": r"\b(wants?|thinks?|knows?|understands?|decides?)\b",
    "es": r"\b(quiere|piensa|sabe|entiende|comprende|decide)n?\b",
}
CALL = re.compile(r"""(?<![\w.])(?:t|text|voice\.t)\(\s*["']([\w.]+)["']""")

# text(on ? "a.b" : "c.d"): a call whose key is chosen; its condition may compare other strings
CHOICE = re.compile(r"""(?<![\w.])text\(\s*[^"'()`,]*\?(\s*"[\w.]+"\s*:\s*"[\w.]+")""")
QUOTED = re.compile(r'"([\w.]+)"')
COMPOSED = re.compile(r"""(?<![\w.])text\(\s*`([\w.]+)\$\{""")


def sources(*patterns: str) -> list[Path]:
    return [f for p in patterns for f in ROOT.glob(p) if "vendor" not in f.parts]


def test_both_languages_have_the_same_keys():
    assert set(ES.texts) == set(EN.texts)


def test_both_languages_ask_for_the_same_values():
    different = [
        key
        for key in ES.texts.keys() & EN.texts.keys()
        if set(SLOT.findall(ES.texts[key])) != set(SLOT.findall(EN.texts[key]))
    ]
    assert not different


@pytest.mark.parametrize("lang", LANGS)
def test_every_cell_node_role_and_op_has_a_name(lang):
    t = catalogue(lang)
    for cell in CELLS.values():
        assert t(f"cell.{cell.id}.name")
        assert t(f"cell.{cell.id}.line").endswith(".")
        for id in (*cell.inputs, *cell.ids):
            assert t.node(cell.id, id)
        for node in cell.nodes:
            assert t(f"role.{node.role}")
    for op in OPS:
        assert t(f"op.{op}.name")
        assert t(f"op.{op}.does").endswith(".")


def missing(texts: dict[str, str], prefix: str, *patterns: str) -> set[tuple[str, str]]:
    """(file, key) of texts that are named but not there; "lab.tab_" ~ x needs some lab.tab_…."""
    found = set()
    for file in sources(*patterns):
        for key in CALL.findall(file.read_text(encoding="utf-8")):
            whole = prefix + key
            there = whole in texts or f"{whole}.other" in texts
            if not (there or (key[-1] in "._" and any(k.startswith(whole) for k in texts))):
                found.add((file.relative_to(ROOT).as_posix(), key))
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_every_text_that_python_and_templates_name_exists(lang):
    named = "app/[!i]*/**/*.py", "app/*.py", "templates/**/*.html", "templates/**/*.svg"
    assert not missing(catalogue(lang).texts, "", *named)


@pytest.mark.parametrize("lang", LANGS)
def test_every_text_that_scripts_name_is_sent_to_them(lang):
    texts = catalogue(lang).texts
    assert not missing(texts, "js.", "static/js/*.js", "static/js/[!i]*/*.js")
    for file in sources("static/js/**/*.js"):
        script = file.read_text(encoding="utf-8")
        chosen = {key for call in CHOICE.findall(script) for key in QUOTED.findall(call)}
        assert not [k for k in chosen if f"js.{k}" not in texts and f"js.{k}.other" not in texts]
        starts = set(COMPOSED.findall(script))
        assert not [k for k in starts if not any(key.startswith(f"js.{k}") for key in texts)]


@pytest.mark.parametrize("lang", LANGS)
def test_no_network_wants_thinks_or_decides(lang):
    texts = catalogue(lang).texts
    told = {
        k: v for k, v in texts.items() if k.startswith(("narration.", "op.", "cell.", "glossary."))
    }
    assert not {k: v for k, v in told.items() if re.search(FORBIDDEN[lang], v, re.IGNORECASE)}


def test_spanish_has_its_own_signs():
    titles = re.compile(r"«[^»]*», arXiv")  # of papers, in their own language
    own = {key: titles.sub("", text) for key, text in ES.texts.items()}
    wrong = {
        key: text
        for key, text in own.items()
        if re.search(r"[?!](?![\w…])", text) and not re.search(r"[¿¡]", text)
    }
    assert not wrong
    assert not {k: v for k, v in ES.texts.items() if re.search(r"\d %", v)}, (
        "no-break space before %"
    )


def test_a_missing_text_is_an_error_that_names_it():
    with pytest.raises(KeyError, match="no\\.such\\.key"):
        ES("no.such.key")


def test_a_missing_value_is_an_error_that_names_it():
    with pytest.raises(KeyError, match="'token'"):
        ES("token.quoted")


def test_a_key_in_two_files_is_refused(tmp_path):
    (tmp_path / "a.toml").write_text('[player]\nplay = "one"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('[player]\nplay = "two"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="player"):
        _merged(tmp_path)


def test_area_files_are_the_same_in_both_languages():
    folders = [{f.name for f in (ROOT / "app/i18n" / lang).glob("*.toml")} for lang in LANGS]
    assert folders[0] == folders[1]
    for file in sources("app/i18n/*/*.toml"):
        assert tomllib.loads(file.read_text(encoding="utf-8"))


def test_plurals_are_chosen_by_number():
    t = Catalogue(
        "en", {"steps.one": "{n} step", "steps.other": "{n} steps", "number.decimal": "."}
    )
    assert [t("steps", n=n) for n in (0, 1, 2, 12000)] == [
        "0 steps",
        "1 step",
        "2 steps",
        "12\u202f000 steps",
    ]


@pytest.mark.parametrize(
    ("value", "decimals", "es", "en"),
    [
        (0.123, 2, "0,12", "0.12"),
        (-0.42, 2, "−0,42", "−0.42"),
        (-0.001, 2, "0,00", "0.00"),
        (1234.5, 1, "1234,5", "1234.5"),
        (-1234567, 0, "−1\u202f234\u202f567", "−1\u202f234\u202f567"),
        (float("inf"), 2, "∞", "∞"),
    ],
)
def test_numbers_are_written_as_the_language_does(value, decimals, es, en):
    assert (ES.number(value, decimals), EN.number(value, decimals)) == (es, en)


def test_percents_have_a_no_break_space_in_spanish():
    assert (ES.percent(0.12), EN.percent(0.12)) == ("12\u00a0%", "12%")


@pytest.mark.parametrize(
    ("items", "joiner", "es", "en"),
    [
        ([1], "and", "1", "1"),
        ([1, 2, 4], "and", "1, 2 y 4", "1, 2 and 4"),
        ([7, 8], "or", "7 u 8", "7 or 8"),
        ([10, 11], "or", "10 u 11", "10 or 11"),
        ([1, 2], "or", "1 o 2", "1 or 2"),
        (["c", "h"], "and", "c y h", "c and h"),
        (["RNN", "incluso esto"], "and", "RNN e incluso esto", "RNN and incluso esto"),
    ],
)
def test_lists_are_joined_as_the_language_does(items, joiner, es, en):
    assert (ES.list(items, joiner), EN.list(items, joiner)) == (es, en)


def test_a_space_is_called_by_its_name():
    assert [ES.token(c) for c in ("U", " ")] == ["«U»", "espacio"]
    assert [EN.token(c) for c in ("U", " ")] == ["“U”", "space"]


def test_names_go_from_the_cell_to_the_node():
    assert ES.node("gru_reset_before", "reset") != ES.node("gru", "reset")
    assert ES.node("lstm", "f", "short") == "olvido"
    assert ES.node("lstm", "kept", "short") == "queda"
    assert ES.node("lstm", "xh", "short") == ""


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("en-GB,en;q=0.9,es;q=0.5", "en"),
        ("fr,es-AR;q=0.8,en;q=0.7", "es"),
        ("en;q=0.1, es;q=0.2", "es"),
        ("*", "es"),
        ("", "es"),
        (None, "es"),
        ("en;q=nonsense,es;q=0", "es"),
    ],
)
def test_the_best_language_is_negotiated(header, lang):
    assert negotiate(header) == lang


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("cell", CELLS.values(), ids=lambda cell: cell.id)
def test_a_cell_s_source_in_words_names_the_papers_it_declares(cell, lang):
    words = catalogue(lang)(f"cell.{cell.id}.source")
    cited = re.findall(
        r"[A-Z]\w+(?= (?:et al\. )?(?:19|20)\d\d)|\d{4}\.\d{5}|(?:19|20)\d\d", cell.source
    )
    assert cited
    assert not [c for c in cited if c not in words]
