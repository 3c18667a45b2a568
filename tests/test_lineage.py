"""Who has a text from whom: two articles, and all of them in whatever order they come."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from konon import clean, sourcing
from konon.alignment import LETTERS, SURE, WINDOW, Letters, align, letters
from konon.kinship import HOUSE, UNKNOWN, Index, bare
from konon.lexicon import load
from konon.lineage import Described, Link, address, body, describe, earlier, families, serial, trace
from konon.linkschema import scratch
from konon.records import Article, Claim, Reading, Trail
from konon.shelves import KinshipShelf

GOLD = Path(__file__).parent / "gold" / "lineage"
TITLE = "Menteri Pelabuhan Arunika Bantah Kapal Selasih Ditahan"
RELEASE = (GOLD / "release.txt").read_text("utf-8").strip()
RETOLD = (GOLD / "retold.txt").read_text("utf-8").strip()
OTHER = (GOLD / "other.txt").read_text("utf-8").strip()

WORDS = [
    a + b + c
    for a in ("ba", "ke", "lo", "mi", "ra", "su", "ti")
    for b in ("nda", "lor", "mat", "pis", "ruk")
    for c in ("", "an", "i")
]


def sentence(seed: str, words: int = 14) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words)).capitalize() + "."


def page(
    text: str,
    outlet: str = "kabar-arunika.test",
    number: int = 1000001,
    *,
    title: str = TITLE,
    day: str | None = "2024-02-05",
    byline: str | None = None,
    url: str | None = None,
    language: str = "id",
) -> Reading:
    whole = f"{title}\n{text}"
    lexicon = load(language)
    marks = clean.mark(whole, lexicon)
    return Reading(
        article=Article(
            id=f"{outlet}/{number}",
            url=url or f"https://{outlet}/berita/{number}/halaman",
            outlet=outlet,
            title=title,
            byline=byline,
            language=language,
            published=day,
            text=whole,
        ),
        boilerplate=marks,
        sourcing=sourcing.find(whole, lexicon, skip=[(m.start, m.end) for m in marks], outlet=outlet),
        trail=Trail(input="", konon="", extractor="", reader="", lexicon=""),
    )


class Newsroom:
    """Articles in an index on tables in memory."""

    def __init__(self) -> None:
        self.bodies: dict[str, Letters] = {}
        self.shelf = KinshipShelf(scratch(), added="2024-02-06T00:00:00Z")

    def add(self, reading: Reading) -> tuple[Link, ...]:
        key = reading.article.key
        self.bodies[key] = body(reading)
        return Index(self.shelf, self.bodies.__getitem__).add(describe(reading), self.bodies[key])

    def remove(self, reading: Reading) -> None:
        Index(self.shelf, self.bodies.__getitem__).remove(reading.article.key, gone=True)

    @property
    def links(self) -> dict[tuple[str, str], Link]:
        return {(link.a, link.b): link for link in self.shelf.links(self.bodies)}

    @property
    def articles(self) -> Mapping[str, Described]:
        return self.shelf.known(self.bodies)

    def of(self, key: str) -> Sequence[Link]:
        return self.shelf.links([key])

    def between(self, one: str, other: str) -> Link:
        return Index(self.shelf, self.bodies.__getitem__).between(one, other)


def index(readings: Sequence[Reading]) -> Newsroom:
    made = Newsroom()
    for reading in readings:
        made.add(reading)
    return made


def between(one: Reading, other: Reading) -> tuple[Link, str]:
    """Their link, and the origin by the reading's number: "one", "other", "third" or "?"."""
    link = index([one, other]).between(one.article.key, other.article.key)
    who = {"a": link.a, "b": link.b}.get(link.origin)
    return link, link.origin if who is None else "one" if who == one.article.key else "other"


# --- two articles ----------------------------------------------------------------------------------------------------


def test_the_same_text_in_two_outlets_is_a_copy_of_a_third_that_nobody_names() -> None:
    link, origin = between(page(RELEASE), page(RELEASE, "suara-umbara.test"))
    assert (link.relation, origin, link.third) == ("copy", "third", None)


