"""The compare page: cells side by side on one input, with real numbers."""

import json
import re

import httpx
import numpy as np
import pytest

from app.cells import CELLS
from app.core.bptt import backward
from app.core.params import initial
from app.core.run import run
from app.learning.first_input import memory
from app.pages.compare import USUAL, chosen


@pytest.fixture
def site(address):
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_memory_is_the_gradient_of_every_state_by_the_first_input(cell):
    rng = np.random.default_rng(3)
    trace = run(cell, initial(cell, 5, 3, scale=2.0), rng.normal(size=(6, 5)))
    for t, found in enumerate(memory(trace)):
        rows = []
        for unit in range(3):
            seed = np.zeros_like(trace["h"])
            seed[t, unit] = 1
            rows.append(backward(trace, {"h": seed}).inputs[0])
        assert found == pytest.approx(np.linalg.norm(rows, 2), rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("cells", ["rnn,lstm", "rnn,lstm,gru,min_gru"])
def test_every_chosen_cell_has_its_card_with_bars_for_every_step(site, lang, cells):
    page = site.get(f"/{lang}/compare", params={"cells": cells, "text": "casa"}).text
    assert re.findall(r'data-cell="(\w+)"', page) == cells.split(",")
    for found in re.findall(r"data-memory='([^']*)'", page):
        shares = json.loads(found)
        assert len(shares) == 4
        assert shares[0] == 1
    assert "style=" not in page


def test_too_few_or_unknown_cells_give_the_usual_ones_and_too_many_the_first_four():
    assert chosen("") == chosen("lstm") == chosen("gnu,lstm") == USUAL
    assert len(chosen(",".join(CELLS))) == 4
