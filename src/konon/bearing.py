"""All claims and what each is to others, kept up as articles come.

Two claims are judged where they share two of their weightiest words or names and were published within `DAYS` of each other.
The links depend on the set of claims alone, never on the order in which they came: a pair of words that more than `CROWD`
claims of a day share tells nothing on that day, and where a new claim makes it so, what was found by that pair alone is
dropped again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations

import msgspec

from konon.comparison import Judged, judge
from konon.propositions import NAME, Proposition

# Of 158 pairs that are the same, narrower or contradictions, 152 share two of their six weightiest words and
# names, 147 of five.
WEIGHTIEST = 6
# Of 174,000 pairs of words in 14,800 claims of two days, 20 are in more than 32 claims of a day.
CROWD = 40
DAYS = 7  # between two claims of which one bears on the other

Bucket = tuple[str, str | None]  # two words, and the day


def keys(p: Proposition) -> tuple[str, ...]:
    """What a claim is found by: each two of its weightiest words and names, as one string."""
    weighed = [(-t.weight, t.key) for t in p.terms] + [(-NAME, name) for name in p.names]
    chosen = sorted(key for _, key in sorted(weighed)[:WEIGHTIEST])
    return tuple(f"{one} {other}" for one, other in combinations(chosen, 2))


class Claims:
    """Finds what a new claim bears on. Holds the claims' descriptions, who shares which two words on which day, and the
    links."""

    def __init__(self) -> None:
        self.described: dict[str, Proposition] = {}
        self.links: dict[tuple[str, str], Judged] = {}
        self._holders: defaultdict[Bucket, list[str]] = defaultdict(list)
        self._crowded: set[Bucket] = set()
        self._linked: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, claims: Sequence[Proposition]) -> tuple[Judged, ...]:
        """Adds claims, as a rule those of an article; gives the links that are new or that are no more (those as "different").
        A claim that is there already changes nothing."""
        changed: dict[tuple[str, str], Judged] = {}
        for claim in claims:
            if claim.claim in self.described:
                continue
            self.described[claim.claim] = claim
            for link in (*self._enter(claim), *self._find(claim)):
                changed[link.a, link.b] = link
        return tuple(changed[pair] for pair in sorted(changed))

    def of(self, claim: str) -> tuple[Judged, ...]:
        """All links of a claim, the surest first."""
        found = [self.links[_pair(claim, other)] for other in self._linked.get(claim, ())]
        return tuple(sorted(found, key=lambda link: (-link.score, link.a, link.b)))

    def between(self, one: str, other: str) -> Judged:
        """What two claims are to each other, whether they were found to be linked or not."""
        return judge(self.described[one], self.described[other])

    def _enter(self, claim: Proposition) -> Iterator[Judged]:
        """Enters a claim under its keys; gives the links that are dropped because one of them is crowded now."""
        for key in keys(claim):
            bucket = key, claim.day
            if bucket in self._crowded:
                continue
            held = self._holders[bucket]
            held.append(claim.claim)
            if len(held) > CROWD:
                self._crowded.add(bucket)
                del self._holders[bucket]
                for one in held:
                    for other in sorted(self._linked.get(one, ())):
                        if not self._meet(self.described[one], self.described[other]):
                            yield self._drop(_pair(one, other))

    def _find(self, claim: Proposition) -> Iterator[Judged]:
        """Judges a claim with all that it meets; gives the links that it makes."""
        met: set[str] = set()
        for key in keys(claim):
            if (key, claim.day) not in self._crowded:
                for day in _around(claim.day):
                    met.update(self._holders.get((key, day), ()))
        met.discard(claim.claim)
        for other in sorted(met):
            link = judge(claim, self.described[other])
            if link.relation != "different":
                self._keep(link)
                yield link

    def _meet(self, a: Proposition, b: Proposition) -> bool:
        """Whether the two share a key that is crowded on neither's day."""
        return any((key, a.day) not in self._crowded and (key, b.day) not in self._crowded for key in {*keys(a)} & {*keys(b)})

    def _keep(self, link: Judged) -> None:
        self.links[link.a, link.b] = link
        self._linked[link.a].add(link.b)
        self._linked[link.b].add(link.a)

    def _drop(self, pair: tuple[str, str]) -> Judged:
        link = self.links.pop(pair)
        self._linked[link.a].discard(link.b)
        self._linked[link.b].discard(link.a)
        return msgspec.structs.replace(link, relation="different", score=1.0, narrower=None)


def _around(day: str | None) -> list[str | None]:
    """The days whose claims can bear on one of `day`; those without a day are compared with each other alone."""
    if day is None:
        return [None]
    middle = date.fromisoformat(day[:10])
    return [(middle + timedelta(days=n)).isoformat() for n in range(-DAYS, DAYS + 1)]


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
