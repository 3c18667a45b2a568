"""The tables behind claims across articles: what `konon.bearing` asks of a shelf, asked of the ledger."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

import msgspec

from konon import bearing
from konon.bearing import CROWDED
from konon.comparison import Judged
from konon.linkschema import Sql
from konon.propositions import Proposition
from konon.reasons import reason
from konon.shelves import Decision, by_machines, write
from konon.sketches import Sketch

KEPT = 4096  # claims that a process remembers, some 4 kB each: who is met is met again soon
PROPOSITION = msgspec.msgpack.Decoder(Proposition)
ENCODER = msgspec.msgpack.Encoder()


@lru_cache(maxsize=KEPT)
def _read(body: bytes) -> Proposition:
    return PROPOSITION.decode(body)


class ClaimShelf:
    """The shelf of `konon.bearing.Claims`, for one transaction. `added`: the time written beside decisions."""

    def __init__(self, sql: Sql, *, added: str) -> None:
        self._sql = sql
        self._added = added

    def of(self, article: str) -> tuple[Proposition, ...]:
        """The claims of an article that are there."""
        rows = self._sql.execute("SELECT body FROM propositions WHERE article = ? ORDER BY number", (article,))
        return tuple(_read(body) for (body,) in rows)

    def known(self, claims: Collection[str]) -> Mapping[str, Proposition]:
        rows = self._sql.execute(
            "SELECT claim, body FROM propositions WHERE claim IN (SELECT value FROM json_each(?))", (json.dumps([*claims]),)
        )
        return {claim: _read(body) for claim, body in rows}

    def numbered(self, numbers: Collection[int]) -> Mapping[int, Proposition]:
        rows = self._sql.execute(
            "SELECT number, body FROM propositions WHERE number IN (SELECT value FROM json_each(?))", (json.dumps([*numbers]),)
        )
        return {number: _read(body) for number, body in rows}

    def sketched(self, numbers: Collection[int]) -> Mapping[int, Sketch]:
        rows = self._sql.execute(
            "SELECT number, article, day, weight, words FROM sketches WHERE number IN (SELECT value FROM json_each(?))",
            (json.dumps([*numbers]),),
        )
        return {number: Sketch(*found) for number, *found in rows}

    def held(self, buckets: Collection[int]) -> Mapping[int, Sequence[int]]:
        held: defaultdict[int, list[int]] = defaultdict(list)
        for bucket, number in self._sql.execute(
            "SELECT bucket, number FROM claim_keys WHERE bucket IN (SELECT value FROM json_each(?)) ORDER BY bucket, number",
            (json.dumps(sorted(buckets)),),
        ):
            held[bucket].append(number)
        return held

    def links(self, claims: Collection[str]) -> Sequence[Judged]:
        return [_judged(d) for d in by_machines(self._sql, "claim", claims)]

    def enter(self, claim: Proposition, brief: Sketch, buckets: Collection[int]) -> int:
        row = (claim.claim, claim.article, ENCODER.encode(claim))
        number = self._sql.execute("INSERT INTO propositions (claim, article, body) VALUES (?, ?, ?)", row).lastrowid
        assert isinstance(number, int)
        brief_row = (number, brief.article, brief.day, brief.weight, brief.words)
        self._sql.execute("INSERT INTO sketches VALUES (?, ?, ?, ?, ?)", brief_row)
        self._sql.executemany("INSERT INTO claim_keys VALUES (?, ?)", [(bucket, number) for bucket in buckets])
        return number

    def crowd(self, bucket: int) -> None:
        self._sql.execute("DELETE FROM claim_keys WHERE bucket = ?", (bucket,))
        self._sql.execute("INSERT INTO claim_keys VALUES (?, ?)", (bucket, CROWDED))

    def remove(self, claim: Proposition, buckets: Collection[int]) -> None:
        row = self._sql.execute("SELECT number FROM propositions WHERE claim = ?", (claim.claim,)).fetchone()
        if row:
            rows = [(bucket, row[0]) for bucket in buckets]
            self._sql.executemany("DELETE FROM claim_keys WHERE bucket = ? AND number = ?", rows)
            self._sql.execute("DELETE FROM sketches WHERE number = ?", row)
            self._sql.execute("DELETE FROM propositions WHERE number = ?", row)

    def keep(self, link: Judged, a: Proposition, b: Proposition) -> None:
        if a.claim != link.a:
            a, b = b, a
        gone = link.relation == "different"
        write(
            self._sql,
            Decision(
                n=0,
                kind="claim",
                a=link.a,
                b=link.b,
                relation="none" if gone else link.relation,
                score=None if gone else link.score,
                origin={link.a: "a", link.b: "b"}.get(link.narrower or ""),
                third=None,
                reason="" if gone else reason(link, a, b),
                detail=None,
                by=bearing.VERSION,
                added=self._added,
            ),
        )


def _judged(decision: Decision) -> Judged:
    narrower = {"a": decision.a, "b": decision.b}.get(decision.origin or "")
    found = {"a": decision.a, "b": decision.b, "relation": decision.relation, "score": decision.score, "narrower": narrower}
    return msgspec.convert(found, Judged)
