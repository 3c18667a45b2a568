"""What can be wrong with an input: one line that names it and says why, the rest is read, and the exit status is 1."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Konon, articles, complaints

GOOD = articles(1)[0]
DUTCH = (
    "De minister van Visserij zei woensdag dat de prijs van zout volgende week niet zal stijgen. Volgens het ministerie is de "
    "oogst dit jaar kleiner dan vorig jaar, maar er is nog genoeg voorraad voor alle inwoners van het land.\n"
) * 3
NO_ARTICLE = "<!DOCTYPE html><html><head><title>Masuk</title></head><body><form><input name=sandi></form></body></html>"

BAD = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \n\n\t", "is empty"),
    "binary.txt": (bytes(range(256)) * 20, "binary"),
    "nul.txt": (GOOD.encode().replace(b" ", b"\x00", 3), "NUL"),
    "odd-utf16.txt": (b"\xff\xfe" + GOOD.encode("utf-16-le") + b"\x00", "begins as UTF-16"),
    "line.txt": (GOOD.replace("\n", " ").encode() * (10_000_000 // len(GOOD)), "larger than 8 MB"),
    "cut.txt.gz": (gzip.compress("".join(articles(200)).encode())[:-40], "truncated"),
    "login.html": (NO_ARTICLE.encode(), ""),
    "dutch.txt": (DUTCH.encode(), ""),
    "lines.jsonl": (b'{"text": "Harga\n', "is not a JSON object"),
    "scan.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
}


def ids(stdout: bytes) -> list[str]:
    return [json.loads(line)["article"]["id"] for line in stdout.splitlines()]


def in_ledger(path: Path) -> set[str]:
    """The ids of all articles in the ledger, asked with another program than Konon's own; fails where it is damaged."""
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = {row[0] for row in connection.execute("SELECT id FROM articles")}
    connection.close()
    return found


def readings(path: Path) -> int:
    connection = sqlite3.connect(path)
    [(count,)] = connection.execute("SELECT count(*) FROM readings").fetchall()
    connection.close()
    assert isinstance(count, int)
    return count


def test_every_bad_input_is_named_on_one_line_and_the_good_ones_around_it_are_read(konon: Konon, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    names = []
    for number, (name, (body, _)) in enumerate(BAD.items()):
        (folder / name).write_bytes(body)
        (folder / f"good-{number}.txt").write_text(articles(1, start=number)[0])
        names += [folder / name, folder / f"good-{number}.txt"]
    done = konon("read", *names, folder / "vanished.txt", "--format", "jsonl")
    said = complaints(done.stderr)
    assert [line.split(": ", 1)[0].removeprefix(f"{folder}/") for line in said] == [
        *(f"{name}:1" if name == "lines.jsonl" else name for name in BAD),
        "vanished.txt",
    ]
    for line, (_, part) in zip(said, BAD.values(), strict=False):
        assert part in line
    assert done.returncode == 1
    assert len(ids(done.stdout)) == len(BAD)
    assert in_ledger(konon.ledger) == set(ids(done.stdout))


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ten_thousand_nested_tags_do_not_end_the_reading(konon: Konon, tmp_path: Path, workers: str) -> None:
    (tmp_path / "deep.html").write_text("<html><body>" + "<div>" * 10_000 + GOOD + "</div>" * 10_000 + "</body></html>")
    (tmp_path / "good.txt").write_text(GOOD)
    done = konon("read", tmp_path / "deep.html", tmp_path / "good.txt", "--format", "jsonl", "--workers", workers)
    said = complaints(done.stderr)
    assert len(ids(done.stdout)) + len(said) == 2
    assert "internal error" not in done.stderr.decode()
    assert done.returncode == len(said)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp1252", "utf-8-sig"])
def test_a_text_reads_the_same_in_any_encoding(konon: Konon, tmp_path: Path, encoding: str) -> None:
    text = GOOD.replace('"Kami', "“Kami").replace(',"', ",”")
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    done = konon("read", tmp_path / "a.txt", "--format", "jsonl", "--ledger", "none")
    assert complaints(done.stderr) == []
    assert json.loads(done.stdout)["article"]["text"] == text


def test_a_page_that_declares_the_wrong_encoding_is_read_in_the_right_one(konon: Konon) -> None:
    body = f"<article><p>{GOOD.replace('Bima', 'Réna')}</p></article>"
    page = f'<html><head><meta charset="iso-8859-1"><title>Réna</title></head><body>{body}</body></html>'
    done = konon("read", "-", "--format", "jsonl", "--ledger", "none", stdin=page.encode())
    assert "Réna" in json.loads(done.stdout)["article"]["text"]


def test_broken_lines_between_good_ones_are_named_by_number(konon: Konon, tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"a{i}", "text": text}) for i, text in enumerate(articles(5))]
    lines[1] = lines[1][:-20]
    lines[3] = '{"text": 5}'
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n")
    done = konon("read", tmp_path / "in.jsonl", "--format", "jsonl")
    assert [line.split(": ")[0] for line in complaints(done.stderr)] == [f"{tmp_path}/in.jsonl:2", f"{tmp_path}/in.jsonl:4"]
    assert ids(done.stdout) == ["a0", "a2", "a4"]
    assert done.returncode == 1


