"""Which articles tell of one happening and its direct follow-up, kept up as articles come.

`profile` says of an article what stories go by; `Stories` holds them, and gives the stories that a new one changes. Articles
are as near as their rarest words are the same (cosine of log frequency times squared inverse document frequency; names and
the title count for more), and not at all when they are more than `DAYS` apart. Stories are average-link clusters: where an
article comes near to some, they and it are clustered anew together, so that little hangs on the order in which they came.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from math import log, sqrt
from typing import Any, Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from konon import gazetteer
from konon.clustering import NEAR, clusters
from konon.records import Reading, content_id
from konon.scenes import MOST, Names, apart, named, scene
from konon.segment import CAMEL
from konon.timespans import ordinal, to_come
from konon.wording import frequencies

VERSION = "stories 3"  # goes up with every change that makes other stories of the same articles
BESIDE = 0.5  # of `NEAR`: how near an article must come to a story for the story to be clustered anew with it
MOST_BESIDE = 6  # stories that are clustered anew with an article
MOST_POOLED = 120  # articles of them; stories beyond are left as they are, and a larger one only grows
MOST_NEAR = 500  # articles that one is near to; the nearest are kept
MOST_HOLDERS = 1500  # articles of those days: a word that more of them hold is not looked up, however rare elsewhere
GUESSED = 0.5  # of its nearness counts for an article without a day: that it was met on a day says little of when it is from
DAYS = 4  # between two articles of which one follows the other up
LATE = 0.5  # a word of the second half of a text counts as so much of one of the first: background stands there
WORDS = 80  # of an article, its weightiest; more change nothing that can be measured, of 64 the F1 is 0.3 lower
TITLE = 4  # a word of the title counts as so many of the text
NAME = 2  # a word with a capital counts as so many without
LEAST = 70.0  # length of the vector of four or five rare words; that of a text of fewer stays shorter than one
ONE_WORD = 0.435  # of the vector at most: one word alone, as the city of a short page, brings no two articles as near as `NEAR`
RARE = 33  # articles of 10,000 that hold a word which the table does not have
COMMON = 2500  # articles of 10,000 from which on a word says nothing about what an article is about
ON_EVERY_LIP = 0.1  # of the articles of those days: a word that more of them hold, known to the table or not, tells nothing
FEW = 100  # articles below which that share is not asked for
ANY = ""  # stands for all words
NAMES = 8  # places and actors that a story shows
WORD = re.compile(r"[^\W\d_]{3,}")


class Profile(Struct, frozen=True, kw_only=True):
    """What stories go by: an article's weightiest words, as a vector of length one or less; its day; what stories show."""

    key: str  # Article.key
    title: str
    day: str | None  # None where it tells none that can be believed
    outlet: str | None
    words: dict[str, float]
    met: str | None = None  # the day among whose articles one without a day is looked for
    places: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()

    @property
    def filed_on(self) -> str | None:
        """The day among whose articles it is filed."""
        return self.day or self.met

    @property
    def digest(self) -> str:
        """The same for profiles with the same day and words."""
        return content_id(
            self.day or "", self.met or "", *(f"{word} {weight:.5f}" for word, weight in sorted(self.words.items()))
        )


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
    """What stories go by. `seen`: the ISO day on which the page was first met. One that tells no day, or a later one, has none:
    it is filed among the articles of that day, but joins only those that are much nearer than others must be."""
    article = reading.article
    day = article.published
    if seen and day and to_come(day, seen):
        day = None
    words = _vector(reading)
    if seen and day is None:
        words = {word: weight * GUESSED for word, weight in words.items()}
    places, actors = _names(reading)
    return Profile(
        key=article.key,
        title=article.title or "",
        day=day,
        outlet=article.outlet,
        words=words,
        met=seen[:10] if seen and day is None else None,
        places=places,
        actors=actors,
    )