def test_lost_blanks_and_other_quote_marks_change_nothing() -> None:
    glued = (
        RELEASE.replace("Kerajaan Selasih ", "Kerajaan Selasih").replace(' "Kami', " “Kami").replace('berhenti,"', "berhenti,”")
    )
    assert glued != RELEASE
    assert between(page(RELEASE), page(glued, "suara-umbara.test"))[0].relation == "copy"


def test_a_text_of_which_the_half_was_rewritten_is_derived() -> None:
    lines = RELEASE.split("\n")
    rewritten = "\n".join([sentence("lead", 16), *lines[1:6], sentence("end", 16)])
    assert between(page(RELEASE), page(rewritten, "suara-umbara.test"))[0].relation == "derived"


def test_the_same_quotations_in_two_writings_have_a_source_in_common() -> None:
    link, origin = between(page(RELEASE), page(RETOLD, "suara-umbara.test"))
    assert (link.relation, origin) == ("shared-source", "third")


def test_two_articles_on_other_things_are_nothing_to_each_other() -> None:
    assert between(page(RELEASE), page(OTHER, "suara-umbara.test"))[0].relation == "none"


def test_a_reworked_article_of_one_outlet_goes_back_to_the_lower_number_whatever_the_dates_say() -> None:
    first = page(RELEASE, number=1000017, day="2024-02-06")
    second = page(
        f"{sentence('new lead', 20)}\n{RELEASE}", number=1000042, day="2024-02-05", title="Kapal Selasih: Menteri Angkat Bicara"
    )
    link, origin = between(second, first)
    assert (link.relation, origin) == ("revision", "other")


def test_the_outlet_that_the_other_names_is_the_origin() -> None:
    named = "Dilansir Detik.com, kapal itu tidak pernah ditahan.\n" + RELEASE
    link, origin = between(page(named, "suara-umbara.test", day="2024-02-04"), page(RELEASE, "detik.com", day="2024-02-05"))
    assert (link.kin, origin) == (True, "other")


@pytest.mark.parametrize(
    ("outlet", "url"),
    [
        ("ANTARA", "https://www.antaranews.com/berita/9/kapal"),
        ("Antara", None),
        ("antaranews.com", None),
        ("Jatim", "https://jatim.antaranews.com/berita/9"),
    ],
)
def test_the_page_of_the_agency_that_a_copy_credits_is_its_origin_however_it_writes_its_name(
    outlet: str, url: str | None
) -> None:
    own = page(RELEASE, outlet, url=url or "https://kapal.test/9", day="2024-02-06")
    link, origin = between(page(f"Kota Umbara (ANTARA) - {RELEASE}", "suara-umbara.test"), own)
    assert (link.relation, origin) == ("copy", "other")


def test_an_outlet_that_no_table_knows_is_known_by_the_name_in_its_address() -> None:
    named = f"{RELEASE}\nHal itu ditulis seperti dikutip kantor berita Layar."
    assert "Layar" in {n.name for n in describe(page(named)).named}
    link, origin = between(page(named, "suara-umbara.test"), page(RELEASE, "layar.test"))
    assert (link.kin, origin) == (True, "other")


@pytest.mark.parametrize(
    ("clocks", "origin"),
    [
        (("2024-02-05T08:00:00+07:00", "2024-02-05T12:00:00+07:00"), "one"),
        (("2024-02-05T18:00:00+07:00", "2024-02-05T12:00:00+07:00"), "other"),
        (("2024-02-05T08:00:00+07:00", "2024-02-05T09:00:00+09:00"), "other"),
        (("2024-02-05T08:00:00+07:00", None), "third"),
        (("2024-02-05T08:00:00+07:00", "2024-02-05T10:00:00+09:00"), "third"),
    ],
)
def test_of_the_same_text_that_credits_nobody_the_first_by_the_clock_is_the_origin(
    clocks: tuple[str | None, str | None], origin: str
) -> None:
    one, other = (clocked(page(RELEASE, outlet), at) for outlet, at in zip(("a.test", "b.test"), clocks, strict=True))
    assert between(one, other)[1] == origin


def test_a_copy_that_credits_an_agency_has_it_from_that_and_not_from_whoever_was_first() -> None:
    one = clocked(page(RELEASE), "2024-02-05T08:00:00+07:00")
    other = clocked(page(f"Kota Umbara (ANTARA) - {RELEASE}", "suara-umbara.test"), "2024-02-05T09:00:00+07:00")
    link, origin = between(one, other)
    assert (link.relation, origin, link.third) == ("copy", "third", "Antara")


