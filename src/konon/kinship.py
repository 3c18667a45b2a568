"""All articles and what each is akin to, kept up as articles come.

The links depend on the set of articles alone, never on the order in which they came: text that comes back in `HOUSE` articles
of one outlet is its house text (a widget, a template, the background of a running story) and makes no two of its articles
kin, and where a new article makes it so, older links are judged anew. An article costs as much as it has stretches, plus one
alignment for each article that it shares some with.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import msgspec

from konon.alignment import Letters, align
from konon.lineage import Described, Link, home, judge, versions

HOUSE = 4  # articles of one outlet that share a stretch, from which on it is the outlet's house text
COMMON = 12  # articles of one outlet from which on a stretch is no longer looked up: a stock phrase
COMMON_KEYS = 2  # chosen stretches that two texts share before they are looked at closely


class Index:
    """Finds what a new article is akin to. Holds what is known of each article and the stretches it is known by, not its text:
    `fetch` gives the letters of one that was added."""

    def __init__(self, fetch: Callable[[str], Letters]) -> None:
        self.articles: dict[str, Described] = {}
        self.links: dict[tuple[str, str], Link] = {}  # of kin only
        self._fetch = fetch
        self._numbers: list[str] = []  # key by number: what the lists of holders hold
        self._holders: dict[int, int | list[int]] = {}
        self._house: set[tuple[int, str | None]] = set()
        self._common: set[tuple[int, str | None]] = set()
        self._at: defaultdict[str, list[str]] = defaultdict(list)  # by address, all versions
        self._kin: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, article: Described, text: Letters) -> tuple[Link, ...]:
        """Adds an article; gives the links that are new or judged anew, those that are kin no more among them. An article that
        is there already changes nothing."""
        if article.key in self.articles:
            return ()
        number = len(self._numbers)
        self._numbers.append(article.key)
        self.articles[article.key] = article
        pairs = self._enter(number, article, text)
        seen = Counter(n for key in text.keys if (key, article.outlet) not in self._common for n in self._held(key))
        pairs.update(_pair(article.key, self._numbers[n]) for n, times in seen.items() if times >= COMMON_KEYS and n != number)
        if article.address is not None:
            at = self._at[article.address]
            pairs.update(_pair(article.key, other) for other in at)
            at.append(article.key)
        bodies = {article.key: text}
        changed = []
        for pair in sorted(pairs):
            link = self._between(pair, bodies)
            if link.kin and not self._met(pair, bodies):
                link = msgspec.structs.replace(link, relation="boilerplate", origin="?", third=None)
            if link != self.links.get(pair) and (link.kin or pair in self.links):
                self._keep(link)
                changed.append(link)
        return tuple(changed)

    def of(self, key: str) -> tuple[Link, ...]:
        """All articles that one is kin to."""
        return tuple(self.links[_pair(key, other)] for other in sorted(self._kin[key]))

    def between(self, one: str, other: str) -> Link:
        """What two articles are to each other, kin or not."""
        return self._between(_pair(one, other), {})

    def _enter(self, number: int, article: Described, text: Letters) -> set[tuple[str, str]]:
        """Enters the article under its keys; gives the links that must be judged anew because a stretch is now house text or
        too common."""
        shaken: set[tuple[str, str]] = set()
        outlet = article.outlet
        for key in text.keys:
            if (key, outlet) in self._common:
                continue
            held = [*self._held(key), number]
            self._holders[key] = held if len(held) > 1 else number
            own = [n for n in held if self._article(n).outlet == outlet]
            times = len({self._article(n).address or self._numbers[n] for n in own}) if len(own) >= HOUSE else 0
            if outlet is None or times < HOUSE:
                continue
            if (key, outlet) not in self._house:
                self._house.add((key, outlet))
                shaken.update(pair for n in own for pair in self._pairs(n) if self._at_home(pair))
            if times >= COMMON:
                self._common.add((key, outlet))
                shaken.update(pair for n in own for pair in self._pairs(n))
                self._holders[key] = [n for n in held if n not in own]
        return shaken

    def _held(self, key: int) -> Sequence[int]:
        held = self._holders.get(key, ())
        return (held,) if isinstance(held, int) else held

    def _article(self, number: int) -> Described:
        return self.articles[self._numbers[number]]

    def _pairs(self, number: int) -> list[tuple[str, str]]:
        key = self._numbers[number]
        return [_pair(key, other) for other in self._kin[key]]

    def _at_home(self, pair: tuple[str, str]) -> bool:
        return home(self.articles[pair[0]], self.articles[pair[1]])

    def _between(self, pair: tuple[str, str], bodies: dict[str, Letters]) -> Link:
        a, b = (self.articles[key] for key in pair)
        for key in pair:
            if key not in bodies:
                bodies[key] = self._fetch(key)
        one, two = bodies[a.key], bodies[b.key]
        leave: frozenset[int] = frozenset()
        if home(a, b) and not versions(a, b):
            leave = frozenset(key for key in one.keys if (key, a.outlet) in self._house)
        return judge(a, b, align(one, two, leave=leave))

    def _met(self, pair: tuple[str, str], bodies: dict[str, Letters]) -> bool:
        """True where the two share stretches that are no stock phrases, or are versions of one page."""
        a, b = (self.articles[key] for key in pair)
        shared = set(bodies[a.key].keys).intersection(bodies[b.key].keys)
        rare = [key for key in shared if not {(key, a.outlet), (key, b.outlet)} & self._common]
        return len(rare) >= COMMON_KEYS or versions(a, b)

    def _keep(self, link: Link) -> None:
        if link.kin:
            self.links[link.a, link.b] = link
            self._kin[link.a].add(link.b)
            self._kin[link.b].add(link.a)
        else:
            del self.links[link.a, link.b]
            self._kin[link.a].discard(link.b)
            self._kin[link.b].discard(link.a)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
