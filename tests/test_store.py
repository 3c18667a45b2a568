"""The ledger on real files: what goes in comes back, nothing changes, and every refusal is one line."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from konon import schema
from konon.asked import match
from konon.linkschema import metadata
from konon.listing import EventLine, Line, event_lines, lines
from konon.matching import fold, is_outlet
from konon.records import (
    Act,
    Article,
    Boilerplate,
    Claim,
    Entity,
    Event,
    Given,
    Page,
    Reading,
    Skip,
    Sourcing,
    Span,
    Stance,
    Time,
    Trail,
    content_id,
)
from konon.store import ClaimFilter, Counts, EventFilter, Ledger, LedgerError

TALKS = """Arunika dan Selasih berunding lagi
KOTA SENJA - Kementerian Luar Negeri Arunika menyatakan perundingan senjata dengan Selasih dibuka kembali.
Perdana Menteri Selasih, Ratna Wiraguna, membantah kerajaannya menyembunyikan rudal. "Kami tidak punya apa-apa," kata Ratna.
Seperti dilansir Kantor Berita Senja, perjanjian senjata lama berakhir bulan depan."""
HARBOUR = """Port of Tanjung Embun reopens
The harbour master said ferries would sail again on Friday.
Fishermen fear that Arunika's café barges will return."""
Attributed = tuple[str, str, str, Act, str | None, str | None]  # source, cue, content, act, holder, said
SAID_IN_TALKS: tuple[Attributed, ...] = (
    (
        "Kementerian Luar Negeri Arunika",
        "menyatakan",
        "perundingan senjata dengan Selasih dibuka kembali",
        "say",
        None,
        "2031-03-01",
    ),
    ("Ratna Wiraguna", "membantah", "kerajaannya menyembunyikan rudal", "deny", "Ratna Wiraguna", None),
    ("Ratna", "kata", "Kami tidak punya apa-apa", "say", "Ratna Wiraguna", None),
    ("Kantor Berita Senja", "dilansir", "perjanjian senjata lama berakhir bulan depan", "say", None, "2031-02"),
)
SAID_AT_HARBOUR: tuple[Attributed, ...] = (
    ("The harbour master", "said", "ferries would sail again on Friday", "say", None, None),
    ("Fishermen", "fear", "Arunika's café barges will return", "fear", None, None),
)
QUERIES = Path(__file__).parent.parent / "docs" / "ledger.md"


def spans(text: str, words: str) -> tuple[Span, ...]:
    start = text.index(words)
    return ((start, start + len(words)),)


def read(
    text: str,
    said: tuple[Attributed, ...],
    *,
    published: str | None = "2031-03-02",
    outlet: str | None = "senja.example",
    reader: str = "rules 1",
    url: str | None = None,
) -> tuple[Page, Reading]:
    """A page of `text` and a reading of it, as the pipeline would make them."""
    page = Page(name="berita/satu.txt", body=text.encode(), kind="text", given=Given(url=url))
    article = Article(
        id=content_id(url or text),
        url=url,
        outlet=outlet,
        title=text.split("\n")[0],
        language="id",
        published=published,
        text=text,
    )
    found = tuple(
        Claim(
            id=content_id(article.key, content),
            source=spans(text, source),
            cue=spans(text, cue),
            content=spans(text, content),
            act=act,
            negated=act == "deny",
            quote="indirect",
            holder=holder,
            said=day,
            confidence=0.75,
        )
        for source, cue, content, act, holder, day in said
    )
    trail = Trail(input=page.digest, konon="0.1.0", extractor="text 1", reader=reader, lexicon="00ff")
    named = tuple(
        Sourcing(span=spans(text, name)[0], role="agency", name=name) for name in ["Kantor Berita Senja"] if name in text
    )
    return page, Reading(article=article, sourcing=named, claims=found, trail=trail)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db") as opened:
        yield opened


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    """A ledger with two articles: talks (2031-03-02, four claims) and harbour (2031-03-05, two claims)."""
    harbour = read(HARBOUR, SAID_AT_HARBOUR, published="2031-03-05", outlet="embun.example", url="https://embun.example/1")
    ledger.add([read(TALKS, SAID_IN_TALKS), harbour])
    return ledger


