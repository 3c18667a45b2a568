"""All claims and what each is to others, kept up as articles come.

Two claims of different articles are judged where they share two of their weightiest words or names, were published within
`DAYS` of each other, and have more than a little in common (`konon.sketches`). The links depend on the set of claims alone,
never on the order in which they came: a pair of words that more than `CROWD` claims of a week share tells nothing in that week,
and where a new claim makes it so, what was found by that pair alone is dropped again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import combinations
from typing import Protocol

import msgspec

from konon.comparison import SHOWN, Judged, Relation, judge
from konon.propositions import NAME, Proposition
from konon.sketches import LITTLE, Sketch, overlaps, sketch
from konon.timespans import days, ordinal, to_come

VERSION = "claims 9"  # changes with whatever changes what is linked: keys, weights, descriptions
KEPT: tuple[Relation, ...] = ("same", "contradicts", "narrower")  # written down; what is merely related is found when asked for
# Of 158 pairs that are the same, narrower or contradictions, 152 share two of their six weightiest words and
# names, 147 of five.
WEIGHTIEST = 6
CROWD = 60
DAYS = 7  # between two claims of which one bears on the other
PLANS = 2  # days for which a claim plans something, that are looked at
KEY_BITS = 44  # of a pair of words; the week is in the bits above

Pair = tuple[str, str]


class Shelf(Protocol):
    """Where the claims are kept: by number, and by the pairs of words that they are found by, each in its week (a bucket)."""

    def known(self, claims: Collection[str], /) -> Mapping[str, Proposition]:
        """Those of the claims that are there."""

    def numbered(self, numbers: Collection[int], /) -> Mapping[int, Proposition]:
        """Claims by their numbers."""

    def sketched(self, numbers: Collection[int], /) -> Mapping[int, Sketch]:
        """Claims in brief by their numbers."""

    def held(self, buckets: Collection[int], /) -> Mapping[int, Sequence[int]]:
        """The numbers of the claims in each bucket that has any; of a crowded bucket nothing but `CROWDED`."""

    def links(self, claims: Collection[str], /) -> Sequence[Judged]:
        """All that claims are to others, by the last machine that judged."""

    def enter(self, claim: Proposition, brief: Sketch, buckets: Collection[int], /) -> int:
        """Adds a claim that is found in these buckets."""

    def crowd(self, bucket: int, /) -> None:
        """A bucket holds too many: it is emptied and stays so."""

    def remove(self, claim: Proposition, buckets: Collection[int], /) -> None:
        """Takes a claim out."""

    def keep(self, link: Judged, a: Proposition, b: Proposition, /) -> None:
        """Writes down what two claims are to each other; "different": nothing any more."""


CROWDED = 0  # stands in a bucket in place of claims


def keys(p: Proposition) -> tuple[str, ...]:
    """What a claim is found by: each two of its weightiest words and names, as one string; a short one that says "I" also by
    the names of who says it."""
    weighed = [(-t.weight, t.key) for t in p.terms] + [(-NAME, name) for name in p.names]
    chosen = [key for _, key in sorted(weighed)]
    chosen = sorted((chosen + sorted(p.own - p.named))[:WEIGHTIEST])
    return tuple(f"{one} {other}" for one, other in combinations(chosen, 2))


def buckets(p: Proposition) -> tuple[int, ...]:
    """The pairs of words of a claim, as numbers, in the week of its day; all claims without a day are in one."""
    week = _week(p.day) << KEY_BITS
    return tuple(week | number for number in _numbers(p))


class Claims:
    """Finds what a new claim bears on: others of other articles, and of its own those that its headline is against. Made anew
    for each batch of articles: it remembers what it has asked the shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._claims: dict[int, Proposition] = {}
        self._sketches: dict[int, Sketch] = {}
        self._keys: dict[str, tuple[int, ...]] = {}

    def add(self, claims: Sequence[Proposition]) -> tuple[Judged, ...]:
        """Adds the claims of an article; gives the links that are new or otherwise, and those that are no more (as
        "different"). A claim that is there already changes nothing."""
        there = self._shelf.known([claim.claim for claim in claims])
        fresh = {claim.claim: claim for claim in claims if claim.claim not in there}
        if not fresh:
            return ()
        held = self._held(fresh.values())
        numbers, shaken = self._enter(fresh.values(), held)
        before = {(link.a, link.b): link for link in self._shelf.links([*fresh, *(p.claim for p in shaken)])}
        found: dict[Pair, Judged] = {}
        known = dict(fresh)
        met = {number: self._met(claim, number, held) for number, claim in zip(numbers, fresh.values(), strict=True)}
        like = self._like(met)
        self._numbered({other for others in like.values() for other in others})
        for claim, number in zip(fresh.values(), numbers, strict=True):
            for other in self._numbered(like[number]):
                known[other.claim] = other
                link = judge(claim, other, sparing=True)
                if is_kept(link):
                    found[link.a, link.b] = link
        for one, other in _headed(claims, fresh):
            link = judge(one, other, sparing=True)
            if link.relation == "contradicts" and is_kept(link):
                found[link.a, link.b] = link
                known |= {one.claim: one, other.claim: other}
        known.update(self._shelf.known({one for pair in before for one in pair} - known.keys()))
        dropped = [pair for pair in before if pair not in found and {*pair} <= known.keys()]
        shaken_pairs = {(a, b) for a, b in dropped if not {a, b} & fresh.keys()}
        still = self._meeting([(known[a], known[b]) for a, b in sorted(shaken_pairs)])
        found.update((pair, _none(before[pair])) for pair in dropped if pair not in still)
        changed = [link for pair, link in sorted(found.items()) if before.get(pair) != link]
        for link in changed:
            self._shelf.keep(link, known[link.a], known[link.b])
        return tuple(changed)

    def remove(self, claims: Sequence[Proposition]) -> None:
        """Takes claims out, and their links; pairs of words that were too common stay it."""
        if not claims:
            return
        gone = {claim.claim: claim for claim in claims}
        links = self._shelf.links([*gone])
        known = {**self._shelf.known({one for link in links for one in (link.a, link.b)}), **gone}
        for link in links:
            if link.a in known and link.b in known:
                self._shelf.keep(_none(link), known[link.a], known[link.b])
        for claim in claims:
            self._shelf.remove(claim, buckets(claim))
        self._claims.clear()
        self._sketches.clear()
        self._keys.clear()

    def near(self, claim: Proposition) -> tuple[Judged, ...]:
        """What a claim that is there is to all that it meets, whatever that is, the surest first; of a plan also what it is to
        those about the days for which it is planned."""
        found: dict[str, Judged] = {}
        for day in dict.fromkeys((claim.day, *coming(claim))):
            moved = msgspec.structs.replace(claim, day=day)
            own = sketch(moved)
            for other in self._numbered(self._met(moved, None, self._held([moved]))):
                if other.claim not in found and _may_bear(own, sketch(other)):
                    found[other.claim] = judge(moved, other)
        return tuple(sorted(found.values(), key=lambda link: (-link.score, link.a, link.b)))

    def _held(self, claims: Iterable[Proposition]) -> dict[int, list[int]]:
        """Who is in the buckets in which what these claims bear on can be."""
        wanted = {week | key for p in claims for week in _around(p.day) for key in self._found_by(p)}
        return {bucket: [*numbers] for bucket, numbers in self._shelf.held(wanted).items()}

    def _enter(self, claims: Iterable[Proposition], held: dict[int, list[int]]) -> tuple[list[int], list[Proposition]]:
        """Enters claims in `held` and on the shelf; gives their numbers, and all that were in a bucket that is crowded now."""
        numbers, shaken = [], set[int]()
        for claim in claims:
            home = _week(claim.day) << KEY_BITS
            own = [home | key for key in self._found_by(claim) if held.get(home | key) != [CROWDED]]
            brief = sketch(claim)
            number = self._shelf.enter(claim, brief, own)
            self._claims[number], self._sketches[number] = claim, brief
            numbers.append(number)
            for bucket in own:
                held.setdefault(bucket, []).append(number)
                if len(held[bucket]) > CROWD:
                    shaken.update(held[bucket])
                    held[bucket] = [CROWDED]
                    self._shelf.crowd(bucket)
        return numbers, self._numbered(shaken)

    def _met(self, claim: Proposition, own: int | None, held: Mapping[int, Sequence[int]]) -> set[int]:
        """The claims that share a key with this one, in buckets that are not crowded, in the weeks about its day."""
        home, weeks = _week(claim.day) << KEY_BITS, _around(claim.day)
        met: set[int] = set()
        for key in self._found_by(claim):
            if held.get(home | key) != [CROWDED]:
                for week in weeks:
                    met.update(held.get(week | key, ()))
        return met - {CROWDED, own}

    def _like(self, met: Mapping[int, Collection[int]]) -> dict[int, list[int]]:
        """Of the claims that each new one meets, those of other articles, at about its day, that have more than a little in
        common with it."""
        asked = {number for numbers in met.values() for number in numbers}
        self._sketches.update(self._shelf.sketched(asked - self._sketches.keys()))
        like: dict[int, list[int]] = {}
        for number, numbers in met.items():
            own = self._sketches[number]
            others = {n: other for n in numbers if (other := self._sketches.get(n)) and _may_bear(own, other)}
            shared = overlaps(own, [*others.values()])
            like[number] = [n for n, much in zip(others, shared.tolist(), strict=True) if much >= LITTLE]
        return like

    def _numbered(self, numbers: Collection[int]) -> list[Proposition]:
        if missing := [number for number in numbers if number not in self._claims]:
            self._claims.update(self._shelf.numbered(missing))
        return sorted((self._claims[number] for number in numbers if number in self._claims), key=lambda p: p.claim)

    def _meeting(self, pairs: Sequence[tuple[Proposition, Proposition]]) -> set[Pair]:
        """Those of the pairs that share a key which is crowded in neither's week, or are of one article."""
        shared = {(a.claim, b.claim): {*self._found_by(a)} & {*self._found_by(b)} for a, b in pairs}
        one_text = {(a.claim, b.claim): a.article == b.article for a, b in pairs}
        weeks = {p.claim: _week(p.day) << KEY_BITS for pair in pairs for p in pair}
        asked = {weeks[one] | key for pair, common in shared.items() for one in pair for key in common}
        held = self._shelf.held(asked)
        return {
            pair
            for pair, common in shared.items()
            if one_text[pair] or any(all([*held.get(weeks[one] | key, ())] != [CROWDED] for one in pair) for key in common)
        }

    def _found_by(self, claim: Proposition) -> tuple[int, ...]:
        if claim.claim not in self._keys:
            self._keys[claim.claim] = _numbers(claim)
        return self._keys[claim.claim]


