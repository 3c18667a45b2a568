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

from konon.antecedents import Holders, Scene, author, earlier, first_from, represented, seen, speakers, token_at, words
from konon.coreference import Figure
from konon.lexicon import DATA, parse_table
from konon.spans import inside

# What names nobody: pronouns by person, a description ("the minister", "warga"), no source at all, a quotation without a cue.
Kind = Literal["I", "we", "you", "he", "it", "they", "what", "unsaid", "quotation"]
SOMEBODY = frozenset({"I", "he"})  # these always stand for somebody
NO_PLACE = frozenset({"I", "he", "quotation"})  # these never for a place: 8 of 3,700 in the annotated articles do
MOST = 14  # figures that are weighed, the latest named; 8 to 24 read alike in cross-validation
WINDOW = 24  # mentions back that are looked at
LATER = 4  # figures named after it, the next
SPEAKERS = 4  # who spoke before, the latest
FAR = 4  # sentences since somebody spoke, from which on they are all one
NEAR = 1.9  # sentences after which a mention weighs a third
TABLE = "common/weights/holders.tsv"

Features = dict[str, float]
SENTENCES = ("sentences 0", "sentences 1", "sentences 2")
SORTS = ("PER", "ORG", "LOC")
LEADS = ("leads 0", "leads 1")
SPOKE = tuple(f"spoke {rank}" for rank in range(SPEAKERS))


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
    number: str = ""  # how many a description is of: one, many or what its noun says
    apart: bool = False  # whom it names is another: "istri Bayu Tirta itu"


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
    weight = at_levels(levels).get
    best: Candidate | None = None
    most = 0.0
    for candidate in some:
        score = 0.0
        for feature, value in candidate.features.items():
            score += value * weight(feature, 0.0)
        if best is None or score > most:
            best, most = candidate, score
    return best.name if best is not None else None


def levels_of(question: Question, scene: Scene) -> tuple[str, ...]:
    """By what each feature is weighed apart: at all, by the kind of word, by where it stands, by language."""
    i, kind = question.i, question.kind
    where = "headline" if scene.headline(i) else "quoted" if scene.t.s.inside[scene.places[i]] >= 0 else "told"
    return ("", f"{kind} ", f"{kind} {where} ", f"{kind} {scene.t.language} ")


def candidates(question: Question, scene: Scene, holders: Holders) -> list[Candidate]:
    """All who may be meant, with what speaks for each."""
    i, place, own = question.i, scene.places[question.i], question.own
    figures = scene.near(place)[:MOST] if scene.headline(i) else scene.latest(place, MOST) or scene.near(place)[:MOST]
    before = speakers(i, scene, holders, SPEAKERS)
    saying = list(dict.fromkeys(h for j in reversed(scene.around[i]) if (h := holders[j])))
    sayer = next(iter((*saying, *before)), None)
    behind = represented(sayer, scene) if sayer else None
    alike = earlier(i, scene, holders) if question.core else None
    writer = author(i, scene) if question.kind in {"I", "we"} else None
    told = [(label, who) for label, who in (("behind", behind), ("so before", alike), ("author", writer)) if who]
    marks = _marks(question, scene, holders, before=before, saying=saying, told=told)
    shown = [scene.by_name[name] for name in marks.seen if name in scene.by_name]
    later = scene.after(place, LATER) if not scene.headline(i) else ()
    named = {f.name: f for f in dict.fromkeys((*figures, *marks.beside, *shown, *later, *marks.within))}
    if question.kind in NO_PLACE:
        named = {name: figure for name, figure in named.items() if figure.sort != "LOC"}
    firsts = question.core[:1]
    owners = marks.within if question.apart else ()
    out: list[Candidate] = []
    for name in dict.fromkeys((*named, *before, *saying, behind, alike, writer, own)):
        if not name:
            continue
        figure = named.get(name) or scene.by_name.get(name)
        if firsts and figure is not None and figure.sort == "PER" and figure.words[0].lower() in firsts:
            continue  # "Istri Bayu Tirta itu" is not called "Istri"
        if figure in owners and name != own:
            continue  # nor is she that
        features = _of_figure(figure, question, scene, marks) if figure is not None else {"noun": 1.0}
        _of_name(name, figure, marks, features)
        if name == own:
            features |= _own(name, question, scene)
        out.append(Candidate(name=name, features=features))
    if question.kind not in SOMEBODY and (question.kind != "what" or own):
        out.append(Candidate(name=None, features=_nobody(question, scene)))
    return out


