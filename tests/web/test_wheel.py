"""The wheel: built, installed in a new environment, and served from another directory."""

import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "CELDA_", "VIRTUAL"))}


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, env=CLEAN, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The bin folder of an environment with the wheel; it reads the dependencies from this one."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (wheel,) = folder.glob("celda-*.whl")
    venv.create(folder / "env", symlinks=True)
    python = folder / "env" / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    where = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    Path(where.strip(), "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return python.parent


@pytest.fixture(scope="module")
def site(installed, tmp_path_factory):
    """A client of the installed celda, served from a folder that has nothing in it."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    command = [installed / "celda", "serve", "--host", "127.0.0.1", "--port", "0", "--no-open"]
    with (
        (elsewhere / "log").open("w") as log,
        subprocess.Popen(
            command, cwd=elsewhere, env=CLEAN, stdout=subprocess.PIPE, stderr=log, text=True
        ) as server,
    ):
        said = server.stdout.readline()  # the address, once the socket listens
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        try:
            assert address, said + (elsewhere / "log").read_text("utf-8")
            with httpx.Client(base_url=address[0], timeout=30) as client:
                yield client
        finally:
            server.terminate()


def test_installed_under_its_own_name_only(installed, tmp_path):
    say = "import celda, importlib.util as i; print(celda.__file__, i.find_spec('app'))"
    file, app = run(installed / "python", "-c", say, cwd=tmp_path).split()
    assert Path(file).is_relative_to(installed.parent)
    assert app == "None"


def test_serves_its_health(site):
    assert site.get("/healthz").status_code == 200


@pytest.mark.parametrize("language", ["es", "en"])
def test_serves_the_lab_with_its_assets(site, language):
    page = site.get(f"/{language}/lab")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    assert {Path(asset).suffix for asset in assets} >= {".css", ".js", ".woff2"}
    assert {asset: site.get(asset).status_code for asset in assets} == dict.fromkeys(assets, 200)


def test_serves_a_trace_of_a_shipped_model(site):
    request = {"input": {"text": "NEURONAL"}, "params": {"model": "neuronal-lstm"}, "cell": "lstm"}
    answer = site.post("/api/v1/traces", json=request)
    assert answer.status_code == 200, answer.text
    assert answer.json()["steps"] == 8
