"""The tables behind lineage and stories: what `konon.kinship` and `konon.stories` ask of a shelf, asked of the ledger.

A shelf lives as long as one transaction. Lists of numbers travel as JSON, so that each question is one statement, however long.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

import msgspec
import numpy as np
import zstandard
from msgspec import Struct

from konon import lineage
from konon.alignment import Letters, Shared, letters
from konon.kinship import Flag
from konon.lineage import Described, Link, Marks
from konon.linkschema import Sql
from konon.records import Span, content_id
from konon.stories import ANY, HELD, MOST_HOLDERS, Filed, Profile, Story

LEVELS = (30_000, 500_000)  # stretches (of 500 and 8,000 articles or so) that wait at each level; the last level holds the rest
ALL_LEVELS = ", ".join(str(level) for level in range(len(LEVELS) + 1))
KEPT_LETTERS = 256  # texts whose letters a process remembers, some 60 kB each

DESCRIBED = msgspec.json.Decoder(Described)
SHARED = msgspec.json.Decoder(Shared)
NAMES = msgspec.json.Decoder(tuple[str, ...])
MARKS = msgspec.json.Decoder(Marks)

COLUMNS = 'n, kind, a, b, relation, score, origin, third, reason, detail, "by", added'
LAST_OF_A_MACHINE = f"""
SELECT {COLUMNS} FROM decisions d
WHERE d.kind = ? AND d.{{}} IN (SELECT value FROM json_each(?)) AND d."by" <> 'person' AND d.relation <> 'none'
AND NOT EXISTS (SELECT 1 FROM decisions l
                WHERE l.kind = d.kind AND l.a = d.a AND l.b = d.b AND l.n > d.n AND l."by" <> 'person')
