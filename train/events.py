"""Counts the weights of `konon.events` from articles annotated with events: which words are triggers, how sure, who does it.

    python -m train.events --shared ../shared    # writes the tables under src/konon/data

The weights are those of L2-regularised log-linear models, fitted by full-batch Adam from zero: the same every time. Every
article is read in three ways, with the claims of the rules, those annotated (if they are), and those of the model (with its
names), so that the weights hold for readers of all kinds. The articles are those of `train/annotations/events`; Indonesian
has those of the gold besides, English PLOVER's records.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from konon import actors, factuality, gazetteer, parties, rules, tag, timex, triggers
from konon.claims import claims
from konon.clean import mark
from konon.events import time_of, when, within
from konon.grammar import grammar
from konon.holders import resolve
from konon.lexicon import DATA, Lexicon, load
from konon.modality import Modality, load_modality
from konon.records import Act, Article, Attribution, Claim, Mention, Quote, Span, Spans, Stance, Tagged, Time
from konon.segment import Segments, segment
from konon.spans import touch
from train.documents import LABELS, labelled_lines
from train.places import Places, parser

Way = Literal["rules", "annotated", "model"]
WAYS: tuple[Way, ...] = ("rules", "annotated", "model")
LEAST = {"triggers": 4, "factuality": 4, "roles": 24}  # times a feature must have been seen, over all ways of reading
STEPS = 150
RATE = 0.05
L2 = {"triggers": 8.0, "factuality": 6.0, "roles": 24.0}
DIGITS = 3
SAYS = 0.02  # log-odds below which a feature says nothing
RECORDS = "records"  # the feature of a case from PLOVER's records, which tell one event of a sentence that may name more
Floats = NDArray[np.float64]


class Gold(msgspec.Struct, frozen=True, kw_only=True):
    """One annotated event."""

    trigger: tuple[int, int]
    type: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    stances: tuple[Stance, ...]


class Labelled(msgspec.Struct, frozen=True, kw_only=True):
    """One annotated attribution."""

    source: Spans
    cue: Spans
    content: Spans
    act: Act
    quote: Quote
    holder: str | None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One annotated article; `attributions` is None where they are not annotated."""

    id: str
    published: str
    text: str
    attributions: tuple[Labelled, ...] | None
    events: tuple[Gold, ...]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """An article as the reader sees it, by one kind of claims."""

    line: Line
    s: Segments
    claims: tuple[Claim, ...]
    cast: parties.Cast
    around: triggers.Around
    places: list[tuple[int, int, list[triggers.Form]]]
    times: tuple[Time, ...]


class Row(msgspec.Struct, frozen=True):
    """One case: its features, the share of each answer that is right, what is known of it beforehand; where one of several
    is to be chosen, which choice it belongs to."""

    features: list[str]
    answer: tuple[float, ...]
    prior: float = 0.0
    choice: int = -1


Weights = dict[str, list[float]]


def fit(rows: Sequence[Row], l2: float, least: int) -> Weights:
    """The weights of each feature seen at least `least` times, one number an answer."""
    counts = Counter(name for row in rows for name in set(row.features))
    names = sorted(name for name, n in counts.items() if n >= least)
    number = {name: i for i, name in enumerate(names)}
    held = [[number[name] for name in row.features if name in number] for row in rows]
    flat = np.array([i for ids in held for i in ids], dtype=np.int64)
    owner = np.repeat(np.arange(len(rows)), [len(ids) for ids in held])
    right = np.array([row.answer for row in rows])
    prior = np.array([row.prior for row in rows])[:, None]
    choices = np.array([row.choice for row in rows])
    w = np.zeros((len(names), right.shape[1]))
    first, second = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, STEPS + 1):
        scores = [np.bincount(owner, weights=w[flat, k], minlength=len(rows)) for k in range(w.shape[1])]
        z: Floats = prior + np.stack(scores, axis=1)
        gap = (_soft(z) if choices[0] < 0 else _chosen(z, choices)) - right
        sums = [np.bincount(flat, weights=gap[owner, k], minlength=len(names)) for k in range(w.shape[1])]
        slope: Floats = np.stack(sums, axis=1) + l2 * w
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        w -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return {name: [*map(float, w[i]), float(counts[name])] for name, i in number.items()}


def _soft(z: Floats) -> Floats:
    if z.shape[1] == 1:
        return np.asarray(1 / (1 + np.exp(-z)))
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def _chosen(z: Floats, choices: NDArray[np.int64]) -> Floats:
    """Softmax over the rows of each choice, which are numbered from 0."""
    e = np.exp(z[:, 0] - z.max())
    return np.asarray(e / np.bincount(choices, weights=e)[choices])[:, None]


