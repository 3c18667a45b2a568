from __future__ import annotations

import csv
import ctypes
import io
import json
import os
import pty
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from conftest import Konon, articles, complaints
from konon.cli import konon as commands
from konon.schema import default_driver

DOCS = Path(__file__).parents[1] / "docs" / "cli.md"
ACTS_OF_ONE = ["expect", "say", "say", "deny"]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of three articles, each with four claims."""
    folder = tmp_path / "news"
    folder.mkdir()
    for i, text in enumerate(articles(3)):
        (folder / f"{i}.txt").write_text(text)
    return folder


@pytest.fixture
def filled(konon: Konon, news: Path) -> Konon:
    assert konon("read", news).returncode == 0
    return konon


def objects(stdout: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in stdout.splitlines()]


def on_terminal(konon: Konon, *args: str | Path) -> str:
    """What a person sees on a terminal of 100 columns, standard output and error together."""
    master, slave = pty.openpty()
    env = konon.env | {"TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(konon.command(*args), stdin=slave, stdout=slave, stderr=slave, env=env):
        os.close(slave)
        seen = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            seen += part
    os.close(master)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.decode()).replace("\r", "")


def every_option() -> list[tuple[str, str]]:
    found = [("konon", option) for option in options(commands)]
    for name, command in commands.commands.items():
        found += [(f"konon {name}", ""), *((f"konon {name}", option) for option in options(command))]
    return found


def options(command: click.Command) -> list[str]:
    return [name for p in command.params if isinstance(p, click.Option) for name in p.opts]


@pytest.mark.parametrize(("command", "option"), every_option())
def test_every_command_and_option_is_documented(command: str, option: str) -> None:
    sections = re.split(r"^## ", DOCS.read_text(), flags=re.MULTILINE)
    [section] = [s for s in sections if s.startswith(command + "\n" if " " in command else "# The command line")]
    assert re.search(rf"`{re.escape(option)}[ `]", section) or not option


def test_the_documentation_names_no_option_that_is_not_there() -> None:
    assert set(re.findall(r"--[a-z][a-z-]+", DOCS.read_text())) <= {option for _, option in every_option()} | {"--help"}


@pytest.mark.parametrize("command", [[], *([name] for name in commands.commands)])
def test_every_help_has_an_example(konon: Konon, command: list[str]) -> None:
    done = konon(*command, "--help")
    assert done.returncode == 0
    assert b"Example:\n    konon " in done.stdout.replace(b"\n  Example", b"\nExample")


def test_help_loads_none_of_the_heavy_libraries() -> None:
    code = "import sys; import konon.cli; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "click" in loaded
    assert not {"sqlalchemy", "alembic", "trafilatura", "lxml", "numpy", "py3langid", "rich", "fastwarc"} & set(loaded)


def test_the_version_is_told(konon: Konon) -> None:
    assert re.fullmatch(rb"konon \d+\.\d+\.\d+\S*\n", konon("--version").stdout)


def test_reading_prints_one_object_an_article_when_piped_and_keeps_it(konon: Konon, news: Path) -> None:
    done = konon("read", news)
    assert (done.returncode, done.stderr) == (0, b"")
    read = objects(done.stdout)
    assert [[claim["act"] for claim in article["claims"]] for article in read] == [ACTS_OF_ONE] * 3  # type: ignore[attr-defined]
    counts = " ".join(konon("ledger").stdout.decode().split())
    assert re.search(r"\b3 pages,? 3 articles,? 3 readings,? 12 claims,? \d+ events$", counts)


def test_reading_again_prints_the_same_and_adds_nothing(filled: Konon, news: Path) -> None:
    before = filled("ledger").stdout
    assert filled("read", news).stdout == filled("read", news).stdout
    assert filled("ledger").stdout == before


def test_one_worker_and_three_print_the_same_bytes(konon: Konon, news: Path, tmp_path: Path) -> None:
    (news / "broken.txt").write_bytes(b"\x00\x01")
    (tmp_path / "more.jsonl").write_text("".join(json.dumps({"text": t}) + "\n" for t in articles(60, start=3)))
    done = [konon("read", news, tmp_path / "more.jsonl", "--workers", n, "--ledger", "none") for n in ("1", "3")]
    assert done[0].stdout == done[1].stdout
    assert done[0].stderr == done[1].stderr
    assert len(done[0].stdout.splitlines()) == 63


def test_csv_and_html_and_table_hold_every_claim(konon: Konon, news: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(konon("read", news, "--format", "csv").stdout.decode(), newline="")))
    assert [row["act"] for row in rows] == ACTS_OF_ONE * 3
    page = konon("read", news, "--format", "html").stdout.decode()
    assert page.startswith("<!DOCTYPE html>")
    table = konon("read", news, "--format", "table").stdout.decode()
    for row in rows:
        assert row["id"] in page
        assert row["id"][:8] in table


def test_without_a_ledger_nothing_is_kept(konon: Konon, news: Path) -> None:
    assert len(konon("read", news, "--ledger", "none").stdout.splitlines()) == 3
    assert list(konon.home.rglob("*.sqlite")) == []


def test_the_ledger_may_be_named_by_option_and_by_environment(konon: Konon, news: Path, tmp_path: Path) -> None:
    konon("read", news, "--ledger", tmp_path / "a.sqlite")
    konon("read", news, env={"KONON_LEDGER": str(tmp_path / "b.sqlite")})
    assert (tmp_path / "a.sqlite").is_file()
    assert (tmp_path / "b.sqlite").is_file()
    assert not konon.ledger.exists()


def test_an_output_file_appears_whole_in_the_format_of_its_name(konon: Konon, news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "claims.csv").write_text("old")
    done = konon("read", news, "--output", out / "claims.csv")
    assert done.stdout == b""
    assert (out / "claims.csv").read_text().startswith("id,holder,source,")
    assert [p.name for p in out.iterdir()] == ["claims.csv"]


def test_an_output_that_cannot_be_made_is_told_and_the_reading_is_kept(konon: Konon, news: Path, tmp_path: Path) -> None:
    done = konon("read", news, "--output", tmp_path / "nowhere" / "claims.csv")
    assert done.returncode == 1
    assert complaints(done.stderr) == [
        f"{tmp_path}/nowhere/claims.csv: cannot be written (No such file or directory); "
        "what is read is kept in the ledger all the same"
    ]
    assert b"12 claims" in konon("ledger").stdout


@pytest.mark.parametrize("mode", [0o600, 0o664])
def test_an_output_file_that_is_replaced_keeps_its_permissions(konon: Konon, news: Path, tmp_path: Path, mode: int) -> None:
    out = tmp_path / "claims.csv"
    out.write_text("old")
    out.chmod(mode)
    konon("read", news, "--output", out)
    assert out.read_text() != "old"
    assert stat.S_IMODE(out.stat().st_mode) == mode


def test_a_new_output_file_has_the_permissions_that_any_new_file_has(konon: Konon, news: Path, tmp_path: Path) -> None:
    konon("read", news, "--output", tmp_path / "claims.csv")
    (tmp_path / "any").touch()
    assert (tmp_path / "claims.csv").stat().st_mode == (tmp_path / "any").stat().st_mode


def test_a_corrected_date_and_outlet_are_kept_as_they_are_printed(konon: Konon, news: Path) -> None:
    one = news / "0.txt"
    konon("read", one)
    told = ["--published", "2024-05-02", "--outlet", "Nation"]
    for _ in range(2):
        konon("read", one, *told)
    assert len(objects(konon("claims", "--outlet", "nation").stdout)) == 4
    assert {line["published"] for line in objects(konon("claims").stdout)} == {"2024-05-02"}
    assert b"2 readings" in konon("ledger").stdout


def test_what_is_told_about_a_single_page_is_taken(konon: Konon, news: Path) -> None:
    told = ["--published", "2024-05-03", "--url", "https://arunika.example/garam", "--outlet", "Kabar Arunika"]
    for args, stdin in (([news / "0.txt"], b""), (["-"], (news / "0.txt").read_bytes())):
        [read] = objects(konon("read", *args, *told, stdin=stdin).stdout)
        article = read["article"]
        assert isinstance(article, dict)
        assert [article[k] for k in ("published", "url", "outlet")] == told[1::2]


@pytest.mark.parametrize(
    "args",
    [
        ["read"],
        ["read", "x", "--format", "xml"],
        ["read", "x", "--workers", "0"],
        ["read", "x.txt", "--published", "3 Mei 2024"],
        ["read", "NEWS", "--published", "2024-05-03"],
        ["read", "x", "y", "--url", "https://arunika.example"],
        ["read", ""],
        ["read", "NEWS", ""],
        ["read", "NEWS", "--output", ""],
        ["read", "NEWS", "--ledger", ""],
        ["claims", "--output", ""],
        ["claims", "--ledger", ""],
        ["claims", "--ledger", "none"],
        ["ledger", "--ledger", "none"],
        ["claims", "--act", "shout"],
        ["claims", "--since", "yesterday"],
        ["claims", "--limit", "-1"],
        ["claims", "--event", "WAR"],
        ["claims", "--factuality", "CT"],
        ["claims", "--format", "plover"],
        ["events", "--event", "agree"],
        ["events", "--factuality", "sure"],
        ["events", "--since", "yesterday"],
        ["events", "--limit", "-1"],
        ["events", "--format", "html"],
        ["events", "--output", ""],
        ["events", "--ledger", "none"],
        ["events", "word"],
        ["show"],
        ["tell"],
    ],
)
def test_wrong_calls_end_with_status_2_and_print_nothing(filled: Konon, news: Path, args: list[str]) -> None:
    done = filled(*(str(news) if a == "NEWS" else a for a in args))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Error: " in done.stderr


def test_claims_are_listed_and_filtered(filled: Konon) -> None:
    assert len(objects(filled("claims").stdout)) == 12
    assert {line["act"] for line in objects(filled("claims", "--act", "deny", "--act", "say").stdout)} == {"deny", "say"}
    assert {line["source"] for line in objects(filled("claims", "--holder", "selasih").stdout)} == {"Pemerintah Selasih"}
    assert len(objects(filled("claims", "--text", '"2 persen"', "--act", "expect").stdout)) == 1
    assert len(objects(filled("claims", "--limit", "5").stdout)) == 5
    assert objects(filled("claims", "--since", "2031-01-01").stdout) == []
    assert len(filled("claims", "--format", "csv").stdout.splitlines()) == 13
    assert filled("claims", "--act", "deny", "--format", "html").stdout.count(b"<h2") >= 3


def test_a_claim_is_shown_with_its_trail_by_the_beginning_of_its_id(filled: Konon) -> None:
    [line] = objects(filled("claims", "--text", '"2 persen"', "--act", "expect").stdout)
    claim = str(line["id"])
    text = filled("show", claim[:8]).stdout.decode()
    assert claim in text
    assert "reader" in text
    assert json.loads(filled("show", claim, "--format", "jsonl").stdout)["article"]["title"] == "Harga Garam Naik 2 Persen"
    assert filled("show", claim, "--format", "html").stdout.startswith(b"<!DOCTYPE html>")
    unknown = filled("show", "0000000000000000")
    assert unknown.returncode == 1
    assert len(complaints(unknown.stderr)) == 1


@pytest.mark.parametrize("command", [["claims"], ["events"], ["show", "0123"], ["ledger"]])
def test_a_missing_ledger_tells_what_to_do_and_is_not_made(konon: Konon, command: list[str]) -> None:
    done = konon(*command)
    assert done.returncode == 1
    [said] = complaints(done.stderr)
    assert said.startswith(f"there is no ledger at {konon.ledger} yet; `konon read INPUT…` makes it")
    assert not konon.ledger.exists()


def bound() -> None:
    """Before a command starts: binds root too to the permissions of files (PR_CAPBSET_DROP); others are bound already."""
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


def asked(konon: Konon, *args: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = konon.command(*args)
    return subprocess.run(command, capture_output=True, timeout=60, env=konon.env, check=False, preexec_fn=bound)


@pytest.fixture
def locked(filled: Konon, tmp_path: Path) -> Iterator[Path]:
    """A folder that will be read-only, for a ledger."""
    folder = tmp_path / "a b?c"
    folder.mkdir()
    yield folder
    folder.chmod(0o755)


def test_a_ledger_in_a_read_only_folder_can_be_asked_and_is_not_added_to(filled: Konon, locked: Path, news: Path) -> None:
    path = shutil.copy(filled.ledger, locked / "ledger.sqlite")
    locked.chmod(0o555)
    done = asked(filled, "claims", "--ledger", path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == filled("claims").stdout
    claim = str(objects(done.stdout)[0]["id"])
    assert asked(filled, "show", claim, "--ledger", path).returncode == 0
    assert b"12 claims" in asked(filled, "ledger", "--ledger", path).stdout
    assert [p.name for p in locked.iterdir()] == ["ledger.sqlite"]
    (news / "more.txt").write_text(articles(1, start=9)[0])
    assert len(complaints(asked(filled, "read", news, "--ledger", path).stderr)) == 1


def test_a_read_only_ledger_with_a_full_log_beside_it_is_refused_with_the_reason(
    filled: Konon, locked: Path, news: Path, tmp_path: Path
) -> None:
    (tmp_path / "more.txt").write_text(articles(1, start=9)[0])
    keeper = default_driver().connect(str(filled.ledger))  # while it is open the log stays
    keeper.execute("SELECT count(*) FROM claims").fetchall()
    filled("read", tmp_path / "more.txt")
    for name in ("ledger.sqlite", "ledger.sqlite-wal"):
        shutil.copy(filled.ledger.with_name(name), locked / name)
    keeper.close()
    assert (locked / "ledger.sqlite-wal").stat().st_size
    locked.chmod(0o555)
    done = asked(filled, "claims", "--ledger", locked / "ledger.sqlite")
    assert (done.returncode, done.stdout) == (1, b"")
    assert complaints(done.stderr) == [
        f"{locked}/ledger.sqlite: is read-only, and ledger.sqlite-wal beside it is not worked in yet; "
        "ask where both can be written"
    ]


def test_a_file_that_is_no_ledger_is_refused_before_anything_is_read(konon: Konon, news: Path) -> None:
    done = konon("read", news, "--ledger", news / "0.txt")
    assert (done.returncode, done.stdout) == (1, b"")
    assert len(complaints(done.stderr)) == 1


def test_on_a_terminal_there_is_a_table_a_summary_and_no_rest_of_the_bar(konon: Konon, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"text": t}) + "\n" for t in articles(40)) + "broken\n")
    seen = on_terminal(konon, "read", tmp_path / "in.jsonl")
    assert "Harga Garam Naik 39 Persen" in seen
    assert "reading" in seen
    last = seen.strip().splitlines()[-1]
    assert last.startswith("40 articles, 160 claims, 1 not read; ledger ")


def test_a_short_reading_on_a_terminal_shows_no_bar(konon: Konon, news: Path) -> None:
    seen = on_terminal(konon, "read", news / "0.txt")
    assert "1 article, 4 claims; ledger" in seen.replace("\n", "")
    assert "━" not in seen