def clocked(reading: Reading, at: str | None) -> Reading:
    return replace(reading, article=replace(reading.article, published_at=at))


@pytest.mark.parametrize("quoted", [False, True])
def test_a_sentence_of_background_makes_short_pages_no_kin_but_a_quotation_does(quoted: bool) -> None:
    background = "Jembatan yang ambruk pada Selasa pagi itu dibuka lima tahun lalu dan dilewati ribuan kendaraan tiap hari."
    shared = f'"{background[:-1]}," kata Wira Lesmana.' if quoted else background
    pages = [
        page(f"{sentence(f'a {o}', 14)}\n{sentence(f'b {o}', 14)}\n{shared}", f"{o}.test", title=o) for o in ("satu", "dua")
    ]
    link, _ = between(*pages)
    assert link.shared.all_letters >= 80
    assert max(link.shared.share_a, link.shared.share_b) >= 0.2
    assert link.kin == quoted


def test_the_agency_that_both_name_is_the_third() -> None:
    one = page("Seperti dilansir Reuters, kapal itu tidak ditahan.\n" + RELEASE)
    other = page("Seperti dilaporkan Reuters, kapal itu bebas berlayar.\n" + RELEASE, "suara-umbara.test")
    link, origin = between(one, other)
    assert (link.kin, origin, link.third) == (True, "third", "Reuters")


def test_a_digest_is_derived_from_what_it_retells() -> None:
    digest = page(
        f"{sentence('digest one', 30)}\n" + "\n".join(RELEASE.split("\n")[:4]) + f"\n{sentence('digest two', 40)}",
        number=1000099,
        title="Top 3: Menteri Pelabuhan Bantah Kapal Ditahan",
    )
    link, origin = between(page(RELEASE), digest)
    assert (link.relation, origin) == ("derived", "one")


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "Ada gempa.", "Gempa mengguncang pesisir Umbara pagi ini."])
def test_an_article_of_a_sentence_or_of_none_has_no_kin_and_breaks_nothing(text: str) -> None:
    made = index([page(RELEASE), page(text, "suara-umbara.test"), page(text, "warta-selasih.test")])
    assert not made.links


def test_a_long_sentence_that_another_article_took_over_is_kin() -> None:
    lead = RELEASE.split("\n")[1]
    assert between(page(lead, "suara-umbara.test"), page(RELEASE))[0].kin


def test_spam_put_into_a_copy_hides_nothing() -> None:
    lines = RELEASE.split("\n")
    spam = [f"Obat kuat murah {sentence(f'spam {i}', 12)}" for i in range(len(lines))]
    copy = "\n".join(x for pair in zip(lines, spam, strict=True) for x in pair)
    link, _ = between(page(RELEASE), page(copy, "suara-umbara.test"))
    assert link.kin
    assert max(link.shared.share_a, link.shared.share_b) > 0.9


def test_one_spam_text_in_two_articles_makes_them_no_kin() -> None:
    spam = f"Obat kuat murah {sentence('spam', 12)}"
    assert not between(page(f"{RELEASE}\n{spam}"), page(f"{OTHER}\n{RETOLD.split(chr(10))[4]}\n{spam}", "suara-umbara.test"))[
        0
    ].kin


def test_a_copy_with_other_names_in_it_is_found() -> None:
    swapped = RELEASE.replace("Wira Lesmana", "Bagas Prakoso").replace("Selasih", "Mandala").replace("Umbara", "Cendana")
    assert between(page(RELEASE), page(swapped, "suara-umbara.test"))[0].kin


def prices(n: int, *, same: int = 0) -> str:
    """Eight prices of day `n`, the first of them those of day 1."""
    return "\n".join(
        f"Harga {sentence(f'ware {i}', 10)} hari ini {(1 if i < same else n) * 7 + i * 113} rupiah per kilogram."
        for i in range(8)
    )


@pytest.mark.parametrize("outlet", ["kabar-arunika.test", "suara-umbara.test"])
def test_a_template_with_other_numbers_is_no_copy_in_any_outlet(outlet: str) -> None:
    for same in (0, 4):
        link, origin = between(page(prices(1)), page(prices(2, same=same), outlet, number=1000002))
        assert (link.relation, origin) == ("boilerplate", "?")


