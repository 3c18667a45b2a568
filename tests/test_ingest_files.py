from __future__ import annotations

import gzip
import io
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon import ingest
from konon.ingest import files
from konon.ingest.jsonl import LARGEST
from konon.records import Given, Page, Refusal

TEXT = "Garam Naik\nMenteri Kelautan Arunika mengatakan harga garam takkan naik.\n"
HTML = f"<!DOCTYPE html><html><head><title>Garam Naik</title></head><body><p>{TEXT}</p></body></html>"


def read(*inputs: Path | str, stdin: bytes | None = None) -> list[Page | Refusal]:
    return list(ingest.pages([str(i) for i in inputs], stdin=None if stdin is None else io.BytesIO(stdin)))


def one(*inputs: Path | str, stdin: bytes | None = None) -> Page:
    [page] = read(*inputs, stdin=stdin)
    assert isinstance(page, Page), page
    return page


def why(*inputs: Path | str, stdin: bytes | None = None) -> str:
    [refusal] = read(*inputs, stdin=stdin)
    assert isinstance(refusal, Refusal), refusal
    assert refusal.reason.isprintable()
    assert refusal.name.isprintable()
    return refusal.reason


def test_a_text_file_is_one_page_with_its_bytes_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "garam.txt"
    file.write_bytes(b"\xef\xbb\xbfsatu\r\ndua")
    assert one(file) == Page(name=str(file), body=b"\xef\xbb\xbfsatu\r\ndua", kind="text")


