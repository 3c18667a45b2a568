"""Times: every rule by its own example, what can't be resolved, and the XML."""

from __future__ import annotations

import json
import re
import time
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konon.export import timeml
from konon.lexicon import LexiconError, languages
from konon.records import Time
from konon.timerules import Rule, TimeWord, compile_rules, load_rules
from konon.timex import find

RULES = [(language, rule) for language in languages() for rule in load_rules(language).rules]
GOLD = Path(__file__).parents[2] / "shared" / "gold"
SATURDAY = "2023-09-16"

# The values that TIMEX3 allows, as far as Konon writes them.
DAY = r"(?:\d{4}|XXXX)-(?:\d\d|XX)-(?:\d\d|XX)|(?:\d{4}|XXXX)-W(?:\d\d|XX)-(?:[1-7]|WE)"
DATE = rf"(?:{DAY}|(?:\d{{4}}|XXXX)-(?:\d\d|W\d\d|Q[1-4]|H[12]|SP|SU|FA|WI)|\d{{2,4}}|BC\d{{4}})"
PART = r"T(?:MO|MI|AF|EV|NI|\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?)"
LENGTH = r"P(?:(?:\d+(?:\.\d+)?|X)(?:[YMWD]|DE|CE))*(?:T(?:(?:\d+(?:\.\d+)?|X)[HMS])+)?"
POINT = rf"(?:(?:{DATE})?(?:{PART})?|{LENGTH})"
VALUE = re.compile(rf"(?:PAST|PRESENT|FUTURE)_REF|{POINT}(?:/{POINT})?")


def values(text: str, language: str = "id", *, published: str | None = SATURDAY, zone: str | None = None) -> dict[str, str]:
    times, _ = find(text, language=language, published=published, zone=zone)
    return {text[start:end]: t.value for t in times for start, end in [t.span]}


def reasons(text: str, language: str = "id", *, published: str | None = SATURDAY) -> list[str]:
    _, skips = find(text, language=language, published=published)
    assert {s.step for s in skips} <= {"times"}
    return [s.reason for s in skips]


@pytest.mark.parametrize(("language", "rule"), RULES, ids=[f"{language}-{rule.pattern}" for language, rule in RULES])
def test_a_rule_finds_its_example_and_gives_the_value_that_stands_beside_it(language: str, rule: Rule) -> None:
    before, _, rest = rule.example.partition("[")
    words, _, after = rest.partition("]")
    times, _ = find(before + words + after, language=language, published=rule.published)
    here = [t for t in times if t.span[0] < len(before) + len(words) and len(before) < t.span[1]]
    expected = (
        [Time(span=(len(before), len(before) + len(words)), type=rule.type, value=rule.expected or "")] if rule.type else []
    )
    assert here == expected
    assert all(VALUE.fullmatch(t.value) for t in times)


def test_both_languages_have_rules_of_every_type() -> None:
    for language in languages():
        assert {rule.type for rule in load_rules(language).rules} == {"DATE", "TIME", "DURATION", "SET", None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kata dia, Jumat (15/9) waktu setempat.", "2023-09-15"),
        ("kata dia, Sabtu (16/9/2023).", "2023-09-16"),
        ("pada 28 Desember", "2023-12-28"),
        ("pada 28 Mei", "2023-05-28"),
        ("pada Januari", "2024-01"),
        ("sejak Januari", "2023-01"),
    ],
)
def test_a_date_without_a_year_is_the_nearest_there_is(text: str, expected: str) -> None:
    assert [*values(text).values()] == [expected]


def test_the_year_changes_where_the_nearest_day_is_beyond_new_year() -> None:
    assert values("rapat 28 Desember", published="2024-01-05") == {"28 Desember": "2023-12-28"}
    assert values("rapat pada Januari", published="2023-12-20") == {"Januari": "2024-01"}
    assert values("on Jan. 3", "en", published="2023-12-20") == {"Jan. 3": "2024-01-03"}


def test_the_29th_of_february_is_one_of_a_leap_year() -> None:
    assert values("lahir 29 Februari") == {"29 Februari": "2024-02-29"}
    assert values("lahir 29 Februari 2023") == {}
    assert reasons("lahir 29 Februari 2023") == ["29 Februari 2023: the calendar has no such day"]


@pytest.mark.parametrize(
    ("text", "published", "meant"),
    [
        ("Senin (16/5/2025)", "2025-06-17", "2025-06-16"),
        ("Senin (16/5)", "2025-06-17", "2025-06-16"),
        ("Rabu (18/6/2026)", "2025-06-18", "2025-06-18"),
        ("Selasa (2/1/2023)", "2024-01-03", "2024-01-02"),
        ("Kamis malam (19/8/2025)", "2025-06-20", "2025-06-19TNI"),
    ],
)
def test_a_wrong_month_or_year_beside_a_weekday_is_read_as_the_day_close_by_and_reported(
    text: str, published: str, meant: str
) -> None:
    assert values(f"kata dia, {text}.", published=published) == {text: meant}
    (reason,) = reasons(f"kata dia, {text}.", published=published)
    assert "the weekday disagrees with 20" in reason
    assert f"; taken for {meant[:10]}, which is" in reason


