"""The ledger among processes: killed, crowded, out of room, without permission. The children are this file, run as a script."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import konon
from konon import schema
from konon.records import Article, Claim, Page, Reading, Trail, content_id
from konon.store import ClaimFilter, Ledger, LedgerError

BATCH = 4
ROUNDS = 4
LONGEST_ROUND = 0.6  # seconds from the child's first line to its death


def item(number: int) -> tuple[Page, Reading]:
    """The article with this number: two claims and a body that compresses badly, so that every commit has pages to write."""
    noise = random.Random(number).randbytes(600).hex()
    text = f"Kabar {number}\nBupati Selasih menyatakan jembatan {number} selesai. Warga meragukan jembatan {number}.\n{noise}"
    page = Page(name=f"{number}.txt", body=text.encode(), kind="text")
    article = Article(id=content_id(text), title=f"Kabar {number}", language="id", published="2031-03-02", text=text)

    def claim(source: str, cue: str, content: str) -> Claim:
        spans = [((text.index(words), text.index(words) + len(words)),) for words in (source, cue, content)]
        id_ = content_id(article.key, cue)
        return Claim(id=id_, source=spans[0], cue=spans[1], content=spans[2], act="say", quote="indirect", confidence=0.5)

    claims = (
        claim("Bupati Selasih", "menyatakan", f"jembatan {number} selesai"),
        claim("Warga", "meragukan", f"jembatan {number}"),
    )
    trail = Trail(input=page.digest, konon="0.1.0", extractor="text 1", reader="rules 1", lexicon="00ff")
    return page, Reading(article=article, claims=claims, trail=trail)


def add_for_ever(path: Path, start: int) -> None:
    """Adds batch after batch and prints each reading's id once it is added; ends on a refusal, printing that."""
    with Ledger.open(path) as ledger:
        for first in range(start, start + 100_000, BATCH):
            items = [item(number) for number in range(first, first + BATCH)]
            try:
                ledger.add(items)
            except LedgerError as error:
                print("refused", error, flush=True)
                return
            print(*(reading.id for _, reading in items), flush=True)


def add_some(path: Path, start: int) -> None:
    with Ledger.open(path) as ledger:
        for first in range(start, start + 80, BATCH):
            print(sum(ledger.add([item(number) for number in range(first, first + BATCH)])), flush=True)


