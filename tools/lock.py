"""Resolve pyproject.toml again into the three locks, every package with its hashes: `make lock`."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = "uv==0.13.9"
LOCKS = {
    "requirements.lock": ["pyproject.toml"],
    "requirements-dev.lock": ["pyproject.toml", "--group", "dev"],
    "requirements-build.lock": ["--group", "build"],
}
HOW = "--quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate"


def main() -> None:
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv else []
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        subprocess.run([f"{folder}/bin/python", "-m", "pip", "install", "-qq", UV], check=True)
        for lock, what in LOCKS.items():
            command = [f"{folder}/bin/uv", "pip", "compile", *HOW.split(), *upgrade, *what]
            subprocess.run([*command, "--output-file", lock], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
