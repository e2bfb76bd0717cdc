"""A real server process: huge bodies, slow and silent clients, at bounded memory."""

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
REQUEST = json.dumps({"cell": "lstm", "input": {"text": "NEURONAL"}}).encode()
HUGE = 100_000_000
PART = b"[0.125]," * 8_192
linux = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")


@pytest.fixture(scope="module")
def served():
    """(process, host, port) of a server that gives a request half a second."""
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--no-open"]
    environment = os.environ | {"CELDA_DEADLINE": "1", "CELDA_LOG_LEVEL": "error"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            address = re.search(r"//([\d.]+):(\d+)", process.stdout.readline())
            assert httpx.get(f"http:{address[0]}/api/v1/cells", timeout=60).status_code == 200
            yield process, address[1], int(address[2])
        finally:
            process.terminate()


def works(served):
    _, host, port = served
    url = f"http://{host}:{port}/api/v1/traces"
    json_type = {"Content-Type": "application/json"}
    return httpx.post(url, content=REQUEST, headers=json_type, timeout=60).status_code == 200


def peak_memory(process):
    """The most bytes that the process ever held."""
    status = Path(f"/proc/{process.pid}/status").read_text("ascii")
    return 1024 * int(re.search(r"VmHWM:\s+(\d+)", status)[1])


def head(length=""):
    lines = ["POST /api/v1/traces HTTP/1.1", "Host: x", "Content-Type: application/json", length]
    return "\r\n".join([*lines, "", ""]).encode()


def send_until_answered(client, first, part, times):
    """Writes as long as nobody answers; what was answered, and how many parts were written."""
    client.sendall(first)
    written = 0
    try:
        while written < times and not select.select([client], [], [], 0)[0]:
            client.sendall(part)
            written += 1
    except (BrokenPipeError, ConnectionResetError):
        pass
    return read(client), written


def read(client):
    """Everything until the other side closes."""
    found = b""
    try:
        while part := client.recv(65_536):
            found += part
    except ConnectionResetError:
        pass
    return found


@linux
@pytest.mark.parametrize("way", ["Content-Length", "chunked"])
def test_a_body_of_100_mb_is_refused_at_bounded_memory(served, way):
    process, host, port = served
    before = peak_memory(process)
    if way == "chunked":
        first = head("Transfer-Encoding: chunked")
        part = f"{len(PART):x}\r\n".encode() + PART + b"\r\n"
    else:
        first, part = head(f"Content-Length: {HUGE}"), PART
    with socket.create_connection((host, port), timeout=30) as client:
        answer, written = send_until_answered(client, first, part, HUGE // len(PART))
    assert written * len(part) < HUGE
    status, _, rest = answer.partition(b"\r\n")
    assert b" 413 " in status
    problem = json.loads(rest.partition(b"\r\n\r\n")[2])
    assert problem["type"] == "/api/docs/problems/content-too-large"
    assert problem["limit"] == 1_000_000
    assert peak_memory(process) - before < 30_000_000
    assert works(served)


@linux
@pytest.mark.parametrize(
    "body",
    [
        b'{"cell": "lstm", "input": {"vectors": [' + b"[]," * 330_000 + b"[]]}}",
        b'{"cell": "lstm", "input": {"vectors": [[' + b'"",' * 330_000 + b"0]]}}",
        b'{"cell": "lstm", "input": {"tokens": [' + b'"a",' * 240_000 + b'"a"]}}',
        b"{" + b",".join(b'"%d":0' % k for k in range(100_000)) + b"}",
        b'{"cell": "lstm", "params": {"values": {"W_f": [[' + b'"",' * 330_000 + b"0]]}}}",
    ],
    ids=["empty vectors", "texts for numbers", "tokens", "unknown fields", "values"],
)
def test_a_megabyte_of_mistakes_is_refused_at_bounded_memory(served, body):
    process, host, port = served
    before = peak_memory(process)
    assert len(body) < 1_000_000
    url = f"http://{host}:{port}/api/v1/traces"
    answer = httpx.post(url, content=body, headers={"Content-Type": "application/json"}, timeout=30)
    assert answer.status_code == 422
    assert 1 <= len(answer.json()["errors"]) <= 20
    assert peak_memory(process) - before < 250_000_000
    assert works(served)


STALLED = {
    "nothing": b"",
    "half a request line": b"GET /heal",
    "half the headers": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "half the body": head("Content-Length: 100") + b'{"cell":',
}


@pytest.mark.parametrize("name", STALLED)
def test_a_request_that_does_not_arrive_is_given_up(served, name):
    _, host, port = served
    with socket.create_connection((host, port), timeout=30) as client:
        client.sendall(STALLED[name])
        assert b"200 OK" not in read(client)
    assert works(served)


def test_a_later_request_of_a_connection_must_arrive_too(served):
    _, host, port = served
    with socket.create_connection((host, port), timeout=30) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz HT")
        assert read(client).count(b"200 OK") == 1


def test_requests_sent_in_one_go_are_all_answered(served):
    _, host, port = served
    body = head(f"Content-Length: {len(REQUEST)}") + REQUEST
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with socket.create_connection((host, port), timeout=30) as client:
        client.sendall(body * 20 + last)
        assert read(client).count(b"HTTP/1.1 200 OK") == 21


def test_endless_headers_are_cut_off(served):
    _, host, port = served
    line = b"X-Padding: " + b"x" * 8_000 + b"\r\n"
    with socket.create_connection((host, port), timeout=30) as client:
        first = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
        answer, written = send_until_answered(client, first, line, 1_000)
    assert b"200 OK" not in answer
    assert written < 1_000
    assert works(served)


def test_a_client_that_reads_nothing_is_cut_off(served):
    _, host, port = served
    vectors = [[0.5]] * 900
    request = {"cell": "lstm", "input": {"vectors": vectors}, "params": {"seed": 1, "hidden": 100}}
    body = json.dumps(request | {"digits": 17}).encode()
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.settimeout(30)
        client.connect((host, port))
        client.sendall(head(f"Content-Length: {len(body)}") + body)
        watching = select.poll()
        watching.register(client, select.POLLHUP | select.POLLERR)
        assert watching.poll(30_000)  # the server hung up, though nothing was read
    assert works(served)


def test_the_server_stops_when_it_is_told_to():
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--no-open"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        address = re.search(rb"(http://[\d.]+:\d+)", process.stdout.readline())[1].decode()
        assert httpx.get(f"{address}/healthz", timeout=60).status_code == 200
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    assert b"Traceback" not in errors
