"""Promises of the narrator: every sentence is short, and true of the numbers it speaks of."""

import os
import re
from functools import cache
from itertools import chain, product
from pathlib import Path

import numpy as np
import pytest

from app.cells import DECODERS, EVERY
from app.core.bptt import backward
from app.core.params import initial
from app.core.trace import Memory, Override, Trace
from app.i18n import LANGS, catalogue
from app.narrator import card, narrate, narrate_back, opening, page_data
from app.narrator.backward import gradient
from app.narrator.moment import GATES
from app.narrator.voice import Voice
from tests.core.looking import run

WORD = "NEURONAL"
SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
SLOT = re.compile(r"\{(\w+)\}")


def one_hot(word: str) -> np.ndarray:
    letters = list(dict.fromkeys(word))
    return np.eye(len(letters))[[letters.index(c) for c in word]]


def traced(cell: str, *, seed=1, hidden=4, scale=4.0, word=WORD, **more) -> Trace:
    inputs = one_hot(word)
    params = initial(EVERY[cell], inputs.shape[1], hidden, seed=seed, scale=scale)
    return run(EVERY[cell], params, inputs, **more)


def states(cell: str, hidden: int, value: float) -> dict:
    return {s: np.full(hidden, value) for s in EVERY[cell].states}


SEEDS, SCALES = (1, 2, 3), (0.3, 1.0, 4.0, 12.0)
DRAWN = len(SEEDS) * len(SCALES)  # so many of them first, of drawn weights and no other change


def situations(cell: str):
    """Traces that between them meet every case."""
    for seed, scale in product(SEEDS, SCALES):
        yield traced(cell, seed=seed, scale=scale)
    yield traced(cell, hidden=12)
    yield traced(cell, hidden=12, scale=20.0)
    yield traced(cell, hidden=1)
    yield traced(cell, state=states(cell, 4, 0.5))
    held = [n.id for n in EVERY[cell].nodes if n.role in (*GATES, "candidate", "memory", "state")]
    yield traced(cell, overrides=[Override(id, 0.05, 1, 1) for id in held])
    yield traced(cell, overrides=[Override(id, 1.0) for id in held])
    for value in (-9.0, 9.0):
        sums = [n.id for n in EVERY[cell].nodes if n.role == "sum"]
        yield traced(cell, overrides=[Override(id, value) for id in sums])
    yield traced(cell, overrides=[Override("h", np.inf, 2, 1)])


def told(trace: Trace, lang="es", **more):
    tokens = more.pop("tokens", list(WORD))
    for step, beats in enumerate(narrate(trace, lang, tokens=tokens, **more)):
        for beat in beats:
            yield step, beat


@cache
def narrated(cell: str, lang: str):
    """Every situation with its beats, told once for all that read them."""
    return [(trace, list(told(trace, lang))) for trace in situations(cell)]


# What the slots must say: measured here once more, by role, from the trace alone.
def before(trace: Trace, node: str, step: int) -> np.ndarray:
    if node in trace.cell.states:
        return trace[f"{node}_prev"][step]
    return trace[node][step - 1]


def reading(text: str) -> tuple[float, float]:
    """The interval that a number's words stand for."""
    if text in ("casi 0", "almost 0"):
        return -0.005, 0.005
    text = text.replace("\u202f", "")
    found = re.search(r"−?\d+([.,]\d+)?", text)
    assert found, text
    number = float(found[0].replace("−", "-").replace(",", "."))
    if "%" in text:
        number /= 100
        if "menos" in text or "less" in text:
            return 0.0, number
        if "más" in text or "more" in text:
            return number, 1.0
        return number - 0.0051, number + 0.0051
    places = len(found[0].partition(",")[2] or found[0].partition(".")[2])
    return number - 0.51 * 10**-places, number + 0.51 * 10**-places


