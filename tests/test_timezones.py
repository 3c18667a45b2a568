"""In whose time of day an article tells."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from konon import gazetteer
from konon.lexicon import DATA, load
from konon.pipeline import read_page
from konon.records import Given, Page, Reading
from konon.segment import segment
from konon.timezones import local_zone


def zone(text: str, language: str = "id", published: str | None = "2023-09-16") -> str | None:
    return local_zone(segment(text, load(language)), gazetteer.load(), language=language, published=published)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NEW DELHI, Warta.example - Kereta Thailand tiba di Thailand pukul 14.30 waktu setempat.", "+05:30"),
        ("Jakarta, Warta.example - Kereta tiba di India pukul 14.30 waktu setempat.", "+05:30"),
        ("Kereta dari Thailand tiba di India, kata India, pukul 14.30 waktu setempat.", "+05:30"),
        ("Kereta tiba di Surabaya, Jawa Timur, pukul 14.30 waktu setempat.", None),
        ("Kereta tiba di Amerika Serikat pukul 14.30 waktu setempat.", None),
        ("Kereta tiba di Washington pukul 14.30 waktu setempat.", "-04:00"),
        ("Kereta tiba di India pukul 14.30.", None),
    ],
)
def test_local_time_is_that_of_the_dateline_else_of_the_country_named_most(text: str, expected: str | None) -> None:
    assert zone(text) == expected


def test_local_time_goes_by_the_season() -> None:
    text = "The train reached Paris at 2 p.m. local time."
    assert (zone(text, "en"), zone(text, "en", "2023-01-16"), zone(text, "en", None)) == ("+02:00", "+01:00", "+01:00")


def test_a_reading_has_local_times_with_their_offset() -> None:
    text = "Kereta tiba di India pada Rabu (13/9/2023) pukul 14.30 waktu setempat, dan berangkat lagi ke pantai."
    page = Page(name="t", body=text.encode(), kind="text", encoding="utf-8", given=Given(published="2023-09-16"))
    reading = read_page(page, "rules")
    assert isinstance(reading, Reading), reading
    assert [time.value for time in reading.times] == ["2023-09-13", "2023-09-13T14:30+05:30"]


def test_every_zone_is_one_of_the_database_and_stands_by_a_known_place() -> None:
    known = gazetteer.load()
    for line in (DATA / "common" / "zones.tsv").read_text("utf-8").splitlines()[1:]:
        place, name, home, _ = line.split("\t")
        assert place in known.countries or place in known.entries, place
        assert name == "-" or ZoneInfo(name).key == name
        assert (name == "-") == (home != "-"), place
