"""Who stands behind a claim that several articles tell: separate sources, never pages.

Two articles that have their text from each other, or both from one agency, are one way by which a claim came. A speaker is one
origin however many ways carried their words; where nobody is named, each way is an origin of its own: an agency, or an outlet
that reports for itself. A telling that names nobody, in a text of which a kindred one names the speaker, is that speaker's.
Whoever speaks for another of the speakers (a spokesman, a ministry) is one with them. The same words are one source, whoever is
named for them: two people do not say one sentence, but a copy may give it to another. Only where one text has both say it, each
for themselves, both stand for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Literal

from msgspec import Struct

from konon.records import Link
from konon.unions import Union

Kind = Literal["speaker", "agency", "outlet", "unknown"]
Key = tuple[Kind, str]  # a speaker by name, or a way
Runs = frozenset[tuple[str, ...]]  # each three words of a content that stand together

WORD = re.compile(r"\w+")
RUN = 3  # words
ALIKE = 0.5  # of the runs of the shorter, from which on two contents are the same words,
LONG = 6  # where they also share so many, if the two articles are not kin: some eight words


class Telling(Struct, frozen=True, kw_only=True):
    """One claim in one article, as far as it matters who stands behind it."""

    claim: str  # Claim.id
    holder: str | None
    name: str | None = None  # by which the holder goes in other tellings: "Yohannes Nangoi" of "Nangoi"
    body: str | None = None  # for whom the holder speaks, where that is another holder of the claim
    words: str = ""  # what is told
    headline: bool = False  # in the article's headline
    confirms: bool = False  # another's word, in whatever words that has
    within: str | None = None  # the claim of the same article in whose content it stands
    article: str  # Article.key
    when: str = "9999"  # sorts by when the article was published
    outlet: str | None
    chain: tuple[Link, ...] = ()
    family: str | None = None  # the article that it and its kin go back to, by its key; None: it is kin to none


class Way(Struct, frozen=True, kw_only=True):
    """By whom it came to the page: an agency, or an outlet's own reporting; and the articles that have it so. Of an origin,
    those in which it speaks."""

    kind: Kind
    name: str
    articles: tuple[str, ...]


class Ascribed(Struct, frozen=True, kw_only=True):
    """Another under whose name the words of a source stand, in which claims, and in which outlets."""

    name: str
    claims: tuple[str, ...]
    outlets: tuple[str, ...]


class Origin(Struct, frozen=True, kw_only=True):
    """One separate source, the ways by which its word came, and the claims in which it stands."""

    kind: Kind
    name: str
    ways: tuple[Way, ...]
    claims: tuple[str, ...]
    names: tuple[str, ...] = ()  # other forms of its name
    voices: tuple[str, ...] = ()  # others who speak for it: its ministry, its spokesman
    headline: bool = False  # it stands in headlines alone
    ascribed: tuple[Ascribed, ...] = ()  # others to whom the same words are given: a text errs, or one passes them on

    def speaker(self, claim: str) -> str | None:
        """Who says it by the text of this claim, and by others where it names nobody; None where nobody is named."""
        other = next((one.name for one in self.ascribed if claim in one.claims), None)
        return other or (self.name if self.kind == "speaker" else None)

    @property
    def reason(self) -> str:
        """Why it counts as one, in words."""
        articles: Counter[str] = Counter()
        for way in self.ways:
            articles[way.name] += len(way.articles)
        through = ", ".join(f"{name} ({n} article{'s' if n > 1 else ''})" for name, n in articles.most_common())
        alone = ", in the headline alone" if self.headline else ""
        if self.kind == "speaker":
            one = (
                f", for whom {' and '.join(self.voices)} {'speaks' if len(self.voices) == 1 else 'speak'}"
                if self.voices
                else ""
            )
            also = f" ({', '.join(self.names)})" if self.names else ""
            others = ", ".join(f"{other.name} ({', '.join(other.outlets)})" for other in self.ascribed)
            told = f"; the same words under another name: {others}" if others else ""
            return f"{self.name}{also}{one}, through {through}{alone}{told}"
        known = {"agency": "agency", "outlet": "own reporting", "unknown": "source not told"}[self.kind]
        return f"{through}: {known}{alone}" + (", in the same words" if len({way.name for way in self.ways}) > 1 else "")


def origins(tellings: Sequence[Telling]) -> tuple[Origin, ...]:
    """The separate sources behind tellings of one claim, those with most ways first; the same for any order of them."""
    some = sorted(tellings, key=lambda t: (t.article, t.claim))
    way_of = _ways(some)
    wholes = _wholes(some)
    by = _by_words(some, _by_names(some, wholes, way_of))
    found: dict[Key, list[Telling]] = {}
    for telling in some:
        found.setdefault(by[telling.claim], []).append(telling)
    made = [_origin(key, group, wholes, way_of) for key, group in found.items()]
    return tuple(sorted(made, key=lambda o: (-len(o.ways), o.kind, o.name, o.claims)))


def _by_names(tellings: Sequence[Telling], wholes: Mapping[str, str], way_of: Mapping[str, Way]) -> dict[str, Key]:
    """By claim, who says it by its text: a speaker; where it names none, the one whom a kindred text names, or, of a headline,
    whom most tellings name; else its way."""
    named = _named(tellings)
    most = Counter(who for t in tellings if (who := t.name or t.holder))
    chief = min(most, key=lambda name: (-most[name], name), default=None)
    by: dict[str, Key] = {}
    for t in tellings:
        way = way_of[t.article]
        who = t.name or t.holder or named.get(t.family or t.article) or (chief if t.headline else None)
        one = way.name if way.kind in ("agency", "outlet") else f"{way.name} {way.articles[0]}"
        by[t.claim] = ("speaker", wholes[who]) if who else (way.kind, one)
    return by


def _named(tellings: Sequence[Telling]) -> dict[str, str]:
    """Of each family of texts, or article without one, the holder that most of its tellings name."""
    holders: dict[str, Counter[str]] = {}
    for t in tellings:
        if who := t.name or t.holder:
            holders.setdefault(t.family or t.article, Counter())[who] += 1
    return {key: min(found, key=lambda name: (-found[name], name)) for key, found in holders.items()}


def _wholes(tellings: Sequence[Telling]) -> dict[str, str]:
    """By name, for whom it speaks in the end; of a ring of those who speak for each other the first by name."""
    goes_by = {t.holder: t.name for t in reversed(tellings) if t.holder and t.name}
    body = {name: goes_by.get(t.body, t.body) for t in reversed(tellings) if t.body and (name := t.name or t.holder)}
    return {name: _whole(name, body) for t in tellings if (name := t.name or t.holder)}


def _whole(holder: str, body: Mapping[str, str]) -> str:
    met = [holder]
    while (after := body.get(met[-1])) is not None:
        if after in met:
            return min(met[met.index(after) :])
        met.append(after)
    return met[-1]


def _by_words(tellings: Sequence[Telling], by: Mapping[str, Key]) -> dict[str, Key]:
    """By claim, whose it is: of tellings in the same words, of whom most articles name that are no copies; not of one for whom
    some article has these words beside the other's own, unless one passes the other's on."""
    of = {t.claim: t for t in tellings}
    out = dict(by)
    for group in _wordings(tellings):
        keys: dict[Key, list[Telling]] = {}
        for claim in group:
            keys.setdefault(by[claim], []).append(of[claim])
        first, *others = sorted(keys, key=lambda key: (key[0] != "speaker", *_standing(keys[key]), key))
        for key in others:
            if not any(_beside(t, u) for t in keys[first] for u in keys[key]):
                out.update((t.claim, first) for t in keys[key])
    return out


def _wordings(tellings: Sequence[Telling]) -> list[list[str]]:
    """The claims that are told in the same words, together."""
    together = Union[str]()
    runs = [_runs(t.words) for t in tellings]
    for (one, x), (other, y) in combinations(zip(tellings, runs, strict=True), 2):
        if one.article != other.article and _one_wording(x, y, kin=_kin(one, other), confirms=one.confirms or other.confirms):
            together.join(one.claim, other.claim)
    return together.groups()


def _beside(one: Telling, other: Telling) -> bool:
    """Whether an article gives the words to both, each by themselves."""
    return one.article == other.article and other.within != one.claim and one.within != other.claim


def _standing(tellings: Sequence[Telling]) -> tuple[int, int, str]:
    """Sorts before others whom more articles name that are no copies, then more articles, then the earliest."""
    own = {t.article for t in tellings if t.family in (None, t.article)}
    return -len(own), -len({t.article for t in tellings}), min(t.when for t in tellings)


def _runs(words: str) -> Runs:
    some = WORD.findall(words.lower())
    return frozenset(tuple(some[i : i + RUN]) for i in range(max(len(some) - RUN + 1, min(len(some), 1))))


def _kin(one: Telling, other: Telling) -> bool:
    return one.family is not None and one.family == other.family


def _one_wording(one: Runs, other: Runs, *, kin: bool, confirms: bool) -> bool:
    """Whether two contents are the same words, but for some; who confirms takes the words from another, and means them."""
    both, least = len(one & other), min(len(one), len(other))
    return both >= ALIKE * least and (both > 0 if kin else both >= LONG and not confirms)


def _origin(key: Key, tellings: Sequence[Telling], wholes: Mapping[str, str], way_of: Mapping[str, Way]) -> Origin:
    kind, name = key
    told: dict[Way, set[str]] = {}
    for t in tellings:
        told.setdefault(way_of[t.article], set()).add(t.article)
    ways = [Way(kind=way.kind, name=way.name, articles=tuple(sorted(articles))) for way, articles in told.items()]
    called = {t.holder: (t.name or t.holder, wholes[t.name or t.holder]) for t in tellings if t.holder}
    others = sorted({whole for _, whole in called.values() if whole != name}) if kind == "speaker" else []
    shown = tuple(sorted(ways, key=lambda w: (-len(w.articles), w.name, w.articles)))
    return Origin(
        kind=kind,
        name=name if kind == "speaker" else next(way.name for way in shown if way.kind == kind),
        ways=shown,
        claims=tuple(dict.fromkeys(t.claim for t in tellings)),
        names=tuple(sorted(holder for holder, (goes, _) in called.items() if goes == name != holder)),
        voices=tuple(sorted({goes for goes, whole in called.values() if goes != name == whole})),
        headline=all(t.headline for t in tellings),
        ascribed=tuple(_ascribed(who, [t for t in tellings if t.holder and called[t.holder][1] == who]) for who in others),
    )


def _ascribed(name: str, tellings: Sequence[Telling]) -> Ascribed:
    return Ascribed(
        name=name,
        claims=tuple(dict.fromkeys(t.claim for t in tellings)),
        outlets=tuple(sorted({t.outlet or "an unknown outlet" for t in tellings})),
    )


def _ways(tellings: Sequence[Telling]) -> dict[str, Way]:
    """The way of each article: those of one family or of one agency are one."""
    together = Union[str]()
    agencies: dict[str, str] = {}  # by article
    for t in tellings:
        own = f"article {t.article}"
        agency = next((link.name for link in t.chain if link.kind == "agency"), None)
        if agency:
            agencies.setdefault(t.article, agency)
        for other in (f"agency {agency}" if agency else None, f"family {t.family}" if t.family else None):
            if other:
                together.join(own, other)
    groups: dict[str, dict[str, Telling]] = {}
    for t in tellings:
        groups.setdefault(together.of(f"article {t.article}"), {}).setdefault(t.article, t)
    found = {}
    for group in groups.values():
        named = [agencies[a] for a in group if a in agencies]
        first = next((t for t in group.values() if t.article == t.family), next(iter(group.values())))
        kind: Kind = "agency" if named else "outlet" if first.outlet else "unknown"
        way = Way(kind=kind, name=min(named) if named else first.outlet or "unknown outlet", articles=tuple(sorted(group)))
        found.update(dict.fromkeys(group, way))
    return found