@pytest.mark.parametrize("text", ["Senin (16/5/2023)", "Kamis (14/9/2021)", "Senin (17/7/2024)"])
def test_a_weekday_that_fits_no_day_close_by_leaves_the_date_as_it_is_written(text: str) -> None:
    assert [v[:4] for v in values(f"kata dia, {text}.").values()] == [text[-5:-1]]
    (reason,) = reasons(f"kata dia, {text}.")
    assert "taken for" not in reason


def test_a_weekday_that_disagrees_with_its_date_is_kept_as_written_and_reported() -> None:
    text = "kata dia, Kamis (15/9/2023)."
    assert values(text) == {"Kamis (15/9/2023)": "2023-09-15"}
    (reason,) = reasons(text)
    assert "the weekday disagrees with 2023-09-15, which is day 5 of its week, not day 4" in reason
    assert reasons("kata dia, Jumat (15/9/2023).") == []


def test_a_weekday_that_disagrees_by_a_slip_is_not_taken_for_another_year() -> None:
    assert values("kata dia, Kamis (15/9).") == {"Kamis (15/9)": "2023-09-15"}  # 15 September 2022 was a Thursday
    assert len(reasons("kata dia, Kamis (15/9).")) == 1


def test_a_bare_weekday_is_the_last_one_unless_the_words_are_of_the_future() -> None:
    assert values("Ia tiba Rabu.") == {"Rabu": "2023-09-13"}
    assert values("Ia akan tiba pada Rabu.") == {"Rabu": "2023-09-20"}
    assert values("The court ruled on Tuesday.", "en") == {"Tuesday": "2023-09-12"}
    assert values("The court will rule on Tuesday.", "en") == {"Tuesday": "2023-09-19"}


def test_a_weekday_beside_its_own_date_is_that_day() -> None:
    assert [*values("Libur 27 Oktober 2023, yang jatuh pada Jumat, diumumkan.").values()] == ["2023-10-27", "2023-10-27"]
    assert [*values("Libur 27 Oktober 2023.\nIa bicara pada Jumat.").values()] == ["2023-10-27", "2023-09-15"]


def test_a_day_of_the_month_is_to_come_where_the_words_are_of_the_future() -> None:
    assert values("Ia tiba tanggal 13.") == {"tanggal 13": "2023-09-13"}
    assert values("Ia akan tiba tanggal 13.") == {"tanggal 13": "2023-10-13"}
    assert values("Talks are due to begin on Tuesday.", "en") == {"Tuesday": "2023-09-19"}
    assert values("A dam due for repair broke on Tuesday.", "en") == {"Tuesday": "2023-09-12"}


def test_the_week_of_small_letters_is_no_sunday() -> None:
    assert values("harga naik minggu lalu, pada Minggu malam") == {"minggu lalu": "2023-W36", "Minggu malam": "2023-09-10TNI"}


def test_nothing_is_more_precise_than_the_text() -> None:
    assert values("tiba awal pekan ini, akhir bulan lalu, awal 2021 dan dua bulan lalu") == {
        "awal pekan ini": "2023-W37",
        "akhir bulan lalu": "2023-08",
        "awal 2021": "2021",
        "dua bulan lalu": "2023-07",
    }
    assert values("beberapa hari lalu") == {"beberapa hari lalu": "PAST_REF"}
    assert values("two hours ago", "en") == {"two hours ago": "PAST_REF"}
    assert values("two hours ago", "en", published="2023-09-16T15:00+07:00") == {"two hours ago": "2023-09-16T13:00+07:00"}


def test_a_time_of_day_is_of_the_day_that_the_text_named_last() -> None:
    text = "Rapat pada Rabu (13/9) pukul 14.30 WIB.\nIa pulang pukul 17.00 WIB. Tidurlah pukul 22.00."
    assert [*values(text).values()] == [
        "2023-09-13",
        "2023-09-13T14:30+07:00",
        "2023-09-13T17:00+07:00",
        "2023-09-13T22:00+07:00",
    ]
    assert values("Tidurlah pukul 22.00.") == {"pukul 22.00": "T22:00"}
    assert values("Ia tiba pukul 14.30 WITA.") == {"pukul 14.30 WITA": "2023-09-16T14:30+08:00"}


