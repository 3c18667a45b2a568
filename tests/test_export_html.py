"""The marked page: its markup, without a browser (tests/test_export_browser.py has one)."""

from __future__ import annotations

import base64
import hashlib
import html as stdlib
import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.export import html, jsonl, marked
from konon.records import Article, Boilerplate, Claim, Event, Reading, Skip, Sourcing, Span, Spans, Time

GOLD = Path(__file__).parent / "gold" / "export"
SAMPLE = jsonl.decode((GOLD / "sample.jsonl").read_bytes())


def of_text(text: str, **fields: object) -> Reading:
    """The sample's trail with another text, and other records."""
    article = Article(id="x", language="id", published="2023-09-16", text=text)
    given = dict.fromkeys(("boilerplate", "sourcing", "times", "claims", "events", "skips"), ()) | fields
    return msgspec.structs.replace(SAMPLE, article=article, **given)


def claim(content: Spans, **fields: object) -> Claim:
    values = {"id": "c", "source": (), "cue": (), "act": "say", "quote": "indirect", "confidence": 0.5, **fields}
    return msgspec.convert({**values, "content": content}, Claim)


def event(trigger: Span, *sure: str, **fields: object) -> Event:
    """An event that A, B … are each so sure of."""
    stances = [{"by": by, "factuality": value} for by, value in zip("ABC", sure, strict=False)]
    values = {"id": "e", "type": "AGREE", "confidence": 0.5, **fields}
    return msgspec.convert({**values, "trigger": trigger, "stances": stances}, Event)


def text_in(page: str) -> list[str]:
    """What stands in the page's `div.text` elements: their tags taken out, the rest unescaped."""
    found = re.findall(r'<div class="text"[^>]*>(.*?)</div>', page, re.DOTALL)
    return [stdlib.unescape(re.sub(r"<[^>]*>", "", body)) for body in found]


class Tags(HTMLParser):
    """Every start tag with its attributes; fails on an end tag that closes nothing or on attributes given twice."""

    VOID = frozenset({"meta", "link", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _, attrs in self.found if attribute in attrs]


def test_the_marked_text_of_the_sample_is_its_gold() -> None:
    body, titled = marked.body(SAMPLE, html.anchors([SAMPLE])[0], at=1, level=1)
    assert titled
    shown = body.replace("<mark", "\n<mark").replace("<a ", "\n<a ").replace("</p>", "\n</p>")
    assert shown + "\n" == (GOLD / "sample.marked.html").read_text("utf-8")


def test_without_its_tags_the_text_is_the_article_s() -> None:
    assert text_in(html.render([SAMPLE])) == [SAMPLE.article.text]


COMMON = st.sampled_from("ab \n<>&\"'\r\t")
LETTERS = st.one_of(COMMON, st.characters(exclude_characters="\0", codec="utf-8"))
TEXTS = st.text(LETTERS, max_size=40)
SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda s: (min(s), max(s))), max_size=4).map(tuple)


@given(TEXTS, st.lists(st.tuples(SPANS, SPANS, SPANS), max_size=5), SPANS, SPANS, SPANS)
def test_any_spans_leave_the_text_as_it_is(
    text: str, found: list[tuple[Spans, Spans, Spans]], ads: tuple[Span, ...], hands: tuple[Span, ...], triggers: Spans
) -> None:
    def within(spans: Spans) -> Spans:
        return tuple((min(start, len(text)), min(end, len(text))) for start, end in spans)

    claims = tuple(
        claim(within(c), id=str(i), source=within(s), cue=within(q), act="deny") for i, (s, q, c) in enumerate(found)
    )
    reading = of_text(
        text,
        claims=claims,
        boilerplate=tuple(Boilerplate(*span, "ad") for span in within(ads)),
        sourcing=tuple(Sourcing(span=span, role="agency", name="A") for span in within(hands)),
        skips=tuple(Skip(step="s", reason="r", at=span) for span in within(hands)),
        times=tuple(Time(span=span, type="DATE", value="2023-10") for span in within(hands)),
        events=tuple(event(span, "CT-", "PS+", claim="0" if i else None) for i, span in enumerate(within(triggers))),
    )
    page = html.render([reading])
    assert text_in(page) == [text]
    tags = Tags(page)
    targets = {href[1:] for href in tags.values("href") if href.startswith("#")}
    assert targets <= set(tags.values("id"))