def test_a_text_retold_elsewhere_with_some_other_numbers_is_kin() -> None:
    assert between(page(prices(1)), page(prices(2, same=6), "suara-umbara.test"))[0].kin


FIRE = """Kebakaran melanda sebuah gudang di {0}, Kota {1}, pada Senin dini hari. Kepala Dinas Pemadam Kebakaran {1} {2}
mengatakan api berasal dari hubungan pendek arus listrik di lantai dua. Beberapa orang terluka dan sudah dibawa ke rumah
sakit, demikian kata {2} kepada wartawan di {1} pada Senin siang. Api baru padam setelah beberapa jam, dan wali kota {1}
mengatakan para pedagang akan dipindahkan sementara ke tempat lain sampai penyelidikan selesai.""".replace("\n", " ")


def test_an_outlet_s_template_filled_with_other_names_makes_no_kin_but_a_copy_with_swapped_names_does() -> None:
    one, other = FIRE.format("Pasar Lama", "Cendana", "Melati Arum"), FIRE.format("Jalan Rel", "Umbara", "Danu Lesmana")
    assert between(page(one), page(other, number=1000002))[0].relation == "boilerplate"
    assert between(page(one), page(other, "salin.test"))[0].kin
    more = "\n".join(sentence(f"own {n}", 20) for n in range(6))
    corrected = one.replace("Melati Arum", "Laras Pertiwi")
    assert between(page(f"{one}\n{more}"), page(f"{corrected}\n{more}", number=1000002))[0].kin
    misspelt = one.replace("Melati Arum", "Melatti Arum").replace("Cendana", "Cendanna")
    assert between(page(one), page(misspelt, number=1000002))[0].kin


@pytest.mark.parametrize("outlet", ["kabar-arunika.test", "salin.test"])
def test_background_that_stands_late_in_both_makes_no_kin_and_a_new_beginning_of_a_copy_does(outlet: str) -> None:
    background = " ".join(sentence(f"background {n}", 18) for n in range(4))
    one, other = (" ".join(sentence(f"{which} {n}", 18) for n in range(5)) for which in "ab")
    assert not between(page(f"{one}\n{background}"), page(f"{other}\n{background}", outlet, 1000002))[0].kin
    assert between(page(f"{one}\n{background}"), page(f"{sentence('new')}\n{background}", outlet, 1000002))[0].kin


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("UMBARA (Senja) - ", ""),
        ("(Senja) - ", ""),
        ("", "\nSumber: Senja"),
        ("", "\nSumber: senja.test"),
        ("", "\n(Senja/mel)"),
        ("", "\nArtikel ini pertama kali tayang di Senja."),
        ("", "\nBerita ini dikutip dari Kantor Berita Senja."),
    ],
)
def test_who_is_credited_where_credits_stand_is_the_origin_however_late_its_page(before: str, after: str) -> None:
    copy = page(before + RELEASE + after, "embun.test", day="2024-02-05")
    own = page(RELEASE, "senja.test", day="2024-02-06")
    link, origin = between(copy, own)
    assert (link.kin, origin) == (True, "other")


@pytest.mark.parametrize(
    ("before", "after", "outlet"),
    [
        ("SENJA, embun.test - ", "", "senja.berita.test"),  # a place in a dateline, a subdomain
        ("", "\nDemikian kata dia di Istana Senja, Umbara.", "senja.test"),
        ("", "\nBaca Juga: Artikel menarik di Senja", "senja.test"),
        ("", "\nIkuti berita terbaru Senja di Google News", "senja.test"),
    ],
)
def test_what_stands_beside_a_text_is_no_credit(before: str, after: str, outlet: str) -> None:
    first = page(before + RELEASE + after, "embun.test", day="2024-02-05")
    later = page(RELEASE, outlet, day="2024-02-06")
    assert between(first, later)[1] != "other"


def test_a_name_inside_the_text_is_no_credit() -> None:
    told = page(RELEASE.replace(". ", ". Perahu Senja ikut berlayar. ", 1) + f"\n{sentence('end', 30)}", "embun.test")
    assert "Senja" not in describe(told).credits


