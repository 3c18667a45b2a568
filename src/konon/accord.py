"""What the other events of a text tell about who does one: a text tells of the same deeds again and again.

Everybody who may have a part in an event is first judged alone, by where they stand (`konon.actors`). What they are likely to
do in the other events of the text counts afterwards: in those with the same word, with other words for the same type, in the
same sentence, in the sentences beside it, and in all. The weights of that stand with those of the marks.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, structs

LITTLE = 0.02  # a share from which on it matters how much

Key = tuple[str | int, ...]


class Judged(Struct, frozen=True, kw_only=True):
    """Who may have a part in an event, and how likely."""

    lemma: str
    type: str
    sentence: int
    odds: dict[str, dict[str, float]]  # log-odds by part, by name


def likely(odds: dict[str, float]) -> dict[str, float]:
    """Log-odds as probabilities that sum to 1."""
    most = max(odds.values())
    raised = {name: math.exp(z - most) for name, z in odds.items()}
    total = sum(raised.values())
    return {name: p / total for name, p in raised.items()}


def values(part: str, name: str, shares: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """What is weighed of somebody's share in each group of other events: as it is and by its logarithm, apart for nobody."""
    for group, share in shares.items():
        for which in (part, f"{part} nobody") if not name else (part,):
            yield f"{which} elsewhere {group}", share
            yield f"{which} elsewhere {group} log", math.log(share / LITTLE + 1)


def own(part: str) -> str:
    """The name of the weight of the log-odds that one event alone gives."""
    return f"{part} alone"


def elsewhere(judged: Sequence[Judged], part: str) -> Iterator[dict[str, dict[str, float]]]:
    """Of each event in turn, by name and by group of others: the probability there, in the mean; none of an empty group."""
    shares = [likely(one.odds[part]) for one in judged]
    sums: defaultdict[Key, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    counts: Counter[Key] = Counter()
    for i, (one, share) in enumerate(zip(judged, shares, strict=True)):
        keys: tuple[Key, ...] = (("own", i), ("word", one.lemma), ("type", one.type), ("both", one.lemma, one.type))
        for key in (*keys, ("sentence", one.sentence), ("text",)):
            counts[key] += 1
            for name, p in share.items():
                sums[key][name] += p
    for i, (one, share) in enumerate(zip(judged, shares, strict=True)):
        found: dict[str, dict[str, float]] = {name: {} for name in share}
        for group, more, less in _groups(one, i):
            n = sum(counts[key] for key in more) - counts[less]
            for name in share if n else ():
                total = sum(sums[key][name] for key in more if counts[key]) - (sums[less][name] if counts[less] else 0.0)
                found[name][group] = max(total, 0.0) / n
        yield found


def _groups(one: Judged, i: int) -> tuple[tuple[str, tuple[Key, ...], Key], ...]:
    """The groups of others: whose events make them up, and whose of those do not count."""
    itself = ("own", i)
    return (
        ("word", (("word", one.lemma),), itself),
        ("type", (("type", one.type),), ("both", one.lemma, one.type)),
        ("sentence", (("sentence", one.sentence),), itself),
        ("beside", (("sentence", one.sentence - 1), ("sentence", one.sentence + 1)), ()),
        ("text", (("text",),), itself),
    )


def agreed(judged: Sequence[Judged], weights: Mapping[str, float]) -> list[Judged]:
    """The events as judged with one another."""
    odds: list[dict[str, dict[str, float]]] = [{} for _ in judged]
    for part in judged[0].odds if judged else ():
        alone = 1 + weights.get(own(part), 0.0)
        for i, found in enumerate(elsewhere(judged, part)):
            odds[i][part] = {
                name: z * alone + sum(weights.get(feature, 0.0) * value for feature, value in values(part, name, found[name]))
                for name, z in judged[i].odds[part].items()
            }
    return [structs.replace(one, odds=new) for one, new in zip(judged, odds, strict=True)]