class Actor(msgspec.Struct, frozen=True):
    """An actor of a PLOVER record, in the words of its text."""

    actorText: str  # noqa: N815  (the file's own name)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One PLOVER gold standard record: a sentence, one event of it, and who does it to whom."""

    id: str
    event: str
    text: str
    source: list[Actor] | str = ""
    target: list[Actor] | str = ""


OLD_NAMES = {"DEMAND": "REQUEST", "FIGHT": "ASSAULT", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE"}


def records(path: Path, lexicon: Lexicon) -> list[Line]:
    """The gold standard records of PLOVER as articles of one sentence: every candidate of a record's type is its event."""
    by_text: dict[str, list[Record]] = {}
    for raw in path.read_bytes().splitlines():
        record = msgspec.json.decode(raw, type=Record)
        by_text.setdefault(record.text, []).append(record)
    words = triggers.load_triggers(lexicon.language, tuple(lexicon.of_kind("clitic")))
    out = []
    for text, some in by_text.items():
        s = segment(text, lexicon)
        events = tuple(
            Gold(
                trigger=s.span(i, i + len(form.words)),
                type=form.line.type,
                actors=_names(record.source, lexicon),
                recipients=_names(record.target, lexicon),
                stances=(),
            )
            for record in some
            for i, _, forms in triggers.candidates(s, words)
            for form in forms
            if form.line.type == OLD_NAMES.get(record.event, record.event)
        )
        out.append(Line(id=some[0].id, published="2000-01-01", text=text, attributions=None, events=events))
    return out


def _names(texts: list[Actor] | str, lexicon: Lexicon) -> tuple[str, ...]:
    """The English names of a record's actors."""
    if isinstance(texts, str):
        return ()
    found: list[str] = []
    for actor in texts:
        s = segment(actor.actorText, lexicon)
        found += [party.name for party in parties.cast(s, lexicon, gazetteer.load(), ()).parties] or [actor.actorText]
    return tuple(dict.fromkeys(found))


def seen(line: Line, lexicon: Lexicon, way: Way, *, model: Callable[[Segments, Lexicon], Tagged] | None = None) -> Seen:
    """The article, with the claims of the rules, those annotated, or those (and the names) of the model; by default the one
    in `models/`."""
    skip = [(b.start, b.end) for b in mark(line.text, lexicon)]
    s = segment(line.text, lexicon, skip=skip)
    times, _ = timex.find(line.text, language=lexicon.language, published=line.published, skip=skip)
    article = Article(id=line.id, language=lexicon.language, published=line.published, text=line.text)
    known = gazetteer.load()
    found: tuple[Attribution, ...]
    mentions: tuple[Mention, ...] = ()
    if way == "annotated":
        said = line.attributions or ()
        found = tuple(Attribution(**msgspec.structs.asdict(a), confidence=1.0) for a in said)
        holders = tuple(a.holder for a in said)
    else:
        tagged = (model or tag.read)(s, lexicon) if way == "model" else rules.read(s, lexicon)
        found, mentions = tagged.attributions, tagged.mentions
        holders = resolve(
            found, s, grammar(lexicon), known=known, language=lexicon.language, day=line.published, mentions=mentions
        )
    made = claims(
        article,
        s,
        found,
        holders=holders,
        times=timex.find(line.text, language=lexicon.language, published=line.published, skip=skip)[0],
    )
    words = triggers.load_triggers(lexicon.language, tuple(lexicon.of_kind("clitic")))
    places = triggers.candidates(s, words)
    people = parties.cast(s, lexicon, known, made, mentions=mentions, day=line.published)
    named = (i for i, p in people.at.items() if p.country)
    around = triggers.around(s, places, made, names=named, state=people.words["state"])
    return Seen(line=line, s=s, claims=made, cast=people, around=around, places=places, times=times)


def _is_gold(line: Line, span: Span, kind: str) -> Gold | None:
    return next((g for g in line.events if g.type == kind and touch((g.trigger[0], g.trigger[1]), span)), None)


def trigger_rows(d: Seen, *more: str) -> Iterator[Row]:
    """Every candidate: is it the event that it looks like? `more`: features of all of them."""
    before, order = -1, 0
    for i, number, forms in d.places:
        order = order + 1 if number == before else 0
        before = number
        for form in forms:
            hit = _is_gold(d.line, d.s.span(i, i + len(form.words)), form.line.type) is not None
            names = triggers.features(d.s, d.around, i, number, form, len(forms), order)
            yield Row(["bias", *more, *names], (float(hit),), form.prior)


def gold_triggers(d: Seen) -> Iterator[tuple[triggers.Trigger, Gold]]:
    """The candidates that are annotated events."""
    for i, number, forms in d.places:
        for form in forms:
            gold = _is_gold(d.line, d.s.span(i, i + len(form.words)), form.line.type)
            if gold is not None:
                t = triggers.Trigger(first=i, last=i + len(form.words), sentence=number, form=form, probability=1.0)
                yield t, gold
                break


def factuality_rows(articles: Sequence[Seen], m: Modality, predicted: bool) -> Iterator[Row]:
    """Every annotated event that the lexicon has: how sure is its source? What was said of the ones before it is gold, or as
    the weights so far predict."""
    for d in articles:
        nested = within(d.s, d.claims)
        before = factuality.Before(same={})
        for t, gold in gold_triggers(d):
            values = {stance.factuality for stance in gold.stances}
            answer = tuple(1 / len(values) if v in values else 0.0 for v in factuality.VALUES)
            chain, ahead = nested.get(t.first, []), when(time_of(d.s, t, d.times), d.line.published)
            yield Row(factuality.read(d.s, m, t, chain, when=ahead, before=before), answer)
            known = gold.stances[0].factuality
            sure = factuality.value(d.s, m, t, chain, when=ahead, before=before) if predicted else known
            before.same[t.form.line.lemma, t.type] = sure
            before.last = t.sentence, sure


def same(name: str, names: Sequence[str]) -> bool:
    """Whether two lists of names meet, as `gold/score.py` has it: by a word of three letters or more."""
    return any(_words(name) & _words(other) for other in names)


def _words(name: str) -> set[str]:
    return {w for w in "".join(c.casefold() if c.isalnum() else " " for c in name).split() if len(w) >= 3}


def role_rows(articles: Sequence[tuple[Seen, Modality]], predicted: bool) -> Iterator[Row]:
    """Of all who are named around an annotated event, and nobody: who is its actor, who its recipient? Who did the ones
    before it is gold, or as the weights so far predict."""
    number = 0
    for d, m in articles:
        nested = within(d.s, d.claims)
        earlier = actors.Earlier(same={})
        for t, gold in gold_triggers(d):
            chain = nested.get(t.first, [])
            around = actors.candidates(d.s, d.cast, m, t, chain, earlier)
            marked = around.marks
            shaped = actors.how(d.s, d.cast, t)
            for part, names in (("actor", gold.actors), ("recipient", gold.recipients)):
                right = {name for name in marked if same(name, names)} or ({actors.NOBODY} if not names else set())
                if right:
                    for name, marks in marked.items():
                        share = float(name in right) / len(right)
                        yield Row(actors.features(part, shaped, t, marks), (share,), choice=number)
                    number += 1
            known = actors.Parts(actors=gold.actors, recipients=gold.recipients)
            who = actors.choose(actors.judge(d.s, d.cast, t, around), around.same) if predicted else known
            earlier.same[t.form.line.lemma, t.type] = earlier.last = who


def write(path: Path, weights: Weights, columns: Sequence[str], source: str) -> None:
    """A table of weights, rounded, without features that say nothing."""
    lines = []
    for name, (*values, count) in weights.items():
        rounded = [round(v, DIGITS) + 0.0 for v in values]
        if any(abs(v) >= SAYS for v in rounded):
            lines.append("\t".join([name, *(f"{v:g}" for v in rounded), f"{count:g}", source]))
    path.write_text("\t".join(["feature", *columns, "count", "source"]) + "\n" + "\n".join(sorted(lines)) + "\n", "utf-8")


FACTUALITY_COLUMNS = ("certain", "denied", "probable", "improbable", "possible", "uncommitted")


def trigger_weights(articles: Sequence[Seen], recorded: Sequence[Seen] = ()) -> Weights:
    """Which words name events; what is peculiar to records is learnt apart, and left out."""
    rows = [row for d in articles for row in trigger_rows(d)]
    rows += [row for d in recorded for row in trigger_rows(d, RECORDS)]
    found = fit(rows, L2["triggers"], LEAST["triggers"])
    found.pop(RECORDS, None)
    return found


def factuality_weights(articles: Sequence[Seen], m: Modality) -> Weights:
    """How sure a source is: fitted twice, the second time on what the first predicts of the events before."""
    for predicted in (False, True):
        found = fit(list(factuality_rows(articles, m, predicted)), L2["factuality"], LEAST["factuality"])
        m.weights.clear()
        m.weights.update({name: tuple(values[:-1]) for name, values in found.items()})
    return found


def role_weights(articles: Sequence[tuple[Seen, Modality]]) -> Weights:
    """Who does it to whom: fitted twice, as above."""
    for predicted in (False, True):
        found = fit(list(role_rows(articles, predicted)), L2["roles"], LEAST["roles"])
        actors.mark_score.cache_clear()
        actors.role_weights().clear()
        actors.role_weights().update({name: values[0] for name, values in found.items()})
    return found


class Events(msgspec.Struct, frozen=True, kw_only=True):
    """A line of `train/annotations/events`: the events of an article, whose attributions `train/annotations` may have."""

    id: str
    sha256: str
    events: tuple[Gold, ...]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A line of PolNeAR's train half."""

    published: str
    text: str


class Attributed(msgspec.Struct, frozen=True, kw_only=True):
    """A line of `train/annotations`."""

    id: str
    sha256: str
    published: str
    attributions: tuple[Labelled, ...]


def annotated_lines(shared: Path, language: str) -> list[Line]:
    """The articles of a language with events: in Indonesian those of the gold, then those of `train/annotations`, then
    those of PolNeAR that have no attributions there."""
    raw = (LABELS / "events" / f"{language}.jsonl").read_bytes().splitlines()
    events = {row.sha256: row for row in (msgspec.json.decode(one, type=Events) for one in raw)}
    found: list[Line] = []
    if language == "id":
        gold = (shared / "gold" / "train.jsonl").read_bytes().splitlines()
        found += [msgspec.json.decode(one, type=Line) for one in gold]
    for _, text, line in labelled_lines(shared, LABELS):
        row = msgspec.json.decode(line, type=Attributed)
        if row.sha256 in events:
            happened, said = events.pop(row.sha256).events, row.attributions
            found.append(Line(id=row.id, published=row.published, text=text, attributions=said, events=happened))
    if events:
        raw = (shared / "data" / "polnear" / "train.jsonl").read_bytes().splitlines()
        sources = (msgspec.json.decode(one, type=Source) for one in raw)
        texts = {hashlib.sha256(source.text.encode()).hexdigest(): source for source in sources}
        for sha256, happening in events.items():
            source = texts[sha256]
            found.append(
                Line(
                    id=happening.id,
                    published=source.published,
                    text=source.text,
                    attributions=None,
                    events=happening.events,
                )
            )
    return found


def annotated_articles(shared: Path, language: str, ways: Sequence[Way] = WAYS) -> list[list[Seen]]:
    """The articles of a language with events, each in all ways that its annotations allow."""
    return [
        [seen(line, load(language), way) for way in ways if way != "annotated" or line.attributions is not None]
        for line in annotated_lines(shared, language)
    ]


def recorded_articles(shared: Path) -> list[list[Seen]]:
    """The English records."""
    lexicon = load("en")
    found = records(shared / "data" / "plover" / "gsr-dev.jsonl", lexicon)
    return [[seen(line, lexicon, "rules")] for line in found]


def main() -> None:
    """Writes the tables."""
    places = parser(__doc__).parse_args(namespace=Places())
    folder = Path(str(DATA)) / "common" / "weights"
    indonesian = [d for ways in annotated_articles(places.shared, "id") for d in ways]
    english = [d for ways in annotated_articles(places.shared, "en") for d in ways]
    recorded = [d for ways in recorded_articles(places.shared) for d in ways]
    ours, theirs = "gold-train; annotations-id", "annotations-en"
    write(folder / "events-id.tsv", trigger_weights(indonesian), ("weight",), ours)
    often = recorded * len(WAYS)  # as often as an article is read
    write(folder / "events-en.tsv", trigger_weights(english, often), ("weight",), f"{theirs}; plover-gsr-dev")
    m = {language: load_modality(load(language)) for language in ("id", "en")}
    write(folder / "factuality-id.tsv", factuality_weights(indonesian, m["id"]), FACTUALITY_COLUMNS, ours)
    write(folder / "factuality-en.tsv", factuality_weights(english, m["en"]), FACTUALITY_COLUMNS, theirs)
    all_of_them = [*((d, m["id"]) for d in indonesian), *((d, m["en"]) for d in (*english, *recorded))]
    write(folder / "roles.tsv", role_weights(all_of_them), ("weight",), f"{ours}; {theirs}; plover-gsr-dev")


if __name__ == "__main__":
    main()