def _of_name(name: str, figure: Figure | None, marks: Marks, out: Features) -> None:
    """Adds what speaks for a name by who has spoken, and by where the reader saw the holder."""
    if name in marks.before:
        rank = marks.before.index(name)
        out[SPOKE[rank]] = 1.0
        if rank == 0:
            out[f"spoke {figure.sort if figure else 'noun'}"] = 1.0
            if marks.since is not None:
                out[f"spoke {marks.since} sentences before"] = 1.0
    if name in marks.saying:
        out["says 0" if name == marks.saying[0] else "says 1"] = 1.0
    if figure is not None and figure in marks.beside:
        out[f"beside the sayer {figure.sort}"] = 1.0
    for label, who in marks.told:
        if name == who:
            out[label] = 1.0
    if marks.own_words and name != marks.own and not marks.own_words.isdisjoint(name.lower().split()):
        out["called so"] = 1.0
    if not marks.seen:
        out["nobody seen"] = 1.0
    elif name not in marks.seen:
        out["another seen"] = 1.0
    else:
        rank, share = marks.seen[name]
        out |= {"seen": 1 / (rank + 1), "seen first": float(rank == 0), "seen often": share}


def _beside(i: int, scene: Scene) -> list[Figure]:
    """Whom the source of what attribution i stands in names: "we" may be the body of "the head of the Arunika Foundation"."""
    out: list[Figure] = []
    for j in scene.around[i]:
        a = scene.attributions[j]
        if a.source:
            out += [f for _, _, f in scene.cast.mentioned(words(scene.t, scene.places[j], a.source[-1][1]), scene.t.g)]
    return out


class Marks(Struct, frozen=True, kw_only=True):
    """What is asked of every candidate of one question."""

    place: int  # where it is asked, in tokens
    here: int  # its sentence
    quoted: bool
    nearest: dict[str, int]  # the latest mention before it, by sort
    content: tuple[tuple[int, int], ...]  # of the attribution, in tokens
    source: tuple[int, int]
    within: dict[Figure, int]  # whom the source names, and where
    seen: dict[str, tuple[int, float]]  # names that the reader saw as the holder's: rank, share
    before: Sequence[str]  # who spoke before, the latest first
    since: int | None  # how many sentences before, the latest; None where that tells nothing
    saying: Sequence[str]  # who says what it stands in, the nearest first
    told: Sequence[tuple[str, str]]  # what else speaks for whom
    beside: Sequence[Figure]
    own: str | None
    own_words: set[str]  # the long ones


def _marks(
    question: Question,
    scene: Scene,
    holders: Holders,
    *,
    before: Sequence[str],
    saying: Sequence[str],
    told: Sequence[tuple[str, str]],
) -> Marks:
    i = question.i
    place = scene.places[i]
    a, s = scene.attributions[i], scene.t.s
    until = bisect_left(scene.spots, place)
    nearest: dict[str, int] = {}
    for at, figure in reversed(scene.mentions[max(0, until - WINDOW) : until]):
        nearest.setdefault(figure.sort, at)
        if len(nearest) == len(SORTS):
            break
    source = (place, first_from(scene.t, a.source[0][1])) if a.source else (place, place)
    said = scene.cast.mentioned(words(scene.t, place, a.source[0][1]), scene.t.g) if question.core else []
    return Marks(
        place=place,
        here=scene.sentence[place],
        quoted=s.inside[place] >= 0,
        nearest=nearest,
        content=tuple([(first_from(scene.t, x), first_from(scene.t, y)) for x, y in a.content]),
        source=source,
        within={figure: place + first for first, _, figure in reversed(said) if place + first < source[1]},
        seen=seen(i, scene),
        before=before,
        since=_since(i, scene, holders) if question.kind != "unsaid" else None,
        saying=saying,
        told=told,
        beside=_beside(i, scene),
        own=question.own,
        own_words={word for word in (question.own or "").lower().split() if len(word) > 3},
    )


def _since(i: int, scene: Scene, holders: Holders) -> int:
    """How many sentences before attribution i somebody spoke last, up to the most that are told apart."""
    last = next((j for j in range(i - 1, max(-1, i - 1 - SPEAKERS), -1) if holders[j] and not scene.around[j]), None)
    return FAR if last is None else min(FAR, abs(scene.sentence[scene.places[i]] - scene.sentence[scene.places[last]]))


