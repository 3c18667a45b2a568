from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from konon import ingest
from konon.ingest import jsonl, warc
from konon.records import Page, Refusal

PAGE = "<html><body><p>Menteri Réna berkata, “Harga garam takkan naik.”</p></body></html>"


class Writer(WARCWriter):  # type: ignore[misc]  # warcio has no types
    """A writer that leaves no open temporary file behind, which would be a warning, and so an error."""

    @staticmethod
    def _create_temp_file() -> io.BytesIO:
        return io.BytesIO()


class Archive:
    """A WARC file in the making, as crawlers write it: by warcio, one gzip member a record."""

    def __init__(self, *, compressed: bool) -> None:
        self.out = io.BytesIO()
        self.writer = Writer(self.out, gzip=compressed)

    def add(
        self,
        body: bytes = PAGE.encode(),
        *,
        kind: str = "response",
        status: str = "200 OK",
        media: str = "text/html; charset=utf-8",
        encoding: str | None = None,
    ) -> Archive:
        headers = [("Content-Type", media)] + ([("Content-Encoding", encoding)] if encoding else [])
        head = None if kind in ("metadata", "resource") else StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        record = self.writer.create_warc_record(
            f"https://arunika.example/{self.out.tell()}", kind, payload=io.BytesIO(body), http_headers=head
        )
        self.writer.write_record(record)
        return self

    def save(self, path: Path) -> Path:
        path.write_bytes(self.out.getvalue())
        return path


def read(path: Path) -> list[Page | Refusal]:
    return list(ingest.pages([str(path)]))


@pytest.mark.parametrize("compressed", [False, True])
def test_html_and_text_responses_with_status_200_are_pages_and_others_are_passed_over(tmp_path: Path, compressed: bool) -> None:
    archive = Archive(compressed=compressed)
    archive.add(kind="metadata").add().add(status="404 Not Found").add(media="image/png").add(kind="request")
    archive.add(b"Harga garam", media="text/plain")
    found = read(archive.save(tmp_path / "crawl.warc.gz"))
    assert [(Path(p.name).name, p.kind, p.body) for p in found if isinstance(p, Page)] == [
        ("crawl.warc.gz#2", "html", PAGE.encode()),
        ("crawl.warc.gz#6", "text", b"Harga garam"),
    ]
    assert len(found) == 2
    [first, _] = found
    assert isinstance(first, Page)
    assert first.encoding == "utf-8"
    assert (first.given.url or "").startswith("https://arunika.example/")
    assert first.given.published is None  # the day of the crawl is not the day of publication


def test_the_charset_of_the_answer_goes_with_the_page(tmp_path: Path) -> None:
    path = (
        Archive(compressed=True).add(PAGE.encode("cp1252"), media="text/html; charset=windows-1252").save(tmp_path / "a.warc")
    )
    [page] = read(path)
    assert isinstance(page, Page)
    assert page.encoding == "windows-1252"


def test_payloads_sent_compressed_are_inflated(tmp_path: Path) -> None:
    path = Archive(compressed=True).add(gzip.compress(PAGE.encode()), encoding="gzip").save(tmp_path / "a.warc.gz")
    assert [p.body for p in read(path) if isinstance(p, Page)] == [PAGE.encode()]


def test_a_record_that_does_not_decode_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    path = Archive(compressed=True).add(encoding="gzip").add().add(b" ").save(tmp_path / "a.warc.gz")
    found = read(path)
    assert [type(p) for p in found] == [Refusal, Page, Refusal]
    assert [p.name.rpartition("#")[2] for p in found] == ["1", "2", "3"]


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("cut", [1, 4, 30, 250, 420])
def test_a_truncated_archive_gives_the_records_before_and_says_that_it_ends_early(
    tmp_path: Path, compressed: bool, cut: int
) -> None:
    archive = Archive(compressed=compressed).add().add().add()
    path = tmp_path / "a.warc.gz"
    path.write_bytes(archive.out.getvalue()[:-cut])
    found = read(path)
    assert isinstance(found[-1], Refusal)
    assert "ends early" in found[-1].reason
    assert all(isinstance(p, Page) for p in found[:-1])
    assert len(found) >= 2


def test_gzip_data_that_is_broken_in_the_middle_is_reported(tmp_path: Path) -> None:
    archive = Archive(compressed=True).add()
    first = archive.out.tell()
    body = bytearray(archive.add().add().out.getvalue())
    body[first + 40 : first + 60] = b"\xff" * 20
    path = tmp_path / "a.warc.gz"
    path.write_bytes(bytes(body))
    found = read(path)
    assert isinstance(found[-1], Refusal)
    assert "gzip" in found[-1].reason


def test_an_archive_without_pages_is_refused(tmp_path: Path) -> None:
    [refusal] = read(Archive(compressed=True).add(status="404 Not Found").save(tmp_path / "a.warc.gz"))
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith("holds no page")


def test_a_record_too_large_is_refused_without_being_held(tmp_path: Path) -> None:
    path = Archive(compressed=True).add(b"<p>" + b"a" * jsonl.LARGEST).add(media="video/mp4").add().save(tmp_path / "a.warc.gz")
    found = read(path)
    assert [type(p) for p in found] == [Refusal, Page]
    assert isinstance(found[0], Refusal)
    assert "larger than 8 MB" in found[0].reason


def test_a_bomb_in_a_payload_is_refused(tmp_path: Path) -> None:
    path = Archive(compressed=True).add(gzip.compress(b"a" * 50_000_000), encoding="gzip").save(tmp_path / "a.warc.gz")
    [refusal] = read(path)
    assert isinstance(refusal, Refusal)
    assert "larger than 8 MB" in refusal.reason


@settings(max_examples=200)
@given(data=st.data())
def test_no_damage_to_an_archive_makes_reading_raise(data: st.DataObject) -> None:
    body = bytearray(Archive(compressed=False).add().add(media="text/plain").out.getvalue())
    for at in data.draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=8)):
        body[at] = data.draw(st.integers(0, 255))
    found = list(warc.pages(io.BufferedReader(io.BytesIO(bytes(body))), name="a"))
    assert found
    assert all(isinstance(p, Page) or p.reason.isprintable() for p in found)
