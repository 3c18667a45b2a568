"""A claim's record across articles: who said it first, who said it since, confirmed, contradicted or revised it, whether what
was planned came about, and how many separate sources stand behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import get_args

from msgspec.structs import replace

from konon.asked import ClaimFilter, between
from konon.bearing import VERSION, coming
from konon.bodies import goes_by, is_one, speaks_for
from konon.comparison import SHOWN, Judged
from konon.lineage import address
from konon.linkstore import family_of, linked, links, near, propositions, versions
from konon.listing import Contradiction, Entry, History, Line, Outcome, Promise, Step, Told, event_lines
from konon.listing import lines as listed
from konon.origins import Origin, Telling, origins
from konon.propositions import Proposition, came_about
from konon.reasons import apart
from konon.records import Article, Event, Reading
from konon.sameness import FLOOR, other_of, same_as
from konon.shelves import Decision
from konon.store import Ledger
from konon.timespans import moment

RELATED = 5  # claims that are merely related, shown with one
SAME: tuple[Step, ...] = get_args(Told)
CERTAIN = ("CT+", "CT-")
REWRITTEN = frozenset({"copy", "derived"})  # of two articles, what one of them is of the other
NEVER = "9999"  # sorts after any day and any time
Families = Callable[[str], str | None]  # the article that one and its kin go back to, by their keys
Moment = tuple[str, str, bool, str, int]  # day, clock, whether it is a copy, article, place in it


def history(ledger: Ledger, claim_id: str) -> History:
    """The record of the claim with this id, or whose id alone begins so. Raises `LedgerError` where there is none."""
    own = ledger.shown(claim_id).claim.id
    decided = same_as(ledger, own)
    beside = _beside(ledger, decided)
    lines = ledger.lines({*decided, *beside})
    claim = lines[own]
    readings = {line.reading: ledger.reading(line.reading) for line in lines.values()}
    entries = [Entry(line=claim, step="itself")]
    family = _families(ledger)
    behind = _origins([lines[id_] for id_ in decided if id_ in lines], readings, family)
    said = propositions(ledger, [*decided])
    for id_, decision in decided.items():
        if id_ != own and id_ in lines and decision is not None:
            step = _done(said.get(own), said.get(id_)) or _again(lines[id_], claim, behind)
            entries.append(Entry(line=lines[id_], step=step, by=decision.by, reason=decision.reason))
    for id_, decision in beside.items():
        if id_ in lines:
            step = _step(ledger, claim, readings, lines[id_], decision)
            entries.append(Entry(line=lines[id_], step=step, by=decision.by, reason=decision.reason))
    others = {**readings}
    entries += _related(ledger, claim, {*decided, *beside}, others)
    order = _order([entry.line for entry in entries], others, family)
    entries.sort(key=lambda e: order[e.line.id])
    return History(
        claim=claim,
        first=_first([e.line for e in entries if e.step in SAME], others, family),
        entries=tuple(entries),
        origins=behind,
        against=_origins(
            [e.line for e in entries if e.step == "contradicts" and not _altered(ledger, e.line, claim)],
            readings,
            family,
        ),
        outcomes=tuple(_outcomes({*decided}, readings, family)),
    )


def said_by(
    ledger: Ledger, name: str, *, since: str | None = None, until: str | None = None
) -> tuple[list[Line], dict[str, int]]:
    """The claims of whom a name means, those among them where the press has a part of it ("Wiraguna" of "Ratna Wiraguna") that
    no other speaker goes by; and, where it means several, how many claims each has. `since` and `until`: ISO days, inclusive.
    Raises `ValueError` as `Ledger.claims` does."""

    def of(words: str) -> list[Line]:
        return list(ledger.claims(ClaimFilter(holder=words, since=since, until=until)))

    said = of(name)
    others = {holder for part in {*name.split()[:1], *name.split()[-1:]} for holder in ledger.holders(part)}
    for short in sorted(one for one in others if one != name and len(one) < len(name) and is_one(one, name)):
        if not any(is_one(short, other) and not is_one(other, name) for other in others):
            said += [line for line in of(short) if line.holder == short]
    said = [*{line.id: line for line in said}.values()]
    holders = Counter(line.holder for line in said if line.holder and (line.holder == name or is_one(line.holder, name)))
    best = goes_by(holders)
    several: Counter[str] = Counter()
    for holder, n in holders.items():
        several[best.get(holder, holder)] += n
    return said, dict(several.most_common()) if len(several) > 1 else {}


def promises(ledger: Ledger, said: Iterable[Line]) -> tuple[Promise, ...]:
    """The promises among claims of one speaker, those that say the same as one, in the order of the first of each."""
    family = _families(ledger)
    made = []
    for one, lines in _sayings(ledger, (line for line in said if line.act == "commit" and not line.negated)):
        readings = {line.reading: ledger.reading(line.reading) for line in lines.values()}
        order = _order(one, readings, family)
        one.sort(key=lambda line: order[line.id])
        done = _told_as_done(ledger, one[0], lines)
        made.append(Promise(lines=tuple(one), outcomes=tuple(_outcomes(lines, readings, family)), done=done))
    return tuple(sorted(made, key=lambda promise: (_day(promise.lines[0]), promise.lines[0].id)))


def _told_as_done(ledger: Ledger, promise: Line, same: Mapping[str, Line]) -> tuple[Line, ...]:
    """The claims that tell as done what one promises, the earliest first: of those that say the same, and of what is told about
    the day for which it is promised."""
    asked = propositions(ledger, [promise.id]).get(promise.id)
    if asked is None:
        return ()
    found = {*same}
    if coming(asked):
        found |= {other_of(link, promise.id) for link in near(ledger, promise.id) if _may_fulfil(link, promise.id)}
    done = [id_ for id_, told in propositions(ledger, sorted(found)).items() if came_about(asked, told)]
    return tuple(sorted(ledger.lines(done).values(), key=lambda line: (_day(line), line.id)))


def _may_fulfil(link: Judged, claim: str) -> bool:
    """Whether the other of two surely enough says the same as a claim, or more."""
    return (link.relation == "same" or link.narrower == other_of(link, claim)) and link.score >= FLOOR


def given_to(ledger: Ledger, said: Iterable[Line]) -> dict[str, str]:
    """Of claims, those whose words the article from which others have them, or most articles, give to somebody else, and to
    whom: there the texts do not agree who spoke."""
    family = _families(ledger)
    found = {}
    for some, lines in _sayings(ledger, (line for line in said if line.holder)):
        if len({line.holder for line in lines.values() if line.holder}) > 1:
            readings = {line.reading: ledger.reading(line.reading) for line in lines.values()}
            asked = {line.id for line in some}
            for source in _origins(lines.values(), readings, family):
                found.update({id_: source.name for id_ in source.claims if id_ in asked and source.speaker(id_) != source.name})
    return found


def _sayings(ledger: Ledger, said: Iterable[Line]) -> Iterator[tuple[list[Line], dict[str, Line]]]:
    """Those of some claims that say the same together, with all in the ledger that do, by their ids; each of them once."""
    left = {line.id: line for line in said}
    while left:
        own = same_as(ledger, next(iter(left)))
        yield [line for id_, line in left.items() if id_ in own], ledger.lines(own)
        left = {id_: line for id_, line in left.items() if id_ not in own}


def contradictions(
    ledger: Ledger, *, since: str | None = None, until: str | None = None, limit: int | None = None
) -> list[Contradiction]:
    """The pairs of claims that contradict each other, those with the newest claim first, all of one dispute together. `since`
    and `until`: ISO days, both inclusive, of the newer of the two; `limit`: disputes. Raises `ValueError` naming a day that is
    none, or days of which the first is after the last."""
    since, until = between(since, until)
    found = [
        pair
        for pair in _pairs(ledger, linked(ledger, "claim", "contradicts"))
        if _within(max((day for x in (pair.one, pair.other) if (day := x.day)), default=None), since, until)
    ]
    found.sort(key=lambda c: (_day(c.other), c.other.id, c.one.id), reverse=True)
    unlinked = _pairs(ledger, [d for d in linked(ledger, "claim", "none") if d.by == "person"])
    disputes = [_left(dispute, unlinked) for dispute in _disputes(ledger, [*found, *unlinked])]
    return [pair for dispute in [some for some in disputes if some][:limit] for pair in dispute]


def _pairs(ledger: Ledger, decided: Iterable[Decision]) -> list[Contradiction]:
    """What was decided of two claims each, the earlier first."""
    decided = [*decided]
    lines = ledger.lines({id_ for d in decided for id_ in (d.a, d.b)})
    made = []
    for d in decided:
        if d.a in lines and d.b in lines:
            one, other = sorted((lines[d.a], lines[d.b]), key=lambda x: (_day(x), x.id))
            made.append(Contradiction(one=one, other=other, by=d.by, score=d.score, reason=d.reason))
    return made


def _left(dispute: Sequence[Contradiction], unlinked: Sequence[Contradiction]) -> list[Contradiction]:
    """What is left of a dispute where a person took a pair off it: nothing that a machine found."""
    none = {frozenset((pair.one.id, pair.other.id)) for pair in unlinked}
    ends = [frozenset((pair.one.id, pair.other.id)) for pair in dispute]
    ruled = any(one in none for one in ends)
    return [pair for pair, one in zip(dispute, ends, strict=True) if one not in none and (pair.by == "person" or not ruled)]


def _disputes(ledger: Ledger, pairs: Sequence[Contradiction]) -> list[list[Contradiction]]:
    """Pairs of which each side says the same as a side of the first, or one does and the other is by that side's speaker in the
    same article (its headline), under the first's id, in the order given."""
    made: list[list[Contradiction]] = []
    found: set[frozenset[str]] = set()
    for pair in pairs:
        sides = frozenset((pair.one.id, pair.other.id))
        if sides not in found:
            one, other = same_as(ledger, pair.one.id), same_as(ledger, pair.other.id)
            fresh: list[Contradiction] = []
            for also in pairs:
                ends = frozenset((also.one.id, also.other.id))
                ways = ((also.one, also.other), (also.other, also.one))
                if ends not in found and any(
                    (x.id in one and (y.id in other or _by_one(y, pair.other))) or (y.id in other and _by_one(x, pair.one))
                    for x, y in ways
                ):
                    found.add(ends)
                    fresh.append(replace(also, dispute=f"{pair.one.id}-{pair.other.id}"))
            made.append(fresh)
    return made


