"""Events on the command line: `konon events`, the filters of `konon claims`, and the formats of `konon read`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from conftest import Konon, complaints
from konon.export import jsonl, plover, timeml
from konon.listing import EventLine, event_lines
from konon.records import Page
from konon.store import Ledger

GOLD = Path(__file__).parent / "gold" / "export"
SAMPLE = jsonl.decode((GOLD / "sample.jsonl").read_bytes())
TEXT = """Arunika dan Selasih Teken Perjanjian
Presiden Arunika bertemu Raja Selasih pada Rabu (1/5/2024). Arunika menandatangani perjanjian dagang dengan Selasih.
Menteri Selasih membantah negaranya menyerang Arunika pekan lalu.
"""


@pytest.fixture
def filled(konon: Konon) -> Konon:
    """A ledger with the sample, and with the same words a month later at another outlet, told to have but one event."""
    page = Page(name="satu.txt", body=SAMPLE.article.text.encode(), kind="text")
    first = replace(SAMPLE, trail=replace(SAMPLE.trail, input=page.digest))
    other = Page(name="dua.txt", body=SAMPLE.article.text.encode() + b" ", kind="text")
    article = replace(SAMPLE.article, id="later", outlet="Kabar Embun", url=None, published="2023-10-16")
    second = replace(
        first, article=article, claims=(), events=SAMPLE.events[5:6], trail=replace(SAMPLE.trail, input=other.digest)
    )
    with Ledger.open(konon.ledger) as ledger:
        assert ledger.add([(page, first), (other, second)]) == [True, True]
    return konon


def objects(stdout: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in stdout.splitlines()]


def listed(konon: Konon, *args: str) -> list[tuple[object, object]]:
    done = konon("events", *args)
    assert (done.returncode, done.stderr) == (0, b"")
    return [(line["published"], line["type"]) for line in objects(done.stdout)]


def test_events_are_listed_newest_article_first_and_so_many_at_most(filled: Konon) -> None:
    everything = [("2023-10-16", "ACCUSE"), *(("2023-09-16", event.type) for event in SAMPLE.events)]
    assert listed(filled) == everything
    assert listed(filled, "--limit", "3") == everything[:3]
    assert listed(filled, "--limit", "0") == []


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["--event", "ACCUSE"], ["ACCUSE", "ACCUSE"]),
        (["--event", "AID", "--event", "REQUEST"], ["AID", "REQUEST"]),
        (["--actor", "XSL"], ["AGREE", "AGREE", "COOPERATE", "AID", "REQUEST"]),
        (["--actor", "danu"], ["ACCUSE", "ACCUSE"]),
        (["--factuality", "CT-"], ["AGREE", "AGREE", "AGREE"]),
        (["--factuality", "CT-", "--actor", "XAR", "--event", "AGREE"], ["AGREE", "AGREE"]),
        (["--factuality", "PS+", "--event", "AGREE"], []),
        (["--outlet", "kabar embun"], ["ACCUSE"]),
        (["--until", "2023-09-11"], ["AGREE"]),  # "pekan ini"
        (["--since", "2023-10-01"], ["ACCUSE"]),
    ],
)
def test_each_filter_keeps_its_events(filled: Konon, args: list[str], expected: list[str]) -> None:
    assert [kind for _, kind in listed(filled, *args)] == expected


def test_each_format_holds_the_events_asked_for(filled: Konon, tmp_path: Path) -> None:
    args = ("events", "--factuality", "CT-")
    assert [line["id"] for line in objects(filled(*args).stdout)] == [line.id for line in event_lines(SAMPLE) if line.denied]
    rows = list(csv.DictReader(io.StringIO(filled(*args, "--format", "csv").stdout.decode(), newline="")))
    assert [(tuple(row), row["denied"]) for row in rows] == [(EventLine.__struct_fields__, "true")] * 3
    coded = objects(filled(*args, "--format", "plover").stdout)
    wanted = {event.id for event in SAMPLE.events[:4]} - {SAMPLE.events[2].id}
    assert coded == objects(plover.encode_events(SAMPLE, wanted))
    table = filled(*args, "--format", "table").stdout.decode()
    assert table.count("✗") == 3
    filled(*args, "--output", tmp_path / "denied.csv")
    assert (tmp_path / "denied.csv").read_bytes() == filled(*args, "--format", "csv").stdout


def test_the_limit_holds_in_plover_s_terms_too(filled: Konon) -> None:
    coded = objects(filled("events", "--format", "plover", "--limit", "2").stdout)
    assert [(event["article_id"], event["event_type"]) for event in coded] == [("later", "ACCUSE"), ("sample", "AGREE")]


def test_claims_are_listed_by_the_events_of_their_contents(filled: Konon) -> None:
    found = objects(filled("claims", "--event", "AGREE", "--actor", "XAR", "--factuality", "CT-").stdout)
    assert [line["events"] for line in found] == ["AGREE CT-/U: Kerajaan Selasih → Republik Arunika"] * 2
    assert objects(filled("claims", "--event", "ACCUSE").stdout) == []
    assert "→ AGREE CT-" in filled("claims", "--event", "AGREE", "--format", "table").stdout.decode()
    page = filled("claims", "--event", "AGREE", "--format", "html").stdout.decode()
    assert 'data-event="AGREE CT-"' in page


def test_a_claim_is_shown_with_its_events(filled: Konon) -> None:
    shown = filled("show", SAMPLE.claims[1].id).stdout.decode()
    assert "AGREE CT-/U: Kerajaan Selasih → Republik Arunika" in shown


def test_the_ledger_counts_its_events(filled: Konon) -> None:
    assert "7 events" in " ".join(filled("ledger").stdout.decode().split())


def test_an_empty_ledger_has_no_events_in_any_format(konon: Konon) -> None:
    Ledger.open(konon.ledger).close()
    assert konon("events").stdout == b""
    assert konon("events", "--format", "plover").stdout == b""
    assert konon("events", "--format", "table").stdout == b"No events.\n"
    assert konon("events", "--format", "csv").stdout.decode() == ",".join(EventLine.__struct_fields__) + "\r\n"


def test_an_output_of_events_that_cannot_be_made_is_told(filled: Konon, tmp_path: Path) -> None:
    done = filled("events", "--output", tmp_path / "nowhere" / "events.csv")
    assert (done.returncode, done.stdout) == (1, b"")
    assert len(complaints(done.stderr)) == 1


def test_reading_prints_in_plover_s_terms_and_as_timeml_what_it_prints_as_jsonl(konon: Konon, tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(TEXT)
    (tmp_path / "2.txt").write_text(TEXT.replace("pekan lalu", "bulan lalu"))
    args = ("read", tmp_path / "1.txt", tmp_path / "2.txt", "--reader", "rules", "--ledger", "none")
    readings = [jsonl.decode(line) for line in konon(*args).stdout.splitlines()]
    assert all(reading.events and reading.times for reading in readings)
    assert konon(*args, "--format", "plover").stdout == b"".join(plover.encode_events(reading) for reading in readings)
    written = konon(*args, "--format", "timeml").stdout
    assert written.decode() == timeml.document(readings)
    corpus = ElementTree.fromstring(written)
    assert ["".join(text.itertext()) for text in corpus.iter("TEXT")] == [reading.article.text for reading in readings]


def test_the_countries_of_parties_that_the_gazetteer_knows_are_told(konon: Konon, tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text("Temu Wicara\nPresiden Prancis bertemu Presiden Jerman di Paris pada Rabu (1/5/2024).\n")
    konon("read", tmp_path / "1.txt", "--reader", "rules")
    [event] = objects(konon("events", "--event", "CONSULT", "--actor", "FRA", "--format", "plover").stdout)
    assert [event["actors"], event["recipients"]] == [
        [{"name": "France", "country": "FRA"}],
        [{"name": "Germany", "country": "DEU"}],
    ]
