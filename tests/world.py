"""Readings of an invented world, built by hand: what outlets of Arunika and Selasih tell, for tests of records and stories."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from konon.linkstore import RELATIONS
from konon.records import Act, Article, Claim, Event, Given, Link, Page, Reading, Span, Stance, Trail, content_id
from konon.shelves import Decision, write
from konon.store import Ledger

Item = tuple[Page, Reading]
RELEASE = (Path(__file__).parent / "gold" / "lineage" / "release.txt").read_text("utf-8").strip()  # long enough to be kin by
CUES: dict[Act, str] = {"deny": "membantah", "confirm": "membenarkan", "commit": "berjanji"}


class Said(Struct, frozen=True, kw_only=True):
    """One claim as an article is to tell it; `event`: of its last word, by type and factuality, Arunika to Selasih."""

    content: str
    holder: str | None = None
    source: str = ""
    act: Act = "say"
    day: str | None = None
    agency: str | None = None
    event: tuple[str, str] | None = None


def article(
    outlet: str | None,
    published: str | None,
    *said: Said,
    title: str = "Bendungan Rumbai",
    own: tuple[str, str] | None = None,
    clock: str | None = None,
    url: str | None = None,
    also: str = "",
) -> Item:
    """A page and a reading of it: its title, a sentence a claim, then `also`; `own`: an event in the article's own voice, of
    the last word of its title."""
    text = title
    claims: list[Claim] = []
    events: list[Event] = []
    key = content_id(
        outlet or "", published or "", title, *(f"{one.holder} {one.act} {one.content}" for one in said), also, url or ""
    )

    def put(words: str, after: str) -> tuple[Span, ...]:
        nonlocal text
        start = len(text)
        text += words + after
        return ((start, start + len(words)),) if words else ()

    def happens(of: tuple[str, str], trigger: Span, by: str, claim: str | None) -> Event:
        return Event(
            id=content_id(key, str(trigger), claim or ""),
            trigger=trigger,
            type=of[0],
            actors=("Arunika",),
            recipients=("Selasih",),
            actor_countries=(None,),
            recipient_countries=(None,),
            claim=claim,
            stances=(Stance(by=by, factuality=of[1]),),
            confidence=0.5,
        )

    if own:
        events.append(happens(own, last_word(text, len(text)), "author", None))
    text += "\n"
    for one in said:
        id_ = content_id(key, str(len(text)))
        source = put(one.source or one.holder or "", " ")
        cue = put(CUES.get(one.act, "mengatakan"), " ")
        content = put(one.content, ".\n")
        chain = (Link(kind="agency", name=one.agency),) if one.agency else ()
        claims.append(
            Claim(
                id=id_,
                source=source,
                cue=cue,
                content=content,
                act=one.act,
                quote="indirect",
                holder=one.holder,
                said=one.day,
                confidence=0.75,
                chain=chain,
            )
        )
        if one.event:
            events.append(happens(one.event, last_word(text, content[0][1]), one.holder or one.source or "unknown", id_))
    text += also
    page = Page(name=f"{key}.txt", body=text.encode(), kind="text", given=Given(id=key, url=url))
    made = Article(
        id=key,
        url=url,
        outlet=outlet,
        title=title,
        language="id",
        published=published,
        published_at=clock,
        text=text,
    )
    trail = Trail(input=page.digest, konon="0.1.0", extractor="text 1", reader="rules 1", lexicon="00ff")
    return page, Reading(article=made, claims=tuple(claims), events=tuple(events), trail=trail)


def last_word(text: str, end: int) -> Span:
    """The word of `text` that ends at `end`."""
    return max(text.rfind(" ", 0, end), text.rfind("\n", 0, end)) + 1, end


def claim(item: Item, n: int = 0) -> str:
    """The id of an article's claim."""
    return item[1].claims[n].id


def judged(
    ledger: Ledger, one: str, other: str, relation: str, *, reason: str = "alike", score: float = 0.9, kind: str = "claim"
) -> None:
    """Writes down what a machine takes two claims or articles for; of "narrower" `one` is the narrower."""
    assert relation in RELATIONS[kind]
    a, b = sorted((one, other))
    directed = relation in ("narrower", "copy")
    origin = None if not directed else "a" if (one == a) == (relation == "narrower") else "b"
    with ledger.writing() as sql:
        write(
            sql,
            Decision(
                n=0,
                kind=kind,
                a=a,
                b=b,
                relation=relation,
                score=score,
                origin=origin,
                third=None,
                reason=reason,
                detail=None,
                by=f"{kind} 1",
                added="2031-04-01T00:00:00Z",
            ),
        )