def test_a_time_of_day_is_of_the_day_right_behind_it() -> None:
    assert values("Gempa terjadi pukul 14.30 WIB, Rabu (13/9).")["pukul 14.30 WIB"] == "2023-09-13T14:30+07:00"
    assert values("Dari pukul 14.30 WIB pada 13 September.")["pukul 14.30 WIB"] == "2023-09-13T14:30+07:00"
    assert values("He left at 9 a.m. on Monday.", "en") == {"9 a.m.": "2023-09-11T09:00", "Monday": "2023-09-11"}


def test_a_time_of_day_keeps_the_day_right_before_it() -> None:
    text = "Rabu (13/9) pukul 14.30 WIB, Kamis (14/9) pukul 15.30 WIB."
    assert [v for v in values(text).values() if "T" in v] == ["2023-09-13T14:30+07:00", "2023-09-14T15:30+07:00"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rekomendasi sahamhari ini naik.", "hari ini"),
        ("Indeks hari iniditutup naik.", "hari ini"),
        ("Demo di Riaupagi tadi bubar.", "pagi tadi"),
        ("Ia tiba pada18 Juni 2023 malam.", "18 Juni 2023 malam"),
        ("Ia menari15 menit saja.", "15 menit"),
        ("Sejak 18 Juni 2023akan dibuka.", "18 Juni 2023"),
    ],
)
def test_words_that_a_page_ran_together_are_parted(text: str, words: str) -> None:
    assert [*values(text)] == [words]


@pytest.mark.parametrize(
    "text", ["Matahari ini panas.", "Hari inisiatif warga.", "Sehari ini saja", "U23 tahunan", "kamar B15 menit"]
)
def test_a_word_of_its_own_is_not_parted(text: str) -> None:
    assert not {"hari ini", "23 tahun", "15 menit"} & {*values(text)}


def test_the_day_week_month_or_year_beside_the_last_one_named_is_told_from_it() -> None:
    text = "Pada Mei 2019 harga naik dari bulan sebelumnya. Pada tahun itu 3 Juni ramai, dan hari berikutnya sepi."
    assert values(text) == {
        "Mei 2019": "2019-05",
        "bulan sebelumnya": "2019-04",
        "tahun itu": "2019",
        "3 Juni": "2023-06-03",
        "hari berikutnya": "2023-06-04",
    }


def test_that_day_is_no_time_where_no_day_was_named() -> None:
    assert values("Pada hari itu, sore itu dan bulan itu ia pergi.") == {}
    assert values("On that day and that night he left.", "en") == {}


def test_a_full_stop_at_the_end_of_a_sentence_is_no_part_of_a_date() -> None:
    assert values("Ia tiba 10 September. Lalu 3 Sept. 2020.") == {"10 September": "2023-09-10", "3 Sept. 2020": "2020-09-03"}
    assert values("He came on 3 May. Then left", "en") == {"3 May": "2023-05-03"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Besok kami rapat," kata Bima kepada wartawan, Rabu (13/9).', "2023-09-14"),
        ('"Kemarin kami rapat," kata Bima, Jumat (15/9/2023).', "2023-09-14"),
        ('Bima bicara, Rabu (13/9).\n"Hari ini kami rapat," ujarnya.', "2023-09-13"),
        ('"Besok kami rapat," kata Bima, Sabtu (16/9).', "2023-09-17"),
        ('Rapat pada Rabu (13/9).\n"Besok kami rapat lagi," kata dia, Sabtu (16/9).', "2023-09-17"),
        ('Rapat pada Rabu (6/9).\n"Besok kami rapat lagi," kata dia.', "2023-09-17"),
        ('Bima bicara, Jumat (15/9).\n"Besok kami rapat," ujarnya.\nRapat digelar Sabtu (16/9).', "2023-09-16"),
        ('Bima bicara, Jumat (15/9) malam.\n"Besok kami rapat," ujarnya.', "2023-09-16"),
        ("Besok mereka rapat, kata Bima, Rabu (13/9).", "2023-09-17"),
    ],
)
def test_a_quotation_reckons_from_the_day_on_which_it_was_said(text: str, expected: str) -> None:
    found = values(text)
    assert next(value for words, value in found.items() if words in ("Besok", "Kemarin", "Hari ini")) == expected


def test_an_english_quotation_reckons_from_the_weekday_behind_it() -> None:
    assert values('"We meet tomorrow," he said Wednesday.', "en")["tomorrow"] == "2023-09-14"
    assert values('They met Wednesday.\n"We meet tomorrow," he said.', "en")["tomorrow"] == "2023-09-17"
    assert values('They won Wednesday night.\n"We meet tomorrow," he said Thursday night.', "en")["tomorrow"] == "2023-09-15"


