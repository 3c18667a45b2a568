"""Separate sources: whoever speaks is one however often copied; where nobody is named, ways count, never pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.origins import Origin, Telling, Way, origins
from konon.records import Link

SENJA = (Link(kind="agency", name="Kantor Berita Senja"), Link(kind="outlet", name="embun.example"))
FAJAR = (Link(kind="agency", name="Fajar Press"),)


def telling(
    article: str,
    *,
    holder: str | None = None,
    outlet: str | None = "embun.example",
    chain: tuple[Link, ...] = (),
    family: str | None = None,
    body: str | None = None,
) -> Telling:
    return Telling(
        claim=f"claim in {article}", holder=holder, body=body, article=article, outlet=outlet, chain=chain, family=family
    )


def test_nothing_told_has_no_source() -> None:
    assert origins([]) == ()


def test_one_speaker_through_many_copies_is_one_source() -> None:
    copies = [telling(f"a{n}", holder="Ratna Wiraguna", outlet=f"o{n}.example", family="a0") for n in range(5)]
    [one] = origins(copies)
    assert (one.kind, one.name) == ("speaker", "Ratna Wiraguna")
    assert one.ways == (Way(kind="outlet", name="o0.example", articles=("a0", "a1", "a2", "a3", "a4")),)
    assert one.claims == tuple(f"claim in a{n}" for n in range(5))


def test_one_speaker_heard_by_two_outlets_is_one_source_through_two_ways() -> None:
    [one] = origins([telling("a", holder="Ratna", outlet="x.example"), telling("b", holder="Ratna", outlet="y.example")])
    assert [(way.kind, way.name) for way in one.ways] == [("outlet", "x.example"), ("outlet", "y.example")]


def test_two_speakers_are_two_sources_even_by_one_way() -> None:
    found = origins([telling("a", holder="Ratna", chain=SENJA), telling("b", holder="Danu", chain=SENJA)])
    assert [one.name for one in found] == ["Danu", "Ratna"]


def test_nobody_named_in_three_articles_that_are_kin_is_one_source_called_after_the_first_of_them() -> None:
    [one] = origins([telling(a, outlet=f"{a}.example", family="b") for a in "abc"])
    assert (one.kind, one.name) == ("outlet", "b.example")
    assert [way.articles for way in one.ways] == [("a", "b", "c")]


def test_nobody_named_in_three_articles_of_three_outlets_that_are_not_kin_is_three_sources() -> None:
    assert [one.name for one in origins([telling(a, outlet=f"{a}.example") for a in "abc"])] == [
        "a.example",
        "b.example",
        "c.example",
    ]


def test_two_agencies_are_two_sources() -> None:
    found = origins([telling("a", chain=SENJA), telling("b", chain=FAJAR), telling("c", chain=SENJA)])
    assert [(one.kind, one.name) for one in found] == [("agency", "Fajar Press"), ("agency", "Kantor Berita Senja")]
    assert [way.articles for one in found for way in one.ways] == [("b",), ("a", "c")]


def test_an_agency_and_a_family_join_through_an_article_of_both() -> None:
    of_agency, of_both, of_family = telling("a", chain=SENJA), telling("b", chain=SENJA, family="c"), telling("c", family="c")
    [one] = origins([of_agency, of_both, of_family])
    assert (one.kind, one.name) == ("agency", "Kantor Berita Senja")
    assert one.ways[0].articles == ("a", "b", "c")
    assert len(origins([of_agency, of_family])) == 2


def test_an_outlet_that_is_not_told_is_a_source_of_its_own_each_time() -> None:
    found = origins([telling("a", outlet=None), telling("b", outlet=None)])
    assert [(one.kind, one.name) for one in found] == [("unknown", "unknown outlet")] * 2


def test_who_is_heard_by_most_ways_stands_first() -> None:
    found = origins(
        [
            telling("a", holder="Ayu", outlet="x.example"),
            telling("b", holder="Zaki", outlet="y.example"),
            telling("c", holder="Zaki", outlet="z.example"),
        ]
    )
    assert [one.name for one in found] == ["Zaki", "Ayu"]


@pytest.mark.parametrize(
    ("tellings", "reason"),
    [
        (
            [*(telling(a, holder="Ratna", chain=SENJA) for a in "abc"), telling("d", holder="Ratna", outlet="x.example")],
            "Ratna, through Kantor Berita Senja (3 articles), x.example (1 article)",
        ),
        ([telling("a", chain=FAJAR), telling("b", chain=FAJAR)], "Fajar Press (2 articles): agency"),
        ([telling("a")], "embun.example (1 article): own reporting"),
        ([telling("a", outlet=None)], "unknown outlet (1 article): source not told"),
    ],
)
def test_the_reason_names_the_ways_and_counts_their_articles(tellings: list[Telling], reason: str) -> None:
    [one] = origins(tellings)
    assert one.reason == reason


# --- whatever is told ------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["a", "b", "c", "d", "e", "f", "g"])
TELLINGS = st.lists(
    st.builds(
        telling,
        NAMES,
        holder=st.sampled_from([None, "Ratna", "Danu"]),
        outlet=st.sampled_from([None, "x.example", "y.example"]),
        chain=st.sampled_from([(), SENJA, FAJAR]),
        family=st.none() | NAMES,
    ),
    unique_by=lambda t: t.article,
    max_size=7,
)


@given(tellings=TELLINGS, data=st.data())
def test_any_order_gives_the_same(tellings: list[Telling], data: st.DataObject) -> None:
    assert origins(data.draw(st.permutations(tellings))) == origins(tellings)


@given(TELLINGS)
def test_there_are_never_more_sources_than_articles_and_each_telling_is_in_one(tellings: list[Telling]) -> None:
    found = origins(tellings)
    assert len(found) <= len({t.article for t in tellings})
    assert sorted(claim for one in found for claim in one.claims) == sorted(t.claim for t in tellings)


@given(TELLINGS)
def test_an_article_came_by_one_way_whoever_speaks_in_it(tellings: list[Telling]) -> None:
    ways: dict[str, set[Way]] = {}
    for one in origins(tellings):
        for way in one.ways:
            for article in way.articles:
                ways.setdefault(article, set()).add(way)
    assert set(ways) == {t.article for t in tellings}
    assert all(len(some) == 1 for some in ways.values())


@given(tellings=TELLINGS, family=NAMES)
def test_another_copy_adds_no_source(tellings: list[Telling], family: str) -> None:
    kin = [t for t in tellings if t.family == family and t.holder is None]
    if kin:
        copy = telling("z", outlet="copies.example", family=family)
        assert len(origins([*tellings, copy])) == len(origins(tellings))


def test_an_agency_is_its_own_only_way() -> None:
    one = [telling("a", chain=SENJA)]
    assert origins(one) == (
        Origin(
            kind="agency",
            name="Kantor Berita Senja",
            ways=(Way(kind="agency", name="Kantor Berita Senja", articles=("a",)),),
            claims=("claim in a",),
        ),
    )


def test_a_copy_that_leaves_the_speaker_out_is_no_second_source() -> None:
    named = telling("a", holder="Ratna Wiraguna", outlet="x.example", family="a")
    [one] = origins([named, telling("b", outlet="y.example", family="a")])
    assert (one.kind, one.name, one.claims) == ("speaker", "Ratna Wiraguna", ("claim in a", "claim in b"))
    assert len(origins([named, telling("b", outlet="y.example")])) == 2


def test_a_government_its_ministry_and_its_spokesman_are_one_source_and_the_reason_says_so() -> None:
    [one] = origins(
        [
            telling("a", holder="Selasih"),
            telling("b", holder="Kementerian Selasih", body="Selasih"),
            telling("c", holder="Danu Lesmana", body="Kementerian Selasih", outlet="x.example"),
        ]
    )
    assert one.reason == (
        "Selasih, for whom Danu Lesmana and Kementerian Selasih speak, "
        "through embun.example (2 articles), x.example (1 article)"
    )


def test_two_who_speak_for_each_other_are_one_source() -> None:
    assert [o.name for o in origins([telling("a", holder="B", body="A"), telling("b", holder="A", body="B")])] == ["A"]


def test_a_way_s_articles_are_counted_for_the_speaker_whom_they_quote_and_an_outlet_is_named_once() -> None:
    found = origins(
        [telling("a", holder="Ratna", family="a"), telling("b", holder="Danu", family="a"), telling("c", holder="Ratna")]
    )
    assert {one.reason for one in found} == {
        "Ratna, through embun.example (2 articles)",
        "Danu, through embun.example (1 article)",
    }
