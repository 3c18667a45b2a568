"""Pairs of claims of news that were labelled by hand (`train/annotations/claims`): where they stand and what they are to each
other. Every fourth, by its articles, is kept from the network, for the weights that are fitted on what it says."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from konon.comparison import Relation
from konon.records import Act, Quote, Span
from konon.spans import joined
from train import families

ROOT = Path(__file__).resolve().parents[1]
NEWS = ROOT / "train" / "annotations" / "claims"
LANGUAGES = ("id", "en")
KEPT = 4
SUM = 16  # hexadecimal digits of a text's SHA-256
CORPORA = {"id": ("data", "news-id", "2025-06-18_19.jsonl"), "en": ("data", "polnear", "train.jsonl")}


class Side(msgspec.Struct, frozen=True):
    """A claim of an article (its address; of PolNeAR its id): a sum of its text, and where the claim's parts stand in it."""

    url: str
    sha256: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    act: Act
    quote: Quote


class Labelled(msgspec.Struct, frozen=True):
    """Two such claims and what they are to each other."""

    a: Side
    b: Side
    relation: Relation


class Row(msgspec.Struct):
    """An article of a corpus; other fields are passed over."""

    text: str
    url: str = ""
    id: str = ""


def texts(shared: Path, language: str) -> dict[str, str]:
    """The articles that pairs of a language are of, by address."""
    lines = shared.joinpath(*CORPORA[language]).read_bytes().splitlines()
    rows = [msgspec.json.decode(line, type=Row) for line in lines]
    return {row.url or row.id: row.text for row in rows}


def labelled(news: Mapping[str, str], language: str, *, kept: bool | None = None) -> list[Labelled]:
    """The pairs whose articles have the text that was labelled: those kept from the network, those that it learns, or all."""

    def whole(side: Side) -> bool:
        there = news.get(side.url)
        return there is not None and hashlib.sha256(there.encode()).hexdigest()[:SUM] == side.sha256

    lines = (NEWS / f"{language}.jsonl").read_bytes().splitlines()
    pairs = [msgspec.json.decode(line, type=Labelled) for line in lines]
    parts = groups([(pair.a.url, pair.b.url) for pair in pairs])
    apart = [zlib.crc32(part.encode()) % KEPT == 0 for part in parts]
    some = [pair for pair, it in zip(pairs, apart, strict=True) if kept is None or it == kept]
    return [pair for pair in some if whole(pair.a) and whole(pair.b)]


def groups(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """A group for each pair: pairs that share an article are in one."""
    root: dict[str, str] = {}

    def find(key: str) -> str:
        while root.setdefault(key, key) != key:
            key = root[key]
        return key

    for a, b in pairs:
        root[find(a)] = find(b)
    return [find(a) for a, _ in pairs]


def told(shared: Path) -> list[families.Pair]:
    """The pairs that the network learns, as plain texts, their sources for holders."""
    out = []
    for language in LANGUAGES:
        news = texts(shared, language)
        for pair in labelled(news, language, kept=False):
            a, b = (_told(side, news[side.url], language) for side in (pair.a, pair.b))
            out.append(families.Pair(a=a, b=b, relation=pair.relation))
    return out


def _told(side: Side, text: str, language: str) -> families.Told:
    source, cue, content = (joined(text, spans, gap=" ") for spans in (side.source, side.cue, side.content))
    return families.Told(language=language, day="", holder=source, cue=cue, content=content, act=side.act)
