"""The zone in which an article tells "local time": that of its dateline, else of the country that it names most often.

Zones come from `data/common/zones.tsv`: one for each country that has but one, or of which one is nearly always meant, and
for great cities of the others. A country's own press says "local time" of other countries only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache

from msgspec import Struct

from konon.dates import zone_offset
from konon.gazetteer import Entry, Gazetteer
from konon.lexicon import DATA, parse_table
from konon.segment import Segments
from konon.timerules import load_rules

# What ends a dateline, which stands at the head of a line: "NEW DELHI, Warta.example - ", "WASHINGTON (AP) — ".
DATELINE = re.compile(r"^[^\n.]{2,30}[^\n]{0,30}?(?: [-–—]+ |[–—])", re.MULTILINE)
HEAD = 400  # characters in which a dateline stands: behind a title, at most
PLACES = ("GPE", "LOC")

Named = tuple[int, Entry]  # where a name begins, and what it means


class Zone(Struct, frozen=True, kw_only=True):
    """One line of `zones.tsv`: a country (ISO 3166-1 alpha-3) or a place's id, its IANA zone, the language of its press."""

    place: str
    zone: str | None
    home: str | None
    source: str


@cache
def _zones() -> tuple[dict[str, str], dict[str, str]]:
    """Zones by place, and each language's home."""
    rows = parse_table((DATA / "common" / "zones.tsv").read_text("utf-8"), Zone, name="common/zones.tsv")
    return {r.place: r.zone for r in rows if r.zone}, {r.home: r.place for r in rows if r.home}


def local_zone(s: Segments, known: Gazetteer, *, language: str, published: str | None) -> str | None:
    """The offset ("+05:30") that "local time" means in a text; None where it has no such words, or plays in no clear place.

    `published` is an ISO date or date-time: an offset may change within the year.
    """
    lower = s.text.lower()
    if not any(words in lower for words in load_rules(language).local):
        return None
    zones, homes = _zones()
    found = known.find([s.text[start:end] for start, end in s.tokens], language)
    named = [(s.tokens[first][0], entry) for first, _, entry in found if entry.kind in PLACES and entry.country]
    abroad = [(at, entry) for at, entry in named if entry.country != homes.get(language)]
    place = _dateline(s.text, abroad) or _most_named(abroad, zones)
    zone = _zone(place, zones) if place else None
    return zone_offset(zone, date.fromisoformat((published or "2024-01-01")[:10])) if zone else None


def _zone(place: Entry, zones: dict[str, str]) -> str | None:
    return zones.get(place.id) or zones.get(place.country or "")


def _dateline(text: str, named: Sequence[Named]) -> Entry | None:
    """The place whose name stands in a dateline."""
    for line in DATELINE.finditer(text, 0, HEAD):
        for at, place in named:
            if line.start() <= at < line.end():
                return place
    return None


def _most_named(named: Sequence[Named], zones: dict[str, str]) -> Entry | None:
    """The first place of the zone, or of the country of many zones, that is named most often."""
    keys = [_zone(place, zones) or place.country for _, place in named]
    if not keys:
        return None
    most, _ = Counter(keys).most_common(1)[0]
    return named[keys.index(most)][1]
