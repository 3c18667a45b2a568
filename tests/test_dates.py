"""dates.py: date lines, dates in text, datelines."""

from __future__ import annotations

import pytest

from konon.dates import PageDate, calendar, dateline_date, default_zone, find_dates, parse_page_date


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("Sabtu, 16 Sep 2023 15:21 WIB", "2023-09-16T15:21:00+07:00"),
        ("Selasa, 17 Juni 2025 | 14:05 WITA", "2025-06-17T14:05:00+08:00"),
        ("Diperbarui 18 Jun 2025, 14:05 WIB", "2025-06-18T14:05:00+07:00"),
        ("Jum'at, 17 Februari 2017 - 13:30 wib", "2017-02-17T13:30:00+07:00"),
        ("Kompas.com- 18/06/2025, 14:05 WIB", "2025-06-18T14:05:00+07:00"),
        ("18 Juni 2025 | 14.05 WIB", "2025-06-18T14:05:00+07:00"),
        ("Rabu, 18 Juni 2025 pukul 14.05 GMT+7", "2025-06-18T14:05:00+07:00"),
        ("September 16, 2023 3:21 PM EDT", "2023-09-16T15:21:00-04:00"),
        ("Updated 4:05 PM ET, Tue June 3, 2025", "2025-06-03T16:05:00-04:00"),
        ("12:30 AM GMT, 4 May 2024", "2024-05-04T00:30:00+00:00"),
        ("Wed, 18 Jun 2025 14:05:44 +0700", "2025-06-18T14:05:44+07:00"),
        ("2023-09-16T15:21:07+07:00", "2023-09-16T15:21:07+07:00"),
        ("2023-09-16T15:21:07.123Z", "2023-09-16T15:21:07+00:00"),
        ("2015-11-05 T10:08:58Z", "2015-11-05T10:08:58+00:00"),
        ("2023-09-16 15:21 WIB", "2023-09-16T15:21:00+07:00"),
    ],
)
def test_a_date_line_with_time_and_zone_gives_the_moment(line: str, at: str) -> None:
    found = parse_page_date(line)
    assert found is not None
    assert found.at == at


def test_a_time_without_a_zone_stays_without_one() -> None:
    assert parse_page_date("2023/09/16 15:21:07") == PageDate(date="2023-09-16", time="15:21:07")
    assert parse_page_date("Kamis, 05 November 2015 11:52") == PageDate(date="2015-11-05", time="11:52")
    assert PageDate(date="2015-11-05", time="11:52").at is None


def test_a_date_in_numbers_is_read_only_where_its_order_is_known() -> None:
    assert parse_page_date("03/04/2023") is None
    assert parse_page_date("03/04/2023", language="en") is None
    assert parse_page_date("03/04/2023", language="id") == PageDate(date="2023-04-03")
    assert parse_page_date("16/09/2023") == PageDate(date="2023-09-16")
    assert parse_page_date("09/16/2023") == PageDate(date="2023-09-16")
    assert parse_page_date("09/16/2023", language="id") is None


@pytest.mark.parametrize(
    "line", ["", "3 jam lalu", "32/13/2020", "31 Februari 2024", "18 Juni 2926", "18 Juni 225", "Juni 2025", "15:21 WIB"]
)
def test_what_is_no_full_date_of_our_time_is_none(line: str) -> None:
    assert parse_page_date(line, language="id") is None


def test_an_impossible_time_is_left_out_and_the_date_kept() -> None:
    assert parse_page_date("18 Juni 2025 | 25:61 WIB") == PageDate(date="2025-06-18")


def dates(text: str, published: str | None = "2025-06-19") -> list[tuple[str, str]]:
    return [(text[a:b], day) for (a, b), day in find_dates(text, published=published)]


def test_a_weekday_and_its_bracketed_date_are_one_span() -> None:
    assert dates("katanya di Jakarta, Rabu (18/6/2025).") == [("Rabu (18/6/2025)", "2025-06-18")]
    assert dates("terjadi Senin malam (16/6), kata polisi") == [("Senin malam (16/6)", "2025-06-16")]
    assert dates("pada Selasa, 17 Juni 2025 lalu") == [("Selasa, 17 Juni 2025", "2025-06-17")]
    assert dates("dibuka Selasa 17 Juni 2025") == [("Selasa 17 Juni 2025", "2025-06-17")]


