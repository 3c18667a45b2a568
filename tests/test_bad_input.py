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

import msgspec
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


# --- dates and lengths -----------------------------------------------------------------------------------------------

UNDATED = (
    "Menteri Garam Bantah Kenaikan Harga\n"
    "Menteri Garam Arunika Bima Wirasaba membantah telah menaikkan harga garam pekan lalu. Rapat digelar pada 3 Mei 2021.\n"
    '"Tidak ada kenaikan sejak Rabu (13/9)," kata Bima kepada wartawan kemarin.\n'
)


class Told(msgspec.Struct):
    """Of what `konon read --format jsonl` prints, the times, what was said when, and what could not be answered."""

    published: str | None
    times: dict[str, str]
    said: set[str | None]
    notes: list[str]
    reasons: list[str]


def told(konon: Konon, text: str, *options: str) -> Told:
    done = konon("read", "-", "--format", "jsonl", "--ledger", "none", "--reader", "rules", *options, stdin=text.encode())
    assert done.returncode == 0
    reading = json.loads(done.stdout)
    return Told(
        published=reading["article"]["published"],
        times={text[slice(*t["span"])]: t["value"] for t in reading["times"]},
        said={claim["said"] for claim in reading["claims"]},
        notes=complaints(done.stderr),
        reasons=[skip["reason"] for skip in reading["skips"] if skip["step"] == "times"],
    )


def test_without_a_publication_date_relative_times_stay_open_and_the_reader_is_told(konon: Konon) -> None:
    found = told(konon, UNDATED)
    assert found.published is None
    assert found.times == {
        "pekan lalu": "PAST_REF",
        "3 Mei 2021": "2021-05-03",
        "Rabu (13/9)": "XXXX-09-13",
        "kemarin": "PAST_REF",
    }
    assert found.said == {None}
    unknown = "no publication date to resolve it against"
    assert found.reasons == [f"{words}: {unknown}" for words in ("pekan lalu", "Rabu (13/9)", "kemarin")]
    page = konon(
        "read", "-", "--format", "html", "--reader", "rules", "--ledger", "none", stdin=UNDATED.encode()
    ).stdout.decode()
    assert "no date" in page
    assert f"kemarin: {unknown}" in page


def test_with_a_publication_date_the_same_times_are_resolved(konon: Konon) -> None:
    found = told(konon, UNDATED, "--published", "2023-09-16")
    assert found.times == {
        "pekan lalu": "2023-W36",
        "3 Mei 2021": "2021-05-03",
        "Rabu (13/9)": "2023-09-13",
        "kemarin": "2023-09-15",
    }
    assert found.reasons == []


def test_an_article_dated_in_the_future_is_read_by_its_own_date_and_that_is_told(konon: Konon) -> None:
    found = told(konon, UNDATED, "--published", "2093-09-16")
    assert [note.partition(": ")[2] for note in found.notes] == ["published 2093-09-16, a day still to come"]
    assert told(konon, UNDATED, "--published", "2023-09-16").notes == []
    assert found.published == "2093-09-16"
    assert found.times["kemarin"] == "2093-09-15"
    assert found.times["Rabu (13/9)"] == "2093-09-13"
    assert ["the weekday disagrees" in reason for reason in found.reasons] == [True]  # 13 September 2093 is a Sunday


@pytest.mark.parametrize("when", ["kemarin", "2023-02-30", "16/9/2023", "2023"])
def test_a_publication_date_that_is_none_is_refused(konon: Konon, when: str) -> None:
    done = konon("read", "-", "--published", when, stdin=UNDATED.encode())
    assert f"{when!r} is no ISO date" in done.stderr.decode()
    assert done.returncode == 2


def test_dates_that_contradict_themselves_are_told_of_and_shown(konon: Konon) -> None:
    text = UNDATED.replace("Rabu (13/9)", "Kamis (13/9/2023)").replace("3 Mei 2021", "31 September 2023")
    found = told(konon, text, "--published", "2023-09-16")
    assert found.times["Kamis (13/9/2023)"] == "2023-09-13"
    assert "31 September 2023" not in found.times
    assert found.reasons == [
        "31 September 2023: the calendar has no such day",
        "Kamis (13/9/2023): the weekday disagrees with 2023-09-13, which is day 3 of its week, not day 4",
    ]
    options = ("--format", "html", "--reader", "rules", "--ledger", "none", "--published", "2023-09-16")
    page = konon("read", "-", *options, stdin=text.encode()).stdout.decode()
    assert all(reason in page for reason in found.reasons)


def test_an_article_of_one_sentence_is_an_article(konon: Konon) -> None:
    text = "Menteri Garam Arunika mengatakan kemarin bahwa harga garam akan naik pekan depan."
    found = told(konon, text, "--published", "2023-09-16")
    assert found.times == {"kemarin": "2023-09-15", "pekan depan": "2023-W38"}
    assert found.said == {"2023-09-15"}


def long_article(words: int) -> str:
    """One article of so many words, each paragraph another."""
    paragraphs = [text.partition("\n")[2] for text in articles(words // 34)]
    return "Menteri Kelautan bicara soal garam\n" + "".join(paragraphs)


def test_an_article_of_fifty_thousand_words_takes_time_and_memory_in_proportion(konon: Konon, tmp_path: Path) -> None:
    seconds, kilobytes = [], []
    for words in (12_500, 50_000):
        (tmp_path / "long.txt").write_text(long_article(words))
        process = konon.start("read", tmp_path / "long.txt", "--format", "jsonl", "--ledger", "none", "--reader", "rules")
        assert process.stdout is not None
        assert len(json.loads(process.stdout.read())["claims"]) > words // 50
        process.stdout.close()
        assert process.stderr is not None
        process.stderr.close()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        seconds.append(used.ru_utime + used.ru_stime)
        kilobytes.append(used.ru_maxrss)
    assert seconds[1] < 5 * seconds[0]  # starting up is in both
    assert kilobytes[1] < 1.5 * kilobytes[0]
