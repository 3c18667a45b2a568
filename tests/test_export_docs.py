"""docs/output.md tells every field of every format, and its examples run."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import msgspec
import pytest

from konon.export import jsonl, plover
from konon.listing import EventLine, Line
from konon.output import EVENT_FORMATS, READING_FORMATS
from konon.records import (
    ACTS,
    EVENT_TYPES,
    FACTUALITIES,
    Article,
    Claim,
    Entity,
    Event,
    Reading,
    Skip,
    Sourcing,
    Stance,
    Time,
    Trail,
)

ROOT = Path(__file__).parent.parent
DOC = (ROOT / "docs" / "output.md").read_text("utf-8")
LINE = (ROOT / "tests" / "gold" / "export" / "sample.jsonl").read_bytes()
SECTIONS = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##)", DOC, re.DOTALL | re.MULTILINE))
TOLD: list[tuple[str, type[msgspec.Struct]]] = [
    ("article", Article),
    ("sourcing", Sourcing),
    ("claims", Claim),
    ("times", Time),
    ("entities", Entity),
    ("events", Event),
    ("events", Stance),
    ("skips", Skip),
    ("trail", Trail),
]


def test_every_part_of_a_reading_has_its_section() -> None:
    assert set(SECTIONS) == set(Reading.__struct_fields__)


@pytest.mark.parametrize(("section", "record"), TOLD)
def test_every_field_is_told_in_its_section(section: str, record: type[msgspec.Struct]) -> None:
    told = set(re.findall(r"`(\w+)`", SECTIONS[section]))
    assert set(record.__struct_fields__) - told == set()


def test_every_act_and_every_column_is_told() -> None:
    assert set(ACTS) - set(re.findall(r"`(\w+)`", SECTIONS["claims"])) == set()
    claims, events = DOC.split("## CSV")[1].split("## Table")[0].split("### Events")
    for table, record in ((claims, Line), (events, EventLine)):
        assert re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", table, re.MULTILINE))) == list(
            record.__struct_fields__
        )


def test_every_type_of_event_and_every_degree_of_sureness_is_told() -> None:
    assert {*EVENT_TYPES, *FACTUALITIES} - set(re.findall(r"`([A-Z]+[+-]?)`", SECTIONS["events"])) == set()


def test_every_format_is_told() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", DOC.split("## JSONL")[0], re.MULTILINE))
    assert told == {*READING_FORMATS, *EVENT_FORMATS}


@pytest.mark.parametrize("record", [plover.Coded, plover.Party, plover.Place, Stance, plover.Told])
def test_every_field_of_plover_is_told(record: type[msgspec.Struct]) -> None:
    section = DOC.split("## PLOVER")[1].split("\n## ")[0]
    assert set(record.__struct_fields__) - set(re.findall(r"`(\w+)`", section)) == set()


def test_every_element_and_attribute_of_timeml_is_told() -> None:
    section = DOC.split("## TimeML")[1].split("\n## ")[0]
    gold = (ROOT / "tests" / "gold" / "export" / "sample.timeml.xml").read_text("utf-8").partition("?>")[2]
    names = {*re.findall(r"<(\w+)", gold), *re.findall(r'(\w+)="', gold), "corpus"}
    assert names - set(re.findall(r"`(\w+)`", section)) == set()


def test_the_python_example_gives_the_words() -> None:
    [code] = re.findall(r"```python\n(.*?)```", DOC, re.DOTALL)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {"line": LINE})
    assert out.getvalue().splitlines()[0] == "Istana Selasih deny ['Ada Pakta Militer dengan Arunika']"


def test_the_offsets_of_the_json_example_are_those_of_the_sample() -> None:
    reading = jsonl.decode(LINE)
    claim = reading.claims[3]
    for spans in (claim.source, claim.cue, claim.content, (reading.skips[0].at,), (reading.sourcing[0].span,)):
        assert all(f"[{start}, {end}]" in DOC for start, end in spans)
    assert f"[{reading.boilerplate[0].start}, {reading.boilerplate[0].end}, " in DOC
    assert f'"id": "{claim.id}"' in DOC
    event, time, entity = reading.events[3], reading.times[2], reading.entities[2]
    for spans in ((event.trigger,), (time.span,), entity.mentions):
        assert all(f"[{start}, {end}]" in DOC for start, end in spans)
    assert f'"id": "{event.id}"' in DOC
