"""How well Konon tells which claims say the same, contradict each other, or one more than the other.

    python bench/claims.py [DATA]

The annotated pairs of claims (`gold/links/claims.jsonl`) and the contradictions of `tests/gold/contradictions.jsonl`. A claim
is described from its own article, read by the steps of the pipeline with the attributions as annotated; `figures` is what
`bench/quality.py` calls.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec

from konon import clean, entities, events, gazetteer, rules, timex
from konon.bearing import is_kept, keys
from konon.claims import claims
from konon.comparison import Judged, judge
from konon.grammar import grammar
from konon.holders import resolve
from konon.lexicon import load
from konon.propositions import Proposition, describe
from konon.records import Act, Article, Attribution, Event, Quote, Reading, Span, Trail
from konon.segment import segment
from konon.sketches import LITTLE, overlaps, sketch
from konon.timezones import local_zone

Row = TypeVar("Row", bound=msgspec.Struct)

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
CONTRADICTIONS = ROOT / "tests" / "gold" / "contradictions.jsonl"
WANTED = {"claims_same": 85.0, "claims_macro": 60.0, "contradicts": 75.0}


class Gold(msgspec.Struct):
    """One annotated attribution."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]
    act: Act = "say"
    quote: Quote = "indirect"
    holder: str | None = None


class Annotated(msgspec.Struct):
    """One annotated article."""

    id: str
    text: str
    published: str | None
    attributions: list[Gold]


class Place(msgspec.Struct):
    """Which attribution of which article."""

    article: str
    attribution: int


class Pair(msgspec.Struct):
    """Two annotated claims and what they are to each other."""

    a: Place
    b: Place
    relation: str


class Told(msgspec.Struct):
    """A claim by itself, as a sentence would tell it: source, cue, content."""

    language: str
    text: str
    source: str
    cue: str
    content: str
    act: Act = "say"
    holder: str | None = None
    published: str | None = None


class Both(msgspec.Struct):
    """Two such claims and what they are to each other."""

    a: Told
    b: Told
    relation: str
    kind: str = ""


def absent(shared: Path) -> str | None:
    """Why nothing can be measured: the annotated pairs are not there."""
    there = (shared / "gold" / "links" / "claims.jsonl").is_file()
    return None if there else f"no annotated links in {shared.name}/ beside the project"


def figures(shared: Path) -> tuple[dict[str, float], list[str]]:
    """All figures in percent, and lines that say more than a figure can."""
    started = time.perf_counter()
    pairs = annotated_pairs(shared)
    made = time.perf_counter()
    found = [judge(a, b).relation for a, b, _ in pairs]
    spent = 1e6 * (time.perf_counter() - made) / len(pairs)
    wanted = [relation for _, _, relation in pairs]
    linked = [_linked(a, b) for a, b, _ in pairs]
    scores = {name: of_four(judged, wanted) for name, judged in (("claims", found), ("linked", linked))}
    table: dict[str, float] = {}
    for name, four in scores.items():
        table |= {f"{name}_same": four["same"], f"{name}_macro": sum(four.values()) / len(four)}
    notes = [
        f"claims: {len(pairs)} pairs, F1 {', '.join(f'{name} {score:.1f}' for name, score in scores['claims'].items())}; "
        f"reading {made - started:.1f} s, judging {spent:.0f} us a pair",
    ]
    if CONTRADICTIONS.is_file():
        more = alone(rows(CONTRADICTIONS, Both))
        judged = [judge(a, b).relation for a, b, _ in more]
        table["contradicts"] = f1(judged, [relation for _, _, relation in more])["contradicts"]
        kinds = [pair.kind for pair in rows(CONTRADICTIONS, Both)]
        total = Counter(k for k, (_, _, relation) in zip(kinds, more, strict=True) if relation == "contradicts")
        right = Counter(k for k, j, (_, _, r) in zip(kinds, judged, more, strict=True) if r == j == "contradicts")
        by_kind = ", ".join(f"{kind} {right[kind]}/{n}" for kind, n in sorted(total.items()))
        wrong = Counter(r for j, (_, _, r) in zip(judged, more, strict=True) if j == "contradicts" != r)
        notes.append(f"contradictions found by kind: {by_kind}; taken for one: {dict(wrong)}")
        missed = Counter(j for j, (_, _, relation) in zip(judged, more, strict=True) if relation == "contradicts")
        notes.append(f"contradictions: {len(more)} pairs; the true ones are judged {dict(missed.most_common())}")
    return table, notes


