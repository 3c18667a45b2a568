"""Questions about links to the ledger, and a person's rulings, which count before any machine's and are never overwritten.

What was added since the last `konon.linking.link` is not in the answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import get_args

from msgspec import Struct

from konon import versions as revisions
from konon.asked import CANDIDATES, between, clean, could_be
from konon.bearing import Claims
from konon.claimshelf import ClaimShelf
from konon.comparison import Judged
from konon.lineage import Described, Family, Hop, Link, Relation, address, families, trace
from konon.linking import stamp
from konon.linkschema import Sql
from konon.matching import fold
from konon.propositions import Proposition
from konon.shelves import COLUMNS, NAMES, Decision, KinshipShelf, StoryShelf, decision_of, link_of, write
from konon.store import SHORTEST_PREFIX, Ledger, LedgerError
from konon.stories import Stories

RELATIONS = {
    "lineage": get_args(Relation),
    "claim": ("same", "contradicts", "narrower", "related", "none"),
    "story": ("same", "apart"),
}
MOST_KIN = 500  # articles that are gone through from one to the next of its kin


class StoryFilter(Struct, frozen=True):
    """Which stories to list; what is None does not restrict.

    `outlet`: one of its articles is of this outlet, named as in `konon.store.ClaimFilter`. `since`, `until`: ISO dates, both
    inclusive; one of its articles is of a day between them. `text`: words that all occur, as parts of words, in the title of
    one of its articles.
    """

    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    text: str | None = None


class StoryLine(Struct, frozen=True, kw_only=True):
    """A story, with the number of its articles."""

    id: str
    name: str
    since: str | None
    until: str | None
    articles: int
    outlets: tuple[str, ...]
    places: tuple[str, ...]
    actors: tuple[str, ...]


class ArticleLine(Struct, frozen=True, kw_only=True):
    """An article as its newest reading has it."""

    key: str
    id: str
    url: str | None
    outlet: str | None
    title: str | None
    published: str | None
    reading: str  # the id of that reading
    added: str  # ISO date-time, UTC, of that reading


class StoryShown(Struct, frozen=True):
    """A story and its articles, first published first."""

    story: StoryLine
    articles: tuple[ArticleLine, ...]


class KinShown(Struct, frozen=True, kw_only=True):
    """What an article is akin to: the links that count, the surest first; the family; the way that its text came; and all the
    articles that these name, by key."""

    article: ArticleLine
    links: tuple[Decision, ...]
    family: Family | None
    way: tuple[Hop, ...]
    articles: dict[str, ArticleLine]


class Version(Struct, frozen=True, kw_only=True):
    """One version of a page, and what it says otherwise than the one before, as records and as lines to print."""

    article: ArticleLine
    stamp: str | None  # when it was updated or published, as the page says
    changes: revisions.Changes | None
    diff: tuple[str, ...]


# --- stories ---------------------------------------------------------------------------------------------------------


def stories(ledger: Ledger, where: StoryFilter = StoryFilter(), *, limit: int | None = None) -> list[StoryLine]:  # noqa: B008
    """The stories that pass `where`, the latest first, of one day the largest. Raises `ValueError` for a date that is none."""
    conditions, values = ["1"], list[object]()
    since, until = between(where.since, where.until)
    if since is not None:
        conditions.append("s.until >= ?")
        values.append(since)
    if until is not None:
        conditions.append("s.since <= ?")
        values.append(until)
    inside, words = [], fold(clean(where.text or "")).split()
    if outlet := fold(clean(where.outlet or "")):
        conditions.append("EXISTS (SELECT 1 FROM profiles p WHERE p.story = s.number AND is_outlet(p.outlet, ?) = 1)")
        values.append(outlet)
    if words:
        inside = ["instr(fold(p.title), ?) > 0"] * len(words)
        conditions.append(f"EXISTS (SELECT 1 FROM profiles p WHERE p.story = s.number AND {' AND '.join(inside)})")
        values += words
    sql_text = f"SELECT {STORY} FROM stories s WHERE {' AND '.join(conditions)} ORDER BY until DESC, articles DESC, id LIMIT ?"
    with ledger.asking() as sql:
        rows = sql.execute(sql_text, (*values, -1 if limit is None else limit)).fetchall()
    return [_story(row) for row in rows]


STORY = "id, name, since, until, articles, outlets, places, actors"


def story(ledger: Ledger, asked: str) -> StoryShown:
    """The story with this id, or whose id alone begins so. The id that a story had finds the one that its first article is
    in now."""
    wanted = clean(asked).lower()
    with ledger.asking() as sql:
        numbers = _begins(sql, "number, id FROM stories", "id", wanted) or _begins(
            sql, "story, named FROM profiles", "named", wanted
        )
        if not numbers:
            raise LedgerError(f"story {wanted!r}: not in {ledger.path}")
        if len(numbers) > 1:
            raise LedgerError(f"story {wanted!r}: several ids begin so{could_be(sorted(numbers.values()))}")
        number = next(iter(numbers))
        row = sql.execute(f"SELECT {STORY} FROM stories WHERE number = ?", (number,)).fetchone()
        keys = [member.key for member in StoryShelf(sql).members([number])]
        lines = _articles(sql, keys)
    return StoryShown(story=_story(row), articles=tuple(lines[key] for key in keys))


def _begins(sql: Sql, of: str, column: str, prefix: str) -> dict[int, str]:
    if len(prefix) < SHORTEST_PREFIX:
        raise LedgerError(f"{prefix!r}: give at least {SHORTEST_PREFIX} characters of the id")
    found = f"SELECT {of} WHERE {column} >= ? AND {column} < ? ORDER BY {column} LIMIT {CANDIDATES}"
    return dict(sql.execute(found, (prefix, prefix + "\U0010ffff")).fetchall())


def _story(row: Sequence[object]) -> StoryLine:
    values = dict(zip(StoryLine.__struct_fields__, row, strict=True))
    names = {name: NAMES.decode(str(values[name])) for name in ("outlets", "places", "actors")}
    return StoryLine(**(values | names))  # type: ignore[arg-type]


# --- articles --------------------------------------------------------------------------------------------------------


def article(ledger: Ledger, asked: str) -> ArticleLine:
    """The article with this key, or whose key alone begins so, or with this id, or the newest at this address."""
    wanted = clean(asked)
    with ledger.asking() as sql:
        key = _key(ledger, sql, wanted)
        return _articles(sql, [key])[key]


def _key(ledger: Ledger, sql: Sql, wanted: str) -> str:
    if sql.execute('SELECT 1 FROM articles WHERE "key" = ?', (wanted,)).fetchone():
        return wanted
    newest = 'SELECT a."key" FROM articles a JOIN readings r ON r.article = a."key" WHERE {} ORDER BY r.seq DESC LIMIT 1'
    by_address = newest.format('a."key" IN (SELECT "key" FROM described WHERE address = ?)'), (address(wanted),)
    for query, values in (by_address, (newest.format("a.id = ?1 OR a.url = ?1"), (wanted,))):
        if row := sql.execute(query, values).fetchone():
            return str(row[0])
    if len(wanted) >= SHORTEST_PREFIX:
        begin = wanted.lower()
        rows = sql.execute(
            'SELECT "key" FROM articles WHERE "key" >= ? AND "key" < ? ORDER BY "key" LIMIT ?',
            (begin, begin + "\U0010ffff", CANDIDATES),
        ).fetchall()
        if len(rows) > 1:
            raise LedgerError(f"article {wanted!r}: several begin so{could_be([key for (key,) in rows])}")
        if rows:
            return str(rows[0][0])
    raise LedgerError(f"article {wanted!r}: not in {ledger.path}")


def _articles(sql: Sql, keys: Iterable[str]) -> dict[str, ArticleLine]:
    rows = sql.execute(
        'SELECT a."key", a.id, r.url, r.outlet, r.title, r.published, r.id, r.added FROM articles a JOIN readings r '
        'ON r.seq = (SELECT max(seq) FROM readings WHERE article = a."key") '
        'WHERE a."key" IN (SELECT value FROM json_each(?))',
        (json.dumps([*keys]),),
    )
    return {row[0]: ArticleLine(**dict(zip(ArticleLine.__struct_fields__, row, strict=True))) for row in rows}


# --- lineage ---------------------------------------------------------------------------------------------------------


def kin(ledger: Ledger, asked: str) -> KinShown:
    """What an article is akin to, by the decisions that count."""
    with ledger.asking() as sql:
        key = _key(ledger, sql, clean(asked))
        found, known = _closure(sql, key)
        own = [link for link in found.values() if key in (link.a, link.b)]
        decided = {(d.a, d.b): d for d in _links(sql, "lineage", [key])}
        links = sorted((decided[link.a, link.b] for link in own), key=lambda d: (-(d.score or 0.0), d.a, d.b))
        family = next((f for f in families(found.values(), known) if key in f.members), None)

        def of(one: str) -> list[Link]:
            return [link for link in found.values() if one in (link.a, link.b)]

        way = trace(key, of, known) if key in known else (Hop(article=key),)
        named = {hop.article for hop in way if hop.article} | {k for link in own for k in (link.a, link.b)}
        return KinShown(
            article=_articles(sql, [key])[key],
            links=tuple(links),
            family=family,
            way=way,
            articles=_articles(sql, sorted(named.union(family.members if family else ()))),
        )


def family_of(ledger: Ledger, key: str) -> str | None:
    """The key of the article that this one and its kin go back to; None where it is kin to none."""
    with ledger.asking() as sql:
        found, known = _closure(sql, key)
    family = next((f for f in families(found.values(), known) if key in f.members), None)
    return (family.origin or family.members[0]) if family else None


def _closure(sql: Sql, key: str) -> tuple[dict[tuple[str, str], Link], dict[str, Described]]:
    """All kin links among an article, its kin, theirs, and so on; a digest retells many and leads no further."""
    shelf = KinshipShelf(sql, added="")
    known = dict(shelf.known([key]))
    found: dict[tuple[str, str], Link] = {}
    ahead = [key]
    seen = {key}
    while ahead and len(seen) < MOST_KIN:
        rows = [link_of(d) for d in _links(sql, "lineage", ahead)]
        links = [link for link in rows if link.kin]
        known.update(shelf.known({k for link in links for k in (link.a, link.b)} - known.keys()))
        found.update(((link.a, link.b), link) for link in links if link.a in known and link.b in known)
        fresh = {k for link in links for k in (link.a, link.b) if k in known} - seen
        seen |= fresh
        ahead = sorted(k for k in fresh if not known[k].digest)
    return found, known


def versions(ledger: Ledger, asked: str) -> tuple[Version, ...]:
    """All versions of the page at an address, or of an article's page, first published first: what was changed silently."""
    with ledger.asking() as sql:
        key = _key(ledger, sql, clean(asked))
        row = sql.execute('SELECT address FROM described WHERE "key" = ?', (key,)).fetchone()
        keys = [key]
        if row and row[0]:
            keys = [k for (k,) in sql.execute('SELECT "key" FROM described WHERE address = ?', (row[0],)).fetchall()]
        lines = _articles(sql, keys)
        first = "SELECT article, min(seq) FROM readings WHERE article IN (SELECT value FROM json_each(?)) GROUP BY article"
        met = dict(sql.execute(first, (json.dumps(keys),)).fetchall())
    readings = {k: ledger.reading(lines[k].reading) for k in keys}

    stamps = {k: (page := r.article).updated_at or page.published_at or page.published for k, r in readings.items()}
    keys.sort(key=lambda k: (stamps[k] or "9999", met[k]))
    made = [Version(article=lines[keys[0]], stamp=stamps[keys[0]], changes=None, diff=())]
    for before, after in pairwise(keys):
        old, new = readings[before], readings[after]
        edits, diff = revisions.changes(old, new), revisions.diff(old, new)
        made.append(Version(article=lines[after], stamp=stamps[after], changes=edits, diff=diff))
    return tuple(made)


