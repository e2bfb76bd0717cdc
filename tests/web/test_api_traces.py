"""Steps and traces hold the numbers of the core, for any text and any source of weights."""

import io
import json
import random
import unicodedata

import numpy as np
import pytest

from app import models
from app.api import traces
from app.api.describe import parameters
from app.api.inputs import one_hot, tokenise, vocabulary_of
from app.api.schemas import TraceRequest
from app.cells import CELLS, EVERY, NORMALISED
from app.core.params import initial, shapes
from app.core.run import run
from app.core.trace import Override

WITHOUT_MEMORY = CELLS | NORMALISED

each_cell = pytest.mark.parametrize("cell", WITHOUT_MEMORY)
X, H, T = 3, 5, 7


def vectors(seed=1, steps=T):
    return np.random.default_rng(seed).normal(size=(steps, X)).tolist()


def trace(api, **request):
    answer = api.post("/traces", json=request)
    assert answer.status_code == 200, answer.text
    return answer.json()


@each_cell
def test_trace_holds_every_value_of_the_run(api, cell):
    found = trace(
        api, cell=cell, input={"vectors": vectors()}, params={"seed": 3, "hidden": H}, digits=17
    )
    expected = run(
        WITHOUT_MEMORY[cell], initial(WITHOUT_MEMORY[cell], X, H, seed=3), np.array(vectors())
    )
    assert set(found["nodes"]) == {n.id for n in WITHOUT_MEMORY[cell].nodes if not n.op.joins}
    for id, values in found["nodes"].items():
        np.testing.assert_array_equal(values, expected[id])
    for state, values in found["state"].items():
        np.testing.assert_array_equal(values, expected.state[state])
    assert found["steps"], found["hidden"] == (T, H)
    assert found["input_size"], found["beats"] == (X, WITHOUT_MEMORY[cell].beats)


@each_cell
def test_step_is_the_step_of_a_trace(api, cell):
    params, x = {"seed": 3, "hidden": H}, vectors()
    whole = trace(api, cell=cell, input={"vectors": x}, params=params, digits=17)
    state = None
    for t in range(T):
        request = {"cell": cell, "x": x[t], "params": params, "digits": 17}
        answer = api.post("/steps", json=request | ({"state": state} if state else {}))
        assert answer.status_code == 200, answer.text
        step = answer.json()
        state = step["state"]
        for id, values in step["nodes"].items():
            np.testing.assert_allclose(values, whole["nodes"][id][t], rtol=1e-12, atol=1e-14)
    assert step.keys() == {"nodes", "state"}


@each_cell
def test_split_sequence_continues_to_the_same_states(api, cell):
    params, x = {"seed": 3, "hidden": H}, vectors()
    whole = trace(api, cell=cell, input={"vectors": x}, params=params)
    first = trace(api, cell=cell, input={"vectors": x[:3]}, params=params)
    rest = trace(api, cell=cell, input={"vectors": x[3:]}, params=params, state=first["state"])
    for state, values in whole["state"].items():
        np.testing.assert_allclose(rest["state"][state], values, rtol=1e-12)


@each_cell
def test_sent_values_give_the_trace_of_the_seed_that_drew_them(api, cell):
    request = {"cell": cell, "input": {"vectors": vectors()}}
    drawn = trace(api, **request, params={"seed": 9, "hidden": H}, include_params=True)
    sent = trace(api, **request, params={"values": drawn["params"]}, include_params=True)
    assert sent == drawn
    assert list(drawn["params"]) == list(shapes(WITHOUT_MEMORY[cell], X, H))


@each_cell
def test_override_of_any_node_is_what_its_readers_see(api, cell):
    for node in WITHOUT_MEMORY[cell].nodes:
        override = {"node": node.id, "step": 2, "unit": 1, "value": 0.25}
        request = {"cell": cell, "input": {"vectors": vectors()}, "nodes": [node.id, "h"]}
        params = {"seed": 3, "hidden": H}
        found = trace(api, **request, params=params, overrides=[override], digits=17)
        expected = run(
            WITHOUT_MEMORY[cell], initial(WITHOUT_MEMORY[cell], X, H, seed=3), np.array(vectors()),
            overrides=[Override(node.id, 0.25, 2, 1)],
        )  # fmt: skip
        assert found["nodes"][node.id][2][1] == 0.25
        np.testing.assert_array_equal(found["nodes"]["h"], expected["h"])