def contents(ledger: Ledger, where: ClaimFilter, *, limit: int | None = None) -> list[str]:
    return [line.content for line in ledger.claims(where, limit=limit)]


def plain(path: Path) -> sqlite3.Connection:
    """A connection past the ledger, by the same SQLite library: two in one process would not see each other's locks."""
    connection: sqlite3.Connection = schema.default_driver().connect(str(path), isolation_level=None)
    return connection


# --- adding ---------------------------------------------------------------------------------------------------------------


def test_a_reading_comes_back_equal_and_its_page_byte_for_byte(ledger: Ledger) -> None:
    page, reading = read(TALKS, SAID_IN_TALKS)
    more = Page(name="2", body=b"\xff\x00raw", kind="html")
    page = replace(page, more=(more, replace(more, body=b"")))
    reading = replace(reading, trail=replace(reading.trail, input=page.digest))
    assert ledger.add([(page, reading)]) == [True]
    assert ledger.reading(reading.id) == reading
    assert ledger.page(page.digest) == (TALKS.encode(), b"\xff\x00raw", b"")


def test_adding_twice_in_one_batch_or_in_two_changes_nothing(ledger: Ledger) -> None:
    item = read(TALKS, SAID_IN_TALKS)
    assert ledger.add([item, item]) == [True, False]
    assert ledger.add([item]) == [False]
    assert ledger.counts() == Counts(pages=1, articles=1, readings=1, claims=4, events=0)


def test_nothing_added_is_nothing_done(ledger: Ledger) -> None:
    assert ledger.add([]) == []
    assert ledger.counts() == Counts(pages=0, articles=0, readings=0, claims=0, events=0)


def test_a_newer_reader_adds_a_reading_beside_the_old_and_takes_its_place_in_listings(full: Ledger) -> None:
    old = read(TALKS, SAID_IN_TALKS)
    new = read(TALKS, SAID_IN_TALKS[1:3], reader="rules 2")
    assert full.add([new]) == [True]
    assert full.counts() == Counts(pages=2, articles=2, readings=3, claims=6, events=0)
    assert full.reading(old[1].id) == old[1]
    listed = [line.reading for line in full.claims(ClaimFilter(until="2031-03-02"))]
    assert listed == [new[1].id] * 2
    assert len(list(full.claims(ClaimFilter(until="2031-03-02"), all_readings=True))) == 6


KNOWN = ("title", "outlet", "byline", "language", "published", "published_at", "updated_at", "published_from")


@pytest.mark.parametrize("field", KNOWN)
def test_what_is_corrected_about_an_article_adds_a_reading_that_takes_the_place_of_the_old(full: Ledger, field: str) -> None:
    page, old = read(TALKS, SAID_IN_TALKS)
    new = replace(old, article=replace(old.article, **{field: "page" if field == "published_from" else "2031-03-09"}))
    assert full.add([(page, new), (page, new)]) == [True, False]
    assert full.reading(old.id) == old
    listed = {line.reading for line in full.claims(ClaimFilter()) if line.article == old.article.id}
    assert listed == {new.id}


def test_a_new_extractor_that_gives_the_page_another_text_takes_the_place_of_the_old_reading(full: Ledger) -> None:
    page, reading = read(TALKS, SAID_IN_TALKS)
    cut = TALKS.rsplit("\n", 1)[0]
    again = read(cut, SAID_IN_TALKS[:3])[1]
    again = replace(again, trail=replace(reading.trail, extractor="text 2"))
    assert full.add([(page, again)]) == [True]
    assert {line.reading for line in full.claims(ClaimFilter(until="2031-03-02"))} == {again.id}


def test_the_same_words_at_two_addresses_are_two_articles_with_their_text_kept_once(ledger: Ledger) -> None:
    here, there = (read(TALKS, SAID_IN_TALKS, url=f"https://{name}.example/x") for name in ("senja", "embun"))
    assert ledger.add([here, there]) == [True, True]
    assert ledger.counts() == Counts(pages=1, articles=2, readings=2, claims=8, events=0)
    assert plain(ledger.path).execute("SELECT count(*) FROM texts").fetchone() == (1,)
    assert len(list(ledger.claims(ClaimFilter()))) == 8


