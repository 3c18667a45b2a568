"""Fits the weights of `konon.heads`: who does an event and to whom, by what the reader's network sees of trigger and party.

    python -m train.heads --shared ../shared    # writes models/heads.npz

The network's states are as the graph in `models/` gives them, its weights do not change. A hidden layer over the vectors of
trigger and party (and their product) and the features of `konon.actors` are fitted together, by Adam in small batches, from
fixed seeds. The articles are those of `train.events`, as the model reads them; no PLOVER records, which are single sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from konon import accord, actors, heads, tag
from konon.accord import Judged
from konon.events import within
from konon.heads import PARTS, Heads, Hidden, Vectors
from konon.lexicon import Lexicon, load
from konon.modality import Modality, load_modality
from konon.records import Tagged
from konon.segment import Segments
from konon.windows import Floats, Ints
from train import events
from train.events import Gold, Seen, gold_triggers, same
from train.places import Places, parser

WIDTH = 64  # components of a vector; they hold three quarters of the variance of the states
UNITS = 64
SEEDS = 3  # layers, fitted from different seeds, that speak in the mean
KINDS = ("country", "person", "body", "group", "place", "holder", "state", "seat", "incumbent")
LEAST = 8  # times a feature must have been seen
L2 = 8.0  # of the features; of the hidden layer half
EPOCHS = 16
BATCH = 128  # choices
RATES = (0.05, 0.004)  # of the features, of the hidden layer; both fall to nothing
FOLDS = 4  # of articles, for what must not have seen them
DROPOUT = (0.1, 0.3)  # of what the layer sees, of its units
SAYS = 0.02  # a feature's log-odds below which it says nothing


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """An article as the model reads it, with the words as its network sees them."""

    seen: Seen
    modality: Modality
    states: Floats  # words, states


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Who may have a part in an annotated event, and who has it."""

    lemma: str
    type: str
    sentence: int
    names: list[str]
    features: dict[str, list[list[str]]]  # by part, of each
    right: dict[str, list[float]]
    rows: Floats  # what the hidden layer sees of each


class _Watched:
    """Reads as `konon.tag` does and keeps the states of the last text."""

    def __init__(self, network: tag.Model) -> None:
        self.states: Floats = np.zeros((0, 0), np.float32)
        width = network.session.get_outputs()[-1].shape[-1]
        self.plain = _heads(np.zeros(width, np.float32), np.eye(width, dtype=np.float32))
        self.network = msgspec.structs.replace(network, heads=self.plain)

    def read(self, s: Segments, lexicon: Lexicon) -> Tagged:
        """As `konon.tag.read`."""
        tagged, vectors = tag.sight(s, lexicon, model=self.network)
        self.states = vectors.words if vectors else np.zeros((0, 0), np.float32)
        return tagged


def _heads(mean: Floats, basis: Floats) -> Heads:
    return Heads(mean=mean, basis=basis, kinds=tuple(f"kind {kind}" for kind in KINDS), features={}, hidden={})


def read_articles(shared: Path) -> list[Read]:
    """All articles with events, read once."""
    watched = _Watched(tag.load())
    found = []
    for language in ("id", "en"):
        lexicon = load(language)
        for line in events.annotated_lines(shared, language):
            seen = events.seen(line, lexicon, "model", model=watched.read)
            found.append(Read(seen=seen, modality=load_modality(lexicon), states=watched.states))
    return found


def principal(states: Sequence[Floats], width: int = WIDTH) -> tuple[Floats, Floats]:
    """The mean of some words' states, and the whitened basis of their first components."""
    every = np.concatenate(states).astype(np.float64)
    mean = every.mean(0)
    variances, vectors = np.linalg.eigh(np.cov((every - mean).T))
    first = np.argsort(-variances)[:width]
    return mean.astype(np.float32), (vectors[:, first] / np.sqrt(variances[first])).astype(np.float32)


def choices(article: Read, weights: Heads) -> Iterator[Choice]:
    """Every annotated event of an article that the lexicon has."""
    d, v = article.seen, Vectors(heads=weights, words=weights.reduce(article.states))
    nested = within(d.s, d.claims)
    for t, gold in gold_triggers(d):
        chain = nested.get(t.first, [])
        around = actors.candidates(d.s, d.cast, article.modality, t, chain, actors.Earlier(same={}))
        shaped = actors.how(d.s, d.cast, t)
        yield Choice(
            lemma=t.form.line.lemma,
            type=t.type,
            sentence=t.sentence,
            names=list(around.marks),
            features={p: [actors.features(p, shaped, t, marks) for marks in around.marks.values()] for p in PARTS},
            right={p: _right(list(around.marks), p, gold) for p in PARTS},
            rows=actors.looks(d.s, d.cast, t, around, v),
        )


