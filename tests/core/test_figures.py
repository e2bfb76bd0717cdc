"""Figures: their numbers are the trace's, they play by themselves, in both languages and themes."""

import json
import runpy
from itertools import combinations, product
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from app.cells import CELLS
from app.core.params import initial
from app.core.run import run, step
from app.core.trace import Override, Trace
from app.figures import FIGURES, Look, Outputs, figure, figure_json, views
from app.figures.labels import place, together
from app.figures.panels import Panels
from app.figures.phase import after, components
from app.figures.saturation import shares
from app.figures.scale import Scale, largest
from app.figures.similarity import cosines
from app.figures.theme import PALETTES
from app.i18n import LANGS, catalogue

WORD = "NEURONAL"
SIZES = [(8, 4), (8, 1), (1, 1), (1, 16), (3, 2), (20, 16)]
ROOT = Path(__file__).parents[2]


def trace(cell: str, steps: int = 8, hidden: int = 4, scale: float = 3.0, **more) -> Trace:
    rng = np.random.default_rng([steps, hidden])
    params = initial(CELLS[cell], 5, hidden, seed=2, scale=scale)
    return run(CELLS[cell], params, rng.normal(size=(steps, 5)), **more)


def outputs(steps: int) -> Outputs:
    p = np.random.default_rng(0).random((steps, 8))
    return Outputs(p / p.sum(axis=1, keepdims=True), [*"NEUROAL$"])


def shown(cell: str, steps: int = 8, hidden: int = 4, **look) -> dict[str, dict]:
    t = trace(cell, steps, hidden)
    look = Look(tokens=WORD if steps == 8 else (), **look)
    given = outputs(steps)
    return {
        v: json.loads(figure_json(v, t, look, outputs=given)) for v in views(t.cell, outputs=True)
    }


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("cell", CELLS)
def test_every_view_of_every_cell_is_a_valid_figure_with_a_frame_a_step(cell, size):
    for view, made in shown(cell, *size, animated=True).items():
        go.Figure(made)  # raises for what Plotly does not know
        assert len(made["frames"]) == size[0], view
        assert [f["name"] for f in made["frames"]] == [str(n + 1) for n in range(size[0])]
        assert len(made["layout"]["sliders"][0]["steps"]) == size[0]
        assert made["layout"]["meta"]["view"] == view
        assert made["layout"]["template"] == {}
        assert "bdata" not in json.dumps(made)
        assert all("meta" in t and {"node", "x", "y"} <= t["meta"].keys() for t in made["data"])


@pytest.mark.parametrize("cell", CELLS)
def test_heatmaps_hold_the_traces_numbers_not_rounded(cell):
    t = trace(cell)
    for view in {"gates", "states"} & set(views(t.cell)):
        for drawn in figure(view, t, Look()).data:
            assert np.array_equal(np.array(drawn.z), t[drawn.meta["node"]].T)


@pytest.mark.parametrize("cell", CELLS)
def test_lines_hold_one_units_numbers(cell):
    t = trace(cell)
    for drawn in figure("unit_lines", t, Look(), unit=2).data:
        assert list(drawn.y) == t[drawn.meta["node"]][:, 2].tolist()


@pytest.mark.parametrize("cell", CELLS)
def test_gates_run_from_0_to_1_and_values_around_0_to_the_largest_of_the_trace(cell):
    t = trace(cell)
    for view in {"gates", "states"} & set(views(t.cell)):
        for drawn in figure(view, t, Look()).data:
            gate = t.cell.node(drawn.meta["node"]).role not in ("state", "memory", "candidate")
            limit = largest(t)
            assert (drawn.zmin, drawn.zmax) == ((0, 1) if gate else (-limit, limit))


@pytest.mark.parametrize("cell", CELLS)
def test_the_view_of_gates_is_offered_only_where_there_are_gates(cell):
    gated = {n.id for n in CELLS[cell].nodes} & set("fiorz")
    assert ("gates" in views(CELLS[cell])) == bool(gated)
    assert "outputs" not in views(CELLS[cell])


@pytest.mark.parametrize("lang", LANGS)
def test_words_and_numbers_are_of_the_language(lang):
    t = catalogue(lang)
    for view, made in shown("lstm", lang=lang, animated=True).items():
        layout = made["layout"]
        labels = [b["label"] for b in layout["updatemenus"][0]["buttons"]]
        assert labels == [t("figures.play"), t("figures.pause")]
        assert layout["title"]["text"] == t(f"figures.{view}.title", unit=1)
        assert layout["separators"][0] == t("number.decimal")


def test_style_sheet_and_figures_have_the_colours_of_one_table():
    made = runpy.run_path(str(ROOT / "tools/make_tokens.py"))
    for target, write in (("STYLES", "stylesheet"), ("FIGURES", "figures")):
        assert made[target].read_text() == made[write](), "run tools/make_tokens.py"


@pytest.mark.parametrize("theme", PALETTES)
def test_a_theme_changes_colours_only(theme):
    light, other = shown("gru"), shown("gru", theme=theme)
    for view in light:
        assert [d.get("z", d.get("y")) for d in light[view]["data"]] == [
            d.get("z", d.get("y")) for d in other[view]["data"]
        ]


