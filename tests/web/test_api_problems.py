"""Whatever is sent, the answer is a problem that points to the place and says what to do."""

import json

import httpx
import pytest

from app.api.errors import PROBLEMS
from app.api.limits import LIMITS
from app.i18n import catalogue

GOOD = {"cell": "lstm", "input": {"text": "NEURONAL"}}
VALUES = {"W_h": [[1.0, 2.0]], "U_h": [[0.5]], "b_h": [0.0]}


def trace(**changed):
    return json.dumps(GOOD | changed)


def vectors(text):
    return '{"cell": "rnn", "input": {"vectors": ' + text + "}}"


def values(**changed):
    params = {"values": VALUES | changed}
    return trace(cell="rnn", input={"vectors": [[1, 2]]}, params=params)


BAD = {
    "unknown cell": (trace(cell="transformer"), "#/cell", "lstm_peephole"),
    "unknown node": (trace(nodes=["f", "q"]), "#/nodes/1", "q"),
    "the state before as a node": (trace(nodes=["h_prev"]), "#/nodes/0", "h_prev"),
    "unknown field": (trace(sede=1), "#/sede", "sede"),
    "unknown field with odd letters": (trace(**{"a/b~c ñ": 1}), "#/a~1b~0c%20%C3%B1", "a/b"),
    "no input": ('{"cell": "lstm"}', "#/input", "input"),
    "two inputs": (trace(input={"text": "a", "tokens": ["a"]}), "#/input", "exactly one"),
    "null input": (trace(input={"text": None}), "#/input", "exactly one"),
    "empty input": (trace(input={}), "#/input", "exactly one"),
    "empty text": (trace(input={"text": ""}), "#/input/text", "empty"),
    "empty tokens": (trace(input={"tokens": []}), "#/input/tokens", "empty"),
    "empty token": (trace(input={"tokens": ["a", ""]}), "#/input/tokens/1", "empty"),
    "empty vectors": (vectors("[]"), "#/input/vectors", "empty"),
    "empty vector": (vectors("[[]]"), "#/input/vectors/0", "empty"),
    "ragged vectors": (vectors("[[1, 2], [3]]"), "#/input/vectors/1", "equally long"),
    "NaN": (vectors("[[1, NaN]]"), "#/input/vectors/0/1", "finite"),
    "Infinity": (vectors("[[1], [Infinity]]"), "#/input/vectors/1/0", "finite"),
    "minus Infinity": (vectors("[[-Infinity]]"), "#/input/vectors/0/0", "finite"),
    "1e999": (vectors("[[1e999]]"), "#/input/vectors/0/0", "finite"),
    "400 digits": (vectors(f"[[{'9' * 400}]]"), "#/input/vectors/0/0", "finite"),
    "a number as text": (vectors('[["4"]]'), "#/input/vectors/0/0", "number"),
    "true as a number": (vectors("[[true]]"), "#/input/vectors/0/0", "number"),
    "null as a number": (vectors("[[null]]"), "#/input/vectors/0/0", "number"),
    "three dimensions": (vectors("[[[1]]]"), "#/input/vectors/0/0", "number"),
    "no list": (vectors("7"), "#/input/vectors", "list"),
    "too many steps": (
        vectors(json.dumps([[0]] * (LIMITS.steps + 1))),
        "#/input/vectors",
        "5,000",
    ),
    "too many inputs": (
        vectors(json.dumps([[0] * (LIMITS.input_size + 1)])),
        "#/input/vectors/0",
        "1,024",
    ),
    "too long a text": (trace(input={"text": "a" * 20_001}), "#/input/text", "20,000"),
    "too many symbols": (trace(input={"text": "a" * 5_001}), "#/input/text", "5,000"),
    "too large an alphabet": (
        trace(input={"text": "".join(map(chr, range(0x4E00, 0x4E00 + 1_025)))}),
        "#/input/text",
        "1,024",
    ),
    "a symbol of many marks": (trace(input={"text": "a" + "\u0301" * 200}), "#/input/text", "100"),
    "digits of nothing": (trace(digits=0), "#/digits", "1"),
    "too many digits": (trace(digits=18), "#/digits", "17"),
    "digits as text": (trace(digits="6"), "#/digits", "whole"),
    "digits with a fraction": (trace(digits=6.5), "#/digits", "whole"),
    "unknown dtype": (trace(dtype="float16"), "#/dtype", "float32"),
    "hidden of nothing": (trace(params={"seed": 1, "hidden": 0}), "#/params/hidden", "1"),
    "too many units": (trace(params={"seed": 1, "hidden": 257}), "#/params/hidden", "256"),
    "no source of parameters": (trace(params={}), "#/params", "exactly one"),
    "two sources of parameters": (
        trace(params={"seed": 1, "model": "neuronal-lstm"}),
        "#/params",
        "exactly one",
    ),
    "hidden beside a model": (
        trace(params={"model": "neuronal-lstm", "hidden": 8}),
        "#/params",
        "hidden",
    ),
    "negative seed": (trace(params={"seed": -1}), "#/params/seed", "0"),
    "unknown init": (trace(params={"seed": 1, "init": "magic"}), "#/params/init", "orthogonal"),
    "forget bias without a gate that keeps": (
        trace(cell="rnn", params={"seed": 1, "forget_bias": 1.0}),
        "#/params/forget_bias",
        "rnn",
    ),
    "unknown model": (trace(params={"model": "gpt"}), "#/params/model", "neuronal-lstm"),
    "a model of another cell": (
        trace(cell="gru", params={"model": "neuronal-lstm"}),
        "#/cell",
        "lstm",
    ),
    "edits beside values": (
        trace(
            cell="rnn",
            input={"vectors": [[1, 2]]},
            params={"values": VALUES, "edits": [{"name": "b_h", "row": 0, "value": 1}]},
        ),
        "#/params",
        "edits",
    ),
    "an edit of no parameter": (
        trace(params={"seed": 1, "edits": [{"name": "W_q", "row": 0, "column": 0, "value": 1}]}),
        "#/params/edits/0/name",
        "W_f",
    ),
    "an edit beyond the last row": (
        trace(params={"seed": 1, "edits": [{"name": "b_f", "row": 4, "value": 1}]}),
        "#/params/edits/0/row",
        "3",
    ),
    "an edit of a matrix without its column": (
        trace(params={"seed": 1, "edits": [{"name": "W_f", "row": 0, "value": 1}]}),
        "#/params/edits/0",
        "row and column",
    ),
    "a letter the model knows in capitals": (
        trace(input={"text": "neuronal"}, params={"model": "neuronal-lstm"}),
        "#/input/text",
        "NEURONAL",
    ),
    "a letter the model never met": (
        trace(input={"text": "NEURONA!"}, params={"model": "neuronal-lstm"}),
        "#/input/text",
        "!",
    ),
    "a token the model never met": (
        trace(input={"tokens": ["N", "ZZ"]}, params={"model": "neuronal-lstm"}),
        "#/input/tokens/1",
        "ZZ",
    ),
    "a missing parameter": (
        trace(cell="rnn", input={"vectors": [[1, 2]]}, params={"values": {"W_h": [[1, 2]]}}),
        "#/params/values/U_h",
        "missing",
    ),
    "a parameter of another cell": (values(W_f=[[1.0]]), "#/params/values/W_f", "U_h"),
    "a ragged parameter": (values(W_h=[[1, 2], [3]]), "#/params/values/W_h/1", "equally long"),
    "an empty parameter": (values(b_h=[]), "#/params/values/b_h", "empty"),
    "a parameter of empty rows": (values(W_h=[[]]), "#/params/values/W_h/0", "empty"),
    "a flat matrix": (values(U_h=[1.0]), "#/params/values/U_h/0", "2"),
    "a deep vector": (values(b_h=[[1.0]]), "#/params/values/b_h/0", "1"),
    "a parameter of the wrong shape": (
        values(U_h=[[1, 2], [3, 4]]),
        "#/params/values/U_h",
        "1 × 1",
    ),
    "a parameter that is not finite": (
        values().replace("0.5", "NaN"),
        "#/params/values/U_h/0/0",
        "finite",
    ),
    "a parameter of text": (values(b_h=["x"]), "#/params/values/b_h/0", "number"),
    "inputs of another size": (
        trace(cell="rnn", input={"vectors": [[1, 2, 3]]}, params={"values": VALUES}),
        "#/input/vectors",
        "2",
    ),
    "an unknown state": (trace(state={"s": [0, 0, 0, 0]}), "#/state/s", "h"),
    "a state of the wrong size": (trace(state={"h": [0, 0]}), "#/state/h", "4"),
    "an override of nothing": (
        trace(overrides=[{"node": "q", "value": 1}]),
        "#/overrides/0/node",
        "q",
    ),
    "an override of an input": (
        trace(overrides=[{"node": "x", "value": 1}]),
        "#/overrides/0/node",
        "x",
    ),
    "an override beyond the end": (
        trace(overrides=[{"node": "f", "value": 1, "step": 8}]),
        "#/overrides/0/step",
        "7",
    ),
    "an override beyond the units": (
        trace(overrides=[{"node": "f", "value": 1, "unit": 4}]),
        "#/overrides/0/unit",
        "3",
    ),
    "an override before the start": (
        trace(overrides=[{"node": "f", "value": 1, "step": -1}]),
        "#/overrides/0/step",
        "0",
    ),
    "an override without a value": (
        trace(overrides=[{"node": "f"}]),
        "#/overrides/0/value",
        "value",
    ),
    "too many overrides": (
        trace(overrides=[{"node": "f", "value": 1}] * 1_001),
        "#/overrides",
        "1,000",
    ),
    "overrides of too many steps": (
        trace(input={"text": "a" * 100}, overrides=[{"node": "f", "value": 1}] * 201),
        "#/overrides",
        "20,000",
    ),
    "float32 that overflows": (
        '{"cell": "rnn", "input": {"vectors": [[0, 1e300]]}, "dtype": "float32"}',
        "#/input/vectors/0/1",
        "float32",
    ),
    "a list": ("[]", "#", "object"),
    "a number": ("1", "#", "object"),
}
UNREADABLE = {
    "nothing": b"",
    "half": b'{"cell": "ls',
    "text": b"cell=lstm",
    "not UTF-8": b'{"cell": "\xff"}',
    "half a surrogate": rb'{"cell": "\ud800"}',
    "2,000 levels": b"[" * 2_000,
    "100,000 levels": b'{"a":' * 100_000,
    "deep in a field": b'{"cell": "lstm", "input": {"vectors": '
    + b"[" * 50_000
    + b"]" * 50_000
    + b"}}",
}
HEADERS = {"Content-Type": "application/json"}