# --- decisions -------------------------------------------------------------------------------------------------------


def links(ledger: Ledger, kind: str, key: str) -> tuple[Decision, ...]:
    """The decisions on an article or claim that count, of any relation, with the other of each pair in the order of its key."""
    with ledger.asking() as sql:
        return tuple(_links(sql, kind, [key]))


def _links(sql: Sql, kind: str, keys: Sequence[str]) -> list[Decision]:
    wanted = json.dumps([*keys])
    query = f"SELECT {COLUMNS} FROM links WHERE kind = ? AND {{}} IN (SELECT value FROM json_each(?))"
    rows = {row for column in "ab" for row in sql.execute(query.format(column), (kind, wanted)).fetchall()}
    found = [decision_of(row) for row in rows]
    return sorted((d for d in found if d.relation is not None), key=lambda d: (d.a, d.b))


def near(ledger: Ledger, claim: str) -> tuple[Judged, ...]:
    """What a claim is to those of other articles that share two weighty words or names with it, judged now, the surest first;
    nothing where it is not linked yet."""
    with ledger.asking() as sql:
        shelf = ClaimShelf(sql, added="")
        return tuple(judged for found in shelf.known([claim]).values() for judged in Claims(shelf).near(found))


def propositions(ledger: Ledger, claims: Sequence[str]) -> Mapping[str, Proposition]:
    """What claims say, by their ids; those that are not linked yet are left out."""
    with ledger.asking() as sql:
        return ClaimShelf(sql, added="").known(claims)


