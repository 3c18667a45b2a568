"""Which articles tell of one happening: an openly fictional newsroom, and the annotated stories where they are at hand."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

import links
from konon.clustering import NEAR, clusters
from konon.linkschema import scratch
from konon.records import Article, Entity, Reading, Trail, content_id
from konon.shelves import StoryShelf
from konon.stories import DAYS, MOST_POOLED, Profile, Stories, Story, profile

# Words of each happening; an article tells of some of them among words that all news share.
HAPPENINGS = {
    "kapal": "kapal dermaga Umbara Selasih pelabuhan nakhoda kargo Lesmana derek sandar",
    "festival": "festival layangan Rumbai pantai naga panitia lomba penonton koperasi anyaman",
    "gempa": "gempa magnitudo Cendana retakan pengungsi tenda episentrum seismograf longsor puing",
    "sidang": "sidang terdakwa hakim Prakoso vonis suap jaksa banding gratifikasi penasihat",
}
NEWS = ["pemerintah", "warga", "kata", "hari", "mengatakan", "dalam", "untuk", "dengan", "tersebut", "akan", "telah", "pada"]


def article(happening: str, number: int, *, day: str | None = "2024-02-05", outlet: str = "kabar-arunika.test") -> Reading:
    chance = random.Random(f"{happening}{number}")
    words = HAPPENINGS[happening].split()
    title = f"Berita {' '.join(chance.sample(words, 4))} {number}"
    text = "\n".join(" ".join(chance.choices(words, k=6) + chance.choices(NEWS, k=9)) + "." for _ in range(6))
    return Reading(
        article=Article(
            id=f"{happening}{number}", outlet=outlet, title=title, language="id", published=day, text=f"{title}\n{text}"
        ),
        trail=Trail(input="", konon="", extractor="", reader="", lexicon=""),
    )


def newsroom(each: int = 6) -> list[Reading]:
    return [article(happening, n) for happening in HAPPENINGS for n in range(each)]


class Newsroom:
    """Stories on tables in memory."""

    def __init__(self) -> None:
        self.shelf = StoryShelf(scratch())
        self.stories = Stories(self.shelf)

    def add(self, article: Profile) -> tuple[Story, ...]:
        return self.stories.add(article)

    def all(self) -> list[Story]:
        return self.shelf.told()

    def of(self, key: str) -> Story:
        return next(story for story in self.all() if key in story.articles)


def told(readings: Sequence[Reading]) -> Newsroom:
    made = Newsroom()
    for reading in readings:
        made.add(profile(reading))
    return made


def parts(stories: Newsroom) -> set[frozenset[str]]:
    return {frozenset(story.articles) for story in stories.all()}


def keys(readings: Sequence[Reading]) -> list[str]:
    return [r.article.key for r in readings]


def test_articles_on_one_happening_are_one_story() -> None:
    readings = newsroom()
    expected = {frozenset(keys(readings)[i : i + 6]) for i in range(0, 24, 6)}
    assert parts(told(readings)) == expected


def test_any_order_gives_the_same_stories() -> None:
    readings = newsroom()
    expected = parts(told(readings))
    for seed in range(8):
        assert parts(told(random.Random(seed).sample(readings, len(readings)))) == expected


def test_adding_an_article_twice_changes_nothing() -> None:
    readings = newsroom()
    made = told(readings)
    before = made.all()
    assert made.add(profile(readings[3])) == ()
    assert made.all() == before


def test_adding_tells_which_story_grew() -> None:
    made = told(newsroom())
    new = article("gempa", 77)
    changed = made.add(profile(new))
    assert [new.article.key in story.articles for story in changed] == [True]
    assert len(changed[0].articles) == 7


def test_the_same_words_long_after_are_another_story() -> None:
    later = (date(2024, 2, 5) + timedelta(days=DAYS + 1)).isoformat()
    made = told([article("gempa", 1), article("gempa", 2), article("gempa", 3, day=later)])
    assert sorted(len(story.articles) for story in made.all()) == [1, 2]


def test_a_follow_up_within_days_belongs_to_the_story_and_lengthens_its_span() -> None:
    made = told([article("gempa", 1), article("gempa", 2, day="2024-02-07")])
    assert [(s.since, s.until) for s in made.all()] == [("2024-02-05", "2024-02-07")]


def test_a_page_without_a_day_or_of_one_to_come_has_none_and_is_filed_under_the_day_on_which_it_was_met() -> None:
    for day in ("2031-01-01", None):
        found = profile(article("gempa", 1, day=day), seen="2024-02-05")
        assert (found.day, found.met, found.filed_on) == (None, "2024-02-05", "2024-02-05")
    assert profile(article("gempa", 1, day="2024-02-06"), seen="2024-02-05").day == "2024-02-06"


def met(reading: Reading) -> Profile:
    return profile(reading, seen="2024-02-05")


def test_the_day_on_which_a_page_was_met_is_no_story_s_span() -> None:
    made = Newsroom()
    for reading in (article("gempa", 1, day=None), article("kapal", 2, day="2031-01-01")):
        made.add(met(reading))
    assert {(s.since, s.until) for s in made.all()} == {(None, None)}


def test_one_word_alone_however_rare_brings_no_short_pages_as_near_as_a_story() -> None:
    prices, arrest = (
        profile(mixed(f"Wanasari {words} Wanasari", "2024-02-05")).words
        for words in ("harga beras cabai minyak goreng", "polisi tangkap wali kota")
    )
    assert max(prices, key=lambda word: prices[word]) == max(arrest, key=lambda word: arrest[word]) == "wanasari"
    assert NEAR / 2 < prices["wanasari"] * arrest["wanasari"] < NEAR


def test_pages_met_on_one_day_must_be_much_nearer_to_be_a_story_than_those_of_one_day() -> None:
    shared = "gempa Cendana retakan tenda longsor"
    readings = [
        mixed(f"{shared} Lesmana nakhoda kargo derek sandar", "2024-02-05"),
        mixed(f"{shared} layangan naga panitia lomba anyaman", "2024-02-05"),
    ]
    undated = [mixed(r.article.text.partition("\n")[0], None) for r in readings]
    dated, unknown = Newsroom(), Newsroom()
    for one, other in zip(readings, undated, strict=True):
        dated.add(met(one))
        unknown.add(met(other))
    assert (len(dated.all()), len(unknown.all())) == (1, 2)


def mixed(words: str, day: str | None) -> Reading:
    text = f"{words}\n" + " ".join((words, *NEWS)) * 3
    return Reading(
        article=Article(id=content_id(words, day or ""), title=words, language="id", published=day, text=text),
        trail=Trail(input="", konon="", extractor="", reader="", lexicon=""),
    )


def test_articles_without_a_day_are_compared_with_each_other() -> None:
    made = told([article("gempa", 1, day=None), article("gempa", 2, day=None), article("gempa", 3)])
    assert sorted(len(story.articles) for story in made.all()) == [1, 2]


@pytest.mark.parametrize("text", ["", "Ada gempa.", "1 2 3"])
def test_an_article_of_a_sentence_or_of_none_is_a_story_of_its_own(text: str) -> None:
    trail = Trail(input="", konon="", extractor="", reader="", lexicon="")
    short = Reading(article=Article(id="short", language="id", published="2024-02-05", text=text), trail=trail)
    made = told([*newsroom(2), short])
    assert made.of(short.article.key).articles == (short.article.key,)


def test_a_story_is_called_after_the_article_that_is_nearest_to_the_others() -> None:
    made = Newsroom()
    words = {"a": {"x": 0.6, "y": 0.8}, "b": {"x": 1.0}, "c": {"y": 1.0}}
    for key, weights in words.items():
        made.add(Profile(key=key, title=f"title {key}", day="2024-02-05", outlet=None, words=weights))
    assert made.of("b").name == "title a"


def test_a_story_shows_the_outlets_places_and_actors_that_most_articles_name() -> None:
    entities = (
        Entity(id="loc:umbara", name="Umbara", type="LOC"),
        Entity(id="per:wira-lesmana", name="Wira Lesmana", type="PER"),
    )
    readings = [article("kapal", n, outlet=outlet) for n, outlet in enumerate(("b.test", "a.test"))]
    story = told([reading_with(r, entities) for r in readings]).all()[0]
    assert (story.outlets, story.places, story.actors) == (("a.test", "b.test"), ("Umbara",), ("Wira Lesmana",))


def reading_with(reading: Reading, entities: tuple[Entity, ...]) -> Reading:
    return Reading(article=reading.article, entities=entities, trail=reading.trail)


def test_the_gazetteer_names_places_and_actors_where_the_reading_has_no_entities() -> None:
    text = "Presiden Rusia Vladimir Putin tiba di Pyongyang, Korea Utara."
    trail = Trail(input="", konon="", extractor="", reader="", lexicon="")
    found = profile(Reading(article=Article(id="a", language="id", text=text), trail=trail))
    assert "Vladimir Putin" in found.actors
    assert "Pyongyang" in found.places


def test_the_id_of_a_story_stays_while_its_first_article_does() -> None:
    readings = newsroom(3)
    made = told(readings)
    before: Story = made.of(readings[0].article.key)
    made.add(profile(article("kapal", 50, day="2024-02-06")))
    after = made.of(readings[0].article.key)
    assert (after.id, len(after.articles)) == (before.id, 4)


def test_articles_told_alike_that_name_other_people_and_places_are_two_stories() -> None:
    def fire(number: int, *names: str) -> Reading:
        entities = tuple(Entity(id=f"per:{name}", name=name, type="PER") for name in names)
        return reading_with(article("gempa", number), entities)

    one = fire(1, "Melati Arum", "Kota Cendana", "Pasar Lama")
    again = fire(2, "Bu Melati Arum", "Dinas Cendana", "Lorong Satu")
    other = fire(3, "Danu Lesmana", "Kota Umbara", "Jalan Rel")
    assert parts(told([one, again, other])) == {frozenset(keys([one, again])), frozenset(keys([other]))}
    assert parts(told([other, again, one])) == {frozenset(keys([one, again])), frozenset(keys([other]))}


def test_background_in_the_second_half_brings_two_happenings_less_near_than_the_same_words_at_the_beginning() -> None:
    def near(first: bool) -> float:
        words = []
        for happening in ("kapal", "sidang"):
            own, shared = HAPPENINGS[happening], HAPPENINGS["gempa"]
            text = f"{shared} {own}" if first else f"{own} {shared}"
            made = article(happening, 1)
            words.append(profile(replace(made, article=replace(made.article, title="", text=text))).words)
        return sum(weight * words[1].get(word, 0.0) for word, weight in words[0].items())

    assert near(first=False) < 0.8 * near(first=True)


def test_clusters_are_joined_by_the_mean_of_all_their_pairs() -> None:
    near = {"a": {"b": 0.9, "c": 0.3}, "b": {"a": 0.9}, "c": {"a": 0.3, "d": 0.5}, "d": {"c": 0.5}}
    assert sorted(map(sorted, clusters(["a", "b", "c", "d"], near))) == [["a", "b"], ["c", "d"]]


def test_what_a_person_keeps_apart_comes_into_no_cluster_and_what_they_join_does() -> None:
    near = {"a": {"b": 0.9, "c": 0.8}, "b": {"a": 0.9, "c": 0.8}, "c": {"a": 0.8, "b": 0.8}, "d": {}}
    assert clusters([*near], near) == [["a", "b", "c"], ["d"]]
    assert clusters([*near], near, apart=[("a", "b")]) == [["a", "c"], ["b"], ["d"]]
    assert [sorted(group) for group in clusters([*near], near, together=[("d", "b")])] == [["a", "b", "c", "d"]]


def test_an_article_that_is_taken_out_leaves_its_story() -> None:
    readings = newsroom()
    made = told(readings)
    before = parts(made)
    made.stories.remove(profile(readings[3]))
    assert parts(made) == parts(told([*readings[:3], *readings[4:]]))
    made.add(profile(readings[3]))
    assert parts(made) == before
    made.stories.remove(profile(readings[3]))
    alone = told([readings[0]])
    alone.stories.remove(profile(readings[0]))
    assert alone.all() == []


def test_a_story_too_large_to_be_clustered_anew_grows_on() -> None:
    def half(n: int, day: str = "2024-02-05", outlet: str = "a.test") -> Profile:
        words = dict.fromkeys(random.Random(n).sample([f"kata{i}" for i in range(100)], 50), 0.14)
        return Profile(key=f"{n}", title="Gempa", day=day, outlet=outlet, words=words)

    made = Newsroom()
    for n in range(MOST_POOLED + 10):
        made.add(half(n))
    largest = made.all()[0]
    assert len(largest.articles) == MOST_POOLED + 10
    assert made.add(half(999, day="2024-02-03", outlet="new.test")) == ()
    grown = made.all()[0]
    assert (len(grown.articles), grown.since) == (MOST_POOLED + 11, "2024-02-03")
    assert grown.articles[0] == "999"
    assert grown.id != largest.id
    assert "new.test" in grown.outlets


def test_english_articles_make_stories_too() -> None:
    trail = Trail(input="", konon="", extractor="", reader="", lexicon="")
    texts = (
        "Harbour Minister Wira Lesmana denied that Arunika had seized a Selasih freighter in Umbara bay.",
        "Arunika never seized the Selasih freighter in Umbara bay, Harbour Minister Wira Lesmana told reporters.",
        "The kite festival on Rumbai beach opened with a forty-metre dragon built by weavers.",
    )
    readings = [
        Reading(article=Article(id=f"{n}", language="en", published="2024-02-05", text=text), trail=trail)
        for n, text in enumerate(texts)
    ]
    assert parts(told(readings)) == {frozenset(keys(readings[:2])), frozenset(keys(readings[2:]))}


def test_the_annotated_links_are_found_well_enough() -> None:
    if reason := links.absent(links.SHARED):
        pytest.skip(reason)
    table, _ = links.figures(links.SHARED, orders=1)
    low = {name: (value, table[name]) for name, value in links.WANTED.items() if table[name] < value}
    assert low == {}
