"""Search by meaning: the claims nearest to some words, in whichever language either is.

The vectors lie beside the ledger (`LEDGER.vectors`), an index that can be thrown away and made again: its keys are the ids of
the claims, and what it lacks is encoded when it is asked. Where it cannot be written, it is made for the one question.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from usearch.index import Index

from konon.meaning import DIMENSIONS, encode, version
from konon.store import ClaimFilter, Ledger

AT_ONCE = 512  # claims that are encoded between two reports of progress
EXACT = 20_000  # claims up to which all are compared: an index of neighbours may miss some, and is not needed for so few
Progress = Callable[[int, int], None]  # done, of how many


def nearest(
    ledger: Ledger, words: str, where: ClaimFilter, *, limit: int, progress: Progress | None = None
) -> list[tuple[str, float]]:
    """The ids of the claims that pass `where`, the nearest to `words` first, each with how near it is (cosine, at most 1).

    Raises `ValueError` for words that are none.
    """
    asked = encode([words])[0]
    if not asked.any():
        raise ValueError(f"like: {words!r} has no words")
    ids = ledger.ids(where)
    if not ids or not limit:
        return []
    index = _filled(ledger, ids, progress)
    if where == ClaimFilter() and len(ids) > EXACT:
        found = index.search(asked, limit)
        there = set(ids)  # the file may be older than a ledger that was made anew
        near_by = ((_id(key), 1 - float(distance)) for key, distance in zip(found.keys, found.distances, strict=True))
        return [(id_, nearness) for id_, nearness in near_by if id_ in there]
    vectors = np.asarray(index.get(np.array([_key(id_) for id_ in ids], dtype=np.uint64)), dtype=np.float32)
    near = vectors @ asked
    order = sorted(range(len(ids)), key=lambda i: (-near[i], ids[i]))[:limit]
    return [(ids[i], float(near[i])) for i in order]


def cache_of(ledger: Path) -> Path:
    """Where a ledger's vectors lie; those of another encoder lie elsewhere."""
    return ledger.with_name(f"{ledger.name}.{version().replace(' ', '-')}.vectors")


def _filled(ledger: Ledger, ids: Sequence[str], progress: Progress | None) -> Index:
    """The index with all `ids` in it."""
    path = cache_of(ledger.path)
    index = _restored(path)
    lacking = [id_ for id_ in ids if _key(id_) not in index]
    for start in range(0, len(lacking), AT_ONCE):
        some = lacking[start : start + AT_ONCE]
        lines = ledger.lines(some)
        index.add(np.array([_key(id_) for id_ in some], dtype=np.uint64), encode([lines[id_].content for id_ in some]))
        if progress:
            progress(min(start + AT_ONCE, len(lacking)), len(lacking))
    if lacking:
        _save(index, path)
    return index


def _restored(path: Path) -> Index:
    empty = Index(ndim=DIMENSIONS, metric="ip", dtype="f16")
    if not path.exists():
        return empty
    try:
        found = Index.restore(str(path))
    except (RuntimeError, ValueError):  # damaged, or of another make: it is made again
        return empty
    return found if found is not None and found.ndim == DIMENSIONS else empty


def _save(index: Index, path: Path) -> None:
    """Whole or not at all; where the folder may not be written, not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        index.save(str(part))
        part.replace(path)
    except (OSError, RuntimeError):
        part.unlink(missing_ok=True)


def _key(claim: str) -> int:
    return int(claim, 16)


def _id(key: int) -> str:
    return f"{int(key):016x}"
