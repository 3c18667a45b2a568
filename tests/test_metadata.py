"""metadata.py: titles, addresses, bylines, times and zones from a page's own data and its visible lines."""

from __future__ import annotations

import pytest

from konon.dates import PageDate
from konon.markup import blocks, parse
from konon.metadata import Metadata, clean_byline, outlet_of, read

BODY = "<p>Pemerintah Arunika menyatakan jalur kereta dibuka kembali pada bulan depan setelah enam tahun ditutup.</p>"


def page(head: str = "", body: str = BODY, *, lang: str = "", url: str | None = None) -> Metadata:
    tree = parse(f"<html{lang and f' lang={lang}'}><head>{head}</head><body>{body}</body></html>")
    return read(tree, blocks(tree), url=url)


def ld(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://news.detik.com/berita/d-1/x", "detik.com"),
        ("http://www.rri.co.id/nasional", "rri.co.id"),
        ("https://m.smh.com.au/world", "smh.com.au"),
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://kemlu.go.id/x", "kemlu.go.id"),
        ("https://nasional.tempo.co/read/1", "tempo.co"),
        ("http://catatan.blogspot.com/2023/09/a.html", "catatan.blogspot.com"),
        ("http://catatan.blogspot.co.id/2023/09/a.html", "catatan.blogspot.co.id"),
        ("https://warta.wordpress.com/", "warta.wordpress.com"),
        ("tulisan biasa", None),
        (None, None),
        ("http://[tidak sah", None),
    ],
)
def test_the_outlet_is_the_registered_host(url: str | None, outlet: str | None) -> None:
    assert outlet_of(url) == outlet


def test_a_given_address_wins_and_a_relative_canonical_is_made_absolute() -> None:
    head = '<link rel="canonical" href="/a/b"><meta property="og:url" content="https://warta.example/a/b?x=1">'
    assert page(head).url == "https://warta.example/a/b"
    assert page(head, url="https://lain.example/c").url == "https://lain.example/c"
    assert page('<link rel="canonical" href="">').url is None


def test_without_an_address_the_site_names_the_outlet() -> None:
    assert page('<meta property="og:site_name" content="Radar Lembah">').outlet == "Radar Lembah"
    assert page('<meta property="og:site_name" content="LIFESTYLE.Warta.example">').outlet == "warta.example"


@pytest.mark.parametrize(
    ("credit", "name"),
    [
        ("Diposting oleh Wening Kemuning", "Wening Kemuning"),
        ("Oleh Ratna Hapsari - detikNews", "Ratna Hapsari"),
        ("Penulis: Sekar Palupi Editor: Bima Tirta", "Sekar Palupi"),
        ("Reporter Andi Laksmana", "Andi Laksmana"),
        ("By Joan Marlowe", "Joan Marlowe"),
        ("Ratna, 18 Juni 2025", "Ratna"),
        ("Dr. Rina S. | Rabu, 18 Juni 2025", "Dr. Rina S."),
        ("Byron Hadi", "Byron Hadi"),
        ("Olehman Siregar", "Olehman Siregar"),
        ("Tim | CNN Indonesia", None),
        ("redaksi", None),
        ("https://www.facebook.com/warta", None),
        ("18 Juni 2025", None),
        ("", None),
    ],
)
def test_a_credit_is_cleaned_to_the_names_in_it(credit: str, name: str | None) -> None:
    assert clean_byline(credit, known={"cnnindonesia", "detik"}) == name


def test_the_headline_that_the_page_shows_goes_before_the_title_with_the_site() -> None:
    head = '<title>Jalur Kereta Dibuka Kembali - Warta.example</title><meta property="og:site_name" content="Warta">'
    assert page(head, "<h1>Jalur Kereta Dibuka Kembali</h1>" + BODY).title == "Jalur Kereta Dibuka Kembali"
    assert page(head, BODY).title == "Jalur Kereta Dibuka Kembali"
    assert (
        page(head, "<h1>Warta</h1><h2>FOTO: Jalur Kereta Dibuka Kembali</h2>" + BODY).title
        == "FOTO: Jalur Kereta Dibuka Kembali"
    )


def test_a_dash_within_a_title_stays() -> None:
    head = '<title>Arunika - Selasih Sepakat Damai | Warta</title><meta property="og:site_name" content="Warta">'
    assert page(head).title == "Arunika - Selasih Sepakat Damai"


