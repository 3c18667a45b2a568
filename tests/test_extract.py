"""extract.py: whole pages of our own writing after layouts of the 2020s, old real ones where they are at hand, bad ones."""

from __future__ import annotations

import re
import time
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from konon import metadata
from konon.extract import EXTRACTOR, Extracted, extract
from konon.markup import blocks, parse
from konon.records import Given, Refused

PAGES = Path(__file__).parent / "pages"
HTML_ID = Path(__file__).resolve().parents[2] / "shared" / "data" / "html-id"
JAKARTA = timezone(timedelta(hours=7))
SENTENCE = "Menteri itu mengatakan bahwa harga beras akan turun pada bulan depan karena panen raya. "

# What stands between the paragraphs of our pages and is another step's to mark.
IN_ARTICLE = re.compile(
    r"Baca juga|Pilihan Editor|Simak|SCROLL|Scroll|\[Gambas|Halaman|Pewarta|Editor|Copyright|Dilarang|Artikel pilihan"
    r"|\(\w+/\w+\)|Reporting by"
)


def expected(name: str) -> tuple[dict[str, str], list[str]]:
    head, _, body = (PAGES / f"{name}.txt").read_text("utf-8").partition("\n\n")
    return dict(line.split(": ", 1) for line in head.splitlines()), body.splitlines()


def read(name: str) -> Extracted:
    if name == "dua-halaman":
        first, second = ((PAGES / f"dua-halaman-{n}.html").read_text("utf-8") for n in (1, 2))
        return extract(first, more=[second])
    return extract((PAGES / f"{name}.html").read_text("utf-8"))


OWN = sorted(path.stem for path in PAGES.glob("*.txt"))


@pytest.mark.parametrize("name", OWN)
def test_every_paragraph_of_a_page_of_today_is_kept_in_order(name: str) -> None:
    paragraphs = expected(name)[1]
    lines = read(name).text.split("\n")[1:]
    assert [line for line in lines if line in paragraphs] == paragraphs


@pytest.mark.parametrize("name", OWN)
def test_nothing_from_outside_the_article_is_in_it(name: str) -> None:
    paragraphs = expected(name)[1]
    lines = read(name).text.split("\n")[1:]
    assert [line for line in lines if line not in paragraphs and not IN_ARTICLE.match(line)] == []


@pytest.mark.parametrize("name", OWN)
def test_title_address_outlet_byline_language_and_times_are_right(name: str) -> None:
    wanted = expected(name)[0]
    found = read(name)
    tree = parse(
        (PAGES / f"{name}.html").read_text("utf-8") if name != "dua-halaman" else (PAGES / f"{name}-1.html").read_text("utf-8")
    )
    assert metadata.read(tree, blocks(tree)).language == wanted.pop("language", None)
    assert {key: getattr(found, key) for key in wanted} == wanted
    assert found.text.startswith(wanted["title"] + "\n")
    assert found.updated_at == wanted.get("updated_at")


def test_what_is_given_wins() -> None:
    given = Given(url="https://lain.example/a", outlet="lain", title="Judul lain", published="2020-01-02")
    found = extract((PAGES / "kompas-2025.html").read_text("utf-8"), given=given)
    assert (found.url, found.outlet, found.title, found.published) == (given.url, "lain", "Judul lain", "2020-01-02")
    assert found.published_at is None  # the page's time of day is of another day
    assert found.text.startswith("Judul lain\n")


def test_a_given_date_time_is_kept_whole() -> None:
    found = extract(f"<p>{SENTENCE * 3}</p>", given=Given(published="2025-06-18T14:05:00+07:00"))
    assert (found.published, found.published_at) == ("2025-06-18", "2025-06-18T14:05:00+07:00")


@pytest.mark.parametrize(
    ("lang", "date"), [(' lang="id"', "2025-04-03"), (' lang="en"', None), ("", None)], ids=["id", "en", "undeclared"]
)
def test_a_given_date_in_numbers_has_the_day_first_only_where_the_page_is_indonesian(lang: str, date: str | None) -> None:
    assert extract(f"<html{lang}><p>{SENTENCE * 3}</p>", given=Given(published="03/04/2025")).published == date