def _headed(claims: Sequence[Proposition], fresh: Collection[str]) -> Iterator[tuple[Proposition, Proposition]]:
    """Each claim of an article's headline with each of its text, where one of them is fresh; but not of a headline that a claim
    of the same holder in the text bears out."""
    text = [claim for claim in claims if not claim.headline]
    heads = [claim for claim in claims if claim.headline]
    borne = {
        head.claim
        for head in heads
        for claim in text
        if set(head.holder) & set(claim.holder) and judge(head, claim, sparing=True).relation == "same"
    }
    some = ((one, other) for one in heads if one.claim not in borne for other in text)
    return ((one, other) for one, other in some if one.claim in fresh or other.claim in fresh)


def is_kept(link: Judged) -> bool:
    """Whether it is written down: a contradiction only where it is sure, for most of the others are none."""
    return link.relation in KEPT and (link.relation != "contradicts" or link.score >= SHOWN)


def believed(p: Proposition, *, seen: str) -> Proposition:
    """The claim, of the ISO day on which its page was first met where it says a later one than the next; of none where it says
    only a month or a year."""
    if p.day is None or len(p.day) < len(seen):
        return msgspec.structs.replace(p, day=None)
    return msgspec.structs.replace(p, day=seen) if to_come(p.day[:10], seen) else p


def _none(link: Judged) -> Judged:
    return msgspec.structs.replace(link, relation="different", score=1.0, narrower=None)


def _numbers(p: Proposition) -> tuple[int, ...]:
    """The keys of a claim, hashed; the week is put above them."""
    return tuple(int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) >> (64 - KEY_BITS) for key in keys(p))


def coming(p: Proposition) -> list[str]:
    """The days for which a claim plans something, the first `PLANS`, as ISO dates."""
    if not p.planned or p.day is None:
        return []
    told = sorted({of[0].isoformat() for time in p.times if (of := days(time))})
    return [day for day in told if day > p.day][:PLANS]


def _week(day: str | None) -> int:
    return ordinal(day) // 7


def _around(day: str | None) -> tuple[int, ...]:
    """The weeks whose claims can bear on one of `day`, in their bits; those without a day are compared with each other
    alone."""
    week = _week(day)
    return tuple(one << KEY_BITS for one in (week - 1, week, week + 1)) if week else (0,)


def _may_bear(one: Sketch, other: Sketch) -> bool:
    """Whether two claims are of different articles and of days near enough; a day that is none is near to none but another."""
    near = abs(one.day - other.day) <= DAYS if one.day and other.day else one.day == other.day
    return one.article != other.article and near
