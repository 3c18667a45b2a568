"""Which vectors serve for search by meaning: the encoder of `konon.meaning`, or words hashed by concept, without any encoder.

    python bench/meaning.py [DATA]

Recall at 10 of the other claim of each `same` pair of `gold/links/claims.jsonl` among all annotated claims; how often a
sentence of `tests/gold/meaning.tsv` finds its translation among the 40, and among the 40 with all annotated claims;
milliseconds a claim.
"""

from __future__ import annotations

import sys
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np

import claims
from konon.language import identify
from konon.lexicon import parse_table
from konon.meaning import DIMENSIONS, Vectors, encode
from konon.records import Refused
from konon.segment import TOKEN
from konon.wording import concepts_at, wording

PAIRS = claims.ROOT / "tests" / "gold" / "meaning.tsv"
FIRST = 10


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """A line of meaning.tsv: a sentence in both languages."""

    id: str
    en: str
    source: str


def hashed(texts: Sequence[str]) -> Vectors:
    """Vectors without an encoder: each concept's weight at a place made of its hash."""
    out = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for row, text in zip(out, texts, strict=True):
        try:
            language = identify(text)
        except Refused:
            language = "id"
        lower, i = tuple(word.lower() for word in TOKEN.findall(text)), 0
        while i < len(lower):
            key, _, weight, n = concepts_at(lower, i, wording(language))
            place = zlib.crc32(key.encode())
            row[place % DIMENSIONS] += weight if place & 1 << 20 else -weight
            i += n
        row /= np.linalg.norm(row) or 1.0
    return out


def figures(shared: Path, of: Callable[[Sequence[str]], Vectors] = encode) -> tuple[dict[str, float], list[str]]:
    """The figures in percent and milliseconds, and a line that says more."""
    texts: list[str] = []
    number: dict[tuple[str, int], int] = {}
    for name in ("train", "dev"):
        for article in claims.rows(shared / "gold" / f"{name}.jsonl", claims.Annotated):
            for i, attribution in enumerate(article.attributions):
                number[article.id, i] = len(texts)
                texts.append(" … ".join(article.text[start:end] for start, end in attribution.content))
    started = time.process_time()
    vectors = of(texts)
    spent = 1000 * (time.process_time() - started) / len(texts)
    found = []
    for pair in claims.rows(shared / "gold" / "links" / "claims.jsonl", claims.Pair):
        if pair.relation == "same":
            a, b = (number[place.article, place.attribution] for place in (pair.a, pair.b))
            found += [_rank(vectors, vectors[a], b, leave=a), _rank(vectors, vectors[b], a, leave=b)]
    both = parse_table(PAIRS.read_text("utf-8"), Sentence, name=PAIRS.name)
    one, other = of([s.id for s in both]), of([s.en for s in both])
    among = np.concatenate([one, vectors])
    small = [_rank(other, row, i) for i, row in enumerate(one)] + [_rank(one, row, i) for i, row in enumerate(other)]
    large = [_rank(among, row, i) for i, row in enumerate(other)]
    table = {
        "same_at_1": _within(found, 1),
        "same_at_10": _within(found, FIRST),
        "translation": _within(small, 1),
        "translation_at_10": _within(large, FIRST),
        "ms": spent,
    }
    return table, [f"meaning: {len(texts)} claims, {len(found)} questions, {len(both)} sentences"]


def _rank(rows: Vectors, question: Vectors, right: int, *, leave: int = -1) -> int:
    near = rows @ question
    if leave >= 0:
        near[leave] = -2.0
    return int((near > near[right]).sum())


def _within(ranks: Sequence[int], first: int) -> float:
    return 100 * sum(rank < first for rank in ranks) / len(ranks)


def main(argv: Sequence[str]) -> int:
    """Prints the figures of both kinds of vectors."""
    shared = Path(argv[0]) if argv else claims.SHARED
    if reason := claims.absent(shared):
        print(reason)
        return 0
    for name, of in (("hashed", hashed), ("encoder", encode)):
        table, notes = figures(shared, of)
        print(name, {key: round(value, 2) for key, value in table.items()}, *notes)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
