"""Links in the ledger: found whatever the order and however often a process dies, and a person's word stands."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

import konon
from konon import schema
from konon.kinship import HOUSE
from konon.lineage import VERSION
from konon.linking import STEPS, link, pending
from konon.linkstore import (
    StoryFilter,
    article,
    decide,
    decisions,
    family_of,
    kin,
    linked,
    links,
    stories,
    story,
    versions,
)
from konon.pipeline import read_page
from konon.records import Given, Page, Reading
from konon.shelves import COLUMNS
from konon.store import Ledger, LedgerError
from konon.tellings import told

GOLD = Path(__file__).parent / "gold" / "lineage"
RELEASE = (GOLD / "release.txt").read_text("utf-8").strip()
RETOLD = (GOLD / "retold.txt").read_text("utf-8").strip()
OTHER = (GOLD / "other.txt").read_text("utf-8").strip()
TITLE = "Menteri Pelabuhan Arunika Bantah Kapal Selasih Ditahan"
FESTIVAL = "Festival Layang-layang Rumbai Dibuka"
NOW = datetime(2024, 2, 8, 9, tzinfo=UTC)
WORDS = [a + b for a in ("ba", "ke", "lo", "mi", "ra") for b in ("nda", "lor", "mat", "pis", "ruk")]
Item = tuple[Page, Reading]


def filler(seed: str, words: int = 25) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words)).capitalize() + "."


def item(
    text: str,
    outlet: str = "kabar-arunika.test",
    number: int = 1000001,
    *,
    title: str = TITLE,
    day: str = "2024-02-05",
    url: str | None = None,
) -> Item:
    """A page and its reading, by the rules."""
    url = url or f"https://{outlet}/berita/{number}/halaman"
    page = Page(
        name=url,
        body=f"{title}\n{text}".encode(),
        kind="text",
        given=Given(id=url, url=url, outlet=outlet, title=title, published=day),
    )
    reading = read_page(page, "rules")
    assert isinstance(reading, Reading)
    return page, reading


def newsroom() -> list[Item]:
    """A release, its copies and retelling, what an outlet repeats in each article, and another happening."""
    background = "\n".join(RELEASE.split("\n")[3:6])
    made = [item(RELEASE), item(RELEASE, "suara-umbara.test", 5001), item(RETOLD, "warta-selasih.test", 70001)]
    made.append(item(f"{filler('again')}\n{RELEASE}", number=1000002, title=f"{TITLE} Lagi"))
    made += [
        item(f"{filler(f'item {n}', 40)}\n{background}", number=1000010 + n, title=f"Antrean Kapal {n}") for n in range(HOUSE)
    ]
    made += [item(OTHER, f"{name}.test", 71 + n, title=FESTIVAL, day="2024-02-06") for n, name in enumerate(("a", "b"))]
    return made


def key(one: Item) -> str:
    return one[1].article.key


def filled(path: Path, items: Sequence[Item], *, each: int = 100) -> Ledger:
    """A ledger to which `each` articles at a time were added, and linked by a new opening of it."""
    for first in range(0, len(items), each):
        with Ledger.open(path) as ledger:
            ledger.add(items[first : first + each], now=NOW)
            link(ledger, now=NOW)
    return Ledger.open(path)


def lineage(ledger: Ledger) -> set[tuple[object, ...]]:
    with ledger.asking() as sql:
        rows = sql.execute("SELECT a, b, relation, origin, third, score FROM links WHERE kind = 'lineage'").fetchall()
    return {row for row in rows if row[2] not in ("none", "boilerplate")}


def parts(ledger: Ledger) -> set[frozenset[str]]:
    return {frozenset(one.key for one in story(ledger, line.id).articles) for line in stories(ledger)}


def everything(ledger: Ledger) -> list[tuple[object, ...]]:
    with ledger.asking() as sql:
        rows: list[tuple[object, ...]] = sql.execute(f"SELECT {COLUMNS} FROM decisions ORDER BY n").fetchall()
    return rows


# --- adding ----------------------------------------------------------------------------------------------------------


def test_what_was_added_is_linked_and_says_why(tmp_path: Path) -> None:
    items = newsroom()
    with filled(tmp_path / "l.db", items) as ledger:
        shown = kin(ledger, key(items[0]))
        copy = next(d for d in shown.links if key(items[1]) in (d.a, d.b))
        assert (copy.relation, copy.score, copy.by, copy.added) == ("copy", 1.0, VERSION, "2024-02-08T09:00:00Z")
        assert "100 % of the text of a and 100 % of b" in copy.reason
        assert shown.family is not None
        assert {key(one) for one in items[:4]} <= set(shown.family.members)
        assert {frozenset(map(key, items[8:10]))} <= parts(ledger)


def test_linking_again_and_adding_again_change_nothing(tmp_path: Path) -> None:
    items = newsroom()
    with filled(tmp_path / "l.db", items) as ledger:
        before, told = everything(ledger), stories(ledger)
        assert link(ledger) == 0
        ledger.add(items)
        assert link(ledger) == 0
        assert (everything(ledger), stories(ledger)) == (before, told)


def test_any_order_in_any_portions_gives_the_same_links_and_stories(tmp_path: Path) -> None:
    items = newsroom()
    with filled(tmp_path / "first.db", items) as ledger:
        expected, told = lineage(ledger), parts(ledger)
    assert len(expected) > 5
    for seed in range(4):
        shuffled = random.Random(seed).sample(items, len(items))
        with filled(tmp_path / f"{seed}.db", shuffled, each=seed + 1) as ledger:
            assert lineage(ledger) == expected
            assert parts(ledger) == told


def test_so_many_at_most_are_linked_and_the_rest_is_caught_up(tmp_path: Path) -> None:
    items = newsroom()
    with Ledger.open(tmp_path / "l.db") as ledger:
        ledger.add(items)
        assert (pending(ledger), link(ledger, limit=3), pending(ledger)) == (10, 3, 7)
        assert (link(ledger), pending(ledger)) == (7, 0)
        with filled(tmp_path / "whole.db", items) as whole:
            assert lineage(ledger) == lineage(whole)


def test_a_step_of_another_version_begins_anew_and_decides_nothing_twice(tmp_path: Path) -> None:
    with filled(tmp_path / "l.db", newsroom()) as ledger:
        before, told = everything(ledger), parts(ledger)
        with ledger.writing() as sql:
            sql.execute("UPDATE link_steps SET version = 'of another time'")
        assert pending(ledger) == 10
        assert link(ledger) == 10
        assert parts(ledger) == told
        assert {row[1:10] for row in everything(ledger)} == {row[1:10] for row in before}


def test_a_corrected_date_turns_the_link_around_and_moves_the_article_among_stories(tmp_path: Path) -> None:
    first, second = satu(RELEASE, "2024-02-05"), item(f"{RELEASE}\n{filler('x')}", url="https://a.test/dua", day="2024-02-06")
    with filled(tmp_path / "l.db", [first, second]) as ledger:
        before = links(ledger, "lineage", key(first))[0]
        assert {"a": before.a, "b": before.b}[before.origin or ""] == key(first)
        ledger.add([satu(RELEASE, "2024-02-07")])
        assert link(ledger) == 1
        after = links(ledger, "lineage", key(first))[0]
        assert {"a": after.a, "b": after.b}[after.origin or ""] == key(second)
        assert [one.key for one in story(ledger, stories(ledger)[0].id).articles] == [key(second), key(first)]


def satu(text: str, day: str) -> Item:
    """A page whose address holds no running number, which would tell more surely than dates."""
    return item(text, url="https://a.test/satu", day=day)


def test_a_text_that_is_read_otherwise_now_is_no_longer_kin_or_in_a_story(tmp_path: Path) -> None:
    items = newsroom()[:3]
    page, reading = items[0]
    with filled(tmp_path / "l.db", items) as ledger:
        assert kin(ledger, key(items[1])).links
        other = item(OTHER, title=FESTIVAL)[1]
        ledger.add([(page, replace(other, trail=reading.trail))])
        link(ledger)
        assert key(items[0]) not in {k for d in kin(ledger, key(items[1])).links for k in (d.a, d.b)}
        history = decisions(ledger, "lineage", key(items[0]), key(items[1]))
        assert [d.relation for d in history] == ["copy", "none"]
        assert key(items[0]) not in {k for part in parts(ledger) for k in part}
        assert sum(len(part) for part in parts(ledger)) == 3


def test_a_ledger_that_may_not_be_written_shows_what_is_linked(tmp_path: Path) -> None:
    items = newsroom()
    path = tmp_path / "l.db"
    filled(path, items[:4]).close()
    with Ledger.open(path) as ledger:
        ledger.add(items[4:])
    if os.getuid() == 0:
        pytest.skip("root may write everything")
    path.chmod(0o400)
    with Ledger.open(path, only_ask=True) as ledger:
        assert link(ledger) == 0
        assert kin(ledger, key(items[0])).links


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Ada gempa.", "Gempa mengguncang pesisir Umbara pagi ini, kata warga.", "1 2 3\n4"])
def test_an_article_of_a_sentence_has_no_kin_and_is_a_story_of_its_own(tmp_path: Path, text: str) -> None:
    short = item(text, "pendek.test", 3, title="Gempa")
    with filled(tmp_path / "l.db", [*newsroom(), short]) as ledger:
        assert kin(ledger, key(short)).links == ()
        assert frozenset([key(short)]) in parts(ledger)


def test_a_page_dated_in_the_future_joins_what_it_is_near_to_and_lengthens_no_story(tmp_path: Path) -> None:
    future = item(OTHER, "nanti.test", 4, title=FESTIVAL, day="9999-12-31")
    with filled(tmp_path / "l.db", [*newsroom(), future]) as ledger:
        found = next(line for line in stories(ledger) if line.name == FESTIVAL)
        assert (found.articles, found.until) == (3, "2024-02-06")
        shown = told(ledger, found.id)
        assert shown.doubted == {key(future)}
        assert shown.readings[-1] == future[1]


def test_of_two_versions_of_a_page_that_tell_one_day_the_one_that_was_read_first_is_the_origin(tmp_path: Path) -> None:
    first, second = (item(f"{RELEASE}\n{filler(end)}", number=7) for end in "xy")
    with filled(tmp_path / "l.db", [first]) as ledger:
        ledger.add([second], now=NOW + timedelta(hours=1))
        link(ledger, now=NOW)
        found = next(line for line in stories(ledger) if line.articles == 2)
        assert [(k.relation, k.origin) for k in told(ledger, found.id).kin] == [("revision", key(first))]


def test_five_hundred_price_reports_make_no_family_and_cost_no_square_of_them(tmp_path: Path) -> None:
    def report(n: int) -> Item:
        text = f"""Harga emas batangan di gerai Logam Arunika hari ini tercatat {900_000 + n * 137} rupiah per gramnya.
