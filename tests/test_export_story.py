"""A story: in the terminal one row an article, as a page a picture of when which outlet told it above all its articles."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from itertools import combinations, pairwise
from math import hypot
from pathlib import Path
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, sync_playwright
from rich.cells import cell_len
from rich.console import Console

from konon.export.story import BENT, SHORT_OF, Kin, Told, in_time, page, picture, print_stories, print_story, sources
from konon.linkstore import StoryLine
from world import Item, Said, article

CHROMIUM = shutil.which("chromium")
EVIL = '<script>alert("1")</script> & Co'
CLAIM = Said(content="Bendungan Rumbai aman", holder="Ratna Wiraguna")
SENJA = article("Kabar Senja", "2031-03-02", CLAIM, title="Bendungan Rumbai Aman", clock="2031-03-02T08:15:00+07:00")
EMBUN = article("Embun Daily", "2031-03-02", CLAIM, title="Rumbai dam is safe", clock="2031-03-02T15:40:00+07:00")
FAJAR = article(EVIL, "2031-03-05", CLAIM, title="Warga <b>Rumbai</b> tenang")
UNDATED = article(None, None, CLAIM, title="Bendungan")
ITEMS = (SENJA, EMBUN, FAJAR, UNDATED)


def key(item: Item) -> str:
    return item[1].article.key


COPY = Kin(a=key(SENJA), b=key(EMBUN), relation="copy", origin=key(SENJA))
THIRD = Kin(a=key(EMBUN), b=key(FAJAR), relation="shared-source", third="Kantor Berita Senja")


def told(*items: Item, kin: tuple[Kin, ...] = (), name: str = "Bendungan Rumbai") -> Told:
    days = sorted(item[1].article.published or "" for item in items)
    outlets = tuple(dict.fromkeys(item[1].article.outlet or "" for item in items))
    return Told(
        id="5b1e0c7700000000",
        name=name,
        since=days[0] or None,
        until=days[-1] or None,
        outlets=outlets,
        places=("Rumbai",),
        actors=("Arunika", "Selasih"),
        readings=tuple(reading for _, reading in items),
        kin=kin,
    )


STORY = told(*ITEMS, kin=(COPY, THIRD))


def printed(story: Told = STORY, *, width: int = 140) -> str:
    out = io.StringIO()
    print_story(story, console=Console(file=out, width=width))
    return out.getvalue()


def svg(story: Told = STORY) -> ElementTree.Element:
    found = ElementTree.fromstring(picture(story)).find("svg")
    assert found is not None
    return found


def points(story: Told = STORY) -> list[tuple[float, float]]:
    return [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in svg(story).iter("circle")]


def apart(story: Told) -> float:
    """The least distance between two points of the picture."""
    return min(abs(a[0] - b[0]) if a[1] == b[1] else abs(a[1] - b[1]) for a, b in combinations(points(story), 2))


# --- in the terminal ------------------------------------------------------------------------------------------------------


def test_each_article_has_a_row_with_its_moment_outlet_title_claims_source_and_id() -> None:
    rows = [line for line in printed().splitlines() if key(EMBUN)[:8] in line]
    assert [re.split(r"\s{2,}", row) for row in rows] == [
        ["2031-03-02 15:40", "Embun Daily", "Rumbai dam is safe", "1", "copy of Kabar Senja", key(EMBUN)[:8]]
    ]
    order = [printed().index(key(item)[:8]) for item in ITEMS]
    assert order == sorted(order)


def test_the_heading_tells_name_days_number_of_articles_actors_and_places() -> None:
    two = told(SENJA, FAJAR)
    assert printed(two).splitlines()[:4] == [
        "Bendungan Rumbai",
        "5b1e0c77 · 2031-03-02 to 2031-03-05 · 2 articles of 2 outlets",
        "actors: Arunika, Selasih",
        "places: Rumbai",
    ]
    assert "5b1e0c77 · 2031-03-02 · 1 article\n" in printed(told(SENJA))
    assert "5b1e0c77 · no date · 1 article\n" in printed(told(UNDATED))


def test_whence_the_text_is_is_told_of_the_copy_and_of_both_that_share_a_third() -> None:
    assert sources(STORY) == {
        key(EMBUN): "copy of Kabar Senja",
        key(FAJAR): "shared-source: Kantor Berita Senja",
    }
    assert "copy of Kabar" in printed(width=60)


@pytest.mark.parametrize(
    ("relation", "told_as"),
    [("copy", "copy: same text as Kabar Senja"), ("shared-source", "shared-source: text also in Kabar Senja")],
)
def test_where_nobody_is_named_as_the_third_the_later_tells_the_earlier(relation: str, told_as: str) -> None:
    kin = Kin(a=key(SENJA), b=key(EMBUN), relation=relation)
    assert sources(told(SENJA, EMBUN, kin=(kin,))) == {key(EMBUN): told_as}


def test_of_several_articles_of_an_outlet_the_one_that_a_text_is_from_is_told_by_its_id() -> None:
    other = article("Kabar Senja", "2031-03-01", CLAIM, title="Air Rumbai naik")
    assert sources(told(other, SENJA, EMBUN, kin=(COPY,))) == {key(EMBUN): f"copy of Kabar Senja {key(SENJA)[:8]}"}


def test_a_version_of_a_page_is_told_as_that() -> None:
    url = "https://senja.example/1"
    one, two = (article("Kabar Senja", "2031-03-02", CLAIM, title=title, url=url) for title in ("Rumbai", "Rumbai aman"))
    kin = Kin(a=key(one), b=key(two), relation="revision")
    assert sources(told(one, two, kin=(kin,))) == {key(two): f"revision: same page as {key(one)[:8]}"}


def test_an_article_tells_one_source_only_however_many_it_shares_text_with() -> None:
    many = [article(f"Kabar {n}", "2031-03-02", CLAIM, clock=f"2031-03-02T{n + 8:02}:00:00+07:00") for n in range(8)]
    kin = tuple(
        Kin(a=key(a), b=key(b), relation="copy", origin=key(a), letters=500 + i)
        for i, (a, b) in enumerate(combinations(many, 2))
    )
    story = told(*many, kin=kin)
    assert len(sources(story)) == 7
    assert all(said.startswith("copy of Kabar ") and ";" not in said for said in sources(story).values())
    assert len(list(svg(story).iter("path"))) == 7 + 1  # and the arrow's head


# --- the order of time ----------------------------------------------------------------------------------------------------


def test_articles_of_a_day_stand_in_the_order_of_their_clocks_whatever_their_zones() -> None:
    clocks = ["2031-03-02T23:30:00+09:00", "2031-03-02T22:00:00+07:00", "2031-03-03T00:15:00+09:00", "2031-03-02T15:20:00Z"]
    items = [article(f"Kabar {n}", clock[:10], CLAIM, clock=clock) for n, clock in enumerate(clocks)]
    undated = article("Kabar 4", None, CLAIM)
    day = article("Kabar 5", "2031-03-03", CLAIM)
    future = article("Kabar 6", "2029-01-01", CLAIM)
    doubted = frozenset([key(future)])
    shown = in_time((reading for _, reading in (day, undated, future, *reversed(items))), doubted)
    names = [reading.article.outlet for reading in shown]
    assert names[:5] == ["Kabar 0", "Kabar 1", "Kabar 2", "Kabar 3", "Kabar 5"]
    assert sorted(map(str, names[5:])) == ["Kabar 4", "Kabar 6"]
    assert re.search(r"^2031-03-02 23:30 +Kabar 0 .*\n\+09:00", printed(told(*items)), re.MULTILINE)


def test_a_date_that_was_still_to_come_is_told_so_and_has_no_point_in_the_picture() -> None:
    story = replace(told(SENJA, EMBUN, FAJAR), doubted=frozenset([key(FAJAR)]))
    assert re.search(r"^2031-03-05 .*\n\(future\)", printed(story), re.MULTILINE)
    assert len(points(story)) == 2
    assert "without a date: 1" in picture(story)


@pytest.mark.parametrize("width", [100, 140])
def test_an_outlet_s_name_of_usual_length_is_not_broken(width: int) -> None:
    long = article("kabarsenja.test", "2031-03-02", CLAIM)
    assert "kabarsenja.test" in printed(told(SENJA, long), width=width)


@pytest.mark.parametrize("width", [60, 99, 100, 140])
def test_no_line_is_wider_than_the_console(width: int) -> None:
    long = told(*ITEMS, kin=(COPY, THIRD), name="Bendungan Rumbai di perbatasan " * 6)
    text = printed(replace(long, actors=("Kementerian Pekerjaan Umum",) * 9), width=width)
    assert max(map(cell_len, text.splitlines())) <= width
    assert all(key(item)[:8] in text for item in ITEMS)


@pytest.mark.parametrize("width", [60, 140])
def test_what_an_article_holds_cannot_command_the_terminal(width: int) -> None:
    bad = "a\x1b[2Jb\u202ec [red]d[/red]"
    evil = article(bad, "2031-03-02", CLAIM, title=bad)
    story = replace(told(evil, SENJA, name=bad), actors=(bad,), places=(bad,))
    text = printed(replace(story, kin=(Kin(a=key(evil), b=key(SENJA), relation="derived", origin=key(evil)),)), width=width)
    assert not {"\x1b", "\u202e"} & set(text)
    assert text.count("[red]d[/red]") >= 4


LINES = [
    StoryLine(
        id=f"{n:016x}",
        name="Bendungan Rumbai di perbatasan utara " * 3,
        since="2031-03-02",
        until=until,
        articles=1234,
        outlets=("senja.example", "embun.example"),
        places=("Rumbai",),
        actors=("Arunika", "Kementerian Pekerjaan Umum dan Perumahan Rakyat"),
    )
    for n, until in enumerate(("2031-03-02", "2031-03-09"), 0x5B1E0C7700000000)
]


@pytest.mark.parametrize("width", [60, 100, 140])
def test_a_list_of_stories_has_a_row_each_and_nothing_wider_than_the_console(width: int) -> None:
    out = io.StringIO()
    print_stories(LINES, console=Console(file=out, width=width))
    text = out.getvalue()
    assert max(map(cell_len, text.splitlines())) <= width
    assert len(re.findall(r"^2031-03-02 .* 5b1e0c77$", text, re.MULTILINE)) == 2
    assert text.count("2031-03-09") == 1
    assert ("Arunika" in text) == (width >= 110)


def test_no_stories_are_told() -> None:
    out = io.StringIO()
    print_stories([], console=Console(file=out, width=80))
    assert out.getvalue() == "No stories.\n"


# --- the picture ------------------------------------------------------------------------------------------------------------


def test_the_picture_has_a_row_an_outlet_and_a_point_a_dated_article_in_the_order_of_time() -> None:
    names = [text.text for text in svg().iter("text") if text.get("class") == "outlet"]
    assert names == ["Kabar Senja", "Embun Daily", f"{EVIL[:19]}…"]
    xs, ys = zip(*points(), strict=True)
    assert list(xs) == sorted(set(xs))
    assert len(set(ys)) == 3
    assert svg().get("aria-label") == "When which outlet told it: 3 articles of 3 outlets"


def test_each_point_tells_its_article_and_leads_to_it_in_the_page() -> None:
    ids = set(re.findall(r'\bid="([^"]+)"', page(STORY)))
    links = [a.get("href", "") for a in svg().iter("a")]
    assert links == ["#a-1", "#a-2", "#a-3"]
    assert {link.removeprefix("#") for link in links} <= ids
    assert (
        next(t.text for a in svg().iter("a") for t in a.iter("title")) == "Kabar Senja 2031-03-02 08:15: Bendungan Rumbai Aman"
    )


def test_a_line_leads_from_a_copy_to_its_origin_and_is_dashed_where_both_have_it_from_a_third() -> None:
    paths = {path.get("class"): path for path in svg().iter("path") if path.get("d", "").startswith("M") and path.get("class")}
    del paths["head"]
    senja, embun, fajar = points()
    for kind, start, end in (("kin", embun, senja), ("kin third", fajar, embun)):
        way = [float(n) for n in re.findall(r"[\d.]+", paths[kind].get("d", ""))]
        assert tuple(way[:2]) == start
        assert hypot(way[4] - end[0], way[5] - end[1]) == pytest.approx(SHORT_OF, abs=0.2)
    assert {kind: path.get("marker-end") for kind, path in paths.items()} == {"kin": "url(#kin-end)", "kin third": None}
    assert [title.text for path in paths.values() for title in path.iter("title")] == [
        "copy of Kabar Senja",
        "shared-source: Kantor Berita Senja",
    ]


def test_a_line_between_two_articles_of_one_outlet_is_bent_over_those_between_them() -> None:
    later = article("Kabar Senja", "2031-03-05", CLAIM, title="Rumbai lagi")
    kin = Kin(a=key(SENJA), b=key(later), relation="revision", origin=key(SENJA))
    story = told(SENJA, later, kin=(kin,))
    way = next(path.get("d", "") for path in svg(story).iter("path") if path.get("class") == "kin")
    assert float(re.findall(r"[\d.]+", way)[3]) == points(story)[0][1] - BENT


def test_no_line_is_drawn_to_an_article_without_a_date() -> None:
    kin = (Kin(a=key(SENJA), b=key(UNDATED), relation="copy", origin=key(SENJA)),)
    assert 'class="kin' not in picture(told(*ITEMS, kin=kin))


@pytest.mark.parametrize("items", [(SENJA,), (SENJA, UNDATED), (UNDATED,)])
def test_there_is_no_picture_where_fewer_than_two_articles_have_a_date(items: tuple[Item, ...]) -> None:
    assert picture(told(*items)) == ""


@pytest.mark.parametrize("clock", [None, "2031-03-05T09:00:00+07:00"])
def test_articles_of_one_outlet_and_moment_do_not_lie_upon_each_other(clock: str | None) -> None:
    alike = [article("Kabar Senja", "2031-03-05", CLAIM, title=f"Bendungan {n}", clock=clock) for n in range(12)]
    story = told(SENJA, *alike)
    assert len(points(story)) == 13
    assert apart(story) >= 10
    assert all(5 <= x <= 715 for x, _ in points(story))


def test_articles_of_one_outlet_a_minute_apart_do_not_lie_upon_each_other() -> None:
    near = [
        article("Kabar Senja", "2031-03-02", CLAIM, title=f"Bendungan {n}", clock=f"2031-03-02T09:0{n}:00+07:00")
        for n in range(5)
    ]
    assert apart(told(*near, FAJAR)) >= 10


def test_more_articles_of_a_moment_than_the_row_has_room_for_stay_in_the_picture() -> None:
    many = [article("Kabar Senja", "2031-03-05", CLAIM, title=f"Bendungan {n}") for n in range(80)]
    found = points(told(SENJA, *many))
    assert len(found) == 81
    assert all(0 < x < 720 for x, _ in found)


def test_more_outlets_than_rows_share_the_last() -> None:
    many = [article(f"Kabar {n}", f"2031-03-{n % 28 + 1:02}", CLAIM, title=f"Bendungan {n}") for n in range(40)]
    names = [text.text for text in svg(told(*many)).iter("text") if text.get("class") == "outlet"]
    assert names == [*(f"Kabar {n}" for n in range(29)), "others"]


def test_days_are_told_above_and_do_not_run_into_each_other() -> None:
    spread = [article("Kabar Senja", f"2031-{month:02}-10", CLAIM, title=f"{month}") for month in range(1, 13)]
    ticks = [text for text in svg(told(*spread)).iter("text") if text.get("class") == "tick"]
    assert ticks[0].text == "2031-01-10"
    at = [float(tick.get("x", "")) for tick in ticks]
    assert min(b - a for a, b in pairwise(at)) >= 38


# --- the page -----------------------------------------------------------------------------------------------------------------


def test_names_and_titles_are_escaped() -> None:
    html = page(replace(STORY, actors=(EVIL,), places=(EVIL,), name=EVIL))
    assert "<script>alert" not in html
    assert "<b>Rumbai</b>" not in html
    assert html.count("&lt;script&gt;alert") >= 5


def test_the_page_shows_every_article_under_the_picture() -> None:
    html = page(STORY)
    assert html.index("<svg") < html.index('<article id="a-1"')
    assert re.findall(r'<article id="(a-\d)"', html) == ["a-1", "a-2", "a-3", "a-4"]
    assert "<title>Bendungan Rumbai · Konon</title>" in html


def test_a_story_of_one_article_has_a_page_without_a_picture() -> None:
    html = page(told(SENJA))
    assert "<svg" not in html
    assert '<article id="a-1"' in html


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_in_a_browser_the_picture_is_seen_and_a_point_leads_to_its_article(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    file = tmp_path / "story.html"
    file.write_text(page(STORY), "utf-8")
    shown = browser.new_context(viewport={"width": width, "height": 700}, reduced_motion="reduce").new_page()
    said: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    shown.goto(file.as_uri())
    box = shown.locator("figure.story svg").bounding_box()
    assert box is not None
    assert box["width"] > 300
    assert box["height"] > 30
    assert box["y"] < 700
    circle = shown.locator("figure.story circle").first
    assert circle.evaluate("c => getComputedStyle(c).fill") not in ("none", "rgb(0, 0, 0)")
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shown.locator("figure.story a").nth(2).click()
    top = shown.locator("#a-3").bounding_box()
    assert top is not None
    assert 0 <= top["y"] + 1 < 700
    assert said == []
    shown.context.close()