def test_a_reading_of_another_page_is_refused_and_nothing_of_the_batch_added(ledger: Ledger) -> None:
    page, reading = read(TALKS, SAID_IN_TALKS)
    with pytest.raises(ValueError, match=r"satu\.txt: the reading is of"):
        ledger.add([read(HARBOUR, SAID_AT_HARBOUR), (replace(page, body=b"other"), reading)])
    assert ledger.counts().pages == 0


def test_half_a_surrogate_pair_is_refused_by_name(ledger: Ledger) -> None:
    page, reading = read(TALKS, SAID_IN_TALKS)
    broken = replace(reading, article=replace(reading.article, byline="\ud800"))
    with pytest.raises(LedgerError, match=r"^berita/satu\.txt: cannot be kept"):
        ledger.add([(page, broken)])
    assert ledger.failure is None  # of the file: it takes the next one


def test_a_file_name_that_is_not_utf8_is_kept_spelled_out(ledger: Ledger) -> None:
    page, reading = read(TALKS, SAID_IN_TALKS)
    assert ledger.add([(replace(page, name="satu\udcff.txt"), reading)]) == [True]
    assert plain(ledger.path).execute("SELECT name FROM readings").fetchone() == ("satu\\udcff.txt",)


def test_the_time_of_adding_is_the_one_given_in_utc(ledger: Ledger) -> None:
    page, reading = read(TALKS, SAID_IN_TALKS)
    ledger.add([(page, reading)], now=datetime(2031, 3, 4, 6, 7, 8, tzinfo=timezone(timedelta(hours=7))))
    assert ledger.shown(reading.claims[0].id).added == "2031-03-03T23:07:08Z"


@pytest.mark.parametrize("table", ["pages", "page_parts", "texts", "articles", "readings", "claims"])
def test_no_row_can_be_changed_or_deleted(full: Ledger, table: str) -> None:
    connection = plain(full.path)
    column = connection.execute(f"SELECT * FROM {table}").description[-1][0]
    for statement in (f"UPDATE {table} SET {column} = NULL", f"DELETE FROM {table}"):
        with pytest.raises(schema.default_driver().IntegrityError, match="the ledger only grows"):
            connection.execute(statement)
    connection.close()


# --- listing --------------------------------------------------------------------------------------------------------------


def test_listed_lines_equal_those_of_the_reading_newest_article_first(full: Ledger) -> None:
    harbour = read(HARBOUR, SAID_AT_HARBOUR, published="2031-03-05", outlet="embun.example", url="https://embun.example/1")[1]
    talks = read(TALKS, SAID_IN_TALKS)[1]
    assert list(full.claims(ClaimFilter())) == lines(harbour) + lines(talks)
    assert lines(talks)[0].via == "Kantor Berita Senja"