def test_json_ld_is_read_in_lists_graphs_and_when_broken() -> None:
    date = '"datePublished":"2025-06-18T14:05:00+07:00"'
    article = f'{{"@type":"NewsArticle","headline":"Judul",{date},"author":{{"name":"Sekar Palupi"}}}}'
    for source in (
        article,
        f"[{article}]",
        f'{{"@graph":[{{"@type":"Person"}},{article}]}}',
        article[:-1] + ",}",
        article[:-20],
    ):
        found = page(ld(source))
        assert found.published == PageDate(date="2025-06-18", time="14:05:00", zone="+07:00"), source
        assert found.article
    assert page(ld(article)).byline == "Sekar Palupi"
    assert page(ld("[" * 50_000)).published is None
    assert page(ld('{"@type":"Organization","name":"Warta"}')).article is False


def test_json_ld_goes_before_meta_and_meta_before_the_date_line() -> None:
    meta = '<meta property="article:published_time" content="2025-06-17T08:00:00+07:00">'
    line = "<h1>Jalur Kereta Dibuka Kembali</h1><div>Senin, 16 Juni 2025 09:00 WIB</div>" + BODY
    json = ld('{"@type":"NewsArticle","datePublished":"2025-06-18T14:05:00+07:00"}')
    assert page(json + meta, line).published == PageDate(date="2025-06-18", time="14:05:00", zone="+07:00")
    assert page(meta, line).published == PageDate(date="2025-06-17", time="08:00:00", zone="+07:00")
    assert page("", line).published == PageDate(date="2025-06-16", time="09:00", zone="+07:00")


def test_todays_date_in_the_top_bar_is_not_the_date_of_the_article() -> None:
    body = "<div>Kamis, 19 Juni 2025</div><h1>Jalur Kereta Dibuka Kembali</h1><div>Rabu, 18 Juni 2025 14:05 WIB</div>" + BODY
    assert page("", body).published == PageDate(date="2025-06-18", time="14:05", zone="+07:00")


def test_a_clock_that_calls_jakarta_universal_is_put_right_by_what_the_page_shows() -> None:
    shown = "<h1>Jalur Kereta Dibuka Kembali</h1><div>Rabu, 18 Jun 2025 14:05 WIB</div>" + BODY
    wrong = page('<meta name="pubdate" content="2025-06-18 T14:05:58Z">', shown)
    right = page('<meta name="pubdate" content="2025-06-18T07:05:58Z">', shown)
    bare = page('<meta name="pubdate" content="2025-06-18 14:05:58">', shown)
    assert wrong.published is not None
    assert wrong.published.at == "2025-06-18T14:05:58+07:00"
    assert right.published is not None
    assert right.published.at == "2025-06-18T07:05:58+00:00"
    assert bare.published is not None
    assert bare.published.at == "2025-06-18T14:05:58+07:00"


def test_a_time_without_zone_is_jakartas_on_an_indonesian_page_only() -> None:
    head = '<meta name="publishdate" content="2025/06/18 14:05:58">'
    indonesian, english = page(head, lang="id"), page(head, lang="en")
    assert indonesian.published is not None
    assert indonesian.published.zone == "+07:00"
    assert english.published == PageDate(date="2025-06-18", time="14:05:58")


def test_an_update_is_kept_apart_from_publication() -> None:
    line = "<h1>Jalur Kereta Dibuka Kembali</h1><div>Rabu, 18 Jun 2025 14:05 WIB, diperbarui 18 Jun 2025 16:30 WIB</div>" + BODY
    found = page("", line)
    assert found.published == PageDate(date="2025-06-18", time="14:05", zone="+07:00")
    assert found.updated == PageDate(date="2025-06-18", time="16:30", zone="+07:00")
    same = page(ld('{"@type":"NewsArticle","datePublished":"2025-06-18T14:05:00Z","dateModified":"2025-06-18T14:05:00Z"}'))
    assert same.updated is None


def test_a_page_with_only_an_update_line_is_of_that_date() -> None:
    found = page("", "<h1>Jalur Kereta Dibuka Kembali</h1><div>Diperbarui 18 Jun 2025, 14:05 WIB</div>" + BODY)
    assert found.published == PageDate(date="2025-06-18", time="14:05", zone="+07:00")
    assert found.updated is None


def test_bylines_are_found_in_lines_and_credits_and_not_made_of_the_outlet() -> None:
    title = "<h1>Jalur Kereta Dibuka Kembali</h1>"
    assert page("", f"{title}<span>Oleh: Arum Setyawati</span>{BODY}").byline == "Arum Setyawati"
    assert page("", f"{title}{BODY}<table><tr><td>Penulis</td><td>: Bima Tirta</td></tr></table>").byline == "Bima Tirta"
    site = '<meta property="og:site_name" content="Warta Lembah"><meta name="author" content="Warta Lembah">'
    assert page(site, title + BODY).byline is None


@pytest.mark.parametrize(("lang", "language"), [("id-ID", "id"), ("in", "id"), ("en_GB", "en"), ("", None)])
def test_the_declared_language_is_its_first_part(lang: str, language: str | None) -> None:
    assert page(lang=lang).language == language