def slots(beat, lang: str) -> dict[str, str] | None:
    """The words in the slots of the pattern that this sentence was made from."""
    for key, pattern in catalogue(lang).texts.items():
        if re.fullmatch(rf"narration\.{beat.role}(\.\w+)*\.{beat.case}(_full)?", key):
            parts = SLOT.split(pattern)
            shape = "".join(f"(?P<{p}>.+)" if i % 2 else re.escape(p) for i, p in enumerate(parts))
            found = re.fullmatch(shape, beat.sentence, re.IGNORECASE)
            if found:
                return found.groupdict()
    return None


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("cell", EVERY)
def test_numbers_in_the_sentences_are_the_trace_s(cell, lang):
    checked = 0
    for trace, beats in narrated(cell, lang)[:DRAWN]:
        for step, beat in beats:
            said = beat.node and slots(beat, lang)
            if not said or "u" not in said:
                continue
            u = int(said["u"]) - 1
            assert u == beat.units[0]
            now = trace[beat.node][step][u]
            expected = {"v": now}
            if beat.role in (*GATES, "part"):
                expected |= dict.fromkeys(("pct", "to_pct", "only_pct", "only_to_pct"), now)
            if beat.role in GATES and beat.case == "moved":
                expected["p"] = expected["to_p"] = before(trace, beat.node, step)[u]
            if beat.role in ("memory", "state", "candidate") and "p" in said:
                expected["p"] = before(trace, beat.node, step)[u]
            if beat.role in ("kept", "squash"):
                args = trace.cell.node(beat.node).args
                expected["p"] = next(
                    trace[a][step][u] for a in args if a in ("c", "c_prev", "h_prev")
                )
            for name, value in expected.items():
                if name in said and beat.case != "clamped":
                    low, high = reading(said[name])
                    assert low <= value <= high, (beat.sentence, name, value)
                    checked += 1
            if beat.role == "kept":  # v is that percentage of p
                assert now == pytest.approx(_gate(trace, beat.node, step)[u] * expected["p"])
                low, high = reading(said["pct"])
                assert low <= _gate(trace, beat.node, step)[u] <= high
    assert checked > 20


def _gate(trace: Trace, node: str, step: int) -> np.ndarray:
    return next(trace[a][step] for a in trace.cell.node(node).args if not a.endswith("_prev"))


@pytest.mark.parametrize("cell", EVERY)
def test_every_sentence_is_short_and_ends_in_a_full_stop(cell):
    for _, beats in chain(*(narrated(cell, lang) for lang in LANGS)):
        for _, beat in beats:
            for text in (beat.sentence, beat.spoken):
                assert text.endswith("."), text
                assert not text[0].islower(), text
                assert not re.search(r"[{}]|nan|None|--|  ", text), text
            assert len(beat.sentence) <= 140, beat.sentence


@pytest.mark.parametrize("cell", EVERY)
def test_spoken_sentences_have_no_signs(cell):
    for trace, lang in product((traced(cell), traced(cell, scale=12.0)), LANGS):
        for _, beat in told(trace, lang):
            assert not re.search(r"[−%⊙σ→]", beat.spoken), beat.spoken


@pytest.mark.parametrize("lang", LANGS)
def test_patterns_keep_within_140_characters_with_their_longest_fillers(lang):
    t = catalogue(lang)
    longest = {"between": t("narration.say.between", a="más del 99 %", b="menos del 1 %")}
    longest |= dict.fromkeys(("pct", "to_pct", "a", "b", "m"), "más del 99 %")
    longest |= dict.fromkeys(("v", "p", "w", "d", "g", "whole"), "−12,3")
    longest |= dict.fromkeys(("u", "n", "k", "H", "X", "t", "s"), "128")
    names = ("owner", "source")
    tables = {n: [v for k, v in t.texts.items() if k.startswith(f"narration.{n}.")] for n in names}
    longest |= {"owner": max(tables["owner"], key=len), "src": max(tables["source"], key=len)}
    longest |= {"tok": t("narration.newline"), "who": t.list([126, 127, 128])}
    too_long = {}
    for key, pattern in t.texts.items():
        if key.startswith("narration.") and pattern.endswith("."):
            text = SLOT.sub(lambda slot: str(longest.get(slot[1], "12345678")), pattern)
            if len(text) > 140:
                too_long[key] = len(text)
    assert not too_long