def test_a_quotation_of_a_text_that_names_the_day_before_alone_reckons_from_that() -> None:
    said = '\n"We won tonight," he said.'
    assert values(f"They met in Arunika on Friday.{said}", "en")["tonight"] == "2023-09-15TNI"
    assert values(f"They met in Arunika on Thursday.{said}", "en")["tonight"] == "2023-09-16TNI"
    assert values(f"They met on Friday and on Saturday.{said}", "en")["tonight"] == "2023-09-16TNI"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Komentar Bima pada Jumat mengulang ancamannya sehari yang lalu.", "2023-09-14"),
        ("Komentar Bima pada Jumat (15/9) mengulang ancamannya dua hari lalu.", "2023-09-13"),
        ("Ia bicara pada Jumat. Ancamannya dua hari lalu diulang.", "2023-09-14"),
        ("Ia tiba pada Kamis (14/9), dua hari lalu, di Arunika.", "2023-09-14"),
        ("Ia tiba pada Rabu (6/9) setelah ancamannya dua hari lalu.", "2023-09-14"),
    ],
)
def test_days_ago_are_told_from_the_weekday_of_their_sentence(text: str, expected: str) -> None:
    assert [value for words, value in values(text).items() if words.endswith("lalu")] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Perang di Arunika memasuki hari keenam.", "2023-09-16"),
        (
            "Perang pecah Minggu (10/9). Pada Jumat (15/9), hari keenam perang, warga pergi. Ia bicara, Sabtu (16/9).",
            "2023-09-15",
        ),
        ("Hari ke-6 Perang Arunika: Warga Pergi\nKota itu diserang pada Jumat (15/9).", "2023-09-15"),
        ("Kota itu sepi, hari keenam pertempuran. Perang pecah Minggu (10/9), kata dia, Jumat (15/9).", "2023-09-15"),
    ],
)
def test_the_day_of_a_war_that_goes_on_is_the_one_that_the_text_tells_of(text: str, expected: str) -> None:
    assert [value for words, value in values(text).items() if words.lower().startswith("hari ke")] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pada Sabtu (9/9), hari keenam perang, ia tewas. Rapat digelar Jumat (15/9).", "2023-09-09"),
        ("Pada Sabtu (9/9), hari keenam perang, ia tewas.", "2023-09-09"),
        ("Pada 9 Juni 2022, hari keenam perang, ia tewas. Rapat digelar Jumat (15/9).", "2022-06-09"),
        ("Pada 9 Juni 2022 kota itu sepi pada hari keenam perang. Rapat digelar Jumat (15/9).", "2022-06-09"),
        ("Ia tewas pada hari keenam perang itu, 9 Juni 2022. Rapat digelar Jumat (15/9).", "2022-06-09"),
        ("Ia tewas pada hari ke-3 perang tahun 1945. Rapat digelar Jumat (15/9).", "1945"),
        ("Pada 1945, hari ke-3 perang itu, ia tewas. Rapat digelar Jumat (15/9).", "1945"),
        ("Ia tiba pada 9 Juni 2022. Perang memasuki hari keenam. Rapat digelar Jumat (15/9).", "2023-09-15"),
        ("Perang pecah pada 8 Juni 2022, dan pada Jumat perang memasuki hari keenam.", "2023-09-15"),
        ("Sejak pecah pada 8 September 2023, perang memasuki hari kesembilan.", "2023-09-16"),
        ("Pada Jumat (8/9), hari kesembilan perang, ia tewas.", "2023-09-08"),
        ("Perang memasuki hari keenam sejak pecah pada Senin (11/9).", "2023-09-16"),
        ("Perang memasuki hari keenam, yang terburuk sejak 1973.", "2023-09-16"),
    ],
)
def test_a_date_in_the_sentence_of_a_day_of_a_war_counts_first_unless_the_war_began_on_it(text: str, expected: str) -> None:
    assert [value for words, value in values(text).items() if words.lower().startswith("hari ke")] == [expected]


def test_the_date_of_a_day_of_a_war_needs_no_day_of_publication() -> None:
    text = "Pada 9 Juni 2022, hari keenam perang, ia tewas."
    assert values(text, published=None) == {"9 Juni 2022": "2022-06-09", "hari keenam": "2022-06-09"}
    assert reasons(text, published=None) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She spoke on NBC News\'s "This Morning" again.', {}),
        ("She spoke on ABC's This Week again.", {}),
        ("She told CNN this week that it rained.", {"this week": "2023-W37"}),
        ("She met this week with the mayor.", {"this week": "2023-W37"}),
    ],
)
def test_the_programme_of_a_network_is_no_time(text: str, expected: dict[str, str]) -> None:
    assert values(text, "en") == expected


def test_a_season_without_its_year_is_to_come_where_the_words_are_of_the_future() -> None:
    assert values("Prices will rise in the spring.", "en") == {"the spring": "2024-SP"}
    assert values("Prices rose in the spring.", "en") == {"the spring": "2023-SP"}
    assert values("Prices will rise over the summer.", "en", published="2023-07-03") == {"the summer": "2023-SU"}
    assert values("He hopes for more in the spring.", "en", published=None) == {"the spring": "XXXX-SP"}


