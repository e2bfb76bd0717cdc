"""Equations: printed once, from the nodes; LaTeX is a snapshot read by eye, MathML parses."""

import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.cells import EVERY
from app.core.equations import equation, lines

CELL = pytest.mark.parametrize("cell", EVERY.values(), ids=EVERY)
SNAPSHOTS = Path(__file__).parents[1] / "snapshots"


@CELL
@pytest.mark.snapshot
def test_latex_is_the_accepted_snapshot(cell):
    printed = "".join(f"{line.tex}\n" for line in lines(cell))
    accepted = SNAPSHOTS / f"{cell.id}.tex"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        accepted.write_text(printed, "utf-8")
    assert printed == accepted.read_text("utf-8")


@CELL
def test_mathml_is_well_formed_and_marks_every_node_once(cell):
    marked = []
    for line in lines(cell):
        tree = ElementTree.fromstring(line.mathml)
        marked += [e.get("data-node") for e in tree.iter() if e.get("data-node")]
    assert sorted(marked) == sorted(i for i in cell.ids if not cell.node(i).op.joins)


@CELL
def test_every_node_has_an_equation_of_its_own(cell):
    for id in cell.ids:
        ElementTree.fromstring(equation(cell, id).mathml)
