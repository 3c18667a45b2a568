"""Entities: the mentions of a text joined by name, each with an id that is the same in every article.

What the gazetteer knows has its id, name and country there ("Moskow", "Moscow"); a person's short name joins the full one
of the same article ("Peskov", "Dmitry Peskov"); what is not known has an id made of its normalised name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import structs

from konon.gazetteer import Entry, Gazetteer, own_id
from konon.records import Article, Entity, EntityType, Mention, Span

POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])\Z")


def find(article: Article, mentions: Sequence[Mention], known: Gazetteer) -> tuple[Entity, ...]:
    """The entities of an article in the order of their first mention."""
    mentions = [structs.replace(m, span=_bare(article.text, m.span)) for m in mentions]
    full = _full_names(article.text, mentions)
    grouped: dict[str, tuple[Entry, EntityType, list[Span]]] = {}
    for mention in mentions:
        written = " ".join(article.text[mention.span[0] : mention.span[1]].split())
        name = full.get(written, written) if mention.type == "PER" else written
        entry = known.lookup(name, article.language, article.published)
        if entry is None:
            entry = Entry(id=own_id(name, mention.type), name=name, kind=mention.type)
        if entry.id.endswith(":"):
            continue  # signs alone name nothing
        if entry.id in grouped and grouped[entry.id][0].name.isupper() and not entry.name.isupper():
            grouped[entry.id] = (entry, *grouped[entry.id][1:])  # a headline's capitals are no spelling
        grouped.setdefault(entry.id, (entry, "LOC" if entry.kind == "GPE" else entry.kind, []))[2].append(mention.span)
    return tuple(
        Entity(
            id=e.id,
            name=e.name,
            type=kind,
            country=e.country,
            wikidata=e.wikidata,
            lat=e.lat,
            lon=e.lon,
            mentions=tuple(spans),
        )
        for e, kind, spans in grouped.values()
    )


def _bare(text: str, span: Span) -> Span:
    """The mention without the possessive of its last word ("Russia's")."""
    found = POSSESSIVE.search(text, *span)
    return (span[0], found.start()) if found and found.start() > span[0] else span


def _full_names(text: str, mentions: Iterable[Mention]) -> dict[str, str]:
    """For each name of one word that one longer person's name of the text has as a word, that longer name."""
    names = {" ".join(text[m.span[0] : m.span[1]].split()) for m in mentions if m.type == "PER"}
    longer: dict[str, set[str]] = {}
    for name in names:
        words = name.split()
        for word in words if len(words) > 1 else ():
            longer.setdefault(word, set()).add(name)
    # "Joko Widodo" and "Presiden Joko Widodo": the longest stands for all that it holds.
    best = {word: max(found, key=lambda n: (len(n), n)) for word, found in longer.items()}
    return {w: best[w] for w in names if w in best and all(set(n.split()) <= set(best[w].split()) for n in longer[w])}