def _of_figure(figure: Figure, question: Question, scene: Scene, marks: Marks) -> Features:
    """What speaks for a figure, whoever spoke."""
    place, quotation, at = marks.place, scene.t.s.inside, figure.at
    out = standing(figure, scene).copy()
    until = bisect_left(at, place)
    latest = at[until - 1] if until else -1
    if until and not marks.quoted and quotation[latest] >= 0:
        before = at[max(0, until - WINDOW) : until]
        latest = next((x for x in reversed(before) if quotation[x] < 0), -1)
    if latest >= 0:
        distance = marks.here - scene.sentence[latest]
        out["near"] = exp(-distance / NEAR)
        if distance < 3:
            out[SENTENCES[distance]] = 1.0
        if latest in scene.leading:
            out["leads"] = 1.0
            if distance < 2:
                out[LEADS[distance]] = 1.0
        if marks.nearest.get(figure.sort) == latest:
            out["nearest"] = 1.0
    elif until:
        out["in quotations alone"] = 1.0
    else:
        out["later"] = 1.0
    out["often"] = log(1 + until)
    if question.gender and figure.gender:
        out["gender " + ("same" if figure.gender == question.gender else "other")] = 1.0
    if question.core:
        _of_description(figure, question, scene, out)
    for first, last in marks.content:
        k = bisect_left(at, first)
        if k < len(at) and at[k] < last:
            out["in content"] = 1.0
            if at[k] < first + 2:
                out["opens content"] = 1.0
    if question.number:
        out[f"{question.number} {figure.sort}"] = 1.0
    if figure in marks.within:
        out |= _within(figure, marks, scene)
    return out


def _of_description(figure: Figure, question: Question, scene: Scene, out: Features) -> None:
    """Adds what speaks for a figure by the words of a description: what its noun is, an office, the noun in its name."""
    w, core = scene.t.w, question.core
    noun = core[0] if w.noun_first else core[-1]
    how = "definite" if question.definite else "plain"
    out[f"{_sort_of(noun, scene)} {figure.sort}"] = 1.0
    out[f"{how} {_sort_of(noun, scene)} {figure.sort}"] = 1.0
    out[f"of {w.english.get(noun, noun)} {figure.sort}"] = 1.0
    if figure.sort != "PER":
        called = {word.lower() for word in (*figure.words, *figure.name.split())}
        if called & {noun, w.english.get(noun, noun)}:
            out["same noun"] = 1.0
        return
    if any(fits(core, office, scene) for office in figure.offices):
        out["office"] = 1.0
    if any(fits((noun,), office, scene) for office in figure.offices):
        out["office noun"] = 1.0


def _sort_of(noun: str, scene: Scene) -> str:
    """What the noun of a description stands for, as far as the tables tell."""
    w = scene.t.w
    return (
        "thing " + w.thing[noun] if noun in w.thing else "role" if noun in w.roles else "noun" if noun in w.english else "word"
    )


def standing(figure: Figure, scene: Scene) -> Features:
    """What speaks for a figure wherever it may be meant."""
    found = scene.standing.get(figure)
    if found is None:
        found = {f"is {figure.sort}": 1.0, "in all": log(len(figure.at))}
        if figure.entry is not None and (role := scene.t.known.roles[figure.entry.id]) in {"media", "country"}:
            found[f"is {role}"] = 1.0
        if figure.sort == "PER" and scene.human(figure):
            found["human"] = 1.0
        if figure.sort == "PER" and figure in scene.speaking:
            found["speaks"] = 1.0
        scene.standing[figure] = found
    return found


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
    """What speaks for the words of a description themselves."""
    w = scene.t.w
    core = question.core
    noun = (core[0] if w.noun_first else core[-1]) if core else ""
    sort = _sort_of(noun, scene)
    out = {"own": 1.0, f"own {sort}": 1.0, f"own {'definite' if question.definite else 'plain'}": 1.0}
    out[f"own {'definite' if question.definite else 'plain'} {sort}"] = 1.0
    out[f"own words {min(len(core), 4)}"] = 1.0
    capital = "named" if name[:1].isupper() else "unnamed"
    out[f"own {capital}"] = 1.0
    out[f"own {capital} {sort}"] = 1.0
    if question.number:
        out[f"own {question.number}"] = 1.0
    if noun:
        out[f"own {noun} {capital}"] = 1.0
    if noun.endswith(w.plural):
        out["own plural"] = 1.0
    return out


def _nobody(question: Question, scene: Scene) -> Features:
    """What speaks for nobody: above all the cue."""
    a, s = scene.attributions[question.i], scene.t.s
    out = {"nobody": 1.0, "nobody " + ("seen" if not a.named else "though seen"): 1.0, f"nobody {a.act}": 1.0}
    outer = bool(scene.around[question.i])
    out[f"nobody {'within' if outer else 'outside'}"] = 1.0
    first = token_at(scene.t, a.cue[0][0]) if a.cue else None
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
