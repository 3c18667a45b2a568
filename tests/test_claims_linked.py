"""Claims across articles, in the ledger: what says the same, what contradicts what, in any order, of bad pages too."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from konon import bearing
from konon.histories import contradictions, given_to, history, promises
from konon.linking import Across, link
from konon.linkstore import linked, links, near
from konon.pipeline import read_page
from konon.records import Given, Page, Reading
from konon.shelves import Decision
from konon.store import Ledger

NOW = datetime(2031, 5, 6, 9, tzinfo=UTC)
Item = tuple[Page, Reading]
SIGNED = "Presiden Damar Lesmana mengatakan Arunika telah menandatangani perjanjian pertahanan dengan Selasih."
AGAIN = "Damar Lesmana mengatakan perjanjian pertahanan dengan Selasih telah ditandatangani Arunika."
DENIED = "Juru bicara istana Selasih membantah Selasih menandatangani perjanjian pertahanan dengan Arunika."
WHALE = "Nelayan Rumbai mengatakan seekor paus sepanjang dua belas meter terdampar di pantai Cendana."


def item(text: str, outlet: str, *, day: str | None = "2031-05-05") -> Item:
    url = f"https://{outlet}/1"
    page = Page(name=url, body=text.encode(), kind="text", given=Given(id=url, url=url, outlet=outlet, published=day))
    read = read_page(page, reader="rules")
    assert isinstance(read, Reading)
    return page, read


def newsroom() -> list[Item]:
    return [item(text, f"{name}.example") for name, text in zip("abcd", (SIGNED, AGAIN, DENIED, WHALE), strict=True)]


def filled(path: Path, items: Sequence[Item], *, each: int = 100, now: datetime = NOW) -> Ledger:
    for first in range(0, len(items), each):
        with Ledger.open(path) as ledger:
            ledger.add(items[first : first + each], now=now)
            link(ledger, now=now)
    return Ledger.open(path)


def claim(one: Item) -> str:
    [found] = one[1].claims
    return found.id


def between(ledger: Ledger, one: Item, other: Item) -> Decision | None:
    pair = {claim(one), claim(other)}
    return next((d for d in links(ledger, "claim", claim(one)) if {d.a, d.b} == pair), None)


def all_links(ledger: Ledger) -> list[tuple[object, ...]]:
    with ledger.asking() as sql:
        rows = sql.execute(
            "SELECT a, b, relation, score, origin, reason FROM links WHERE kind = 'claim' AND relation <> 'none'"
        )
        return sorted(rows.fetchall())


def test_a_denial_and_a_retelling_are_found_and_say_why(tmp_path: Path) -> None:
    items = newsroom()
    with filled(tmp_path / "l.db", items) as ledger:
        denial, same = between(ledger, items[0], items[2]), between(ledger, items[0], items[1])
        assert denial is not None
        assert same is not None
        assert (denial.relation, same.relation) == ("contradicts", "same")
        assert denial.by == bearing.VERSION
        assert denial.score is not None
        assert 0.5 < denial.score <= 1
        assert "denies it" in denial.reason
        assert "selasih" in denial.reason
        assert links(ledger, "claim", claim(items[3])) == ()


def test_a_claim_s_record_has_what_was_found_and_counts_its_sources(tmp_path: Path) -> None:
    items = newsroom()
    with filled(tmp_path / "l.db", items) as ledger:
        found = history(ledger, claim(items[0]))
        assert {e.line.id: e.step for e in found.entries} == {
            claim(items[0]): "itself",
            claim(items[1]): "repeats",
            claim(items[2]): "contradicts",
        }
        assert [origin.name for origin in found.origins] == ["Damar Lesmana"]
        assert len(found.against) == 1
        assert {frozenset((d.a, d.b)) for d in linked(ledger, "claim", "contradicts")} == {
            frozenset((claim(items[n]), claim(items[2]))) for n in (0, 1)
        }


@pytest.mark.parametrize("each", [1, 3])
def test_any_order_in_any_portions_gives_the_same_links(tmp_path: Path, each: int) -> None:
    items = newsroom()
    with filled(tmp_path / "first.db", items) as ledger:
        wanted = all_links(ledger)
    assert wanted
    for seed in range(3):
        with filled(tmp_path / f"{seed}.db", random.Random(seed).sample(items, len(items)), each=each) as ledger:
            assert all_links(ledger) == wanted


def test_linking_and_adding_again_change_nothing(tmp_path: Path) -> None:
    items = newsroom()
    with filled(tmp_path / "l.db", items) as ledger:
        with ledger.asking() as sql:
            before = sql.execute("SELECT count(*) FROM decisions").fetchone()
        ledger.add(items, now=NOW)
        assert link(ledger, now=NOW) == 0
        with ledger.asking() as sql:
            assert sql.execute("SELECT count(*) FROM decisions").fetchone() == before


def test_a_method_of_another_version_goes_through_all_anew_and_decides_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = newsroom()
    with filled(tmp_path / "l.db", items) as ledger:
        before = all_links(ledger)
        monkeypatch.setattr(Across, "version", "claims next")
        monkeypatch.setattr(bearing, "VERSION", "claims next")
        assert link(ledger, now=NOW) == len(items)
        assert all_links(ledger) == before


def test_a_person_s_word_stands_against_the_method_s(tmp_path: Path) -> None:
    from konon.linkstore import decide

    items = newsroom()
    with filled(tmp_path / "l.db", items) as ledger:
        decide(ledger, "claim", claim(items[0]), claim(items[2]), "none")
        assert claim(items[2]) not in {e.line.id for e in history(ledger, claim(items[0])).entries if e.step == "contradicts"}
        decide(ledger, "claim", claim(items[0]), claim(items[2]), None)
        ruled = between(ledger, items[0], items[2])
        assert ruled is not None
        assert ruled.relation == "contradicts"


def test_a_text_that_is_read_otherwise_now_has_other_links(tmp_path: Path) -> None:
    items = newsroom()
    page, reading = items[2]
    with filled(tmp_path / "l.db", items) as ledger:
        trail = reading.trail.__class__(input=reading.trail.input, konon="next", extractor="", reader="", lexicon="")
        other = Reading(article=reading.article, claims=(), trail=trail)
        ledger.add([(page, other)], now=NOW)
        link(ledger, now=NOW)
        assert {d.relation for d in links(ledger, "claim", claim(items[2]))} == {"none"}
        assert near(ledger, claim(items[2])) == ()


# --- bad input -------------------------------------------------------------------------------------------------------


def test_names_swapped_make_another_claim(tmp_path: Path) -> None:
    one = item("Kepolisian Umbara mengatakan tentara Arunika menyerang pos tentara Selasih di Cendana.", "a.example")
    other = item("Kepolisian Umbara mengatakan tentara Selasih menyerang pos tentara Arunika di Cendana.", "b.example")
    with filled(tmp_path / "l.db", [one, other]) as ledger:
        found = between(ledger, one, other)
        assert found is None or found.relation not in ("same", "narrower")


SLIDE = """Badan Bencana Umbara menutup jalan ke Lembah Cendana sejak Selasa malam setelah longsor di lereng Gunung Rumbai.

