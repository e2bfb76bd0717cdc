"""Promises of shipped models: whole cards, five seeds, data apart, remade as they say."""

import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.i18n import LANGS, catalogue
from app.learning import published, recipes, spelled
from app.learning.batch import Batch
from app.learning.examples import examples_of
from app.learning.recipes import RECIPES
from app.learning.runs import answer, learn
from app.learning.tasks import TASKS
from app.learning.tasks.apart import FEW, apart, is_held
from app.learning.train import KNOWN
from app.learning.training import evaluated
from app.models import FOLDER, card, load, names, network, packed

FIELDS = {
    "id": str, "cell": str, "task": str, "knobs": dict, "inputs": list, "outputs": list,
    "hidden": int, "parameters": int, "seed": int, "command": str, "settings": dict,
    "updates": int, "cpu_seconds": float, "accuracy": float,
    "measured": str, "held_out": dict, "tests": dict, "evaluated_on": str, "success": dict,
    "score_by_seed": list, "success_by_seed": list, "updates_by_seed": list, "tried": list,
    "note": str, "facts": dict, "example": dict, "machine": dict, "licence": str, "values": bool,
}  # fmt: skip
SMALL = ("binary-addition", "parity", "copying", "embedded-reber", "delayed-cue")


def test_every_recipe_is_shipped_and_nothing_else() -> None:
    assert sorted(KNOWN) == list(names())
    assert sorted(p.stem for p in FOLDER.glob("*.safetensors")) == list(names())


@pytest.mark.parametrize("name", names())
def test_a_card_is_complete(name: str) -> None:
    facts = card(name)
    assert {k: type(facts[k]) for k in FIELDS} == FIELDS
    assert facts["command"] == f"python -m app.learning.train {name}"
    success = facts["success"]
    assert len(set(success["seeds"])) == success["of"]
    learned = [s >= success["from"] for s in facts["success_by_seed"]]
    first = learned.index(True) if any(learned) else 0
    assert success["seeds"][first] == facts["seed"]
    for key in ("score_by_seed", "success_by_seed", "updates_by_seed"):
        assert len(facts[key]) == success["of"]
    assert success["learned"] == sum(learned)
    assert facts["score_by_seed"][first] == facts["accuracy"]
    assert facts["machine"].keys() == {"cpu", "blas", "numpy", "python"}
    assert facts["example"].keys() == set(LANGS)
    assert facts["parameters"] == sum(v.size for v in _arrays(name).values())


def test_every_card_tells_five_seeds() -> None:
    assert all(card(name)["success"]["of"] >= 5 for name in names())


def _arrays(name: str) -> dict[str, Any]:
    from safetensors.numpy import load as from_bytes

    return from_bytes(packed(name))


@pytest.mark.parametrize("name", names())
def test_a_card_says_how_its_recipe_trains(name: str) -> None:
    facts, recipe = card(name), RECIPES.get(name)
    if recipe is None:
        assert facts["hidden"] == spelled.RECIPES[name][1] and facts["seed"] == spelled.SEED
        return
    assert facts["knobs"] == dict(recipe.knobs)
    assert load(name).cell.base in ("", recipe.cell) and facts["cell"].startswith(recipe.cell)
    assert set(facts["success"]["seeds"]) <= set(recipe.seeds)
    assert facts["tried"] == recipes.tried(name) and facts["note"] == recipe.note
    for key in ("hidden", "updates", "rate", "batch", "init", "forget_bias"):
        assert facts["settings"][key] == getattr(recipe.settings, key)


def test_cells_are_compared_at_an_equal_budget() -> None:
    """On the same task with the same knobs, updates, units and batch are the same."""
    budgets: dict[str, set[Any]] = {}
    for name, recipe in RECIPES.items():
        s = recipe.settings
        if recipe.task == "binary-addition" or name == "memory-rnn-long":
            continue  # smallest sizes that learn; the same network trained for longer
        key = json.dumps([recipe.task, dict(recipe.knobs), s.hidden > 48])
        budgets.setdefault(key, set()).add((s.hidden, s.updates, s.batch, s.optimiser))
    assert all(len(found) == 1 for found in budgets.values())


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_recipes_model_is_shipped_with_what_its_card_promises(name: str) -> None:
    facts, model = card(name), load(name)
    whole, first = network(name), (*network(name).encoder, *network(name).layers)[0][0]
    assert first.input_size == len(facts.get("source", facts["inputs"]))
    assert len(facts["outputs"]) == len(whole.readout.b_y) and model.cell.id == facts["cell"]
    assert len(whole.layers) == facts["settings"]["layers"]
    assert len(whole.layers[0]) == 1 + facts["settings"]["bidirectional"]
    assert model.cell.attends == bool(facts["settings"].get("attention"))
    if facts.get("source"):
        encoder = load(f"{name}/encoder")
        assert encoder.readout is None and encoder.params.hidden == model.params.hidden
        assert encoder.params.input_size == len(encoder.inputs)


