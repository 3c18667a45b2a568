"""How well Konon finds which articles have their text from each other, and which tell of one happening.

    python bench/links.py [--families] [DATA]

The annotated pairs and stories are judged among all articles of the same days, as a ledger would. Texts are marked and their
sources found by the steps of the pipeline; claims are not needed. `figures` is what `bench/quality.py` calls. `--families`
lists the largest families of kin articles instead, with their titles and relations, for a person to judge.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec

from konon import clean, sourcing
from konon.alignment import Letters
from konon.dates import parse_page_date
from konon.kinship import Index
from konon.language import identify
from konon.lexicon import load
from konon.lineage import KIN, body, describe, families
from konon.linkschema import scratch
from konon.records import Article, Reading, Refused, Trail
from konon.shelves import KinshipShelf, StoryShelf
from konon.stories import Profile, Stories, profile

Row = TypeVar("Row", bound=msgspec.Struct)

SHARED = Path(__file__).resolve().parents[2] / "shared"
NEWS = "data/news-id/2025-06-18_19.jsonl"
WANTED = {"kin": 95.0, "relation": 75.0, "origin": 85.0, "stories": 90.0, "stories_order": 97.0}
LARGEST = 20
ORDERS = 3


class Scraped(msgspec.Struct):
    """A line of the scraped news."""

    url: str
    outlet: str
    title: str | None
    byline: str | None
    date_raw: str | None
    text: str


class Pair(msgspec.Struct):
    """An annotated pair of articles."""

    a: str
    b: str
    relation: str
    origin: str


class Told(msgspec.Struct):
    """An annotated story."""

    articles: list[str]


def absent(shared: Path) -> str | None:
    """Why nothing can be measured: the annotated links or the articles are not there."""
    there = (shared / "gold" / "links" / "lineage.jsonl").is_file() and (shared / NEWS).is_file()
    return None if there else f"no annotated links in {shared.name}/ beside the project"


def figures(shared: Path, *, orders: int = ORDERS) -> tuple[dict[str, float], list[str]]:
    """All figures in percent, and lines that say more than a figure can. `orders`: in how many other orders stories are fed."""
    news = readings(shared)
    table, notes = lineage(news, rows(shared / "gold" / "links" / "lineage.jsonl", Pair))
    told = rows(shared / "gold" / "links" / "stories.jsonl", Told)
    more, said = stories(news, [story.articles for story in told], orders=orders)
    return table | more, notes + said


def rows(path: Path, kind: type[Row]) -> list[Row]:
    """The lines of a file, each as one record."""
    return [msgspec.json.decode(line, type=kind) for line in path.read_bytes().splitlines() if line.strip()]


@lru_cache(maxsize=1)
def readings(shared: Path) -> dict[str, Reading]:
    """The articles by URL, read as far as links need; one in no language that Konon reads is left out."""
    out = {}
    for row in rows(shared / NEWS, Scraped):
        try:
            language = identify(row.text)
        except Refused:
            continue
        lexicon = load(language)
        marks = clean.mark(row.text, lexicon)
        day = parse_page_date(row.date_raw, language=language) if row.date_raw else None
        out[row.url] = Reading(
            article=Article(
                id=row.url,
                url=row.url,
                outlet=row.outlet,
                title=row.title,
                byline=row.byline,
                language=language,
                published=day.date if day else None,
                text=row.text,
            ),
            boilerplate=marks,
            sourcing=sourcing.find(row.text, lexicon, skip=[(m.start, m.end) for m in marks], outlet=row.outlet),
            trail=Trail(input="", konon="", extractor="", reader="", lexicon=lexicon.version),
        )
    return out


# --- lineage ---------------------------------------------------------------------------------------------------------


def lineage(news: Mapping[str, Reading], pairs: Sequence[Pair]) -> tuple[dict[str, float], list[str]]:
    """Kin or not (F1), the very relation, and the origin where it is one of the two; then what is found among all articles."""
    started = time.perf_counter()
    bodies = {reading.article.key: body(reading) for reading in news.values()}
    prepared = time.perf_counter()
    shelf = _linked(news, bodies)
    done = time.perf_counter()
    index = Index(shelf, bodies.__getitem__)
    links = {(link.a, link.b): link for link in shelf.links(bodies)}
    right: Counter[str] = Counter()
    for pair in pairs:
        one, other = news[pair.a].article.key, news[pair.b].article.key
        link = index.between(one, other)
        kin = pair.relation in KIN
        right["both"] += kin and link.kin
        right["either"] += kin + link.kin
        right["relation"] += link.relation == ("none" if pair.relation in ("different", "same-event") else pair.relation)
        if pair.origin in ("a", "b"):
            right["told"] += 1
            right["origin"] += {"a": link.a, "b": link.b}.get(link.origin) == (one if pair.origin == "a" else other)
        right["met"] += kin and link.kin and (link.a, link.b) in links
    table = {
        "kin": 200 * right["both"] / right["either"],
        "relation": 100 * right["relation"] / len(pairs),
        "origin": 100 * right["origin"] / right["told"],
        "kin_met": 100 * right["met"] / right["both"],
    }
    each = 1000 / len(news)
    kinds = Counter(link.relation for link in links.values())
    found = families(links.values(), shelf.known(bodies))
    notes = [
        f"lineage: {len(news)} articles, {len(links)} kin pairs: {', '.join(f'{n} {k}' for k, n in kinds.most_common())}",
        f"lineage: letters {each * (prepared - started):.2f} ms, adding {each * (done - prepared):.2f} ms an article",
        f"lineage: {len(found)} families; the largest: {', '.join(str(len(f.members)) for f in found[:LARGEST])}",
    ]
    return table, notes


def _linked(news: Mapping[str, Reading], bodies: Mapping[str, Letters]) -> KinshipShelf:
    """All articles, added one after the other."""
    shelf = KinshipShelf(scratch(), added="")
    for reading in news.values():
        Index(shelf, bodies.__getitem__).add(describe(reading), bodies[reading.article.key])
        shelf.settle()
    return shelf


def largest(news: Mapping[str, Reading]) -> list[str]:
    """The largest families: size, outlets, relations; then of each article day, outlet and title, * before the origin."""
    bodies = {reading.article.key: body(reading) for reading in news.values()}
    articles = {reading.article.key: reading.article for reading in news.values()}
    shelf = _linked(news, bodies)
    links = shelf.links(bodies)
    lines = []
    for number, family in enumerate(families(links, shelf.known(bodies))[:LARGEST], 1):
        members = {*family.members}
        kinds = Counter(link.relation for link in links if {link.a, link.b} <= members)
        outlets = Counter(articles[key].outlet or "?" for key in family.members)
        told = ", ".join(f"{n} {name}" for name, n in (*outlets.most_common(), *kinds.most_common()))
        lines.append(f"{number:>2}. {len(members)} articles: {told}")
        for key in sorted(members, key=lambda key: (articles[key].published or "9999", key)):
            one = articles[key]
            mark = "*" if key == family.origin else " "
            lines.append(f"  {mark} {one.published or 'no date':10} {one.outlet or '?':16} {one.title or ''}")
    return lines


# --- stories ---------------------------------------------------------------------------------------------------------


def stories(
    news: Mapping[str, Reading], gold: Sequence[Sequence[str]], *, orders: int = ORDERS
) -> tuple[dict[str, float], list[str]]:
    """B-cubed F1 on the annotated articles, clustered among all; the least agreement of another order of all with the first."""
    profiles = [profile(reading) for reading in news.values()]
    started = time.perf_counter()
    first = _fed(profiles)
    spent = 1000 * (time.perf_counter() - started) / len(profiles)
    wanted = {news[url].article.key: n for n, urls in enumerate(gold) for url in urls}
    precision, recall, f1 = b_cubed({key: first[key] for key in wanted}, wanted)
    agree = 100.0
    for seed in range(orders):
        other = _fed(random.Random(seed).sample(profiles, len(profiles)))
        agree = min(agree, 100 * b_cubed(other, first)[2])
    sizes = sorted(Counter(first.values()).values(), reverse=True)
    notes = [
        f"stories: B-cubed P {100 * precision:.1f} R {100 * recall:.1f}; {len(sizes)} stories of {len(profiles)} articles, "
        f"{spent:.2f} ms an article; the largest: {', '.join(map(str, sizes[:LARGEST]))}"
    ]
    return {"stories": 100 * f1, "stories_order": agree}, notes


def _fed(profiles: Iterable[Profile]) -> dict[str, int]:
    """The number of each article's story."""
    shelf = StoryShelf(scratch())
    made = Stories(shelf)
    for one in profiles:
        made.add(one)
    return {key: number for number, story in enumerate(shelf.told()) for key in story.articles}