Sementara itu harga beli kembali atau buyback berada di angka {850_000 + n * 91} rupiah untuk setiap gramnya.
Harga tersebut sudah termasuk pajak penghasilan sebesar 0,9 persen bagi pembeli yang tidak memiliki nomor pokok wajib pajak."""
        return item(text, number=1000001 + n, title=f"Harga Emas Hari Ini {n}")

    def spent(count: int) -> float:
        with Ledger.open(tmp_path / f"{count}.db") as ledger:
            ledger.add([report(n) for n in range(count)])
            used = time.process_time()
            link(ledger)
            used = time.process_time() - used
            assert lineage(ledger) == set()
        return used

    spent(10)
    assert spent(500) < 10 * spent(100)  # five times as many, by their square twenty-five times


# --- a person's word -------------------------------------------------------------------------------------------------


def test_a_person_overrules_a_machine_until_they_take_it_back(tmp_path: Path) -> None:
    items = newsroom()
    one, other = key(items[0]), key(items[1])
    with filled(tmp_path / "l.db", items) as ledger:
        made = decide(ledger, "lineage", other, one, "none", reason="dua rilis yang berbeda", now=NOW)
        assert (made.a, made.b) == tuple(sorted((one, other)))
        assert (made.by, made.reason) == ("person", "dua rilis yang berbeda")
        with ledger.writing() as sql:
            sql.execute("UPDATE link_steps SET version = 'of another time'")
        ledger.add([item(RELEASE, day="2024-02-04")])
        link(ledger)
        assert {d.relation for d in links(ledger, "lineage", one) if other in (d.a, d.b)} == {"none"}
        assert other not in {k for d in kin(ledger, one).links for k in (d.a, d.b)}
        decide(ledger, "lineage", one, other, None)
        assert {d.relation for d in links(ledger, "lineage", one) if other in (d.a, d.b)} == {"copy"}
        assert [d.by for d in decisions(ledger, "lineage", one, other)] == [VERSION, "person", "person"]


def test_a_person_links_what_no_machine_does(tmp_path: Path) -> None:
    items = newsroom()
    one, other = key(items[0]), key(items[8])
    with filled(tmp_path / "l.db", items) as ledger:
        decide(ledger, "lineage", one, other, "derived")
        assert other in {k for d in kin(ledger, one).links for k in (d.a, d.b)}
        assert family_of(ledger, one) == family_of(ledger, other)
        assert [d.relation for d in linked(ledger, "lineage", "derived") if d.by == "person"] == ["derived"]


def test_what_a_person_keeps_apart_is_two_stories_and_stays_it_when_more_comes(tmp_path: Path) -> None:
    items = newsroom()
    one, other = key(items[8]), key(items[9])
    with filled(tmp_path / "l.db", items) as ledger:
        joined = next(line for line in stories(ledger) if line.name == FESTIVAL)
        decide(ledger, "story", one, other, "apart")
        assert {frozenset([one]), frozenset([other])} <= parts(ledger)
        third = item(OTHER, "c.test", 73, title=FESTIVAL, day="2024-02-06")
        ledger.add([third])
        link(ledger)
        assert {len(part) for part in parts(ledger) if part & {one, other}} == {1, 2}
        decide(ledger, "story", one, other, None)
        assert frozenset([one, other, key(third)]) in parts(ledger)
        assert key(items[8]) in {a.key for a in story(ledger, joined.id).articles}


def test_what_a_person_joins_is_one_story_after_beginning_anew_too(tmp_path: Path) -> None:
    items = newsroom()
    one, other = key(items[0]), key(items[8])
    with filled(tmp_path / "l.db", items) as ledger:
        decide(ledger, "story", one, other, "same")
        told = parts(ledger)
        assert [part for part in told if {one, other} <= part]
        with ledger.writing() as sql:
            sql.execute("UPDATE link_steps SET version = 'of another time'")
        link(ledger)
        assert [part for part in parts(ledger) if {one, other} <= part]


def test_a_ruling_on_claims_is_kept(tmp_path: Path) -> None:
    items = newsroom()
    with filled(tmp_path / "l.db", items) as ledger:
        one, other = (claim.id for claim in items[0][1].claims[:2])
        made = decide(ledger, "claim", one, other, "narrower")
        assert {"a": made.a, "b": made.b}[made.origin or ""] == one
        assert [d.relation for d in links(ledger, "claim", other) if d.by == "person"] == ["narrower"]


def test_what_cannot_be_ruled_is_refused_in_a_line(tmp_path: Path) -> None:
    items = newsroom()[:2]
    with filled(tmp_path / "l.db", items) as ledger:
        one, other = map(key, items)
        with pytest.raises(ValueError, match="relation: 'twin' is none of copy, revision"):
            decide(ledger, "lineage", one, other, "twin")
        with pytest.raises(ValueError, match="kind: 'kin' is none of lineage, claim, story"):
            decide(ledger, "kin", one, other, "copy")
        with pytest.raises(ValueError, match="nothing is linked with itself"):
            decide(ledger, "lineage", one, one, "copy")
        with pytest.raises(LedgerError, match="article 'unknown': not in"):
            decide(ledger, "lineage", one, "unknown", "copy")
        with pytest.raises(LedgerError, match="claim 'unknown': not in"):
            decide(ledger, "claim", "unknown", "other", "same")
        assert {row[-2] for row in everything(ledger)} == {STEPS[0].version, STEPS[2].version}  # lineage, claims


def test_a_decision_is_never_changed_or_deleted(tmp_path: Path) -> None:
    filled(tmp_path / "l.db", newsroom()[:2]).close()
    connection = schema.default_driver().connect(str(tmp_path / "l.db"))
    for statement in ("UPDATE decisions SET relation = 'none'", "DELETE FROM decisions"):
        with pytest.raises(schema.default_driver().IntegrityError, match="the ledger only grows"):
            connection.execute(statement)
    connection.close()


# --- asking ----------------------------------------------------------------------------------------------------------


def test_stories_are_listed_by_outlet_days_and_words(tmp_path: Path) -> None:
    with filled(tmp_path / "l.db", newsroom()) as ledger:

        def names(**asked: str) -> set[str]:
            return {line.name for line in stories(ledger, StoryFilter(**asked))}

        assert names(text="layang rumbai") == {FESTIVAL}
        assert names(outlet="b") == {FESTIVAL}
        assert names(since="2024-02-06") == {FESTIVAL}
        assert FESTIVAL not in names(until="2024-02-05")
        assert len(stories(ledger, limit=1)) == 1
        with pytest.raises(ValueError, match="since: 'yesterday' is not a date"):
            names(since="yesterday")


def test_a_story_is_found_by_the_beginning_of_its_id_and_by_the_id_that_it_had(tmp_path: Path) -> None:
    items = newsroom()
    with filled(tmp_path / "l.db", items) as ledger:
        before = next(line for line in stories(ledger) if line.name == FESTIVAL)
        assert story(ledger, before.id[:8]).story == before
        earlier = item(OTHER, "c.test", 73, title=FESTIVAL, day="2024-02-05")
        ledger.add([earlier])
        link(ledger)
        after = story(ledger, before.id).story
        assert (after.articles, after.since, after.id == before.id) == (3, "2024-02-05", False)
        with pytest.raises(LedgerError, match="story 'ffff0000ffff': not in"):
            story(ledger, "ffff0000ffff")
        with pytest.raises(LedgerError, match="give at least 4 characters"):
            story(ledger, "ff")


def test_an_article_is_found_by_key_id_address_and_beginning(tmp_path: Path) -> None:
    items = newsroom()
    with filled(tmp_path / "l.db", items) as ledger:
        wanted = items[2][1].article
        found = article(ledger, wanted.key)
        assert (found.id, found.title, found.published) == (wanted.id, wanted.title, wanted.published)
        for asked in (wanted.key[:10], wanted.id, f"{wanted.url}?utm_source=x#top"):
            assert article(ledger, asked) == found
        with pytest.raises(LedgerError, match=r"article 'https://nowhere\.test/': not in"):
            article(ledger, "https://nowhere.test/")


def test_a_page_that_was_changed_shows_what_and_which_claims_came_and_went(tmp_path: Path) -> None:
    said = "Menteri Pelabuhan Arunika Wira Lesmana mengatakan kapal itu bebas berlayar."
    first = item(f"{filler('x')}\n{said}", number=7, day="2024-02-05")
    second = item(f"{filler('x')}\n{said.replace('bebas berlayar', 'masih diperiksa')}", number=7, day="2024-02-06")
    with filled(tmp_path / "l.db", [second, first]) as ledger:
        one, other = versions(ledger, str(first[1].article.url))
        assert (one.article.key, other.article.key) == (key(first), key(second))
        assert one.changes is None
        assert other.diff == ("- bebas berlayar", "+ masih diperiksa")
        assert other.changes is not None
        assert (len(other.changes.lost), len(other.changes.gained)) == (1, 1)
        assert [d.relation for d in kin(ledger, key(first)).links] == ["revision"]


def test_the_way_of_a_text_is_told_with_its_articles(tmp_path: Path) -> None:
    origin = item("Seperti dilansir Reuters, kapal itu tidak ditahan.\n" + RELEASE, "detik.com", 7000001)
    reprint = item(f"Dilansir Detik.com.\n{RELEASE}\n{filler('more', 40)}", "suara-umbara.test", 5001)
    with filled(tmp_path / "l.db", [reprint, origin]) as ledger:
        shown = kin(ledger, key(reprint))
        assert [hop.article or hop.named for hop in shown.way] == [key(reprint), key(origin), "Reuters"]
        assert set(shown.articles) == {key(reprint), key(origin)}
        assert family_of(ledger, key(reprint)) == key(origin)
        assert "names detik.com" in shown.links[0].reason


# --- a process that dies ---------------------------------------------------------------------------------------------


def link_slowly(path: Path) -> None:
    """What a child does: links one after the other, telling each."""
    with Ledger.open(path) as ledger:
        while link(ledger, limit=1):
            print("linked", flush=True)


def test_a_process_that_dies_while_it_links_loses_and_doubles_nothing(tmp_path: Path) -> None:
    items = newsroom()
    path = tmp_path / "l.db"
    with Ledger.open(path) as ledger:
        ledger.add(items)
    source = str(Path(konon.__path__[0]).parent)
    for seed in range(3):
        child = subprocess.Popen(
            [sys.executable, __file__, str(path)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": source}
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(random.Random(seed).random() * 0.05)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    with Ledger.open(path) as ledger, filled(tmp_path / "whole.db", items) as whole:
        link(ledger)
        assert pending(ledger) == 0
        assert lineage(ledger) == lineage(whole)
        assert parts(ledger) == parts(whole)
        assert sorted(str(row[1:9]) for row in everything(ledger)) == sorted(str(row[1:9]) for row in everything(whole))


def test_a_ledger_of_before_the_sketches_is_linked_anew(tmp_path: Path) -> None:
    items = newsroom()
    with filled(tmp_path / "l.db", items) as ledger:
        before = lineage(ledger), parts(ledger), everything(ledger)
        with ledger.writing() as sql:
            sql.execute("DROP TABLE sketches")
            sql.execute("UPDATE alembic_version SET version_num = '0004'")
            sql.execute("UPDATE link_steps SET version = 'claims 5' WHERE step = 'claims'")
    with Ledger.open(tmp_path / "l.db") as ledger:
        assert (pending(ledger), link(ledger), pending(ledger)) == (len(items), len(items), 0)
        assert (lineage(ledger), parts(ledger), everything(ledger)) == before
        with ledger.asking() as sql:
            counts = [sql.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("propositions", "sketches")]
        assert counts[0] == counts[1] > 0


def test_every_step_names_tables_that_are_there(tmp_path: Path) -> None:
    with filled(tmp_path / "l.db", newsroom()) as ledger, ledger.asking() as sql:
        counts: Iterable[int] = [
            sql.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for step in STEPS for table in step.tables
        ]
        assert all(counts)


if __name__ == "__main__":
    link_slowly(Path(sys.argv[1]))