def add_in_little_room(path: Path, start: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
    add_for_ever(path, start)


def as_nobody(path: Path, start: int) -> None:
    if os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    try:
        with Ledger.open(path) as ledger:
            print("opened", ledger.counts().readings)
            ledger.add([item(start)])
            print("added")
    except LedgerError as error:
        print("refused", error)


def with_pythons_sqlite(path: Path, start: int) -> None:
    try:
        with Ledger.open(path, driver=sqlite3, timeout=0.2) as ledger:
            print("opened", *ledger.add([item(start)]))
    except LedgerError as error:
        print("refused", error)


CHILDREN = {f.__name__: f for f in (add_for_ever, add_some, add_in_little_room, as_nobody, with_pythons_sqlite)}


def child(task: str, path: Path, start: int = 0) -> subprocess.Popen[str]:
    source = str(Path(konon.__path__[0]).parent)
    return subprocess.Popen(
        [sys.executable, "-W", "error", __file__, task, str(path), str(start)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": source, "PYTHONDONTWRITEBYTECODE": "1"},
    )


def output(process: subprocess.Popen[str]) -> list[str]:
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out.splitlines()


def assert_whole(path: Path) -> None:
    connection = schema.default_driver().connect(str(path))
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("INSERT INTO claims_fts (claims_fts, rank) VALUES ('integrity-check', 1)").fetchall() == []
    connection.close()


def assert_holds(ledger: Ledger, ids: Iterable[str], numbers: Iterable[int]) -> None:
    """Each id is there, as that reading, with its page."""
    expected = {reading.id: (page, reading) for page, reading in map(item, numbers)}
    for id_ in ids:
        page, reading = expected[id_]
        assert ledger.reading(id_) == reading
        assert ledger.page(page.digest) == (page.body,)


def lines_until(process: subprocess.Popen[str], moment: float) -> Iterator[str]:
    """What the child prints until it is killed, `moment` seconds after its first line."""
    with process:
        assert process.stdout is not None
        yield process.stdout.readline()
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        yield from process.stdout.read().splitlines()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 on this system")
def test_a_killed_process_loses_nothing_that_it_reported_and_reading_again_completes_it(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    rng = random.Random(20310302)
    reported: list[str] = []
    for round_ in range(ROUNDS):
        start = round_ * 1_000_000
        before = len(reported)
        for line in lines_until(child("add_for_ever", path, start), rng.uniform(0, LONGEST_ROUND)):
            ids = line.split()
            reported += ids if len(ids) == BATCH else []  # the last line may be half a line
        assert len(reported) > before
        assert_whole(path)
        with Ledger.open(path) as ledger:
            assert_holds(ledger, reported[before:], range(start, start + len(reported) - before))
            assert ledger.counts().readings % BATCH == 0
    with Ledger.open(path) as ledger:
        done = ledger.counts().readings
        assert done >= len(reported)
        start = (ROUNDS - 1) * 1_000_000
        again = [item(number) for number in range(start, start + len(reported) - before + 5 * BATCH)]
        new = ledger.add(again)
        assert not any(new[: len(reported) - before])
        assert ledger.counts().readings == done + sum(new)
        assert_holds(ledger, [reading.id for _, reading in again], range(start, start + len(again)))
    assert_whole(path)


def test_two_processes_open_a_new_ledger_at_once_and_both_add_while_a_third_reads(tmp_path: Path) -> None:
    path = tmp_path / "new" / "ledger.db"
    writers = [child("add_some", path, 0), child("add_some", path, 40)]  # half of what they add is the same
    seen = [0]
    with Ledger.open(path) as reader:
        while any(writer.poll() is None for writer in writers):
            seen.append(len(list(reader.claims(ClaimFilter(text="jembatan")))))
            assert seen[-1] >= seen[-2]
            assert seen[-1] % (2 * BATCH) == 0
            time.sleep(0.02)
        added = [sum(map(int, output(writer))) for writer in writers]
        assert sum(added) == reader.counts().readings == 120
        assert len(list(reader.claims(ClaimFilter()))) == 240
    assert_whole(path)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on file sizes on this system")
def test_a_full_disk_refuses_the_batch_and_keeps_what_was_reported(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    *reported, refusal = output(child("add_in_little_room", path))
    assert refusal.startswith(f"refused {path}: cannot be written or read (disk full, or failing)")
    assert len(reported) > 3
    assert_whole(path)
    with Ledger.open(path) as ledger:
        assert ledger.counts().readings == len(reported) * BATCH
        assert_holds(ledger, " ".join(reported).split(), range(len(reported) * BATCH))
        assert ledger.add([item(number) for number in range((len(reported) + 1) * BATCH)])[-BATCH:] == [True] * BATCH


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no such permissions on this system")
def test_a_folder_that_cannot_be_written_to_is_one_line(tmp_path: Path) -> None:
    folder = Path("/tmp") / f"konon-{os.getpid()}-{time.monotonic_ns()}"  # pytest's own folders are closed to others
    folder.mkdir(mode=0o755)
    try:
        with Ledger.open(folder / "ledger.db") as ledger:
            ledger.add([item(1)])
        folder.chmod(0o555)
        (folder / "ledger.db").chmod(0o444)
        assert output(child("as_nobody", folder / "new.db")) == [
            f"refused {folder}/new.db: cannot be opened; is the folder there, and may you write to it?"
        ]
        assert output(child("as_nobody", folder / "sub" / "new.db")) == [f"refused {folder}/sub/new.db: Permission denied"]
        *opened, refused = output(child("as_nobody", folder / "ledger.db", 2))
        assert refused.startswith(f"refused {folder}/ledger.db: ")
        assert opened in ([], ["opened 1"])
    finally:
        folder.chmod(0o755)
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def test_a_write_ahead_log_in_use_is_refused_by_a_sqlite_that_could_damage_it(tmp_path: Path) -> None:
    if schema.wal_is_safe(sqlite3.sqlite_version_info) or not schema.wal_is_safe(schema.default_driver().sqlite_version_info):
        pytest.skip("needs one SQLite with the bug (Python's) and one without (pysqlite3)")
    path = tmp_path / "ledger.db"
    with Ledger.open(path) as ledger:
        ledger.add([item(1)])
        (line,) = output(child("with_pythons_sqlite", path, 2))
        assert line.startswith(f"refused {path}: is in use with a write-ahead log, unsafe with SQLite {sqlite3.sqlite_version}")
    assert output(child("with_pythons_sqlite", path, 2)) == ["opened True"]
    with Ledger.open(path) as ledger:
        assert ledger.counts().readings == 2
    assert_whole(path)


if __name__ == "__main__":
    CHILDREN[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
