"""Scenes as data, as pages and by the API."""

import json
import re
from html import unescape
from html.parser import HTMLParser

import httpx
import numpy as np
import pytest

from app.cells import CELLS
from app.i18n import LANGS, catalogue
from app.models import card
from app.scenes import CHAPTERS, SCENES, learned, position
from app.scenes.two_nets import EARLY
from tests.golden.files import FOLDER


@pytest.fixture(scope="module")
def site(address):
    """A client of the pages, on the app's own socket."""
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


TABLE = {
    "memory", "feedforward-vs-recurrent", "sequence", "neuronal", "unrolled", "hidden-state",
    "exploding-vanishing", "long-dependencies", "repeating-module", "lstm", "gru",
    "sequence-types", "applications",
}  # fmt: skip


class Reader(HTMLParser):
    """Ids, and the attributes that the policy forbids."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.forbidden = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name == "style" or name.startswith("on"):
                self.forbidden.append((tag, name))


def ready(site, path):
    """A page once what it needs is trained, and how it was told meanwhile."""
    answer = site.get(path)
    if answer.status_code == 202:
        told = site.get(path, headers={"Accept": "text/event-stream"}).text
        assert told.endswith("event: end\ndata: {}\n\n")
        answer = site.get(path)
    return answer


def test_every_row_of_the_design_is_a_scene():
    assert set(SCENES) == TABLE


@pytest.mark.parametrize("id", sorted(TABLE))
def test_a_scene_is_whole(id):
    scene = SCENES[id]
    assert scene.chapter in CHAPTERS
    assert 5 <= len(scene.tour) <= 12
    assert len({stop.key for stop in scene.tour}) == len(scene.tour)
    names = {c.name for c in scene.controls}
    for stop in scene.tour:
        assert set(stop.values) <= names
        position(stop.at, CELLS[scene.network["cell"]])
    for control in scene.controls:
        assert control.kind in ("text", "number", "choice", "switch")
        if control.kind == "choice":
            assert control.default in control.choices
        if control.kind == "number":
            assert control.low <= float(control.default) <= control.high
    for lang in LANGS:
        t = catalogue(lang)
        for key in ("title", "lead", *(f"stop.{stop.key}" for stop in scene.tour)):
            assert t.has(f"scenes.{id}.{key}"), key


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", sorted(TABLE))
def test_the_page_can_be_read_without_a_script(site, id, lang):
    answer = site.get(f"/{lang}/scenes/{id}")
    assert answer.status_code == 200
    page = Reader(answer.text)
    assert not page.forbidden
    assert len(page.ids) == len(set(page.ids))
    stops = re.findall(r'<ol class="scene-stops.*?</ol>', answer.text, re.S)[0]
    assert stops.count("<li>") == len(SCENES[id].tour)


@pytest.mark.parametrize("id", sorted(TABLE))
def test_every_stop_has_an_address(site, id):
    seen = set()
    for number in range(1, len(SCENES[id].tour) + 1):
        answer = site.get(f"/es/scenes/{id}?stop={number}")
        assert answer.status_code == 200  # nothing of a tour has to be trained first
        text = answer.text
        said = re.search(r"data-said[^>]*>(.*?)</p>", text, re.S)
        seen.add(said[1])
        assert f"parada {number} de" in text
    assert len(seen) == len(SCENES[id].tour)


@pytest.mark.parametrize("query", [
    "stop=99", "stop=x", "mode=nothing", "text=", "text=" + "a" * 500, "clamp=f&clamp_step=99",
    "clamp=zz", "at=1e9", "at=999999", "unit=99", "clamp=c&clamp_value=nan", "hide=head,nothing",
])  # fmt: skip
@pytest.mark.parametrize("id", ["lstm", "unrolled", "neuronal", "memory", "sequence-types"])
def test_whatever_is_asked_something_sensible_is_shown(site, id, query):
    assert ready(site, f"/es/scenes/{id}?{query}").status_code == 200


def test_a_clamped_gate_shows_two_futures(site):
    text = site.get("/en/scenes/lstm?mode=free&clamp=f&clamp_step=3&clamp_value=0").text
    assert 'data-part="futures"' in text
    assert "future-other" in text


def test_the_net_without_a_loop_ends_at_the_bigram_split(site):
    text = site.get("/en/scenes/neuronal?stop=4").text
    measured = [float(v) for v in re.findall(r'<td data-number="([\d.]+)"', text)]
    assert measured == pytest.approx([0.5, 0.5], abs=0.02)


def test_early_on_only_the_letters_with_one_follower_are_right_without_a_loop():
    nets = learned.word([*"NEURONAL"])
    steps = np.arange(len(nets.word.targets))
    bets = nets.feedforward[EARLY][steps, nets.word.targets]
    assert set(np.flatnonzero(bets <= 0.5)) == set(nets.torn)


@pytest.mark.parametrize("lang", LANGS)
def test_every_sentence_of_a_tour_is_told_with_its_own_stop_s_numbers(site, lang):
    longest = list(card("memory-rnn-long")["held_out"].values())[-1]
    measured = re.escape(catalogue(lang).percent(longest["accuracy"], 1))
    for number in (1, 7):
        text = unescape(site.get(f"/{lang}/scenes/memory?stop={number}").text)
        assert re.search(rf"<li>[^\n]*15.000[^\n]*{measured}", text)


def test_a_word_without_repeated_letters_says_so(site):
    assert "data-tie" in site.get("/en/scenes/neuronal?mode=free&text=LUNES").text


def test_a_letter_of_several_characters_is_one_letter_of_the_nets(site):
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    text = ready(site, f"/en/scenes/neuronal?mode=free&text=A{family}B{family}").text
    assert len(re.findall(r'class="bets-step[ "]', text)) == 2 * 4
    assert text.count(f'<span class="bets-token">{family}</span>') == 2 * 2


def test_a_text_that_is_too_long_says_how_much_of_it_is_read(site):
    text = ready(site, "/en/scenes/neuronal?mode=free&text=ABRACADABRAABRACADABRA").text
    assert re.search(r"data-longest>[^<]*\b16\b", text)
    text = ready(site, "/en/scenes/neuronal?mode=free&text=ABRACADABRA").text
    assert "data-longest" not in text


def test_a_text_that_is_too_short_says_how_much_it_needs(site):
    page = site.get("/en/scenes/neuronal?mode=free&text=A").text
    assert "needs at least 2 symbols" in page
    assert "too short" not in site.get("/en/scenes/neuronal?mode=free").text.lower()


def test_free_mode_is_told_without_the_tours_sentences(site):
    page = ready(site, "/es/scenes/neuronal?mode=free&text=CASACA").text
    page = page[: page.index("data-scene-data")]
    assert "Tras cada letra de" not in page and "scene-stops" not in page


@pytest.mark.parametrize(("path", "said"), [
    ("sequence-types?type=aligned&given=300%2B-5", "cannot be read: 300+-5"),
    ("sequence-types?type=coded&given=12a", "cannot be read: 12a"),
    ("sequence-types?type=one_one&given=zzz", "not in its vocabulary"),
    ("sequence-types?stop=8", "July 9, 1816"),
])  # fmt: skip
def test_what_a_small_net_cannot_read_is_said(site, path, said):
    assert said in site.get(f"/en/scenes/{path}").text


@pytest.mark.parametrize("id", ["lstm", "gru", "hidden-state", "repeating-module"])
def test_a_readers_own_letters_are_learned_by_the_scene_s_cells(site, id):
    page = site.get(f"/en/scenes/{id}?mode=free&text=PATO").text
    assert 'data-note="learned"' in page or 'data-note="half_learned"' in page
    data = json.loads(re.search(r"data-scene-data>(.*?)</script>", page, re.S)[1])
    runs = [data["run"], *([data["beside"]] if "beside" in data else [])]
    assert all(run["tokens"] == [*"PATO"] for run in runs)
    assert all(run["request"]["params"]["model"].endswith("-4:PATO") for run in runs)


def test_the_line_to_embed_opens_what_is_shown(site):
    line = unescape(site.get("/es/scenes/lstm?stop=4").text)
    assert "/embed/lstm?lang=es&amp;stop=4" in line
    line = unescape(site.get("/es/scenes/sequence?mode=free&text=%C3%91U").text)
    assert "/embed/sequence?lang=es&amp;mode=free&amp;text=%C3%91U" in line


def test_what_a_date_is_written_from_is_drawn_from_the_network_s_own_weights(site):
    text = site.get("/en/scenes/sequence-types?stop=7").text
    rows = re.findall(r'class="types-look">.*?</g>', text, re.S)
    weights = [[float(v) for v in re.findall(r'data-number="([\d.e-]+)"', row)] for row in rows]
    assert len(weights) == 11
    assert all(sum(row) <= 1.001 for row in weights)
    assert sum(sum(row) > 0.9 for row in weights) >= 9


def test_without_its_loop_a_net_forgets_the_first_letter(site):
    text = site.get("/en/scenes/feedforward-vs-recurrent?mode=free&changed=1").text
    moved = [float(v) for v in re.findall(r'data-moved="([\d.e-]+)"', text)]
    assert len(moved) == 8
    assert all(v == 0 for v in moved[1:4])
    assert all(v > 0.01 for v in moved[4:])


def test_a_truncated_gradient_is_exactly_zero_beyond_the_cut(site):
    text = site.get("/en/scenes/unrolled?mode=free&truncate=2").text
    norms = [float(v) for v in re.findall(r'data-norm="([\d.e-]+)"', text)]
    assert len(norms) == 8
    assert norms[:6] == [0] * 6
    assert all(v > 0 for v in norms[6:])


def accuracies(text):
    """At the end of the runs without remedies and with them, on new data."""
    row = re.search(r'<tr class="signs-end".*?</tr>', text, re.S)[0]
    return [float(v) for v in re.findall(r'data-number="([\d.]+)"', row)]


def warned(text):
    """The signs that warn at the end of the run without remedies."""
    rows = re.findall(r'<tr data-sign="(\w+)">(.*?)</tr>', text, re.S)
    last = {name: re.findall(r'<span class="(at-moment[^"]*)"', row)[-1] for name, row in rows}
    return {name for name, classes in last.items() if "sign-warns" in classes}


def test_what_the_tour_of_the_two_problems_says_is_what_its_trainings_do(site):
    said = {stop.key: k + 1 for k, stop in enumerate(SCENES["exploding-vanishing"].tour)}
    pages = {k: site.get(f"/en/scenes/exploding-vanishing?stop={n}").text for k, n in said.items()}
    assert accuracies(pages["flat"])[0] < 0.35 and "rate" in warned(pages["flat"])
    without, clipped = accuracies(pages["clip_no"])
    assert without == clipped
    assert accuracies(pages["orthogonal"])[1] > 0.95
    assert accuracies(pages["explodes"])[0] < 0.7 and "spike" in warned(pages["explodes"])
    assert accuracies(pages["clip_yes"])[1] > 0.95
    assert accuracies(pages["decay"])[1] < 0.7
    assert accuracies(pages["norm"])[1] > 0.95
    assert accuracies(pages["relu"])[0] < 0.35 and "dead" in warned(pages["relu"])


def test_a_network_that_grew_with_its_gap_holds_the_cue_to_the_end(site):
    text = site.get("/en/scenes/long-dependencies?stop=8").text
    shares = [float(v) for v in re.findall(r'class="gap-bar"[^>]*data-number="([\d.e-]+)"', text)]
    growing, at_once = shares[: len(shares) // 2], shares[len(shares) // 2 :]
    assert min(growing[5:]) > 0.95
    assert max(at_once) < 0.5


def test_what_is_said_to_be_possible_at_once_has_been_learned():
    assert card("delayed-cue-200-rnn")["success"]["learned"] > 0


@pytest.mark.parametrize("asked", [
    {"kind": "word", "text": "NEURONAL"},
    {"kind": "problems", "cell": "rnn", "gap": 30, "radius": 0.48, "remedies": []},
], ids=["word", "problems"])  # fmt: skip
def test_what_is_shipped_is_what_the_training_finds(asked):
    [shipped] = learned.results([asked])
    *_, last = learned.work(learned.payload(asked), lambda: False)
    found = type(shipped).read(json.loads(last)["found"])
    names = ("feedforward", "recurrent") if asked["kind"] == "word" else ("losses", "norms")
    for name in names:
        here, there = getattr(found, name), getattr(shipped, name)
        assert here == pytest.approx(there, rel=1e-2, abs=1e-3)


def test_a_readers_own_gap_is_learned_as_the_shipped_networks_are():
    """At a shipped length the LSTM answers as the card of that length says of the same seed."""
    *_, last = learned.work(
        learned.payload({"kind": "gap", "cell": "lstm", "length": 10}), lambda: False
    )
    found = json.loads(last)["found"]
    assert found["accuracy"] == pytest.approx(card("marked-cue-10-lstm")["accuracy"], abs=0.01)
    assert found["symbols"][found["marked"]] in range(8) and found["marked"] < 5


def test_all_that_tours_and_assignments_show_is_shipped():
    assert learned.FILE.read_text("utf-8").count("\n") - 2 == len(learned.shipped())
    for asked in learned.shipped().values():
        learned.results([asked])


def test_a_readers_own_settings_are_trained_apart_from_the_page(site):
    """It answers at once that it is not ready; its own address tells how far; then it is there."""
    path = "/en/scenes/exploding-vanishing?mode=free&gap=10&radius=0.9"
    waiting = site.get(path)
    assert waiting.status_code == 202
    assert "data-unready" in waiting.text and 'http-equiv="refresh"' in waiting.text
    with site.stream("GET", path, headers={"Accept": "text/event-stream"}) as events:
        told = [json.loads(line[6:]) for line in events.iter_lines() if line.startswith("data: ")]
    assert told[-1] == {}
    done = [progress["done"] for progress in told[:-1]]
    assert done == sorted(done)
    page = site.get(path)
    assert page.status_code == 200
    assert accuracies(page.text)


@pytest.mark.parametrize("lang", LANGS)
def test_the_api_tells_a_tour_with_the_numbers_that_the_page_shows(site, lang):
    scenes = site.get("/api/v1/scenes", headers={"Accept-Language": lang}).json()["scenes"]
    for scene in scenes:
        page = site.get(scene["page"]).text
        stops = re.search(r'<ol class="scene-stops.*?</ol>', page, re.S)[0]
        shown = [unescape(text) for text in re.findall(r"<a [^>]*>(.*?)</a>", stops, re.S)]
        assert [stop["text"] for stop in scene["tour"]] == shown
        assert not any("{" in text for text in shown)


def test_the_lstm_s_tour_is_told_with_the_numbers_of_the_cell_that_pytorch_computes_too(site):
    golden = json.loads((FOLDER / "neuronal_lstm.json").read_text("utf-8"))["cases"][0]["nodes"]
    tour = site.get("/api/v1/scenes/lstm", headers={"Accept-Language": "en"}).json()["tour"]
    told = {stop.key: said["text"] for stop, said in zip(SCENES["lstm"].tour, tour, strict=True)}
    number = catalogue("en").number
    forget = sorted(golden["f"][2])
    assert f"from {number(forget[0])} to {number(forget[-1])}." in told["forget"]
    unit = int(re.search(r"unit (\d)", told["memory"])[1]) - 1
    kept, written, c = (number(golden[name][2][unit]) for name in ("kept", "written", "c"))
    assert f"{kept} and {written} make {c}," in told["memory"]


def test_a_reader_is_told_the_words_that_a_description_can_be_answered_with(site):
    text = site.get("/es/scenes/memory?mode=free&text=de+la+marca+zeta+.").text
    assert '<details class="memory-known" open>' in text
    assert all(word in text for word in ("ebro", "juegos", "1299", "plata"))
    assert '<details class="memory-known">' in site.get("/es/scenes/memory").text


def test_an_unknown_scene_is_not_found(site):
    assert site.get("/es/scenes/nothing").status_code == 404
    assert site.get("/embed/nothing").status_code == 404


def test_the_api_lists_the_scenes(site):
    scenes = site.get("/api/v1/scenes", headers={"Accept-Language": "es"}).json()["scenes"]
    assert {scene["id"] for scene in scenes} == TABLE
    one = site.get("/api/v1/scenes/lstm", headers={"Accept-Language": "es"}).json()
    assert one == next(scene for scene in scenes if scene["id"] == "lstm")
    assert one["controls"][0] == {
        "name": "text", "kind": "text", "default": "NEURONAL", "shortest": 1, "longest": 24,
    }  # fmt: skip
    assert site.get("/api/v1/scenes/nothing").status_code == 404
