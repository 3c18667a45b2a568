"""All articles and what each is akin to, kept up as articles come.

The links depend on the set of articles alone, never on the order in which they came: text that comes back in `HOUSE` articles
of one outlet is its house text (a widget, a template, the background of a running story) and makes no two of its articles
kin, and where a new article makes it so, older links are judged anew. An article costs as much as it has stretches, plus one
alignment for each article that it shares some with.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from konon.alignment import Letters, Shared, align
from konon.lineage import Described, Link, home, judge, versions

HOUSE = 4  # articles of one outlet that share a stretch, from which on it is the outlet's house text
COMMON = 12  # articles of one outlet from which on a stretch is no longer looked up: a stock phrase
UNKNOWN = 48  # the same among articles of which nobody knows the outlet: they may be of many


class Flag(Struct, frozen=True, array_like=True):
    """What a stretch is to an outlet: its house text; so common there that it is no longer looked up."""

    home: bool
    common: bool


NEITHER = Flag(home=False, common=False)
NOWHERE: Mapping[str, Flag] = {}


class Shelf(Protocol):
    """Where the index keeps what it knows: the articles by number, and the stretches that they are known by."""

    def number(self, key: str, /) -> int | None:
        """The number of an article that is there."""

    def numbered(self, numbers: Collection[int], /) -> Mapping[int, Described]:
        """Articles by their numbers."""

    def known(self, keys: Collection[str], /) -> Mapping[str, Described]:
        """Those of the articles that are there."""

    def at(self, address: str, /) -> Sequence[Described]:
        """All versions of a page."""

    def holders(self, stretches: Collection[int], /) -> Mapping[int, Sequence[int]]:
        """The numbers of the articles that are found by each stretch."""

    def flags(self, stretches: Collection[int], /) -> Mapping[int, Mapping[str, Flag]]:
        """What the stretches are to each outlet."""

    def links(self, keys: Collection[str], /) -> Sequence[Link]:
        """All that articles are kin to, by the last machine that judged; without passages."""

    def enter(self, article: Described, stretches: Collection[int], /) -> int:
        """Adds an article that is found by these stretches."""

    def flag(self, flags: Iterable[tuple[int, str, Flag]], /) -> None:
        """Remembers what stretches are to outlets."""

    def drop(self, holders: Iterable[tuple[int, int]], /) -> None:
        """Articles, by number, are no longer found by a stretch."""

    def remove(self, number: int, stretches: Collection[int], /) -> None:
        """Takes an article out."""

    def keep(self, link: Link, a: Described, b: Described, /) -> None:
        """Writes down what two articles are to each other."""


class Index:
    """Finds what a new article is akin to. Made anew for each batch of articles: it remembers what it has asked the shelf.
    `fetch` gives the letters of an article that was added."""

    def __init__(self, shelf: Shelf, fetch: Callable[[str], Letters]) -> None:
        self._shelf = shelf
        self._fetch = fetch
        self._articles: dict[str, Described] = {}
        self._numbers: dict[int, Described] = {}
        self._flags: dict[int, Mapping[str, Flag]] = {}

    def add(self, article: Described, text: Letters) -> tuple[Link, ...]:
        """Adds an article; gives the links that are new or judged anew, those that are kin no more among them. An article that
        is there already changes nothing."""
        if self._shelf.number(article.key) is not None:
            return ()
        self._articles[article.key] = article
        before = _by_pair(self._shelf.links([article.key]))
        shaken, common, near = self._enter(article, text)
        pairs = {_pair(article.key, other.key) for other in near}
        if article.address is not None:
            pairs.update(_pair(article.key, other.key) for other in self._shelf.at(article.address) if other.key != article.key)
        stirred = _by_pair(self._shelf.links(shaken)) if shaken else {}
        self._know(key for pair in (*pairs, *before, *stirred) for key in pair)
        before.update((pair, link) for pair, link in stirred.items() if self._at_home(pair) or {*pair} & common)
        pairs.update(pair for pair in before if pair[0] in self._articles and pair[1] in self._articles)
        return self._judged(pairs, before, {article.key: text})

    def remove(self, key: str, *, gone: bool) -> None:
        """Takes an article out; what was house text stays it. Where it is not `gone` but comes back as it is now read, its
        links stand until then."""
        number = self._shelf.number(key)
        if number is None:
            return
        for link in self._shelf.links([key]) if gone else ():
            self._know((link.a, link.b))
            if link.a in self._articles and link.b in self._articles:
                none = Link(a=link.a, b=link.b, relation="none", shared=Shared())
                self._shelf.keep(none, *(self._articles[k] for k in (link.a, link.b)))
        self._shelf.remove(number, self._fetch(key).keys)
        self._articles.pop(key, None)
        self._numbers.pop(number, None)

    def between(self, one: str, other: str) -> Link:
        """What two articles are to each other, kin or not."""
        self._know((one, other))
        return self._between(_pair(one, other), {})

    def _judged(
        self, pairs: Iterable[tuple[str, str]], before: Mapping[tuple[str, str], Link], bodies: dict[str, Letters]
    ) -> tuple[Link, ...]:
        changed = []
        for pair in sorted(pairs):
            link = self._between(pair, bodies)
            if link.kin and not self._met(pair, bodies):
                link = replace(link, relation="boilerplate", origin="?", third=None)
            old = before.get(pair)
            if (link.kin or old) and bare(link) != old:
                self._shelf.keep(bare(link), *(self._articles[key] for key in pair))
                changed.append(link)
        return tuple(changed)

    def _enter(self, article: Described, text: Letters) -> tuple[set[str], set[str], list[Described]]:
        """Enters the article under its stretches; gives the articles whose links must be judged anew because one of their
        stretches is now house text or too common, those of which it is too common, and those that have a stretch in common
        with it that is not."""
        outlet = article.outlet or ""
        self._look_up(text.keys)
        keys = [key for key in text.keys if not self._flag(key, outlet).common]
        held = self._shelf.holders(keys)
        self._described({n for numbers in held.values() for n in numbers})
        shaken: set[str] = set()
        common: set[str] = set()
        near: set[int] = set()
        flags: list[tuple[int, str, Flag]] = []
        dropped: list[tuple[int, int]] = []
        entered = [key for key in keys if key not in held]
        for key, numbers in held.items():
            own = [n for n in numbers if (self._numbers[n].outlet or "") == outlet]
            old = self._flag(key, outlet)
            new = self._weighed(article, own) if len(own) + 1 >= HOUSE else NEITHER
            new = Flag(home=old.home or new.home, common=new.common)
            if new != old:
                flags.append((key, outlet, new))
                self._flags[key] = {**self._flags[key], outlet: new}
                shaken.update(self._numbers[n].key for n in own)
            if new.common:
                common.update(self._numbers[n].key for n in own)
                dropped += [(key, n) for n in own]
            else:
                entered.append(key)
                near.update(numbers if not new.home else set(numbers).difference(own))
        self._shelf.flag(flags)
        self._shelf.drop(dropped)
        self._numbers[self._shelf.enter(article, entered)] = article
        return shaken, common, self._described(near)

    def _weighed(self, article: Described, own: Sequence[int]) -> Flag:
        """What a stretch is to an outlet in which these articles and the new one hold it; versions of a page count once."""
        holders = [*(self._numbers[n] for n in own), article]
        times = len({holder.address or holder.key for holder in holders})
        if article.outlet is None:
            return Flag(home=False, common=times >= UNKNOWN)
        return Flag(home=times >= HOUSE, common=times >= COMMON)

    def _described(self, numbers: Iterable[int]) -> list[Described]:
        wanted = sorted(numbers)
        if missing := [n for n in wanted if n not in self._numbers]:
            for n, article in self._shelf.numbered(missing).items():
                self._numbers[n] = self._articles[article.key] = article
        return [self._numbers[n] for n in wanted]

    def _know(self, keys: Iterable[str]) -> None:
        if missing := {key for key in keys if key not in self._articles}:
            self._articles.update(self._shelf.known(missing))

    def _look_up(self, stretches: Iterable[int]) -> None:
        if missing := [key for key in stretches if key not in self._flags]:
            self._flags.update(dict.fromkeys(missing, NOWHERE))
            self._flags.update(self._shelf.flags(missing))

    def _flag(self, stretch: int, outlet: str | None) -> Flag:
        return self._flags[stretch].get(outlet or "", NEITHER)

    def _at_home(self, pair: tuple[str, str]) -> bool:
        return all(key in self._articles for key in pair) and home(*(self._articles[key] for key in pair))

    def _between(self, pair: tuple[str, str], bodies: dict[str, Letters]) -> Link:
        a, b = (self._articles[key] for key in pair)
        for key in pair:
            if key not in bodies:
                bodies[key] = self._fetch(key)
        one, two = bodies[a.key], bodies[b.key]
        leave: frozenset[int] = frozenset()
        if home(a, b) and not versions(a, b):
            self._look_up(one.keys)
            leave = frozenset(key for key in one.keys if self._flag(key, a.outlet).home)
        return judge(a, b, align(one, two, leave=leave))

    def _met(self, pair: tuple[str, str], bodies: dict[str, Letters]) -> bool:
        """True where the two share a stretch that is no stock phrase, nor house text of both, or are versions of one page."""
        a, b = (self._articles[key] for key in pair)
        if versions(a, b):
            return True
        own = home(a, b)
        shared = set(bodies[a.key].keys).intersection(bodies[b.key].keys)
        self._look_up(shared)
        flags = [(self._flag(key, a.outlet), self._flag(key, b.outlet)) for key in shared]
        return not all(one.common or other.common or (own and one.home) for one, other in flags)


def bare(link: Link) -> Link:
    """The link as it is written down: without passages, which can be found again, and with four digits of each share."""
    shared = link.shared
    rounded = {name: round(getattr(shared, name), 4) for name in shared.__struct_fields__ if name[:-1] in SHARES}
    return replace(link, shared=replace(shared, passages=(), **rounded))


SHARES = ("share_", "quoted_", "told_")


def _by_pair(links: Iterable[Link]) -> dict[tuple[str, str], Link]:
    return {(link.a, link.b): link for link in links}


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
