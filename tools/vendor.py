"""Remake static/vendor from the published packages pinned in tools/vendor: `make vendor`.

Needs Node with npm; the site itself has no build step, so what this makes is committed.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECIPE = ROOT / "tools" / "vendor"
VENDOR = ROOT / "static" / "vendor"

FONTS = (
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
    "@fontsource/stix-two-text/files/stix-two-text-latin-400-italic.woff2",
    "@fontsource/stix-two-text/files/stix-two-text-greek-400-normal.woff2",
)
MATH = "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2"
BUNDLE = (
    "--bundle",
    "--minify",
    "--format=esm",
    "--define:global=window",
    "--loader:.css=empty",
    "--alias:stream=stream-browserify",
    "--legal-comments=none",
    "--metafile=meta.json",
    "--log-level=warning",
)


def run(folder: Path, *command: str) -> str:
    """What the command prints; it runs in this folder and must succeed."""
    return subprocess.run(
        command, cwd=folder, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


def fonts(work: Path, out: Path) -> None:
    """Inter and STIX Two Text as published, STIX Two Math cut down, with their licences."""
    out.mkdir(parents=True)
    packages = work / "node_modules"
    for font in FONTS:
        shutil.copy(packages / font, out)
    run(work, "node", "math-font.js", str(packages / MATH), str(out / "stix-two-math.woff2"))
    shutil.copy(packages / "@fontsource-variable/inter/LICENSE", out / "LICENSE-inter.txt")
    shutil.copy(packages / "@fontsource/stix-two-text/LICENSE", out / "LICENSE-stix-two.txt")


def plotly(work: Path, out: Path) -> None:
    """The bundle, its style sheet, and the licence of every package that is in the bundle."""
    out.mkdir(parents=True)
    packages = work / "node_modules"
    bundle = out / "plotly.js"
    run(work, str(packages / ".bin/esbuild"), "plotly.js", *BUNDLE, f"--outfile={bundle}")
    head = "/* plotly.js 4.1.1: core, heatmap and bar; licences in LICENSES.txt */\n"
    bundle.write_text(head + bundle.read_text("utf-8"), "utf-8")
    style = run(work, "node", "plotly-css.js", str(packages / "plotly.js/build/plotcss.js"))
    (out / "plotly.css").write_text(style, "utf-8")
    (out / "LICENSES.txt").write_text(licences(work), "utf-8")


def licences(work: Path) -> str:
    """The licence texts of the packages that esbuild put into the bundle, by name."""
    inputs = json.loads((work / "meta.json").read_text("utf-8"))["inputs"]
    found = (re.match(r"(.*node_modules/((?:@[^/]+/)?[^/]+))/", path) for path in inputs)
    texts = []
    for folder, name in sorted({(m[1], m[2]) for m in found if m}, key=lambda pair: pair[1]):
        about = json.loads((work / folder / "package.json").read_text("utf-8"))
        files = sorted((work / folder).glob("[Ll][Ii][Cc][Ee][Nn][CcSs][Ee]*"))
        text = (
            files[0].read_text("utf-8").strip() if files else "(the package holds no licence file)"
        )
        licence = about.get("license", "see below")
        texts.append(f"{name} {about['version']} – {licence}\n{'-' * 72}\n{text}\n")
    return "\n\n".join(texts)


def main() -> None:
    if not shutil.which("npm"):
        sys.exit("make vendor needs Node and npm on the PATH")
    with tempfile.TemporaryDirectory() as folder:
        work, out = Path(folder, "work"), Path(folder, "out")
        shutil.copytree(RECIPE, work)
        run(work, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        fonts(work, out / "fonts")
        plotly(work, out / "plotly")
        files = sorted(p for p in out.rglob("*") if p.is_file())
        lines = (
            f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(out)}\n" for p in files
        )
        (out / "SHA256SUMS").write_text("".join(lines), "utf-8")
        shutil.rmtree(VENDOR, ignore_errors=True)
        shutil.copytree(out, VENDOR)
    print((VENDOR / "SHA256SUMS").read_text("utf-8"), end="")
    print("Made. Look at `git diff --stat static/vendor`:", os.fspath(VENDOR.relative_to(ROOT)))


if __name__ == "__main__":
    main()