def test_articles_without_a_date_come_last(full: Ledger) -> None:
    full.add(
        [
            read(
                "Tanpa tanggal\nPetani berharap hujan turun.",
                (("Petani", "berharap", "hujan turun", "want", None, None),),
                published=None,
            )
        ]
    )
    assert contents(full, ClaimFilter())[-1] == "hujan turun"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (ClaimFilter(holder="ratna wiraguna"), 2),
        (ClaimFilter(holder="WIRAGUNA  Ratna"), 2),
        (ClaimFilter(holder="agun"), 2),
        (ClaimFilter(holder="negeri kementerian"), 1),
        (ClaimFilter(holder="harbour ratna"), 0),
        (ClaimFilter(holder="%"), 0),
        (ClaimFilter(holder=""), 6),
        (ClaimFilter(act=("deny",)), 1),
        (ClaimFilter(act=("deny", "fear")), 2),
        (ClaimFilter(outlet="SENJA.example"), 4),
        (ClaimFilter(outlet="senja"), 4),
        (ClaimFilter(outlet="Embun"), 2),
        (ClaimFilter(outlet="example"), 0),
        (ClaimFilter(outlet=".example"), 0),
        (ClaimFilter(outlet="nja.example"), 0),
        (ClaimFilter(outlet="senja.examp"), 0),
        (ClaimFilter(since="2031-03-05"), 2),
        (ClaimFilter(since="2031-03-01", until="2031-03-01"), 1),
        (ClaimFilter(until="2031-03-02"), 4),
        (ClaimFilter(until="2031-02-28"), 1),
        (ClaimFilter(since="2031-02-20", until="2031-02-21"), 1),
        (ClaimFilter(text="perjanjian senjata"), 1),
        (ClaimFilter(text="senjata perjanjian"), 1),
        (ClaimFilter(text="senjata"), 2),
        (ClaimFilter(text='"senjata perjanjian"'), 0),
        (ClaimFilter(text='"perjanjian senjata"'), 1),
        (ClaimFilter(text="“perjanjian senjata”"), 1),
        (ClaimFilter(text="senj*"), 2),
        (ClaimFilter(text="senj"), 0),
        (ClaimFilter(text='"perundingan senj"*'), 1),
        (ClaimFilter(text="CAFE barges"), 1),
        (ClaimFilter(text="tanjung embun ferries"), 1),
        (ClaimFilter(text="apa-apa"), 1),
        (ClaimFilter(text="  "), 6),
        (ClaimFilter(text="—"), 0),
        (ClaimFilter(holder="ratna", text="rudal", act=("deny",), outlet="senja.example", since="2031-03-02"), 1),
    ],
)
def test_a_filter_keeps_only_what_passes(full: Ledger, where: ClaimFilter, expected: int) -> None:
    assert len(contents(full, where)) == expected


@pytest.mark.parametrize(
    ("outlet", "asked", "expected"),
    [
        ("www.senja.example", "senja", True),
        ("kota.senja.example", "senja.example", True),
        ("kota.senja.example", "kota", True),
        ("kota.senja.example", "senja", False),
        ("Kabar ÉMBUN", "kabar embun", True),
        ("Kabar Embun", "kabar", False),
        ("St. Embun News", "st", False),
        (None, "", False),
    ],
)
def test_an_outlet_is_meant_by_its_name_its_host_or_the_hosts_beginning(outlet: str | None, asked: str, expected: bool) -> None:
    assert is_outlet(outlet, asked) is expected


NASTY = [
    '"',
    '""',
    '"*',
    "*",
    "AND",
    "NOT a",
    "a OR",
    "NEAR(",
    "holder:x",
    "^a",
    "a + b",
    "(((",
    "-a",
    "a\x00b",
    "{a} : b",
    "\udcff",
    "'",
    ";",
]


@pytest.mark.parametrize("asked", [*NASTY, "senjata " * 5000, '"' + "x " * 5000])
def test_no_search_words_end_in_a_syntax_error(full: Ledger, asked: str) -> None:
    assert len(contents(full, ClaimFilter(text=asked))) <= 6


@given(asked=st.text(max_size=40))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_only_ever_filters(full: Ledger, asked: str) -> None:
    everything = set(contents(full, ClaimFilter()))
    assert set(contents(full, ClaimFilter(text=asked, holder=asked, outlet=asked))) <= everything


def test_every_search_word_is_quoted() -> None:
    assert match('perjanjian NOT "dua kata"* sen* lepas"') == '"perjanjian" "NOT" "dua kata"* "sen"* "lepas" ""'


def test_names_are_compared_without_case_and_accents() -> None:
    assert fold("José ERDOĞAN Straße") == "jose erdogan strasse"


@pytest.mark.parametrize("day", ["2031-02-30", "31-02-03", "20310203", "2031-W05-1", "yesterday", "", "2031-02"])
def test_an_ill_formed_date_is_named_at_the_call(full: Ledger, day: str) -> None:
    with pytest.raises(ValueError, match=f"^since: '{day}' is not a date"):
        full.claims(ClaimFilter(since=day))
    with pytest.raises(ValueError, match=f"^until: '{day}' is not a date"):
        full.claims(ClaimFilter(until=day))


def test_an_unknown_act_and_a_negative_limit_are_named(full: Ledger) -> None:
    with pytest.raises(ValueError, match="act: 'shout' is none of say, "):
        full.claims(ClaimFilter(act=("shout",)))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="limit: -1"):
        full.claims(ClaimFilter(), limit=-1)