def _right(names: Sequence[str], part: str, gold: Gold) -> list[float]:
    """The share of each in the answer; all 0 where none of them is right."""
    wanted = gold.actors if part == "actor" else gold.recipients
    hits = [float(same(name, wanted) if wanted else name == actors.NOBODY) for name in names]
    return [hit / max(sum(hits), 1) for hit in hits]


class Batches:
    """The rows of one part, by choice."""

    def __init__(self, some: Sequence[Choice], part: str) -> None:
        some = [c for c in some if any(c.right[part])]
        counts = Counter(name for c in some for features in c.features[part] for name in set(features))
        self.names = sorted(name for name, n in counts.items() if n >= LEAST)
        number = {name: i for i, name in enumerate(self.names)}
        held = [[number[name] for name in features if name in number] for c in some for features in c.features[part]]
        self.flat = [np.array(ids, np.int64) for ids in held]
        self.rows = np.concatenate([c.rows for c in some])
        self.right = np.array([share for c in some for share in c.right[part]], np.float32)
        self.begin = np.cumsum([0, *(len(c.rows) for c in some)])

    def of(self, some: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], Ints, Ints]:
        """Of some choices: the rows, each row's choice, all features, each feature's row."""
        rows = np.concatenate([np.arange(self.begin[i], self.begin[i + 1]) for i in some])
        choice = np.repeat(np.arange(len(some)), self.begin[some + 1] - self.begin[some])
        return (
            rows,
            choice,
            np.concatenate([self.flat[i] for i in rows]),
            np.repeat(np.arange(len(rows)), [len(self.flat[i]) for i in rows]),
        )