@pytest.mark.parametrize("name", [n for n in models.names() if n.startswith("neuronal-")])
def test_model_answers_with_its_probabilities(api, name):
    model = models.load(name)
    found = trace(
        api, cell=model.cell.id, input={"text": "NEURONAL"}, params={"model": name}, digits=17
    )
    outputs = found["outputs"]
    assert outputs["vocabulary"] == model.outputs
    reads = found["layers"][0] if "layers" in found else found
    assert reads["input_size"] == len(model.card["inputs"])
    np.testing.assert_allclose(np.sum(outputs["probabilities"], axis=1), 1, rtol=1e-12)
    best = [outputs["vocabulary"][k] for k in np.argmax(outputs["probabilities"], axis=1)]
    assert best == [*"EURONAL", "$"]


def test_nodes_are_those_asked_for_in_their_order(api):
    found = trace(api, cell="lstm", input={"text": "ab"}, nodes=["h", "f", "xh", "h"])
    assert list(found["nodes"]) == ["h", "f", "xh"]
    assert np.shape(found["nodes"]["xh"]) == (2, 2 + 4)


def test_defaults_are_seed_1_and_four_units(api):
    said = {"seed": 1, "hidden": 4, "init": "pytorch", "scale": 1, "forget_bias": 0}
    request = {"cell": "lstm", "input": {"text": "NEURONAL"}}
    assert trace(api, **request) == trace(api, **request, params=said)


@pytest.mark.parametrize("digits", range(1, 18))
def test_values_have_so_many_significant_digits_and_states_all(api, digits):
    request = {"cell": "lstm", "input": {"vectors": vectors()}}
    exact = trace(api, **request, digits=17)
    found = trace(api, **request, digits=digits)
    for id, rows in exact["nodes"].items():
        for row, shown in zip(rows, found["nodes"][id], strict=True):
            for value, short in zip(row, shown, strict=True):
                assert short == (float(f"{value:.{digits - 1}e}") if digits < 17 else value)
    assert found["state"] == exact["state"]