def test_a_limit_keeps_the_first_lines(full: Ledger) -> None:
    everything = list(full.claims(ClaimFilter()))
    assert list(full.claims(ClaimFilter(), limit=3)) == everything[:3]
    assert list(full.claims(ClaimFilter(), limit=0)) == []


def test_a_half_read_listing_holds_no_lock_and_does_not_see_what_is_added_later(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.db", timeout=0.2, driver=sqlite3) as ledger:  # the rollback journal, where readers do block
        said = tuple(("Warga", "kata", f"kalimat ke-{n} selesai", "say", None, None) for n in range(600))
        text = "Judul\n" + "\n".join(f"Warga kata {content}." for _, _, content, *_ in said)
        ledger.add([read(text, said)])  # type: ignore[arg-type]
        listing = ledger.claims(ClaimFilter())
        first = next(listing)
        assert ledger.add([read(HARBOUR, SAID_AT_HARBOUR)]) == [True]
        assert [first.content, *(line.content for line in listing)] == [content for _, _, content, *_ in said]


def test_the_order_of_adding_does_not_change_the_listing(tmp_path: Path) -> None:
    items = [
        read(f"Judul {n}\nWarga kata hujan {n} turun.", (("Warga", "kata", f"hujan {n} turun", "say", None, None),))
        for n in range(9)
    ]
    listed: list[list[Line]] = []
    for seed in (1, 2):
        random.Random(seed).shuffle(items)
        with Ledger.open(tmp_path / f"{seed}.db") as ledger:
            ledger.add(items)
            listed.append(list(ledger.claims(ClaimFilter())))
    assert listed[0] == listed[1]
    assert len(listed[0]) == 9


# --- one claim ------------------------------------------------------------------------------------------------------------


def test_a_claim_is_shown_in_the_newest_reading_that_holds_it(full: Ledger) -> None:
    old = read(TALKS, SAID_IN_TALKS)[1]
    new = read(TALKS, SAID_IN_TALKS[:1], reader="rules 2")[1]
    full.add([read(TALKS, SAID_IN_TALKS[:1], reader="rules 2")])
    twice, once = old.claims[0].id, old.claims[1].id
    assert full.shown(twice).reading == new
    assert full.shown(twice).readings == 2
    shown = full.shown(once[:12])
    assert (shown.reading, shown.claim, shown.readings) == (old, old.claims[1], 1)


def with_ids(*ids: str) -> tuple[Page, Reading]:
    page, reading = read(TALKS, SAID_IN_TALKS)
    return page, replace(reading, claims=tuple(replace(reading.claims[0], id=id_) for id_ in ids))


def test_an_ambiguous_prefix_lists_at_most_five_candidates(ledger: Ledger) -> None:
    ledger.add([with_ids(*(f"abcd{n}" for n in range(7)), "abcd")])
    with pytest.raises(LedgerError, match=r"^claim 'abcd\?': not in .*; it could be abcd, abcd0, abcd1, abcd2, abcd3$"):
        ledger.shown("abcd?")
    assert ledger.shown("abcd").claim.id == "abcd"
    assert ledger.shown("abcd6").claim.id == "abcd6"
    with pytest.raises(LedgerError, match="give at least 4 characters"):
        ledger.shown("abc")


def test_a_prefix_of_several_ids_is_refused_with_them(ledger: Ledger) -> None:
    ledger.add([with_ids("abcd1", "abcd2", "ef")])
    with pytest.raises(LedgerError, match=r"^claim 'abcd': several ids begin so; it could be abcd1, abcd2$"):
        ledger.shown("abcd")
    with pytest.raises(LedgerError, match=r"claim 'efgh': not in .*; it could be ef$"):
        ledger.shown("efgh")


@pytest.mark.parametrize("asked", ["zzzz", "azzz"])
def test_ids_that_share_less_than_two_characters_are_not_offered(ledger: Ledger, asked: str) -> None:
    ledger.add([with_ids("abcd1", "abcd2", "ef")])
    with pytest.raises(LedgerError, match=rf"^claim '{asked}': not in {ledger.path}$"):
        ledger.shown(asked)


def test_an_id_may_be_given_in_capitals(ledger: Ledger) -> None:
    ledger.add([with_ids("abcd1", "abcd2")])
    assert ledger.shown("ABCD2").claim.id == "abcd2"


@pytest.mark.parametrize("asked", ["", "%", "zzzz", "\x00", "\udcff"])
def test_an_unknown_claim_of_an_empty_ledger_says_so(ledger: Ledger, asked: str) -> None:
    with pytest.raises(LedgerError, match="holds no claims yet"):
        ledger.shown(asked)


def test_an_unknown_reading_and_page_are_named(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match=r"^reading 'x': not in "):
        ledger.reading("x")
    with pytest.raises(LedgerError, match=r"^page 'x': not in "):
        ledger.page("x")


# --- any reading ----------------------------------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
maybe = st.none() | words
sure = st.floats(0, 1)


@st.composite
def any_item(draw: st.DrawFn) -> tuple[Page, Reading]:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
    span = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda s: (min(s), max(s)))
    many = st.lists(span, max_size=3).map(tuple)
    ids = st.sampled_from(["", "a", "b"]) | words
    claim = st.builds(
        Claim,
        id=ids,
        source=many,
        cue=many,
        content=st.lists(span, min_size=1, max_size=2).map(tuple),
        act=st.sampled_from(["say", "deny", "fear"]),
        negated=st.booleans(),
        quote=st.sampled_from(["direct", "mixed", "indirect"]),
        holder=maybe,
        holder_entity=maybe,
        said=maybe,
        within=maybe,
        confidence=sure,
        link=maybe,
    )
    stances = st.lists(st.builds(Stance, by=words, factuality=words), max_size=2).map(tuple)
    parties = st.lists(words, max_size=2).map(tuple)
    event = st.builds(
        Event,
        id=words,
        trigger=span,
        type=words,
        actors=parties,
        recipients=parties,
        actor_countries=st.lists(maybe, max_size=2).map(tuple),
        claim=st.none() | ids,
        stances=stances,
        time=maybe | st.dates().map(date.isoformat),
        place=maybe,
        confidence=sure,
    )
    given_ = st.builds(Given, id=maybe, url=maybe, outlet=maybe, title=maybe, published=maybe)
    part = st.builds(
        Page, name=st.text(max_size=9), body=st.binary(max_size=40), kind=st.sampled_from(["text", "html"]), given=given_
    )
    page = replace(draw(part), more=tuple(draw(st.lists(part, max_size=2))))
    names = ["id", "url", "outlet", "title", "byline", "published", "published_at", "updated_at"]
    article = draw(st.builds(Article, language=words, text=st.just(text), **{n: words if n == "id" else maybe for n in names}))
    trail = draw(st.builds(Trail, input=st.just(page.digest), konon=words, extractor=words, reader=words, lexicon=words))
    return page, Reading(
        article=article,
        boilerplate=tuple(
            draw(st.lists(st.builds(Boilerplate, start=st.just(0), end=st.just(len(text)), kind=words), max_size=2))
        ),
        sourcing=tuple(draw(st.lists(st.builds(Sourcing, span=span, role=st.just("outlet"), name=words), max_size=3))),
        times=tuple(draw(st.lists(st.builds(Time, span=span, type=st.just("DATE"), value=words), max_size=2))),
        entities=tuple(draw(st.lists(st.builds(Entity, id=words, name=words, type=st.just("PER"), mentions=many), max_size=2))),
        claims=tuple(draw(st.lists(claim, max_size=4))),
        events=tuple(draw(st.lists(event, max_size=2))),
        skips=tuple(draw(st.lists(st.builds(Skip, step=words, reason=words, at=span), max_size=2))),
        trail=trail,
    )