ON_THE_PAST = ("kept", "reset_state", "forget", "update", "reset")  # roles that speak of a past


@pytest.mark.parametrize("cell", [c.id for c in EVERY.values() if "kept" in c.ids])
def test_with_a_zero_state_nothing_is_said_to_be_kept_shown_or_lent(cell):
    beats = narrate(traced(cell), "es", tokens=list(WORD))
    past = [{b.node: b.case for b in step if b.role in ON_THE_PAST} for step in beats]
    assert set(past[0].values()) == {"empty"}
    assert "empty" not in past[1].values()
    given = narrate(traced(cell, state=states(cell, 4, 0.5)), "es", tokens=list(WORD))[0]
    assert "empty" not in {b.case for b in given}


@pytest.mark.parametrize("cell", EVERY)
def test_with_a_zero_state_no_sum_is_said_to_come_from_it(cell):
    for seed, lang in product(range(1, 6), LANGS):
        past = [
            catalogue(lang)(f"narration.source.{s}") for s in ("h_prev", "c_prev", "reset_state")
        ]
        for beat in narrate(traced(cell, seed=seed), lang, tokens=list(WORD))[0]:
            if beat.case == "cause":
                assert not any(source in beat.sentence for source in past), beat.sentence


@pytest.mark.parametrize("cell", [c for c in EVERY if c.endswith("layer_norm")])
def test_a_sum_that_is_normalised_is_told_as_a_sum_not_as_the_other_part(cell):
    other = {lang: catalogue(lang)("narration.source.part") for lang in LANGS}
    for lang in LANGS:
        for _, beat in told(traced(cell), lang):
            assert other[lang] not in beat.sentence.lower(), beat.sentence
            if beat.node and beat.node.endswith("_pre_raw"):
                assert beat.role == "sum"


def test_the_first_beat_of_a_step_names_its_token():
    for cell in EVERY:
        for step in narrate(traced(cell), "en", tokens=list(WORD)):
            assert "“" in step[0].sentence, step[0].sentence


def test_a_space_is_named_and_vectors_are_counted():
    trace = traced("lstm", word="A B")
    assert "El espacio" in narrate(trace, "es", tokens=list("A B"))[1][0].sentence
    assert narrate(trace, "en")[1][0].sentence.startswith("The vector of step 2")


@pytest.mark.parametrize(
    ("gate", "case"),
    [
        ([0.95, 0.99, 0.92, 0.91], "all_open"),
        ([0.05, 0.01, 0.02, 0.09], "all_closed"),
        ([0.10, 0.93, 0.95, 0.97], "one_out_low"),
        ([0.90, 0.20, 0.25, 0.30], "one_out_high"),
        ([0.95, 0.05, 0.50, 0.60], "split"),
        ([0.40, 0.50, 0.60, 0.64], "middle"),
        ([0.20, 0.40, 0.60, 0.70], "most"),
    ],
)
def test_gates_are_told_by_the_first_case_that_applies(gate, case):
    held = [Override("f_pre", float(np.log(v / (1 - v))), None, u) for u, v in enumerate(gate)]
    trace = traced("lstm", overrides=held, state=states("lstm", 4, 0.5))
    beats = {b.node: b for b in narrate(trace, "es", tokens=list(WORD))[0]}
    assert beats["f"].case == case


def test_a_clamped_value_says_what_it_would_be():
    trace = traced("lstm", overrides=[Override("f", 1.0, 2, 1)])
    beat = {b.node: b for b in narrate(trace, "es", tokens=list(WORD))[2]}["f"]
    free = traced("lstm")["f"][2, 1]
    assert (beat.case, beat.units) == ("clamped", (1,))
    assert beat.sentence.startswith("La unidad 2 está fijada en 1; sin fijarla sería 0,")
    assert f"{free:.2f}".replace(".", ",") in beat.sentence


