"""Separate sources: whoever speaks is one however often copied; where nobody is named, ways count, never pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.origins import Ascribed, Origin, Telling, Way, origins
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
    name: str | None = None,
    words: str = "",
    confirms: bool = False,
    when: str = "9999",
    within: str | None = None,
    claim: str | None = None,
    headline: bool = False,
) -> Telling:
    return Telling(
        claim=claim or f"claim in {article}",
        holder=holder,
        name=name,
        body=body,
        words=words,
        confirms=confirms,
        within=within,
        headline=headline,
        when=when,
        article=article,
        outlet=outlet,
        chain=chain,
        family=family,
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


def test_an_outlet_that_tells_it_itself_in_two_articles_is_one_source() -> None:
    [one] = origins([telling("a"), telling("b"), telling("c")])
    assert one.reason == "embun.example (3 articles): own reporting"


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
        name=st.sampled_from([None, "Danu"]),
        words=st.sampled_from(["", "aman", "Bendungan Rumbai aman dan", "Bendungan Rumbai aman", "tidak ada korban"]),
        confirms=st.booleans(),
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


# --- one wording, several names --------------------------------------------------------------------------------------

SHORT = "Bendungan Rumbai aman"
LONG = "Pintu air kedua Bendungan Rumbai telah diperbaiki sebelum musim hujan tiba tahun ini"


def test_a_copy_that_gives_the_words_to_another_is_no_second_source_and_the_original_tells_whose_they_are() -> None:
    told = [
        telling("b", holder="Ratna", outlet="senja.example", family="b", words=SHORT),
        telling("a", holder="Danu", outlet="kabar.example", family="b", words=SHORT),
        telling("c", holder="Danu", outlet="kabar.example", family="b", words=SHORT),
    ]
    [one] = origins(told)
    assert (one.name, one.claims) == ("Ratna", ("claim in a", "claim in b", "claim in c"))
    assert one.ascribed == (Ascribed(name="Danu", claims=("claim in a", "claim in c"), outlets=("kabar.example",)),)
    assert one.reason == "Ratna, through senja.example (3 articles); the same words under another name: Danu (kabar.example)"
    assert [one.speaker(t.claim) for t in told] == ["Ratna", "Danu", "Danu"]


def test_where_no_text_is_the_original_the_name_that_most_articles_have_counts() -> None:
    told = [telling("a", holder="Ayu", words=LONG)]
    told += [telling(n, holder="Ratna", outlet=f"{n}.example", words=LONG) for n in "bc"]
    [one] = origins(told)
    assert (one.name, [other.name for other in one.ascribed]) == ("Ratna", ["Ayu"])


@pytest.mark.parametrize(
    ("words", "others", "family", "confirms", "sources"),
    [
        (SHORT, SHORT, None, False, 2),  # two may say a few words alike
        (SHORT, SHORT, "a", False, 1),  # but not in texts that are kin
        (SHORT, "Tidak ada korban jiwa di Cendana", "a", False, 2),
        (LONG, LONG, None, False, 1),
        (LONG, LONG.replace("telah", "sudah"), None, False, 1),
        (LONG, LONG, None, True, 2),  # who confirms repeats another's words, and stands for them
        (LONG, LONG, "a", True, 1),
        (LONG, "Tahun ini sebelum hujan tiba pintu Rumbai diperbaiki, air bendungan kedua telah musim", None, False, 2),
        ("", "", "a", False, 2),
    ],
)
def test_whose_words_are_the_same_are_one_source(
    words: str, others: str, family: str | None, confirms: bool, sources: int
) -> None:
    told = [
        telling("a", holder="Ratna", family=family, words=words),
        telling("b", holder="Danu", family=family, words=others, confirms=confirms, outlet="x.example"),
    ]
    assert len(origins(told)) == sources


def test_the_same_words_without_a_name_are_those_of_whom_another_article_names() -> None:
    [one] = origins([telling("a", words=LONG), telling("b", holder="Ratna", outlet="x.example", words=LONG)])
    assert (one.name, one.ascribed) == ("Ratna", ())
    assert [one.speaker("claim in a"), one.speaker("claim in b")] == ["Ratna", "Ratna"]


def test_two_forms_of_a_name_are_one_source_and_it_tells_both() -> None:
    [one] = origins([telling("a", holder="Wiraguna", name="Ratna Wiraguna"), telling("b", holder="Ratna Wiraguna")])
    assert (one.names, one.ascribed) == (("Wiraguna",), ())
    assert one.reason == "Ratna Wiraguna (Wiraguna), through embun.example (2 articles)"


def test_who_speaks_for_a_body_told_under_another_form_of_its_name_is_one_with_it() -> None:
    [one] = origins(
        [
            telling("a", holder="Danu", body="Kementerian Perairan"),
            telling("b", holder="Kementerian Perairan", name="Kementerian Perairan Selasih"),
            telling("c", holder="Kementerian Perairan Selasih"),
        ]
    )
    assert (one.name, one.names, one.voices) == ("Kementerian Perairan Selasih", ("Kementerian Perairan",), ("Danu",))


def test_of_two_articles_that_are_no_copies_the_earlier_tells_whose_the_words_are() -> None:
    ours, theirs = telling("b", holder="Ratna", words=LONG, when="2031-05-05"), telling("a", holder="Danu", words=LONG)
    [one] = origins([ours, theirs])
    assert one.name == "Ratna"


def test_one_wrong_copy_takes_no_witness_away() -> None:
    told = [telling(n, holder="Danu", words=f"kata lain {n} tentang pintu", outlet="x.example") for n in "pqrs"]
    told += [telling("a", holder="Ratna", words=LONG, family="a"), telling("b", holder="Danu", words=LONG, family="a")]
    found = {one.name: one for one in origins(told)}
    assert (len(found["Danu"].claims), found["Danu"].ascribed) == (4, ())
    assert [(other.name, other.claims) for other in found["Ratna"].ascribed] == [("Danu", ("claim in b",))]


@pytest.mark.parametrize(("within", "sources"), [(None, 2), ("danu in a", 1)])
def test_two_who_say_it_in_one_text_both_stand_for_it_unless_one_passes_on_the_other_s(
    within: str | None, sources: int
) -> None:
    told = [
        telling("a", holder="Ratna", words=LONG, family="a", claim="ratna in a", within=within),
        telling("a", holder="Danu", words=LONG, family="a", claim="danu in a"),
        telling("b", holder="Danu", words=LONG, family="a"),
    ]
    assert len(origins(told)) == sources


def test_the_same_words_of_nobody_in_two_outlets_are_one_source_and_it_says_why() -> None:
    [one] = origins([telling("a", words=LONG), telling("b", words=LONG, outlet="x.example")])
    assert one.reason == "embun.example (1 article), x.example (1 article): own reporting, in the same words"


def test_a_telling_without_a_name_goes_to_whom_most_kindred_texts_name_in_any_form() -> None:
    told = [telling(n, holder=f"Ratna {n}", name="Ratna", family="a") for n in "abc"]
    told += [telling(n, holder="Danu", family="a") for n in "de"]
    found = {one.name: one for one in origins([*told, telling("f", family="a")])}
    assert "claim in f" in found["Ratna"].claims


def test_a_headline_that_names_nobody_is_no_source_beside_a_speaker_and_one_alone_says_so() -> None:
    head = telling("b", outlet="kabar.example", headline=True)
    [one] = origins([telling("a", holder="Ratna Wiraguna"), head])
    assert (one.name, one.claims, one.headline) == ("Ratna Wiraguna", ("claim in a", "claim in b"), False)
    [alone] = origins([head])
    assert (alone.headline, alone.reason) == (True, "kabar.example (1 article): own reporting, in the headline alone")
    [named] = origins([telling("b", holder="Ratna", outlet="kabar.example", headline=True)])
    assert named.reason == "Ratna, through kabar.example (1 article), in the headline alone"
    assert len(origins([telling("a", holder="Ratna"), telling("b", outlet="kabar.example")])) == 2
