"""Whom a word that names nobody stands for: each who may be meant is weighed by what speaks for it, and the heaviest is meant.

A candidate is a figure named nearby, one who spoke, whom the sayer speaks for, what the source's own words come to, or nobody.
What speaks for it is that it spoke last, was named shortly before, often, or first in its sentence, is surely a person, has the
pronoun's gender, that the reader saw its name as the holder's, and so on (after Lappin and Leass 1994); the weights of that, by
the kind of word, are those of a log-linear model (`data/common/weights/holders.tsv`, made by `train/holders.py`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import exp, log
from typing import Literal

from msgspec import Struct

from konon.antecedents import Holders, Scene, author, represented, seen, speakers, words
from konon.coreference import Figure
from konon.lexicon import DATA, parse_table
from konon.spans import inside

# What names nobody: pronouns by person, a description ("the minister", "warga"), no source at all, a quotation without a cue.
Kind = Literal["I", "we", "you", "he", "it", "they", "what", "unsaid", "quotation"]
SOMEBODY = frozenset({"I", "he"})  # these always stand for somebody
MOST = 24  # figures that are weighed, the latest named
LATER = 4  # figures named after it, the next
SPEAKERS = 4  # who spoke before, the latest
NEAR = 1.9  # sentences after which a mention weighs a third
TABLE = "common/weights/holders.tsv"

Features = dict[str, float]


class Weight(Struct, frozen=True, kw_only=True):
    """A line of the table: what speaks for a candidate, how much, and how many times it was met."""

    feature: str
    weight: float
    count: int
    source: str


class Question(Struct, frozen=True, kw_only=True):
    """A word that names nobody: attribution `i`, the kind of word, and what is known of whom it asks for."""

    i: int
    kind: Kind
    gender: str = ""
    core: tuple[str, ...] = ()  # of a description, its words without articles, in lower case
    own: str | None = None  # what the words of a description come to, where they stand for nobody else
    definite: bool = False


class Candidate(Struct, frozen=True, kw_only=True):
    """Who may be meant, and what speaks for it."""

    name: str | None
    features: Features


@cache
def weights() -> dict[str, float]:
    """The table by feature."""
    rows = parse_table((DATA / TABLE).read_text("utf-8"), Weight, name=TABLE)
    return {row.feature: row.weight for row in rows}


@cache
def at_levels(levels: tuple[str, ...]) -> dict[str, float]:
    """The weight of each feature on several levels together."""
    out: dict[str, float] = {}
    for feature, weight in weights().items():
        for level in levels:
            if feature.startswith(level):
                name = feature.removeprefix(level)
                out[name] = out.get(name, 0.0) + weight
    return out


def meant(question: Question, scene: Scene, holders: Holders) -> str | None:
    """Who is meant."""
    return heaviest(candidates(question, scene, holders), levels_of(question, scene))


def heaviest(some: Sequence[Candidate], levels: tuple[str, ...]) -> str | None:
    """The candidate for whom most speaks; of equals the first."""
    table = at_levels(levels)
    best: tuple[float, str | None] | None = None
    for candidate in some:
        score = sum(value * table.get(feature, 0.0) for feature, value in candidate.features.items())
        if best is None or score > best[0]:
            best = score, candidate.name
    return best[1] if best else None


def levels_of(question: Question, scene: Scene) -> tuple[str, ...]:
    """By what each feature is weighed apart: at all, by the kind of word, by where it stands, by language."""
    i, kind = question.i, question.kind
    where = "headline" if scene.headline(i) else "quoted" if scene.t.s.inside[scene.places[i]] >= 0 else "told"
    return ("", f"{kind} ", f"{kind} {where} ", f"{kind} {scene.t.language} ")


def candidates(question: Question, scene: Scene, holders: Holders) -> list[Candidate]:
    """All who may be meant, with what speaks for each."""
    i, place = question.i, scene.places[question.i]
    near = scene.near(place)
    figures = near[:MOST] if scene.headline(i) else near[::-1][:MOST]
    before = speakers(i, scene, holders, SPEAKERS)
    saying = list(dict.fromkeys(h for j in reversed(scene.around[i]) if (h := holders[j])))
    behind = represented(saying[0] if saying else before[0], scene) if saying or before else None
    writer = author(i, scene) if question.kind in {"I", "we"} else None
    marks = _marks(question, scene)
    beside = _beside(i, scene)
    told = [scene.by_name[name] for name in marks.seen if name in scene.by_name]
    later = scene.after(place, LATER) if not scene.headline(i) else ()
    named = {f.name: f for f in dict.fromkeys((*figures, *beside, *told, *later, *marks.within))}
    out: list[Candidate] = []
    for name in dict.fromkeys((*named, *before, *saying, behind, writer, question.own)):
        if not name:
            continue
        figure = named.get(name) or scene.by_name.get(name)
        if figure is not None and figure.sort == "PER" and figure.words[0].lower() in question.core[:1]:
            continue  # "Istri Bayu Tirta itu" is not called "Istri"
        features = _of_figure(figure, question, scene, marks) if figure is not None else {"noun": 1.0}
        if name in before:
            features[f"spoke {before.index(name)}"] = 1.0
            if before.index(name) == 0:
                features[f"spoke {figure.sort if figure else 'noun'}"] = 1.0
        if name in saying:
            features[f"says {min(saying.index(name), 1)}"] = 1.0
        if figure in beside:
            features[f"beside the sayer {figure.sort}"] = 1.0
        features |= {label: 1.0 for label, who in (("behind", behind), ("author", writer)) if who == name}
        if question.own:
            features |= _own(name, question, scene)
        features |= _seen(name, marks.seen)
        out.append(Candidate(name=name, features=features))
    if question.kind not in SOMEBODY and (question.kind != "what" or question.own):
        out.append(Candidate(name=None, features=_nobody(question, scene)))
    return out


def _beside(i: int, scene: Scene) -> list[Figure]:
    """Whom the source of what attribution i stands in names: "we" may be the body of "the head of the Arunika Foundation"."""
    out: list[Figure] = []
    for j in scene.around[i]:
        a = scene.attributions[j]
        if a.source:
            out += [f for _, _, f in scene.cast.mentioned(words(scene.t.s, scene.places[j], a.source[-1][1]), scene.t.g)]
    return out


class Marks(Struct, frozen=True, kw_only=True):
    """What is asked of every candidate of one question."""

    here: int  # its sentence
    quoted: bool
    nearest: dict[str, int]  # the latest mention before it, by sort
    content: tuple[tuple[int, int], ...]  # of the attribution, in tokens
    source: tuple[int, int]
    within: dict[Figure, int]  # whom the source names, and where
    seen: dict[str, tuple[int, float]]  # names that the reader saw as the holder's: rank, share


def _marks(question: Question, scene: Scene) -> Marks:
    i = question.i
    place = scene.places[i]
    a, s = scene.attributions[i], scene.t.s
    until = bisect_left(scene.mentions, place, key=lambda mention: mention[0])
    nearest: dict[str, int] = {}
    for at, figure in reversed(scene.mentions[max(0, until - MOST) : until]):
        nearest.setdefault(figure.sort, at)
    source = (place, bisect_left(scene.starts, a.source[0][1])) if a.source else (place, place)
    said = scene.cast.mentioned(words(s, place, a.source[0][1]), scene.t.g) if question.core else []
    return Marks(
        here=scene.sentence[place],
        quoted=s.inside[place] >= 0,
        nearest=nearest,
        content=tuple((bisect_left(scene.starts, x), bisect_left(scene.starts, y)) for x, y in a.content),
        source=source,
        within={figure: place + first for first, _, figure in reversed(said) if place + first < source[1]},
        seen=seen(i, scene),
    )


def _of_figure(figure: Figure, question: Question, scene: Scene, marks: Marks) -> Features:
    """What speaks for a figure, whoever spoke."""
    place, quotation = scene.places[question.i], scene.t.s.inside
    out = {f"is {figure.sort}": 1.0}
    if figure.entry is not None:
        role = scene.t.known.roles[figure.entry.id]
        if role in {"media", "country"}:
            out[f"is {role}"] = 1.0
    until = bisect_left(figure.at, place)
    latest = next((x for x in reversed(figure.at[max(0, until - MOST) : until]) if marks.quoted or quotation[x] < 0), None)
    if latest is not None:
        distance = marks.here - scene.sentence[latest]
        out["near"] = exp(-distance / NEAR)
        if distance < 3:
            out[f"sentences {distance}"] = 1.0
        if latest in scene.leading:
            out["leads"] = 1.0
            if distance < 2:
                out[f"leads {distance}"] = 1.0
        if marks.nearest.get(figure.sort) == latest:
            out["nearest"] = 1.0
    elif until:
        out["in quotations alone"] = 1.0
    else:
        out["later"] = 1.0
    out["often"] = log(1 + until)
    out["in all"] = log(len(figure.at))
    if figure.sort == "PER":
        if scene.human(figure):
            out["human"] = 1.0
        if figure in scene.speaking:
            out["speaks"] = 1.0
        if question.gender and figure.gender:
            out["gender " + ("same" if figure.gender == question.gender else "other")] = 1.0
        if question.core and any(fits(question.core, office, scene) for office in figure.offices):
            out["office"] = 1.0
    elif question.core:
        called = {word.lower() for word in (*figure.words, *figure.name.split())}
        noun = question.core[0] if scene.t.w.noun_first else question.core[-1]
        if called & {noun, scene.t.w.english.get(noun, noun)}:
            out["same noun"] = 1.0
    for first, last in marks.content:
        k = bisect_left(figure.at, first)
        if k < len(figure.at) and figure.at[k] < last:
            out["in content"] = 1.0
    if figure in marks.within:
        out |= _within(figure, marks, scene)
    return out


def _within(figure: Figure, marks: Marks, scene: Scene) -> Features:
    """How the source itself names a figure: "Tirta" in "actor John Tirta, who", "the lawyer of Tirta", "Tirta's lawyer"."""
    s, g = scene.t.s, scene.t.g
    at = marks.within[figure]
    before = s.lower[at - 1] if at > marks.source[0] else ""
    how = "after a preposition" if before in g.preposition else "inside" if before else "first"
    past = 1 + max(x for x in range(at, marks.source[1]) if x == at or s.word(x)[:1].isupper())
    end = "last" if past == marks.source[1] else "before a word" if s.word(past).isalpha() else "before a mark"
    return {f"within {figure.sort} {how}": 1.0, f"within {figure.sort} {end}": 1.0}


def fits(core: Sequence[str], office: tuple[str, ...], scene: Scene) -> bool:
    """Whether an office has all the words of a description, or other words of the same meaning."""
    w = scene.t.w
    meaning = {*office, *(w.english[x] for x in office if x in w.english)}
    meaning |= {w.english[pair] for pair in map(" ".join, pairwise(office)) if pair in w.english}
    return all(word in meaning or w.english.get(word) in meaning for word in core)


def _own(name: str, question: Question, scene: Scene) -> Features:
    """What speaks for the words of a description themselves, and for who was called by them."""
    if name != question.own:
        shared = {x for x in name.lower().split() if len(x) > 3} & set((question.own or "").lower().split())
        return {"called so": 1.0} if shared else {}
    w = scene.t.w
    core = question.core
    noun = (core[0] if w.noun_first else core[-1]) if core else ""
    sort = (
        "thing " + w.thing[noun] if noun in w.thing else "role" if noun in w.roles else "noun" if noun in w.english else "word"
    )
    out = {"own": 1.0, f"own {sort}": 1.0, f"own {'definite' if question.definite else 'plain'}": 1.0}
    out[f"own {'definite' if question.definite else 'plain'} {sort}"] = 1.0
    out[f"own words {min(len(core), 4)}"] = 1.0
    capital = "named" if name[:1].isupper() else "unnamed"
    out[f"own {capital}"] = 1.0
    out[f"own {capital} {sort}"] = 1.0
    if noun:
        out[f"own {noun} {capital}"] = 1.0
    if noun.endswith(w.plural):
        out["own plural"] = 1.0
    return out


def _seen(name: str, seen: dict[str, tuple[int, float]]) -> Features:
    if not seen:
        return {"nobody seen": 1.0}
    if name not in seen:
        return {"another seen": 1.0}
    rank, share = seen[name]
    return {"seen": 1 / (rank + 1), "seen first": float(rank == 0), "seen often": share}


def _nobody(question: Question, scene: Scene) -> Features:
    """What speaks for nobody: above all the cue."""
    a, s = scene.attributions[question.i], scene.t.s
    out = {"nobody": 1.0, "nobody " + ("seen" if not a.named else "though seen"): 1.0, f"nobody {a.act}": 1.0}
    outer = bool(scene.around[question.i])
    out[f"nobody {'within' if outer else 'outside'}"] = 1.0
    first = scene.at.get(a.cue[0][0]) if a.cue else None
    if first is not None:
        word = s.lower[first]
        forms = scene.t.g.forms_at(s.lower, first, len(s.tokens))
        out[f"nobody {forms[0].voice if forms else 'unknown'}"] = 1.0
        out[f"nobody {word}"] = 1.0
        out[f"nobody {word[:2]}-"] = 1.0
        out[f"nobody first {any(x.first == first for x in s.sentences if x.first == first)}"] = 1.0
        out[f"nobody {word[:2]}- {'within' if outer else 'outside'}"] = 1.0
        if any(inside(a.cue[0], span) for span in a.content):
            out["nobody in content"] = 1.0
    if question.core:
        out[f"nobody {question.core[0]}"] = 1.0
    return out