def test_a_page_with_words_of_a_later_day_is_of_that_day() -> None:
    reading = page(RELEASE, day="2024-02-05")
    claim = Claim(id="x", source=(), cue=(), content=((0, 5),), act="say", quote="indirect", said="2024-02-06", confidence=0.5)
    assert describe(replace(reading, claims=(claim, claim))).day == "2024-02-06"
    assert describe(replace(reading, claims=(claim,))).day == "2024-02-05"  # an appointment, perhaps
    assert describe(replace(reading, claims=(replace(claim, said="2024-03-06"),) * 2)).day == "2024-02-05"  # misread rather
    assert describe(replace(reading, claims=(replace(claim, said="2024-02"),) * 2)).day == "2024-02-05"


def test_five_hundred_price_reports_are_no_family() -> None:
    def report(n: int) -> Reading:
        day = (date(2023, 1, 1) + timedelta(days=n)).isoformat()
        text = f"""Harga emas batangan di gerai Logam Arunika hari ini tercatat {900_000 + n * 137} rupiah per gramnya.
Sementara itu harga beli kembali atau buyback berada di angka {850_000 + n * 91} rupiah untuk setiap gramnya.
Harga tersebut sudah termasuk pajak penghasilan sebesar 0,9 persen bagi pembeli yang tidak memiliki nomor pokok wajib pajak.
{sentence(f"report {n}", 25)}"""
        return page(text, number=1000001 + n, day=day, title=f"Harga Emas Hari Ini {day}")

    made = index([report(n) for n in range(500)])
    assert not made.links


def test_a_page_dated_in_the_future_is_not_believed() -> None:
    reading = page(RELEASE, day="2031-01-01")
    assert describe(reading, seen="2024-02-05").day is None
    assert describe(reading).day == "2031-01-01"


def test_a_clock_that_is_off_by_a_day_is_believed() -> None:
    assert describe(page(RELEASE, day="2024-02-06"), seen="2024-02-05").day == "2024-02-06"


def test_without_dates_or_numbers_nothing_tells_which_was_first() -> None:
    one, other = (describe(page(RELEASE, day=None, url=f"https://kabar-arunika.test/{slug}")) for slug in ("a", "b"))
    assert earlier(one, other) == 0


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.kabar.test/read/2024/02/05/21024921/judul?utm_source=x#top", "kabar.test/read/2024/02/05/21024921/judul"),
        ("http://m.kabar.test/berita/d-7971156/judul/", "kabar.test/berita/d-7971156/judul"),
        ("https://kabar.test/berita/judul/amp", "kabar.test/berita/judul"),
        ("https://kabar.test/baca?utm_medium=rss&id=17", "kabar.test/baca?id=17"),
    ],
)
def test_an_address_is_the_same_for_all_versions_of_a_page(url: str, expected: str) -> None:
    assert address(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://kabar.test/read/2024/02/05/21024921/judul", ("20240205", 21024921)),
        ("https://kabar.test/berita/d-7971156/judul-rp-600000", ("", 7971156)),
        ("https://kabar.test/regional/read/6047565/judul", ("", 6047565)),
        ("https://kabar.test/judul-saja", None),
        (None, None),
    ],
)
def test_the_running_number_in_an_address_is_read(url: str | None, expected: tuple[str, int] | None) -> None:
    assert serial(url) == expected


# --- all articles ----------------------------------------------------------------------------------------------------


def newsroom() -> list[Reading]:
    """Articles of two outlets: a release, its copy and retelling, reworkings, and a background that comes back too often."""
    background = "\n".join(RELEASE.split("\n")[3:6])
    made = [page(RELEASE), page(RELEASE, "suara-umbara.test", 5001), page(RETOLD, "warta-selasih.test", 70001)]
    made.append(page(f"{sentence('again', 20)}\n{RELEASE}", number=1000002))
    made += [
        page(f"{sentence(f'item {n}', 30)}\n{background}", number=1000010 + n, title=f"Antrean Kapal {n}") for n in range(HOUSE)
    ]
    made += [page(sentence(f"alone {n}", 90), "suara-umbara.test", 6001 + n) for n in range(5)]
    return made


