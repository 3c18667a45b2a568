"""Fits the weights by which `konon.comparison` judges two claims.

    python -m train.claims --shared ../shared    # writes claims.tsv and claims_read.tsv in src/konon/data/common/weights

Two log-linear models of five relations, L2-regularised, fitted by full-batch Adam from zero: one over the measures of
`konon.likeness`, one over these and what the network of `konon.entailment` says of both claims read together. Both learn from
the 130 annotated pairs (`gold/links/claims.jsonl`), our own of a fictional world (`tests/gold/claims/*.txt`), our families
(`train/annotations/families`), and pairs of news (`train/annotations/claims`); the second only from what the network has not
learned from, and from contradictions and their look-alikes in the words of two newsrooms (`train/annotations/contradictions`,
a file a writer). The same every time. Before it writes, it prints what cross-validation says: the folds part the pairs so that
no article, and no such writer, is on both sides.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "bench"))

import claims as bench  # noqa: E402
import links  # noqa: E402
from konon.comparison import RELATIONS, barred, together  # noqa: E402
from konon.likeness import measures  # noqa: E402
from konon.propositions import Proposition, describe  # noqa: E402
from train import families, labelled  # noqa: E402

TABLES = ROOT / "src" / "konon" / "data" / "common" / "weights"
OWN = ROOT / "tests" / "gold" / "claims"
WRITTEN = ROOT / "train" / "annotations" / "contradictions"
WRITER = "writer "
STEPS = 1500
RATE = 0.05
# How much each relation's weights are shrunk: those for contradictions more, since ours are in plainer words than the news;
# of (1, 3, 8, 20) for all and for it alone, the best in cross-validation.
L2 = {relation: 20.0 if relation == "contradicts" else 1.0 for relation in RELATIONS}
# What a pair of a set counts, if not one. Words alone tell what is worth reading together in news; of what is read, pairs of
# news were chosen among what looks like more than it is, and say less about what that is.
WEIGHTS = {
    "claims": {"pairs": 0.3, "more": 0.3, "families": 0.1},
    "claims_read": {"news id": 0.1, "news en": 0.1, "families": 0.5},
}
SOURCE = "gold-links; news-id; polnear; own"
FOLDS = 8
DIGITS = 3
Floats = NDArray[np.float64]
Pair = tuple[Proposition, Proposition, str]
Sets = dict[str, Sequence[Pair]]


class Data(NamedTuple):
    """The pairs of some sets: the measures' names, their values, the relations as one-hot rows, what each counts, and its
    group: pairs that share an article are in one."""

    names: list[str]
    x: Floats
    y: Floats
    each: Floats
    groups: list[str]


def matrix(pairs: Sequence[Pair], *, read: bool = False) -> tuple[list[str], Floats, Floats]:
    """The measures' names, their values, and the relations as one-hot rows; `read`: with what the network says."""
    found = [measures(a, b) | (together(a, b) if read else {}) for a, b, _ in pairs]
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


def articles(shared: Path, language: str) -> dict[str, bench.Annotated]:
    """The articles that pairs of a language are of, by address."""
    if language == "id":
        read = [(url, reading.article) for url, reading in links.readings(shared).items()]
        found = [bench.Annotated(id=url, text=a.text, published=a.published, attributions=[]) for url, a in read]
    else:
        found = bench.rows(shared / "data" / "polnear" / "train.jsonl", bench.Annotated)
    return {article.id: article for article in found}


def described(shared: Path, language: str, *, kept: bool | None = None) -> list[Pair]:
    """The pairs as propositions."""
    news = articles(shared, language)
    pairs = labelled.labelled({url: article.text for url, article in news.items()}, language, kept=kept)
    sides: dict[str, list[labelled.Side]] = {}
    for side in dict.fromkeys(one for pair in pairs for one in (pair.a, pair.b)):
        sides.setdefault(side.url, []).append(side)
    found: dict[labelled.Side, Proposition] = {}
    for url, some in sides.items():
        golds = [msgspec.convert(msgspec.to_builtins(side), bench.Gold) for side in some]
        read = bench.resolved(msgspec.structs.replace(news[url], attributions=golds), language)
        found.update(zip(some, describe(read), strict=True))
    return [(found[pair.a], found[pair.b], pair.relation) for pair in pairs]