def linked(ledger: Ledger, kind: str, relation: str) -> tuple[Decision, ...]:
    """All decisions that count and say that two articles or claims are this to each other."""
    with ledger.asking() as sql:
        query = f"SELECT {COLUMNS} FROM links WHERE kind = ? AND relation = ? ORDER BY n"
        return tuple(decision_of(row) for row in sql.execute(query, (kind, relation)).fetchall())


def decisions(ledger: Ledger, kind: str, one: str, other: str) -> tuple[Decision, ...]:
    """All that was ever decided of two articles or claims, first to last."""
    a, b = sorted((one, other))
    with ledger.asking() as sql:
        query = f"SELECT {COLUMNS} FROM decisions WHERE kind = ? AND a = ? AND b = ? ORDER BY n"
        return tuple(decision_of(row) for row in sql.execute(query, (kind, a, b)).fetchall())


def decide(
    ledger: Ledger, kind: str, one: str, other: str, relation: str | None, *, reason: str = "", now: datetime | None = None
) -> Decision:
    """Writes down what a person says that two articles or claims are to each other; None takes back what was said before.

    Articles may be named as in `article`, claims by their whole id; of "narrower", `one` is the narrower. Raises `ValueError`
    for a kind or relation that is none, and `LedgerError` for what is not in the ledger.
    """
    if kind not in RELATIONS:
        raise ValueError(f"kind: {kind!r} is none of {', '.join(RELATIONS)}")
    if relation is not None and relation not in RELATIONS[kind]:
        raise ValueError(f"relation: {relation!r} is none of {', '.join(RELATIONS[kind])}")
    with ledger.writing() as sql:
        if kind == "claim":
            for claim in (one, other):
                if not sql.execute("SELECT 1 FROM claims WHERE id = ? LIMIT 1", (claim,)).fetchone():
                    raise LedgerError(f"claim {claim!r}: not in {ledger.path}")
        else:
            one, other = (_key(ledger, sql, clean(asked)) for asked in (one, other))
        a, b = sorted((one, other))
        if a == b:
            raise ValueError(f"{a}: nothing is linked with itself")
        write(
            sql,
            Decision(
                n=0,
                kind=kind,
                a=a,
                b=b,
                relation=relation,
                score=None,
                origin=("a" if one == a else "b") if relation == "narrower" else None,
                third=None,
                reason=clean(reason),
                detail=None,
                by="person",
                added=stamp(now),
            ),
        )
        if kind == "story":
            Stories(StoryShelf(sql)).again((a, b))
        query = f"SELECT {COLUMNS} FROM decisions WHERE kind = ? AND a = ? AND b = ? ORDER BY n DESC LIMIT 1"
        return decision_of(sql.execute(query, (kind, a, b)).fetchone())