def test_any_order_gives_the_same_lineage() -> None:
    readings = newsroom()
    expected = index(readings).links
    assert len(expected) > 3
    for seed in range(8):
        shuffled = random.Random(seed).sample(readings, len(readings))
        assert index(shuffled).links == expected


def test_adding_an_article_twice_changes_nothing() -> None:
    readings = newsroom()
    made = index(readings)
    before = dict(made.links)
    assert made.add(readings[0]) == ()
    assert made.links == before


def test_background_makes_kin_until_it_comes_back_too_often() -> None:
    background = "\n".join(RELEASE.split("\n")[3:6])
    items = [page(f"{sentence(f'item {n}', 30)}\n{background}", number=1000010 + n) for n in range(HOUSE)]
    assert index(items[: HOUSE - 1]).links
    assert not index(items).links


def test_articles_with_nothing_but_house_text_in_common_are_not_compared() -> None:
    background = "\n".join(RELEASE.split("\n")[3:6])
    items = [page(f"{sentence(f'item {n}', 30)}\n{background}", number=1000010 + n) for n in range(HOUSE + 1)]
    made = index(items[:HOUSE])
    one = items[HOUSE]
    fetched: list[str] = []

    def fetch(key: str) -> Letters:
        fetched.append(key)
        return made.bodies[key]

    assert Index(made.shelf, fetch).add(describe(one), body(one)) == ()
    assert fetched == []


def test_house_text_still_tells_of_kin_in_another_outlet() -> None:
    background = "\n".join(RELEASE.split("\n")[3:6])
    items = [page(f"{sentence(f'item {n}', 30)}\n{background}", number=1000010 + n) for n in range(HOUSE)]
    made = index([*items, page(background, "suara-umbara.test")])
    assert len(made.links) == HOUSE


def test_the_links_of_an_article_are_those_that_adding_told() -> None:
    readings = newsroom()[:3]
    made = Newsroom()
    told = [made.add(reading) for reading in readings]
    assert [len(links) for links in told] == [0, 1, 2]
    assert set(made.of(readings[0].article.key)) <= {bare(link) for links in told for link in links}


def test_an_article_that_is_taken_out_has_no_kin_and_comes_back_with_all() -> None:
    readings = newsroom()
    made = index(readings)
    before = made.links
    made.remove(readings[0])
    assert made.links == {pair: link for pair, link in before.items() if readings[0].article.key not in pair}
    made.add(readings[0])
    assert made.links == before


def test_many_copies_that_no_outlet_signs_are_not_all_compared_with_each_other() -> None:
    def copy(n: int) -> Reading:
        return reading_of_nobody(page(RELEASE, number=n, url=f"https://nobody.test/{n}"))

    made = index([copy(n) for n in range(UNKNOWN - 1)])
    assert len(made.links) == (UNKNOWN - 1) * (UNKNOWN - 2) // 2
    made.add(copy(UNKNOWN))
    made.add(copy(UNKNOWN + 1))
    assert not made.links


def reading_of_nobody(reading: Reading) -> Reading:
    return replace(reading, article=replace(reading.article, outlet=None))


def test_two_texts_at_one_address_are_versions_of_one_article() -> None:
    first = page(RELEASE, url="https://kabar-arunika.test/berita/1000001/judul")
    second = page(OTHER, url="https://www.kabar-arunika.test/berita/1000001/judul?utm_source=x", day="2024-02-06")
    link, origin = between(first, second)
    assert (link.relation, origin) == ("revision", "one")


def test_families_are_told_from_the_first_on_and_name_their_source() -> None:
    credited = page("Seperti dilansir Reuters, kapal itu tidak ditahan.\n" + RELEASE, day="2024-02-04")
    copy = page(RELEASE, "suara-umbara.test", 5001, day="2024-02-05")
    made = index([copy, credited, page(OTHER, "warta-selasih.test")])
    found = families(made.links.values(), made.articles)
    assert [f.members for f in found] == [(credited.article.key, copy.article.key)]
    assert found[0].named == ("Reuters",)


def test_a_digest_joins_no_families() -> None:
    digest = page(f"{RELEASE}\n{RETOLD}", number=1000099, title="Top 3: Kapal dan Layang-layang")
    made = index([page(RELEASE), digest, page(f"{OTHER}\n{sentence('x', 50)}", number=1000003)])
    assert made.links
    assert families(made.links.values(), made.articles) == ()


