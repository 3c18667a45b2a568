"""Events in the ledger: what passes each filter, in what order, and how an older ledger gets its table."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import convert
from msgspec.structs import replace

from konon import schema
from konon.listing import event_lines, lines
from konon.records import Article, Claim, Event, Page, Reading, Stance, Trail, content_id
from konon.rows import insert, rows_of
from konon.store import ClaimFilter, Counts, EventFilter, Ledger, LedgerError, connect_reading

TALKS = """Selasih bantah tandatangani pakta
Ratna Wiraguna membantah kerajaannya menandatangani pakta dengan Arunika.
Menteri Laras khawatir Belarusia Lama menyerang pelabuhan dan Komisi PBX menghukum Selasih bulan depan.
Arunika mengirim beras ke Selasih."""
TALKS_HAPPEN = (  # trigger, type, actors, recipients, claim, stances, time
    ("menandatangani", "AGREE", "Kerajaan Selasih XSL", "Arunika XAR", 0, "Ratna Wiraguna CT-, author U", "2031-W08"),
    ("menyerang", "ASSAULT", "Belarusia Lama XBL", "", 1, "Laras PS+", None),
    ("menghukum", "SANCTION", "Komisi Bahari (PBX)", "Kerajaan Selasih XSL", 1, "Laras PR+", "2031-04"),
    ("mengirim", "AID", "Arunika XAR", "Kerajaan Selasih XSL", None, "author CT+", None),
)
TALKS_SAY = (("Ratna Wiraguna", "deny", "kerajaannya menandatangani"), ("Menteri Laras", "fear", "Belarusia Lama menyerang"))
HARBOUR = """Port reopens
The harbour master said Éstrella would visit Arunika on Friday."""
HARBOUR_HAPPENS = (("visit", "CONSULT", "Éstrella Marón", "Arunika XAR", 0, "The harbour master CT+", "2031-03-07"),)
HARBOUR_SAYS = (("The harbour master", "say", "Éstrella would visit Arunika"),)


def span(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def parties(cell: str) -> tuple[list[str], list[str | None]]:
    """ "Kerajaan Selasih XSL" is a name with its country's code, where the last word looks like one of ours."""
    name, _, code = cell.rpartition(" ")
    coded = len(code) == 3 and code.startswith("X")
    return ([name if coded else cell], [code if coded else None]) if cell else ([], [])


def read(
    text: str,
    said: tuple[tuple[str, str, str], ...],
    happened: tuple[tuple[str, str, str, str, int | None, str, str | None], ...],
    *,
    published: str | None = "2031-03-02",
    outlet: str = "senja.example",
    reader: str = "rules 1",
) -> tuple[Page, Reading]:
    page = Page(name="berita.txt", body=text.encode(), kind="text")
    article = Article(
        id=content_id(text), outlet=outlet, title=text.split("\n")[0], language="id", published=published, text=text
    )
    claims = [
        convert(
            {
                **{"id": content_id(article.key, content), "source": [span(text, source)], "cue": [], "act": act},
                **{"content": [span(text, content)], "quote": "indirect", "confidence": 0.5},
            },
            Claim,
        )
        for source, act, content in said
    ]
    events = []
    for trigger, kind, actors, recipients, claim, sure, time in happened:
        stances = [dict(zip(("by", "factuality"), part.rsplit(" ", 1), strict=True)) for part in sure.split(", ")]
        values = {
            **{"id": content_id(article.key, trigger), "trigger": span(text, trigger), "type": kind, "time": time},
            **dict(zip(("actors", "actor_countries"), parties(actors), strict=True)),
            **dict(zip(("recipients", "recipient_countries"), parties(recipients), strict=True)),
            **{"claim": None if claim is None else claims[claim].id, "stances": stances, "confidence": 0.5},
        }
        events.append(convert(values, Event))
    trail = Trail(input=page.digest, konon="0.1.0", extractor="text 1", reader=reader, lexicon="00ff")
    return page, Reading(article=article, claims=tuple(claims), events=tuple(events), trail=trail)


