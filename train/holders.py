"""Fits the weights of `konon.referents` on articles annotated with holders: whom a word that names nobody stands for.

    python -m train.holders --shared ../shared    # writes src/konon/data/common/weights/holders.tsv

The weights are those of an L2-regularised log-linear model over each word's candidates, fitted by full-batch Adam from zero:
the same every time. Every article is read in three ways, with the attributions annotated, those of the model and those of the
rules, so that the weights hold for readers of all kinds; and again with the weights found, so that who spoke before is who will
be said to have.
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from konon import gazetteer, rules, tag
from konon.antecedents import Holders, scene
from konon.clean import mark
from konon.grammar import grammar
from konon.holders import asked, order
from konon.lexicon import DATA, load
from konon.names import Text, words_of
from konon.records import Act, Attribution, Quote, Spans, Tagged
from konon.referents import TABLE, Candidate, Question, at_levels, candidates, heaviest, levels_of, weights
from konon.segment import Segments, segment
from train.documents import LABELS, development, labelled_lines
from train.places import Places, parser

ROUNDS = 3
LEAST = 8  # times a feature must have been met, over all ways of reading
STEPS = 150
RATE = 0.05
L2 = 12.0
DIGITS = 3
SAME = 0.5  # of two contents that are one, as the scorer has it
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Labelled(msgspec.Struct, frozen=True, kw_only=True):
    """One annotated attribution."""

    source: Spans
    cue: Spans
    content: Spans
    act: Act
    quote: Quote
    holder: str | None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What a line of the gold, or of `train/annotations`, has of holders."""

    id: str
    attributions: tuple[Labelled, ...]
    text: str = ""
    published: str | None = None


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """An article as one reader sees it, with the annotated holder of each attribution, where there is one."""

    id: str
    text: Text
    attributions: tuple[Attribution, ...]
    gold: dict[int, str | None]


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A question, its candidates, and which of them are right."""

    levels: tuple[str, ...]
    candidates: list[Candidate]
    right: tuple[bool, ...]


# --- articles --------------------------------------------------------------------------------------------------------


def articles(shared: Path) -> Iterator[tuple[Line, str, str]]:
    """All articles annotated with holders, with language and text; none of a development set."""
    held = {d.text for d in development(shared)}
    for raw in (shared / "gold" / "train.jsonl").read_bytes().splitlines():
        line = msgspec.json.decode(raw, type=Line)
        if line.text not in held:
            yield line, "id", line.text
    for language, text, raw in labelled_lines(shared, LABELS):
        if text not in held:
            yield msgspec.json.decode(raw, type=Line), language, text


def reads(line: Line, language: str, text: str, scorer: Any) -> list[Read]:
    """An article in all ways."""
    lexicon = load(language)
    s = segment(text, lexicon, skip=[(b.start, b.end) for b in mark(text, lexicon)])
    return seen(line, language, s, tag.read(s, lexicon), rules.read(s, lexicon), scorer)


def seen(line: Line, language: str, s: Segments, model: Tagged, ruled: Tagged, scorer: Any) -> list[Read]:
    """An article as annotated, as the model and as the rules have read it."""
    known = gazetteer.load()
    g = grammar(load(language))
    golds = sorted((a for a in line.attributions if a.content), key=lambda a: (*(a.cue or a.content)[0], a.content[0]))
    by_model, by_rules = (matched(golds, tagged.attributions, scorer) for tagged in (model, ruled))
    annotated = tuple(
        Attribution(
            source=a.source,
            cue=a.cue,
            content=a.content,
            act=a.act,
            quote=a.quote,
            named=model.attributions[by_model[k]].named if k in by_model else (),
            confidence=1.0,
        )
        for k, a in enumerate(golds)
    )
    out = []
    for some, pairs, mentions in (
        (annotated, {k: k for k in range(len(golds))}, model.mentions),
        (model.attributions, by_model, model.mentions),
        (ruled.attributions, by_rules, ()),
    ):
        text = Text(
            s=s, g=g, w=words_of(language, known), known=known, language=language, day=line.published, mentions=mentions
        )
        gold = {j: golds[k].holder for k, j in pairs.items()}
        out.append(Read(id=line.id, text=text, attributions=some, gold=gold))
    return out


def matched(golds: Sequence[Labelled], some: Sequence[Attribution], scorer: Any) -> dict[int, int]:
    """By the number of an annotated attribution, that of the one read with most of its content, as the scorer pairs."""
    left = [{"content": a.content, "n": k} for k, a in enumerate(golds)]
    right = [{"content": a.content, "n": k} for k, a in enumerate(some)]

    def weight(a: dict[str, Any], b: dict[str, Any]) -> float:
        shared = float(scorer.iou(a["content"], b["content"]))
        return shared if shared >= SAME else 0.0

    return {a["n"]: b["n"] for a, b in scorer.pairs(left, right, weight)}


def examples(read: Read, scorer: Any) -> Iterator[Example]:
    """The questions of an article that have a right answer among their candidates; what is asked later goes by the weights that
    are in force."""
    the = scene(read.attributions, read.text)
    holders: Holders = [None] * len(read.attributions)
    for i in order(the):
        found = asked(i, the, holders)
        if isinstance(found, Question):
            some, levels = candidates(found, the, holders), levels_of(found, the)
            holders[i] = heaviest(some, levels)
            right = tuple(i in read.gold and bool(scorer.same_name(read.gold[i], c.name)) for c in some)
            if any(right):
                yield Example(levels=levels, candidates=some, right=right)
        else:
            holders[i] = found


# --- fitting ---------------------------------------------------------------------------------------------------------


def fit(some: Sequence[Example]) -> dict[str, tuple[float, int]]:
    """The weight of each feature, and how many examples have it."""
    counts = Counter(f for e in some for f in {level + f for c in e.candidates for f in c.features for level in e.levels})
    number = {f: k for k, f in enumerate(sorted(f for f, n in counts.items() if n >= LEAST))}
    flat: list[int] = []
    value: list[float] = []
    owner: list[int] = []
    choice: list[int] = []
    right: list[bool] = []
    for n, e in enumerate(some):
        for candidate, ok in zip(e.candidates, e.right, strict=True):
            for f, v in candidate.features.items():
                ids = [number[level + f] for level in e.levels if level + f in number]
                flat += ids
                value += [v] * len(ids)
                owner += [len(choice)] * len(ids)
            choice.append(n)
            right.append(ok)
    w = _descended(np.array(flat), np.array(value), np.array(owner), np.array(choice), np.array(right), size=len(number))
    return {f: (float(w[k]), counts[f]) for f, k in number.items()}


def _descended(flat: Ints, value: Floats, owner: Ints, choice: Ints, right: Ints, size: int) -> Floats:
    """Maximises the probability of all right candidates together."""
    w, first, second = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, STEPS + 1):
        z = np.bincount(owner, weights=value * w[flat], minlength=len(choice))
        e = np.exp(z - z.max())
        p = e / np.bincount(choice, weights=e)[choice]
        wanted = p * right
        gap = p - wanted / np.bincount(choice, weights=wanted)[choice]
        slope = np.bincount(flat, weights=value * gap[owner], minlength=size) + L2 * w
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        w -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return w


def fitted(every: Sequence[Read], scorer: Any) -> dict[str, tuple[float, int]]:
    """The weights after some rounds, each with the answers of the last."""
    table: dict[str, tuple[float, int]] = {}
    for _ in range(ROUNDS):
        weights().clear()
        weights().update({f: w for f, (w, _) in table.items()})
        at_levels.cache_clear()
        table = fit([e for one in every for e in examples(one, scorer)])
    return table


def write(path: Path, table: dict[str, tuple[float, int]]) -> None:
    """The table, sorted, without what weighs nothing."""
    rows = sorted(f"{f}\t{round(w, DIGITS)}\t{n}\tannotations" for f, (w, n) in table.items() if round(w, DIGITS))
    path.write_text("\n".join(("feature\tweight\tcount\tsource", *rows)) + "\n", "utf-8")


def scorer_of(shared: Path) -> Any:
    """`gold/score.py` as a module."""
    spec = importlib.util.spec_from_file_location("score", shared / "gold" / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared / "gold" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Writes the table, from none as well."""
    places = parser(__doc__).parse_args(namespace=Places())
    table = Path(str(DATA)) / TABLE
    if not table.exists():
        write(table, {})  # what reads an article asks for a table
    scorer = scorer_of(places.shared)
    every = [read for line, language, text in articles(places.shared) for read in reads(line, language, text, scorer)]
    write(table, fitted(every, scorer))


if __name__ == "__main__":
    main()