def test_ids_differ_and_links_lead_somewhere_even_with_the_same_article_twice() -> None:
    tags = Tags(html.render([SAMPLE, SAMPLE]))
    ids = tags.values("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in tags.values("href") if href.startswith("#")} <= set(ids)
    assert len([name for name in ids if name.startswith("w-")]) == 2 * len(SAMPLE.claims)


def test_nothing_in_the_page_loads_from_anywhere() -> None:
    tags = Tags(html.render([SAMPLE]))
    assert {attrs["rel"]: attrs["href"] for tag, attrs in tags.found if tag == "link"} == {"icon": "data:,"}
    assert not [tag for tag, _ in tags.found if tag in {"img", "iframe", "object", "embed", "video", "audio", "base", "form"}]
    assert tags.values("src") == []
    assert "url(" not in html.asset("style.css")
    assert "@import" not in html.asset("style.css")


def test_the_policy_admits_the_style_and_the_script_as_they_stand_and_no_more() -> None:
    page = html.render([SAMPLE])
    policy = next(a["content"] for _, a in Tags(page).found if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        [inner] = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_markup_in_an_article_stays_text_wherever_it_is_shown() -> None:
    evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
    article = Article(id=evil, language=evil, text=evil * 2, title=evil, outlet=evil, byline=evil, url=evil, published=evil)
    reading = msgspec.structs.replace(
        of_text("", claims=(claim(((0, 9),), id=evil, source=((9, 20),), holder=evil, said=evil, within=evil, link=evil),)),
        article=article,
        boilerplate=(Boilerplate(20, 30, evil),),
        sourcing=(Sourcing(span=(30, 40), role="agency", name=evil),),
        skips=(Skip(step=evil, reason=evil, at=(0, 5)),),
        times=(Time(span=(2, 7), type="DATE", value=evil),),
        events=(
            event((0, 4), "CT-", type=evil, actors=[evil], recipients=[evil], time=evil, place=evil, claim=evil),
            event((4, 8), "U", type=evil, actors=[evil]),
        ),
        trail=msgspec.structs.replace(SAMPLE.trail, reader=evil, input=evil),
    )
    for page in (html.render([reading]), html.render([reading, reading], title=evil)):
        names = [tag for tag, _ in Tags(page).found]
        assert names.count("script") == 1
        assert "img" not in names
        assert not [name for _, attrs in Tags(page).found for name in attrs if name.startswith("on")]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[", "//x", " https"])
def test_only_web_addresses_become_links(url: str) -> None:
    article = msgspec.structs.replace(SAMPLE.article, url=url)
    claims = tuple(msgspec.structs.replace(c, link=url) for c in SAMPLE.claims)
    page = html.render([msgspec.structs.replace(SAMPLE, article=article, claims=claims)])
    assert [href for href in Tags(page).values("href") if href[0] != "#"] == ["data:,"]


def test_a_denial_is_marked_as_one_in_the_text_and_in_its_claim_and_so_is_all_within_it() -> None:
    reading = of_text(
        "A membantah B berkata C.",
        claims=(
            claim(((12, 23),), id="outer", act="deny", source=((0, 1),), cue=((2, 11),)),
            claim(((22, 23),), id="inner", source=((12, 13),), cue=((14, 21),), within="outer"),
        ),
    )
    page = html.render([reading])
    marks = {a["class"]: a["data-c"] for tag, a in Tags(page).found if tag == "mark" and "data-c" in a}
    assert marks["content deep against"] == "outer inner"
    assert '<span class="act against">denies</span>' in page
    assert 'data-n="1 denies"' in page
    cards = {a["id"]: a["class"] for tag, a in Tags(page).found if tag == "li" and "id" in a}
    assert cards == {"c-outer": "claim in-0 against", "c-inner": "claim in-1 against"}
    assert 'within <a href="#c-outer">claim 1</a> (denies)' in page


def test_a_negated_denial_is_no_denial_and_a_negated_belief_is_one() -> None:
    negated = [claim(((0, 1),), act=act, negated=True) for act in ("deny", "believe")]
    pages = [html.render([of_text("abc", claims=(c,))]) for c in negated]
    assert '<span class="act">does not deny</span>' in pages[0]
    assert '<span class="act against">does not believe</span>' in pages[1]


def test_numbers_and_labels_are_not_part_of_the_text() -> None:
    body, _ = marked.body(SAMPLE, html.anchors([SAMPLE])[0], at=1, level=1)
    assert "denies" in body
    assert "denies" not in re.sub(r"<[^>]*>", "", body)


def test_a_split_content_has_its_number_at_each_part_and_one_of_them_is_the_place_to_go() -> None:
    body, _ = marked.body(SAMPLE, html.anchors([SAMPLE])[0], at=1, level=1)
    key = SAMPLE.claims[3].id
    assert body.count(f'href="#c-{key}"') == 2
    assert body.count(f'id="w-{key}"') == 1


def test_the_article_s_language_is_told_apart_from_the_page_s() -> None:
    english = msgspec.structs.replace(SAMPLE, article=msgspec.structs.replace(SAMPLE.article, language="en"))
    page = html.render([SAMPLE, english])
    assert '<html lang="en">' in page
    assert re.findall(r'<div class="text" lang="(..)">', page) == ["id", "en"]


def test_several_articles_have_a_list_of_contents_and_one_has_none() -> None:
    assert '<nav class="contents"' not in html.render([SAMPLE])
    page = html.render([SAMPLE, SAMPLE], title="Dua")
    assert page.count('<a href="#a-') == 2
    assert [tag for tag, _ in Tags(page).found if tag == "h1"] == ["h1"]


def test_no_reading_at_all_still_makes_a_page() -> None:
    assert "<h1>0 articles</h1>" in html.render([])


def test_a_text_with_blank_lines_keeps_its_line_breaks_within_paragraphs() -> None:
    body, _ = marked.body(of_text("Satu\nbaris.\n \nDua.\n"), [], at=1, level=1)
    assert body == "<p>Satu\nbaris.</p>\n \n<p>Dua.\n</p>"
    body, _ = marked.body(of_text("Satu.\nDua.\n"), [], at=1, level=1)
    assert body == "<p>Satu.</p>\n<p>Dua.</p>\n"


def test_claims_that_stand_in_each_other_in_a_circle_do_not_hang() -> None:
    circle = tuple(claim(((0, 1),), id=a, within=b) for a, b in (("a", "b"), ("b", "a")))
    assert html.outer(of_text("abc", claims=circle), 0) == [1]


def test_a_moment_is_shown_with_its_zone() -> None:
    assert html.moment("2023-09-16T15:21:07+07:00") == "2023-09-16, 15:21 (UTC+07:00)"
    assert html.moment("2023-09-16T08:21:07Z") == "2023-09-16, 08:21 (UTC)"
    assert html.moment("2023-09") == "2023-09"


def test_the_notebook_s_frame_holds_the_page_and_lets_nothing_out() -> None:
    [(tag, attrs)] = Tags(html.fragment(SAMPLE)).found
    assert tag == "iframe"
    assert attrs["srcdoc"] == html.render([SAMPLE])
    assert attrs["sandbox"] == "allow-scripts allow-popups"


def test_the_script_is_small() -> None:
    assert len(html.asset("script.js").encode()) < 4096


# --- events and times -----------------------------------------------------------------------------------------------------


def marks(reading: Reading) -> dict[str, dict[str, str]]:
    """The attributes of each mark that is an event or a time, by its words."""
    body, _ = marked.body(reading, html.anchors([reading])[0], at=1, level=1)
    return {
        stdlib.unescape(words): Tags(f"<mark{attributes}></mark>").found[0][1]
        for attributes, words in re.findall(r"<mark([^>]*)>([^<]*)</mark>", body)
        if re.search(r'class="[^"]*\b(?:event|time)\b', attributes)
    }


def test_an_event_has_its_type_and_who_is_how_sure_after_it_and_its_parties_as_its_title() -> None:
    reading = of_text("Mereka menandatangani.", events=(event((7, 21), "PR+", "U", actors=["A"], recipients=["B"]),))
    assert marks(reading) == {"menandatangani": {"class": "event", "title": "AGREE PR+/U: A → B", "data-event": "AGREE PR+/U"}}


@pytest.mark.parametrize("sure", ["CT-", "PR-", "PS-"])
def test_an_event_that_somebody_says_is_not_so_is_marked_as_such_in_the_text_and_among_its_claim_s(sure: str) -> None:
    told = (claim(((0, 22),), id="x"),)
    reading = of_text("Mereka menandatangani.", claims=told, events=(event((7, 21), "CT+", sure, claim="x"),))
    assert marks(reading)["menandatangani"]["class"].split()[-1] == "not"
    page = html.render([reading])
    assert f'<li class="not"><a href="#e-1-0">AGREE</a> <span></span> <em>CT+ it is so (A); {sure} ' in page
    assert '<li class="so">' not in page


@pytest.mark.parametrize("sure", ["CT+", "PR+", "PS+", "U"])
def test_an_event_that_nobody_denies_is_not_marked_so(sure: str) -> None:
    reading = of_text("Mereka menandatangani.", events=(event((7, 21), sure),))
    assert marks(reading)["menandatangani"]["class"] == "event"
    assert '<li class="so"><a href="#e-1-0">' in html.render([reading])


def test_two_events_and_a_time_on_the_same_words_are_told_in_one_title() -> None:
    both = (event((0, 4), "CT+"), event((0, 4), "CT-", type="CONSULT"))
    reading = of_text("Temu wicara", events=both, times=(Time(span=(0, 11), type="DATE", value="2023"),))
    assert marks(reading) == {
        "Temu": {
            "class": "time event not",
            "title": "2023; AGREE CT+; CONSULT CT-",
            "data-event": "AGREE CT+, CONSULT CT-",
        },
        " wicara": {"class": "time", "title": "2023"},
    }


def test_an_event_cut_by_another_mark_has_its_label_once_at_its_end() -> None:
    reading = of_text("menandatangani", claims=(claim(((0, 3),)),), events=(event((0, 14), "CT+"),))
    found = marks(reading)
    assert {words: "data-event" in attributes for words, attributes in found.items()} == {"men": False, "andatangani": True}


def test_events_stand_with_their_claim_or_else_under_the_article() -> None:
    tags = Tags(html.render([SAMPLE]))
    listed = {attrs["href"] for _, attrs in tags.found if attrs.get("href", "").startswith("#e-")}
    assert listed == {f"#e-1-{n}" for n in range(len(SAMPLE.events))}
    page = html.render([SAMPLE])
    cards, by_itself = page.split("<h2>Told by the article itself</h2>")
    assert [f"#e-1-{n}" in cards for n in range(7)] == [True] * 5 + [False] * 2
    assert "Danu Prayoga → pihak ketiga" in by_itself


def test_an_article_that_tells_no_event_itself_has_no_heading_for_them() -> None:
    told = tuple(e for e in SAMPLE.events if e.claim)
    assert "Told by the article itself" not in html.render([msgspec.structs.replace(SAMPLE, events=told)])


def test_labels_of_events_are_not_part_of_the_text() -> None:
    body, _ = marked.body(SAMPLE, html.anchors([SAMPLE])[0], at=1, level=1)
    assert "COOPERATE" in body
    assert "COOPERATE" not in re.sub(r"<[^>]*>", "", body)
