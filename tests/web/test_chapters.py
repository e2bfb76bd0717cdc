"""Chapters: prose in both languages, links and anchors that lead somewhere, questions, glossary."""

import re
from functools import cache
from html import unescape

import httpx
import pytest

from app.i18n import LANGS, catalogue
from app.scenes import CHAPTERS, SCENES


@pytest.fixture(scope="module")
def site(address):
    """A client of the pages, on the app's own socket."""
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def answered(site):
    """(status, text) of an address, asked for once: many chapters lead to the same page."""
    return cache(lambda path: (lambda answer: (answer.status_code, answer.text))(site.get(path)))


HREF = re.compile(r'(?:href|src)="([^"]+)"')


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", CHAPTERS)
def test_every_link_and_anchor_leads_somewhere(answered, id, lang):
    _, text = answered(f"/{lang}/chapters/{id}")
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]
    assert " style=" not in text
    for href in set(HREF.findall(text)):
        if href.startswith("#"):
            assert href[1:] in ids, href
        elif href.startswith("/") and not href.startswith("/static"):
            path, _, anchor = href.replace("&amp;", "&").partition("#")
            status, there = answered(path)
            assert status == 200, href
            if anchor:
                assert f'id="{anchor}"' in there, href


@pytest.mark.parametrize("id", CHAPTERS)
def test_both_languages_have_the_same_parts(site, id):
    def parts(lang):
        text = site.get(f"/{lang}/chapters/{id}").text
        found = r'(?:<h2 id|data-scene|data-question|id)="([\w-]+)"'
        return re.findall(found, text[text.index("chapter-prose") :])

    assert parts("es") == parts("en")


@pytest.mark.parametrize("lang", LANGS)
def test_every_scene_stands_in_its_chapter(site, lang):
    for id in CHAPTERS:
        text = site.get(f"/{lang}/chapters/{id}").text
        placed = re.findall(r'data-scene="([\w-]+)"', text)
        assert set(placed) == {s.id for s in SCENES.values() if s.chapter == id}


def test_scenes_stand_in_the_order_of_the_document_s_figures(site):
    pages = [site.get(f"/es/chapters/{id}").text for id in CHAPTERS]
    placed = [id for page in pages for id in re.findall(r'data-scene="([\w-]+)"', page)]
    assert placed == list(SCENES)


DOCUMENT = {  # what the teaching document lists, in its order, by a word of each
    "intuition": ("1980", "tamaño fijo", "Las redes recurrentes", "De letras a vectores",
                  "NEURONAL", "En qué se diferencian"),
    "bptt": (
        "Desenrollar el lazo", "retropropagación a través", "de todos los anteriores",
        "Lo que cuesta", "Un paso por dentro", "pasa al paso siguiente", "en un vector",
    ),
    "gradients": (
        "Cuando explota", "¿Cómo saber si pasa?", "¿Se resuelve fácil?", "Regularizar.",
        "Recortar el gradiente", "Rediseñar", "Otros.", "Cuando se desvanece", "ReLU",
        "Normalización por lotes", "La brecha", "La teoría dice",
    ),
    "lstm": (
        "una sola capa", "De entrada", "De olvido", "De salida", "Compuerta de olvido",
        "Compuerta de entrada", "Estado de la celda", "Compuerta de salida",
    ),
    "gru": ("se deshace del estado", "De reinicio", "De actualización"),
    "applications": (
        "De uno a uno", "De uno a muchos", "De muchos a uno", "De muchos a muchos",
        "Reconocimiento de voz", "Descripción de imágenes", "Traducción", "Análisis de sentimiento",
        "Etiquetado de vídeo",
    ),
}  # fmt: skip


@pytest.mark.parametrize("id", DOCUMENT)
def test_what_the_document_lists_stands_here_in_its_order(site, id):
    page = unescape(site.get(f"/es/chapters/{id}").text)
    prose = re.sub(r'<section class="scene.*?</section>', "", page, flags=re.DOTALL)
    prose = re.sub(r"<[^>]+>", "", prose[prose.index("<h1>") :])
    at = 0
    for words in DOCUMENT[id]:
        found = re.search(re.escape(words), prose[at:])
        assert found, words
        at += found.end()


@pytest.mark.parametrize("lang", LANGS)
def test_a_question_has_one_right_answer_and_reasons(lang):
    t = catalogue(lang)
    keys = {k.split(".")[1] for k in t.texts if k.startswith("questions.")}
    assert len(keys) >= 25
    for key in keys:
        answers = [k for k in "abcd" if t.has(f"questions.{key}.{k}.answer")]
        assert len(answers) >= 3
        for k in answers:
            assert t(f"questions.{key}.{k}.why").endswith((".", "…"))


@pytest.mark.parametrize("lang", LANGS)
def test_glossary_and_teachers_page(site, lang):
    glossary = site.get(f"/{lang}/glossary").text
    assert glossary.count("<dt>") > 70
    assert "∂h<sub>t</sub>/∂h<sub>t−1</sub>" in glossary
    assert not re.search(r"[{}]", glossary[glossary.index("<dt>") : glossary.rindex("</dd>")])
    teachers = site.get(f"/{lang}/teachers").text
    for id in SCENES:
        assert f"/embed/{id}" in teachers


def test_the_home_page_shows_the_path(site):
    text = site.get("/es/").text
    for id in CHAPTERS:
        assert f"/es/chapters/{id}" in text