def test_an_overflow_is_told_where_it_began_and_afterwards():
    trace = traced("lstm", overrides=[Override("g", np.inf, 2, 1)])
    steps = narrate(trace, "es", tokens=list(WORD))
    cases = {b.node: b.case for b in steps[2]}
    assert cases["c"] == "overflowed"
    assert "paso 3" in next(b.sentence for b in steps[2] if b.node == "c")


def test_a_cause_is_named_only_when_it_outweighs_the_rest():
    causes = {"x": "la entrada", "h_prev": "el estado anterior", "b_h": "el sesgo"}
    named = 0
    for seed in range(1, 9):
        trace = traced("rnn", seed=seed)
        p = trace.params
        for step, beat in told(trace):
            if beat.node != "h_pre" or beat.case not in ("cause", "usual"):
                continue
            u = beat.units[0]
            parts = {
                "x": p["W_h"][u] @ trace["x"][step],
                "h_prev": p["U_h"][u] @ trace["h_prev"][step],
                "b_h": p["b_h"][u],
            }
            top = max(parts, key=lambda k: abs(parts[k]))
            outweighs = abs(parts[top]) >= 0.5 * sum(map(abs, parts.values()))
            assert (beat.case == "cause") == outweighs
            if outweighs:
                named += 1
                assert beat.sentence.endswith(f"sobre todo por {causes[top]}.")
    assert named > 5


@pytest.mark.parametrize("cell", DECODERS)
def test_a_decoder_that_looks_back_is_told_whatever_weighs_most(cell):
    declared, rows = DECODERS[cell], np.random.default_rng(0).normal(size=(4, 6))
    for scale in (1.0, 4.0):
        params = initial(declared, 7, 6, seed=3, scale=scale)
        trace = run(declared, params, one_hot(WORD), memory=Memory(rows))
        for lang in LANGS:
            assert all(beat.sentence.endswith(".") for _, beat in told(trace, lang))


def test_explanations_are_given_the_first_time_only():
    full = catalogue("es").texts["narration.memory.moved_full"].partition(":")[0]
    trace = traced("lstm", state=states("lstm", 4, 0.5))
    said = [b.sentence for _, b in told(trace) if b.node == "c"]
    assert sum(s.startswith(full) for s in said) <= 1


def test_many_units_are_told_by_their_distribution():
    trace = traced("lstm", hidden=12)
    cases = [b.case for _, b in told(trace)]
    assert "many" in cases
    assert "flip" not in cases
    assert max(len(b.units) for _, b in told(trace) if b.case != "saturated") <= 4


def test_the_opening_says_what_comes_in():
    assert opening(traced("lstm"), "es", tokens=list(WORD)).sentence == (
        "Entra «N», paso 1: un vector con un solo 1."
    )


@pytest.mark.parametrize("cell", EVERY)
def test_page_data_holds_the_same_sentences_and_lines(cell):
    trace = traced(cell)
    data = page_data(trace, "en", tokens=list(WORD))
    beats = narrate(trace, "en", tokens=list(WORD), unit=2)
    assert [[b["sentence"] for b in s] for s in data["steps"]] == [
        [b.sentence for b in s] for s in beats
    ]
    for step, beat in ((s, b) for s in range(trace.steps) for b in range(trace.cell.beats)):
        line = beats[step][beat].line
        shown = data["steps"][step][beat]
        numbers = [abs(v) for v in shown.get("numbers", {}).get("2", [])]
        assert all(abs(token["value"]) in numbers for token in line if "value" in token)
        assert (shown["node"] in data["lines"]) == bool(line)
        assert (shown["node"] or "") in data["places"]


def test_a_long_sequence_is_told_in_a_window_around_the_reader():
    trace = traced("lstm", word=WORD * 30)
    data = page_data(trace, "en", tokens=list(WORD * 30), around=150)
    assert data["from"] <= 150 < data["from"] + len(data["steps"])
    assert len(data["steps"]) < trace.steps