def test_float32_is_computed_in_single_precision(api):
    request = {"cell": "gru", "input": {"vectors": vectors()}, "digits": 17}
    single, double = trace(api, **request, dtype="float32"), trace(api, **request)
    h = np.array(single["nodes"]["h"])
    np.testing.assert_array_equal(h, h.astype(np.float32))
    np.testing.assert_allclose(h, double["nodes"]["h"], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("init", ["pytorch", "orthogonal", "identity", "glorot"])
@each_cell
def test_every_way_of_drawing_is_the_cores(api, cell, init):
    keeps = {"forget_bias": 1.0} if WITHOUT_MEMORY[cell].keep else {}
    drawn = {"seed": 5, "hidden": H, "init": init, "scale": 2.0} | keeps
    request = {"cell": cell, "input": {"vectors": vectors()}, "include_params": True}
    found = trace(api, **request, params=drawn)["params"]
    options = {k: v for k, v in drawn.items() if k != "hidden"}
    for name, array in initial(WITHOUT_MEMORY[cell], X, H, **options).items():
        np.testing.assert_array_equal(found[name], array)


def test_another_letter_adds_a_column_and_changes_nothing_else(api):
    request = {"cell": "lstm", "params": {"seed": 1, "hidden": 4}, "digits": 17}
    short = trace(api, **request, input={"text": "NEURO"})
    longer = trace(api, **request, input={"text": "NEUROX"})
    for id, rows in short["nodes"].items():
        np.testing.assert_allclose(longer["nodes"][id][:5], rows, rtol=1e-12)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_npz_holds_the_same_trace_not_rounded(api, dtype):
    request = {
        "cell": "lstm", "input": {"text": "NEURONAL"}, "dtype": dtype, "digits": 17,
        "params": {"model": "neuronal-lstm"}, "include_params": True,
    }  # fmt: skip
    answer = api.post("/traces", json=request, headers={"Accept": "application/vnd.numpy.npz"})
    assert answer.headers["content-type"] == "application/vnd.numpy.npz"
    expected = trace(api, **request)
    with np.load(io.BytesIO(answer.content), allow_pickle=False) as found:
        for id, values in expected["nodes"].items():
            assert found[id].dtype == dtype
            np.testing.assert_array_equal(found[id], values)
        for name, values in expected["params"].items():
            np.testing.assert_array_equal(found[f"params/{name}"], values)
        np.testing.assert_array_equal(found["state/c"], expected["state"]["c"])
        np.testing.assert_array_equal(
            found["outputs/probabilities"], expected["outputs"]["probabilities"]
        )
        assert found["tokens"].tolist() == [*"NEURONAL"]


def test_the_same_request_gets_the_same_bytes(api):
    request = {"cell": "lstm", "input": {"text": "same"}}
    for kind in ("application/json", "application/vnd.numpy.npz", "application/x-ndjson"):
        headers = {"Accept": kind}
        first = api.post("/traces", content=json.dumps(request), headers=headers | JSON).content
        other = api.post("/traces", content=json.dumps(request) + " ", headers=headers | JSON)
        assert other.content == first  # the space makes it another request to the cache


JSON = {"Content-Type": "application/json"}
CLUSTERS = {
    "family": ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦a", ["👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦", "a"]),
    "skin": ("👍🏽👍", ["👍🏽", "👍"]),
    "flags": ("🇪🇸🇫🇷", ["🇪🇸", "🇫🇷"]),
    "composed": ("e\u0301é", ["é", "é"]),
    "marks without a composed form": ("x\u0301\u0302y", ["x\u0301\u0302", "y"]),
    "Hebrew": ("שָׁלוֹם", ["שָׁ", "ל", "וֹ", "ם"]),
    "Arabic": ("سلام", [*"سلام"]),
    "Devanagari": ("क्षि", ["क्षि"]),
    "Hangul from letters": ("\u1112\u1161\u11ab", ["한"]),
    "line ends": ("a\r\nb\n", ["a", "\r\n", "b", "\n"]),
    "zero": ("a\0b", ["a", "\0", "b"]),
    "direction marks": ("\u202eab", ["\u202e", "a", "b"]),
}


@pytest.mark.parametrize("name", CLUSTERS)
def test_a_token_is_what_a_reader_counts_as_a_letter(api, name):
    text, expected = CLUSTERS[name]
    found = trace(api, cell="rnn", input={"text": text})
    assert found["tokens"] == [unicodedata.normalize("NFC", token) for token in expected]
    assert found["input_size"] == len(dict.fromkeys(found["tokens"]))


@pytest.mark.parametrize("seed", range(20))
def test_any_unicode_string_is_taken(api, seed):
    draw = random.Random(seed)
    planes = [(0x20, 0x7F), (0xA0, 0x2FF), (0x300, 0x36F), (0x590, 0x8FF), (0x900, 0xD7FF)]
    planes += [(0xE000, 0xFFFF), (0x1F000, 0x1FAFF), (0x10000, 0x10FFFF), (0x200B, 0x200F)]
    text = "".join(chr(draw.randint(*draw.choice(planes))) for _ in range(60))
    found = trace(api, cell="gru", input={"text": text}, nodes=["h"])
    assert "".join(found["tokens"]) == unicodedata.normalize("NFC", text)
    assert len(found["nodes"]["h"]) == len(found["tokens"])


def test_one_hot_has_a_row_a_token_and_a_column_a_word():
    tokens = tokenise("NEURONAL")
    vocabulary = vocabulary_of(tokens)
    assert vocabulary == tuple("NEUROAL")
    np.testing.assert_array_equal(
        one_hot(tokens, vocabulary).argmax(axis=1), [0, 1, 2, 3, 4, 0, 5, 6]
    )


def test_tokens_are_words(api):
    found = trace(api, cell="gru", input={"tokens": ["la", "notebook", "la"]}, nodes=["z_pre", "h"])
    assert found["tokens"] == ["la", "notebook", "la"]
    assert found["input_size"] == 2


@each_cell
def test_a_cell_says_everything_it_is(api, cell):
    found, declared = api.get(f"/cells/{cell}").json(), WITHOUT_MEMORY[cell]
    assert found["id"], found["source"] == (cell, declared.source)
    assert [n["id"] for n in found["nodes"]] == list(declared.ids) == found["beats"]
    assert [id for wave in found["waves"] for id in wave] != []
    assert {id for wave in found["waves"] for id in wave} == set(declared.ids)
    assert [line["node"] for line in found["equations"]] == [
        n.id for n in declared.nodes if n.symbol
    ]
    assert {"boxes", "wires"} <= set(found["diagram"])
    drawn = {box["id"] for box in found["diagram"]["boxes"]}
    assert set(declared.ids) <= drawn


@each_cell
def test_the_shapes_of_a_cell_are_given_in_symbols_and_numbers(api, cell):
    found = api.get(f"/cells/{cell}?input_size=8&hidden=5").json()["parameters"]
    sizes = {"X": 8, "H": 5}
    assert {p["name"]: tuple(p["size"]) for p in found} == shapes(WITHOUT_MEMORY[cell], 8, 5)
    assert all([sizes[s] for s in p["shape"]] == p["size"] for p in found)
    assert parameters(WITHOUT_MEMORY[cell]) == [
        {"name": p["name"], "shape": p["shape"]} for p in found
    ]


@each_cell
def test_the_picture_of_a_cell_is_an_svg_of_its_own(api, cell):
    answer = api.get(f"/cells/{cell}/diagram.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.lstrip().startswith("<svg")
    assert " style=" not in answer.text
    assert all(f'data-node="{id}"' in answer.text for id in WITHOUT_MEMORY[cell].ids)


def test_lists_hold_the_whole_entries(api):
    listed = api.get("/cells").json()["cells"]
    assert [c["id"] for c in listed] == list(EVERY)
    assert listed[2] == api.get(f"/cells/{listed[2]['id']}").json()
    listed = api.get("/models").json()["models"]
    assert [m["id"] for m in listed] == list(models.names())
    assert listed[0] == api.get(f"/models/{listed[0]['id']}").json()


def test_compute_gives_pages_the_trace_with_its_words():
    request = TraceRequest.model_validate_json('{"cell": "lstm", "input": {"text": "NEURONAL"}}')
    computed = traces.compute(request)
    assert computed.vocabulary == tuple("NEUROAL")
    assert computed.probabilities is None
    assert np.shape(traces.response_dict(computed, inputs=True)["inputs"]) == (8, 7)


@each_cell
def test_edits_are_the_same_as_sending_every_value(api, cell):
    owner = next(n.owner for n in WITHOUT_MEMORY[cell].nodes if n.owner)
    given = {"seed": 3, "hidden": H, "scale": 2.0}
    edits = [
        {"name": f"W_{owner}", "row": 1, "column": 2, "value": 1.5},
        {"name": f"b_{owner}", "row": 4, "value": -0.25},
    ]
    values = {
        k: v.tolist() for k, v in initial(WITHOUT_MEMORY[cell], X, H, seed=3, scale=2.0).items()
    }
    values[f"W_{owner}"][1][2] = 1.5
    values[f"b_{owner}"][4] = -0.25
    request = {"cell": cell, "input": {"vectors": vectors()}, "digits": 17, "include_params": True}
    edited = trace(api, **request, params=given | {"edits": edits})
    assert edited == trace(api, **request, params={"values": values})
    twice = trace(api, **request, params=given | {"edits": [*edits, edits[0] | {"value": 7.0}]})
    assert twice["params"][f"W_{owner}"][1][2] == 7.0


def test_a_model_scaled_or_edited_is_itself_unchanged_afterwards(api):
    request = {"cell": "lstm", "input": {"text": "NEURONAL"}, "digits": 17}
    before = trace(api, **request, params={"model": "neuronal-lstm"})
    edits = [{"name": "b_f", "row": 0, "value": 1.0}]
    changed = trace(api, **request, params={"model": "neuronal-lstm", "scale": 3, "edits": edits})
    assert changed["nodes"] != before["nodes"]
    assert changed["outputs"]["vocabulary"] == before["outputs"]["vocabulary"]
    assert trace(api, **request, params={"model": "neuronal-lstm"}) == before