@pytest.mark.parametrize("line", ["04/13/2025 10:30", "13/04/2025 10:30", "04/05/2025 10:30", "April 13, 2025"])
def test_a_date_line_above_the_text_is_not_text_in_whatever_order_it_stands(line: str) -> None:
    text = "".join(f"<p>{SENTENCE * 2}{n}.</p>" for n in range(4))
    html = f'<html lang="en"><body><article><h1>Rice to become cheaper</h1><p>{line}</p>{text}</article></body></html>'
    assert line not in extract(html).text


def test_further_pages_repeat_nothing() -> None:
    lines = read("dua-halaman").text.split("\n")
    assert [line for line, count in Counter(lines).items() if count > 1] == []


def test_a_page_drawn_by_script_is_read_from_its_data() -> None:
    body = "\\n".join(SENTENCE.strip() for _ in range(6))
    data = f'{{"@type":"NewsArticle","headline":"Harga Beras Turun","articleBody":"{body}"}}'
    html = f'<html><head><script type="application/ld+json">{data}</script></head><body><div id="root"></div></body></html>'
    assert extract(html).text == "Harga Beras Turun\n" + "\n".join([SENTENCE.strip()] * 6)


def test_captions_are_dropped_beside_a_text_and_kept_where_they_are_the_text() -> None:
    caption = f"<figure><img><figcaption>{SENTENCE}</figcaption></figure>"
    text = "".join(f"<p>{SENTENCE}{n}.</p>" for n in range(4))
    assert extract(f"<article>{caption}{text}</article>").text.count("\n") == 3
    gallery = extract(
        f'<html><head><meta property="og:type" content="article"></head><body><article>{caption * 4}</article></body></html>'
    )
    assert gallery.text.count("Menteri") == 4


def test_a_link_in_a_sentence_does_not_glue_words() -> None:
    text = extract(f"<p>Dilansir <a href='#'>AFP</a>, presiden <b>Arunika</b>\n menolak. {SENTENCE * 2}</p>").text
    assert text.startswith("Dilansir AFP, presiden Arunika menolak. ")


def test_invisible_characters_and_nul_are_gone() -> None:
    text = extract(f"<p>Men\u00adteri\u200b itu\u00a0me\x00ngatakan. {SENTENCE * 2}\ufeff</p>").text
    assert text.startswith("Menteri itu mengatakan.")