def in_families(*, kept: bool) -> list[Pair]:
    """Some pairs of our own families, a claim by itself each: of the families kept from the network, or of every fifth."""
    found = families.every(families.FOLDER)
    some = [family for family in found if families.held(family)] if kept else found[::5]
    known: dict[families.Told, Proposition] = {}
    out: list[Pair] = []
    for pair in families.drawn(some, random.Random(0)):
        for one in (pair.a, pair.b):
            if one not in known:
                known[one] = bench.one(_alone(one), f"family {len(known)}")
        out.append((known[pair.a], known[pair.b], pair.relation))
    return out


def _alone(told: families.Told) -> bench.Told:
    text = f"{told.holder} {told.cue} {told.content}".strip() + "."
    parts = {"source": told.holder, "cue": told.cue, "content": told.content, "act": told.act}
    return msgspec.convert({"language": told.language, "text": text, "published": told.day, **parts}, bench.Told)


def crossed(sets: Sets, data: Data) -> dict[str, list[str]]:
    """What each pair of each set is judged by weights fitted on all that share no article with it."""
    numbers = {group: n for n, group in enumerate(dict.fromkeys(data.groups))}
    fold = np.array([numbers[group] for group in data.groups]) % FOLDS
    out: list[str] = [""] * len(fold)
    for number in range(FOLDS):
        w = fit(data.x[fold != number], data.y[fold != number], data.each[fold != number])
        for i in np.flatnonzero(fold == number):
            not_these = barred(dict(zip(data.names, data.x[i].tolist(), strict=True)))
            sums = [-np.inf if one in not_these else value for one, value in zip(RELATIONS, data.x[i] @ w, strict=True)]
            out[i] = RELATIONS[int(np.argmax(sums))]
    rest = iter(out)
    return {name: [next(rest) for _ in one] for name, one in sets.items()}


def gathered(sets: Sets, *, read: bool) -> Data:
    """The measures of all pairs of some sets; `read`: with what the network says."""
    pairs = [pair for one in sets.values() for pair in one]
    names, x, y = matrix(pairs, read=read)
    weights = WEIGHTS["claims_read" if read else "claims"]
    of = [name for name, one in sets.items() for _ in one]
    each = [weights.get(name, 1.0) for name in of]
    groups = labelled.groups([(a.article, b.article) for a, b, _ in pairs])
    groups = [name if name.startswith(WRITER) else group for name, group in zip(of, groups, strict=True)]
    return Data(names, x, y, np.array(each), groups)


def main(argv: Sequence[str]) -> int:
    """Fits and writes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    shared = parser.parse_args(argv).shared
    own: Sets = {path.stem: bench.own_pairs(path) for path in sorted(OWN.glob("*.txt"))}
    for table, read in (("claims", False), ("claims_read", True)):
        kept = True if read else None
        news = {f"news {one}": described(shared, one, kept=kept) for one in labelled.LANGUAGES}
        sets = {"annotated": bench.annotated_pairs(shared), **own, **news, "families": in_families(kept=read)}
        if read:
            sets |= {
                f"{WRITER}{path.stem}": bench.alone(bench.rows(path, bench.Both)) for path in sorted(WRITTEN.glob("*.jsonl"))
            }
        data = gathered(sets, read=read)
        for name, found in crossed(sets, data).items():
            wanted = [relation for _, _, relation in sets[name]]
            print(table, name, len(wanted), {label: round(score, 1) for label, score in bench.f1(found, wanted).items()})
        rows = sorted(
            "\t".join((name, *(f"{v:.{DIGITS}f}" for v in row), SOURCE))
            for name, row in zip(data.names, fit(data.x, data.y, data.each), strict=True)
        )
        text = "\n".join(["\t".join(("measure", *RELATIONS, "source")), *rows, ""])
        (TABLES / f"{table}.tsv").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
