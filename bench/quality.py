"""Prints how well Konon reads, figure by figure, next to the floors of bench/floors.toml.

    python bench/quality.py [--json] [--check] [--data FOLDER] [--reader model|rules]

Reads the development articles as `konon read` would and has them scored by the gold's own score.py, run as it is. The
articles are not part of the project (data/README there says why): without them, `--check` says so and passes.
With `--check` the exit status is 1 where a figure is below its floor or could not be measured.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import get_args

import msgspec

import claims as across
import corpora
import extraction
import links
from konon import tag
from konon.claims import claims
from konon.clean import mark
from konon.export.jsonl import encode
from konon.ingest.jsonl import pages
from konon.lexicon import load
from konon.pipeline import read_page
from konon.records import Article, Claim, Page, ReaderName, Reading, Refusal, Span, Trail
from konon.segment import segment

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ROOT / "bench" / "floors.toml"
SHARED = ROOT.parent / "shared"

GOLD = ("dev", "dev-en", "polnear")
BINS = 10  # of confidence
Table = dict[str, dict[str, float]]  # set of articles -> figure -> percent


class GoldAttribution(msgspec.Struct):
    """What an annotator marked: spans alone in PolNeAR, all fields in our own gold."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]
    act: str = "say"
    quote: str = "indirect"
    holder: str | None = None


class Gold(msgspec.Struct):
    """One annotated article; what a set does not annotate is empty."""

    id: str
    text: str
    published: str
    attributions: list[GoldAttribution]
    boilerplate: list[Span] = []
    sourcing: list[dict[str, object]] = []
    times: list[dict[str, object]] = []
    events: list[dict[str, object]] = []


class Row(msgspec.Struct):
    """A line of score.py's table, in percent."""

    P: float
    R: float
    F1: float
    predicted: int
    gold: int


class Scores(msgspec.Struct):
    """What `score.py --json` prints."""

    articles: int
    missing_or_changed_text: list[str]
    figures: dict[str, Row]


class Measured(msgspec.Struct):
    """One set of articles: its scores, and the readings that were scored with their gold."""

    scores: Scores
    pairs: list[tuple[Gold, Reading]]


# --- reading and scoring ---------------------------------------------------------------------------------------------


Read = Callable[[Page], Reading | Refusal]


def read(path: Path, how: Read) -> dict[str, Reading]:
    """The readings of a gold file's articles, by id; only what the input contract names is taken from its lines."""
    with path.open("rb") as lines:
        found = [how(page) for page in pages(lines, name=path.name) if isinstance(page, Page)]
    return {reading.article.id: reading for reading in found if isinstance(reading, Reading)}


def by_polnear(page: Page) -> Reading:
    """What the model finds by the conventions of PolNeAR, which are not ours: attributions alone."""
    text = page.body.decode()
    lexicon = load("en")
    s = segment(text, lexicon, skip=[(b.start, b.end) for b in mark(text, lexicon)])
    found = tag.read(s, lexicon, tag.POLNEAR).attributions
    article = Article(id=page.given.id or "", language="en", published=page.given.published, text=text)
    trail = Trail(input=page.digest, konon="", extractor="", reader=tag.name(lexicon), lexicon=lexicon.version)
    return Reading(article=article, claims=claims(article, s, found, holders=[None] * len(found), times=()), trail=trail)


def measure(path: Path, scorer: Path, how: Read) -> Measured:
    """Reads the articles of `path` and has `scorer` compare them with their gold."""
    golds = [msgspec.json.decode(line, type=Gold) for line in path.read_bytes().splitlines() if line.strip()]
    readings = read(path, how)
    with tempfile.TemporaryDirectory() as folder:
        gold, predicted = Path(folder, "gold.jsonl"), Path(folder, "predicted.jsonl")
        gold.write_bytes(b"".join(msgspec.json.encode(g) + b"\n" for g in golds))
        predicted.write_bytes(b"".join(encode(r) + b"\n" for r in readings.values()))
        command = [sys.executable, str(scorer), str(gold), str(predicted), "--json"]
        run = subprocess.run(command, capture_output=True, check=True)
    scores = msgspec.json.decode(run.stdout, type=Scores)
    return Measured(scores=scores, pairs=[(g, readings[g.id]) for g in golds if g.id in readings])


def published_unaided(path: Path) -> float:
    """Share of articles whose date is right where no date is given, so that it must come from the text."""
    golds = [msgspec.json.decode(line, type=Gold) for line in path.read_bytes().splitlines() if line.strip()]
    right = 0
    for gold in golds:
        reading = read_page(Page(name=gold.id, body=gold.text.encode(), kind="text", encoding="utf-8"), "rules")
        right += isinstance(reading, Reading) and reading.article.published == gold.published
    return 100 * right / len(golds)


def chars(spans: Iterable[Span]) -> set[int]:
    """The characters that spans cover."""
    return {i for start, end in spans for i in range(start, end)}


def right(claim: Claim, gold: Gold) -> bool:
    """True where some gold attribution matches: content IoU of a half or more, and sources that touch or are both none."""
    content, source = chars(claim.content), chars(claim.source)
    for a in gold.attributions:
        wanted = chars(a.content)
        if 2 * len(content & wanted) >= len(content | wanted) and (
            source & chars(a.source) if source and a.source else not source and not a.source
        ):
            return True
    return False


def calibration(pairs: Iterable[tuple[Gold, Reading]]) -> list[tuple[float, int, float]]:
    """For each tenth of confidence: its mean, the number of claims, and the share of them that is right."""
    seen: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for gold, reading in pairs:
        for claim in reading.claims:
            seen[min(int(claim.confidence * BINS), BINS - 1)].append((claim.confidence, right(claim, gold)))
    return [
        (sum(c for c, _ in hits) / len(hits), len(hits), sum(hit for _, hit in hits) / len(hits))
        for _, hits in sorted(seen.items())
    ]


