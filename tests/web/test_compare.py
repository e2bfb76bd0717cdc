"""The compare page: cells side by side on one input and one time, with real numbers."""

import json
import re

import httpx
import numpy as np
import pytest

from app import models
from app.cells import CELLS
from app.core.bptt import backward
from app.core.params import initial
from app.core.run import run
from app.i18n import LANGS, catalogue
from app.learning.first_input import memory
from app.narrator.side_by_side import Reader, tell
from app.pages.aligned import beats, known, place, stops
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


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_what_fires_in_one_wave_reads_nothing_computed_in_it_but_its_own_sum(cell):
    start = 0
    for end in stops(cell):
        inside = cell.ids[start:end]
        for id in inside:
            within = [arg for arg in cell.node(id).args if arg in inside]
            assert all(cell.node(arg).op.shape == "affine" for arg in within)
        start = end
    assert start == len(cell.nodes)


def test_all_cells_hand_their_states_over_together():
    cells = [CELLS[id] for id in ("rnn", "lstm", "gru", "lstm_peephole")]
    shared, steps = beats(cells), 3
    for cell in cells:
        for at in range(steps * shared + 1):
            step, k = divmod(at, shared)
            assert known(cell, shared, at) == step + (k >= len(stops(cell)))
            if k == 0:
                assert place(cell, shared, at, steps) == step * cell.beats
        assert place(cell, shared, shared - 1, steps) == cell.beats - 1


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("cells", ["rnn,lstm", "rnn,lstm,gru,min_gru"])
def test_every_chosen_cell_has_its_stage_and_bars_for_every_step(site, lang, cells):
    page = site.get(f"/{lang}/compare", params={"cells": cells, "text": "casa"}).text
    assert re.findall(r'data-compared="(\w+)"', page) == cells.split(",")
    assert re.findall(r'class="stage-svg"[^>]* data-cell="(\w+)"', page) == cells.split(",")
    for found in re.findall(r"data-memory='([^']*)'", page):
        shares = json.loads(found)
        assert len(shares) == 4
        assert shares[0] == 1
    assert "style=" not in page


def test_too_few_or_unknown_cells_give_the_usual_ones_and_too_many_the_first_four():
    assert chosen("") == chosen("lstm") == chosen("gnu,lstm") == USUAL
    assert len(chosen(",".join(CELLS))) == 4


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("cells", "kinds"),
    [
        ("lstm", ["few"]),
        (",".join(CELLS), ["many"]),
        ("rnn,gnu", ["unknown", "few"]),
        ("rnn,gru", []),
        ("", []),
    ],
)
def test_a_wrong_number_of_cells_is_said(site, lang, cells, kinds):
    page = site.get(f"/{lang}/compare", params={"cells": cells}).text
    assert re.findall(r'data-problem="(\w+)"', page) == kinds


def test_boxes_of_a_form_are_read_without_scripts(site):
    page = site.get("/en/compare?cells=gru&cells=rnn&text=sol&model=none&hidden=3&seed=8").text
    assert re.findall(r'data-compared="(\w+)"', page) == ["rnn", "gru"]
    assert page.count("parameters, untrained") == 2
    assert re.search(r'name="seed" value="8"', page)


def test_an_address_without_input_compares_networks_trained_alike_from_the_start(site):
    page = site.get("/en/compare").text
    cards = [models.card(f"counting-ab-{cell}") for cell in USUAL]
    assert len({(card["hidden"], card["updates"]) for card in cards}) == 1
    said = " ".join(re.search(r"data-learned>([^<]*)<", page)[1].split())
    shares = [f"{round(100 * card['accuracy'])}%" for card in cards]
    assert re.findall(r"\d+%", said) == shares
    assert 'data-at="0"' in page
    assert "model=counting-ab-lstm" in page  # in the laboratory its own network
    other = site.get("/en/compare?text=casa&model=counting-ab").text
    assert "data-learned" not in other
    for query in ("text=NEURONAL", "model=counting-ab"):
        answer = site.get(f"/en/compare?{query}")
        assert answer.status_code == 200
        assert "data-learned" not in answer.text


def test_a_text_too_long_for_several_cells_is_cut_and_said(site):
    asked = {"cells": "rnn,lstm,gru,min_gru", "text": "a" * 200, "hidden": "8"}
    page = site.get("/en/compare", params=asked).text
    assert re.findall(r'data-problem="(\w+)"', page) == ["text"]
    assert [len(json.loads(m)) for m in re.findall(r"data-memory='([^']*)'", page)] == [100] * 4


def told(shares, given=None, lang="en", tokens="abc"):
    """shares: of each cell at every step; given: what each readout gives "a", "b", "c", the end."""
    outputs = ["a", "b", "c", "$"]
    rows = [None] * len(shares) if given is None else [np.array(p) for p in given]
    cells = [
        Reader(f"C{k}", s, p, outputs) for k, (s, p) in enumerate(zip(shares, rows, strict=True))
    ]
    return tell(cells, tokens, catalogue(lang))


def test_the_narrator_names_who_kept_most_and_by_how_much():
    sentences = told([[1, 0.8, 0.5], [1, 0.25, 0.05]])
    assert len(sentences) == 4
    assert sentences[2] == "C0 keeps most of “a”: 80%. Behind it, C1 with 25%."
    assert "C0 keeps 50% of “a”, 10 times as much as C1 (5%)" in sentences[3]
    assert "Now C1 keeps most" in told([[1, 0.8, 0.3, 0.1], [1, 0.25, 0.6, 0.1]], tokens="abca")[3]


def test_the_narrator_tells_likeness_growth_and_loss():
    assert "left in each cell: between 40% and 43%" in told([[1, 0.4, 0.1], [1, 0.43, 0.1]])[2]
    assert "it is 140% of what it was at first" in told([[1, 1.4, 0.1], [1, 0.43, 0.1]])[2]
    assert "Less than 1%" in told([[1, 0.004, 0.001], [1, 0.002, 0.001]])[2]
    assert "moves no state" in told([[0, 0, 0], [0, 0, 0]])[1]


def test_the_narrator_tells_what_the_next_token_was_given():
    sure, unsure = [[0, 0.9, 0.1, 0]] * 3, [[0, 0.2, 0.1, 0.7]] * 3
    sentences = told([[1, 0.5, 0.2], [1, 0.4, 0.1]], [sure, unsure])
    assert "Next comes “b”: C0 gave it 90%, C1 20%." in sentences[1]
    assert "Next comes “c”: each cell gave it about the same, 10%." in sentences[2]
    assert "Expected now: “b” by C0 (90%) and the end by C1 (70%)." in sentences[3]
    spanish = told([[1, 0.5, 0.2], [1, 0.4, 0.1]], [sure, unsure], "es")
    assert (
        "Llega «b»: C0 le daba el 90\N{NO-BREAK SPACE}%; C1, el 20\N{NO-BREAK SPACE}%."
        in spanish[1]
    )