@given(items=st.lists(any_item(), max_size=3))
@settings(max_examples=40, deadline=None)
def test_any_valid_reading_comes_back_equal_with_equal_lines(
    tmp_path_factory: pytest.TempPathFactory, items: list[tuple[Page, Reading]]
) -> None:
    with Ledger.open(tmp_path_factory.mktemp("any") / "l.db") as ledger:
        new = ledger.add(items)
        assert ledger.add(items) == [False] * len(items)
        distinct = {reading.id: reading for (_, reading), was in zip(items, new, strict=True) if was}
        assert len(distinct) == len({reading.id for _, reading in items})
        assert {id_: ledger.reading(id_) for id_ in distinct} == distinct
        assert all(ledger.page(page.digest) == (page.body, *(part.body for part in page.more)) for page, _ in items)
        listed: dict[str, list[Line]] = {id_: [] for id_ in distinct}
        for line in ledger.claims(ClaimFilter(), all_readings=True):
            listed[line.reading].append(line)
        assert listed == {id_: lines(reading) for id_, reading in distinct.items()}
        told: dict[str, list[EventLine]] = {id_: [] for id_ in distinct}
        for event in ledger.events(EventFilter(), all_readings=True):
            told[event.reading].append(event)
        assert told == {id_: event_lines(reading) for id_, reading in distinct.items()}


