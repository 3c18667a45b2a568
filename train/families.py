"""Families of claims in an openly fictional world (`train/annotations/families/*.txt`), and the pairs that they give.

A family opens with "== what it is about"; each further line is a label, language and day, source, cue, content, act, parted by
"|". The labels tell what a line is to those marked "=", which all say one proposition: "x KIND" contradicts them, "n" says
more, "w" less, "r" is related, "d" another matter.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from pathlib import Path

from msgspec import Struct

from konon.comparison import Relation

LINE = re.compile(r"(?:x (?P<kind>\w+)|(?P<label>[=nwrd])) (?P<language>\w\w) (?P<day>[\d-]{10}) (?P<parts>\|.*)")
FOLDER = Path(__file__).resolve().parent / "annotations" / "families"
HELD = 10  # one family in so many is held out, by its name
EACH: dict[Relation, int] = {"same": 3, "contradicts": 4, "narrower": 2, "related": 3, "different": 1}  # a family, each time


class Told(Struct, frozen=True, kw_only=True):
    """A claim by itself."""

    language: str
    day: str
    holder: str
    cue: str
    content: str
    act: str


class Pair(Struct, frozen=True, kw_only=True):
    """Two claims and what they are to each other."""

    a: Told
    b: Told
    relation: Relation


class Family(Struct, frozen=True, kw_only=True):
    """The claims of a family by their label; "x" without its kind."""

    name: str
    lines: dict[str, list[Told]]


def read(path: Path) -> list[Family]:
    """The families of a file; `ValueError` with file and line where a line is none."""
    out: list[Family] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("== "):
            out.append(Family(name=f"{path.stem} {line[3:]}", lines={}))
        elif line.strip():
            found = LINE.fullmatch(line.strip())
            parts = [part.strip() for part in found["parts"].split("|")[1:]] if found else []
            if not found or len(parts) != 4 or not out:
                raise ValueError(f"{path}:{number}: no line of a family: {line[:60]}")
            holder, cue, content, act = parts
            told = Told(language=found["language"], day=found["day"], holder=holder, cue=cue, content=content, act=act)
            out[-1].lines.setdefault(found["label"] or "x", []).append(told)
    return out


def every(folder: Path) -> list[Family]:
    """The families of all files of a folder."""
    return [family for path in sorted(folder.glob("*.txt")) for family in read(path)]


def held(family: Family) -> bool:
    """Whether the network does not learn from it."""
    return zlib.crc32(family.name.encode()) % HELD == 0


def within(family: Family) -> dict[Relation, list[tuple[Told, Told]]]:
    """All pairs of a family whose relation follows from the labels: what contradicts a claim contradicts what entails it."""
    same, x, n, w = (family.lines.get(label, []) for label in "=xnw")
    return {
        "same": [*combinations(same, 2)],
        "contradicts": [*product([*same, *n], x)],
        "narrower": [*product(same, n), *product(same, w), *product(n, w)],
        "related": [*product(same, family.lines.get("r", []))],
        "different": [*product(same, family.lines.get("d", []))],
    }


def drawn(families: Sequence[Family], rng: random.Random) -> Iterator[Pair]:
    """Some pairs of each family, in either order."""
    for family in families:
        for relation, pairs in within(family).items():
            some = rng.sample(pairs, min(EACH[relation], len(pairs)))
            for a, b in some:
                yield Pair(a=a, b=b, relation=relation) if rng.random() < 0.5 else Pair(a=b, b=a, relation=relation)


def strangers(families: Sequence[Family], rng: random.Random) -> Iterator[Pair]:
    """For each family a pair with a claim of another."""
    every = [told for family in families for told in family.lines["="]]
    for family in families:
        yield Pair(a=rng.choice(family.lines["="]), b=rng.choice(every), relation="different")
