"""Print the path of a Chromium that starts, and install one where there is none.

$CHROMIUM, else one on the PATH, else Playwright's if it is installed, else apt-get as root, else
Playwright's own install.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def starts(path: str | None) -> bool:
    """Whether it answers to --version: a snap's placeholder or a damaged install does not."""
    if not path or not os.access(path, os.X_OK):
        return False
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def run(*command: str) -> None:
    """Run an installer; what it says goes to the error stream, and its failure is not the end."""
    print("$", *command, file=sys.stderr, flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, stdout=sys.stderr, env=environment, timeout=400)


def candidates() -> Iterator[str | None]:
    """Paths to try, in order; asking for the next one installs what it needs."""
    yield from map(shutil.which, NAMES)
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    yield own
    if shutil.which("apt-get") and os.geteuid() == 0:
        run("apt-get", "-qq", "update")
        run("apt-get", "-qq", "-y", "--no-install-recommends", "install", "chromium")
        yield from map(shutil.which, NAMES)
    run(sys.executable, "-m", "playwright", "install", "chromium")
    yield own


def find() -> str:
    """The path of a Chromium that starts; exits with what to do where there is none."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given if starts(given) else sys.exit(f"CHROMIUM={given} does not start")
    for path in candidates():
        if path and starts(path):
            return path
    sys.exit(
        "No Chromium found for the browser tests. Install one (apt-get install chromium)"
        " or give its path: CHROMIUM=/path/to/chrome make test"
    )


if __name__ == "__main__":
    print(find())