def test_the_month_of_an_election_is_the_next_one_until_it_is_some_months_past() -> None:
    for published, year in (("2024-02-01", 2024), ("2024-11-20", 2024), ("2024-12-20", 2024), ("2025-03-01", 2025)):
        assert values("They talked of the November election.", "en", published=published) == {"November": f"{year}-11"}


def test_the_last_season_of_a_sport_is_over_by_june_and_the_next_begins_after_july() -> None:
    assert values("musim lalu", published="2023-06-16") == {"musim lalu": "2022/2023"}
    assert values("musim lalu", published="2023-05-16") == {"musim lalu": "2021/2022"}
    assert values("musim depan", published="2023-06-16") == {"musim depan": "2023/2024"}
    assert values("musim depan", published="2023-07-16") == {"musim depan": "2023/2024"}


def test_local_time_is_told_in_the_zone_of_the_dateline() -> None:
    text = "Rabu (13/9) pukul 14.30 waktu setempat"
    assert values(text)["pukul 14.30 waktu setempat"] == "2023-09-13T14:30"
    assert values(text, zone="+03:00")["pukul 14.30 waktu setempat"] == "2023-09-13T14:30+03:00"


def test_a_day_begins_in_the_zone_of_the_dateline() -> None:
    published = "2023-09-16T22:30:00+00:00"
    assert values("today", "en", published=published) == {"today": "2023-09-16"}
    assert values("today", "en", published=published, zone="+07:00") == {"today": "2023-09-17"}


def test_the_day_of_a_press_with_a_zone_of_its_own_begins_in_that() -> None:
    published = "2023-09-16T22:30:00+00:00"
    assert values("hari ini", published=published, zone="-04:00") == {"hari ini": "2023-09-17"}


@pytest.mark.parametrize(
    ("language", "text", "clock", "expected"),
    [
        ("id", "Ia tiba pada Rabu (13/9).\nPintu dibuka jam 10.55 oleh penjaga.", "jam 10.55", "2023-09-13T10:55"),
        ("id", "Ia bicara, Rabu (13/9).\nTidurlah pukul 22.00 saja.", "pukul 22.00", "T22:00"),
        ("id", "Ia akan tiba pada 20 September.\nTidurlah pukul 22.00 saja.", "pukul 22.00", "T22:00"),
        ("en", "The count began on Wednesday.\nIt was over by 9:30 p.m. at last.", "9:30 p.m.", "2023-09-13T21:30"),
        ("en", "The count begins on Sept. 20.\nDoors close at 9:30 p.m. as ever.", "9:30 p.m.", "T21:30"),
        (
            "id",
            "Lomba digelar pada Minggu (24/9).\nIa bertanya, Jumat (15/9).\nJalan tutup pukul 05.30 WIB.",
            "pukul 05.30 WIB",
            "2023-09-24T05:30+07:00",
        ),
    ],
)
def test_a_clock_takes_the_day_that_was_told_of_further_up(language: str, text: str, clock: str, expected: str) -> None:
    assert values(text, language)[clock] == expected


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("Ia dituduh mencuri pada Juni 2021. Dakwaan dibaca 28 Februari 2023. Pada 13 Juni itulah", "13 Juni", "2021-06-13"),
        ("Ia dituduh mencuri pada Juni 2021. Pada Rabu (13/9) ia", "Rabu (13/9)", "2023-09-13"),
        ("Ia lahir pada Juni 2021, dan sejak 13 Juni lalu ia", "13 Juni lalu", "2023-06-13"),
    ],
)
def test_a_date_without_a_year_is_that_of_its_month_named_before(text: str, day: str, expected: str) -> None:
    assert values(text)[day] == expected


def test_that_day_is_no_time_where_only_a_month_was_named_since() -> None:
    assert "that day" in values("On May 3, 2019 he came and on that day left.", "en")
    assert "that day" not in values("On May 3, 2019 he came. In July 2019 he ran; later that day he left.", "en")


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("id", "pekan lalu", "PAST_REF"),
        ("id", "besok", "FUTURE_REF"),
        ("id", "hari ini", "PRESENT_REF"),
        ("id", "Rabu malam", "XXXX-WXX-3TNI"),
        ("id", "Rabu (13/9)", "XXXX-09-13"),
        ("id", "tanggal 19", "XXXX-XX-19"),
        ("id", "kuartal III", "XXXX-Q3"),
        ("id", "pukul 14.30 WIB", "T14:30+07:00"),
        ("en", "last March", "XXXX-03"),
        ("en", "earlier this week", "PRESENT_REF"),
        ("en", "next winter", "XXXX-WI"),
    ],
)
def test_without_a_publication_date_a_relative_time_is_left_open_and_reported(language: str, text: str, value: str) -> None:
    sentence = f"Arunika, {text}."
    assert values(sentence, language, published=None) == {text: value}
    assert reasons(sentence, language, published=None) == [f"{text}: no publication date to resolve it against"]


