"""Bring an environment to a lock: `tools/environment.py LOCK [FOLDER]`; quick when it is there.

Standard library only, and syntax that an old Python can still read, so that it can say what is
missing.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def works(python: Path) -> bool:
    """Whether this environment has a Python that starts and a pip."""
    if not python.exists():
        return False
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(python), "-c", question], stderr=subprocess.DEVNULL).returncode == 0


def create(folder: Path) -> None:
    """A new environment in this folder, by this Python."""
    if sys.version_info < (3, 11):
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(
            f"Celda needs Python 3.11 or newer; {sys.executable} is {found}.\n"
            "Give another one: make serve PYTHON=/path/to/python3.12"
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        sys.exit(
            f"{sys.executable} cannot make environments (no venv or ensurepip).\n"
            "On Debian and Ubuntu: sudo apt-get install python3-venv"
        )
    print(f"Creating {folder.name} …", file=sys.stderr, flush=True)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)]).returncode:
        sys.exit(f"{sys.executable} could not make {folder.name}: see above.")


def main() -> None:
    lock = ROOT / sys.argv[1]
    folder = ROOT / (sys.argv[2] if len(sys.argv) > 2 else ".venv")
    python, stamp = folder / "bin" / "python", folder / lock.name
    if works(python) and stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return
    if not works(python):
        create(folder)
    print(f"Installing {lock.name} into {folder.name} …", file=sys.stderr, flush=True)
    pip = [str(python), "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    if subprocess.run([*pip, "-r", str(lock)]).returncode:
        sys.exit(
            f"pip could not install {lock.name}: see above. Run the same command again to go on."
        )
    stamp.write_bytes(lock.read_bytes())


if __name__ == "__main__":
    main()
