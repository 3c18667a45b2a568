"""Fits the weights by which `konon.comparison` judges two claims.

    python -m train.claims --shared ../shared    # writes src/konon/data/common/weights/claims.tsv

A log-linear model of five relations over the measures of `konon.comparison`, L2-regularised, fitted by full-batch Adam from
zero on the 130 annotated pairs (`gold/links/claims.jsonl`), on our own of a fictional world (`tests/gold/claims/*.txt`), and
on 403 pairs of claims of the scraped news as our reader found them (`train/annotations/claims/id.jsonl`: where they stand and
how they stand, no text), most of which an earlier judge had taken for contradictions and four of which are. The same every
time. Before it writes, it prints what cross-validation says: the folds part the pairs so that no article is on both sides.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "bench"))

import claims as bench  # noqa: E402
import links  # noqa: E402
from konon.comparison import RELATIONS, barred, measures  # noqa: E402
from konon.propositions import Proposition, describe  # noqa: E402
from konon.records import Act, Quote, Span  # noqa: E402

TABLE = ROOT / "src" / "konon" / "data" / "common" / "weights" / "claims.tsv"
OWN = ROOT / "tests" / "gold" / "claims"
NEWS = ROOT / "train" / "annotations" / "claims" / "id.jsonl"
STEPS = 1500
RATE = 0.05
# How much each relation's weights are shrunk: those for contradictions more, since ours are in plainer words than the news;
# of (1, 3, 8, 20) for all and for it alone, the best in cross-validation.
L2 = {relation: 20.0 if relation == "contradicts" else 1.0 for relation in RELATIONS}
CHOSEN = 0.1  # what a pair of the news weighs: they were chosen among what looks like a contradiction and is none
FOLDS = 8
DIGITS = 3
SUM = 16  # hexadecimal digits of a text's SHA-256
Floats = NDArray[np.float64]
Pair = tuple[Proposition, Proposition, str]


class Side(msgspec.Struct):
    """A claim of the scraped news: the article, a sum of its text, and where the claim's parts stand in it."""

    url: str
    sha256: str
    source: list[Span]
    cue: list[Span]
    content: list[Span]
    act: Act
    quote: Quote


class Labelled(msgspec.Struct):
    """Two such claims and what they are to each other."""

    a: Side
    b: Side
    relation: str


def matrix(pairs: Sequence[Pair]) -> tuple[list[str], Floats, Floats]:
    """The measures' names, their values, and the relations as one-hot rows."""
    found = [measures(a, b) for a, b, _ in pairs]
    names = list(found[0])
    x = np.array([[row[name] for name in names] for row in found])
    y = np.zeros((len(pairs), len(RELATIONS)))
    for i, (_, _, relation) in enumerate(pairs):
        y[i, [*RELATIONS].index(relation)] = 1.0  # type: ignore[arg-type]
    return names, x, y


def fit(x: Floats, y: Floats, weights: Floats) -> Floats:
    """The weights, [measures, relations]; the constant is not shrunk. `weights`: what each pair counts."""
    w = np.zeros((x.shape[1], y.shape[1]))
    m, v = np.zeros_like(w), np.zeros_like(w)
    shrink = np.tile(np.array([*L2.values()]), (x.shape[1], 1))
    shrink[0] = 0.0
    for step in range(1, STEPS + 1):
        z = x @ w
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        g = x.T @ ((p - y) * weights[:, None]) + shrink * w
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w -= RATE * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return w


def labelled(shared: Path) -> list[Pair]:
    """The pairs of the news; those whose article has another text now are left out."""
    news = links.readings(shared)
    described: dict[str, Proposition | None] = {}

    def side(told: Side) -> Proposition | None:
        key = f"{told.url} {told.content}"
        if key not in described:
            article = news[told.url].article
            whole = hashlib.sha256(article.text.encode()).hexdigest()[:SUM] == told.sha256
            gold = bench.Gold(source=told.source, cue=told.cue, content=told.content, act=told.act, quote=told.quote)
            read = bench.Annotated(id=told.url, text=article.text, published=article.published, attributions=[gold])
            described[key] = describe(bench.resolved(read, article.language))[0] if whole else None
        return described[key]

    out: list[Pair] = []
    for pair in bench.rows(NEWS, Labelled):
        a, b = side(pair.a), side(pair.b)
        if a is not None and b is not None:
            out.append((a, b, pair.relation))
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


def crossed(sets: Sequence[Sequence[Pair]], weights: Sequence[float]) -> list[list[str]]:
    """What each pair of each set is judged by weights fitted on all that share no article with it."""
    pairs = [pair for one in sets for pair in one]
    names, x, y = matrix(pairs)
    each = np.concatenate([np.full(len(one), weight) for one, weight in zip(sets, weights, strict=True)])
    fold = np.array(folds(pairs)) % FOLDS
    out: list[str] = [""] * len(pairs)
    for number in range(FOLDS):
        w = fit(x[fold != number], y[fold != number], each[fold != number])
        for i in np.flatnonzero(fold == number):
            not_these = barred(dict(zip(names, x[i].tolist(), strict=True)))
            sums = [-np.inf if relation in not_these else value for relation, value in zip(RELATIONS, x[i] @ w, strict=True)]
            out[i] = RELATIONS[int(np.argmax(sums))]
    rest = iter(out)
    return [[next(rest) for _ in one] for one in sets]


def main(argv: Sequence[str]) -> int:
    """Fits and writes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    shared = parser.parse_args(argv).shared
    own = {path.stem: bench.own_pairs(path) for path in sorted(OWN.glob("*.txt"))}
    sets = {"annotated": bench.annotated_pairs(shared), **own, "news": labelled(shared)}
    weights = [CHOSEN if name == "news" else 1.0 for name in sets]
    for (name, pairs), found in zip(sets.items(), crossed([*sets.values()], weights), strict=True):
        wanted = [relation for _, _, relation in pairs]
        print(name, len(pairs), {label: round(score, 1) for label, score in bench.f1(found, wanted).items()})
    names, x, y = matrix([pair for pairs in sets.values() for pair in pairs])
    each = [weight for pairs, weight in zip(sets.values(), weights, strict=True) for _ in pairs]
    w = fit(x, y, np.array(each))
    rows = sorted(
        "\t".join((n, *(f"{v:.{DIGITS}f}" for v in row), "gold-links; news-id; own")) for n, row in zip(names, w, strict=True)
    )
    TABLE.write_text("\n".join(["\t".join(("measure", *RELATIONS, "source")), *rows, ""]), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
