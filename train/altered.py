"""Pairs of claims made from real news by altering one of them: what the network learns beside our own families.

    python -m train.altered --shared ../shared --out FILE.json

The claims are those of PolNeAR's train half (as annotated) and of two days of Indonesian news (as the reader in `models/`
finds them: `train.pseudo`). A claim cut short is narrower than itself; with another number, another day, a "not" more or less,
the contrary word, or denied by another, it is contradicted; by another voice it is the same; two of one article are related,
two of others different. In some, words are written in the other language, by the table of concepts (`bilingual.tsv`).
"""

from __future__ import annotations

import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import msgspec
from msgspec.structs import replace

from konon.comparison import Relation
from konon.lexicon import DATA, parse_table
from konon.spans import joined
from train.documents import Document
from train.families import Pair, Told
from train.places import Places, parser
from train.pseudo import pseudo

ROOT = Path(__file__).resolve().parents[1]
SHORTEST, LONGEST = 35, 220  # characters of a content
NUMBER = re.compile(r"(?<![\d.,/:-])\d[\d.,]*\d|(?<![\d.,/:-])\d(?![\d.,/:-])")
YEAR = re.compile(r"(?:19|20)\d\d")
SWITCHED = 0.3  # of the pairs are partly in the other language
REPLACED = 0.6  # of the words that the table has
OTHER = {"id": "en", "en": "id"}
WORDS = Path(__file__).with_suffix(".tsv")
DENIED = 0.25  # of the contradictions of plain sayings are denials by another
KINDS: tuple[tuple[float, Relation], ...] = ((0.2, "same"), (0.55, "contradicts"), (0.7, "narrower"), (0.9, "related"))


class Options(Places):
    """What the command line gives."""

    out: Path


class Annotation(msgspec.Struct):
    """An attribution of PolNeAR."""

    source: list[tuple[int, int]]
    cue: list[tuple[int, int]]
    content: list[tuple[int, int]]


class Article(msgspec.Struct):
    """An article of PolNeAR."""

    id: str
    text: str
    attributions: list[Annotation]
    published: str | None = None


class Word(msgspec.Struct, frozen=True):
    """A line of altered.tsv. `kind`: voice (a cue of plain saying), plain (a pattern of such cues), denial (a cue), negator (a
    pattern of what is taken out), place (one of where a "not" is put in, behind what it matches), "not", day."""

    kind: str
    language: str
    value: str


@cache
def words(kind: str, language: str) -> tuple[str, ...]:
    """The words of a kind."""
    rows = parse_table(WORDS.read_text("utf-8"), Word, name=WORDS.name)
    return tuple(row.value for row in rows if (row.kind, row.language) == (kind, language))


@cache
def pattern(kind: str, language: str) -> re.Pattern[str]:
    """The one pattern of a kind."""
    return re.compile(*words(kind, language))


@cache
def contraries(language: str) -> dict[str, tuple[str, ...]]:
    """Words that say the contrary of each word, by `exclusions.tsv`."""
    forms = {concept: words[language] for concept, words in concepts().items()}
    poles: dict[str, dict[str, list[str]]] = defaultdict(dict)
    lines = (DATA / "common" / "exclusions.tsv").read_text("utf-8").splitlines()[1:]
    for line in lines:
        dimension, pole, told, _ = line.split("\t")
        poles[dimension][pole.split()[0]] = [word for concept in told.split("|") for word in forms.get(concept.strip(), ())]
    out: dict[str, tuple[str, ...]] = {}
    for by_pole in poles.values():
        for pole, words in by_pole.items():
            against = tuple(word for other, some in by_pole.items() if other != pole for word in some)
            for word in words:
                if against:
                    out[word] = against
    return out


@cache
def concepts() -> dict[str, dict[str, list[str]]]:
    """The words of each concept by language."""
    out = {}
    for line in (DATA / "common" / "bilingual.tsv").read_text("utf-8").splitlines()[1:]:
        concept, indonesian, english, _ = line.split("\t")
        out[concept] = {"id": indonesian.replace("_", " ").split("|"), "en": english.replace("_", " ").split("|")}
    return out


@cache
def dictionary(language: str) -> dict[str, tuple[str, ...]]:
    """A word in the other language's words."""
    out: dict[str, tuple[str, ...]] = {}
    for words in concepts().values():
        for word in words[language]:
            if " " not in word and words[OTHER[language]][0]:
                out.setdefault(word, tuple(words[OTHER[language]]))
    return out


def other_number(text: str, language: str, rng: random.Random) -> str | None:
    found = [m for m in NUMBER.finditer(text) if not YEAR.fullmatch(m[0])]
    if not found:
        return None
    m = rng.choice(found)
    digits = list(m[0])
    at = rng.choice([0, 0, min(1, len(digits) - 1)])
    if not digits[at].isdigit():
        at = 0
    digits[at] = rng.choice([d for d in "123456789" if d != digits[at]])
    return text[: m.start()] + "".join(digits) + text[m.end() :]