def test_without_a_publication_date_a_full_date_needs_none() -> None:
    assert values("Sabtu (16/9/2023), dua tahun", published=None) == {"Sabtu (16/9/2023)": "2023-09-16", "dua tahun": "P2Y"}
    assert reasons("Sabtu (16/9/2023), dua tahun", published=None) == []


def test_a_published_that_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid isoformat"):
        find("hari ini", language="id", published="kemarin")


def test_a_year_that_no_article_has_is_no_publication_date() -> None:
    assert values("kemarin", published="0001-01-01") == {"kemarin": "PAST_REF"}


def test_an_article_published_in_the_future_is_resolved_as_any_other() -> None:
    assert values("kemarin dan 3 Mei", published="2093-05-01") == {"kemarin": "2093-04-30", "3 Mei": "2093-05-03"}


def test_contradictory_dates_are_each_given_as_they_stand() -> None:
    text = "Rapat pada 3 Mei 2023. Rapat yang sama pada 4 Mei 2023."
    assert values(text) == {"3 Mei 2023": "2023-05-03", "4 Mei 2023": "2023-05-04"}


def test_a_date_in_numbers_whose_day_and_month_could_change_places_is_left_out_in_english() -> None:
    assert values("on 9/15/2023", "en") == {"9/15/2023": "2023-09-15"}
    assert values("on 9/5/2023", "en") == {}
    assert reasons("on 9/5/2023", "en") == ["9/5/2023: day and month could change places"]
    assert values("on Wednesday (9/6/2023)", "en") == {"Wednesday (9/6/2023)": "2023-09-06"}
    assert values("pada 9/5/2023") == {"9/5/2023": "2023-05-09"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "harganya Rp 2.023 dan 16.300 poin, skor 2-1, rasio 3/4"),
        ("id", "Undang-Undang Nomor 8 Tahun 1999 dan Piala Dunia 2026"),
        ("id", "Juni Prasetyo menang"),
        ("id", "kerja sehari-hari, terlebih dahulu"),
        ("id", "tahun\n2023"[:5]),
        ("en", "You may march if the sun shines; Mrs. May said no"),
        ("en", "USA Today, Black Friday and the Sunday Times"),
        ("en", "Boeing 1945 and $2000"),
    ],
)
def test_what_only_looks_like_a_time_is_none(language: str, text: str) -> None:
    assert values(text, language) == {}


def test_no_time_goes_over_the_end_of_a_line() -> None:
    assert values("kata dia, Jumat\n(15/9/2023)") == {"Jumat": "2023-09-15", "15/9/2023": "2023-09-15"}
    assert values("selama dua\ntahun") == {}


def test_nothing_is_found_in_what_is_to_be_skipped() -> None:
    text = "Baca juga: Rapat Hari Ini\nIa tiba kemarin."
    times, _ = find(text, language="id", published=SATURDAY, skip=[(5, 9), (0, 25)])
    assert [text[t.span[0] : t.span[1]] for t in times] == ["kemarin"]


def test_one_sentence_is_an_article() -> None:
    assert values("Hujan kemarin.") == {"kemarin": "2023-09-15"}
    assert values("") == {}


@pytest.mark.parametrize(
    ("head", "unit", "times"),
    [
        ("", "Ia tiba di Arunika pada Rabu (13/9) pukul 14.30 WIB, dua hari lebih awal. ", 3_600),
        ("", "dua ", 50_000),
        ("", "111.", 50_000),
        ("", "ratus ", 50_000),
        ("", "9", 300_000),
        ("", "Senin ", 50_000),
        ("3 Mei 2020 ", "kini ", 50_000),
        ("", '"Hari ini kami rapat," kata Bima, Rabu (13/9). ', 6_000),
        ("", '"Hari ini\n', 25_000),
        ("", "sahamhari ini ", 25_000),
    ],
    ids=[
        "news",
        "numerals",
        "thousands",
        "hundreds",
        "digits",
        "weekdays",
        "one line",
        "quotations",
        "open quotations",
        "glued",
    ],
)
def test_time_spent_grows_with_the_length_of_a_text_and_not_with_its_square(head: str, unit: str, times: int) -> None:
    load_rules("id")

    def spent(units: int) -> float:
        before = time.process_time()
        find(head + unit * units, language="id", published=SATURDAY)
        return time.process_time() - before

    spent(times // 50)
    assert spent(times) < 40 * spent(times // 10) + 0.1  # ten times as much, by its square a hundred times


WORDS = {
    language: sorted(
        set(load_rules(language).entries)
        | {entry.value for found in load_rules(language).entries.values() for entry in found if entry.value.isalpha()}
    )
    for language in languages()
}
MONTHS = ["Mei", "May", "Rabu", "Tuesday", "September", "Agustus", "WIB", "GMT", "Lebaran", "Christmas"]
PIECE = {
    language: st.one_of(
        st.sampled_from(words),
        st.sampled_from([*MONTHS, *"(/).,:-\n'", "٣", "²", "\x00", "\ud800"]),
        st.integers(0, 3000).map(str),
        st.text(max_size=4),
    )
    for language, words in WORDS.items()
}
TEXTS = {
    language: st.lists(st.tuples(piece, st.sampled_from(["", " ", " ", " "])), max_size=25).map(
        lambda pieces: "".join(word + gap for word, gap in pieces)
    )
    for language, piece in PIECE.items()
}
PUBLISHED = st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat))


