"""What two claims are to each other: the same proposition, a contradiction, one narrower than the other, related, different.

`konon.likeness` says in numbers how much two propositions share and where they part, a log-linear model weighs it
(`data/common/weights/claims.tsv`). Where that leaves it open that they bear on each other, `konon.entailment` reads both
together, and a second model weighs all of it (`claims_read.tsv`). Both are fitted by `train/claims.py`. Either way round gives
the same answer.
"""

from __future__ import annotations

from functools import cache
from math import exp
from typing import Literal, get_args

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from konon import entailment
from konon.lexicon import DATA, parse_table
from konon.likeness import FAR, SOON, clocks_apart, measures, share
from konon.propositions import Proposition
from konon.scenes import apart

Relation = Literal["same", "contradicts", "narrower", "related", "different"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
BEARING = 3  # of them, those that come first: a claim bears on the other
HALF = 0.5  # of the shorter that the longer has: from which on two with other numbers are never one (of 34 pairs, none is)
READ = 0.03  # how likely one bears on the other, by words, from which on both are read together: if asked of two,
LIKELY = 0.8  # if all pairs of a new article are judged, for reading one takes as long as measuring some 250,
AGAINST = 0.3  # and of those also the ones that are as likely against each other
WHOLE = 0.95  # of the longer that the shorter has, with nothing in which they part: they are one without being read
LEAST = -7.0  # a log-probability that tells no more if it is less
SCALE = 3.0  # that they are divided by, to be about as large as other measures
# A contradiction is shown where the network and all measures together say so by `SURE`; another's score is cut by `UNSURE`. Of
# 34,948 pairs of claims of two days of news that have more than a little in common, judged as the ledger does, two are shown,
# and both are contradictions (a hoax and its denial).
SURE = 0.85
UNSURE = 0.25
HEADED = 0.7  # of both together that is the same: a headline that its own text denies
OWN = 0.75  # the same of two claims of one speaker
MANY = 0.6  # of five words: fewer are said of many things
SHOWN = 0.5  # the score from which on a contradiction is shown to a person who did not ask for doubtful ones
OPPOSED = 0.7  # of what one denies, how much the other asserts: of 50 pairs rightly judged the same, in none
CAUTIOUS = frozenset({"demand", "want", "fear", "expect", "warn"})  # what is no assertion


ONE: frozenset[Relation] = frozenset({"same", "narrower"})


class Weights(Struct, frozen=True, kw_only=True):
    """A line of a table: what a measure adds to the log-odds of each relation."""

    measure: str
    same: float
    contradicts: float
    narrower: float
    related: float
    different: float
    source: str


class Judged(Struct, frozen=True, kw_only=True):
    """What claim `a` is to claim `b`, and how sure that is, from 0 to 1; a contradiction below `SHOWN` is as a rule none, and
    not to be shown unasked. `narrower` is the claim that says more than the other, which follows from it."""

    a: str
    b: str
    relation: Relation
    score: float
    narrower: str | None = None


def judge(a: Proposition, b: Proposition, *, sparing: bool = False) -> Judged:
    """Judges two claims; `sparing`: reads both together only where words make it likely that they bear on each other, and only
    what could be shown then, rather than wherever they may."""
    if b.claim < a.claim:
        a, b = b, a
    shared = share(a, b)
    found = measures(a, b, shared)
    odds = _odds(found, "claims")
    strange = a.language == b.language and apart(a.scene, b.scene)
    excluded = barred(found) | (ONE if strange or clocks_apart(a, b) else frozenset())
    tells = not sparing or not excluded >= ONE or (not strange and _may_dispute(a, b, found))
    if tells and a.told and b.told and _worth(odds, sparing=sparing) and found["straight covered"] < WHOLE:
        found |= together(a, b)
        odds = _odds(found, "claims_read")
    best = max((k for k, one in enumerate(RELATIONS) if one not in excluded), key=lambda k: (odds[k], -k))
    relation = RELATIONS[best]
    narrower = None
    if relation == "narrower":
        narrower = a.claim if (shared.a, a.claim) >= (shared.b, b.claim) else b.claim
    likely = odds[best]
    if _headed(a, b, found):
        relation, narrower, likely = "contradicts", None, max(odds[RELATIONS.index("contradicts")], found["alike"])
    elif relation == "contradicts":
        sure = (likely >= SURE and _sure(a, b, found)) or _reversed(a, b, found, likely)
        likely *= 1.0 if sure and not strange else UNSURE
    return Judged(a=a.claim, b=b.claim, relation=relation, score=round(likely, 4), narrower=narrower)


def _worth(odds: list[float], *, sparing: bool) -> bool:
    """Whether two claims are worth reading together, by what words say."""
    likely = sum(odds[:BEARING])
    return likely > LIKELY or odds[RELATIONS.index("contradicts")] > AGAINST if sparing else likely > READ


def _sure(a: Proposition, b: Proposition, found: dict[str, float]) -> bool:
    """Whether a contradiction is one to be shown: two others assert what excludes each other, if both are read together."""
    return _others(a, b, found) and found.get("likely contradicts", 0.0) >= SURE


def _others(a: Proposition, b: Proposition, found: dict[str, float]) -> bool:
    """Whether two others assert, within a few days, something about one name; one of them may not be named, as of a rumour."""
    told = bool(found["names"] and (a.holder or b.holder) and not found["same holder"])
    return told and _asserted(a, b, found)


def _may_dispute(a: Proposition, b: Proposition, found: dict[str, float]) -> bool:
    """Whether two could be shown to contradict each other, whatever they say when read together."""
    return found["heart"] >= WHOLE or _others(a, b, found)


def _reversed(a: Proposition, b: Proposition, found: dict[str, float], likely: float) -> bool:
    """Whether one speaker asserts, within a few days, with a "not" and without, the same words, or what is likely to exclude
    each other of something that has a name, or of himself: he takes it back, or one of the texts errs or was tampered with. In
    2,447 articles of two days of news no two claims are so by chance."""
    if not _one_holder(a, b) or found["heart"] < WHOLE:
        return False
    if not (_asserted(a, b, found) or (a.act == b.act == "expect" and _at_once(a, b, found))):
        return False
    if found["alike"] >= WHOLE and found["few"] >= MANY:
        return True
    known = found["names"] or a.self_named or b.self_named or "commit" in (a.act, b.act)
    return bool(known) and found["held"] >= WHOLE and likely >= OWN


def _headed(a: Proposition, b: Proposition, found: dict[str, float]) -> bool:
    """Whether a headline has a speaker say what he denies in the text below it, in much the same words. In 2,447 articles one
    does."""
    return (
        a.headline != b.headline
        and found["same article"] > 0
        and _one_holder(a, b)
        and _asserted(a, b, found)
        and min(found["held"], found["heart"]) >= WHOLE
        and found["alike"] >= HEADED
    )


def _one_holder(a: Proposition, b: Proposition) -> bool:
    """Whether both name their holder, and the one's name has no word that the other's lacks."""
    one, other = set(a.holder), set(b.holder)
    return bool(one and other) and (one <= other or other <= one)


def _asserted(a: Proposition, b: Proposition, found: dict[str, float]) -> bool:
    """Whether both are said to be so, within a few days."""
    return _at_once(a, b, found) and not {a.act, b.act} & CAUTIOUS and not (a.unreal or b.unreal)


def _at_once(a: Proposition, b: Proposition, found: dict[str, float]) -> bool:
    """Whether both are said within a few days, and neither is what has come since the other."""
    return found["gap"] * FAR <= SOON and a.day is not None and b.day is not None and not _overtaken(a, b)


def _overtaken(a: Proposition, b: Proposition) -> bool:
    """Whether one says "not yet", and the other, no earlier, that it is so by now."""
    return (a.pending and not b.pending and (a.day or "") <= (b.day or "")) or (
        b.pending and not a.pending and (b.day or "") <= (a.day or "")
    )


def together(a: Proposition, b: Proposition) -> dict[str, float]:
    """What the network makes of both, read together: log-probabilities and probabilities of the relations."""
    logs = entailment.read(a.told, b.told)
    found = {f"read {relation}": max(log, LEAST) / SCALE for relation, log in zip(RELATIONS, logs, strict=True)}
    return found | {f"likely {relation}": exp(log) for relation, log in zip(RELATIONS, logs, strict=True)}


def barred(found: dict[str, float]) -> frozenset[Relation]:
    """What two claims cannot be: one thing where who does it to whom is swapped or the amounts clash, or where one amount is
    told of two days, by each on its own (the price of rice), or one denies what the other asserts."""
    excluded: set[Relation] = set()
    if found["roles"] or found["amounts clash asserted"] or (found["strangers"] and not found["doers"] and found["names"] == 0):
        excluded |= {"same"}
    daily = found["days apart"] and found["amounts agree"] and found["gap"]
    if daily or found["roles"] or (found["amounts clash"] == 1 and found["held"] > HALF) or found["heart"] >= OPPOSED:
        excluded |= ONE
    return frozenset(excluded)


def _odds(found: dict[str, float], table: str) -> list[float]:
    """The probability of each relation."""
    sums = (np.fromiter(found.values(), np.float64, len(found)) @ _matrix(table, tuple(found))).tolist()
    top = max(sums)
    odds = [exp(one - top) for one in sums]
    whole = sum(odds)
    return [one / whole for one in odds]


@cache
def _matrix(table: str, names: tuple[str, ...]) -> NDArray[np.float64]:
    """A table's weights of these measures: one row each, a column for each relation."""
    weights = _weights(table)
    return np.array([weights[name] for name in names])


@cache
def _weights(table: str) -> dict[str, tuple[float, ...]]:
    name = f"common/weights/{table}.tsv"
    rows = parse_table((DATA / name).read_text("utf-8"), Weights, name=name)
    return {row.measure: (row.same, row.contradicts, row.narrower, row.related, row.different) for row in rows}
