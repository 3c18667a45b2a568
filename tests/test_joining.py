"""joining.py: which pages continue which, and putting them together."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from konon.joining import continuation, join
from konon.records import Given, Page, Refusal

PAGES = Path(__file__).parent / "pages"
BASE = "https://warta.example/daerah/tolak-tambang-batu"


def page(name: str, head: str = "", *, url: str | None = None) -> Page:
    return Page(name=name, body=f"<html><head>{head}</head></html>".encode(), kind="html", given=Given(url=url))


def place(head: str = "", *, url: str | None = None) -> tuple[str, int] | None:
    one = page("x", head, url=url)
    return continuation(one, one.body.decode())


def link(rel: str, href: str) -> str:
    return f'<link rel="{rel}" href="{href}">'


def test_a_page_number_in_the_address_makes_a_continuation() -> None:
    assert place(url=f"{BASE}?page=2") == (BASE, 2)
    assert place(url=f"{BASE}?halaman=3&utm_source=x") == (BASE, 3)
    assert place(link("canonical", f"{BASE}?id=7&amp;page=2")) == (f"{BASE}?id=7", 2)
    assert place(f'<meta property="og:url" content="{BASE}?page=2">' + link("canonical", BASE)) == (BASE, 2)


def test_page_one_and_the_whole_are_first_pages() -> None:
    assert place(url=f"{BASE}?page=all") == (BASE, 1)
    assert place(url=f"{BASE}?page=1") == (BASE, 1)
    assert place(url=f"{BASE}?single=1") == (BASE, 1)
    assert place(link("canonical", BASE) + link("next", "?page=2")) == (BASE, 1)


def test_a_number_at_the_end_of_the_path_counts_only_where_the_page_confirms_it() -> None:
    assert place(url=f"{BASE}/2") is None
    assert place(link("canonical", BASE), url=f"{BASE}/2") == (BASE, 2)
    assert place(link("prev", f"{BASE}/1"), url=f"{BASE}/2") == (BASE, 2)
    assert place(f'<a href="{BASE}/3">3</a>', url=f"{BASE}/2") == (BASE, 2)
    assert place(link("next", "https://warta.example/indeks/3"), url="https://warta.example/indeks/2") is None
    assert place(f'<a href="{BASE}/2">2</a>', url=BASE) == (BASE, 1)


@pytest.mark.parametrize("url", [None, BASE, f"{BASE}?id=2", f"{BASE}?page=900", f"{BASE}?page=x", "bukan alamat", "http://[x"])
def test_a_page_that_says_nothing_of_pages_is_none(url: str | None) -> None:
    assert place(url=url) is None


def joined(pages: list[Page | Refusal]) -> list[tuple[str, list[str]]]:
    out = join(iter(pages), scan=lambda: iter(pages))
    return [(p.name, [m.name for m in p.more] if isinstance(p, Page) else []) for p in out]


def test_further_pages_go_to_their_first_page_by_number_in_whatever_order_they_came() -> None:
    first, second, third = page("a", url=BASE), page("b", url=f"{BASE}?page=2"), page("c", url=f"{BASE}?page=3")
    other, bad = page("x", url="https://warta.example/lain"), Refusal(name="y", reason="empty")
    pages: list[Page | Refusal] = [first, second, third]
    for seed in range(6):
        random.Random(seed).shuffle(pages)
        assert joined([*pages, other, bad]) == [("a", ["b", "c"]), ("x", []), ("y", [])]


def test_the_joined_article_stands_where_the_first_seen_page_stood() -> None:
    pages: list[Page | Refusal] = [page("x", url="https://warta.example/lain"), page("b", url=f"{BASE}?page=2"),
                                   page("y", url="https://warta.example/lagi"), page("a", url=BASE)]  # fmt: skip
    assert joined(pages) == [("x", []), ("a", ["b"]), ("y", [])]


def test_a_continuation_alone_and_a_first_page_seen_twice_are_read_on_their_own() -> None:
    assert joined([page("b", url=f"{BASE}?page=2"), page("c", url=f"{BASE}?page=3")]) == [("b", []), ("c", [])]
    twice = [page("a", url=BASE), page("b", url=f"{BASE}?page=2"), page("a2", url=BASE)]
    assert joined([*twice]) == [("a", ["b"]), ("a2", [])]


def test_http_https_and_www_are_one_address() -> None:
    pages: list[Page | Refusal] = [page("a", url=BASE.replace("https://", "http://www.")), page("b", url=f"{BASE}?page=2")]
    assert joined(pages) == [("a", ["b"])]


def test_without_a_second_look_nothing_is_joined() -> None:
    pages = [page("a", url=BASE), page("b", url=f"{BASE}?page=2")]
    assert list(join(iter(pages))) == pages


def test_pages_pass_through_one_by_one() -> None:
    taken: list[int] = []

    def inputs() -> Iterator[Page | Refusal]:
        for n in range(5):
            taken.append(n)
            yield page(str(n), url=f"https://warta.example/artikel-{n}")

    stream = join(inputs(), scan=lambda: iter(()))
    next(stream)
    assert taken == [0]


def test_inputs_without_html_are_gone_through_once() -> None:
    texts: list[Page | Refusal] = [Page(name=str(n), body=b"Harga garam naik.", kind="text") for n in range(3)]
    looks = 0

    def scan() -> Iterator[Page | Refusal]:
        nonlocal looks
        looks += 1
        return iter([*texts, page("a", url=BASE)])

    assert list(join(iter([*texts, Refusal(name="y", reason="empty")]), scan=scan))[:3] == texts
    assert looks == 0
    assert len(list(join(scan(), scan=scan))) == 4
    assert looks == 2  # the one that it was given, and the survey


def test_an_input_that_vanished_between_the_looks_breaks_nothing() -> None:
    second, first = page("b", url=f"{BASE}?page=2"), page("a", url=BASE)
    looks = iter([[second, first], [second]])
    assert list(join(iter([second]), scan=lambda: iter(next(looks)))) == [second]


def test_texts_and_pages_without_an_address_pass() -> None:
    text = Page(name="t", body=f"{BASE}?page=2".encode(), kind="text")
    assert joined([text, page("x"), page("a", url=BASE), page("b", url=f"{BASE}?page=2")]) == [
        ("t", []),
        ("x", []),
        ("a", ["b"]),
    ]


def test_the_two_pages_of_our_own_article_join() -> None:
    files = [PAGES / f"dua-halaman-{n}.html" for n in (2, 1)]
    pages: list[Page | Refusal] = [Page(name=f.name, body=f.read_bytes(), kind="html") for f in files]
    assert joined(pages) == [("dua-halaman-1.html", ["dua-halaman-2.html"])]
