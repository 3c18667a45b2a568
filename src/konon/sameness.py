"""Which claims are one and the same, told by several: the surest links first, and never two that exclude each other."""

from __future__ import annotations

from heapq import heappop, heappush

from konon.comparison import OPPOSED, Judged
from konon.likeness import share
from konon.linkstore import links, propositions
from konon.propositions import Proposition
from konon.shelves import Decision
from konon.store import Ledger

MOST = 200  # claims of one proposition; more are a template, not a proposition
# From which score on a machine's "same" is one by which sources are counted. Of 261 pairs of claims that people judged, linked
# as the ledger links them, 46 of the 47 with that score are the same; of those with less, 9 of 19.
FLOOR = 0.6


def is_sure(decision: Decision) -> bool:
    """Whether a "same" is one to count by: a person's always is."""
    return decision.relation == "same" and (decision.by == "person" or (decision.score or 0.0) >= FLOOR)


def same_as(ledger: Ledger, claim: str) -> dict[str, Decision | None]:
    """The claims that say the same, directly or through others, each with the link by which it was met; `claim` with None.

    The surest link is followed first. A claim that contradicts one of those found, or of which a person ruled otherwise, is
    left out, and one that denies what another of them asserts: what was decided of two counts before what follows through a
    third.
    """
    found: dict[str, Decision | None] = {claim: None}
    seen: dict[str, list[Decision]] = {}
    known: dict[str, Proposition] = {}
    ahead: list[tuple[float, int, str, str, Decision]] = []

    def reach(one: str) -> None:
        for decision in of(one):
            if is_sure(decision):
                sure = 2.0 if decision.by == "person" else decision.score or 0.0
                heappush(ahead, (-sure, len(found), other_of(decision, one), one, decision))

    def said(claims: list[str]) -> list[Proposition]:
        known.update(propositions(ledger, [one for one in claims if one not in known]))
        return [known[one] for one in claims if one in known]

    def of(one: str) -> list[Decision]:
        if one not in seen:
            seen[one] = [*links(ledger, "claim", one)]
        return seen[one]

    reach(claim)
    while ahead and len(found) < MOST:
        _, _, other, _, decision = heappop(ahead)
        if other in found:
            continue
        decided = {other_of(d, other): d for d in of(other)}
        if any(_bars(decided[one], one == claim) for one in found if one in decided):
            continue
        undecided = [one for one in found if one not in decided]
        if not undecided or not _opposed(said([other]), said(undecided)):
            found[other] = decision
            reach(other)
    return found


def _bars(decision: Decision, own: bool) -> bool:
    """Whether two that are linked so cannot say the same; `own`: with the claim of which it is asked, any other link bars."""
    return decision.relation != "same" and (own or decision.relation == "contradicts" or decision.by == "person")


def other_of(link: Decision | Judged, claim: str) -> str:
    """The other of the two."""
    return link.b if link.a == claim else link.a


def _opposed(some: list[Proposition], others: list[Proposition]) -> bool:
    """Whether one claim denies what one of the others, of which nothing is decided, asserts, or the other way about."""
    shared = (share(one, other) for one in some for other in others)
    return any(s.contrary or s.heart >= OPPOSED for s in shared)