def test_english_dates_are_found() -> None:
    assert dates("On June 18, 2025 and Sept. 26, said X.") == [("June 18, 2025", "2025-06-18"), ("Sept. 26", "2025-09-26")]
    assert dates("by Friday, June 6.") == [("Friday, June 6", "2025-06-06")]
    assert dates("the 18th of June 2025") == [("18th of June 2025", "2025-06-18")]


def test_a_date_without_a_year_takes_the_nearest_or_none() -> None:
    assert dates("Rabu (31/12)", "2025-01-02") == [("Rabu (31/12)", "2024-12-31")]
    assert dates("Kamis (2/1)", "2024-12-30") == [("Kamis (2/1)", "2025-01-02")]
    assert dates("Kamis (2/1) dan 3 Mei 2024", None) == [("3 Mei 2024", "2024-05-03")]
    assert dates("Sabtu (29/2)", "2025-03-01") == [("Sabtu (29/2)", "2024-02-29")]


def test_a_range_gives_its_end_and_iso_and_dotted_dates_are_found() -> None:
    assert dates("15-17 Juni 2025") == [("17 Juni 2025", "2025-06-17")]
    assert dates("tanggal 2025-06-18 atau 12.11.2024") == [("2025-06-18", "2025-06-18"), ("12.11.2024", "2024-11-12")]


@pytest.mark.parametrize(
    "text",
    [
        "Rabu (4/11/205)", "Rabu (32/13/2025)", "18 Juni 2926", "1/2 bagian", "skor 3-1", "Rp12.500", "10/11/2926",
        "all 3 may go", "5 mar", "31 Februari 2024", "Juni 2025", "pukul 14.30 WIB", "1.250.2000",
    ],
)  # fmt: skip
def test_what_is_no_date_is_left_out(text: str) -> None:
    assert dates(text) == []


def test_a_date_that_could_be_two_goes_by_weekday_words_and_other_dates() -> None:
    assert dates("03/04/2025") == []
    assert dates("Kamis (3/4/2025)") == [("Kamis (3/4/2025)", "2025-04-03")]
    assert dates("Thursday (4/3/2025)") == [("Thursday (4/3/2025)", "2025-04-03")]
    assert dates("pada Kamis lalu, 03/04/2025") == [("03/04/2025", "2025-04-03")]
    assert dates("from 03/04/2025 to 06/28/2025") == [("03/04/2025", "2025-03-04"), ("06/28/2025", "2025-06-28")]


def test_only_the_given_part_is_searched() -> None:
    text = "18 Juni 2025 dan 19 Juni 2025"
    assert find_dates(text, published=None, within=(12, len(text))) == [((17, 29), "2025-06-19")]


def test_a_dateline_or_a_sourced_bracket_dates_the_report() -> None:
    assert dateline_date("Judul\nTELUK SIRIH, 18 Juni 2025 - Pemerintah menyatakan", language="id") == "2025-06-18"
    assert dateline_date("Title\nTELUK SIRIH, June 18, 2025 (Bahari) - The government", language="en") == "2025-06-18"
    assert dateline_date("Judul\nSeperti dilansir kantor berita, Sabtu (16/9/2023), istana", language="id") == "2023-09-16"


def test_other_dates_do_not_date_the_report() -> None:
    assert dateline_date("Judul\nPerang itu dimulai pada 24 Februari 2022 dan belum usai.", language="id") is None
    assert dateline_date("Judul\nBanjir melanda desa itu, Rabu (18/6/2025).", language="id") is None
    assert dateline_date("Title\nThe bank said, Saturday (16/9/2023), that", language="en") is None
    assert dateline_date("", language="id") is None


def test_indonesia_has_a_default_zone_and_english_has_none() -> None:
    assert default_zone("id") == "+07:00"
    assert default_zone("en") is None
    assert default_zone(None) is None


def test_months_and_weekdays_are_numbered() -> None:
    assert set(calendar().months.values()) == set(range(1, 13))
    assert {number for number, _ in calendar().weekdays.values()} == set(range(1, 8))


def test_every_date_of_a_long_text_is_found() -> None:
    text = "Menteri itu mengatakan pada Rabu (18/6/2025) bahwa 12 desa akan menerima 3.000 pompa air. " * 22
    assert len(find_dates(text, published="2025-06-19")) == 22