def _by_one(one: Line, other: Line) -> bool:
    """Whether two claims are of one speaker in one article."""
    return one.article == other.article and is_one(one.holder, other.holder)


def _beside(ledger: Ledger, decided: Mapping[str, object]) -> dict[str, Decision]:
    """What else these claims are linked with, and how; where several links lead there, by the one of the claim met first, but
    by an unsure "same" only where there is no other."""
    found: dict[str, Decision] = {}
    for i, one in enumerate(decided):
        for decision in links(ledger, "claim", one):
            other = other_of(decision, one)
            if other in decided or (decision.relation == "none" and i):
                continue
            if other not in found or (found[other].relation == "same" and decision.relation != "same"):
                found[other] = decision
    return {other: decision for other, decision in found.items() if decision.relation != "none"}


def _related(ledger: Ledger, claim: Line, told: Collection[str], readings: dict[str, Reading]) -> list[Entry]:
    """What may say the same, more, less or the contrary, but was not linked, and so is counted nowhere; then what is merely
    related to the claim, or contradicts it so doubtfully that it is not said, unless it is the same speaker in another version
    of the page, whose words were changed. No machine writes it down, so it is judged now, with more pairs read together than
    when articles are linked. What a person ruled on is left out."""
    ruled = {other_of(d, claim.id) for d in links(ledger, "claim", claim.id) if d.by == "person"}
    some = sorted((link for link in near(ledger, claim.id) if link.relation != "different"), key=_is_weak)
    found = {other_of(link, claim.id): link for link in some}
    open_ = [other for other in found if other not in told and other not in ruled]
    lines = ledger.lines([*open_[:RELATED], *(other for other in open_[RELATED:] if found[other].relation == "contradicts")])
    entries: list[Entry] = []
    for id_, link in found.items():
        if id_ not in lines:
            continue
        line = lines[id_]
        readings.setdefault(line.reading, ledger.reading(line.reading))
        step: Step | None = None
        parted = apart(claim.content, line.content) if _is_weak(link) else None
        if (link.relation == "contradicts" or parted) and _one_speaker(line, claim) and _one_page(line, claim):
            step = _later(ledger, line, claim, readings)
        if _may_fulfil(link, claim.id):
            both = propositions(ledger, [claim.id, id_])
            step = _done(both.get(claim.id), both.get(id_))
        if step or sum(e.step == "relates" for e in entries) < RELATED:
            entries.append(Entry(line=line, step=step or "relates", by=VERSION, reason=_likely(link, id_, parted)))
    return entries


