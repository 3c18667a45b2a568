"""A claim's record across articles: who said it first, who said it since, confirmed, contradicted or revised it, whether what
was planned came about, and how many separate sources stand behind it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from konon.asked import iso_date
from konon.bearing import VERSION
from konon.linkstore import family_of, linked, links, near
from konon.listing import Contradiction, Entry, History, Line, Outcome, Step, event_lines
from konon.origins import Origin, Telling, origins
from konon.records import Event, Reading
from konon.shelves import Decision
from konon.store import Ledger

RELATED = 5  # claims that are merely related, shown with one
MOST = 200  # claims of one proposition; more are a template, not a proposition
CERTAIN = ("CT+", "CT-")


def history(ledger: Ledger, claim_id: str) -> History:
    """The record of the claim with this id, or whose id alone begins so. Raises `LedgerError` where there is none."""
    own = ledger.shown(claim_id).claim.id
    decided = same_as(ledger, own)
    beside = _beside(ledger, decided)
    lines = ledger.lines({*decided, *beside})
    claim = lines[own]
    entries = [Entry(line=claim, step="itself")]
    for id_, decision in decided.items():
        if id_ != own and id_ in lines and decision is not None:
            line = lines[id_]
            step: Step = "confirms" if line.act == "confirm" and line.holder != claim.holder else "repeats"
            entries.append(Entry(line=line, step=step, by=decision.by, reason=decision.reason))
    for id_, decision in beside.items():
        if id_ in lines:
            entries.append(
                Entry(line=lines[id_], step=_step(decision, lines[id_], claim), by=decision.by, reason=decision.reason)
            )
    entries += _related(ledger, own, {*decided, *beside})
    entries.sort(key=lambda e: (_day(e.line), e.line.article, e.line.at))
    readings = {key: ledger.reading(key) for key in {e.line.reading for e in entries}}
    return History(
        claim=claim,
        entries=tuple(entries),
        origins=_origins(ledger, [e for e in entries if e.step in ("itself", "repeats", "confirms")], readings),
        against=_origins(ledger, [e for e in entries if e.step == "contradicts"], readings),
        outcomes=tuple(_outcomes(claim, readings)),
    )


def contradictions(
    ledger: Ledger, *, since: str | None = None, until: str | None = None, limit: int | None = None
) -> list[Contradiction]:
    """The pairs of claims that contradict each other, those with the newest claim first. `since` and `until`: ISO days, both
    inclusive, of the newer of the two. Raises `ValueError` naming a day that is none."""
    since, until = (day and iso_date(name, day) for name, day in (("since", since), ("until", until)))
    decided = linked(ledger, "claim", "contradicts")
    lines = ledger.lines({id_ for d in decided for id_ in (d.a, d.b)})
    found = []
    for d in decided:
        if d.a in lines and d.b in lines:
            one, other = sorted((lines[d.a], lines[d.b]), key=lambda x: (_day(x), x.id))
            if _within(max((day for x in (one, other) if (day := x.day)), default=None), since, until):
                found.append(Contradiction(one=one, other=other, by=d.by, score=d.score, reason=d.reason))
    found.sort(key=lambda c: (_day(c.other), c.other.id, c.one.id), reverse=True)
    return found[:limit]


def same_as(ledger: Ledger, claim: str) -> dict[str, Decision | None]:
    """The claims that say the same, directly or through others, each with the link by which it was met; `claim` with None.

    What was decided of the claim and another counts before what follows through a third.
    """
    found: dict[str, Decision | None] = {claim: None}
    otherwise = {_other(d, claim) for d in links(ledger, "claim", claim) if d.relation != "same"}
    queue = [claim]
    while queue and len(found) < MOST:
        one = queue.pop(0)
        for decision in links(ledger, "claim", one):
            other = _other(decision, one)
            if decision.relation == "same" and other not in found and other not in otherwise:
                found[other] = decision
                queue.append(other)
    return found


def _beside(ledger: Ledger, decided: Mapping[str, object]) -> dict[str, Decision]:
    """What else these claims are linked with, and how; where several links lead there, by the one of the claim met first."""
    found: dict[str, Decision] = {}
    for i, one in enumerate(decided):
        for decision in links(ledger, "claim", one):
            other = _other(decision, one)
            if other not in decided and (decision.relation != "none" or i == 0):
                found.setdefault(other, decision)
    return {other: decision for other, decision in found.items() if decision.relation != "none"}


def _related(ledger: Ledger, claim: str, told: Collection[str]) -> list[Entry]:
    """What is merely related to the claim, or contradicts it so doubtfully that it is not said; no machine writes it down, so
    it is judged now."""
    some = [link for link in near(ledger, claim) if link.relation in ("related", "contradicts")]
    reasons = {link.b if link.a == claim else link.a: f"{link.score:.2f}" for link in some}
    chosen = [other for other in reasons if other not in told][:RELATED]
    lines = ledger.lines(chosen)
    return [Entry(line=lines[id_], step="relates", by=VERSION, reason=reasons[id_]) for id_ in chosen if id_ in lines]


def _other(decision: Decision, claim: str) -> str:
    return decision.b if decision.a == claim else decision.a


def _step(decision: Decision, line: Line, claim: Line) -> Step:
    if decision.relation == "contradicts":
        if line.holder is None or line.holder != claim.holder or _day(line) == _day(claim):
            return "contradicts"
        return "revises" if _day(line) > _day(claim) else "revised"
    if decision.relation == "narrower":
        narrower = decision.a if decision.origin == "a" else decision.b
        return "narrows" if narrower == line.id else "widens"
    return "relates"


def _day(line: Line) -> str:
    return line.day or "9999"


def _within(day: str | None, since: str | None, until: str | None) -> bool:
    """As a listing of claims has it: of a day that is only a year or a month, as much is compared as it tells."""
    if day is None:
        return since is None and until is None
    return (since or "")[: len(day)] <= day <= (until or "9999-99-99")


def _origins(ledger: Ledger, entries: Iterable[Entry], readings: Mapping[str, Reading]) -> tuple[Origin, ...]:
    tellings = []
    for entry in entries:
        reading = readings[entry.line.reading]
        claim = next(c for c in reading.claims if c.id == entry.line.id)
        key = reading.article.key
        tellings.append(
            Telling(
                claim=claim.id,
                holder=claim.holder,
                article=key,
                outlet=reading.article.outlet,
                chain=claim.chain,
                family=family_of(ledger, key),
            )
        )
    return origins(tellings)


def _outcomes(claim: Line, readings: Mapping[str, Reading]) -> Iterable[Outcome]:
    """Of the events that the claim leaves open or denies: those of the same type and parties of which a later article, in its
    own voice or by a claim, is certain, the other way about where it was denied."""
    own = readings[claim.reading]
    open_ = [e for e in own.events if e.claim == claim.id and not _is_so(e)]
    for key in sorted(readings):
        reading = readings[key]
        if key == claim.reading or (reading.article.published or "") < (own.article.published or ""):
            continue
        for event, line in zip(reading.events, event_lines(reading), strict=True):
            sure = event.stances[0].factuality if event.stances else "U"
            if sure in CERTAIN and any(_alike(event, other) and _turned(other, sure) for other in open_):
                yield Outcome(event=line, happened=sure == "CT+")


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
