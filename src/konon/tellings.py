"""Stories as they are shown, and what a person means by two ids: between the ledger's links and the commands."""

from __future__ import annotations

from konon.export.story import Kin, Told
from konon.lineage import KIN
from konon.linkstore import article, links, story
from konon.shelves import Decision
from konon.store import Ledger, LedgerError


def told(ledger: Ledger, asked: str) -> Told:
    """A story with its readings and what they are to each other. Raises `LedgerError` where there is none."""
    shown = story(ledger, asked)
    keys = {line.key for line in shown.articles}
    decided = {(d.a, d.b): d for key in sorted(keys) for d in links(ledger, "lineage", key) if d.relation in KIN}
    return Told(
        id=shown.story.id,
        name=shown.story.name,
        since=shown.story.since,
        until=shown.story.until,
        outlets=shown.story.outlets,
        places=shown.story.places,
        actors=shown.story.actors,
        readings=tuple(ledger.reading(line.reading) for line in shown.articles),
        kin=tuple(_kin(d) for d in decided.values() if d.a in keys and d.b in keys),
    )


def _kin(decision: Decision) -> Kin:
    origin = {"a": decision.a, "b": decision.b}.get(decision.origin or "")
    return Kin(a=decision.a, b=decision.b, relation=decision.relation or "none", origin=origin, third=decision.third)


def pair(ledger: Ledger, a: str, b: str, relation: str | None, *, stories: bool) -> tuple[str, str, str]:
    """What `a` and `b` are, claims or articles, and their full ids, for `konon.linkstore.decide`.

    The relation tells which; where it does not, both are claims if the first is one.
    """
    if stories or relation == "same-story":
        return "story", article(ledger, a).key, article(ledger, b).key
    if relation in ("same", "contradicts", "narrower", "related") or (relation in (None, "none") and _is_claim(ledger, a)):
        return "claim", ledger.shown(a).claim.id, ledger.shown(b).claim.id
    return "lineage", article(ledger, a).key, article(ledger, b).key


def _is_claim(ledger: Ledger, asked: str) -> bool:
    """Whether it is a claim. Raises `LedgerError` where it is neither that nor an article."""
    try:
        ledger.shown(asked)
    except LedgerError:
        try:
            article(ledger, asked)
        except LedgerError as error:
            raise LedgerError(f"{asked!r}: neither one claim nor one article in {ledger.path}") from error
        return False
    return True