{0} mengatakan jalan ke Lembah Cendana akan dibuka kembali pada Jumat setelah longsoran dibersihkan.

"Kami bekerja siang dan malam, dan tidak ada korban jiwa dalam longsor itu," kata {0} di Umbara, Senin (5/5/2031).

Tiga alat berat telah dikerahkan dan warga diminta menghindari jalur itu sampai pengumuman berikutnya. Sebanyak 40 keluarga
di tiga desa sempat terputus dari pasar dan sekolah, dan bantuan pangan sudah sampai di ketiga desa itu pada Senin pagi.
"""


def slide(outlet: str, hour: str, *, name: str = "Ratna Wiraguna", day: str = "2031-05-05", **other: str) -> Item:
    url = f"https://{outlet}/1"
    text = SLIDE.format(name)
    for before, after in other.items():
        text = text.replace(before, after)
    given = Given(id=url, url=url, outlet=outlet, published=f"{day}T{hour}:00:00+07:00")
    page = Page(name=url, body=text.encode(), kind="text", given=given)
    read = read_page(page, reader="rules")
    assert isinstance(read, Reading)
    return page, read


def quoted(one: Item) -> str:
    """The id of the claim that is a quotation."""
    [found] = [claim.id for claim in one[1].claims if claim.quote == "direct"]
    return found


def test_a_copy_that_gives_the_words_to_another_speaker_is_another_s_claim_and_no_second_source(tmp_path: Path) -> None:
    items = [slide("senja.example", "09"), slide("kabar.example", "14", name="Danu Lesmana")]
    with filled(tmp_path / "l.db", items) as ledger:
        ours, theirs = (quoted(one) for one in items)
        for asked, other in ((ours, theirs), (theirs, ours)):
            found = history(ledger, asked)
            assert {e.line.id: e.step for e in found.entries} == {asked: "itself", other: "ascribes"}
            assert found.first.holder == "Ratna Wiraguna"
            [source] = found.origins
            assert (source.name, [one.name for one in source.ascribed]) == ("Ratna Wiraguna", ["Danu Lesmana"])
        said = [*ledger.lines([ours, theirs]).values()]
        assert given_to(ledger, said) == {theirs: "Ratna Wiraguna"}


def test_a_copy_that_turns_a_speaker_s_words_round_contradicts_them_and_is_no_change_of_mind(tmp_path: Path) -> None:
    items = [slide("senja.example", "09"), slide("salin.example", "10"), slide("kabar.example", "14", **{"tidak ada": "ada"})]
    with filled(tmp_path / "l.db", items) as ledger:
        ours, _, theirs = (quoted(one) for one in items)
        found = history(ledger, ours)
        assert [(e.step, e.reason.endswith("; one of the texts denies it")) for e in found.entries if e.line.id == theirs] == [
            ("contradicts", True)
        ]
        assert [(one.name, len(one.claims)) for one in found.origins] == [("Ratna Wiraguna", 2)]
        assert found.against == ()  # nobody is a witness against himself
        assert {theirs} <= {id_ for pair in contradictions(ledger) for id_ in (pair.one.id, pair.other.id)}


def test_a_number_that_another_version_of_the_page_changed_is_told(tmp_path: Path) -> None:
    def version(dead: int, hour: str) -> Item:
        url = "https://kabar.example/bus"
        body = f"Kapolres Umbara Yudha Prakasa mengatakan {dead} orang meninggal dunia dalam kecelakaan bus di tol Cendana."
        at = f"2031-05-05T{hour}:00:00+07:00"
        page = Page(
            name=url, body=body.encode(), kind="text", given=Given(id=url, url=url, outlet="kabar.example", published=at)
        )
        read = read_page(page, reader="rules")
        assert isinstance(read, Reading)
        return page, read

    items = [version(14, "12"), version(11, "15")]
    with filled(tmp_path / "l.db", items) as ledger:
        for asked, other, step, reason in (
            (claim(items[0]), claim(items[1]), "revises", "; the same words but for 14 against 11"),
            (claim(items[1]), claim(items[0]), "revised", "; the same words but for 11 against 14"),
        ):
            [entry] = [e for e in history(ledger, asked).entries if e.line.id == other]
            assert (entry.step, entry.reason[4:]) == (step, reason)


def test_the_same_words_with_a_not_days_later_are_no_contradiction(tmp_path: Path) -> None:
    items = [
        slide("senja.example", "09", day="2031-04-30", **{"Senin (5/5/2031)": "Rabu (30/4/2031)"}),
        slide("kabar.example", "14", **{"tidak ada": "ada"}),
    ]
    with filled(tmp_path / "l.db", items) as ledger:
        assert all({d.a, d.b} != {quoted(one) for one in items} for d in linked(ledger, "claim", "contradicts"))


def test_a_page_dated_in_the_future_counts_for_the_day_on_which_it_was_met(tmp_path: Path) -> None:
    items = [item(SIGNED, "a.example"), item(DENIED, "b.example", day="2099-01-01")]
    with filled(tmp_path / "l.db", items) as ledger:
        assert between(ledger, *items) is not None


@pytest.mark.parametrize("day", ["2031-05-04", "2031-05-06"])
def test_a_clock_that_is_off_by_a_day_changes_nothing(tmp_path: Path, day: str) -> None:
    items = [item(SIGNED, "a.example"), item(DENIED, "b.example", day=day)]
    with filled(tmp_path / "l.db", items) as ledger:
        found = between(ledger, *items)
        assert found is not None
        assert found.relation == "contradicts"


def test_pages_without_a_date_are_compared_with_each_other(tmp_path: Path) -> None:
    items = [item(SIGNED, "a.example", day=None), item(AGAIN, "b.example", day=None)]
    with filled(tmp_path / "l.db", items) as ledger:
        found = between(ledger, *items)
        assert found is not None
        assert found.relation == "same"


def test_reports_of_which_each_has_another_price_are_too_many_to_say_anything(tmp_path: Path) -> None:
    def report(n: int) -> Item:
        return item(f"Menurut Logam Arunika, harga emas batangan hari ini {900 + n} rupiah per gram.", f"o{n}.example")

    items = [report(n) for n in range(bearing.CROWD + 1)]
    assert all(one[1].claims for one in items)
    with filled(tmp_path / "l.db", items) as ledger:
        assert all_links(ledger) == []


def test_spam_put_into_a_copy_hides_no_claim(tmp_path: Path) -> None:
    one = item(SIGNED, "a.example")
    spam = item(f"Slot gacor hari ini, daftar sekarang juga!\n{SIGNED}\nKlik bonus anggota baru.", "b.example")
    with filled(tmp_path / "l.db", [one, spam]) as ledger:
        assert "same" in {d.relation for d in links(ledger, "claim", claim(one))}


def headed(title: str, text: str, outlet: str, *, number: int = 1, day: str = "2031-05-05") -> Item:
    url = f"https://{outlet}/{number}"
    given = Given(id=url, url=url, outlet=outlet, published=day, title=title)
    page = Page(name=url, body=f"{title}\n\n{text}".encode(), kind="text", given=given)
    read = read_page(page, reader="rules")
    assert isinstance(read, Reading)
    return page, read


ADMITS = headed(
    "Danu Lesmana Akui Terima Suap Rp 3 Miliar",
    '"Itu tidak benar. Saya tidak pernah menerima suap," kata Danu Lesmana di Umbara, Senin (5/5/2031).',
    "embun.example",
)


def test_a_headline_is_told_as_such_and_set_against_its_own_text(tmp_path: Path) -> None:
    head, denial = ADMITS[1].claims
    with filled(tmp_path / "l.db", [ADMITS]) as ledger:
        found = history(ledger, head.id)
        assert {e.line.id: (e.step, e.line.headline) for e in found.entries} == {
            head.id: ("itself", True),
            denial.id: ("contradicts", False),
        }
        assert next(e.reason for e in found.entries if e.line.id == denial.id).endswith("; the text below it denies it")
        assert [one.headline for one in found.origins] == [True]


def test_a_headline_s_link_with_its_text_comes_and_goes_with_the_article(tmp_path: Path) -> None:
    items = [ADMITS, item(WHALE, "d.example")]
    links_of = []
    for n, some in enumerate((items, items[::-1])):
        with filled(tmp_path / f"{n}.db", some, each=1) as ledger:
            links_of.append(all_links(ledger))
    assert links_of[0] == links_of[1] != []
    with Ledger.open(tmp_path / "0.db") as ledger, ledger.writing() as sql:
        step = Across(sql, added="2031-05-06T09:00:00Z")
        step.remove(ADMITS[1].article.key, lambda _: (ADMITS[1], "2031-05-06"))
    with Ledger.open(tmp_path / "0.db") as ledger:
        assert all_links(ledger) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("harga emas Antam di Umbara Rp 1.462.000 per gram", "harga emas Antam di Umbara Rp 1.465.000 per gram", False),
        ("harga emas Antam di Umbara Rp 1.462.000 per gram", "harga emas Antam di Umbara Rp 1,46 juta per gram", True),
        ("laga Cendana melawan Umbara dimulai jam 08.00", "laga Cendana melawan Umbara dimulai jam 23.00", False),
        ("laga Cendana melawan Umbara dimulai jam 08.00", "laga Cendana melawan Umbara dimulai jam 08.00", True),
    ],
)
def test_other_exact_amounts_and_times_of_day_are_never_one(tmp_path: Path, one: str, other: str, same: bool) -> None:
    items = [item(f"Sekar Wening mengatakan {told}.", outlet) for told, outlet in ((one, "a.example"), (other, "b.example"))]
    with filled(tmp_path / "l.db", items) as ledger:
        found = between(ledger, *items)
        assert (found is not None and found.relation == "same") is same


PROMISED = "Menteri Ratna Wiraguna berjanji akan meresmikan Bendungan Rumbai di Cendana pada 20 Mei 2031."
OPENED = "Menteri Ratna Wiraguna mengatakan {} diresmikan Bendungan Rumbai di Cendana."


@pytest.mark.parametrize(
    ("words", "day", "step"),
    [
        ("telah", "2031-05-20", "fulfils"),
        ("telah", "2031-05-04", None),  # of the same day
        ("akan", "2031-05-20", None),  # still to come
        ("belum", "2031-05-20", None),
        ("telah", "2031-06-20", None),  # long after the day for which it was promised
    ],
)
def test_what_was_promised_is_told_as_done_by_who_says_so_about_the_day(
    tmp_path: Path, words: str, day: str, step: str | None
) -> None:
    promise = item(PROMISED, "a.example", day="2031-05-04")
    later = item(OPENED.format(words), "b.example", day=day)
    with filled(tmp_path / "l.db", [promise, later], now=datetime(2031, 7, 1, tzinfo=UTC)) as ledger:
        steps = {e.line.id: e.step for e in history(ledger, claim(promise)).entries}
        assert (steps.get(claim(later)) == "fulfils") is (step == "fulfils")
        [kept] = promises(ledger, [*ledger.lines([claim(promise)]).values()])
        assert [line.id for line in kept.done] == ([claim(later)] if step else [])
