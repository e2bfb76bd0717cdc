"""Product descriptions in Spanish and English, generated, and eight questions about each.

Every attribute is left out now and then (the answer: not said) and numbers are shared between
attributes, so that only the phrase tells what a number is; fillers carry values of the wrong kind.
All brands are invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ..batch import Batch, Task, padded
from .cues import SEED

UNKNOWN, NOT_SAID = "<unk>", "–"
LANGUAGES = ("es", "en")
FILLERS = 9  # at most, in training: drawn from 0 to 8 a batch
TESTED = (0, 4, 8, 16, 32)

NUMBERS = {
    "screen": "10 11 12 13 14 15 16 17 24 27",
    "ram": "4 8 12 16 32 64",
    "disk": "128 256 512 1024",
    "price": "99 199 249 299 399 499 599 799 999 1299",
}
BRANDS = "alba boreal cima delta ebro faro garza halcón iris jade kilo luna"
VALUES = {  # attribute -> language -> words; the same place means the same
    "kind": {
        "es": "portátil tableta móvil monitor cámara impresora",
        "en": "laptop tablet phone display camera printer",
    },
    "brand": {"es": BRANDS, "en": BRANDS},
    "screen": {"es": NUMBERS["screen"], "en": NUMBERS["screen"]},
    "ram": {"es": NUMBERS["ram"], "en": NUMBERS["ram"]},
    "disk": {"es": NUMBERS["disk"], "en": NUMBERS["disk"]},
    "use": {
        "es": "oficina juegos estudiar viajar diseño música vídeo casa",
        "en": "office games study travel design music video home",
    },
    "price": {"es": NUMBERS["price"], "en": NUMBERS["price"]},
    "colour": {
        "es": "negro blanco gris azul rojo verde plata dorado",
        "en": "black white grey blue red green silver gold",
    },
}
PHRASES = {
    "es": {
        "kind": "tipo {}|en venta {}|categoría {}",
        "brand": "de la marca {}|fabricado por {}|marca {}|un producto de {}",
        "screen": "pantalla de {} pulgadas|{} pulgadas de pantalla|panel de {} pulgadas",
        "ram": "con {} gigas de ram|memoria ram de {} gigas|{} gigas de memoria",
        "disk": "disco de {} gigas|almacenamiento de {} gigas|{} gigas de disco",
        "use": "ideal para {}|pensado para {}|perfecto para {}",
        "price": "por {} euros|cuesta {} euros|precio de {} euros",
        "colour": "de color {}|acabado en {}|color {}",
    },
    "en": {
        "kind": "type {}|for sale {}|category {}",
        "brand": "by {}|made by {}|brand {}|a product of {}",
        "screen": "screen of {} inches|{} inches of screen|panel of {} inches",
        "ram": "with {} gigabytes of ram|ram of {} gigabytes|{} gigabytes of memory",
        "disk": "disk of {} gigabytes|storage of {} gigabytes|{} gigabytes of disk",
        "use": "ideal for {}|meant for {}|perfect for {}",
        "price": "for {} euros|costs {} euros|price of {} euros",
        "colour": "in {}|finished in {}|colour {}",
    },
}
BESIDE = {  # fillers; a slot takes a value of that attribute, which answers nothing
    "es": "compatible con accesorios {brand}|mejor que el modelo de {brand}|"
    "no es de color {colour}|antes costaba {price} euros|"
    "hasta {screen} horas de batería|admite hasta {ram} usuarios|"
    "envío gratis a toda la península|dos años de garantía|muy fácil de usar|incluye cargador|"
    "diseño moderno y ligero|resistente al agua|opiniones excelentes|quedan pocas unidades|"
    "batería de larga duración|hecho con materiales reciclados|sonido de gran calidad|"
    "conexión rápida por cable",
    "en": "compatible with {brand} accessories|better than the model of {brand}|"
    "not available in {colour}|it used to cost {price} euros|up to {screen} hours of battery|"
    "allows up to {ram} users|free delivery to the whole country|two years of warranty|"
    "very easy to use|charger included|modern and light design|water resistant|"
    "excellent reviews|few units left|long lasting battery|made of recycled materials|"
    "high quality sound|fast connection by cable",
}
GROUPS = {name: (NOT_SAID, *values["en"].split()) for name, values in VALUES.items()}


def description(
    rng: np.random.Generator, language: str, fillers: int, missing: float = 0.2
) -> tuple[list[str], list[int]]:
    """(words, for each attribute the number of its answer, 0: not said)."""
    said, answers = [], []
    for name, values in VALUES.items():
        words = values[language].split()
        k = 0 if rng.random() < missing else int(rng.integers(len(words))) + 1
        answers.append(k)
        if k:
            said.append(_one(rng, PHRASES[language][name]).format(words[k - 1]))
    beside = BESIDE[language].split("|")
    for _ in range(fillers):
        filled = {n: _one(rng, v[language], " ") for n, v in VALUES.items()}
        said.append(beside[int(rng.integers(len(beside)))].format(**filled))
    rng.shuffle(said)
    return [word for phrase in said for word in (*phrase.split(), ".")], answers


def _one(rng: np.random.Generator, words: str, between: str = "|") -> str:
    options = words.split(between)
    return options[int(rng.integers(len(options)))]


def vocabulary() -> tuple[str, ...]:
    """Every word that a description may hold, and the unknown one."""
    texts = [v for values in VALUES.values() for v in values.values()]
    texts += [p for language in PHRASES.values() for p in language.values()] + [*BESIDE.values()]
    words = {w for text in texts for w in text.replace("|", " ").split() if "{" not in w}
    return (UNKNOWN, ".", *sorted(words))


def products(languages: str = "es en") -> Task:
    """All eight questions are asked after the last word."""
    names = vocabulary()
    number = {word: k for k, word in enumerate(names)}
    spoken = languages.split()

    def of(
        rng: np.random.Generator, size: int, fillers: int, told: Sequence[str] = spoken
    ) -> Batch:
        some = [description(rng, told[k % len(told)], fillers) for k in range(size)]
        coded = [[number[word] for word in words] for words, _ in some]
        read = padded(coded, len(names))
        return Batch(read, *read.last, np.array([answers for _, answers in some]))

    def draw(rng: np.random.Generator, size: int) -> Batch:
        return of(rng, size, int(rng.integers(FILLERS)))

    def tested() -> dict[str, Batch]:
        return {f"{n} fillers": of(np.random.default_rng((SEED, n)), 300, n) for n in TESTED}

    def shown() -> dict[str, Batch]:
        return {lang: of(np.random.default_rng(SEED), 1, 2, [lang]) for lang in spoken}

    outputs = tuple(f"{name}: {value}" for name, values in GROUPS.items() for value in values)
    ends = np.cumsum([0, *(len(values) for values in GROUPS.values())]).tolist()
    groups = tuple(pairwise(ends))
    questions = {
        name: {lang: [NOT_SAID, *words.split()] for lang, words in values.items()}
        for name, values in VALUES.items()
    }
    facts = {"languages": spoken, "questions": questions}
    return Task(
        "products", names, outputs, draw, tested, groups=groups, facts=facts, examples=shown
    )  # fmt: skip