def calibration_error(rows: Iterable[tuple[float, int, float]]) -> float:
    """Expected calibration error (Guo et al. 2017): the mean distance of confidence from precision, weighted by claims."""
    rows = list(rows)
    total = sum(n for _, n, _ in rows)
    return sum(n * abs(confidence - share) for confidence, n, share in rows) / total if total else 0.0


# --- figures and floors ----------------------------------------------------------------------------------------------

OWN = {
    "attribution": "attribution",
    "act": "act (of matched content)",
    "quote": "quote (of matched content)",
    "holder": "holder (of matched content)",
    "times": "times value",
    "events": "events typed",
    "factuality": "factuality (of typed events)",
    "actors": "actors (of typed events)",
    "sourcing": "sourcing",
    "boilerplate": "boilerplate chars",
    "published": "published",
}
SPANS = {f"{field}_{way}": f"{field} {way}" for way in ("overlap", "exact") for field in ("source", "cue", "content")}


def gold_figures(shared: Path, reader: ReaderName = "model", names: Sequence[str] = GOLD) -> tuple[Table, list[str]]:
    """The figures on annotated articles, by set, and lines that say more than a figure can."""
    scorer = shared / "gold" / "score.py"
    own: Read = partial(read_page, reader=reader)
    sets = {
        "dev": (shared / "gold" / "dev.jsonl", OWN | SPANS, own),
        "dev-en": (shared / "gold" / "dev-en.jsonl", OWN | SPANS, own),
        "polnear": (shared / "data" / "polnear" / "dev.jsonl", SPANS, own if reader == "rules" else by_polnear),
    }
    table: Table = {}
    notes = []
    for name in names:
        path, wanted, how = sets[name]
        measured = measure(path, scorer, how)
        rows = measured.scores.figures
        # What neither the gold nor the reader has is no figure.
        table[name] = {short: rows[long].F1 for short, long in wanted.items() if rows[long].gold or rows[long].predicted}
        row = rows["attribution"]
        said = f"attribution P {row.P} R {row.R}, {row.predicted} claims to {row.gold}"
        notes.append(f"{name}: {measured.scores.articles} articles; {said}")
        if missing := measured.scores.missing_or_changed_text:
            notes.append(f"{name}: refused, or with another text: {', '.join(missing)}")
        if name == "dev":
            table[name]["published_unaided"] = published_unaided(path)
        if name != "polnear":
            rates = calibration(measured.pairs)
            notes.append(f"{name}: calibration error {100 * calibration_error(rates):.1f}; confidence, claims, right:")
            notes += [f"    {confidence:.2f}  {n:5}  {100 * share:5.1f} %" for confidence, n, share in rates]
    return table, notes


def figures(shared: Path, reader: ReaderName = "model") -> tuple[Table, list[str]]:
    """All figures, by set of articles, and lines that say more than a figure can."""
    table, notes = gold_figures(shared, reader)
    table["pfsa"] = corpora.statements(shared / "data" / "pfsa-id" / "dev-40.txt", partial(read_page, reader=reader))
    if reader == "model":
        table["entities"] = corpora.entities(shared / "data" / "ner")
    table["html"], complaints = extraction.score(shared / "data" / "html-id", partial(read_page, reader="rules"))
    notes += [f"html: {complaint}" for complaint in complaints]
    if links.absent(shared) is None:
        articles, said = links.figures(shared)
        told, more = across.figures(shared)
        table["links"] = articles | told
        notes += said + more
    return table, notes


def floors() -> Table:
    """The floors, by set of articles and figure."""
    return msgspec.convert(tomllib.loads(FLOORS.read_text("utf-8")), Table)


def below(table: Table, names: Sequence[str] | None = None) -> list[str]:
    """One line for each figure (of the sets `names`, else of all) that is under its floor, or has one and was not measured."""
    out = []
    for name, wanted in floors().items():
        if names is not None and name not in names:
            continue
        for figure, floor in wanted.items():
            value = table.get(name, {}).get(figure)
            if value is None:
                out.append(f"{name} {figure}: has a floor, {floor}, and is not measured")
            elif value < floor:
                out.append(f"{name} {figure}: {value:.1f} is below its floor, {floor}")
    return out


def absent(shared: Path) -> str | None:
    """Why nothing can be measured: the development articles are not there."""
    return None if (shared / "gold" / "score.py").is_file() else f"no development articles in {shared.name}/ beside the project"


def main(argv: list[str]) -> int:
    """Measures, prints, compares; the exit status."""
    parser = argparse.ArgumentParser(prog="bench/quality.py", description="Measures how well Konon reads.")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a figure is below its floor")
    parser.add_argument("--data", type=Path, default=SHARED, help="where the development articles are")
    parser.add_argument("--reader", choices=get_args(ReaderName), default="model", help="what finds the claims")
    asked = parser.parse_args(argv)
    if reason := absent(asked.data):
        print(f"quality: not measured: {reason}", file=sys.stderr)
        return 0
    table, notes = figures(asked.data, asked.reader)
    if asked.json:
        print(json.dumps(table, indent=2))
    else:
        known = floors()
        print(f"{'set':8} {'figure':20} {'now':>6} {'floor':>6}")
        for name, row in table.items():
            for figure, value in row.items():
                print(f"{name:8} {figure:20} {value:6.1f} {known.get(name, {}).get(figure, '-'):>6}")
        print(*notes, sep="\n")
    failed = below(table)
    for line in failed:
        print(f"quality: {line}", file=sys.stderr)
    return 1 if failed and asked.check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