def _linked(a: Proposition, b: Proposition) -> str:
    """What the ledger writes down of two claims of one day when an article is linked; "different": nothing."""
    if not {*keys(a)} & {*keys(b)} or overlaps(sketch(a), [sketch(b)])[0] < LITTLE:
        return "different"
    link = judge(a, b, sparing=True)
    return link.relation if is_kept(link) else "different"


def f1(found: Sequence[str], wanted: Sequence[str]) -> dict[str, float]:
    """F1 in percent of each label that is wanted."""
    both = Counter(w for f, w in zip(found, wanted, strict=True) if f == w)
    return {label: 200 * both[label] / (found.count(label) + wanted.count(label)) for label in sorted(set(wanted))}


def of_four(found: Sequence[str], wanted: Sequence[str]) -> dict[str, float]:
    """The same, with related and different as one."""
    low = ("related", "different")
    return f1(*(["related or different" if label in low else label for label in labels] for labels in (found, wanted)))


def rows(path: Path, kind: type[Row]) -> list[Row]:
    """The lines of a file, each as one record."""
    return [msgspec.json.decode(line, type=kind) for line in path.read_bytes().splitlines() if line.strip()]


# --- pairs of annotated articles --------------------------------------------------------------------------------------


def annotated_pairs(shared: Path) -> list[tuple[Proposition, Proposition, str]]:
    """The annotated pairs, described."""
    pairs = rows(shared / "gold" / "links" / "claims.jsonl", Pair)
    described = descriptions(shared, frozenset(place.article for pair in pairs for place in (pair.a, pair.b)))
    return [(_at(described, pair.a), _at(described, pair.b), pair.relation) for pair in pairs]


def _at(described: Mapping[str, Sequence[Proposition]], place: Place) -> Proposition:
    return described[place.article][place.attribution]


@lru_cache(maxsize=2)
def descriptions(shared: Path, wanted: frozenset[str] | None = None) -> dict[str, tuple[Proposition, ...]]:
    """All claims of the annotated articles, or of those wanted, described; one an attribution, in the same order."""
    out = {}
    for name in ("train", "dev"):
        for article in rows(shared / "gold" / f"{name}.jsonl", Annotated):
            if wanted is None or article.id in wanted:
                out[article.id] = describe(reading(article, "id"))
    return out


def reading(annotated: Annotated, language: str) -> Reading:
    """An article read as the pipeline would, with its attributions as annotated."""
    lexicon, text = load(language), annotated.text
    marks = clean.mark(text, lexicon)
    skip = [(m.start, m.end) for m in marks]
    s = segment(text, lexicon, skip=skip)
    article = Article(id=annotated.id, language=language, published=annotated.published, text=text)
    known = gazetteer.load()
    zone = local_zone(s, known, language=language, published=annotated.published)
    times, _ = timex.find(text, language=language, published=annotated.published, zone=zone, skip=skip)
    mentions = rules.read(s, lexicon).mentions
    found = entities.find(article, mentions, known)
    attributions = [_attribution(gold, text) for gold in annotated.attributions]
    made = claims(article, s, attributions, [a.holder for a in attributions], times, found)
    told: tuple[Event, ...] = events.find(
        s, lexicon, made, gazetteer=known, mentions=mentions, times=times, published=annotated.published
    )
    return Reading(
        article=article,
        times=times,
        entities=found,
        claims=made,
        events=told,
        trail=Trail(input="", konon="", extractor="", reader="", lexicon=lexicon.version),
    )


def resolved(annotated: Annotated, language: str) -> Reading:
    """The same, of attributions without their holders, which are found."""
    lexicon, text = load(language), annotated.text
    s = segment(text, lexicon, skip=[(m.start, m.end) for m in clean.mark(text, lexicon)])
    told = [_attribution(gold, text) for gold in annotated.attributions]
    known = gazetteer.load()
    holders = resolve(told, s, grammar(lexicon), known=known, language=language, day=annotated.published)
    found = [msgspec.structs.replace(gold, holder=holder) for gold, holder in zip(annotated.attributions, holders, strict=True)]
    return reading(msgspec.structs.replace(annotated, attributions=found), language)


