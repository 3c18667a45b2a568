"""The CSV export. Gold: tests/gold/export/sample.csv and sample.events.csv."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.export import delimited, jsonl
from konon.listing import EventLine, Line, event_lines, lines

GOLD = Path(__file__).parent / "gold" / "export"
READING = jsonl.decode((GOLD / "sample.jsonl").read_bytes())
SAMPLE = lines(READING)


def written(rows: list[Line]) -> str:
    out = io.StringIO(newline="")
    out.write(delimited.header())
    delimited.rows(rows, out)
    return out.getvalue()


def test_the_sample_is_written_as_its_gold() -> None:
    assert written(SAMPLE).encode() == (GOLD / "sample.csv").read_bytes()


def test_every_row_ends_in_cr_lf_and_has_all_columns() -> None:
    text = written(SAMPLE)
    assert text.endswith("\r\n")
    assert {len(row) for row in csv.reader(io.StringIO(text, newline=""))} == {len(Line.__struct_fields__)}


@given(st.text().filter(lambda t: not t.lstrip(" ").startswith(delimited.FORMULA)))
def test_a_plain_text_comes_back_to_the_letter(text: str) -> None:
    row = msgspec.structs.replace(SAMPLE[0], content=text)
    [back] = csv.DictReader(io.StringIO(written([row]), newline=""))
    assert back["content"] == text


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x","y")', "+62 21", "-1", "@SUM(A1)", "\tx", " =1+1", "＝1"])
def test_what_a_spreadsheet_would_run_is_quoted_out(text: str) -> None:
    row = msgspec.structs.replace(SAMPLE[0], title=text)
    [back] = csv.DictReader(io.StringIO(written([row]), newline=""))
    assert back["title"] == f"'{text}"


def test_null_is_empty_and_truth_is_in_small_letters() -> None:
    [row] = csv.DictReader(io.StringIO(written([SAMPLE[7]]), newline=""))
    assert (row["holder"], row["source"], row["negated"], row["said"], row["confidence"]) == ("", "", "false", "", "0.64")


def test_events_have_columns_of_their_own_and_are_written_as_their_gold() -> None:
    out = io.StringIO(newline="")
    out.write(delimited.header(EventLine))
    delimited.rows(event_lines(READING), out)
    assert out.getvalue().encode() == (GOLD / "sample.events.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert tuple(rows[0]) == EventLine.__struct_fields__
    assert [(row["stances"], row["denied"], row["claim"]) for row in (rows[3], rows[5])] == [
        ("Ratna Kencanasari CT-", "true", READING.claims[3].id),
        ("author CT+", "false", ""),
    ]


def test_a_claim_s_row_tells_the_events_of_its_content() -> None:
    told = [row["events"] for row in csv.DictReader(io.StringIO(written(SAMPLE), newline=""))]
    assert told[1] == "AGREE CT-/U: Kerajaan Selasih → Republik Arunika"
    assert told[6] == ""