@pytest.mark.parametrize("name", ["page.html", "page.txt", "page", "page.php", "page.1"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_html_is_told_by_its_first_tag_whatever_it_is_called(tmp_path: Path, name: str, encoding: str) -> None:
    file = tmp_path / name
    file.write_bytes(("\n<!-- kabar --> <?php ?>" + HTML).encode(encoding))
    assert one(file).kind == "html"


def test_a_name_decides_where_the_bytes_leave_it_open(tmp_path: Path) -> None:
    for name, kind in (("a.htm", "html"), ("b.txt", "text")):
        (tmp_path / name).write_text("Kabar <b>tebal</b> hari ini")
        assert one(tmp_path / name).kind == kind


def test_a_text_that_opens_with_a_bracket_is_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("<Kabar> dari {Arunika}")
    assert one(tmp_path / "a.txt").kind == "text"


def test_gzip_is_inflated_and_sniffed_inside(tmp_path: Path) -> None:
    for name, text, kind in (("a.txt.gz", TEXT, "text"), ("a.html.gz", HTML, "html"), ("a", HTML, "html")):
        (tmp_path / name).write_bytes(gzip.compress(text.encode()))
        page = one(tmp_path / name)
        assert (page.kind, page.body) == (kind, text.encode())


def test_standard_input_may_be_any_kind() -> None:
    assert one("-", stdin=TEXT.encode()).kind == "text"
    assert one("-", stdin=HTML.encode()).kind == "html"
    assert one("-", stdin=gzip.compress(HTML.encode())).name == "-"
    pages = read("-", stdin=b'{"text": "Kabar satu"}\n{"html": "<p>Kabar dua"}\n')
    assert [(p.name, p.kind) for p in pages if isinstance(p, Page)] == [("-:1", "text"), ("-:2", "html")]


@pytest.mark.parametrize("size", [100, ingest.IN_MEMORY + 100])
def test_standard_input_can_be_gone_through_twice(size: int) -> None:
    line = b'{"text": "Menteri Arunika berkata ya."}\n'
    inputs = ingest.pages(["-"], stdin=io.BytesIO(line * (size // len(line))))
    assert sum(1 for _ in inputs) == size // len(line)
    assert sum(1 for _ in inputs) == size // len(line)


def test_a_folder_is_read_in_order_of_names_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b.html", "c.txt", ".hidden.txt", ".git/x.txt", "a/.DS_Store", "B.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT)
    names = [Path(p.name).relative_to(tmp_path).as_posix() for p in read(tmp_path)]
    assert names == ["B.txt", "a/b.html", "a/z.txt", "b.txt", "c.txt"]


def test_what_in_a_folder_is_no_article_is_named_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "b.css").write_text("p { color: black }")
    (tmp_path / "c.bin").write_bytes(b"abc\x00\x01\x02abcd")
    (tmp_path / "d.json").write_text('{\n  "text": "x"\n}')
    (tmp_path / "e.xml").write_text("<?xml version='1.0'?><rss><channel/></rss>")
    (tmp_path / "f.txt").write_text(TEXT)
    found = read(tmp_path)
    assert [type(p) for p in found] == [Refusal] * 5 + [Page]
    reasons = [p.reason for p in found if isinstance(p, Refusal)]
    for reason, part in zip(reasons, ["a PDF document", "(.css)", "binary", "JSON over several lines", "is XML"], strict=True):
        assert part in reason


def test_a_file_named_itself_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    (tmp_path / "kabar.2024").write_text(TEXT)
    assert one(tmp_path / "kabar.2024").kind == "text"


def test_a_folder_without_files_and_a_name_without_a_file_are_refused(tmp_path: Path) -> None:
    assert why(tmp_path) == "is a folder without files"
    assert why(tmp_path / "nowhere.txt") == "does not exist"
    assert why("a\x00b") == "is no name of a file"


def test_a_folder_linked_into_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text(TEXT)
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    found = {Path(p.name).relative_to(tmp_path).as_posix(): p for p in read(tmp_path)}
    assert {name: p.reason for name, p in found.items() if isinstance(p, Refusal)} == {
        "a/up": "is a link to a folder that is read already",
        "b": "is a link to a folder that is read already",
        "gone.txt": "does not exist",
    }
    assert [name for name, p in found.items() if isinstance(p, Page)] == ["a/x.txt"]


def test_a_file_that_vanishes_after_the_listing_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(TEXT)
    inputs = ingest.pages([str(tmp_path)])
    (tmp_path / "b.txt").unlink()
    found = list(inputs)
    assert [type(p) for p in found] == [Page, Refusal, Page]
    assert isinstance(found[1], Refusal)
    assert found[1].reason == "does not exist"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.txt").chmod(0)
    assert why(tmp_path / "a.txt") == "may not be read (permission denied)"


def test_an_unreadable_file_is_refused_with_the_systems_words() -> None:
    assert "cannot be read" in why("/proc/self/mem")


def test_devices_are_refused_and_pipes_are_read(tmp_path: Path) -> None:
    assert why("/dev/zero") == "is no regular file"
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=[TEXT])
    writer.start()
    assert one(tmp_path / "pipe").body == TEXT.encode()
    writer.join()
    os.mkfifo(tmp_path / "other")
    assert all(isinstance(p, Refusal) and p.reason == "is no regular file" for p in read(tmp_path))


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (gzip.compress(b""), "is empty"),
        (b"a" * (LARGEST + 1), "larger than 8 MB"),
        (gzip.compress(b"a" * (LARGEST + 1)), "larger than 8 MB"),
        (gzip.compress(TEXT.encode())[:-12], "truncated"),
        (gzip.compress(TEXT.encode() * 9000)[:200], "truncated"),
        (gzip.compress(TEXT.encode())[:5], "truncated"),
        (gzip.compress(TEXT.encode())[:-6] + b"abcdef", "broken gzip"),
        (gzip.compress(gzip.compress(b"x")), "twice"),
        (b"ab\x00\x00\x01\x02abcd", "binary"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # gzip writes the time of day into the bytes
)
def test_a_bad_file_is_refused_in_one_line(tmp_path: Path, body: bytes, part: str) -> None:
    (tmp_path / "bad").write_bytes(body)
    assert part in why(tmp_path / "bad")


@pytest.mark.parametrize("address", ["https://arunika.example/1.html", "HTTP://arunika.example", "ftp://arunika.example/x"])
def test_an_address_is_refused_with_what_to_do(address: str) -> None:
    assert why(address) == "reading from the network is not there yet; save the page and give the file"


def test_names_that_are_no_utf_8_or_hold_control_characters_are_escaped_and_the_files_read(tmp_path: Path) -> None:
    for name in (b"a\xff.txt", b"b\n\x1b[31m.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(TEXT)
    assert [(Path(p.name).name, type(p)) for p in read(tmp_path)] == [("a\\xff.txt", Page), ("b\\n\\x1b[31m.txt", Page)]


def test_what_the_caller_knows_goes_with_a_single_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(HTML)
    (tmp_path / "a.jsonl").write_text('{"text": "x"}\n')
    told = Given(url="https://arunika.example/1", published="2024-05-01")
    inputs = ingest.pages([str(tmp_path / "a.html")], given=told)
    assert inputs.plain()
    assert [p.given for p in inputs if isinstance(p, Page)] == [told]
    assert not ingest.pages([str(tmp_path / "a.jsonl")]).plain()
    assert not ingest.pages([str(tmp_path)]).plain()
    assert not ingest.pages(["-"], stdin=io.BytesIO(b'{"text": "x"}\n')).plain()
    assert ingest.pages(["-"], stdin=io.BytesIO(TEXT.encode())).plain()


@given(body=st.binary(max_size=200), start=st.sampled_from([b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"<html>", b'{"text"']))
def test_no_bytes_make_reading_raise(body: bytes, start: bytes) -> None:
    for suffix in ("", ".jsonl", ".html"):
        source = files.Source(
            name="any",
            suffix=suffix,
            open=lambda: io.BufferedReader(io.BytesIO(start + body)),
        )
        found = list(files.read(source))
        assert found
        assert all(isinstance(p, Page) or p.reason.isprintable() for p in found)
