"""Whom and where an article names, and whether two can tell of one happening by that.

Two fires of one day are told in the same words, in two towns. Of 143 pairs of annotated articles that tell of one happening and
are near in their words, all share a name, as do all 408 pairs of kin in two days of news; of the claims of these days 23 pairs
were linked although their articles share none, all but one of them wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from konon import gazetteer
from konon.lexicon import languages
from konon.records import Entity, Reading
from konon.wording import frequencies

Names = tuple[str, ...]

WORD = re.compile(r"[^\W_]+")
FEW = 3  # names, below which an article tells too little to be parted from another by them
MOST = 32  # names of an article that are kept, the first of the text


def named(reading: Reading) -> list[Entity]:
    """The entities that have a name: not a word of the language that begins a sentence ("Kebakaran")."""
    words, known = frequencies(reading.article.language), gazetteer.load().entries
    return [one for one in reading.entities if " " in one.name or one.id in known or one.name.lower() not in words]


def scene(names: Iterable[str]) -> Names:
    """The names by which an article is told from others, in words alone: no years, no "Liputan6"."""
    plain = (" ".join(WORD.findall(name.casefold())) for name in names if not any(c.isdigit() for c in name))
    return tuple(dict.fromkeys(name for name in plain if name))[:MOST]


def apart(one: Names, other: Names) -> bool:
    """Whether both name some, no name of the one is in one of the other ("Wiraguna", "Ratna Wiraguna"), and no two have a word
    in common that is rare ("Rumah Sakit Wiraguna", "Wiraguna Hospital"); names as `scene` gives them. Either way round gives
    the same."""
    if min(len(one), len(other)) < FEW or not _telling(one).isdisjoint(_telling(other)):
        return False
    return not any(x <= y or y <= x for x in _words(one) for y in _words(other))


@lru_cache(maxsize=1 << 12)
def _telling(names: Names) -> frozenset[str]:
    """The names, and those of their words that no table of frequencies has."""
    common = [frequencies(language) for language in languages()]
    return frozenset(names) | {word for name in names for word in name.split() if not any(word in table for table in common)}


@lru_cache(maxsize=1 << 12)
def _words(names: Names) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(name.split()) for name in names)
