"""Which articles tell of one happening and its direct follow-up, kept up as articles come.

`profile` says of an article what stories go by; `Stories` holds them, and gives the stories that a new one changes. Articles
are as near as their rarest words are the same (cosine of log frequency times squared inverse document frequency; names and
the title count for more), and not at all when they are more than `DAYS` apart. Stories are average-link clusters: where an
article comes near to some, they and it are clustered anew together, so that little hangs on the order in which they came.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import chain
from math import log, sqrt

import msgspec
from msgspec import Struct

from konon import gazetteer
from konon.lexicon import DATA, parse_table
from konon.records import Reading, content_id
from konon.segment import CAMEL

# Measured on 170 annotated articles in 105 stories, clustered among 2,449: B-cubed F1 is 90 to 91 from 0.15 to 0.22.
NEAR = 0.19  # mean nearness of the articles of two clusters, from which on they are one story
BESIDE = 0.5  # of `NEAR`: how near an article must come to a story for the story to be clustered anew with it
MOST_BESIDE = 6  # stories that are clustered anew with an article
MOST_POOLED = 120  # articles of them; stories beyond are left as they are
DAYS = 4  # between two articles of which one follows the other up
WORDS = 100  # of an article, its weightiest; more change nothing that can be measured
TITLE = 4  # a word of the title counts as so many of the text
NAME = 2  # a word with a capital counts as so many without
LEAST = 70.0  # length of the vector of four or five rare words; that of a text of fewer stays shorter than one
RARE = 33  # articles of 10,000 that hold a word which the table does not have
COMMON = 2500  # articles of 10,000 from which on a word says nothing about what an article is about
ON_EVERY_LIP = 0.1  # of the articles of those days: a word that more of them hold, known to the table or not, tells nothing
FEW = 100  # articles below which that share is not asked for
ANY = ""  # stands for all words
NAMES = 8  # places and actors that a story shows
WORD = re.compile(r"[^\W\d_]{3,}")


class Frequency(Struct, frozen=True, kw_only=True):
    """In how many of 10,000 articles a word stands."""

    word: str
    articles: int
    source: str


class Profile(Struct, frozen=True, kw_only=True):
    """What stories go by: an article's weightiest words, as a vector of length one or less; its day; what stories show."""

    key: str  # Article.key
    title: str
    day: str | None
    outlet: str | None
    words: dict[str, float]
    places: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()


class Story(Struct, frozen=True, kw_only=True):
    """Articles of one happening, first published first; what it is called after, and what most of them name."""

    id: str  # made of the first article's key
    name: str  # the title of the article that is nearest to all others
    articles: tuple[str, ...]
    since: str | None
    until: str | None
    outlets: tuple[str, ...]
    places: tuple[str, ...]
    actors: tuple[str, ...]


# --- one article -----------------------------------------------------------------------------------------------------


def profile(reading: Reading, *, seen: str | None = None) -> Profile:
    """What stories go by. `seen`: the ISO day on which the page was first met, for one that tells no day or a later one."""
    article = reading.article
    day = article.published
    if seen and (day is None or day > (date.fromisoformat(seen[:10]) + timedelta(days=1)).isoformat()):
        day = seen[:10]
    places, actors = _names(reading)
    return Profile(
        key=article.key,
        title=article.title or "",
        day=day,
        outlet=article.outlet,
        words=_vector(reading),
        places=places,
        actors=actors,
    )


def _vector(reading: Reading) -> dict[str, float]:
    frequencies = _frequencies(reading.article.language)
    counts: defaultdict[str, float] = defaultdict(float)
    for text, weight in ((_told(reading), 1), (reading.article.title or "", TITLE)):
        for word in WORD.findall(CAMEL.sub(" ", text)):
            small = word.lower()
            counts[small] += weight if small == word else weight * NAME
    weighed = {}
    for word, count in counts.items():
        often = frequencies.get(word, RARE)
        if often < COMMON:
            weighed[word] = (1 + log(count)) * log(10_000 / often) ** 2
    kept = sorted(weighed.items(), key=lambda item: (-item[1], item[0]))[:WORDS]
    length = max(LEAST, sqrt(sum(weight * weight for _, weight in kept)))
    return {word: weight / length for word, weight in kept}


