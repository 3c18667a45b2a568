"""The record of a claim in a real ledger: what each later claim does to it, who stands behind it, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from konon import linking
from konon.histories import contradictions, history, said_by
from konon.linkstore import decide, links
from konon.sameness import same_as
from konon.store import Ledger, LedgerError
from world import RELEASE, Item, Said, article, claim, judged

RATNA, DANU = "Ratna Wiraguna", "Danu Lesmana"
SAFE = "Bendungan Rumbai aman"
FIRST = article("senja.example", "2031-03-02", Said(content=SAFE, holder=RATNA, agency="Kantor Berita Senja"))
AGAIN = article("embun.example", "2031-03-03", Said(content="Bendungan itu aman", holder=RATNA, agency="Kantor Berita Senja"))
OTHER = article("kabar.example", "2031-03-04", Said(content=SAFE, source="Warga Rumbai"), title="Warga Rumbai Tenang")
CONFIRMED = article("kabar.example", "2031-03-05", Said(content=SAFE, holder=DANU, act="confirm"))
DENIED = article("embun.example", "2031-03-06", Said(content=SAFE, holder=DANU, act="deny"))
TURNED = article("senja.example", "2031-03-07", Said(content="Bendungan Rumbai tidak aman", holder=RATNA))
NARROWER = article("senja.example", "2031-03-08", Said(content="Dinding barat Bendungan Rumbai aman", holder=RATNA))
EVERY = (FIRST, AGAIN, OTHER, CONFIRMED, DENIED, TURNED, NARROWER)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db") as opened:
        opened.add(EVERY)
        yield opened


def steps(ledger: Ledger, of: Item) -> dict[str, str]:
    """What each claim of the record does to `of`, by its id, in the order of the record."""
    return {entry.line.id: entry.step for entry in history(ledger, claim(of)).entries}


def test_a_claim_alone_is_its_own_record_behind_which_one_source_stands(ledger: Ledger) -> None:
    record = history(ledger, claim(FIRST))
    assert [(entry.line.id, entry.step, entry.by, entry.reason) for entry in record.entries] == [
        (claim(FIRST), "itself", "", "")
    ]
    assert record.claim == record.first
    assert [one.reason for one in record.origins] == [f"{RATNA}, through Kantor Berita Senja (1 article)"]
    assert (record.against, record.outcomes) == ((), ())


def test_a_claim_is_found_by_the_beginning_of_its_id_and_an_unknown_one_is_refused(ledger: Ledger) -> None:
    assert history(ledger, claim(FIRST)[:10]).claim.id == claim(FIRST)
    with pytest.raises(LedgerError, match=r"^claim '0000000000': not in .*ledger\.db"):
        history(ledger, "0000000000")


def test_who_said_it_first_is_told_from_any_of_those_that_say_the_same(ledger: Ledger) -> None:
    judged(ledger, claim(AGAIN), claim(FIRST), "same", reason="the same words")
    judged(ledger, claim(OTHER), claim(AGAIN), "same")
    record = history(ledger, claim(OTHER))
    assert record.first.id == claim(FIRST)
    assert [(entry.line.id, entry.step) for entry in record.entries] == [
        (claim(FIRST), "repeats"),
        (claim(AGAIN), "repeats"),
        (claim(OTHER), "itself"),
    ]
    assert [(entry.by, entry.reason) for entry in record.entries] == [
        ("claim 1", "the same words"),
        ("claim 1", "alike"),
        ("", ""),
    ]


def test_one_speaker_in_two_outlets_and_residents_in_a_third_are_two_sources(ledger: Ledger) -> None:
    for one in (AGAIN, OTHER):
        judged(ledger, claim(one), claim(FIRST), "same")
    assert [one.reason for one in history(ledger, claim(FIRST)).origins] == [
        "kabar.example (1 article): own reporting",
        f"{RATNA}, through Kantor Berita Senja (2 articles)",
    ]


def test_copies_that_name_nobody_are_one_source_once_they_are_linked_as_kin(tmp_path: Path) -> None:
    copies = [
        article(
            f"{name}.example", f"2031-03-0{n}", Said(content=SAFE, source="Warga"), also=RELEASE, url=f"https://{name}.example"
        )
        for n, name in enumerate(("satu", "dua", "tiga"), 1)
    ]
    with Ledger.open(tmp_path / "l.db") as ledger:
        ledger.add(copies, now=datetime(2031, 4, 1, tzinfo=UTC))
        for one in copies[1:]:
            judged(ledger, claim(one), claim(copies[0]), "same")
        assert len(history(ledger, claim(copies[0])).origins) == 3
        linking.link(ledger)
        [source] = history(ledger, claim(copies[0])).origins
        assert source.reason == "satu.example (3 articles): own reporting"


def test_another_s_confirmation_confirms_and_the_speaker_s_own_only_repeats(ledger: Ledger) -> None:
    judged(ledger, claim(CONFIRMED), claim(FIRST), "same")
    assert steps(ledger, FIRST) == {claim(FIRST): "itself", claim(CONFIRMED): "confirms"}
    assert [one.name for one in history(ledger, claim(FIRST)).origins] == [DANU, RATNA]
    assert steps(ledger, CONFIRMED) == {claim(FIRST): "repeats", claim(CONFIRMED): "itself"}


def test_a_contradiction_stands_against_it_from_both_sides(ledger: Ledger) -> None:
    judged(ledger, claim(DENIED), claim(FIRST), "contradicts", reason="the one denies it")
    record = history(ledger, claim(FIRST))
    assert [(entry.step, entry.reason) for entry in record.entries] == [("itself", ""), ("contradicts", "the one denies it")]
    assert record.entries[1].line.denied
    assert [one.name for one in record.against] == [DANU]
    assert [one.name for one in record.origins] == [RATNA]
    assert steps(ledger, DENIED) == {claim(FIRST): "contradicts", claim(DENIED): "itself"}


def test_what_contradicts_a_claim_contradicts_those_that_say_the_same(ledger: Ledger) -> None:
    judged(ledger, claim(AGAIN), claim(FIRST), "same")
    judged(ledger, claim(DENIED), claim(AGAIN), "contradicts")
    assert steps(ledger, FIRST)[claim(DENIED)] == "contradicts"


def test_the_same_holder_who_says_otherwise_later_revises(ledger: Ledger) -> None:
    judged(ledger, claim(TURNED), claim(FIRST), "contradicts")
    assert steps(ledger, FIRST) == {claim(FIRST): "itself", claim(TURNED): "revises"}
    assert steps(ledger, TURNED) == {claim(FIRST): "revised", claim(TURNED): "itself"}
    assert history(ledger, claim(FIRST)).against == ()


def test_what_says_more_is_narrower_and_the_other_way_about_wider(ledger: Ledger) -> None:
    for way in ((NARROWER, FIRST), (OTHER, AGAIN), (AGAIN, CONFIRMED)):  # whichever of the two ids sorts first
        judged(ledger, claim(way[0]), claim(way[1]), "narrower")
        assert steps(ledger, way[1])[claim(way[0])] == "narrows"
        assert steps(ledger, way[0])[claim(way[1])] == "widens"


def test_a_person_s_narrower_goes_the_same_way(ledger: Ledger) -> None:
    for narrow, wide in ((NARROWER, FIRST), (FIRST, DENIED)):
        decide(ledger, "claim", claim(narrow), claim(wide), "narrower")
        assert steps(ledger, wide)[claim(narrow)] == "narrows"


def test_what_is_related_is_told_so_and_stands_neither_behind_nor_against(ledger: Ledger) -> None:
    judged(ledger, claim(OTHER), claim(FIRST), "related")
    record = history(ledger, claim(FIRST))
    assert [entry.step for entry in record.entries] == ["itself", "relates"]
    assert [one.name for one in record.origins] == [RATNA]


FIRE, WIDELY = "pasar Rumbai terbakar", "kebakaran menghanguskan pasar Rumbai dan 40 kios di sekitarnya pada malam hari"


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        (
            "Bendungan Rumbai dibangun tanpa izin",
            "pembangunan Bendungan Rumbai tidak memiliki izin dari pemerintah daerah",
            "say the same",
        ),
        (FIRE, WIDELY, "say more"),
        (WIDELY, FIRE, "say less"),
        (
            "pabrik Rumbai akan beroperasi lagi bulan depan",
            "pabrik Rumbai ditutup untuk selamanya dan tidak akan dibuka lagi",
            "contradict",
        ),
    ],
)
def test_what_linking_did_not_read_is_read_when_asked_and_told_but_not_counted(
    tmp_path: Path, one: str, other: str, may: str
) -> None:
    first = article("senja.example", "2031-03-02", Said(content=one, holder=RATNA))
    second = article("embun.example", "2031-03-03", Said(content=other, source="Warga Rumbai"))
    with Ledger.open(tmp_path / "l.db") as opened:
        opened.add([first, second])
        linking.link(opened)
        record = history(opened, claim(first))
        assert [entry.step for entry in record.entries] == ["itself", "relates"]
        assert record.entries[1].reason.startswith(f"may {may}: 0.")
        assert (len(record.origins), record.against) == (1, ())
        assert links(opened, "claim", claim(first)) == ()  # asking writes nothing
        decide(opened, "claim", claim(first), claim(second), "none")
        assert steps(opened, first) == {claim(first): "itself"}


def test_an_unsure_link_counts_no_source_and_leads_no_further_but_a_person_s_does(ledger: Ledger) -> None:
    judged(ledger, claim(AGAIN), claim(FIRST), "same", score=0.4)
    judged(ledger, claim(OTHER), claim(AGAIN), "same")
    assert set(same_as(ledger, claim(FIRST))) == {claim(FIRST)}
    assert steps(ledger, FIRST) == {claim(FIRST): "itself", claim(AGAIN): "relates"}
    decide(ledger, "claim", claim(AGAIN), claim(FIRST), "same")
    assert set(same_as(ledger, claim(FIRST))) == {claim(FIRST), claim(AGAIN), claim(OTHER)}


def test_two_that_contradict_each_other_never_say_the_same_as_a_third_the_surer_link_counts(ledger: Ledger) -> None:
    judged(ledger, claim(AGAIN), claim(FIRST), "same", score=0.95)
    judged(ledger, claim(DENIED), claim(FIRST), "same", score=0.7)
    judged(ledger, claim(DENIED), claim(AGAIN), "contradicts")
    assert set(same_as(ledger, claim(FIRST))) == {claim(FIRST), claim(AGAIN)}
    assert steps(ledger, FIRST)[claim(DENIED)] == "contradicts"


def test_of_one_day_the_clock_tells_who_was_first(tmp_path: Path) -> None:
    late, early = (
        article(f"{name}.example", "2031-03-02", Said(content=SAFE, holder=RATNA), clock=clock)
        for name, clock in (("awal", "2031-03-02T12:00:00+07:00"), ("zenit", "2031-03-02T04:00:00+00:00"))
    )
    with Ledger.open(tmp_path / "clock.db") as book:
        book.add([late, early])
        judged(book, claim(late), claim(early), "same")
        assert history(book, claim(late)).first.id == claim(early)


def test_the_next_version_of_a_page_revises_it_on_the_same_day(tmp_path: Path) -> None:
    before, after = (
        article(
            "senja.example",
            "2031-03-02",
            Said(content=f"{n} orang tewas", holder=RATNA),
            url="https://senja.example/1",
            clock=at,
        )
        for n, at in ((12, "2031-03-02T10:00:00+07:00"), (15, "2031-03-02T14:00:00+07:00"))
    )
    with Ledger.open(tmp_path / "l.db") as book:
        book.add([before, after])
        linking.link(book)
        decide(book, "claim", claim(before), claim(after), "contradicts")
        assert steps(book, before) == {claim(before): "itself", claim(after): "revises"}
        assert steps(book, after) == {claim(before): "revised", claim(after): "itself"}


def test_one_dispute_told_by_copies_is_one_and_counts_as_one(ledger: Ledger) -> None:
    judged(ledger, claim(AGAIN), claim(FIRST), "same")
    for one in (FIRST, AGAIN):
        judged(ledger, claim(DENIED), claim(one), "contradicts")
    judged(ledger, claim(NARROWER), claim(OTHER), "contradicts")
    found = contradictions(ledger)
    assert len(found) == 3
    assert [c.dispute for c in found][1] == found[2].dispute != found[0].dispute
    assert len(contradictions(ledger, limit=2)) == 3


def test_a_denial_in_a_headline_and_in_its_text_is_of_one_dispute(tmp_path: Path) -> None:
    twice = (Said(content="Bendungan aman", holder=DANU, act="deny"), Said(content=SAFE, holder=DANU, act="deny"))
    both = article("embun.example", "2031-03-06", *twice)
    elsewhere = article("kabar.example", "2031-03-06", twice[0])
    with Ledger.open(tmp_path / "l.db") as book:
        book.add([FIRST, both, elsewhere])
        for one in (claim(both), claim(both, 1), claim(elsewhere)):
            judged(book, claim(FIRST), one, "contradicts")
        disputes = {c.other.id: c.dispute for c in contradictions(book)}
    assert disputes[claim(both)] == disputes[claim(both, 1)] != disputes[claim(elsewhere)]


def test_days_the_wrong_way_about_are_refused(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="2031-03-05 is after until: 2031-03-01"):
        contradictions(ledger, since="2031-03-05", until="2031-03-01")


# --- a person's word --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("relation", ["same", "contradicts", "narrower", "related"])
def test_what_a_person_unlinks_leaves_the_record_until_that_is_taken_back(ledger: Ledger, relation: str) -> None:
    judged(ledger, claim(OTHER), claim(FIRST), relation)
    before = steps(ledger, FIRST)
    decide(ledger, "claim", claim(OTHER), claim(FIRST), "none")
    assert steps(ledger, FIRST) == {claim(FIRST): "itself"}
    judged(ledger, claim(OTHER), claim(FIRST), relation, score=1.0)
    assert steps(ledger, FIRST) == {claim(FIRST): "itself"}
    decide(ledger, "claim", claim(OTHER), claim(FIRST), None)
    assert steps(ledger, FIRST) == before
    assert len(before) == 2


@pytest.mark.parametrize("relation", ["same", "contradicts"])
def test_what_a_person_unlinks_does_not_come_back_through_a_third(ledger: Ledger, relation: str) -> None:
    judged(ledger, claim(AGAIN), claim(FIRST), "same")
    judged(ledger, claim(OTHER), claim(AGAIN), relation)
    decide(ledger, "claim", claim(OTHER), claim(FIRST), "none")
    assert steps(ledger, FIRST) == {claim(FIRST): "itself", claim(AGAIN): "repeats"}
    assert claim(OTHER) in steps(ledger, AGAIN)


def test_what_is_decided_of_the_claim_itself_counts_before_what_follows_through_a_third(ledger: Ledger) -> None:
    judged(ledger, claim(AGAIN), claim(FIRST), "same")
    judged(ledger, claim(DENIED), claim(AGAIN), "same")
    decide(ledger, "claim", claim(FIRST), claim(DENIED), "contradicts")
    assert steps(ledger, FIRST)[claim(DENIED)] == "contradicts"
    assert set(same_as(ledger, claim(FIRST))) == {claim(FIRST), claim(AGAIN)}


def test_a_person_s_link_is_told_with_its_reason(ledger: Ledger) -> None:
    decide(ledger, "claim", claim(FIRST), claim(AGAIN), "same", reason="bendungan yang sama")
    entry = history(ledger, claim(FIRST)).entries[1]
    assert (entry.step, entry.by, entry.reason) == ("repeats", "person", "bendungan yang sama")


# --- what came of it ----------------------------------------------------------------------------------------------------


def outcomes(tmp_path: Path, before: Item, after: Item) -> list[tuple[str, bool]]:
    with Ledger.open(tmp_path / "outcomes.db") as ledger:
        ledger.add([before, after])
        judged(ledger, claim(before), claim(after), "related")
        return [(o.event.type, o.happened) for o in history(ledger, claim(before)).outcomes]


PLANNED = article(
    "senja.example",
    "2031-03-02",
    Said(content="Arunika dan Selasih akan sepakat", holder=RATNA, act="commit", event=("AGREE", "U")),
)
NEVER = article(
    "senja.example", "2031-03-02", Said(content="Arunika dan Selasih sepakat", holder=RATNA, act="deny", event=("AGREE", "CT-"))
)


def later(factuality: str, type_: str = "AGREE", *, day: str | None = "2031-04-02", own: bool = True) -> Item:
    event = (type_, factuality)
    told = Said(content="perjanjian itu sepakat", holder=DANU, event=None if own else event)
    return article("embun.example", day, told, title="Arunika dan Selasih Sepakat", own=event if own else None)


@pytest.mark.parametrize("own", [True, False], ids=["the article's own voice", "a claim"])
@pytest.mark.parametrize(
    ("before", "factuality", "found"),
    [
        (PLANNED, "CT+", [("AGREE", True)]),
        (PLANNED, "CT-", [("AGREE", False)]),
        (PLANNED, "PR+", []),
        (NEVER, "CT+", [("AGREE", True)]),
        (NEVER, "CT-", []),
    ],
)
def test_what_was_planned_or_denied_is_told_to_have_come_about_where_a_later_article_is_certain(
    tmp_path: Path, before: Item, factuality: str, found: list[tuple[str, bool]], own: bool
) -> None:
    assert outcomes(tmp_path, before, later(factuality, own=own)) == found


@pytest.mark.parametrize(("url", "found"), [("https://embun.example/2", []), ("https://senja.example/1", [("AGREE", True)])])
def test_a_copy_that_tells_what_was_planned_as_done_is_no_outcome_but_a_new_version_of_the_page_is(
    tmp_path: Path, url: str, found: list[tuple[str, bool]]
) -> None:
    plan = Said(content="Arunika dan Selasih akan sepakat", holder=RATNA, act="commit", event=("AGREE", "U"))
    done = Said(content="Arunika dan Selasih sepakat", holder=RATNA, event=("AGREE", "CT+"))
    before = article("senja.example", "2031-03-02", plan, also=RELEASE, url="https://senja.example/1")
    after = article("embun.example", "2031-03-03", done, also=RELEASE, url=url)
    with Ledger.open(tmp_path / "l.db") as ledger:
        ledger.add([before, after], now=datetime(2031, 4, 1, tzinfo=UTC))
        linking.link(ledger)
        judged(ledger, claim(before), claim(after), "related")
        assert [(o.event.type, o.happened) for o in history(ledger, claim(before)).outcomes] == found


def test_another_type_an_earlier_article_and_what_was_certain_already_are_no_outcome(tmp_path: Path) -> None:
    certain = article("senja.example", "2031-03-02", Said(content="mereka sepakat", holder=RATNA, event=("AGREE", "CT+")))
    assert outcomes(tmp_path, PLANNED, later("CT+", "CONSULT")) == []
    assert outcomes(tmp_path, PLANNED, later("CT+", day="2031-03-01")) == []
    assert outcomes(tmp_path, PLANNED, later("CT+", day="2031-03-02")) == []
    assert outcomes(tmp_path, certain, later("CT-")) == []


# --- contradictions -----------------------------------------------------------------------------------------------------


def pairs(ledger: Ledger, *, since: str | None = None, until: str | None = None) -> list[tuple[str, str]]:
    return [(c.one.id, c.other.id) for c in contradictions(ledger, since=since, until=until)]


def test_contradictions_stand_newest_first_the_earlier_claim_before_the_later(ledger: Ledger) -> None:
    judged(ledger, claim(DENIED), claim(FIRST), "contradicts", score=0.8, reason="the one denies it")
    decide(ledger, "claim", claim(TURNED), claim(FIRST), "contradicts")
    judged(ledger, claim(OTHER), claim(FIRST), "same")
    assert pairs(ledger) == [(claim(FIRST), claim(TURNED)), (claim(FIRST), claim(DENIED))]
    person, machine = contradictions(ledger)
    assert (person.by, person.score) == ("person", None)
    assert (machine.by, machine.score, machine.reason) == ("claim 1", 0.8, "the one denies it")
    assert contradictions(ledger, limit=1) == [person]


def test_contradictions_are_listed_by_the_day_of_the_newer_claim_both_ends_included(ledger: Ledger) -> None:
    judged(ledger, claim(DENIED), claim(FIRST), "contradicts")
    listed = [(claim(FIRST), claim(DENIED))]
    assert pairs(ledger, since="2031-03-06", until="2031-03-06") == listed
    assert pairs(ledger, since="2031-03-07") == []
    assert pairs(ledger, until="2031-03-05") == []
    for since, until in (("6 Maret", None), (None, "2031-3-6")):
        with pytest.raises(ValueError, match="is not a date like"):
            contradictions(ledger, since=since, until=until)


def test_contradictions_without_a_day_are_listed_only_where_no_day_is_asked_for(ledger: Ledger) -> None:
    undated = [article(None, None, Said(content=SAFE, holder=name)) for name in (DANU, RATNA)]
    ledger.add(undated)
    judged(ledger, claim(undated[0]), claim(undated[1]), "contradicts")
    judged(ledger, claim(undated[1]), claim(FIRST), "contradicts")
    assert len(pairs(ledger)) == 2
    assert pairs(ledger, since="2031-01-01") == [(claim(FIRST), claim(undated[1]))]
    assert pairs(ledger, until="2031-03-01") == []


def test_a_contradiction_that_a_person_unlinked_is_not_listed(ledger: Ledger) -> None:
    judged(ledger, claim(DENIED), claim(FIRST), "contradicts")
    decide(ledger, "claim", claim(DENIED), claim(FIRST), "none")
    assert pairs(ledger) == []


def test_who_published_it_first_said_it_first_whatever_day_it_was_said(tmp_path: Path) -> None:
    late = article("embun.example", "2031-03-05", Said(content="Bendungan Rumbai aman", holder=RATNA, day="2031-03-01"))
    soon = article("senja.example", "2031-03-03", Said(content="Bendungan Rumbai aman", holder=RATNA))
    off = article("kabar.example", "2031-02-01", Said(content="Bendungan Rumbai aman", holder=RATNA, day="2031-03-04"))
    with Ledger.open(tmp_path / "l.db") as ledger:
        ledger.add([late, soon, off])
        judged(ledger, claim(late), claim(soon), "same")
        judged(ledger, claim(off), claim(soon), "same")
        for one in (late, soon, off):
            assert history(ledger, claim(one)).first.id == claim(soon)


def test_the_article_from_which_others_have_it_comes_before_them_whatever_their_clocks_say(tmp_path: Path) -> None:
    copy = article("embun.example", "2031-03-02", Said(content="Bendungan Rumbai aman", holder=RATNA))
    own = article("senja.example", "2031-03-03", Said(content="Bendungan Rumbai aman", holder=RATNA), also=RELEASE)
    with Ledger.open(tmp_path / "l.db") as ledger:
        ledger.add([copy, own])
        linking.link(ledger)
        judged(ledger, claim(copy), claim(own), "same")
        assert history(ledger, claim(copy)).first.id == claim(copy)
        judged(ledger, copy[1].article.key, own[1].article.key, "copy", kind="lineage")
        assert history(ledger, claim(copy)).first.id == claim(own)


def test_a_speaker_is_found_by_a_part_of_the_name_and_a_name_of_several_says_so(tmp_path: Path) -> None:
    day = "2031-03-02"
    full = article("embun.example", day, Said(content="Bendungan Rumbai aman", holder="Sekar Wiraguna"))
    short = article("senja.example", day, Said(content="Bendungan akan diperiksa", holder="Wiraguna"))
    other = article("kabar.example", day, Said(content="tim kami siap", holder="Danu Wiraguna"))
    with Ledger.open(tmp_path / "one.db") as ledger:
        ledger.add([full, short])
        said, several = said_by(ledger, "Sekar Wiraguna")
        assert ({line.id for line in said}, several) == ({claim(full), claim(short)}, {})
    with Ledger.open(tmp_path / "two.db") as ledger:
        ledger.add([full, short, other])
        assert [line.id for line in said_by(ledger, "Sekar Wiraguna")[0]] == [claim(full)]  # "Wiraguna" may be either
        said, several = said_by(ledger, "Wiraguna")
        assert len(said) == 3
        assert several == {"Danu Wiraguna": 1, "Sekar Wiraguna": 1, "Wiraguna": 1}


def test_a_dispute_from_which_a_person_takes_a_pair_is_gone_unless_a_person_put_it_on(ledger: Ledger) -> None:
    judged(ledger, claim(DENIED), claim(FIRST), "contradicts")
    judged(ledger, claim(DENIED), claim(AGAIN), "contradicts")
    judged(ledger, claim(AGAIN), claim(FIRST), "same")
    assert len(pairs(ledger)) == 2
    decide(ledger, "claim", claim(DENIED), claim(AGAIN), "none")
    assert pairs(ledger) == []
    decide(ledger, "claim", claim(DENIED), claim(FIRST), "contradicts")
    assert pairs(ledger) == [(claim(FIRST), claim(DENIED))]
    decide(ledger, "claim", claim(DENIED), claim(AGAIN), None)
    assert len(pairs(ledger)) == 2
