"""The marked page in a real browser: linked both ways with and without its script, alone with itself, on a phone, on paper."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from konon.export import html, jsonl

GOLD = Path(__file__).parent / "gold" / "export"
SAMPLE = jsonl.decode((GOLD / "sample.jsonl").read_bytes())
CHROMIUM = shutil.which("chromium")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "sample.html"
    path.write_text(html.render([SAMPLE]), "utf-8")
    return path.as_uri()


def opened(browser: Browser, address: str, *, width: int = 1280, height: int = 800, script: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=script, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address)
    return page


def in_view(page: Page, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def lit(page: Page) -> list[str]:
    """The words that are highlighted now, in order."""
    return page.locator("mark.on").all_inner_texts()


def test_no_request_leaves_the_page_and_nothing_in_it_is_refused(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    page.locator("li.claim a.words").first.click()
    page.locator("mark.cue").first.click()
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert said == []
    context.close()


def test_the_browser_s_text_is_the_article_s(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    assert page.locator("div.text").evaluate("e => e.textContent") == SAMPLE.article.text


@pytest.mark.parametrize("width", [1280, 390])
def test_a_click_on_a_claim_shows_its_words(browser: Browser, address: str, width: int) -> None:
    page = opened(browser, address, width=width, height=600)
    claim = SAMPLE.claims[13]
    assert not in_view(page, f"#w-{claim.id}")
    page.locator(f"#c-{claim.id} a.words").click()
    assert in_view(page, f"#w-{claim.id}")
    assert " ".join(lit(page)).startswith('" Saya')
    assert page.url.endswith(f"#w-{claim.id}")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_click_on_any_marked_word_shows_its_innermost_claim(browser: Browser, address: str, width: int) -> None:
    page = opened(browser, address, width=width, height=600)
    claim = SAMPLE.claims[10]
    page.get_by_text("memperingatkan").first.click()
    assert in_view(page, f"#c-{claim.id} h3")
    assert page.locator("li.claim.on").get_attribute("id") == f"c-{claim.id}"
    assert lit(page)[:2] == ["Danu", "memperingatkan"]


def test_on_a_wide_screen_the_words_stay_put_when_their_claim_comes_into_view(browser: Browser, address: str) -> None:
    page = opened(browser, address, height=600)
    page.get_by_text("memperingatkan").first.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 200)")
    assert in_view(page, "mark:text('memperingatkan')")
    before = page.evaluate("scrollY")
    page.get_by_text("memperingatkan").first.click()
    assert page.evaluate("scrollY") == before


def test_every_claim_is_reached_and_left_by_keyboard_alone(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    claim = SAMPLE.claims[0]
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == f"w-{claim.id}":
            break
    assert page.evaluate("document.activeElement.id") == f"w-{claim.id}"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('href')") == f"#w-{claim.id}"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == f"w-{claim.id}"


def test_lit_words_look_the_same_in_whatever_mark_they_stand(browser: Browser, tmp_path: Path) -> None:
    inner = msgspec.structs.replace(SAMPLE.claims[1], id="inner", content=((75, 140),), source=(), cue=())
    path = tmp_path / "nested.html"
    path.write_text(html.render([msgspec.structs.replace(SAMPLE, claims=(*SAMPLE.claims, inner))]), "utf-8")
    page = opened(browser, path.as_uri())
    page.locator(f"#c-{SAMPLE.claims[1].id} a.words").click()
    shades = page.locator("mark.on").evaluate_all("marks => marks.map(m => [m.className, getComputedStyle(m).backgroundColor])")
    assert any("deep against" in name for name, _ in shades)
    assert len({shade for _, shade in shades}) == 1


def test_the_back_button_goes_back_to_the_claim_before(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.locator(f"#c-{SAMPLE.claims[0].id} a.words").click()
    first = lit(page)
    page.locator(f"#c-{SAMPLE.claims[1].id} a.words").click()
    assert lit(page) != first
    page.go_back()
    assert lit(page) == first


def test_without_script_the_anchors_lead_both_ways_and_mark_where_they_led(browser: Browser, address: str) -> None:
    page = opened(browser, address, width=390, height=600, script=False)
    claim = SAMPLE.claims[13]
    page.locator(f"#c-{claim.id} a.words").click()
    assert in_view(page, f"#w-{claim.id}")
    page.locator(f"#w-{claim.id}").click()
    assert in_view(page, f"#c-{claim.id} h3")
    assert page.url.endswith(f"#c-{claim.id}")


def test_a_link_to_a_claim_opens_the_page_with_its_words_lit(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}#c-{SAMPLE.claims[3].id}")
    assert lit(page) == [
        '"Tidak ada perjanjian yang ',
        "diteken",
        ',"',
        "tegas",
        "juru bicara Istana, Ratna Kencanasari",
        '"dan tidak ada rencana untuk meneken apa pun."',
    ]


def test_the_claims_never_lie_over_the_foot_of_their_article(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "two.html"
    path.write_text(html.render([SAMPLE, SAMPLE]), "utf-8")
    page = opened(browser, path.as_uri(), height=1000)
    for y in range(0, 2000, 250):
        page.evaluate("y => scrollTo(0, y)", y)
        ledger, foot = (page.locator(name).first.bounding_box() for name in (".ledger", "main footer"))
        assert ledger is not None
        assert foot is not None
        assert ledger["y"] + ledger["height"] <= foot["y"]


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1280])
def test_nothing_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    page = opened(browser, address, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_prints_with_the_words_of_every_act(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    assert page.pdf(format="A4").startswith(b"%PDF-")
    page.emulate_media(media="print")
    assert page.locator("li.claim .act").first.inner_text() == "DENIES"
    assert page.locator(".ledger").evaluate("e => getComputedStyle(e).position") == "static"


def test_in_a_notebook_its_links_work_and_its_style_stays_within(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "notebook.html"
    path.write_text(f"<!DOCTYPE html><title>n</title><p id=out>outside</p>{html.fragment(SAMPLE)}", "utf-8")
    page = opened(browser, path.as_uri(), width=1280, height=900)
    frame = page.frame_locator("iframe")
    claim = SAMPLE.claims[5]
    frame.locator(f"#c-{claim.id} a.words").click()
    assert frame.locator("mark.on").all_inner_texts()[:2] == ["Presiden Bramantya", "berjanji"]
    assert frame.locator("div.text").count() == 1
    assert page.url == path.as_uri()
    assert page.locator("#out").evaluate("e => getComputedStyle(e).fontSize") == "16px"


def test_the_javascript_of_the_docs_slices_by_code_points(browser: Browser) -> None:
    doc = (Path(__file__).parent.parent / "docs" / "output.md").read_text("utf-8")
    [code] = re.findall(r"```js\n(.*?)```", doc, re.DOTALL)
    text = "🙂🙂 Danu menuduh"
    start = text.index("Danu")
    page = browser.new_page()
    assert page.evaluate(f"([t, s]) => {{ {code} return words(letters(t), s); }}", [text, [start, start + 4]]) == "Danu"


def test_an_event_s_label_shows_after_its_word_and_is_no_part_of_the_text(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    label = "e => getComputedStyle(e, '::after').content"
    assert page.locator("mark.event", has_text="bertukar").evaluate(label) == '"COOPERATE PS+"'
    assert "COOPERATE" not in page.locator("div.text").inner_text()


def test_a_denied_event_is_struck_out_and_another_is_not(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    line = "e => getComputedStyle(e).textDecorationLine"
    assert page.locator("mark.event", has_text="diteken").evaluate(line) == "line-through"
    assert page.locator("mark.event", has_text="mengirim").evaluate(line) != "line-through"


@pytest.mark.parametrize("script", [True, False])
def test_a_click_on_a_claim_s_event_shows_its_word(browser: Browser, address: str, script: bool) -> None:
    page = opened(browser, address, width=390, height=600, script=script)
    assert not in_view(page, "#e-1-4 + mark")
    page.locator('.events a[href="#e-1-4"]').click()
    assert in_view(page, "#e-1-4 + mark")
    assert page.url.endswith("#e-1-4")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_picture_of_the_dates_lies_in_the_page_and_leads_to_their_words(browser: Browser, address: str, width: int) -> None:
    page = opened(browser, address, width=width, height=600)
    box = page.locator(".timeline svg").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.locator(".timeline a text").all_text_contents() == ["2023-W37", "2023-09-15", "2023-09-16", "2023-10"]
    page.locator('.timeline a[href="#t-1-3"] circle').click()
    assert in_view(page, "#t-1-3 + mark")