@pytest.mark.parametrize("cell", EVERY)
def test_the_card_lights_the_term_of_every_operation(cell):
    trace = traced(cell)
    for at in range(1, trace.cell.beats):
        shown = card(trace, "es", tokens=list(WORD), at=at, unit=0)
        lit = "".join(mathml for line, _, mathml in shown.equations if line.node == shown.equation)
        assert 'class="lit"' in lit, shown.beat.node


@pytest.mark.parametrize("lang", LANGS)
def test_the_golden_page_reads_as_accepted(lang):
    """Every sentence of every cell, numbers aside, once: read aloud before SNAPSHOTS=accept."""
    page, shapes = [], set()
    for cell in EVERY:
        seen = {}
        for _, beats in narrated(cell, lang):
            for step, beat in beats:
                key = (beat.node or "", beat.case, "first" if step == 0 else "later")
                seen.setdefault(key, beat)
        page.append(f"# {cell}")
        order = {id: k for k, id in enumerate((*EVERY[cell].ids, ""))}
        for (node, case, when), beat in sorted(
            seen.items(), key=lambda kv: (order[kv[0][0]], *kv[0][1:])
        ):
            shape = re.sub(r"\d[\d.,]*", "", beat.sentence)
            if shape not in shapes:
                page.append(f"{node or 'handover'} {case} {when}: {beat.sentence}")
            shapes.add(shape)
    file = SNAPSHOTS / f"narration-{lang}.txt"
    text = "\n".join(page) + "\n"
    if os.environ.get("SNAPSHOTS") == "accept" or not file.exists():
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def returned(cell: str, lang: str = "es"):
    """Every beat of the returning wave from a loss on h at the last step."""
    trace = traced(cell)
    seed = np.zeros_like(trace["h"])
    seed[-1] = 1.0
    found = backward(trace, {"h": seed})
    told_back = narrate_back(trace, found, lang, tokens=list(WORD))
    return trace, found, list(zip(reversed(range(trace.steps)), told_back, strict=True))


@pytest.mark.parametrize("cell", EVERY)
def test_the_returning_wave_is_told_in_short_sentences(cell):
    for lang in LANGS:
        _, _, steps = returned(cell, lang)
        for _, beats in steps:
            assert [b.node for b in beats] == [*reversed(EVERY[cell].ids), None]
            for beat in beats:
                assert beat.sentence.endswith(".")
                assert len(beat.sentence) <= 140
                assert not re.search(r"[{}−%·]|nan", beat.spoken), beat.spoken


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_the_returning_wave_tells_the_slopes_and_shares_of_the_trace(cell):
    trace, found, steps = returned(cell)
    for step, beats in steps:
        for beat in beats[:-1]:
            u = beat.units[0]
            assert np.abs(found.nodes[beat.node][step]).max() == abs(
                found.nodes[beat.node][step][u]
            )
            now = trace[beat.node][step][u]
            if beat.case == "sigmoid":
                low, high = reading(beat.sentence.split(" es ")[1])
                assert low <= now * (1 - now) <= high
            if beat.role == "kept":
                said = re.search(r"pasa (.*?)(:| por)", beat.sentence)[1]
                low, high = reading(said)
                assert low <= _gate(trace, beat.node, step)[u] <= high


@pytest.mark.parametrize("cell", EVERY)
def test_the_returning_wave_names_the_matrices_that_the_sum_has(cell):
    trace, found, steps = returned(cell)
    for step, beats in steps:
        for beat in beats[:-1]:
            assert (beat.case == "none") == (not found.nodes[beat.node][step].any())
            if beat.case == "affine":
                read = [v for a in trace.cell.node(beat.node).args for v in trace.cell.joined(a)]
                met = {{"x": "W", "memory": "W", "context": "C"}.get(v, "U") for v in read}
                assert set(re.search(r"deja en (.*) la", beat.sentence)[1]) & set("WUC") == met


def test_a_gradient_keeps_two_digits_whatever_its_size() -> None:
    said = [gradient(v)(Voice(catalogue("es"))) for v in (0.3141, 0.0241, -0.0102, 0.0024, -1234.0)]
    assert said == ["0,31", "0,024", "−0,010", "2,4·10⁻³", "−1,2·10³"]