def _likely(link: Judged, other: str, parted: str | None) -> str:
    """How sure a judgement is that was not linked, and of what, where it is more than related; what alone parts the words."""
    if _is_weak(link):
        return f"{link.score:.2f}" + (f"; the same words but for {parted}" if parted else "")
    narrower = "say more" if link.narrower == other else "say less"
    may = {"same": "say the same", "contradicts": "contradict"}.get(link.relation, narrower)
    return f"may {may}: {link.score:.2f}"


def _is_weak(link: Judged) -> bool:
    return link.relation == "related" or (link.relation == "contradicts" and link.score < SHOWN)


def _again(line: Line, claim: Line, behind: Iterable[Origin]) -> Step:
    """What one that says the same does: it gives the same words to another, confirms what another says, or only repeats it."""
    source = next(origin for origin in behind if line.id in origin.claims)
    if claim.id not in source.claims:
        return "confirms" if line.act == "confirm" and not _one_speaker(line, claim) else "repeats"
    return "ascribes" if line.holder and claim.holder and source.speaker(claim.id) != source.speaker(line.id) else "repeats"


def _done(claim: Proposition | None, other: Proposition | None) -> Step | None:
    """Whether one that says the same tells as done what the claim plans, or planned what it tells as done."""
    if claim is None or other is None:
        return None
    return "fulfils" if came_about(claim, other) else "planned" if came_about(other, claim) else None