TALKS_ITEM = read(TALKS, TALKS_SAY, TALKS_HAPPEN)
HARBOUR_ITEM = read(HARBOUR, HARBOUR_SAYS, HARBOUR_HAPPENS, published="2031-03-05", outlet="embun.example")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("events") / "ledger.db"
    with Ledger.open(path) as ledger:
        ledger.add([TALKS_ITEM, HARBOUR_ITEM])
    return path


@pytest.fixture
def full(made: Path, tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with talks (2031-03-02, four events, two claims) and harbour (2031-03-05, one event, one claim)."""
    with Ledger.open(Path(shutil.copy(made, tmp_path))) as ledger:
        yield ledger


def kinds(ledger: Ledger, where: EventFilter, *, limit: int | None = None, all_readings: bool = False) -> list[str]:
    return [line.type for line in ledger.events(where, limit=limit, all_readings=all_readings)]


def test_events_come_back_as_their_lines_the_newest_article_first_in_the_order_of_its_text(full: Ledger) -> None:
    assert list(full.events(EventFilter())) == event_lines(HARBOUR_ITEM[1]) + event_lines(TALKS_ITEM[1])


def test_events_are_counted_once_however_many_readings_hold_them(full: Ledger) -> None:
    full.add([read(TALKS, TALKS_SAY, TALKS_HAPPEN, reader="rules 2")])
    assert full.counts() == Counts(pages=2, articles=2, readings=3, claims=3, events=5)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (EventFilter(), "CONSULT AGREE ASSAULT SANCTION AID"),
        (EventFilter(event=("AGREE",)), "AGREE"),
        (EventFilter(event=("AID", "CONSULT")), "CONSULT AID"),
        (EventFilter(event=("PROTEST",)), ""),
        (EventFilter(actor="XSL"), "AGREE SANCTION AID"),
        (EventFilter(actor="xsl"), ""),
        (EventFilter(actor=" XAR "), "CONSULT AGREE AID"),
        (EventFilter(actor="XBL"), "ASSAULT"),
        (EventFilter(actor="PBX"), "SANCTION"),
        (EventFilter(actor="selasih"), "AGREE SANCTION AID"),
        (EventFilter(actor="SELASIH kerajaan"), "AGREE SANCTION AID"),
        (EventFilter(actor="estrella"), "CONSULT"),
        (EventFilter(actor="arus"), "ASSAULT"),
        (EventFilter(actor="kerajaan arunika"), ""),
        (EventFilter(actor="ratna"), ""),
        (EventFilter(actor="%"), ""),
        (EventFilter(actor="  "), "CONSULT AGREE ASSAULT SANCTION AID"),
        (EventFilter(factuality=("CT-",)), "AGREE"),
        (EventFilter(factuality=("U",)), "AGREE"),
        (EventFilter(factuality=("CT+",)), "CONSULT AID"),
        (EventFilter(factuality=("PS+", "PR+")), "ASSAULT SANCTION"),
        (EventFilter(factuality=("PS-",)), ""),
        (EventFilter(outlet="embun"), "CONSULT"),
        (EventFilter(outlet="SENJA.example"), "AGREE ASSAULT SANCTION AID"),
        (EventFilter(since="2031-03-03"), "CONSULT SANCTION"),
        (EventFilter(until="2031-02-28"), "AGREE"),
        (EventFilter(since="2031-03-02", until="2031-03-02"), "ASSAULT AID"),
        (EventFilter(since="2031-04-01", until="2031-04-01"), "SANCTION"),
        (EventFilter(event=("AGREE", "AID"), actor="XSL", factuality=("CT+",)), "AID"),
        (
            EventFilter(event=("SANCTION",), actor="selasih", factuality=("PR+",), outlet="senja", since="2031-03-15"),
            "SANCTION",
        ),
        (EventFilter(event=("ASSAULT",), actor="XSL"), ""),
    ],
)
def test_a_filter_keeps_only_the_events_that_pass(full: Ledger, where: EventFilter, expected: str) -> None:
    assert kinds(full, where) == expected.split()


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (ClaimFilter(event=("AGREE",)), "deny"),
        (ClaimFilter(event=("AGREE", "CONSULT")), "say deny"),
        (ClaimFilter(event=("AID",)), ""),  # told by the article itself
        (ClaimFilter(actor="XSL"), "deny fear"),
        (ClaimFilter(actor="arunika"), "say deny"),
        (ClaimFilter(factuality=("PS+",)), "fear"),
        (ClaimFilter(factuality=("CT-", "CT+")), "say deny"),
        (ClaimFilter(event=("ASSAULT",), actor="XBL", factuality=("PS+",)), "fear"),
        (ClaimFilter(event=("SANCTION",), actor="XSL", factuality=("PR+",)), "fear"),
        (ClaimFilter(event=("ASSAULT",), actor="XSL"), ""),  # two events of one claim, of which neither passes both
        (ClaimFilter(actor="XBL", factuality=("PR+",)), ""),
        (ClaimFilter(event=("AGREE",), act=("deny",), outlet="senja", text="kerajaannya"), "deny"),
        (ClaimFilter(event=("AGREE",), act=("say",)), ""),
        (ClaimFilter(actor=" "), "say deny fear"),
    ],
)
def test_a_claim_passes_where_one_event_of_its_content_passes_all_that_is_asked_of_events(
    full: Ledger, where: ClaimFilter, expected: str
) -> None:
    assert [line.act for line in full.claims(where)] == expected.split()


def test_a_claim_s_line_has_the_events_of_its_content_as_those_of_the_reading_have(full: Ledger) -> None:
    listed = list(full.claims(ClaimFilter(outlet="senja")))
    assert listed == lines(TALKS_ITEM[1])
    assert [line.events for line in listed] == [
        "AGREE CT-/U: Kerajaan Selasih → Arunika",
        "ASSAULT PS+: Belarusia Lama; SANCTION PR+: Komisi Bahari (PBX) → Kerajaan Selasih",
    ]


def test_names_of_a_reading_without_countries_are_found_all_the_same(full: Ledger) -> None:
    page, reading = TALKS_ITEM
    bare = tuple(replace(event, actor_countries=()) for event in reading.events)
    full.add([(page, replace(reading, events=bare, trail=replace(reading.trail, reader="rules 0")))])
    assert kinds(full, EventFilter(actor="kerajaan selasih")) == ["AGREE", "SANCTION", "AID"]
    assert kinds(full, EventFilter(actor="XSL")) == ["SANCTION", "AID"]


def test_of_several_readings_the_newest_counts_unless_all_are_asked_for(full: Ledger) -> None:
    full.add([read(TALKS, TALKS_SAY, TALKS_HAPPEN[:1], reader="rules 2")])
    assert kinds(full, EventFilter()) == ["CONSULT", "AGREE"]
    assert sorted(kinds(full, EventFilter(event=("AGREE", "AID")), all_readings=True)) == ["AGREE", "AGREE", "AID"]


def test_a_limit_keeps_the_first_events(full: Ledger) -> None:
    assert kinds(full, EventFilter(), limit=2) == ["CONSULT", "AGREE"]
    assert kinds(full, EventFilter(), limit=0) == []


@pytest.mark.parametrize(
    ("where", "complaint"),
    [
        (EventFilter(event=("WAR",)), "event: 'WAR' is none of AGREE, "),
        (EventFilter(factuality=("CT",)), r"factuality: 'CT' is none of CT\+, "),
        (EventFilter(since="yesterday"), "since: 'yesterday' is not a date"),
        (EventFilter(until="2031-02-30"), "until: '2031-02-30' is not a date"),
    ],
)
def test_what_cannot_be_asked_is_named_at_the_call(full: Ledger, where: EventFilter, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        full.events(where)


def test_of_a_claim_too_and_so_is_a_limit_below_zero(full: Ledger) -> None:
    with pytest.raises(ValueError, match="event: 'WAR' is none of"):
        full.claims(ClaimFilter(event=("WAR",)))
    with pytest.raises(ValueError, match="limit: -1"):
        full.events(EventFilter(), limit=-1)


@given(asked=st.text(max_size=20))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_party_is_asked_for_only_ever_filters(full: Ledger, asked: str) -> None:
    assert set(kinds(full, EventFilter(actor=asked))) <= set(kinds(full, EventFilter()))


def test_a_half_read_listing_of_events_does_not_see_what_is_added_later(full: Ledger) -> None:
    listing = full.events(EventFilter())
    first = next(listing)
    full.add([read("Judul\nArunika mengirim padi.", (), (("mengirim", "AID", "Arunika XAR", "", None, "author CT+", None),))])
    assert [first.type, *(line.type for line in listing)] == ["CONSULT", "AGREE", "ASSAULT", "SANCTION", "AID"]


@pytest.mark.parametrize("statement", ["UPDATE events SET place = NULL", "DELETE FROM events"])
def test_no_event_can_be_changed_or_deleted(full: Ledger, statement: str) -> None:
    connection = schema.default_driver().connect(str(full.path), isolation_level=None)
    with pytest.raises(schema.default_driver().IntegrityError, match=r"the ledger only grows: no (UPDATE|DELETE) on events"):
        connection.execute(statement)
    connection.close()


# --- a ledger of revision 0001 --------------------------------------------------------------------------------------------


def first_revision(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Makes a ledger as the first revision had it, with the talks; returns all its rows."""
    page, reading = TALKS_ITEM
    rows = rows_of(page, reading, reading_id=reading.id, added="2031-03-03T00:00:00Z")
    driver = schema.default_driver()
    engine = schema.connect(path, driver, 1)
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with engine.execution_options(write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        assert insert(connection, replace(rows, events=()))
    engine.dispose()
    return rows_in(path)


def rows_in(path: Path) -> dict[str, list[tuple[object, ...]]]:
    connection: sqlite3.Connection = schema.default_driver().connect(str(path))
    names = ("pages", "page_parts", "texts", "articles", "readings", "claims")
    found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    connection.close()
    return found


def test_a_ledger_of_the_first_revision_is_brought_up_to_date_and_keeps_all_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    before = first_revision(path)
    assert all(before.values())
    with Ledger.open(path) as ledger:
        assert rows_in(path) == before
        assert ledger.reading(TALKS_ITEM[1].id) == TALKS_ITEM[1]
        assert [line.act for line in ledger.claims(ClaimFilter())] == ["deny", "fear"]
        assert kinds(ledger, EventFilter()) == []  # those of older readings are in their bodies alone
        assert ledger.add([HARBOUR_ITEM, TALKS_ITEM]) == [True, False]
        assert kinds(ledger, EventFilter()) == ["CONSULT"]
        assert ledger.counts() == Counts(pages=2, articles=2, readings=2, claims=3, events=1)


def test_a_ledger_of_the_first_revision_that_may_not_be_written_is_refused_with_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    first_revision(path)
    with pytest.raises(LedgerError, match=rf"old\.db: is read-only and of version 0001; this Konon asks {schema.HEAD}$"):
        connect_reading(path, schema.default_driver(), 1)


def test_a_stance_counts_as_a_whole(full: Ledger) -> None:
    page, reading = TALKS_ITEM
    odd = replace(reading.events[0], stances=(Stance(by="CT-", factuality="PS-"),))
    full.add([(page, replace(reading, events=(odd,), trail=replace(reading.trail, reader="rules 3")))])
    assert kinds(full, EventFilter(factuality=("CT-",))) == []
    assert kinds(full, EventFilter(factuality=("PS-",))) == ["AGREE"]