"""


class Decision(Struct, frozen=True, kw_only=True):
    """What somebody decided two articles or claims are to each other; of a pair the last decision of a person counts, else the
    last of a machine."""

    n: int
    kind: str
    a: str
    b: str
    relation: str | None  # None: a person took the ruling back
    score: float | None
    origin: str | None
    third: str | None
    reason: str
    detail: str | None  # JSON
    by: str
    added: str


def write(sql: Sql, decision: Decision) -> None:
    """Writes a decision down at the end, whatever its `n`; not one by a machine that is the same as that machine's last."""
    values = [getattr(decision, name) for name in Decision.__struct_fields__[1:]]
    if decision.by != "person":
        last = sql.execute(
            f"SELECT {COLUMNS} FROM decisions WHERE kind = ? AND a = ? AND b = ? "
            "AND \"by\" <> 'person' ORDER BY n DESC LIMIT 1",
            (decision.kind, decision.a, decision.b),
        ).fetchone()
        if last and list(last[4:10]) == values[3:9]:
            return
    sql.execute(f"INSERT INTO decisions ({COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def by_machines(sql: Sql, kind: str, keys: Collection[str]) -> list[Decision]:
    """All that articles or claims are linked with, each pair as the last machine decided it."""
    wanted = json.dumps(sorted(keys))
    rows = {row for column in "ab" for row in sql.execute(LAST_OF_A_MACHINE.format(column), (kind, wanted)).fetchall()}
    return sorted(map(decision_of, rows), key=lambda d: (d.a, d.b))


def decision_of(row: Sequence[object]) -> Decision:
    """A decision by its `COLUMNS`."""
    return Decision(**dict(zip(Decision.__struct_fields__, row, strict=True)))  # type: ignore[arg-type]


def link_of(decision: Decision) -> Link:
    """A lineage link as it was written down."""
    shared = SHARED.decode(decision.detail) if decision.detail else Shared()
    known = {"a": decision.a, "b": decision.b, "third": decision.third, "shared": shared}
    return msgspec.convert(known | {"relation": decision.relation or "none", "origin": decision.origin or "?"}, Link)


# --- lineage ---------------------------------------------------------------------------------------------------------


class KinshipShelf:
    """The shelf of `konon.kinship.Index`. `fetch` is its other argument. `added`: the time written beside decisions."""

    def __init__(self, sql: Sql, *, added: str) -> None:
        self._sql = sql
        self._added = added
        self._marks: dict[str, str] = {}

    def expect(self, key: str, marks: Marks) -> None:
        """Tells which part of an article's text is its body, before it is entered."""
        self._marks[key] = msgspec.json.encode(marks).decode()

    def fetch(self, key: str) -> Letters:
        """The letters of an article that is there."""
        marks, packed = self._sql.execute(
            'SELECT d.marks, t.body FROM described d JOIN articles a ON a."key" = d."key" JOIN texts t ON t.digest = a.text '
            'WHERE d."key" = ?',
            (key,),
        ).fetchone()
        found = MARKS.decode(marks)
        return letters_of(zstandard.decompress(packed).decode(), found.start, found.skip)

    def same(self, article: Described, marks: Marks) -> bool:
        """True where the article is there and described just so."""
        row = self._sql.execute('SELECT body, marks FROM described WHERE "key" = ?', (article.key,)).fetchone()
        return bool(row == (msgspec.json.encode(article).decode(), msgspec.json.encode(marks).decode()))

    def number(self, key: str) -> int | None:
        row = self._sql.execute('SELECT number FROM described WHERE "key" = ?', (key,)).fetchone()
        return row[0] if row else None

    def numbered(self, numbers: Collection[int]) -> Mapping[int, Described]:
        rows = self._sql.execute(
            "SELECT number, body FROM described WHERE number IN (SELECT value FROM json_each(?))", (json.dumps([*numbers]),)
        )
        return {number: DESCRIBED.decode(body) for number, body in rows}

    def known(self, keys: Collection[str]) -> Mapping[str, Described]:
        rows = self._sql.execute(
            'SELECT "key", body FROM described WHERE "key" IN (SELECT value FROM json_each(?))', (json.dumps([*keys]),)
        )
        return {key: DESCRIBED.decode(body) for key, body in rows}

    def at(self, address: str) -> Sequence[Described]:
        rows = self._sql.execute("SELECT body FROM described WHERE address = ? ORDER BY number", (address,))
        return [DESCRIBED.decode(body) for (body,) in rows]

    def holders(self, stretches: Collection[int]) -> Mapping[int, Sequence[int]]:
        wanted = json.dumps(sorted(stretches))
        held: defaultdict[int, list[int]] = defaultdict(list)
        for stretch, number in self._sql.execute(
            f"SELECT hash, article FROM passages WHERE level IN ({ALL_LEVELS}) AND hash IN (SELECT value FROM json_each(?))",
            (wanted,),
        ):
            held[stretch].append(number)
        return {stretch: sorted(numbers) for stretch, numbers in held.items()}

    def flags(self, stretches: Collection[int]) -> Mapping[int, Mapping[str, Flag]]:
        found: defaultdict[int, dict[str, Flag]] = defaultdict(dict)
        for stretch, outlet, home, common in self._sql.execute(
            "SELECT hash, outlet, home, common FROM house WHERE hash IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(stretches)),),
        ):
            found[stretch][outlet] = Flag(home=bool(home), common=bool(common))
        return found

    def links(self, keys: Collection[str]) -> Sequence[Link]:
        return [link for link in map(link_of, by_machines(self._sql, "lineage", keys)) if link.kin]

    def enter(self, article: Described, stretches: Collection[int]) -> int:
        body = msgspec.json.encode(article).decode()
        row = (article.key, article.address, article.outlet, self._marks.get(article.key, "{}"), body)
        number = self._sql.execute(
            'INSERT INTO described ("key", address, outlet, marks, body) VALUES (?, ?, ?, ?, ?)', row
        ).lastrowid
        assert isinstance(number, int)
        self._sql.executemany("INSERT OR IGNORE INTO passages VALUES (0, ?, ?)", [(key, number) for key in stretches])
        self._sql.execute(
            "INSERT INTO passage_levels VALUES (0, ?, 0) ON CONFLICT (level) DO UPDATE SET held = held + excluded.held",
            (len(stretches),),
        )
        return number

    def flag(self, flags: Iterable[tuple[int, str, Flag]]) -> None:
        rows = [(stretch, outlet, flag.home, flag.common) for stretch, outlet, flag in flags]
        self._sql.executemany("INSERT OR REPLACE INTO house VALUES (?, ?, ?, ?)", rows)

    def drop(self, holders: Iterable[tuple[int, int]]) -> None:
        rows = [(level, *held) for held in holders for level in range(len(LEVELS) + 1)]
        self._sql.executemany("DELETE FROM passages WHERE level = ? AND hash = ? AND article = ?", rows)

    def remove(self, number: int, stretches: Collection[int]) -> None:
        self.drop((stretch, number) for stretch in stretches)
        self._sql.execute("DELETE FROM described WHERE number = ?", (number,))

    def keep(self, link: Link, a: Described, b: Described) -> None:
        write(
            self._sql,
            Decision(
                n=0,
                kind="lineage",
                a=link.a,
                b=link.b,
                relation=link.relation,
                score=lineage.score(link),
                origin=link.origin,
                third=link.third,
                reason=lineage.reason(link, a, b),
                detail=msgspec.json.encode(link.shared).decode(),
                by=lineage.VERSION,
                added=self._added,
            ),
        )

    def settle(self) -> None:
        """Moves the next stretches, in the order of their hashes, from each level that is too full to the one after."""
        held = {level: (n, moved) for level, n, moved in self._sql.execute("SELECT * FROM passage_levels")}
        for level, most in enumerate(LEVELS):
            n, moved = held.get(level, (0, 0))
            if n <= most:
                continue
            after = "SELECT hash FROM passages WHERE level = ? AND hash >= ? ORDER BY hash LIMIT 1 OFFSET ?"
            row = self._sql.execute(after, (level, moved, n - most)).fetchone()
            past = row[0] if row else 2**63 - 1
            chosen = "FROM passages WHERE level = ? AND hash >= ? AND hash < ?"
            self._sql.execute(
                f"INSERT OR IGNORE INTO passages SELECT level + 1, hash, article {chosen} ORDER BY hash", (level, moved, past)
            )
            gone = self._sql.execute(f"DELETE {chosen}", (level, moved, past)).rowcount
            held[level] = n - gone, past if row else 0
            held[level + 1] = held.get(level + 1, (0, 0))[0] + gone, held.get(level + 1, (0, 0))[1]
        self._sql.executemany(
            "INSERT OR REPLACE INTO passage_levels VALUES (?, ?, ?)", [(level, *row) for level, row in held.items()]
        )


@lru_cache(maxsize=KEPT_LETTERS)
def letters_of(text: str, start: int, skip: tuple[Span, ...]) -> Letters:
    """The letters of a text, remembered: a text that came up once comes up again soon."""
    return letters(text, skip=skip, start=start)


# --- stories ---------------------------------------------------------------------------------------------------------

FILED = 'number, "key", day, outlet, title, places, actors, near, story'


class StoryShelf:
    """The shelf of `konon.stories.Stories`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._ruled: bool | None = None
        self._readings: dict[str, int] = {}

    def expect(self, key: str, seq: int) -> None:
        """Tells of which reading an article is, before it is entered."""
        self._readings[key] = seq

    def entered(self, key: str) -> int | None:
        """The reading that an article was entered of."""
        row = self._sql.execute('SELECT reading FROM profiles WHERE "key" = ?', (key,)).fetchone()
        return row[0] if row else None

    def same(self, article: Profile) -> bool | None:
        """Whether the article's day and words are those that it was filed with; None where it is not there."""
        row = self._sql.execute('SELECT digest FROM profiles WHERE "key" = ?', (article.key,)).fetchone()
        return row[0] == article.digest if row else None

    def number(self, key: str) -> int | None:
        row = self._sql.execute('SELECT number FROM profiles WHERE "key" = ?', (key,)).fetchone()
        return row[0] if row else None

    def postings(self, days: Collection[int], words: Collection[str]) -> Sequence[tuple[str, int, bytes]]:
        found: list[tuple[str, int, bytes]] = self._sql.execute(
            "SELECT word, articles, held FROM story_words WHERE day IN (SELECT value FROM json_each(?)) "
            "AND word IN (SELECT value FROM json_each(?))",
            (json.dumps([*days]), json.dumps([*words])),
        ).fetchall()
        return found

    def enter(self, article: Profile, day: int, near: bytes) -> int:
        row = (
            *(article.key, content_id("story", article.key), article.day, article.outlet, article.title),
            *(encoded(article.places), encoded(article.actors), article.digest, near, 0, self._readings.get(article.key, 0)),
        )
        columns = '"key", named, day, outlet, title, places, actors, digest, near, story, reading'
        number = self._sql.execute(f"INSERT INTO profiles ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row).lastrowid
        assert isinstance(number, int)
        self._sql.executemany(
            "INSERT INTO story_words VALUES (?, ?, 1, ?) ON CONFLICT (day, word) DO UPDATE SET articles = articles + 1, "
            f"held = CASE WHEN articles < {MOST_HOLDERS} THEN CAST(held || excluded.held AS BLOB) ELSE held END",
            [(day, ANY, b""), *((day, word, entry(number, weight)) for word, weight in sorted(article.words.items()))],
        )
        return number

    def remove(self, number: int, article: Profile, day: int) -> None:
        rows = self.postings([day], [ANY, *article.words])
        self._sql.executemany(
            "UPDATE story_words SET articles = articles - 1, held = ? WHERE day = ? AND word = ?",
            [(without(held, number), day, word) for word, _, held in rows],
        )
        self._sql.execute("DELETE FROM profiles WHERE number = ?", (number,))

    def rename(self, article: Profile) -> None:
        """What an article shows, where its day and words stay."""
        row = (article.outlet, article.title, encoded(article.places), encoded(article.actors), article.key)
        self._sql.execute('UPDATE profiles SET outlet = ?, title = ?, places = ?, actors = ? WHERE "key" = ?', row)

    def stories_of(self, numbers: Collection[int]) -> Mapping[int, int]:
        sql = (
            "SELECT number, story FROM profiles WHERE number IN (SELECT value FROM json_each(?)) AND story > 0 ORDER BY number"
        )
        return dict(self._sql.execute(sql, (json.dumps([*numbers]),)).fetchall())

    def sizes(self, stories: Collection[int]) -> Mapping[int, tuple[int, str]]:
        sql = "SELECT number, articles, first FROM stories WHERE number IN (SELECT value FROM json_each(?))"
        return {number: (n, first) for number, n, first in self._sql.execute(sql, (json.dumps([*stories]),))}

    def members(self, stories: Collection[int]) -> Sequence[Filed]:
        sql = f"SELECT {FILED} FROM profiles WHERE story IN (SELECT value FROM json_each(?)) ORDER BY number"
        found = [filed(row) for row in self._sql.execute(sql, (json.dumps([*stories]),))]
        return sorted(found, key=lambda article: article.order)

    def filed(self, number: int) -> Filed:
        return filed(self._sql.execute(f"SELECT {FILED} FROM profiles WHERE number = ?", (number,)).fetchone())

    def told(self) -> list[Story]:
        """Every story, the one with the most articles first."""
        members: defaultdict[int, list[str]] = defaultdict(list)
        for story, key in self._sql.execute('SELECT story, "key" FROM profiles ORDER BY coalesce(day, \'9999\'), "key"'):
            members[story].append(key)
        found = []
        columns = "number, id, name, since, until, outlets, places, actors"
        for number, id_, name, since, until, *names in self._sql.execute(
            f"SELECT {columns} FROM stories ORDER BY articles DESC, first"
        ):
            outlets, places, actors = map(NAMES.decode, names)
            shown = {"since": since, "until": until, "outlets": outlets, "places": places, "actors": actors}
            found.append(Story(id=id_, name=name, articles=tuple(members[number]), **shown))
        return found

    def settle(self, story: Story, members: Sequence[Filed]) -> None:
        row = (
            *(story.id, story.name, story.since, story.until, len(members), members[0].order),
            *(encoded(names) for names in (story.outlets, story.places, story.actors)),
        )
        columns = "id, name, since, until, articles, first, outlets, places, actors"
        made = self._sql.execute(f"INSERT INTO stories ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row).lastrowid
        self._sql.executemany("UPDATE profiles SET story = ? WHERE number = ?", [(made, article.number) for article in members])

    def unsettle(self, stories: Collection[int]) -> None:
        self._sql.executemany("DELETE FROM stories WHERE number = ?", [(story,) for story in sorted(stories)])

    def grow(self, story: int, article: Filed) -> None:
        since, until, first, outlets = self._sql.execute(
            "SELECT since, until, first, outlets FROM stories WHERE number = ?", (story,)
        ).fetchone()
        days = sorted(day for day in (since, until, article.day) if day)
        first = min(first, article.order)
        names = {*NAMES.decode(outlets), *([article.outlet] if article.outlet else [])}
        self._sql.execute(
            "UPDATE stories SET articles = articles + 1, since = ?, until = ?, first = ?, id = ?, outlets = ? WHERE number = ?",
            (
                *(days[0] if days else None, days[-1] if days else None, first),
                *(content_id("story", first.rpartition(" ")[2]), encoded(sorted(names)), story),
            ),
        )
        self._sql.execute("UPDATE profiles SET story = ? WHERE number = ?", (story, article.number))

    def rulings(self, keys: Collection[str]) -> Sequence[tuple[str, str, str]]:
        if self._ruled is None:
            self._ruled = bool(self._sql.execute("SELECT EXISTS (SELECT 1 FROM decisions WHERE kind = 'story')").fetchone()[0])
        if not self._ruled:
            return ()
        sql = "SELECT a, b, relation FROM links WHERE kind = 'story' AND {} IN (SELECT value FROM json_each(?))"
        wanted = json.dumps(sorted(keys))
        return sorted({row for column in "ab" for row in self._sql.execute(sql.format(column), (wanted,)).fetchall()})


def filed(row: Sequence[object]) -> Filed:
    """An article of the stories by its row."""
    values = dict(zip(Filed.__struct_fields__, row, strict=True))
    return Filed(**(values | {name: NAMES.decode(str(values[name])) for name in ("places", "actors")}))  # type: ignore[arg-type]


def entry(number: int, weight: float) -> bytes:
    """An article's number and its weight, as postings hold it."""
    return np.array([(number, weight)], HELD).tobytes()


def without(held: bytes, number: int) -> bytes:
    """Postings without an article."""
    entries = np.frombuffer(held, HELD)
    return bytes(entries[entries["article"] != number].tobytes())


def encoded(names: Iterable[str]) -> str:
    """Names as JSON."""
    return json.dumps([*names], ensure_ascii=False)