@pytest.mark.parametrize("language", languages())
@settings(max_examples=300, deadline=None)
@given(data=st.data(), published=PUBLISHED)
def test_every_time_lies_in_the_text_apart_from_the_others_with_a_value_of_timex3(
    language: str, data: st.DataObject, published: str | None
) -> None:
    text = data.draw(TEXTS[language])
    times, skips = find(text, language=language, published=published)
    assert (times, skips) == find(text, language=language, published=published)
    at = 0
    for t in times:
        start, end = t.span
        assert at <= start < end <= len(text)
        assert "\n" not in text[start:end]
        assert text[start:end] == text[start:end].strip()
        assert VALUE.fullmatch(t.value), (text[start:end], t.value)
        at = end
    assert all(0 <= s.at[0] < s.at[1] <= len(text) for s in skips)
    root = ElementTree.fromstring(f"<TEXT>{timeml.text(text, times)}</TEXT>".encode())
    kept = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
    assert "".join(root.itertext()) == kept


def test_times_are_tagged_as_timeml_has_them() -> None:
    text = "Harga < 5 & naik pekan ini, kata dia."
    times, _ = find(text, language="id", published=SATURDAY)
    assert timeml.text(text, times) == (
        'Harga &lt; 5 &amp; naik <TIMEX3 tid="t1" type="DATE" value="2023-W37">pekan ini</TIMEX3>, kata dia.'
    )


def test_a_language_without_rules_is_refused() -> None:
    with pytest.raises(LexiconError, match="no rules for times in language 'xx'"):
        find("hari ini", language="xx", published=None)


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("{number} [hari", "leaves a bracket open"),
        ("{number} hari]", "closes a bracket that is not open"),
        ("{number} {fathom}", "no class {fathom}"),
        ("[hari]", "may be empty"),
        ("{number hari", "can't be read from '{number hari'"),
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str, complaint: str) -> None:
    rule = Rule(pattern=pattern, type="DATE", value="P1D", example="-", published=SATURDAY, expected="P1D", source="own")
    with pytest.raises(LexiconError, match=re.escape(complaint)):
        compile_rules([rule], {"number"}, [], name="times.tsv")


def test_a_language_is_made_of_rules_and_words_alone() -> None:
    rule = Rule(pattern="{n} sol[,] <!x>", type="DATE", value="x", example="-", published=SATURDAY, expected="x", source="own")
    rules = compile_rules([rule], {"n"}, [TimeWord(word="ta ta", kind="n", value="2", source="own")], name="times.tsv")
    assert set(rules.opening) == {"ta"}
    assert set(rules.entries) == {"ta", "sol", ","}


