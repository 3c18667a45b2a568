"""The days of TIMEX3 values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.timespans import days


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2023-09-16", "2023-09-16", "2023-09-16"),
        ("2023-09-16TNI", "2023-09-16", "2023-09-16"),
        ("2023-09-16T09:30+07:00", "2023-09-16", "2023-09-16"),
        ("2023-09", "2023-09-01", "2023-09-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023-W37", "2023-09-11", "2023-09-17"),
        ("2023-W37-WE", "2023-09-16", "2023-09-17"),
        ("2023-W37-3", "2023-09-13", "2023-09-13"),
        ("2023-W37-3TMO", "2023-09-13", "2023-09-13"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2023-Q1", "2023-01-01", "2023-03-31"),
        ("2023-Q4", "2023-10-01", "2023-12-31"),
        ("2023-H1", "2023-01-01", "2023-06-30"),
        ("2023-H2", "2023-07-01", "2023-12-31"),
        ("2023-SP", "2023-03-01", "2023-05-31"),
        ("2023-SU", "2023-06-01", "2023-08-31"),
        ("2023-FA", "2023-09-01", "2023-11-30"),
        ("2023-WI", "2023-12-01", "2024-02-29"),
        ("199", "1990-01-01", "1999-12-31"),
        ("19", "1900-01-01", "1999-12-31"),
    ],
)
def test_a_value_covers_its_days(value: str, first: str, last: str) -> None:
    assert days(value) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "value",
    [
        *("PRESENT_REF", "PAST_REF", "FUTURE_REF", "P1Y", "PT2H", "XXXX-09-13", "XXXX-W37-5", "2023-XX-13", "2023-WXX"),
        *("BC0044", "T09:00", "TNI", "2014/2019", "2023-09-01/2023-09-05", "", "soon", "2023-9", "20230916"),
        *("2023-02-30", "2023-13", "2023-W54", "2023-W00", "2023-W37-8", "2023-Q5", "0000", "00", "9999-W52", "9999-WI"),
    ],
)
def test_a_value_that_names_no_days_has_none(value: str) -> None:
    assert days(value) is None


PIECES = st.lists(
    st.sampled_from([*"0123456789-TW/XPQ", "2023", "9999", "-W52", "-09", "-31", "WE", "SP", "WI", "Q3", "H2", "BC", "TNI"]),
    max_size=7,
).map("".join)


@given(st.one_of(PIECES, st.text(max_size=12)))
def test_whatever_the_value_the_first_day_is_not_after_the_last(value: str) -> None:
    covered = days(value)
    assert covered is None or covered[0] <= covered[1]


@given(st.dates())
def test_a_day_its_week_month_and_year_all_hold_it(day: date) -> None:
    year, week, weekday = day.isocalendar()
    assert days(day.isoformat()) == (day, day)
    for value in (f"{day:%Y-%m}".zfill(7), f"{day.year:04}", f"{year:04}-W{week:02}", f"{year:04}-W{week:02}-{weekday}"):
        covered = days(value)
        if covered is None:
            assert (year, week) == (9999, 52)  # its Sunday lies past the calendar
        else:
            assert covered[0] <= day <= covered[1]