def by_rules(news: Reading) -> Reading:
    """An article, of which boilerplate is marked, read further by the steps of the pipeline, with the rules."""
    article, lexicon, known = news.article, load(news.article.language), gazetteer.load()
    skip = [(m.start, m.end) for m in news.boilerplate]
    s = segment(article.text, lexicon, skip=skip)
    tagged = rules.read(s, lexicon)
    holders = resolve(tagged.attributions, s, grammar(lexicon), known=known, language=article.language, day=article.published)
    found = entities.find(article, tagged.mentions, known)
    zone = local_zone(s, known, language=article.language, published=article.published)
    times, _ = timex.find(article.text, language=article.language, published=article.published, zone=zone, skip=skip)
    made = claims(article, s, tagged.attributions, holders, times, found)
    told = events.find(s, lexicon, made, gazetteer=known, mentions=tagged.mentions, times=times, published=article.published)
    return msgspec.structs.replace(news, times=times, entities=found, claims=made, events=told)


def _attribution(gold: Gold, text: str) -> Attribution:
    return Attribution(
        source=tuple(gold.source),
        cue=tuple(gold.cue),
        content=tuple(gold.content),
        act=gold.act,
        quote=gold.quote,
        holder=gold.holder,
        confidence=1.0,
    )


# --- pairs of claims by themselves ------------------------------------------------------------------------------------


def alone(pairs: Sequence[Both]) -> list[tuple[Proposition, Proposition, str]]:
    """Pairs of claims that stand by themselves, described."""
    return [(one(pair.a, f"a{i}"), one(pair.b, f"b{i}"), pair.relation) for i, pair in enumerate(pairs)]


def one(told: Told, name: str) -> Proposition:
    """A claim by itself, described: its text is read as a small article."""
    text = told.text
    content = _find(text, told.content, 0)
    gold = Gold(
        source=_spans(text, told.source, content),
        cue=_spans(text, told.cue, content),
        content=[content],
        act=told.act,
        holder=told.holder or told.source or None,
    )
    article = Annotated(id=name, text=text, published=told.published, attributions=[gold])
    return describe(reading(article, told.language))[0]


@cache
def own_pairs(path: Path) -> list[tuple[Proposition, Proposition, str]]:
    """The pairs of a file like `tests/gold/claims/pairs.txt`: "== relation: kind", then two lines "language day | source |
    cue | content | act"."""
    pairs: list[Both] = []
    head, told = "", list[Told]()
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("== "):
            head, told = line[3:], []
        elif line and not line.startswith("#"):
            when, source, cue, content, act = (part.strip() for part in line.split("|"))
            language, day = when.split()
            said = {"language": language, "published": day, "source": "" if source == "None" else source, "cue": cue}
            said |= {"content": content, "act": act, "text": f"{said['source']} {cue} {content}".strip() + "."}
            told.append(msgspec.convert(said, Told))
            if len(told) == 2:
                relation, _, kind = head.partition(": ")
                pairs.append(Both(a=told[0], b=told[1], relation=relation, kind=kind))
    return alone(pairs)


def _find(text: str, part: str, after: int) -> Span:
    at = text.index(part, after)
    return at, at + len(part)


def _spans(text: str, part: str, content: Span) -> list[Span]:
    """Where `part` stands outside the content; nothing where it is empty or not there."""
    at = text.find(part) if part else -1
    while at >= 0 and at < content[1] and at + len(part) > content[0]:
        at = text.find(part, at + 1)
    return [(at, at + len(part))] if at >= 0 else []


def judged(pairs: Sequence[tuple[Proposition, Proposition, str]]) -> list[tuple[Judged, str]]:
    """What each pair is judged to be, and what it is."""
    return [(judge(a, b), relation) for a, b, relation in pairs]


def main(argv: Sequence[str]) -> int:
    """Prints the figures next to what is wanted."""
    shared = Path(argv[0]) if argv else SHARED
    if reason := absent(shared):
        print(reason)
        return 0
    table, notes = figures(shared)
    for name, value in table.items():
        print(f"{name:14} {value:5.1f}  {f'(wanted {WANTED[name]:.0f})' if name in WANTED else ''}")
    print("\n".join(notes))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
