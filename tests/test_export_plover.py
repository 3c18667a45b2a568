"""Events in PLOVER's terms. Gold: tests/gold/export/sample.plover.jsonl."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from konon import lexicon
from konon.export import jsonl, plover
from konon.listing import event_lines
from konon.records import EVENT_TYPES, Entity, Event, Stance

GOLD = Path(__file__).parent / "gold" / "export"
SAMPLE = jsonl.decode((GOLD / "sample.jsonl").read_bytes())


def objects(encoded: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in encoded.splitlines()]


def one(**fields: object) -> dict[str, object]:
    """The sample's second event with other fields, as it is written."""
    event = replace(SAMPLE.events[1], **fields)
    [written] = objects(plover.encode_events(replace(SAMPLE, events=(event,))))
    return written


def test_the_sample_is_written_as_its_gold() -> None:
    assert plover.encode_events(SAMPLE) == (GOLD / "sample.plover.jsonl").read_bytes()


def test_every_field_tells_of_the_event_or_of_its_article() -> None:
    assert one() == {
        "event_id": SAMPLE.events[1].id,
        "event_type": "AGREE",
        "cameo_roots": ["03"],
        "event_date": "2023-09-11",
        "time": "2023-W37",
        "actors": [{"name": "Kerajaan Selasih", "country": "XSL"}],
        "recipients": [{"name": "Republik Arunika", "country": "XAR"}],
        "place": None,
        "stances": [{"by": "Istana Selasih", "factuality": "CT-"}, {"by": "author", "factuality": "U"}],
        "confidence": 0.9,
        "trigger": "menandatangani",
        "span": [95, 109],
        "words": event_lines(SAMPLE)[1].words,
        "claim": {"id": SAMPLE.claims[1].id, "holder": "Istana Selasih", "act": "deny"},
        "article_id": "sample",
        "url": "https://warta-nusa.example/pakta",
        "outlet": "Warta Nusa",
        "publication_date": "2023-09-16",
        "language": "id",
        "headline": "Istana Selasih Bantah Ada Pakta Militer dengan Arunika",
    }


def test_a_denied_event_keeps_who_denies_it() -> None:
    denied = [event for event in plover.coded(SAMPLE) if Stance(by="Ratna Kencanasari", factuality="CT-") in event.stances]
    assert [(event.event_type, event.trigger) for event in denied] == [("AGREE", "diteken")]


def test_an_event_that_the_article_tells_has_no_claim() -> None:
    assert one(claim=None)["claim"] is None


def test_a_place_has_its_country_and_degrees_where_the_article_s_entities_tell() -> None:
    known = {"name": "Kerajaan Selasih", "country": "XSL", "lat": -4.25, "lon": 131.5}
    assert one(place="Kerajaan Selasih")["place"] == known
    assert one(place="Tanjung Embun")["place"] == {"name": "Tanjung Embun", "country": None, "lat": None, "lon": None}
    assert one()["place"] is None


@pytest.mark.parametrize("time", [None, "PAST_REF", "XXXX-09-13", "P2D"])
def test_a_time_without_days_gives_no_date(time: str | None) -> None:
    assert (one(time=time)["event_date"], one(time=time)["time"]) == (None, time)


def test_names_of_an_older_reading_without_countries_are_kept() -> None:
    assert one(actor_countries=())["actors"] == [{"name": "Kerajaan Selasih", "country": None}]


def test_only_the_events_asked_for_are_written_in_the_order_of_the_text() -> None:
    wanted = [SAMPLE.events[4].id, SAMPLE.events[0].id]
    assert [e["event_id"] for e in objects(plover.encode_events(SAMPLE, wanted))] == wanted[::-1]
    assert plover.encode_events(SAMPLE, ()) == b""


def test_every_type_has_its_cameo_roots() -> None:
    assert set(lexicon.plover()) == set(EVENT_TYPES)
    assert sorted({root for kind in lexicon.plover().values() for root in kind.cameo}) == [f"{n:02}" for n in range(3, 21)]


def test_line_ends_of_unicode_do_not_end_a_line() -> None:
    odd = replace(
        SAMPLE,
        entities=(Entity(id="e", name="a\u2028b", type="LOC"),),
        events=(
            Event(
                id="v",
                trigger=(26, 31),
                type="AGREE",
                place="a\u2028b",
                stances=(Stance(by="\x85", factuality="U"),),
                confidence=1,
            ),
        ),
    )
    assert len(plover.encode_events(odd).decode().splitlines()) == 1