def test_the_way_of_a_text_leads_back_to_whom_the_first_article_names() -> None:
    origin = page("Seperti dilansir Reuters, kapal itu tidak ditahan.\n" + RELEASE, "detik.com", 7000001)
    reworked = page(f"Seperti dilansir Reuters.\n{RELEASE}\n{sentence('more', 40)}", "detik.com", 7000009)
    reprint = page("Dilansir Detik.com.\n" + RELEASE + f"\n{sentence('more', 40)}", "suara-umbara.test", 5001)
    made = index([reprint, reworked, origin])
    way = trace(reprint.article.key, made.of, made.articles)
    assert [hop.article for hop in way if hop.article] == [r.article.key for r in (reprint, reworked, origin)]
    assert [hop.named for hop in way if hop.named] == ["Reuters"]


# --- alignment -------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from([*RELEASE.split("\n"), *RETOLD.split("\n"), "", "17", "ß İ 二"]), max_size=8), st.integers(0, 400)
)
def test_a_passage_has_the_same_letters_in_both_texts(lines: list[str], start: int) -> None:
    one, other = RELEASE, "\n".join(lines)
    shared = align(letters(one), letters(other, start=min(start, len(other))))
    for passage in shared.passages:
        a, b = (
            "".join(c for c in text[slice(*span)].lower() if c.isalpha())
            for text, span in ((one, passage.a), (other, passage.b))
        )
        assert a == b
        assert a
    assert 0 <= shared.share_a <= 1
    assert 0 <= shared.share_b <= 1


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 300), st.integers(SURE, 200), st.text("abcdef ", max_size=80))
def test_texts_that_share_enough_letters_share_a_key(first: int, n: int, before: str) -> None:
    stream = "".join(c for c in RELEASE if c.isalpha())
    part = stream[first : first + n]
    assert set(letters(stream).keys) & set(letters(f"{before}{part}{before[::-1]}").keys)


PIECES = st.lists(st.sampled_from([RELEASE[:150], RELEASE[90:260], RETOLD[:120], "abc" * 40, "17 kapal", "x"]), max_size=6)


@settings(deadline=None, max_examples=60)
@given(PIECES)
def test_a_text_is_known_by_the_smallest_hash_of_every_window(pieces: list[str]) -> None:
    found = letters(" ".join(pieces))
    halves = [int(h) >> 32 for h in found.hashes]
    windows = [range(i, min(i + WINDOW, len(halves))) for i in range(max(1, len(halves) - WINDOW + 1)) if halves]
    assert found.chosen.tolist() == sorted({min(window, key=lambda k: (halves[k], k)) for window in windows})
    assert {int(h) >> 1 for h in found.hashes[found.chosen]} == set(found.keys)


@settings(deadline=None, max_examples=60)
@given(PIECES, PIECES)
def test_what_two_texts_share_is_every_stretch_that_stands_in_both(one: list[str], other: list[str]) -> None:
    a, b = (letters(" ".join(pieces)) for pieces in (one, other))
    both = {*stretches(a)} & {*stretches(b)}
    covered = [{i + k for i, s in enumerate(stretches(x)) if s in both for k in range(LETTERS)} for x in (a, b)]
    shared = align(a, b)
    assert shared.all_letters == min(map(len, covered))
    assert (shared.share_a, shared.share_b) == tuple(len(c) / max(len(x), 1) for c, x in zip(covered, (a, b), strict=True))


def stretches(found: Letters) -> list[str]:
    """The letters of each stretch; a number is one of them, whatever it is."""
    stream = ["0" if number else found.text[at].lower() for at, number in zip(found.at, found.numbers, strict=True)]
    return ["".join(stream[i : i + LETTERS]) for i in range(len(found.hashes))]


def test_numbers_are_compared_apart_from_letters() -> None:
    one, other = (letters(f"Sebanyak {n} kapal dari berbagai negara menunggu giliran di dermaga timur.") for n in (17, 1.254))
    shared = align(one, other)
    assert shared.share_a == 1.0
    assert (shared.numbers, shared.same_numbers) == (1, 0)