# --- the file -------------------------------------------------------------------------------------------------------------


def test_the_migrations_make_the_tables_that_the_code_knows(full: Ledger) -> None:
    engine = schema.connect(full.path, schema.default_driver(), 1)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": lambda _o, name, kind, *_: kind != "table" or not name.startswith("claims_fts")}
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_newest_revision_is_the_one_that_the_code_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_a_ledger_of_a_newer_konon_is_refused(full: Ledger) -> None:
    full.close()
    with plain(full.path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(LedgerError, match=r"ledger\.db: was made by a newer Konon \(ledger 9999"):
        Ledger.open(full.path)


def test_another_programs_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with plain(path) as connection:
        connection.execute("CREATE TABLE bookmarks (id)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=r"places\.sqlite: is a SQLite database, but not a ledger"):
        Ledger.open(path)
    assert path.read_bytes() == before


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"is a folder, not a ledger$"):
        Ledger.open(tmp_path)


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerError, match=r"Not a directory|File exists"):
        Ledger.open(tmp_path / "file" / "ledger.db")


def test_a_file_that_is_not_sqlite_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Bukan basis data. " * 400)
    with pytest.raises(LedgerError, match=r"notes\.txt: is not a ledger \(not a SQLite file\)$"):
        Ledger.open(path)
    assert path.read_text() == "Bukan basis data. " * 400


def test_folders_are_made_and_odd_names_are_names(tmp_path: Path) -> None:
    for name in ("baru/lagi/ledger.db", ":memory:", "a b?c=d#e%20.db", "file:x"):
        with Ledger.open(tmp_path / name) as ledger:
            assert ledger.add([read(TALKS, SAID_IN_TALKS)]) == [True]
        assert (tmp_path / name).is_file()


@contextmanager
def suppress_into(messages: list[str]) -> Iterator[None]:
    try:
        yield
    except LedgerError as error:
        messages.append(str(error))


def ask_everything(path: Path, items: list[tuple[Page, Reading]]) -> None:
    with Ledger.open(path) as ledger:
        for page, reading in items:
            assert ledger.page(page.digest) == (page.body,)
            assert ledger.reading(reading.id) == reading
        list(ledger.claims(ClaimFilter(text="senj*")))
        list(ledger.events(EventFilter()))
        ledger.counts()