def _step(ledger: Ledger, claim: Line, readings: Mapping[str, Reading], line: Line, decision: Decision) -> Step:
    if decision.relation == "contradicts":
        own = _one_speaker(line, claim) and (_one_page(line, claim) or line.holder is not None)
        own = own and line.headline == claim.headline and not _altered(ledger, line, claim)
        return (_later(ledger, line, claim, readings) if own else None) or "contradicts"
    if decision.relation == "narrower":
        narrower = decision.a if decision.origin == "a" else decision.b
        return "narrows" if narrower == line.id else "widens"
    return "relates"


# --- time ------------------------------------------------------------------------------------------------------------


def _day(line: Line) -> str:
    return line.day or NEVER


def _clock(article: Article) -> str:
    """When it was published, in UTC; `NEVER` where the page tells no time of day."""
    return moment(article.published_at) or NEVER


def _one_page(one: Line | Article, other: Line | Article) -> bool:
    return one.url is not None and other.url is not None and address(one.url) == address(other.url)


def _one_speaker(one: Line, other: Line) -> bool:
    """Whether two claims are of one speaker, or both of nobody who is named."""
    return one.holder is other.holder is None or is_one(one.holder, other.holder)


def _altered(ledger: Ledger, line: Line, claim: Line) -> bool:
    """Whether of two texts, one of which is made from the other but is no version of its page, each has a speaker say the
    contrary: he is no witness against himself, nor has he changed his mind."""
    if not is_one(line.holder, claim.holder) or _one_page(line, claim):
        return False
    mine, own = (ledger.reading(x.reading).article.key for x in (line, claim))
    return any(d.relation in REWRITTEN and other_of(d, mine) == own for d in links(ledger, "lineage", mine))


def _later(ledger: Ledger, line: Line, claim: Line, readings: Mapping[str, Reading]) -> Step | None:
    """Whether a speaker said it after the claim or before, by day, clock, or version of the page; None where nothing tells."""
    mine, own = (readings[x.reading].article for x in (line, claim))
    if _one_page(line, claim):
        order = [version.article.key for version in versions(ledger, own.key)]
        if mine.key in order and own.key in order and mine.key != own.key:
            return "revises" if order.index(mine.key) > order.index(own.key) else "revised"
    one, other = ((_day(x), _clock(article)) for x, article in ((line, mine), (claim, own)))
    if one[0] == other[0] and (NEVER in (one[1], other[1]) or one[1] == other[1]):
        return None
    return "revises" if one > other else "revised"


def _order(lines: Iterable[Line], readings: Mapping[str, Reading], family: Families) -> dict[str, Moment]:
    """Where each claim stands in the order of time: by day, then by clock, an original never after what has its text."""
    some = [*lines]
    articles = {line.id: readings[line.reading].article for line in some}
    origin = {article.key: family(article.key) for article in articles.values()}
    first = {articles[line.id].key: (_day(line), _clock(articles[line.id])) for line in reversed(some)}
    order = {}
    for line in some:
        article = articles[line.id]
        own = (_day(line), _clock(article))
        of = origin[article.key]
        if of is not None and of != article.key and of in first and first[of][0] == own[0]:
            own = max(own, first[of])
        order[line.id] = (*own, of not in (None, article.key), article.id, line.at)
    return order


