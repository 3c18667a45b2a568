"""Fits the weights by which `konon.comparison` judges two claims.

    python -m train.claims --shared ../shared    # writes src/konon/data/common/weights/claims.tsv

A log-linear model of five relations over the measures of `konon.comparison`, L2-regularised, fitted by full-batch Adam from
zero on the 130 annotated pairs (`gold/links/claims.jsonl`), on our own (`tests/gold/claims/pairs.txt`), and on `PLAIN` pairs
of claims of the scraped news that share two of their weightiest words and little else, which nobody annotated: nearly all of
these are related or different, and without them every two claims with two words in common would look like more. The same
every time. Before it writes, it prints what cross-validation says: the folds part the annotated pairs so that no article is
on both sides.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "bench"))

import claims as bench  # noqa: E402
import links  # noqa: E402
from konon.bearing import keys  # noqa: E402
from konon.comparison import RELATIONS, measures  # noqa: E402
from konon.propositions import Proposition, describe  # noqa: E402

TABLE = ROOT / "src" / "konon" / "data" / "common" / "weights" / "claims.tsv"
OWN = ROOT / "tests" / "gold" / "claims" / "pairs.txt"
STEPS = 1500
RATE = 0.05
L2 = 0.5
PLAIN = 150
READ = 500  # articles of the news that are read for them
LITTLE = 0.5  # of the shorter claim that the longer shares at most
SOME = 0.35  # from which on two are related, as they are where they share a name
DIGITS = 3
Floats = NDArray[np.float64]
Pair = tuple[Proposition, Proposition, str]


def matrix(pairs: Sequence[Pair]) -> tuple[list[str], Floats, Floats]:
    """The measures' names, their values, and the relations as one-hot rows."""
    found = [measures(a, b) for a, b, _ in pairs]
    names = list(found[0])
    x = np.array([[row[name] for name in names] for row in found])
    y = np.zeros((len(pairs), len(RELATIONS)))
    for i, (_, _, relation) in enumerate(pairs):
        y[i, [*RELATIONS].index(relation)] = 1.0  # type: ignore[arg-type]
    return names, x, y


def fit(x: Floats, y: Floats, *, l2: float = L2) -> Floats:
    """The weights, [measures, relations]; the constant is not shrunk."""
    w = np.zeros((x.shape[1], y.shape[1]))
    m, v = np.zeros_like(w), np.zeros_like(w)
    shrink = np.full((x.shape[1], 1), l2)
    shrink[0] = 0.0
    for step in range(1, STEPS + 1):
        z = x @ w
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        g = x.T @ (p - y) + shrink * w
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w -= RATE * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return w


def plain(shared: Path) -> list[Pair]:
    """Pairs of claims of the news that share little, as far as their measures can tell."""
    chance = random.Random(1)
    news = links.readings(shared)
    described = [p for key in chance.sample(sorted(news), READ) for p in describe(bench.by_rules(news[key]))]
    holders: defaultdict[str, list[Proposition]] = defaultdict(list)
    for p in described:
        for key in keys(p):
            holders[key].append(p)
    met = {(a.claim, b.claim): (a, b) for some in holders.values() for a, b in combinations(some, 2) if a.article != b.article}
    out: list[Pair] = []
    for pair in chance.sample(sorted(met), len(met)):
        a, b = met[pair]
        found = measures(a, b)
        if found["held"] < LITTLE and len(out) < PLAIN:
            out.append((a, b, "related" if found["names"] or found["held"] > SOME else "different"))
    return out


def folds(pairs: Sequence[Pair]) -> list[int]:
    """A group for each pair: pairs of which a claim is in the same article are in one."""
    root: dict[str, str] = {}

    def find(key: str) -> str:
        while root.setdefault(key, key) != key:
            key = root[key]
        return key

    for a, b, _ in pairs:
        root[find(a.article)] = find(b.article)
    numbers: dict[str, int] = {}
    return [numbers.setdefault(find(a.article), len(numbers)) for a, _, _ in pairs]


def crossed(pairs: Sequence[Pair], more: Sequence[Pair], *, l2: float = L2) -> list[str]:
    """What each of `pairs` is judged by weights fitted on all that share no article with it, and on `more`."""
    _, x, y = matrix([*pairs, *more])
    groups = np.array([*folds(pairs), *([-1] * len(more))])
    out = [""] * len(pairs)
    for group in sorted(set(groups[: len(pairs)].tolist())):
        w = fit(x[groups != group], y[groups != group], l2=l2)
        for i in np.flatnonzero(groups == group):
            out[i] = RELATIONS[int(np.argmax(x[i] @ w))]
    return out


def main(argv: Sequence[str]) -> int:
    """Fits and writes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    shared = parser.parse_args(argv).shared
    gold, own, rest = bench.annotated_pairs(shared), bench.own_pairs(OWN), plain(shared)
    for name, pairs, more in (("annotated", gold, [*own, *rest]), ("own", own, [*gold, *rest])):
        found, wanted = crossed(pairs, more), [relation for _, _, relation in pairs]
        print(name, len(pairs), {label: round(score, 1) for label, score in bench.f1(found, wanted).items()})
    names, x, y = matrix([*gold, *own, *rest])
    w = fit(x, y)
    rows = sorted(
        "\t".join((n, *(f"{v:.{DIGITS}f}" for v in row), "gold-links; news-id; own")) for n, row in zip(names, w, strict=True)
    )
    TABLE.write_text("\n".join(["\t".join(("measure", *RELATIONS, "source")), *rows, ""]), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