@pytest.mark.parametrize(
    "name",
    ["binary-addition-gru", "marked-cue-20-lstm", "spelling-es-rnn", "memory-gru", "dates-gru",
     "embedded-reber-lstm", "counting-ab-lstm", "adding-gru", "parity-last-rnn"],
)  # fmt: skip
def test_a_shipped_model_scores_what_its_card_says(name: str) -> None:
    recipe, facts = RECIPES[name], card(name)
    task, own = TASKS[recipe.task](**recipe.knobs), network(name)
    found = evaluated(task, own, task.held_out()[recipe.measure])[recipe.score]
    assert found == pytest.approx(facts["accuracy"], abs=0.005)
    if task.tests:
        assert task.tests(lambda batch: answer(own, batch)) == pytest.approx(
            facts["tests"], rel=0.05
        )
    assert json.loads(json.dumps(examples_of(task))) == facts["example"]


def test_the_smallest_model_is_remade_as_its_card_says() -> None:
    """Bits differ between processors, so weights are compared with a tolerance."""
    facts = card("binary-addition-rnn")
    found = learn("binary-addition-rnn", facts["seed"])
    assert found.score == pytest.approx(facts["accuracy"], abs=0.01)
    for key, value in _arrays("binary-addition-rnn").items():
        np.testing.assert_allclose(found.arrays[key], value, rtol=0.05, atol=0.05)
    word, facts = spelled.learn("neuronal-lstm"), card("neuronal-lstm")
    assert word.updates == pytest.approx(facts["updates"], abs=3)
    np.testing.assert_allclose(
        word.arrays["W_f"], _arrays("neuronal-lstm")["W_f"], rtol=0.05, atol=0.02
    )


def rows_of(batch: Batch) -> list[bytes]:
    """Each sequence without its padding."""
    x = batch.read.inputs.astype(np.int8)
    return [x[:n, b].tobytes() for b, n in enumerate(batch.read.lengths)]


@pytest.mark.parametrize("id", SMALL)
def test_what_is_held_out_never_comes_up_in_training(id: str) -> None:
    task = TASKS[id](**({"gap": 6} if id == "delayed-cue" else {}))
    held = [row for batch in task.held_out().values() for row in rows_of(batch)]
    assert len(set(held)) == len(held)
    rng, learnt = np.random.default_rng(1), set()
    for _ in range(60):
        learnt |= set(rows_of(task.draw(rng, 64)))
    assert not learnt & set(held)


def test_one_sequence_in_five_is_kept_out_and_small_spaces_are_left_whole() -> None:
    rng = np.random.default_rng(0)
    learnt = apart(lambda n: rng.integers(2, size=(12, n)), 500, False, 2.0**12)
    assert not any(is_held(row) for row in learnt.T)
    assert 0.15 < np.mean([is_held(row) for row in rng.integers(2, size=(4000, 12))]) < 0.25
    assert apart(lambda n: rng.integers(2, size=(2, n)), 8, True, FEW - 1).shape == (2, 8)


@pytest.mark.parametrize("lang", LANGS)
def test_every_published_result_is_said_with_all_its_numbers(lang: str) -> None:
    t = catalogue(lang)
    for result in published.results():
        assert set(t.slots(f"models.published.{result.id}")) == result.values.keys()
        assert result.task in TASKS and result.source.read in ("full", "beginning", "abstract")
        key = f"models.differs.{result.task}"
        cards = [card(name) for name in names() if card(name)["task"] == result.task]
        assert len({t(key, **c["settings"] | c["knobs"]) for c in cards}) == 1


def test_what_was_read_in_abstract_only_is_cited_from_the_abstract() -> None:
    for result in published.results():
        if result.source.read == "abstract":
            assert result.where.startswith("abstract")


def test_what_was_tried_belongs_to_a_recipe() -> None:
    rows = tomllib.loads((Path(recipes.__file__).parent / "tried.toml").read_text("utf-8"))
    assert rows.keys() <= RECIPES.keys()
    assert all(len(row["scores"]) == 2 for tried in rows.values() for row in tried)