def _first(lines: Iterable[Line], readings: Mapping[str, Reading], family: Families) -> Line:
    """The claim that was published first, or the one of the article that its text goes back to, whatever their clocks say. No
    page is from before the day on which it says that the words were said."""

    def published(line: Line) -> tuple[str, str, str, int]:
        article = readings[line.reading].article
        day = article.published or NEVER
        return max(day, line.said or day), _clock(article), article.id, line.at

    some = sorted(lines, key=published)
    origin = family(readings[some[0].reading].article.key)
    return next((line for line in some if readings[line.reading].article.key == origin), some[0])


def _within(day: str | None, since: str | None, until: str | None) -> bool:
    """As a listing of claims has it: of a day that is only a year or a month, as much is compared as it tells."""
    if day is None:
        return since is None and until is None
    return (since or "")[: len(day)] <= day <= (until or "9999-99-99")


def _families(ledger: Ledger) -> Families:
    return cache(partial(family_of, ledger))


def _origins(lines: Iterable[Line], readings: Mapping[str, Reading], family: Families) -> tuple[Origin, ...]:
    some = [*lines]
    holders = Counter(line.holder for line in some if line.holder)
    bodies = speaks_for([readings[key] for key in sorted({line.reading for line in some})], holders)
    names = goes_by(holders)
    tellings = []
    for line in some:
        reading = readings[line.reading]
        claim = next(c for c in reading.claims if c.id == line.id)
        key = reading.article.key
        tellings.append(
            Telling(
                claim=claim.id,
                holder=claim.holder,
                name=names.get(claim.holder or ""),
                body=bodies.get(claim.holder or ""),
                words=line.content,
                headline=line.headline,
                confirms=claim.act == "confirm",
                within=claim.within,
                article=key,
                when=f"{_day(line)} {_clock(reading.article)}",
                outlet=reading.article.outlet,
                chain=claim.chain,
                family=family(key),
            )
        )
    return origins(tellings)


# --- what came of it -------------------------------------------------------------------------------------------------


def _outcomes(same: Collection[str], readings: Mapping[str, Reading], family: Families) -> Iterable[Outcome]:
    """Of the events that one of the claims leaves open or denies: those of the same type and parties of which an article
    published later, in its own voice or by a claim, is certain, the other way about where it was denied. What kindred articles
    tell is told once, and a copy of the claim's own text tells nothing new."""
    open_ = [(e, reading.article) for reading in readings.values() for e in reading.events if e.claim in same and not _is_so(e)]
    told = set()
    for reading in sorted(readings.values(), key=lambda r: (r.article.published or NEVER, _clock(r.article), r.article.id)):
        claims = {line.id: line for line in listed(reading)}
        for event, line in zip(reading.events, event_lines(reading), strict=True):
            sure = event.stances[0].factuality if event.stances else "U"
            if sure not in CERTAIN or not any(
                _alike(event, other)
                and _turned(other, sure)
                and _after(reading.article, before)
                and not _copies(reading.article, before, family)
                for other, before in open_
            ):
                continue
            of = (family(reading.article.key) or reading.article.key, event.type, sure)
            if of not in told:
                told.add(of)
                said = claims.get(event.claim or "")
                yield Outcome(event=line, happened=sure == "CT+", by=(said.holder or said.source) if said else "")


def _copies(article: Article, before: Article, family: Families) -> bool:
    """True of two articles that are kin, but no versions of a page."""
    of = family(article.key)
    return of is not None and of == family(before.key) and not _one_page(article, before)


def _after(article: Article, before: Article) -> bool:
    """True of an article that is truly later: of another day, or of one day where both clocks say so."""
    if not article.published or not before.published:
        return False
    if article.published != before.published:
        return article.published > before.published
    return NEVER not in (_clock(article), _clock(before)) and _clock(article) > _clock(before)


def _is_so(event: Event) -> bool:
    return bool(event.stances) and all(stance.factuality == "CT+" for stance in event.stances)


def _turned(before: Event, sure: str) -> bool:
    """True where what was left open is now certain, or what was denied is now said to be so."""
    return not any(stance.factuality == sure for stance in before.stances)


def _alike(one: Event, other: Event) -> bool:
    """True of events of one type with an actor and, where both have any, a recipient in common."""

    def meet(a: Sequence[str], b: Sequence[str]) -> bool:
        return bool(set(a) & set(b))

    if one.type != other.type or not meet(one.actors, other.actors):
        return False
    return not one.recipients or not other.recipients or meet(one.recipients, other.recipients)