def test_a_damaged_file_gives_one_line_whatever_bytes_are_hit(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    items = [read(f"{TALKS}\nNomor {n}.", SAID_IN_TALKS) for n in range(20)]
    with Ledger.open(path) as ledger:
        ledger.add(items)
    whole = path.read_bytes()
    messages: list[str] = []
    for seed in range(25):
        rng = random.Random(seed)
        start = rng.randrange(0, len(whole))
        path.write_bytes(whole[:start] + rng.randbytes(3000) + whole[start + 3000 :])
        with suppress_into(messages):
            ask_everything(path, items)
    assert len(messages) > 8
    assert not [message for message in messages if "\n" in message or str(path) not in message]


def test_half_a_file_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    items = [read(f"{TALKS}\nNomor {n}.", SAID_IN_TALKS) for n in range(20)]
    with Ledger.open(path) as ledger:
        ledger.add(items)
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(LedgerError, match="is damaged; restore it from a backup"):
        ask_everything(path, items)


def test_a_closed_ledger_says_so(ledger: Ledger) -> None:
    ledger.close()
    with pytest.raises(LedgerError, match=r"is closed$"):
        ledger.counts()


def test_a_ledger_locked_past_the_timeout_is_reported_and_usable_afterwards(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.db", timeout=0.1) as ledger:
        holder = plain(ledger.path)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match=r"l\.db: is locked by another process$"):
            ledger.add([read(TALKS, SAID_IN_TALKS)])
        assert ledger.counts().readings == 0
        holder.execute("ROLLBACK")
        holder.close()
        assert ledger.add([read(TALKS, SAID_IN_TALKS)]) == [True]


def test_a_full_ledger_adds_nothing_of_the_batch_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    big = os.urandom(400_000).hex()
    with Ledger.open(tmp_path / "l.db") as ledger:
        assert ledger.add([read(HARBOUR, SAID_AT_HARBOUR)]) == [True]
        page, reading = read(TALKS + big, SAID_IN_TALKS)
        with ledger._engine.connect() as connection:
            size = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {size + 20}")
        with pytest.raises(LedgerError, match=r"l\.db: the disk is full$"):
            ledger.add([read(TALKS, SAID_IN_TALKS), (page, reading)])
        assert ledger.failure == f"{ledger.path}: the disk is full"
        assert ledger.counts() == Counts(pages=1, articles=1, readings=1, claims=2, events=0)
    with Ledger.open(tmp_path / "l.db") as ledger:
        assert ledger.add([(page, reading)]) == [True]
        assert ledger.reading(reading.id) == reading
    connection_ = plain(tmp_path / "l.db")
    assert connection_.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection_.close()


# --- which SQLite ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 6, 23), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_the_write_ahead_log_is_used_only_where_it_is_safe(version: tuple[int, ...], safe: bool) -> None:
    assert schema.wal_is_safe(version) is safe


@pytest.mark.parametrize("driver", [sqlite3, schema.default_driver()], ids=["python's", "default"])
def test_the_journal_follows_the_linked_sqlite(tmp_path: Path, driver: ModuleType) -> None:
    with Ledger.open(tmp_path / "l.db", driver=driver) as ledger:
        assert ledger.add([read(TALKS, SAID_IN_TALKS)]) == [True]
        assert contents(ledger, ClaimFilter(text="perjanjian sen*")) == ["perjanjian senjata lama berakhir bulan depan"]
        journal = plain(ledger.path).execute("PRAGMA journal_mode").fetchone()[0]
    assert journal == ("wal" if schema.wal_is_safe(driver.sqlite_version_info) else "delete")


def test_every_query_in_the_documentation_runs(full: Ledger) -> None:
    blocks = [block.split("```")[0] for block in QUERIES.read_text("utf-8").split("```sql\n")[1:]]
    assert len(blocks) >= 5
    page, reading = read(f"{TALKS}\nRatna tiba.", SAID_IN_TALKS)
    denial = Stance(by="Ratna Wiraguna", factuality="CT-")
    happened = Event(
        id="e",
        trigger=(20, 29),
        type="CONSULT",
        actors=("Arunika",),
        claim=reading.claims[1].id,
        stances=(denial,),
        confidence=1,
    )
    full.add([(page, replace(reading, events=(happened,)))])
    connection = schema.default_driver().connect(str(full.path))
    for block in blocks:
        assert connection.execute(block).fetchall(), block
    connection.close()


def test_the_default_clock_is_now(ledger: Ledger) -> None:
    page, reading = read(TALKS, SAID_IN_TALKS)
    before = datetime.now(UTC).replace(microsecond=0)
    ledger.add([(page, reading)])
    assert before <= datetime.fromisoformat(ledger.shown(reading.claims[0].id).added) <= datetime.now(UTC)


def test_a_file_that_is_missing_beside_the_ledger_is_the_one_that_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "weights.onnx"
    with pytest.raises(LedgerError) as refused, schema.readable_errors(tmp_path / "l.sqlite", sqlite3):
        missing.read_bytes()
    assert str(refused.value) == f"{missing}: No such file or directory"