def test_without_animation_there_are_no_controls_and_the_paper_is_clear():
    for made in shown("lstm").values():
        assert not made.get("frames")
        assert not {"sliders", "updatemenus", "title"} & made["layout"].keys()
        assert made["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"


def test_size_is_the_one_asked_for():
    for animated in (False, True):
        for made in shown("lstm", width=500, height=420, animated=animated).values():
            assert (made["layout"]["width"], made["layout"]["height"]) == (500, 420)


@pytest.mark.parametrize("cell", CELLS)
def test_the_flow_at_the_present_state_leads_to_the_next_one(cell):
    overrides = (Override("h", 0.25, step=2, unit=1),)
    t = trace(cell, steps=5, hidden=2, overrides=overrides)
    for s in range(t.steps):
        assert after(t, s, t["h_prev"][s][None])[0] == pytest.approx(t["h"][s])


def test_the_flow_is_the_cells_own_step_from_any_state():
    t = trace("lstm", hidden=2)
    state = np.array([[0.3, -0.7], [0.9, 0.1]])
    for k, h in enumerate(state):
        one = step(t.cell, t.params, t.inputs[4], {"h": h, "c": t["c_prev"][4]}, t=4)
        assert after(t, 4, state)[k] == pytest.approx(one["h"])


def test_components_are_those_of_the_covariance():
    points = trace("gru", steps=20, hidden=6)["h"]
    found, share = components(points)
    values, vectors = np.linalg.eigh(np.cov(points.T))
    for k in (0, 1):
        assert share[k] == pytest.approx(values[-1 - k] / values.sum())
        along = (points - points.mean(axis=0)) @ vectors[:, -1 - k]
        assert np.abs(found[:, k]) == pytest.approx(np.abs(along))


def test_phase_of_chosen_units_holds_their_numbers():
    t = trace("lstm")
    path = next(d for d in figure("phase", t, Look(), units=(3, 1)).data if d.name == "path")
    assert list(path.x)[1:] == t["h"][:, 3].tolist()
    assert list(path.y)[1:] == t["h"][:, 1].tolist()


def test_saturation_counts_the_steps_so_far():
    gate = np.array([[0.05, 0.95, 0.5, 0.01], [0.91, 0.92, 0.1, 0.9]])
    closed, opened = shares(gate)
    assert closed.tolist() == [[1, 1 / 2, 1 / 3, 2 / 4], [0, 0, 0, 0]]
    assert opened.tolist() == [[0, 1 / 2, 1 / 3, 1 / 4], [1, 1, 2 / 3, 2 / 4]]


@pytest.mark.parametrize(
    "points", [[(0, 0)] * 3 + [(4, 2), (9, 3), (2, 9), (60, 60)], [(5, 80)] * 2]
)
def test_labels_of_points_cover_neither_each_other_nor_a_point(points):
    at = np.array(points, dtype=float)
    groups = together(at)
    assert sorted(k for group in groups for k in group) == list(range(len(at)))
    heads, names = at[[g[0] for g in groups]], [", ".join(map(str, g)) for g in groups]
    boxes = [
        (middle, np.array([6.8 * len(name), 13.0]))
        for (middle, _), name in zip(place(heads, names, (90, 86)), names, strict=True)
    ]
    rims = [(head, np.array([7.0, 7.0])) for head in heads]
    pairs = [*combinations(boxes, 2), *product(boxes, rims)]
    for (a, size), (b, other) in pairs:
        assert (np.abs(a - b) >= (size + other) / 2 - 1e-9).any()


def test_similarity_is_the_cosine_and_says_nothing_of_a_zero_state():
    h = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 0.0], [-2.0, 0.0]])
    found = cosines(h)
    assert found[0] == pytest.approx([1, 2**-0.5, None, -1])
    assert found[2] == [None] * 4


def test_outputs_are_the_probabilities_and_mark_what_came():
    given = outputs(8)
    made = figure("outputs", trace("lstm"), Look(tokens=WORD), outputs=given)
    assert np.array_equal(np.array(made.data[0].z), given.probabilities.T)
    came = [given.vocabulary[y - 1] for y in made.data[1].y]
    assert (list(made.data[1].x), came) == ([*range(1, 8)], [*WORD[1:]])


@pytest.mark.parametrize("cell", CELLS)
def test_panels_colour_each_cell_by_its_number_once(cell):
    t = trace(cell, steps=6, hidden=3)
    panels = Panels(t, Look(lang="es"))
    for heat in panels.heats.values():
        for strip in heat.strips:
            cells = [d.count("M") for _, d in strip.paths()]
            assert sum(cells) == 18
            of = strip.row.scale
            assert of in (Scale("g"), Scale("v", largest(t)))
            assert strip.row.levels() == of.levels(t[strip.row.node].T).tolist()
    assert {panels.first, *panels.tabs} == set(views(t.cell))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("view", FIGURES)
def test_every_view_has_its_words(view, lang):
    t = catalogue(lang)
    assert all(t.has(f"figures.{view}.{word}") for word in ("title", "tab"))
    assert t.has(f"figures.{view}.note") or view == "phase"
