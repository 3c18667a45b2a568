"""Stories as they are shown, and what a person means by two ids: between the ledger's links and the commands."""

from __future__ import annotations

from collections.abc import Mapping

from konon.export.story import Kin, Told, in_time
from konon.lineage import KIN
from konon.linkstore import ArticleLine, article, links, story
from konon.shelves import Decision, link_of
from konon.store import Ledger, LedgerError
from konon.timespans import to_come


def told(ledger: Ledger, asked: str) -> Told:
    """A story with its readings and what they are to each other. Raises `LedgerError` where there is none."""
    shown = story(ledger, asked)
    lines = {line.key: line for line in shown.articles}
    doubted = frozenset(line.key for line in shown.articles if line.published and to_come(line.published, line.added))
    decided = {(d.a, d.b): d for key in sorted(lines) for d in links(ledger, "lineage", key) if d.relation in KIN}
    return Told(
        id=shown.story.id,
        name=shown.story.name,
        since=shown.story.since,
        until=shown.story.until,
        outlets=shown.story.outlets,
        places=shown.story.places,
        actors=shown.story.actors,
        readings=in_time((ledger.reading(line.reading) for line in shown.articles), doubted),
        kin=tuple(_kin(d, lines) for d in decided.values() if {d.a, d.b} <= lines.keys()),
        doubted=doubted,
    )


def _kin(decision: Decision, lines: Mapping[str, ArticleLine]) -> Kin:
    """As it is shown; of two versions of a page of which nothing else tells which was first, the one that was read first."""
    origin = {"a": decision.a, "b": decision.b}.get(decision.origin or "")
    a, b = lines[decision.a], lines[decision.b]
    if origin is None and decision.relation == "revision" and a.url and a.url == b.url and a.added != b.added:
        origin = min(a, b, key=lambda line: line.added).key
    return Kin(
        a=decision.a,
        b=decision.b,
        relation=decision.relation or "none",
        origin=origin,
        third=decision.third,
        letters=link_of(decision).shared.letters,
    )


OF_CLAIMS = ("same", "contradicts", "narrower", "related")


def pair(ledger: Ledger, a: str, b: str, relation: str | None, *, stories: bool) -> tuple[str, str, str]:
    """What `a` and `b` are, claims or articles, and their full ids, for `konon.linkstore.decide`.

    The relation tells which; where it does not, both are claims if the first is one. Raises `ValueError` for a claim in a
    relation of articles.
    """
    if stories or relation == "same-story":
        return "story", article(ledger, a).key, article(ledger, b).key
    if relation in OF_CLAIMS or (relation in (None, "none") and _is_claim(ledger, a)):
        return "claim", ledger.shown(a).claim.id, ledger.shown(b).claim.id
    return "lineage", _article(ledger, a, relation), _article(ledger, b, relation)


def _article(ledger: Ledger, asked: str, relation: str | None) -> str:
    try:
        return article(ledger, asked).key
    except LedgerError:
        if relation is not None and _is_claim_id(ledger, asked):
            raise ValueError(f"{relation} is for articles, and {asked} is a claim; of claims: {', '.join(OF_CLAIMS)}") from None
        raise


def _is_claim_id(ledger: Ledger, asked: str) -> bool:
    try:
        ledger.shown(asked)
    except LedgerError:
        return False
    return True


def _is_claim(ledger: Ledger, asked: str) -> bool:
    """Whether it is a claim. Raises `LedgerError` where it is neither that nor an article."""
    if _is_claim_id(ledger, asked):
        return True
    try:
        article(ledger, asked)
    except LedgerError as error:
        raise LedgerError(f"{asked!r}: neither one claim nor one article in {ledger.path}") from error
    return False
