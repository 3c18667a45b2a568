"""The picture of the dates that an article means."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from konon.export import html, jsonl
from konon.export.timeline import meant, scaled, timeline
from konon.records import Reading, Time

SAMPLE = jsonl.decode((Path(__file__).parent / "gold" / "export" / "sample.jsonl").read_bytes())


def of(*values: str, published: str | None = "2023-09-16") -> Reading:
    """The sample with times of these values, one on each character."""
    times = tuple(Time(span=(n, n + 1), type="DATE", value=value) for n, value in enumerate(values))
    return replace(SAMPLE, article=replace(SAMPLE.article, published=published), times=times)


def svg(reading: Reading) -> ElementTree.Element:
    found = ElementTree.fromstring(timeline(reading, 1)).find("svg")
    assert found is not None
    return found


def shown(reading: Reading) -> list[str | None]:
    return [label.text for label in svg(reading).findall("a/text")]


def test_each_date_stands_once_in_the_order_of_the_calendar() -> None:
    reading = of("2023-10", "2023-09-16", "2023-10", "1945", "2023-09-16TNI", "2023-10")
    assert [(m.value, m.times, m.number) for m in meant(reading)] == [("1945", 1, 3), ("2023-09-16", 2, 1), ("2023-10", 3, 0)]
    assert shown(reading) == ["1945", "2023-09-16", "2023-10"]
    assert svg(reading).findall("a/title")[2].text == "2023-10, 3 times"


def test_a_date_leads_to_the_words_that_mean_it_first() -> None:
    assert [a.get("href") for a in svg(of("P1Y", "2023-10", "2023-10"))][-1:] == ["#t-1-1"]


def test_what_is_before_the_publication_stands_left_of_it() -> None:
    picture = svg(of("2023-09-01", "2023-09-16", "2023-12-01"))
    before, same, after = (float(c.get("cx", "")) for c in picture.iter("circle"))
    [own] = [float(line.get("x1", "")) for line in picture.iter("line") if line.get("class") == "published"]
    assert before < same < after
    assert same == own


def test_the_picture_tells_its_dates_in_words_too() -> None:
    assert svg(of("2023-10", "1945")).get("aria-label") == "Dates meant: 1945, 2023-10"


@pytest.mark.parametrize("published", [None, "", "yesterday", "XXXX-09-13"])
def test_without_a_day_of_publication_there_is_no_picture(published: str | None) -> None:
    assert timeline(of("2023-10", published=published), 1) == ""


@pytest.mark.parametrize("value", ["PAST_REF", "P2D", "XXXX-09-13", "TNI"])
def test_where_no_date_is_meant_there_is_no_picture(value: str) -> None:
    assert timeline(of(value), 1) == ""


def test_a_duration_is_no_date() -> None:
    reading = of("2023")
    assert timeline(replace(reading, times=(replace(reading.times[0], type="DURATION"),)), 1) == ""


def test_a_publication_of_which_only_the_month_is_known_counts_as_its_first_day() -> None:
    assert timeline(of("2023-10", published="2023-09"), 1) == timeline(of("2023-10", published="2023-09-01"), 1)


def test_the_links_of_the_picture_lead_to_words_in_the_page() -> None:
    page = html.render([SAMPLE, SAMPLE])
    links = re.findall(r'href="#(t-[\d-]+)"', page)
    assert len(links) == 2 * len(meant(SAMPLE)) > 0
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert set(links) <= set(ids)
    assert len(ids) == len(set(ids))


VALUES = st.one_of(
    st.dates().map(date.isoformat),
    st.dates().map(lambda day: f"{day.year:04}-{day.month:02}"),
    st.sampled_from(["2023", "199", "19", "2023-W37-WE", "2023-SU", "2023-09-16", "2023-09-16TNI", "PAST_REF", "0001", "9999"]),
)


@given(st.lists(VALUES, max_size=20), st.dates())
def test_any_dates_give_a_well_formed_picture_with_all_in_its_frame(values: list[str], published: date) -> None:
    reading = of(*values, published=published.isoformat())
    if not meant(reading):
        assert timeline(reading, 1) == ""
        return
    picture = svg(reading)
    left, top, width, height = map(float, picture.get("viewBox", "").split())
    for element in picture.iter():
        for name, low, size in (("x", left, width), ("cx", left, width), ("x1", left, width), ("x2", left, width)):
            assert low <= float(element.get(name, low)) <= low + size
        for name in ("y", "cy", "y1", "y2"):
            assert top <= float(element.get(name, top)) <= top + height
    assert len(picture.findall("a")) == len(meant(reading))


@given(st.dates(), st.dates(), st.dates())
def test_the_scale_keeps_the_order_of_the_days(published: date, one: date, other: date) -> None:
    assert (one <= other) == (scaled(one, published) <= scaled(other, published))