def b_cubed(found: Mapping[str, int], wanted: Mapping[str, int]) -> tuple[float, float, float]:
    """Precision, recall and F1 of a partition (Bagga and Baldwin 1998), of the items of `wanted`."""
    groups: defaultdict[int, set[str]] = defaultdict(set)
    golds: defaultdict[int, set[str]] = defaultdict(set)
    for key in wanted:
        groups[found[key]].add(key)
        golds[wanted[key]].add(key)
    shared = [(len(groups[found[k]] & golds[wanted[k]]), len(groups[found[k]]), len(golds[wanted[k]])) for k in wanted]
    precision = sum(n / group for n, group, _ in shared) / len(shared)
    recall = sum(n / gold for n, _, gold in shared) / len(shared)
    return precision, recall, 2 * precision * recall / (precision + recall)


def main(argv: Sequence[str]) -> int:
    """Prints the figures next to what is wanted."""
    folders = [one for one in argv if one != "--families"]
    shared = Path(folders[0]) if folders else SHARED
    if reason := absent(shared):
        print(reason)
        return 0
    if "--families" in argv:
        print("\n".join(largest(readings(shared))))
        return 0
    table, notes = figures(shared)
    for name, value in table.items():
        print(f"{name:14} {value:5.1f}  (wanted {WANTED.get(name, 0):.0f})")
    print("\n".join(notes))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
