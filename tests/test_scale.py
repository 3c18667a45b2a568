from __future__ import annotations

import ctypes
import itertools
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator

import pytest

from konon import scale
from konon.records import Article, Page, Reading, Refusal, Trail
from konon.scale import AHEAD, Result, read_all


def page(number: int, body: str = "fine") -> Page:
    return Page(name=f"p{number}", body=body.encode(), kind="text")


def handle(page: Page) -> Reading | Refusal:
    """Does what the page says, as a library with a fault would."""
    match page.body:
        case b"kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"crash":
            ctypes.string_at(0)
        case b"exit":
            os._exit(3)
        case b"bug":
            raise KeyError("no such\nthing")
        case b"memory":
            raise MemoryError
        case b"deep":
            return handle(page)
        case b"refuse":
            return Refusal(name=page.name, reason="is refused")
        case b"slow":
            time.sleep(0.3)
        case b"interrupt":
            os.kill(os.getppid(), signal.SIGINT)
            time.sleep(30)
    text = str(os.getpid()) if page.body == b"pid" else page.body.decode()
    trail = Trail(input=page.digest, konon="0", extractor="none", reader="none", lexicon="none")
    return Reading(article=Article(id=page.name, language="id", text=text), trail=trail)


def outcome(result: Result) -> str:
    page, reading = result
    if isinstance(reading, Refusal):
        assert reading.name == page.name
        assert reading.reason.isprintable()
        return f"{reading.name}: {reading.reason}"
    assert reading.article.id == page.name
    return reading.article.id


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_the_order_of_the_pages_on_any_number_of_workers(workers: int) -> None:
    pages = [page(i, "slow" if i == 2 else "fine") for i in range(40)]
    assert [outcome(r) for r in read_all(pages, workers=workers, read=handle)] == [f"p{i}" for i in range(40)]


@pytest.mark.parametrize("workers", [1, 2])
def test_refusals_stay_in_their_place(workers: int) -> None:
    pages: list[Page | Refusal] = [page(0), Refusal(name="gone.txt", reason="does not exist"), page(1, "refuse"), page(2)]
    found = [outcome(r) for r in read_all(pages, workers=workers, read=handle)]
    assert found == ["p0", "gone.txt: does not exist", "p1: is refused", "p2"]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_bug_costs_its_page_alone_and_asks_to_be_reported(workers: int) -> None:
    bad = ["fine", "bug", "fine", "memory", "deep", "fine"]
    found = [outcome(r) for r in read_all([page(i, b) for i, b in enumerate(bad)], workers=workers, read=handle)]
    assert [found[i] for i in (0, 2, 5)] == ["p0", "p2", "p5"]
    assert found[1].startswith("p1: internal error, please report it: KeyError: 'no such\\nthing' (test_scale.py:")
    assert found[3] == "p3: takes more memory than there is"
    assert found[4].startswith("p4: internal error, please report it: RecursionError")


@pytest.mark.parametrize(
    ("how", "told"), [("kill", "killed by SIGKILL"), ("crash", "killed by SIGSEGV"), ("exit", "exit status 3")]
)
def test_a_page_that_kills_its_worker_is_refused_and_all_others_are_read(how: str, told: str) -> None:
    pages = [page(i, how if i in (3, 11) else "fine") for i in range(24)]
    found = [outcome(r) for r in read_all(pages, workers=2, read=handle)]
    expected = [f"p{i}" for i in range(24)]
    expected[3] = f"p3: ended the process that read it ({told})"
    expected[11] = f"p11: ended the process that read it ({told})"
    assert found == expected


@pytest.mark.parametrize("workers", [1, 2])
def test_no_more_pages_are_taken_than_the_window_holds(workers: int) -> None:
    taken = 0

    def endless() -> Iterator[Page]:
        nonlocal taken
        for number in itertools.count():
            taken += 1
            yield page(number)

    results = read_all(endless(), workers=workers, read=handle)
    for done in range(1, 20):
        next(results)
        assert taken - done < workers * AHEAD
    results.close()  # type: ignore[attr-defined]  # it is a generator


def test_leaving_early_ends_the_workers() -> None:
    results = read_all((page(i, "slow") for i in range(1000)), workers=2, read=handle)
    next(results)
    assert [process.name for process in multiprocessing.active_children()] == ["konon-worker"] * 2
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_a_worker_is_replaced_after_its_share_of_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "RECYCLE", 3)
    pids = []
    for _, reading in read_all([page(i, "pid") for i in range(12)], workers=2, read=handle):
        assert isinstance(reading, Reading)
        pids.append(reading.article.text)
    assert max(map(pids.count, pids)) == 3


def test_an_interrupt_ends_the_reading_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        list(read_all([page(0), page(1, "interrupt"), page(2)], workers=2, read=handle))
    assert time.monotonic() - began < 20


def test_zero_workers_are_an_error() -> None:
    with pytest.raises(ValueError, match="workers must be 1 or more, not 0"):
        next(read_all([], workers=0, read=handle))