def post(api, body, **headers):
    return api.post("/traces", content=body, headers=HEADERS | headers)


def checked(answer, kind):
    """The document of a problem of this kind."""
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == f"/api/docs/problems/{kind}"
    assert problem["status"] == answer.status_code
    assert problem["title"]
    assert problem["detail"]
    return problem


@pytest.mark.parametrize("name", BAD)
def test_bad_request_is_pointed_at_and_explained(api, name):
    body, pointer, word = BAD[name]
    answer = post(api, body)
    problem = checked(answer, "invalid-request")
    assert answer.status_code == 422
    assert problem["errors"][0]["pointer"] == pointer
    assert word.replace(",", "") in problem["errors"][0]["message"].replace("\u202f", "").replace(
        ",", ""
    )
    assert problem["detail"] == problem["errors"][0]["message"]


@pytest.mark.parametrize("name", BAD)
def test_bad_request_is_explained_in_spanish_too(api, name):
    body, pointer, _ = BAD[name]
    answer = post(api, body, **{"Accept-Language": "es"})
    assert answer.headers["content-language"] == "es"
    problem = checked(answer, "invalid-request")
    english = checked(post(api, body), "invalid-request")
    assert problem["errors"][0]["pointer"] == pointer
    assert problem["title"] != english["title"]
    assert problem["detail"] != english["detail"]


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_json_is_said_to_be(api, name):
    answer = post(api, UNREADABLE[name])
    assert answer.status_code == 422
    assert checked(answer, "invalid-json")["errors"][0]["pointer"] == "#"


