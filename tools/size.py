"""Lines by folder, and the engine against its budget: `make size`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KINDS = {".py", ".js", ".css", ".html", ".toml", ".md", ".svg"}
BUDGET = 900


def lines(file: Path) -> int:
    return len(file.read_text("utf-8").splitlines())


def ours(folder: Path) -> list[Path]:
    """The source files below a folder that were written by hand."""
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.suffix in KINDS and not {"vendor", "__pycache__"} & set(file.parts)
    ]


def row(name: str, count: int, files: int) -> None:
    print(f"{name:<24}{count:>7}  in {files:>3} files")


def main() -> None:
    for top in ("app", "static", "templates", "tests", "tools"):
        files = ours(ROOT / top)
        row(top + "/", sum(map(lines, files)), len(files))
        for folder in sorted(f for f in (ROOT / top).iterdir() if f.is_dir()):
            if inside := ours(folder):
                row(f"  {top}/{folder.name}/", sum(map(lines, inside)), len(inside))
    print("\nthe engine, app/core")
    engine = sorted((ROOT / "app" / "core").glob("*.py"))
    for file in engine:
        print(f"  {file.name:<22}{lines(file):>7}")
    total = sum(map(lines, engine))
    verdict = "within" if total <= BUDGET else f"{total - BUDGET} over"
    print(f"  {'together':<22}{total:>7}  {verdict} the budget of {BUDGET}")


if __name__ == "__main__":
    main()
