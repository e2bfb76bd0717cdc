"""What is shipped is what was pinned, and is whole: vendored files, locks, merges."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "static" / "vendor"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS = PROJECT["dependency-groups"]


def pins(requirements: list[object]) -> set[str]:
    return {r.split(";")[0].strip() for r in requirements if isinstance(r, str)}


def locked(lock: str) -> set[str]:
    return set(re.findall(r"^[\w.-]+==[\w.+-]+", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


def test_vendored_files_are_as_they_were_made():
    lines = (VENDOR / "SHA256SUMS").read_text("utf-8").splitlines()
    noted = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    files = {p for p in VENDOR.rglob("*") if p.is_file() and p.suffix not in (".br", ".gz")}
    found = {
        p.relative_to(VENDOR).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in files - {VENDOR / "SHA256SUMS"}
    }
    assert found == noted


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", [*PROJECT["project"]["dependencies"], *GROUPS["dev"]]),
        ("requirements-build.lock", [*GROUPS["build"], *PROJECT["build-system"]["requires"]]),
    ],
)
def test_lock_holds_what_the_project_asks_for(lock, requirements):
    assert pins(requirements) <= locked(lock), "run make lock"


def test_every_locked_package_has_its_hashes():
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text("utf-8").replace("\\\n", " ")
        packages = [line for line in text.splitlines() if line.strip()]
        assert packages
        assert all(" --hash=sha256:" in line for line in packages), lock.name


def test_both_locks_agree():
    assert locked("requirements.lock") <= locked("requirements-dev.lock")


def test_no_merge_is_left_unresolved():
    marks = re.compile(r"^(<{7} |>{7} |={7}$)", re.MULTILINE)
    files = [p for top in ("app", "static", "templates") for p in (ROOT / top).rglob("*")]
    ours = [p for p in files if p.suffix in {".css", ".html", ".js", ".py", ".toml"}]
    assert ours
    assert not [p.name for p in ours if marks.search(p.read_text("utf-8"))]