@pytest.mark.parametrize("name", [*BAD, *UNREADABLE])
def test_the_next_request_on_the_connection_works(address, name):
    with httpx.Client(base_url=f"{address}/api/v1", timeout=60) as client:
        body = BAD[name][0] if name in BAD else UNREADABLE[name]
        assert post(client, body).status_code == 422
        assert post(client, trace()).status_code == 200


def test_overflow_names_the_step_and_the_node(api):
    params = {"values": {"W_h": [[1e200]], "U_h": [[1e200]], "b_h": [0.0]}}
    request = trace(cell="rnn_relu", input={"vectors": [[1.0], [1.0], [0.0]]}, params=params)
    problem = checked(post(api, request), "overflow")
    assert (problem["step"], problem["node"]) == (1, "h_pre")
    assert "timestep 2" in problem["detail"]


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_saturated_inputs_of_1e300_stay_finite_or_are_reported(api, cell):
    request = trace(cell=cell, input={"vectors": [[1e300, -1e300]] * 3}, digits=17)
    answer = post(api, request)
    if answer.status_code == 200:
        assert "null" not in answer.text.replace('"tokens":null', "")
    else:
        checked(answer, "overflow")


@pytest.mark.parametrize("kind", ["work", "numbers"])
def test_too_much_work_is_refused_with_its_limit(api, kind):
    alphabet = "".join(map(chr, range(0x4E00, 0x4E00 + (1_000 if kind == "work" else 1))))
    text = (alphabet * 1_300)[:1_300]
    answer = post(api, trace(input={"text": text}, params={"seed": 1, "hidden": 256}))
    problem = checked(answer, "too-much-work")
    assert problem["limit"] == getattr(LIMITS, kind)
    assert problem["asked"] > problem["limit"]
    assert "state" in problem["detail"]