@pytest.mark.parametrize(
    ("name", "html", "reason"),
    [
        ("empty", "", "not HTML"),
        ("plain text", "halo dunia", "not HTML"),
        ("nothing in it", "<!-- -->", "without content"),
        ("script only", "<html><body><div id=root></div><script>" + SENTENCE * 50 + "</script></body></html>", "no article"),
        ("frames", "<html><frameset><frame src=a></frameset></html>", "no article"),
        ("a message", "<html><body><h1>404</h1><p>Halaman tidak ditemukan.</p></body></html>", "no article"),
        ("links", "<html><body>" + "<p><a href=x>Harga beras turun di pasar kota</a></p>" * 200 + "</body></html>", "no"),
        ("a feed", "<?xml version='1.0'?><rss version='2.0'><channel><item><title>a</title></item></channel></rss>", "feed"),
        ("10,000 nested", "<html><body>" + "<div>" * 10_000 + SENTENCE * 9 + "</div>" * 10_000, "nested"),
        ("10,000 nested inline", "<html><body><p>" + "<b>" * 10_000 + SENTENCE * 9 + "</b>" * 10_000, "nested"),
    ],
)  # fmt: skip
def test_what_holds_no_article_is_refused_with_the_reason(name: str, html: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        extract(html)


def test_time_spent_grows_with_the_length_of_one_line_and_not_with_its_square() -> None:
    def spent(letters: int) -> float:
        began = time.process_time()
        found = extract("<html><body><p>" + SENTENCE * (letters // len(SENTENCE)) + "</p></body></html>")
        assert len(found.text) > 0.99 * letters
        extract('<html><body><div class="' + "a " * (letters // 2) + f'"><p>{SENTENCE * 3}</p></div></body></html>')
        return time.process_time() - began

    spent(10_000)
    assert spent(10_000_000) < 40 * spent(1_000_000) + 0.1  # ten times as much, by its square a hundred times


def test_broken_markup_is_read_as_far_as_it_goes() -> None:
    assert extract(f"<div><p>{SENTENCE * 3}<script>var a = '{SENTENCE}").text == (SENTENCE * 3).strip()
    assert (
        extract(f"<?xml version='1.0' encoding='utf-16'?><html><body><p>{SENTENCE * 3}\ud800</p>").text
        == (SENTENCE * 3).strip()
    )


def test_an_index_page_is_refused() -> None:
    link = '<a href="/a">Harga beras turun di pasar kota selatan</a>'
    card = f"<div><h3>{link}</h3><p>Pedagang menyebut harga turun sejak dua pekan lalu karena panen.</p></div>"
    with pytest.raises(Refused):
        extract("<html><body><main>" + card * 30 + "</main></body></html>")


def test_the_extractor_is_named_with_its_version() -> None:
    assert re.fullmatch(r"weighing \d+, trafilatura \d[\w.]*", EXTRACTOR)


# --- real pages of 2015 to 2017, with what they are expected to give -------------------------------------------------------


def real_pages() -> list[dict[str, str]]:
    """File, title, date and content of each article page, from the `*.test.js` beside the pages."""
    found: list[dict[str, str]] = []
    for script in sorted(HTML_ID.glob("*.test.js")):
        for line in script.read_text("utf-8").splitlines():
            if m := re.search(r"getContent\('[^']*/([^/']+\.html)'\)", line):
                found.append({"file": m[1]})
            elif (m := re.search(r"_\.isEqual\(result\['(\w+)'\], '?(.*?)'?\)\)\s*$", line)) and found:
                found[-1][m[1]] = m[2].replace("\\n", "\n").replace("\\'", "'").replace('\\"', '"')
    return [page for page in found if "content" in page]


def f1(got: str, wanted: str) -> float:
    a, b = Counter(re.findall(r"\w+", got)), Counter(re.findall(r"\w+", wanted))
    return 2 * (a & b).total() / max(1, a.total() + b.total())


needs_pages = pytest.mark.skipif(not HTML_ID.is_dir(), reason="the research pages are not part of this repository")


@needs_pages
def test_real_indonesian_pages_give_title_date_and_text() -> None:
    scores: list[float] = []
    wrong: list[str] = []
    pages = real_pages()
    for page in pages:
        found = extract((HTML_ID / page["file"]).read_text("utf-8", "replace"))
        scores.append(f1(found.text.partition("\n")[2], page["content"]))
        if re.sub(r"\W", "", found.title or "") != re.sub(r"\W", "", page["title"]):
            wrong.append(f"{page['file']}: title {found.title!r}")
        at = datetime.fromtimestamp(int(page["date"]) / 1000, JAKARTA)
        if not found.published_at or abs(datetime.fromisoformat(found.published_at) - at) >= timedelta(minutes=1):
            wrong.append(f"{page['file']}: date {found.published_at} is not {at}")
    assert len(pages) == 26
    assert wrong == []
    assert sum(scores) / len(scores) > 0.98
    assert min(scores) > 0.85  # a photo page whose expected text says each caption twice


@needs_pages
@pytest.mark.parametrize("file", sorted(path.name for path in HTML_ID.glob("*mainpage.html")))
def test_real_index_pages_and_feeds_are_refused(file: str) -> None:
    with pytest.raises(Refused):
        extract((HTML_ID / file).read_text("utf-8", "replace"))
