"""Average-link clusters, which a person may overrule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import TypeVar

# Measured on 170 annotated articles in 105 stories, clustered among 2,449: B-cubed F1 is 90 to 91 from 0.15 to 0.22.
NEAR = 0.2  # mean nearness of the articles of two clusters, from which on they are one story

Key = TypeVar("Key", int, str)


def clusters(
    keys: Sequence[Key],
    near: Mapping[Key, Mapping[Key, float]],
    *,
    together: Iterable[tuple[Key, Key]] = (),
    apart: Iterable[tuple[Key, Key]] = (),
) -> list[list[Key]]:
    """Average-link clusters of `keys`, given how near each is to others; what is not there is not near at all.

    The two nearest clusters are joined as long as the mean nearness of their articles is at least `NEAR`; of several pairs
    that are as near, the one with the earliest keys. What is `apart` never comes into one, what belongs `together` always does.
    """
    groups = {i: [key] for i, key in enumerate(keys)}
    at = {key: i for i, key in enumerate(keys)}
    sums = {i: {at[other]: n for other, n in near[key].items() if other in at} for i, key in enumerate(keys)}
    barred: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in apart:
        barred[at[one]].add(at[other])
        barred[at[other]].add(at[one])

    def join(i: int, j: int) -> None:
        groups[i] += groups.pop(j)
        for k, total in sums.pop(j).items():
            del sums[k][j]
            if k != i:
                sums[i][k] = sums[k][i] = sums[i].get(k, 0.0) + total
        for k in barred.pop(j, set()):
            barred[k].discard(j)
            barred[k].add(i)
            barred[i].add(k)

    for one, other in together:
        i, j = sorted(next(i for i, group in groups.items() if key in group) for key in (one, other))
        if i != j and j not in barred[i]:
            join(i, j)
    queue = [
        (-mean, i, j, len(groups[i]), len(groups[j]))
        for i, row in sums.items()
        for j, total in row.items()
        if i < j and (mean := total / (len(groups[i]) * len(groups[j]))) >= NEAR
    ]
    heapify(queue)
    while queue:
        _, i, j, size_i, size_j = heappop(queue)
        if len(groups.get(i, ())) != size_i or len(groups.get(j, ())) != size_j or j in barred[i]:
            continue  # one of them was joined with another since, or a person keeps them apart
        join(i, j)
        size = len(groups[i])
        for k, total in sums[i].items():
            mean = total / (size * len(groups[k]))
            if mean >= NEAR:
                queue_entry = (-mean, i, k, size, len(groups[k])) if i < k else (-mean, k, i, len(groups[k]), size)
                heappush(queue, queue_entry)
    return list(groups.values())