def fit(b: Batches, seed: int = 0) -> tuple[dict[str, float], Hidden]:
    """The weights of the features and of the hidden layer of one part."""
    rng = np.random.default_rng(seed)
    wide, n = b.rows.shape[1], len(b.begin) - 1
    p = [
        np.zeros(len(b.names)),
        rng.standard_normal((wide, UNITS)) / np.sqrt(wide),
        np.zeros(UNITS),
        np.zeros(UNITS),
    ]
    decay, rates = (L2 / n, L2 / n / 2, 0, L2 / n / 2), (RATES[0], *[RATES[1]] * 3)
    first, second = [np.zeros_like(a) for a in p], [np.zeros_like(a) for a in p]
    total = EPOCHS * -(-n // BATCH)
    order = np.concatenate([rng.permutation(n) for _ in range(EPOCHS)])
    for step, some in enumerate(np.array_split(order, total), 1):
        rows, choice, flat, owner = b.of(some)
        x = b.rows[rows] * (rng.random((len(rows), wide)) >= DROPOUT[0]) / (1 - DROPOUT[0])
        kept = (rng.random((len(rows), UNITS)) >= DROPOUT[1]) / (1 - DROPOUT[1])
        raw = x @ p[1] + p[2]
        units = np.maximum(raw, 0) * kept
        z = np.bincount(owner, weights=p[0][flat], minlength=len(rows)) + units @ p[3]
        e = np.exp(z - z.max())
        gap = (e / np.bincount(choice, weights=e)[choice] - b.right[rows]) / len(some)
        back = np.outer(gap, p[3]) * kept * (raw > 0)
        slopes = (np.bincount(flat, weights=gap[owner], minlength=len(b.names)), x.T @ back, back.sum(0), units.T @ gap)
        left = 1 - (step - 1) / total
        for i, slope in enumerate(slopes):
            g = slope + decay[i] * p[i]
            first[i] = 0.9 * first[i] + 0.1 * g
            second[i] = 0.99 * second[i] + 0.01 * g * g
            p[i] -= left * rates[i] * (first[i] / (1 - 0.9**step)) / (np.sqrt(second[i] / (1 - 0.99**step)) + 1e-8)
    into, offset, out = (a.astype(np.float32) for a in p[1:])
    return dict(zip(b.names, p[0].tolist(), strict=True)), Hidden(into=into, offset=offset, out=out)


def mean(some: Sequence[tuple[dict[str, float], Hidden]]) -> tuple[dict[str, float], Hidden]:
    """What several fits of the same rows say in the mean: one layer with the units of all."""
    layers = [layer for _, layer in some]
    return {name: sum(weights[name] for weights, _ in some) / len(some) for name in some[0][0]}, Hidden(
        into=np.concatenate([layer.into for layer in layers], axis=1),
        offset=np.concatenate([layer.offset for layer in layers]),
        out=np.concatenate([layer.out / len(some) for layer in layers]).astype(np.float32),
    )


def alone(some: Sequence[Choice], part: str, weights: dict[str, float], layer: Hidden) -> list[Judged]:
    """What weights say of events, each alone."""
    return [
        Judged(
            lemma=c.lemma,
            type=c.type,
            sentence=c.sentence,
            odds={
                part: {
                    name: more + sum(weights.get(f, 0.0) for f in features)
                    for name, features, more in zip(c.names, c.features[part], layer(c.rows).tolist(), strict=True)
                }
            },
        )
        for c in some
    ]


def agreement(articles: Sequence[Sequence[Choice]], part: str) -> dict[str, float]:
    """The weights of what the other events of a text tell (`konon.accord`), on odds from fits that have not seen the text."""
    rows: list[dict[str, float]] = []
    right: list[float] = []
    lengths: list[int] = []
    for k in range(FOLDS):
        weights, layer = fit(Batches([c for i, a in enumerate(articles) for c in a if i % FOLDS != k], part), seed=k)
        for some in articles[k::FOLDS]:
            judged = alone(some, part, weights, layer)
            for c, one, shares in zip(some, judged, accord.elsewhere(judged, part), strict=True):
                if any(c.right[part]):
                    lengths.append(len(c.names))
                    right += c.right[part]
                    rows += [
                        {accord.own(part): z, **dict(accord.values(part, name, shares[name]))}
                        for name, z in one.odds[part].items()
                    ]
    names = sorted({name for row in rows for name in row})
    x, prior = np.array([[row.get(name, 0.0) for name in names] for row in rows]), [row[accord.own(part)] for row in rows]
    return dict(zip(names, _linear(x, np.array(prior), np.array(right), lengths).tolist(), strict=True))


def _linear(
    x: NDArray[np.float64], prior: NDArray[np.float64], right: NDArray[np.float64], lengths: Sequence[int]
) -> NDArray[np.float64]:
    """The weights of the columns of `x` that with the prior log-odds choose best among the rows of each choice."""
    size = x.std(axis=0) + 1e-6
    x = x / size
    choice = np.repeat(np.arange(len(lengths)), lengths)
    w = np.zeros(x.shape[1])
    first, second = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, events.STEPS + 1):
        e = np.exp(prior + x @ w)
        slope = x.T @ (e / np.bincount(choice, weights=e)[choice] - right) + w
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        left = 1 - step / events.STEPS
        w -= left * events.RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return np.asarray(w / size)


def fitted(articles: Sequence[Read]) -> Heads:
    """The heads: of each event alone, and of what the others of its text tell."""
    weights = _heads(*principal([a.states for a in articles]))
    by_article = [list(choices(a, weights)) for a in articles]
    features: dict[str, float] = {}
    hidden: dict[str, Hidden] = {}
    for part in PARTS:
        rows = Batches([c for some in by_article for c in some], part)
        found, hidden[part] = mean([fit(rows, seed) for seed in range(SEEDS)])
        features |= found | agreement(by_article, part)
    return msgspec.structs.replace(weights, features=features, hidden=hidden)


def write(path: Path, found: Heads) -> None:
    """The file, in half precision, without features that say nothing."""
    told = {name: weight for name, weight in found.features.items() if abs(weight) >= SAYS}
    layers = {
        f"{p}.{of}": getattr(h, of).astype(np.float16) for p, h in found.hidden.items() for of in ("into", "offset", "out")
    }
    np.savez_compressed(
        path,
        mean=found.mean,
        basis=found.basis.astype(np.float16),
        kinds=np.array(found.kinds),
        features=np.array(list(told)),
        weights=np.array(list(told.values()), np.float16),
        **layers,
    )


def main() -> None:
    """Writes the file."""
    places = parser(__doc__).parse_args(namespace=Places())
    path = tag.folder() / heads.FILE
    write(path, fitted(read_articles(places.shared)))
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
