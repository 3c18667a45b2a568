from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon import ingest
from konon.ingest import jsonl
from konon.records import Given, Page, Refusal


def read(body: bytes) -> list[Page | Refusal]:
    return list(jsonl.pages(io.BytesIO(body), name="in.jsonl"))


def test_each_line_is_a_page_with_what_is_known_of_it() -> None:
    line = {
        "id": "garam-1",
        "url": "https://arunika.example/garam",
        "outlet": "Kabar Arunika",
        "title": "Garam",
        "published": "2024-05-01",
        "text": "Harga garam naik.",
        "byline": "fields not known are passed over",
    }
    known = {k: v for k, v in line.items() if k in Given.__struct_fields__}
    assert read(json.dumps(line).encode()) == [
        Page(name="in.jsonl:1", body=b"Harga garam naik.", kind="text", encoding="utf-8", given=Given(**known))
    ]


def test_nulls_are_as_good_as_missing_and_blank_lines_are_passed_over() -> None:
    found = read(b'\xef\xbb\xbf{"text": null, "html": "<p>a", "url": null}\r\n\r\n   \n{"text": "b"}')
    assert [(p.name, p.kind) for p in found if isinstance(p, Page)] == [("in.jsonl:1", "html"), ("in.jsonl:4", "text")]


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (b'{"text": "a"', "is not a JSON object"),
        (b"Harga garam naik.", "is not a JSON object"),
        (b'{"text": "\xff"}', "is not a JSON object"),
        (rb'{"text": "\ud800"}', "is not a JSON object"),
        (b'["text"]', "wrong type: Expected `object`, got `array`"),
        (b'{"text": 5}', "wrong type: Expected `str | null`, got `int` - at `$.text`"),
        (b'{"text": "a", "id": 7}', "`$.id`"),
        (b'{"text": "a", "published": "16 September 2023"}', "published is '16 September 2023'"),
        (b'{"text": "a", "published": "2023-02-30"}', "no ISO date"),
        (b'{"text": "a", "published": "20230916"}', "no ISO date"),
        (b'{"text": "a", "html": "<p>a"}', "it has both"),
        (b'{"title": "a"}', "it has neither"),
        (b'{"text": " \\n"}', "is empty"),
        (b"[" * 100_000, "wrong type"),
        (b'{"text": "' + b"a" * jsonl.LARGEST + b'"}', "longer than 8 MB"),
    ],
)
def test_a_broken_line_is_refused_by_its_number_and_the_next_one_is_read(line: bytes, part: str) -> None:
    found = read(b'{"text": "satu"}\n' + line + b'\n{"text": "tiga"}\n')
    assert [p.name for p in found] == ["in.jsonl:1", "in.jsonl:2", "in.jsonl:3"]
    assert [type(p) for p in found] == [Page, Refusal, Page]
    refusal = found[1]
    assert isinstance(refusal, Refusal)
    assert part in refusal.reason
    assert refusal.reason.isprintable()


@pytest.mark.parametrize(
    "published", ["2023-09-16", "2023-09-16T15:21:07+07:00", "2023-09-16T15:21", "2023-09-16 15:21:07", "2023-09-16T08:21:07Z"]
)
def test_dates_and_date_times_are_taken(published: str) -> None:
    [page] = read(json.dumps({"text": "a", "published": published}).encode())
    assert isinstance(page, Page)
    assert page.given.published == published


def test_an_id_may_come_twice() -> None:
    assert [type(p) for p in read(b'{"id": "1", "text": "a"}\n{"id": "1", "text": "b"}\n')] == [Page, Page]


def test_a_file_without_lines_is_refused() -> None:
    assert read(b"\n \n") == [Refusal(name="in.jsonl", reason="is empty")]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.jsonl.gz", "a.ndjson.gz", "a.txt"])
def test_lines_are_read_plain_and_compressed(tmp_path: Path, name: str) -> None:
    body = b'{"text": "satu"}\n{"text": "dua"}\n'
    (tmp_path / name).write_bytes(gzip.compress(body) if name.endswith("gz") else body)
    assert [p.body for p in ingest.pages([str(tmp_path / name)]) if isinstance(p, Page)] == [b"satu", b"dua"]


def test_the_lines_before_a_truncation_are_read(tmp_path: Path) -> None:
    body = b"".join(json.dumps({"text": f"Harga garam {i * i % 977} rupiah"}).encode() + b"\n" for i in range(5000))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(body)[:-2000])
    found = list(ingest.pages([str(tmp_path / "a.jsonl.gz")]))
    assert len(found) > 1000
    assert all(isinstance(p, Page) for p in found[:-1])
    assert found[-1] == Refusal(name=str(tmp_path / "a.jsonl.gz"), reason="ends early: its gzip data is truncated")


@given(
    st.lists(
        st.binary(max_size=60).map(lambda b: b.replace(b"\n", b""))
        | st.text(max_size=30).map(lambda t: json.dumps({"text": t}).encode()),
        max_size=6,
    )
)
def test_any_lines_give_pages_or_refusals(lines: list[bytes]) -> None:
    found = read(b"\n".join(lines))
    filled = [line for number, line in enumerate(lines) if (line.removeprefix(b"\xef\xbb\xbf") if not number else line).strip()]
    assert len(found) == max(1, len(filled))
    assert all(isinstance(p, Page) or p.reason.isprintable() for p in found)