# --- disks that are full ---------------------------------------------------------------------------------------------


def write_lines(path: Path, count: int) -> Path:
    path.write_text("".join(json.dumps({"id": f"a{i}", "text": text}) + "\n" for i, text in enumerate(articles(count))))
    return path


@pytest.mark.parametrize(("form", "to_file"), [("jsonl", False), ("table", False), ("csv", True), ("html", True)])
def test_a_full_disk_under_the_output_is_told_once_and_everything_is_kept(
    konon: Konon, tmp_path: Path, form: str, to_file: bool
) -> None:
    inputs = write_lines(tmp_path / "in.jsonl", 40)
    command = konon.command("read", inputs, "--format", form, *(["--output", "/dev/full"] if to_file else []))
    with open("/dev/full", "wb") as full:  # noqa: PTH123 a device
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=konon.env, timeout=60, check=False)
    [said] = complaints(done.stderr)
    assert said.startswith("/dev/full: " if to_file else "standard output: ")
    assert "No space left on device" in said
    assert done.returncode == 1
    assert in_ledger(konon.ledger) == {f"a{i}" for i in range(40)}


# The limit comes after the language model is unpacked, which takes a temporary file much larger than the ledger.
ON_A_SMALL_DISK = """
import resource, sys
from konon.cli import main
from konon.language import identify
identify("Menteri Kelautan mengatakan harga garam akan naik pekan depan.")
room = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
main()
"""


@pytest.mark.parametrize("to_file", [False, True])
def test_a_full_disk_under_the_ledger_ends_the_reading_with_one_line(konon: Konon, tmp_path: Path, to_file: bool) -> None:
    inputs = write_lines(tmp_path / "in.jsonl", 200)
    konon("read", write_lines(tmp_path / "first.jsonl", 1))  # the tables are there before the disk is full
    room = str(konon.ledger.stat().st_size + 60_000)
    output = ["--output", str(tmp_path / "out.jsonl")] if to_file else []
    command = [sys.executable, "-c", ON_A_SMALL_DISK, room, "read", str(inputs), "--format", "jsonl", *output]
    done = subprocess.run(command, capture_output=True, env=konon.env, timeout=60, check=False)
    [said] = complaints(done.stderr)
    assert done.returncode == 1
    found = re.fullmatch(
        rf"{konon.ledger}: (.*); stopped at {inputs}:(\d+): all before it is kept, it and what follows is not", said
    )
    assert found
    assert in_ledger(konon.ledger) == {f"a{i}" for i in range(int(found[2]) - 1)}
    printed = ids((tmp_path / "out.jsonl").read_bytes() if to_file else done.stdout)
    assert printed
    assert set(printed) <= in_ledger(konon.ledger)
    again = konon("read", inputs, "--format", "jsonl")
    assert again.returncode == 0
    assert in_ledger(konon.ledger) == {f"a{i}" for i in range(200)}


# --- being stopped ---------------------------------------------------------------------------------------------------


@pytest.fixture
def running(konon: Konon, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A long reading that has printed its first lines."""
    process = konon.start("read", write_lines(tmp_path / "in.jsonl", 600), "--format", "jsonl", "--workers", "2")
    yield process
    process.kill()
    process.communicate()


def test_a_kill_in_the_middle_loses_nothing_that_was_printed_and_reading_again_completes_it(
    konon: Konon, tmp_path: Path, running: subprocess.Popen[bytes]
) -> None:
    assert running.stdout is not None
    first = [running.stdout.readline() for _ in range(20)]
    running.kill()
    rest = running.stdout.read()  # communicate() would pass over what readline() has buffered
    whole = [line for line in b"".join([*first, rest]).splitlines(keepends=True) if line.endswith(b"\n")]
    printed = ids(b"".join(whole))
    assert 20 <= len(printed) < 600
    assert set(printed) <= in_ledger(konon.ledger)
    assert len(in_ledger(konon.ledger)) < 600
    again = konon("read", tmp_path / "in.jsonl", "--format", "jsonl", "--workers", "2")
    assert again.returncode == 0
    assert again.stdout.startswith(b"".join(whole))
    assert in_ledger(konon.ledger) == set(ids(again.stdout)) == {f"a{i}" for i in range(600)}
    assert readings(konon.ledger) == 600


def test_an_interrupt_ends_quietly_and_keeps_what_was_printed(konon: Konon, running: subprocess.Popen[bytes]) -> None:
    assert running.stdout is not None
    first = running.stdout.readline()
    os.kill(running.pid, signal.SIGINT)
    rest = running.stdout.read()
    _, stderr = running.communicate(timeout=30)
    [said] = complaints(stderr)
    assert said.startswith("interrupted; ")
    assert running.returncode == 130
    assert set(ids(first + rest)) <= in_ledger(konon.ledger)


def test_a_reader_that_has_seen_enough_ends_the_reading_quietly(konon: Konon, running: subprocess.Popen[bytes]) -> None:
    assert running.stdout is not None
    first = running.stdout.readline()
    running.stdout.close()
    running.stdout = None
    _, stderr = running.communicate(timeout=60)
    assert stderr == b""
    assert running.returncode == 0
    assert set(ids(first)) <= in_ledger(konon.ledger)
    assert len(in_ledger(konon.ledger)) < 600