def _vector(reading: Reading) -> dict[str, float]:
    articles = frequencies(reading.article.language)
    counts: defaultdict[str, float] = defaultdict(float)
    told = _told(reading)
    half = told.find(" ", len(told) // 2) % (len(told) + 1)
    for text, weight in ((told[:half], 1.0), (told[half:], LATE), (reading.article.title or "", TITLE)):
        for word in WORD.findall(CAMEL.sub(" ", text)):
            small = word.lower()
            counts[small] += weight if small == word else weight * NAME
    weighed = {}
    for word, count in counts.items():
        often = articles.get(word, RARE)
        if often < COMMON:
            weighed[word] = (1 + log(count) if count >= 1 else count) * log(10_000 / often) ** 2
    kept = sorted(weighed.items(), key=lambda item: (-item[1], item[0]))[:WORDS]
    length = max(LEAST, sqrt(sum(weight * weight for _, weight in kept)))
    return {word: min(weight / length, ONE_WORD) for word, weight in kept}


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
        for found in named(reading):
            (places if found.type == "LOC" else actors)[found.name] = None
        return tuple(places), tuple(actors)
    words = [part for word in WORD.findall(_told(reading)) for part in CAMEL.split(word)]
    for _, _, entry in gazetteer.load().find(words, reading.article.language):
        if entry.kind in ("LOC", "GPE"):
            places[entry.name] = None
        elif entry.kind in ("PER", "ORG"):
            actors[entry.name] = None
    return tuple(places), tuple(actors)


# --- all articles ----------------------------------------------------------------------------------------------------

Weighed = NDArray[Any]  # of `HELD`
HELD = np.dtype([("article", "<u4"), ("weight", "<f4")])  # how postings and nearness are kept


class Filed(Struct, frozen=True, kw_only=True):
    """An article as the stories hold it: by its number, with those added before it that are near."""

    number: int
    key: str
    day: str | None
    outlet: str | None
    title: str
    places: tuple[str, ...]
    actors: tuple[str, ...]
    near: bytes  # of `HELD`
    story: int

    @property
    def order(self) -> str:
        """Sorts articles by day."""
        return order(self.day, self.key)

    @property
    def scene(self) -> Names:
        """Whom and where it names."""
        return _scene(self.places, self.actors)


class Shelf(Protocol):
    """Where the stories are kept: articles by number, the words of each day, and which article is in which story."""

    def number(self, key: str, /) -> int | None:
        """The number of an article that is there."""

    def postings(self, days: Collection[int], words: Collection[str], /) -> Sequence[tuple[str, int, bytes]]:
        """For days and words: the word, how many articles of that day hold it, and which, with its weight there."""

    def enter(self, article: Profile, day: int, near: bytes, /) -> int:
        """Files an article in no story yet."""

    def remove(self, number: int, article: Profile, day: int, /) -> None:
        """Takes an article out that was filed so."""

    def stories_of(self, numbers: Collection[int], /) -> Mapping[int, int]:
        """The story that each article is in."""

    def sizes(self, stories: Collection[int], /) -> Mapping[int, tuple[int, str]]:
        """How many articles a story has, and the order of its first."""

    def members(self, stories: Collection[int], /) -> Sequence[Filed]:
        """All articles of some stories."""

    def filed(self, number: int, /) -> Filed:
        """One article."""

    def settle(self, story: Story, members: Sequence[Filed], /) -> None:
        """These articles are a story."""

    def unsettle(self, stories: Collection[int], /) -> None:
        """These are no stories any more."""

    def grow(self, story: int, article: Filed, /) -> None:
        """One more article is in a story."""

    def rulings(self, keys: Collection[str], /) -> Sequence[tuple[str, str, str]]:
        """What a person said of two articles: "same" story or "apart"."""


class Stories:
    """All stories, on a shelf; none of days far from a new article's is looked at."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def add(self, article: Profile) -> tuple[Story, ...]:
        """Adds an article; gives the stories that are new or changed, but for one too large to be clustered anew, which only
        grows. One that is there already changes nothing."""
        if self._shelf.number(article.key) is not None:
            return ()
        near = self._nearest(article)
        number = self._shelf.enter(article, ordinal(article.filed_on), near.tobytes())
        filed = self._shelf.filed(number)
        beside, large = self._beside(near)
        ruled = [other for pair in self._shelf.rulings([article.key]) if pair[2] == "same" for other in pair[:2]]
        asked = [n for n in (self._shelf.number(key) for key in ruled if key != article.key) if n is not None]
        beside = list(dict.fromkeys((*beside, *self._shelf.stories_of(asked).values())))
        if large is not None and not ruled:
            self._shelf.grow(large, filed)
            return ()
        return self._cluster([filed, *self._shelf.members(beside)])

    def remove(self, article: Profile) -> tuple[Story, ...]:
        """Takes an article out that was added so; gives the stories that its story falls into without it."""
        number = self._shelf.number(article.key)
        if number is None:
            return ()
        story = self._shelf.filed(number).story
        self._shelf.remove(number, article, ordinal(article.filed_on))
        rest = self._shelf.members([story])
        if len(rest) > MOST_POOLED:
            self._shelf.unsettle([story])
            return (self._settled(rest, {}),)
        return self._cluster(rest, but=story)

    def again(self, keys: Iterable[str]) -> tuple[Story, ...]:
        """Clusters the stories of some articles anew, as after a ruling."""
        numbers = [n for n in (self._shelf.number(key) for key in keys) if n is not None]
        return self._cluster(self._shelf.members(sorted(set(self._shelf.stories_of(numbers).values()))))

    def _cluster(self, pool: Sequence[Filed], *, but: int = 0) -> tuple[Story, ...]:
        """Clusters articles anew; gives the stories that are new. `but`: the story that has lost an article."""
        filed = {article.number: article for article in sorted(pool, key=lambda article: article.order)}
        before: defaultdict[int, list[int]] = defaultdict(list)
        for article in filed.values():
            before[article.story].append(article.number)
        near = among(pool)
        numbers = {article.key: article.number for article in pool}
        same: list[tuple[int, int]] = []
        apart: list[tuple[int, int]] = []
        for one, other, what in self._shelf.rulings(list(numbers)):
            if one in numbers and other in numbers:
                (same if what == "same" else apart).append((numbers[one], numbers[other]))
        found = [sorted(c, key=lambda n: filed[n].order) for c in clusters(list(filed), near, together=same, apart=apart)]
        old = {tuple(members): story for story, members in before.items() if story not in (0, but)}
        kept = {old[tuple(cluster)] for cluster in found if tuple(cluster) in old}
        self._shelf.unsettle({*before, but} - kept - {0})
        return tuple(self._settled([filed[n] for n in cluster], near) for cluster in found if tuple(cluster) not in old)

    def _settled(self, members: Sequence[Filed], near: Mapping[int, Mapping[int, float]]) -> Story:
        """Makes articles, first published first, a story."""
        made = _story(members, near)
        self._shelf.settle(made, members)
        return made

    def _nearest(self, article: Profile) -> Weighed:
        """The articles of the days around that share words, and how near they are."""
        postings = self._shelf.postings(around(article.filed_on), [ANY, *article.words])
        holders: Counter[str] = Counter()
        for word, articles, _ in postings:
            holders[word] += articles
        most = min(max(FEW, ON_EVERY_LIP * holders.pop(ANY, 0)), MOST_HOLDERS)
        told = [(article.words[word], held) for word, _, held in postings if held and holders[word] <= most]
        entries = np.frombuffer(b"".join(held for _, held in told), HELD)
        weights = np.repeat([weight for weight, _ in told], [len(held) // HELD.itemsize for _, held in told])
        numbers = entries["article"].astype(np.int64)
        first = int(numbers.min()) if len(numbers) else 0
        sums = np.bincount(numbers - first, weights * entries["weight"])
        chosen = np.flatnonzero(sums >= NEAR / 4)
        if len(chosen) > MOST_NEAR:
            chosen = np.sort(chosen[np.argsort(-sums[chosen], kind="stable")[:MOST_NEAR]])
        near: Weighed = np.zeros(len(chosen), HELD)
        near["article"], near["weight"] = chosen + first, sums[chosen]
        return near

    def _beside(self, near: Weighed) -> tuple[list[int], int | None]:
        """The stories that an article comes near to, the nearest first, as many as can be clustered anew; or the one that it
        belongs to, which is too large for that."""
        weights = dict(zip(near["article"].tolist(), near["weight"].tolist(), strict=True))
        sums: defaultdict[int, float] = defaultdict(float)
        for number, story in self._shelf.stories_of(list(weights)).items():
            sums[story] += weights[number]
        ranked = []
        for story, (size, first) in self._shelf.sizes(list(sums)).items():
            ranked.append((-sums[story] / min(size, MOST_NEAR), first, story, size))
        ranked.sort()
        if ranked and ranked[0][3] > MOST_POOLED and -ranked[0][0] >= NEAR:
            return [], ranked[0][2]
        chosen: list[int] = []
        pooled = 0
        for mean, _, story, size in [one for one in ranked if one[3] <= MOST_POOLED][:MOST_BESIDE]:
            pooled += size
            if -mean < NEAR * BESIDE or (chosen and pooled > MOST_POOLED):
                break
            chosen.append(story)
        return chosen, None


def among(pool: Collection[Filed]) -> dict[int, dict[int, float]]:
    """How near articles are to each other, those not at all that name other people and places; of each pair the one that was
    added later tells it."""
    near: dict[int, dict[int, float]] = {article.number: {} for article in pool}
    articles = [article for article in pool if article.near]
    entries = np.frombuffer(b"".join(article.near for article in articles), HELD)
    later = np.repeat([article.number for article in articles], [len(article.near) // HELD.itemsize for article in articles])
    numbers = np.array(sorted(near), "<u4")  # sorted, so that looking each up costs a tenth of `np.isin`
    inside = numbers[np.minimum(np.searchsorted(numbers, entries["article"]), len(numbers) - 1)] == entries["article"]
    pairs = zip(later[inside].tolist(), entries["article"][inside].tolist(), entries["weight"][inside].tolist(), strict=True)
    scenes = {article.number: article.scene for article in pool}
    for one, other, nearness in pairs:
        if nearness < NEAR / 4 or not apart(scenes[one], scenes[other]):
            near[one][other] = near[other][one] = nearness
    return near


@lru_cache(maxsize=1 << 12)
def _scene(places: tuple[str, ...], actors: tuple[str, ...]) -> Names:
    return scene((*places[: MOST // 2], *actors))


def order(day: str | None, key: str) -> str:
    """Sorts articles by day, those without one last, the same way whatever order they came in."""
    return f"{day or '9999'} {key}"


def _story(members: Sequence[Filed], near: Mapping[int, Mapping[int, float]]) -> Story:
    days = sorted(article.day for article in members if article.day)
    inside = {article.number for article in members}
    sums = {n: sum(nearness for other, nearness in near.get(n, {}).items() if other in inside) for n in inside}
    return Story(
        id=content_id("story", members[0].key),
        name=max(members, key=lambda article: sums[article.number]).title,
        articles=tuple(article.key for article in members),
        since=days[0] if days else None,
        until=days[-1] if days else None,
        outlets=tuple(sorted({article.outlet for article in members if article.outlet})),
        places=_shown((article.places for article in members), len(members)),
        actors=_shown((article.actors for article in members), len(members)),
    )


def around(day: str | None) -> list[int]:
    """The days on which articles can tell of the same story; those without a day are compared with each other alone."""
    middle = ordinal(day)
    return list(range(max(1, middle - DAYS), middle + DAYS + 1)) if middle else [0]


def _shown(names: Iterable[Sequence[str]], articles: int) -> tuple[str, ...]:
    """The names that a third of the articles or more have, the most frequent first."""
    counts = Counter(name for some in names for name in dict.fromkeys(some))
    kept = [(-n, name) for name, n in counts.items() if 3 * n >= articles]
    return tuple(name for _, name in sorted(kept)[:NAMES])
