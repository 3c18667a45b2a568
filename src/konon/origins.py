"""Who stands behind a claim that several articles tell: separate sources, never pages.

Two articles that have their text from each other, or both from one agency, are one way by which a claim came. A speaker is one
origin however many ways carried their words; where nobody is named, each way is an origin of its own: an agency, or an outlet
that reports for itself. A telling that names nobody, in a text of which a kindred one names the speaker, is that speaker's.
Whoever speaks for another of the speakers (a spokesman, a ministry) is one with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from konon.records import Link

Kind = Literal["speaker", "agency", "outlet", "unknown"]


class Telling(Struct, frozen=True, kw_only=True):
    """One claim in one article, as far as it matters who stands behind it."""

    claim: str  # Claim.id
    holder: str | None
    body: str | None = None  # for whom the holder speaks, where that is another holder of the claim
    article: str  # Article.key
    outlet: str | None
    chain: tuple[Link, ...] = ()
    family: str | None = None  # the article that it and its kin go back to, by its key; None: it is kin to none


class Way(Struct, frozen=True, kw_only=True):
    """By whom it came to the page: an agency, or an outlet's own reporting; and the articles that have it so. Of an origin,
    those in which it speaks."""

    kind: Kind
    name: str
    articles: tuple[str, ...]


class Origin(Struct, frozen=True, kw_only=True):
    """One separate source, the ways by which its word came, and the claims in which it stands."""

    kind: Kind
    name: str
    ways: tuple[Way, ...]
    claims: tuple[str, ...]
    voices: tuple[str, ...] = ()  # others who speak for it: its ministry, its spokesman

    @property
    def reason(self) -> str:
        """Why it counts as one, in words."""
        articles: Counter[str] = Counter()
        for way in self.ways:
            articles[way.name] += len(way.articles)
        through = ", ".join(f"{name} ({n} article{'s' if n > 1 else ''})" for name, n in articles.most_common())
        if self.kind == "speaker":
            one = (
                f", for whom {' and '.join(self.voices)} {'speaks' if len(self.voices) == 1 else 'speak'}"
                if self.voices
                else ""
            )
            return f"{self.name}{one}, through {through}"
        known = {"agency": "agency", "outlet": "own reporting", "unknown": "source not told"}[self.kind]
        return f"{through}: {known}"


def origins(tellings: Sequence[Telling]) -> tuple[Origin, ...]:
    """The separate sources behind tellings of one claim, those with most ways first; the same for any order of them."""
    some = sorted(tellings, key=lambda t: (t.article, t.claim))
    way_of = _ways(some)
    named = _named(some)
    body = {t.holder: t.body for t in reversed(some) if t.holder and t.body}
    found: dict[tuple[Kind, str], list[Telling]] = {}
    for telling in some:
        way = way_of[telling.article]
        holder = telling.holder or named.get(telling.family or telling.article)
        key: tuple[Kind, str] = ("speaker", _whole(holder, body)) if holder else (way.kind, f"{way.name} {way.articles[0]}")
        found.setdefault(key, []).append(telling)
    made = [_origin(kind, name, group, way_of) for (kind, name), group in found.items()]
    return tuple(sorted(made, key=lambda o: (-len(o.ways), o.kind, o.name)))


def _named(tellings: Sequence[Telling]) -> dict[str, str]:
    """Of each family of texts, or article without one, the holder that most of its tellings name."""
    holders: dict[str, Counter[str]] = {}
    for t in tellings:
        if t.holder:
            holders.setdefault(t.family or t.article, Counter())[t.holder] += 1
    return {key: min(found, key=lambda name: (-found[name], name)) for key, found in holders.items()}


def _whole(holder: str, body: Mapping[str, str]) -> str:
    """For whom a holder speaks in the end; of a ring of those who speak for each other the first by name."""
    met = [holder]
    while (after := body.get(met[-1])) is not None:
        if after in met:
            return min(met[met.index(after) :])
        met.append(after)
    return met[-1]


def _origin(kind: Kind, name: str, group: Sequence[Telling], way_of: dict[str, Way]) -> Origin:
    told: dict[Way, set[str]] = {}
    for t in group:
        told.setdefault(way_of[t.article], set()).add(t.article)
    ways = [Way(kind=way.kind, name=way.name, articles=tuple(sorted(articles))) for way, articles in told.items()]
    shown = tuple(sorted(ways, key=lambda w: (-len(w.articles), w.name, w.articles)))
    return Origin(
        kind=kind,
        name=name if kind == "speaker" else shown[0].name,
        ways=shown,
        claims=tuple(dict.fromkeys(t.claim for t in group)),
        voices=tuple(sorted({t.holder for t in group if t.holder and t.holder != name})) if kind == "speaker" else (),
    )


def _ways(tellings: Sequence[Telling]) -> dict[str, Way]:
    """The way of each article: those of one family or of one agency are one."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    agencies: dict[str, str] = {}  # by article
    for t in tellings:
        own = root(f"article {t.article}")
        agency = next((link.name for link in t.chain if link.kind == "agency"), None)
        if agency:
            agencies.setdefault(t.article, agency)
        for other in (f"agency {agency}" if agency else None, f"family {t.family}" if t.family else None):
            if other:
                one, two = sorted((root(own), root(other)))
                parent[two] = one
                own = one
    groups: dict[str, dict[str, Telling]] = {}
    for t in tellings:
        groups.setdefault(root(f"article {t.article}"), {}).setdefault(t.article, t)
    found = {}
    for group in groups.values():
        named = [agencies[a] for a in group if a in agencies]
        first = next((t for t in group.values() if t.article == t.family), next(iter(group.values())))
        kind: Kind = "agency" if named else "outlet" if first.outlet else "unknown"
        way = Way(kind=kind, name=min(named) if named else first.outlet or "unknown outlet", articles=tuple(sorted(group)))
        found.update(dict.fromkeys(group, way))
    return found