@pytest.mark.skipif(not GOLD.is_dir(), reason="the annotated articles are not part of the repository")
@pytest.mark.parametrize(("name", "language", "floor"), [("train", "id", 96.5), ("dev", "id", 90.5), ("dev-en", "en", 90.0)])
def test_times_agree_with_the_annotated_articles(name: str, language: str, floor: float) -> None:
    right = found = gold = 0
    for line in (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines():
        article = json.loads(line)
        skip = [(start, end) for start, end, *_ in article["boilerplate"]]
        times, _ = find(article["text"], language=language, published=article["published"], skip=skip)
        taken: set[int] = set()
        for g in article["times"]:
            start, end = g["span"]
            hits = [i for i, t in enumerate(times) if i not in taken and t.span[0] < end and start < t.span[1]]
            if hits:
                taken.add(hits[0])
                right += times[hits[0]].value == g["value"]
        found += len(times)
        gold += len(article["times"])
    assert 200 * right / (found + gold) >= floor


def test_what_is_only_compared_with_does_not_move_what_is_told() -> None:
    days = "Pada 14 September 2023 emas turun dari hari sebelumnya.\nPerak pun turun dari hari sebelumnya."
    assert [t.value for t in find(days, language="id", published=SATURDAY)[0]] == ["2023-09-14", "2023-09-13", "2023-09-13"]
    years = "Sepanjang 2022 laba naik dibandingkan realisasi 2021. Penjualan naik dari tahun sebelumnya."
    assert [t.value for t in find(years, language="id", published=SATURDAY)[0]] == ["2022", "2021", "2021"]


def test_a_clock_behind_every_day_is_on_no_one_day() -> None:
    assert values("Saksikan setiap hari pukul 19.15 WIB di Arunika.") == {
        "setiap hari": "P1D",
        "pukul 19.15 WIB": "T19:15+07:00",
    }


def test_a_far_day_or_month_without_a_year_lies_ahead_where_the_words_do() -> None:
    assert values("Sidang akan dibuka pada 10 Februari di sana.")["10 Februari"] == "2024-02-10"
    assert values("Sidang akan dibuka pada 10 Agustus di sana.")["10 Agustus"] == "2023-08-10"
    assert values("Sidang dibuka pada 10 Mei di sana.")["10 Mei"] == "2023-05-10"
    assert values("Sidang akan dibuka pada Mei di sana.")["Mei"] == "2024-05"


def test_a_number_in_two_words_is_one_number_and_no_span() -> None:
    assert values("It took thirty-seven years to build.", "en") == {"thirty-seven years": "P37Y"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("He went there in November and left.", "2022-11"),
        ("She can win the general election in November, he said.", "2023-11"),
        ("In November, the council voted for it.", "2022-11"),
        ("The treaty will almost certainly be decided at the meeting in November.", "2023-11"),
        ("He is bent on the nomination before a contested meeting in November.", "2023-11"),
        ("They may meet in November.", "2023-11"),
    ],
)
def test_a_verb_tells_whether_an_english_month_is_past_or_to_come(text: str, value: str) -> None:
    assert values(text, "en")["November"] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("They urged voters to vote Tuesday.", "2023-09-19"),
        ("The envoy will leave, his office said Tuesday.", "2023-09-12"),
        ("The records must be released by Tuesday, she ordered.", "2023-09-19"),
        ("They won't meet on Tuesday.", "2023-09-19"),
    ],
)
def test_the_last_verb_before_an_english_weekday_tells_whether_it_is_to_come(text: str, value: str) -> None:
    assert values(text, "en")["Tuesday"] == value


def test_a_date_without_its_year_is_of_the_year_that_its_month_was_given() -> None:
    text = "On March 2, 2019 the paper broke the story. On March 25 the firm had a call. On May 4 he left."
    assert values(text, "en") == {"March 2, 2019": "2019-03-02", "March 25": "2019-03-25", "May 4": "2023-05-04"}


def test_years_and_units_are_cut_out_of_the_words_that_they_are_run_together_with() -> None:
    text = "Gaji PNStahun 2023 naik. Cicilan 15 tahunsebesar itu. Perusahaan menutuptahun buku 2022dengan laba. Tiga bulanan."
    assert values(text) == {"tahun 2023": "2023", "15 tahun": "P15Y", "tahun buku 2022": "2022", "bulanan": "P1M"}


def test_clock_times_of_every_day_are_of_no_day_one_after_another() -> None:
    text = (
        "Pada Rabu (13/9) dimuat: aturan berlaku dua kali dalam sehari, yaitu pukul 06.00-10.00 WIB dan pukul 16.00-21.00 WIB."
    )
    assert [value for value in values(text).values() if ":" in value] == [
        "T06:00+07:00/T10:00+07:00",
        "T16:00+07:00/T21:00+07:00",
    ]


def test_what_was_the_day_before_stays_the_day_before() -> None:
    text = "On Sept. 13 the euro rose from $1.10 the day before, and the pound from $1.31 the day before."
    times, _ = find(text, language="en", published=SATURDAY)
    assert [t.value for t in times] == ["2023-09-13", "2023-09-12", "2023-09-12"]


def test_two_digits_of_a_year_are_of_the_century_that_fits() -> None:
    text = "Pada tahun '98, pada 3/4/19 dan pada 3/4/31."
    assert values(text) == {"tahun '98": "1998", "3/4/19": "2019-04-03", "3/4/31": "2031-04-03"}


def test_a_name_that_is_a_month_and_the_number_of_a_law_are_no_times() -> None:
    text = 'Juni menyebut gugatan itu. "Belum," lanjut Juni. Putusan Nomor 300.2.2-2138 Tahun 2022, wanita 25 tahun itu.'
    assert values(text) == {}


def test_hours_of_opening_are_of_no_day_where_none_is_named() -> None:
    assert values("Jam operasional: 08.00-18.00 WIB.") == {"08.00-18.00 WIB": "T08:00+07:00/T18:00+07:00"}
    assert values("Rabu (13/9). Jam operasional: 08.00-18.00 WIB.")["08.00-18.00 WIB"][:10] == "2023-09-13"


def test_per_hari_ini_is_the_day_and_per_hari_is_each() -> None:
    assert values("Per hari ini stoknya lima, naik satu per hari.") == {"hari ini": "2023-09-16", "per hari": "P1D"}
