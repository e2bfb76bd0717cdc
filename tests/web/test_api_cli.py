"""The command line: a trace in the terminal, and a server that says where it is."""

import io
import json
import socket
from types import SimpleNamespace

import pytest

from app import cli
from app.api import traces
from app.api.schemas import TraceRequest

REQUEST = {"cell": "gru", "input": {"text": "año"}, "digits": 5}


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def test_trace_prints_a_line_a_timestep_and_node(capsys):
    arguments = "trace NEURONAL --model neuronal-lstm --nodes f,h --digits 3"
    assert cli.main(arguments.split()) == 0
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading.split() == ["step", "x", "1", "2", "3", "4"]
    assert [line.split()[:3] for line in lines[:3]] == [
        ["1", "N", "f"],
        ["1", "N", "h"],
        ["2", "E", "f"],
    ]
    assert len(lines) == 16


@pytest.mark.parametrize("piped", [True, False])
def test_trace_prints_the_json_of_the_api(capsys, monkeypatch, piped):
    given = SimpleNamespace(buffer=io.BytesIO(json.dumps(REQUEST).encode()))
    monkeypatch.setattr("sys.stdin", given)
    arguments = ["-"] if piped else ["año", "--cell", "gru", "--digits", "5", "--json"]
    assert cli.main(["trace", *arguments]) == 0
    request = TraceRequest.model_validate_json(json.dumps(REQUEST))
    assert capsys.readouterr().out.strip().encode() == traces.as_json(request)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["x", "--cell", "transformer"], "transformer"),
        (["x", "--nodes", "h,q"], "q"),
        (["xyz", "--model", "neuronal-lstm"], "x"),
        ([""], "empty"),
        (["x", "--digits", "99"], "17"),
    ],
)
def test_trace_explains_what_it_cannot_do(capsys, arguments, said):
    assert cli.main(["trace", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err


def test_serve_on_a_busy_port_says_so_and_names_a_free_one(capsys):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        assert cli.main(["serve", "--port", str(port), "--no-open"]) == 2
    said = capsys.readouterr().err
    assert f"Port {port}" in said
    other = int(said.rsplit(" ", 1)[1])
    with socket.create_server(("127.0.0.1", other)):
        pass


def test_serve_on_an_impossible_address_says_so(capsys):
    assert cli.main(["serve", "--host", "203.0.113.1", "--port", "8000", "--no-open"]) == 2
    assert "203.0.113.1" in capsys.readouterr().err


@pytest.mark.parametrize(("browser", "opened"), [("none", 0), ("", 1)])
def test_serve_opens_the_lab_unless_told_not_to(capsys, monkeypatch, browser, opened):
    seen = []
    monkeypatch.setenv("BROWSER", browser)
    monkeypatch.setattr("webbrowser.open", seen.append)
    monkeypatch.setattr("app.server.run", lambda settings, listening: listening.close())
    assert cli.main(["serve", "--port", "0"]) == 0
    assert len(seen) == opened
    printed = capsys.readouterr().out
    assert "/en/lab" in printed
    assert all(url in printed for url in seen)


def test_train_names_what_can_be_made(capsys):
    assert cli.main(["train", "nothing"]) == 2
    assert "neuronal-lstm" in capsys.readouterr().out


def test_a_wrong_setting_is_named(capsys, monkeypatch):
    monkeypatch.setenv("CELDA_PORT", "high")
    assert cli.main(["trace", "x"]) == 2
    assert "CELDA_PORT" in capsys.readouterr().err


def test_a_network_prints_each_layer_under_its_name(capsys):
    arguments = ["trace", "3/7/1998", "--model", "dates-gru-attention", "--nodes", "weights,h"]
    assert cli.main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "encoder" and lines[10] == "decoder"
    assert lines[12].split()[:3] == ["1", "^", "weights"]
