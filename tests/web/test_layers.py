"""The arrows of dependence: cells → core ← learning, figures ← scenes ← api, pages ← main."""

import ast
import sys
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"

MAY_IMPORT = {  # part of app/: the other parts that it may name
    "core": set(),
    "i18n": set(),
    "settings": set(),
    "jobs": set(),
    "allocation": set(),
    "cells": {"core"},
    "models": {"core", "cells", "learning"},  # a shipped model has its readout
    # `python -m app.learning.train` writes models
    "learning": {"core", "cells", "models", "allocation"},
    "figures": {"core", "cells", "i18n"},
    "narrator": {"core", "cells", "i18n"},
    "scenes": {"core", "cells", "models", "learning", "figures", "narrator", "i18n"},
}
EDGE = {"core", "cells", "models", "learning", "figures", "narrator", "scenes", "i18n", "settings"}
EDGE |= {"jobs"}
MAY_IMPORT |= {
    "api": EDGE,
    "pages": EDGE | {"api"},
    "client": {"api"},
    "server": {"settings"},
    "main": EDGE | {"api", "pages", "allocation"},
    "cli": EDGE | {"api", "client", "main", "server"},
}
WEB = {"fastapi", "starlette", "uvicorn", "pydantic", "jinja2", "httpx", "plotly", "orjson"}


def parts() -> list[str]:
    """The folders and modules of app/, by the name the others import."""
    found = {p.stem if p.suffix else p.name for p in APP.iterdir() if p.suffix in ("", ".py")}
    return sorted(found - {"__init__", "__pycache__"})


def files(part: str) -> list[Path]:
    return (
        [APP / f"{part}.py"]
        if (APP / f"{part}.py").exists()
        else sorted((APP / part).rglob("*.py"))
    )


def imports(file: Path) -> set[tuple[str, ...]]:
    """Absolute dotted paths of what a file of app/ imports, relative ones resolved."""
    package = ("app", *file.relative_to(APP).parent.parts)
    found: set[tuple[str, ...]] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = (*base, *(node.module.split(".") if node.module else ()))
            found |= {(*module, alias.name) for alias in node.names}
    return found


def test_every_part_is_placed():
    assert set(parts()) <= set(MAY_IMPORT)


@pytest.mark.parametrize("part", parts())
def test_a_part_imports_only_the_parts_it_may(part):
    for file in files(part):
        named = {path[1] for path in imports(file) if path[0] == "app"} & set(parts())
        assert named - {part} <= MAY_IMPORT[part], file.relative_to(APP)


@pytest.mark.parametrize("part", parts())
def test_imports_inside_the_package_are_relative(part):
    for file in files(part):
        tree = ast.walk(ast.parse(file.read_text("utf-8")))
        absolute = [n for n in tree if isinstance(n, ast.ImportFrom) and n.level == 0]
        names = {(node.module or "").split(".")[0] for node in absolute}
        assert not names & {"app", "celda"}, f"{file.relative_to(APP)}: the wheel is named celda"


@pytest.mark.parametrize("part", ["core", "cells", "learning", "models"])
def test_the_mathematics_knows_nothing_of_the_web(part):
    for file in files(part):
        assert not {path[0] for path in imports(file)} & WEB, file.relative_to(APP)


@pytest.mark.parametrize("part", ["core", "cells"])
def test_core_and_cells_need_numpy_and_the_standard_library_only(part):
    known = sys.stdlib_module_names | {"app", "numpy"}
    for file in files(part):
        assert {path[0] for path in imports(file)} <= known, file.relative_to(APP)