def other_day(text: str, language: str, rng: random.Random) -> str | None:
    found = [day for day in words("day", language) if day in text]
    if not found:
        return None
    return text.replace(found[0], rng.choice([day for day in words("day", language) if day not in found]))


def turned(text: str, language: str, rng: random.Random) -> str | None:
    """A "not" taken out where there is one, or put in."""
    there = pattern("negator", language)
    if there.search(text):
        return there.sub("", text, count=1)
    found = pattern("place", language).search(text)
    return text[: found.end()] + words("not", language)[0] + " " + text[found.end() :] if found else None


def contrary(text: str, language: str, rng: random.Random) -> str | None:
    table = contraries(language)
    found = [m for m in re.finditer(r"\w+", text) if m[0].lower() in table]
    if not found:
        return None
    m = rng.choice(found)
    return text[: m.start()] + rng.choice(table[m[0].lower()]) + text[m.end() :]


def shorter(text: str, language: str, rng: random.Random) -> str | None:
    """The content up to a comma or a conjunction."""
    cuts = [m.start() for m in re.finditer(pattern("clause", language), text)]
    cuts = [at for at in cuts if 25 <= at <= 0.75 * len(text)]
    return text[: rng.choice(cuts)] if cuts else None


ALTERS = (other_number, other_number, other_day, turned, turned, contrary, contrary)


def switched(text: str, language: str, rng: random.Random) -> str:
    """Some words in the other language."""
    table = dictionary(language)

    def one(m: re.Match[str]) -> str:
        words = table.get(m[0].lower())
        return rng.choice(words) if words and rng.random() < REPLACED else m[0]

    return re.sub(r"\w+", one, text)


def made(articles: Sequence[Sequence[Told]], rng: random.Random) -> Iterator[Pair]:
    """The pairs of some articles, each its claims."""
    every = [told for article in articles for told in article]
    for article in articles:
        for told in article:
            other = _beside(told, article, every, rng)
            if other is not None:
                b, relation = other
                if rng.random() < SWITCHED:
                    b = replace(b, content=switched(b.content, b.language, rng), language=OTHER[b.language])
                yield Pair(a=told, b=b, relation=relation) if rng.random() < 0.5 else Pair(a=b, b=told, relation=relation)


def _beside(told: Told, article: Sequence[Told], every: Sequence[Told], rng: random.Random) -> tuple[Told, Relation] | None:
    """A claim made from another, or drawn, and what it is to that."""
    again = replace(told, holder=rng.choice(every).holder)
    plain = told.act == "say" and pattern("plain", told.language).search(told.cue) is not None
    if plain:
        again = replace(again, cue=rng.choice(words("voice", told.language)))
    chance = rng.random()
    relation: Relation = next((relation for share, relation in KINDS if chance < share), "different")
    if relation == "related":
        others = [other for other in article if other.content != told.content]
        return (rng.choice(others), relation) if others else None
    if relation == "different":
        return rng.choice(every), relation
    if relation == "contradicts" and plain and rng.random() < DENIED:
        return replace(again, act="deny", cue=rng.choice(words("denial", told.language))), relation
    alter = {"contradicts": rng.choice(ALTERS), "narrower": shorter}.get(relation)
    text = alter(told.content, told.language, rng) if alter else told.content
    return (replace(again, content=text), relation) if text else None


def english(shared: Path) -> list[list[Told]]:
    """The claims of each article of PolNeAR, as annotated."""
    out = []
    for line in (shared / "data" / "polnear" / "train.jsonl").read_bytes().splitlines():
        article = msgspec.json.decode(line, type=Article)
        out.append(
            [
                Told(
                    language="en",
                    day=(article.published or "")[:10],
                    holder=joined(article.text, a.source, gap=" "),
                    cue=(cue := joined(article.text, a.cue, gap=" ")),
                    content=joined(article.text, a.content, gap=" "),
                    act="deny" if ("den" in cue and "deni" in cue) or "deny" in cue else "say",
                )
                for a in article.attributions
            ]
        )
    return out


def indonesian(documents: Sequence[Document]) -> list[list[Told]]:
    """The claims of each article of Indonesian news, as the reader read them (`train.pseudo`)."""
    return [
        [
            Told(
                language="id",
                day="",
                holder=joined(document.text, a.source, gap=" "),
                cue=joined(document.text, a.cue, gap=" "),
                content=joined(document.text, a.content, gap=" "),
                act=a.act or "say",
            )
            for a in document.attributions
        ]
        for document in documents
        if document.language == "id"
    ]


def main(argv: Sequence[str]) -> int:
    """Writes the pairs."""
    made_by = parser(__doc__)
    made_by.add_argument("--out", type=Path, required=True)
    options = made_by.parse_args(argv, namespace=Options())
    articles = [*indonesian(pseudo(options.pseudo)), *english(options.shared)]
    fit = [[told for told in article if SHORTEST <= len(told.content) <= LONGEST] for article in articles]
    rng = random.Random(1)
    pairs = [*made(fit, rng)]
    rng.shuffle(pairs)
    options.out.write_bytes(msgspec.json.encode(pairs))
    print(f"{len(pairs)} pairs")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