def _told(reading: Reading) -> str:
    """The text with blanks in place of what is not the article."""
    text, out, at = reading.article.text, [], 0
    for mark in reading.boilerplate:
        out.append(text[at : mark.start])
        at = mark.end
    return " ".join((*out, text[at:]))


def _names(reading: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Places and actors by their names: the reading's entities, or, where it has none, what the gazetteer knows."""
    places: dict[str, None] = {}
    actors: dict[str, None] = {}
    if reading.entities:
        for found in reading.entities:
            (places if found.type == "LOC" else actors)[found.name] = None
        return tuple(places), tuple(actors)
    words = [part for word in WORD.findall(_told(reading)) for part in CAMEL.split(word)]
    for _, _, entry in gazetteer.load().find(words, reading.article.language):
        if entry.kind in ("LOC", "GPE"):
            places[entry.name] = None
        elif entry.kind in ("PER", "ORG"):
            actors[entry.name] = None
    return tuple(places), tuple(actors)


@lru_cache(maxsize=8)
def _frequencies(language: str) -> Mapping[str, int]:
    name = f"{language}/frequencies.tsv"
    rows = parse_table((DATA / language / "frequencies.tsv").read_text("utf-8"), Frequency, name=name)
    return {row.word: row.articles for row in rows}


# --- all articles ----------------------------------------------------------------------------------------------------


class Stories:
    """All stories. Holds the words and the nearest articles of each article; none of days far from a new one's is looked at."""

    def __init__(self) -> None:
        self.profiles: dict[str, Profile] = {}
        self.members: dict[int, tuple[str, ...]] = {}  # by story number
        self.story: dict[str, int] = {}  # by article
        self._near: dict[str, dict[str, float]] = {}  # the articles that are near to each at all
        self._words: defaultdict[str | None, defaultdict[str, list[tuple[str, float]]]]
        self._words = defaultdict(lambda: defaultdict(list))  # by day and word: who holds it, and its weight there
        self._next = 0

    def add(self, article: Profile) -> tuple[Story, ...]:
        """Adds an article; gives the stories that are new or changed. One that is there already changes nothing."""
        if article.key in self.profiles:
            return ()
        near = self._nearest(article)
        self.profiles[article.key] = msgspec.structs.replace(article, words={})  # they stand in `_words`
        self._near[article.key] = near
        for other, nearness in near.items():
            self._near[other][article.key] = nearness
        self._words[article.day][ANY].append((article.key, 0.0))
        for word, weight in article.words.items():
            self._words[article.day][word].append((article.key, weight))
        beside = self._beside(near)
        pool = sorted([article.key, *(key for number in beside for key in self.members[number])], key=self._order)
        before = {self.members[number] for number in beside}
        for number in beside:
            del self.members[number]
        changed = []
        for cluster in clusters(pool, self._near):
            members = tuple(sorted(cluster, key=self._order))
            self.members[self._next] = members
            self.story.update(dict.fromkeys(members, self._next))
            if members not in before:
                changed.append(self._story(members))
            self._next += 1
        return tuple(changed)

    def of(self, key: str) -> Story:
        """The story that an article belongs to."""
        return self._story(self.members[self.story[key]])

    def all(self) -> tuple[Story, ...]:
        """Every story, the one with the most articles first."""
        return tuple(self._story(m) for m in sorted(self.members.values(), key=lambda m: (-len(m), self._order(m[0]))))

    def _nearest(self, article: Profile) -> dict[str, float]:
        """The articles of the days around that share words, and how near they are."""
        days = [self._words[day] for day in _around(article.day) if day in self._words]
        most = max(FEW, ON_EVERY_LIP * sum(len(holders[ANY]) for holders in days))
        near: defaultdict[str, float] = defaultdict(float)
        for word, weight in article.words.items():
            held = [holders[word] for holders in days if word in holders]
            if sum(map(len, held)) <= most:
                for key, other in chain.from_iterable(held):
                    near[key] += weight * other
        return {key: nearness for key, nearness in near.items() if nearness >= NEAR / 4}

    def _beside(self, near: Mapping[str, float]) -> list[int]:
        """The numbers of the stories that an article comes near to, the nearest first, as many as can be clustered anew."""
        sums: defaultdict[int, float] = defaultdict(float)
        for key, nearness in near.items():
            sums[self.story[key]] += nearness
        means = sorted((-total / len(self.members[n]), self._order(self.members[n][0]), n) for n, total in sums.items())
        chosen: list[int] = []
        pooled = 0
        for mean, _, number in means[:MOST_BESIDE]:
            pooled += len(self.members[number])
            if -mean < NEAR * BESIDE or (chosen and pooled > MOST_POOLED):
                break
            chosen.append(number)
        return chosen

    def _order(self, key: str) -> tuple[str, str]:
        return self.profiles[key].day or "9999", key

    def _story(self, members: tuple[str, ...]) -> Story:
        profiles = [self.profiles[key] for key in members]
        days = sorted(p.day for p in profiles if p.day)
        inside = set(members)
        near = {key: sum(n for other, n in self._near[key].items() if other in inside) for key in members}
        return Story(
            id=content_id("story", members[0]),
            name=self.profiles[max(members, key=lambda key: near[key])].title,
            articles=members,
            since=days[0] if days else None,
            until=days[-1] if days else None,
            outlets=tuple(sorted({p.outlet for p in profiles if p.outlet})),
            places=_shown((p.places for p in profiles), len(profiles)),
            actors=_shown((p.actors for p in profiles), len(profiles)),
        )


def clusters(keys: Sequence[str], near: Mapping[str, Mapping[str, float]]) -> list[list[str]]:
    """Average-link clusters of `keys`, given how near each is to others; what is not there is not near at all.

    The two nearest clusters are joined as long as the mean nearness of their articles is at least `NEAR`; of several pairs
    that are as near, the one with the earliest keys.
    """
    groups = {i: [key] for i, key in enumerate(keys)}
    at = {key: i for i, key in enumerate(keys)}
    sums = {i: {at[other]: n for other, n in near[key].items() if other in at} for i, key in enumerate(keys)}
    queue = [(-total, i, j, 1, 1) for i, row in sums.items() for j, total in row.items() if i < j and total >= NEAR]
    heapify(queue)
    while queue:
        _, i, j, size_i, size_j = heappop(queue)
        if len(groups.get(i, ())) != size_i or len(groups.get(j, ())) != size_j:
            continue  # one of them was joined with another since
        groups[i] += groups.pop(j)
        for k, total in sums.pop(j).items():
            del sums[k][j]
            if k != i:
                sums[i][k] = sums[k][i] = sums[i].get(k, 0.0) + total
        size = len(groups[i])
        for k, total in sums[i].items():
            mean = total / (size * len(groups[k]))
            if mean >= NEAR:
                queue_entry = (-mean, i, k, size, len(groups[k])) if i < k else (-mean, k, i, len(groups[k]), size)
                heappush(queue, queue_entry)
    return list(groups.values())


def _around(day: str | None) -> list[str | None]:
    """The days on which articles can tell of the same story; those without a day are compared with each other alone."""
    if day is None:
        return [None]
    middle = date.fromisoformat(day[:10])
    return [(middle + timedelta(days=n)).isoformat() for n in range(-DAYS, DAYS + 1)]


def _shown(names: Iterable[Sequence[str]], articles: int) -> tuple[str, ...]:
    """The names that a third of the articles or more have, the most frequent first."""
    counts = Counter(name for some in names for name in dict.fromkeys(some))
    kept = [(-n, name) for name, n in counts.items() if 3 * n >= articles]
    return tuple(name for _, name in sorted(kept)[:NAMES])