@pytest.mark.parametrize(
    "path", ["/nothing", "/cells/nothing", "/cells/lstm/", "/models/x", "/steps/1"]
)
def test_an_unknown_address_is_not_found(api, path):
    assert api.get(path).status_code == 404
    checked(api.get(path), "not-found")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/steps", "POST"),
        ("DELETE", "/traces", "GET, HEAD, POST"),
        ("PUT", "/traces", "GET, HEAD, POST"),
        ("POST", "/cells", "GET, HEAD"),
        ("PATCH", "/cells/lstm", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(api, method, path, allow):
    answer = api.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allow
    checked(answer, "method-not-allowed")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
@pytest.mark.parametrize("path", ["/traces", "/steps"])
def test_a_body_that_is_not_json_is_refused(api, path, kind):
    answer = api.post(path, content=trace(), headers={"Content-Type": kind})
    assert answer.status_code == 415
    checked(answer, "unsupported-media-type")


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "Application/JSON"]
)
def test_json_by_any_of_its_names_is_taken(api, kind):
    assert api.post("/traces", content=trace(), headers={"Content-Type": kind}).status_code == 200


def test_a_format_nobody_offers_is_not_acceptable(api):
    answer = post(api, trace(), Accept="image/png")
    assert answer.status_code == 406
    assert "application/vnd.numpy.npz" in checked(answer, "not-acceptable")["detail"]


@pytest.mark.parametrize("query", ["hidden=0", "hidden=x", "input_size=99999", "hidden=-1"])
def test_sizes_in_an_address_are_checked(api, query):
    checked(api.get(f"/cells/lstm?{query}"), "invalid-request")


def test_a_trace_by_address_needs_its_request(api):
    assert "?q=" in checked(api.get("/traces"), "invalid-request")["detail"]


@pytest.mark.parametrize("kind", PROBLEMS)
@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_problem_type_is_an_address_that_explains_it(address, kind, lang):
    answer = httpx.get(f"{address}/api/docs/problems/{kind}?lang={lang}", timeout=60)
    assert answer.status_code == 200
    assert catalogue(lang)(f"api.problem.{kind}.title") in answer.text


def test_an_unknown_problem_type_is_not_found(address):
    checked(httpx.get(f"{address}/api/docs/problems/nothing", timeout=60), "not-found")


def test_a_step_s_vector_of_the_wrong_length_is_pointed_at(api):
    request = {"cell": "lstm", "x": [1, 2], "params": {"model": "neuronal-lstm"}}
    found = api.post("/steps", json=request).json()
    assert [e["pointer"] for e in found["errors"]] == ["#/x"]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_json_nested_too_deeply_is_told_the_limit(api, lang):
    headers = {"Content-Type": "application/json", "Accept-Language": lang}
    found = api.post("/traces", content="[" * 500, headers=headers).json()
    assert "200" in found["detail"]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_capitals_that_the_model_knows_come_ready_to_be_sent(api, lang):
    for given, instead in (
        ({"text": "neuroNal"}, {"text": "NEURONAL"}),
        ({"tokens": ["n", "E"]}, {"tokens": ["N", "E"]}),
    ):
        body = GOOD | {"input": given, "params": {"model": "neuronal-lstm"}}
        answer = api.post("/traces", json=body, headers={"Accept-Language": lang})
        problem = answer.json()
        assert (answer.status_code, problem["instead"]) == (422, instead)
        known = catalogue(lang)
        assert problem["detail"] == known(
            "api.fault.unknown_case",
            token="n",
            known="N",
            text=instead.get("text") or " ".join(instead["tokens"]),
        )
        assert api.post("/traces", json=body | {"input": instead}).status_code == 200


def test_no_other_spelling_is_offered_where_one_letter_has_none(api):
    body = GOOD | {"input": {"text": "neurona?"}, "params": {"model": "neuronal-lstm"}}
    assert "instead" not in api.post("/traces", json=body).json()
