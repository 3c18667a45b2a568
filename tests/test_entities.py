"""Entities: mentions joined by name, with ids that are the same in every article."""

from __future__ import annotations

import pytest

from konon import gazetteer
from konon.entities import find
from konon.records import Article, Entity, EntityType, Mention


def of(text: str, *named: tuple[str, EntityType], language: str = "id", published: str | None = "2024-05-01") -> list[Entity]:
    """The entities of a text in which each of `named`, in text order, is marked where it comes next."""
    mentions: list[Mention] = []
    at = 0
    for words, kind in named:
        start = text.index(words, at)
        at = start + len(words)
        mentions.append(Mention(span=(start, at), type=kind))
    article = Article(id="a", language=language, published=published, text=text)
    return list(find(article, mentions, gazetteer.load()))


def words(text: str, entity: Entity) -> list[str]:
    return [text[start:end] for start, end in entity.mentions]


def test_mentions_of_one_name_are_one_entity_in_the_order_of_its_first() -> None:
    text = "Laras Wening bertemu Bima Lazuardi. Sore itu Laras Wening pulang."
    laras, bima = of(text, ("Laras Wening", "PER"), ("Bima Lazuardi", "PER"), ("Laras Wening", "PER"))
    assert (laras.name, words(text, laras)) == ("Laras Wening", ["Laras Wening"] * 2)
    assert (bima.name, words(text, bima)) == ("Bima Lazuardi", ["Bima Lazuardi"])


@pytest.mark.parametrize(
    "text", ["Laras Wening tiba. Menurut Wening, jalan aman.", "Wening tiba. Kata Laras Wening, jalan aman."]
)
def test_a_persons_short_name_joins_the_long_one_wherever_it_stands(text: str) -> None:
    first, second = ("Laras Wening", "Wening") if text.startswith("Laras") else ("Wening", "Laras Wening")
    (laras,) = of(text, (first, "PER"), (second, "PER"))
    assert laras.name == "Laras Wening"
    assert words(text, laras) == [first, second]


def test_a_short_name_that_two_persons_share_joins_neither() -> None:
    text = "Laras Wening dan Bima Wening tiba. Kata Wening, jalan aman."
    found = of(text, ("Laras Wening", "PER"), ("Bima Wening", "PER"), ("Wening", "PER"))
    assert [e.name for e in found] == ["Laras Wening", "Bima Wening", "Wening"]


def test_of_names_that_grow_the_longest_stands_for_a_short_one() -> None:
    text = "Laras Wening, lengkapnya Laras Wening Kusuma, tiba. Kata Wening, jalan aman."
    found = of(text, ("Laras Wening", "PER"), ("Laras Wening Kusuma", "PER"), ("Wening", "PER"))
    assert words(text, next(e for e in found if e.name == "Laras Wening Kusuma")) == ["Laras Wening Kusuma", "Wening"]


def test_a_short_name_joins_persons_only() -> None:
    text = "Laras Wening tiba di Wening. Kata Wening, jalan aman."
    person, place = of(text, ("Laras Wening", "PER"), ("Wening", "LOC"), ("Wening", "PER"))
    assert (person.type, words(text, person)) == ("PER", ["Laras Wening", "Wening"])
    assert (place.type, words(text, place)) == ("LOC", ["Wening"])


@pytest.mark.parametrize(
    ("name", "kind", "language", "expected"),
    [
        ("Rusia", "LOC", "id", ("gpe:russia", "Russia", "LOC", "RUS")),
        ("Russia", "LOC", "en", ("gpe:russia", "Russia", "LOC", "RUS")),
        ("PBB", "ORG", "id", ("org:united-nations", "United Nations", "ORG", None)),
        ("Pennsylvania", "LOC", "en", ("gpe:pennsylvania", "Pennsylvania", "LOC", "USA")),
        ("Georgia", "LOC", "en", ("gpe:georgia", "Georgia", "LOC", "GEO")),
        ("Mirae Asset Sekuritas", "ORG", "id", ("org:mirae-asset-sekuritas", "Mirae Asset Sekuritas", "ORG", "IDN")),
    ],
)
def test_what_the_gazetteer_knows_has_its_id_its_name_and_its_country(
    name: str, kind: EntityType, language: str, expected: tuple[str, str, str, str | None]
) -> None:
    (e,) = of(f"Wakil {name} tiba.", (name, kind), language=language)
    assert (e.id, e.name, e.type, e.country) == expected


def test_the_gazetteer_tells_the_type_of_what_it_knows() -> None:
    (e,) = of("Rusia menunda perundingan.", ("Rusia", "ORG"))
    assert (e.name, e.type) == ("Russia", "LOC")


def test_two_names_of_one_thing_are_one_entity_with_its_wikidata_item() -> None:
    text = "Amerika Serikat menunda perundingan. Delegasi AS pulang."
    (usa,) = of(text, ("Amerika Serikat", "LOC"), ("AS", "LOC"))
    assert (usa.country, usa.wikidata) == ("USA", "Q30")
    assert words(text, usa) == ["Amerika Serikat", "AS"]


def test_an_unknown_name_has_an_id_of_its_kind_and_its_letters() -> None:
    (e,) = of("Kota Téluk  Biru ramai.", ("Téluk  Biru", "LOC"))
    assert (e.id, e.name, e.type, e.country) == ("loc:teluk-biru", "Téluk Biru", "LOC", None)


@pytest.mark.parametrize("kind", ["PER", "ORG", "LOC", "PRODUCT", "EVENT"])
def test_names_of_every_kind_keep_it(kind: EntityType) -> None:
    (e,) = of("Selasih Samudra ramai.", ("Selasih Samudra", kind))
    assert (e.type, e.id) == (kind, f"{kind.lower()}:selasih-samudra")


def test_the_same_name_has_the_same_id_in_another_article_and_language() -> None:
    (one,) = of("Laras Wening tiba.", ("Laras Wening", "PER"))
    (other,) = of("The road is open, LARAS WENING said.", ("LARAS WENING", "PER"), language="en", published=None)
    assert one.id == other.id == "per:laras-wening"


def test_an_article_that_names_nobody_has_no_entities() -> None:
    assert of("Hujan turun sejak pagi.") == []
