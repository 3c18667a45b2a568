"""The JSONL export, and the fictional sample that all export tests read (tests/gold/export/sample.*)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.export import jsonl
from konon.records import (
    Article,
    Boilerplate,
    Claim,
    Entity,
    Event,
    Reading,
    Skip,
    Sourcing,
    Span,
    Spans,
    Stance,
    Time,
    Trail,
    content_id,
)

GOLD = Path(__file__).parent / "gold" / "export"
TRAIL = Trail(input="9c1f" * 16, konon="0.1.0", extractor="text 1", reader="rules 1", lexicon="5d0e8f1c2b3a4958")


def spans_of(text: str, cell: str) -> Spans:
    """Where the words in braces stand: "{Ia} meminta | {x}" is the "Ia" before " meminta", and the "x"."""
    found: list[Span] = []
    for part in cell.split(" | ") if cell != "-" else []:
        match = re.fullmatch(r"([^{]*)\{([^}]*)\}(.*)", part)
        assert match, part
        start = text.index("".join(match.groups())) + len(match[1])
        found.append((start, start + len(match[2])))
    return tuple(found)


def rows_of(name: str) -> list[dict[str, str | None]]:
    """The rows of a table beside the sample; "-" is None."""
    header, *table = (GOLD / f"sample.{name}.tsv").read_text("utf-8").splitlines()
    cells = [[None if cell == "-" else cell for cell in line.split("\t")] for line in table]
    return [dict(zip(header.split("\t"), row, strict=True)) for row in cells]


def times_of(text: str) -> tuple[Time, ...]:
    return tuple(
        msgspec.convert({"span": spans_of(text, row["words"] or "")[0], "type": row["type"], "value": row["value"]}, Time)
        for row in rows_of("times")
    )


def entities_of(text: str) -> tuple[Entity, ...]:
    return tuple(
        msgspec.convert(
            row
            | {name: float(degrees) for name in ("lat", "lon") if (degrees := row[name])}
            | {"mentions": spans_of(text, row["mentions"] or "-")},
            Entity,
        )
        for row in rows_of("entities")
    )


def parties_of(cell: str | None) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """Names and their countries: "Kerajaan Selasih XSL | Danu Prayoga" is two names, of which one has a country."""
    found = [re.fullmatch(r"(.+?)(?: ([A-Z]{3}))?", part) for part in cell.split(" | ")] if cell else []
    return tuple(m[1] for m in found if m), tuple(m[2] for m in found if m)


def events_of(text: str, claims: list[Claim]) -> tuple[Event, ...]:
    events: list[Event] = []
    for row in rows_of("events"):
        trigger = spans_of(text, row["trigger"] or "")[0]
        actors, recipients = parties_of(row["actors"]), parties_of(row["recipients"])
        sure = [part.rpartition(" ") for part in (row["stances"] or "").split(" | ")]
        events.append(
            Event(
                id=content_id("sample", str(trigger)),
                trigger=trigger,
                type=row["type"] or "",
                actors=actors[0],
                recipients=recipients[0],
                actor_countries=actors[1],
                recipient_countries=recipients[1],
                claim=claims[int(row["claim"]) - 1].id if row["claim"] else None,
                stances=tuple(Stance(by=by, factuality=value) for by, _, value in sure),
                time=row["time"],
                place=row["place"],
                confidence=float(row["confidence"] or 0),
            )
        )
    return tuple(events)


def sample_from_text() -> Reading:
    text = (GOLD / "sample.article.txt").read_text("utf-8")
    claims: list[Claim] = []
    header, *table = (GOLD / "sample.claims.tsv").read_text("utf-8").splitlines()
    for line in table:
        row = dict(zip(header.split("\t"), line.split("\t"), strict=True))
        parts = {name: spans_of(text, row[name]) for name in ("source", "cue", "content")}
        cells = {name: None if row[name] == "-" else row[name] for name in ("holder", "said", "act", "quote")}
        values = {
            **parts,
            **cells,
            "id": content_id("sample", str(parts)),
            "negated": row["negated"] == "yes",
            "within": None if row["within"] == "-" else claims[int(row["within"]) - 1].id,
            "confidence": float(row["confidence"]),
            "link": f"https://warta-nusa.example/pakta#:~:text={len(claims)}",
        }
        claims.append(msgspec.convert(values, Claim))

    def at(words: str) -> Span:
        return spans_of(text, words)[0]

    ad = at("{ADVERTISEMENT\nSCROLL TO CONTINUE WITH CONTENT}")
    return Reading(
        article=Article(
            id="sample",
            url="https://warta-nusa.example/pakta",
            outlet="Warta Nusa",
            title=text.partition("\n")[0],
            byline="Ratih Kusumasari",
            language="id",
            published="2023-09-16",
            published_at="2023-09-16T15:21:00+07:00",
            published_from="page",
            text=text,
        ),
        boilerplate=(
            Boilerplate(*at("{Baca juga: Lima Fakta tentang Pelabuhan Teluk Pandan}"), "related"),
            Boilerplate(*ad, "advertisement"),
            Boilerplate(*at("{(rks/dnp)}"), "initials"),
        ),
        sourcing=(
            Sourcing(span=at("{Kantor Berita Samudra}"), role="agency", name="Kantor Berita Samudra"),
            Sourcing(span=at("dan {Harian Lentera}"), role="outlet", name="Harian Lentera"),
            Sourcing(span=at("{laporan Dewan Maritim}"), role="document", name="laporan Dewan Maritim"),
        ),
        times=times_of(text),
        entities=entities_of(text),
        claims=tuple(claims),
        events=events_of(text, claims),
        skips=(Skip(step="claims", reason="cue without content", at=at("{mengonfirmasi}")),),
        trail=TRAIL,
    )


def test_the_sample_line_is_what_its_plain_text_files_say() -> None:
    assert jsonl.encode(sample_from_text()) + b"\n" == (GOLD / "sample.jsonl").read_bytes()


def test_the_line_holds_the_contract_s_fields_in_its_order() -> None:
    line = json.loads(jsonl.encode(sample_from_text()))
    assert list(line) == [
        *("article", "boilerplate", "sourcing", "copied_from", "times", "entities", "claims", "events", "skips", "trail"),
    ]
    wanted = ["id", "url", "outlet", "title", "byline", "language", "published", "text"]
    assert [name for name in line["article"] if name in wanted] == wanted
    assert list(line["claims"][0]) == [
        *("id", "source", "cue", "content", "act", "negated", "quote"),
        *("holder", "holder_entity", "said", "within", "confidence", "link", "chain"),
    ]
    assert list(line["entities"][0]) == ["id", "name", "type", "country", "wikidata", "lat", "lon", "mentions"]
    assert list(line["events"][0]) == [
        *("id", "trigger", "type", "actors", "recipients", "actor_countries", "recipient_countries"),
        *("claim", "stances", "time", "place", "confidence"),
    ]
    assert list(line["skips"][0]) == ["step", "reason", "at"]


def test_boilerplate_is_start_end_and_kind() -> None:
    line = json.loads(jsonl.encode(sample_from_text()))
    start, end, kind = line["boilerplate"][0]
    assert (line["article"]["text"][start:end], kind) == ("Baca juga: Lima Fakta tentang Pelabuhan Teluk Pandan", "related")


def test_every_kind_of_record_comes_back_as_it_went() -> None:
    reading = msgspec.structs.replace(
        sample_from_text(),
        times=(Time(span=(0, 3), type="DATE", value="2023-W37"),),
        entities=(
            Entity(id="e", name="Selasih", type="LOC", country=None, wikidata="Q0", lat=-4.25, lon=131.5, mentions=((7, 14),)),
        ),
        events=(
            Event(
                id="v",
                trigger=(1, 2),
                type="AGREE",
                actors=("Selasih", "Ratna"),
                actor_countries=("XSL", None),
                stances=(Stance(by="author", factuality="CT-"),),
                confidence=0.5,
            ),
        ),
    )
    assert jsonl.decode(jsonl.encode(reading)) == reading


def test_a_line_from_a_newer_konon_with_a_field_more_is_read() -> None:
    line = json.loads(jsonl.encode(sample_from_text()))
    line["novelty"] = {"a": 1}
    assert jsonl.decode(json.dumps(line).encode()) == sample_from_text()


def test_an_event_of_an_older_konon_without_countries_is_read() -> None:
    line = json.loads(jsonl.encode(sample_from_text()))
    for event in line["events"]:
        del event["actor_countries"], event["recipient_countries"]
    old = jsonl.decode(json.dumps(line).encode()).events[0]
    assert (old.actors, old.actor_countries) == (("Kerajaan Selasih",), ())


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'{"article": {}}', b"\xff"])
def test_what_is_no_reading_is_refused(line: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        jsonl.decode(line)


@given(st.text())
def test_any_text_comes_back_and_stays_one_line(text: str) -> None:
    reading = Reading(article=Article(id="x", language="id", text=text), trail=TRAIL)
    line = jsonl.encode(reading)
    assert jsonl.decode(line) == reading
    assert json.loads(line)["article"]["text"] == text
    assert len(line.decode().splitlines()) == 1


def test_line_ends_of_unicode_do_not_end_the_line() -> None:
    reading = Reading(article=Article(id="x", language="id", text="a\u2028b\u2029c\u0085d\ne"), trail=TRAIL)
    assert jsonl.encode(reading).decode().splitlines() == [jsonl.encode(reading).decode()]
