"""Promises of "where it comes from": the sums listed are those of the node list, and add up."""

import numpy as np
import pytest

from app.cells import DECODERS, EVERY
from app.core.params import initial
from app.core.trace import Override, Trace
from app.narrator.ancestry import Sum, lineage, written_sums
from tests.core.looking import run


def traced(cell: str, **more) -> Trace:
    params = initial(EVERY[cell], 5, 4, seed=3, scale=3.0)
    return run(EVERY[cell], params, np.eye(5)[[0, 1, 2, 3, 4, 0]], **more)


def openable(cell: str) -> list[str]:
    return [n.id for n in EVERY[cell].nodes if not n.op.joins and EVERY[cell].axes[n.id] != "SH"]


def read(cell: str, sums: list[Sum]) -> set[str]:
    """Every value whose number the list shows: in a line, or among the terms."""
    lines = {token["of"] for s in sums for token in s.line if "value" in token}
    return lines | {t.of for s in sums for t in s.terms}


@pytest.mark.parametrize("cell", EVERY)
def test_terms_and_bias_add_up_to_the_number_of_the_trace(cell):
    trace = traced(cell)
    for id in openable(cell):
        for s in written_sums(trace, id, 3, 2):
            assert s.value == trace[s.node.id][3, 2]
            if s.matrices:
                told = sum(t.product for t in s.terms) + s.rest[1] + (s.bias[1] if s.bias else 0)
                assert told == pytest.approx(s.value, abs=1e-9), f"{s.node.id} of {id}"
                for t in s.terms:
                    assert t.input == trace[t.of][3, t.unit]
                    assert t.weight == trace.params[t.matrix][2, t.unit]


@pytest.mark.parametrize("cell", EVERY)
def test_from_every_number_the_list_leads_on_to_all_its_ancestors(cell):
    """What a list does not write out itself is a number in it, with a list of its own."""
    trace, nodes = traced(cell), EVERY[cell].by_id
    for id in openable(cell):
        met, ahead = set(), [id]
        while ahead:
            sums = written_sums(trace, ahead.pop(), 3, 2)
            seen = {s.node.id for s in sums} | read(cell, sums)
            new = {v for v in seen - met if v in nodes and v in openable(cell)}
            ahead += new
            met |= seen
        true, todo = set(), [id]
        while todo:
            node = nodes.get(todo.pop())
            new_args = [arg for arg in node.args if arg not in true] if node else []
            todo += new_args
            true |= set(new_args)
        joins = {v for v in true if v in nodes and nodes[v].op.joins}
        wide = {v for v in true if EVERY[cell].axes.get(v) == "SH"} | ({"memory"} & true)
        assert true - joins - wide <= met, id
        assert cell in DECODERS or met - {id} <= true | set(trace.params)


def test_of_a_long_product_the_terms_that_push_most_are_listed_and_the_rest_is_one_number():
    params = initial(EVERY["rnn"], 3, 20, seed=3, scale=3.0)
    trace = run(EVERY["rnn"], params, np.eye(3))
    product = written_sums(trace, "h", 2, 7)[1]
    assert product.node.id == "h_pre" and product.rest[0] == 1 + 20 - 12
    least = min(abs(t.product) for t in product.terms)
    all_terms = params["U_h"][7] * trace["h"][1]
    assert sum(abs(v) > least for v in all_terms) <= 12
    told = sum(t.product for t in product.terms) + product.rest[1] + product.bias[1]
    assert told == pytest.approx(trace["h_pre"][2, 7])


def test_a_clamped_number_keeps_its_ancestors_and_says_that_it_was_replaced():
    sums = written_sums(traced("lstm", overrides=[Override("f", 1.0, 2, 1)]), "f", 2, 1)
    assert [s.node.id for s in sums] == ["f", "f_pre"] == lineage(EVERY["lstm"], "f")
    assert {"op": "→"} in sums[0].line and sums[0].value == 1.0
