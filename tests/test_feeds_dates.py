"""Dates of feeds are read right or refused."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.dates import from_numbers, looks_like_a_date, moment
from feeds.months import month_number

SEVEN = datetime(2026, 2, 17, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 17 Feb 2026 08:00:00 +0100",
        "Tue, 17 Feb 2026 08:00:00 +01:00",
        "Tue, 17 Feb 2026 08:00 CET",
        "Tue, 17 Feb 2026 02:00:00 EST",
        "Tue,17 Feb 2026 07:00:00 GMT",
        "Tue, 17 February 2026 7:0:0 GMT",
        "17 Feb 26 07:00 UT",
        "wto., 17 Feb 2026 07:00:00 Z",
        "Tue, 17 Feb 2026 08:00:00 GMT+01:00",
        "Tue, 17 Feb 2026 08:00:00 +0100 (CET)",
        "2026-02-17T08:00:00+01:00",
        "2026-02-17T07:00:00Z",
        "2026-02-17T07:00Z",
        "2026-02-17 07:00:00",
        "2026-02-17T070000Z",
        "20260217T070000Z",
        " 2026-02-17T07:00:00\n",
        "1771311600",
        "1771311600000",
        "Tue Feb 17 07:00:00 2026",
        "Tue Feb 17 08:00:00 CET 2026",
        "February 17, 2026 7:00 am",
        "Feb 17th, 2026 7:00 AM",
        "17 Feb 2026 0700 GMT",
        "Terça-feira, 17 de fevereiro de 2026 04:00:00 -0300",
        "Ter, 17 Fev 2026 04:00:00 -0300",
        "mardi 17 février 2026 07:00",
        "Dienstag, 17. Februar 2026, 07:00",
        "wtorek, 17 lutego 2026 07:00",
        "út, 17 úno 2026 08:00:00 +0100",
        "вторник, 17 февруари 2026 г. 07:00",
        "Вт, 17 фев 2026 10:00:00 +0300",
        "вівторок, 17 лютого 2026 р. 07:00",
        "Τρι, 17 Φεβ 2026 09:00:00 EET",
        "17 Şubat 2026 07:00",
        "الثلاثاء، 17 فبراير 2026 07:00",
        "١٧ شباط ٢٠٢٦ 07:00",
        "17.02.2026 07:00",
        "17. 2. 2026 7:00",
        "2026年2月17日 07:00",
        "2026년 2월 17일 07:00:00",
    ],
)
def test_many_spellings_of_one_moment(text):
    assert moment(text) == SEVEN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2026-02-17", datetime(2026, 2, 17, tzinfo=UTC), id="a day begins at midnight UTC"),
        pytest.param("2026-02", datetime(2026, 2, 1, tzinfo=UTC), id="a month begins on its first"),
        pytest.param("Tue, 17 Feb 2026", datetime(2026, 2, 17, tzinfo=UTC), id="a day in words"),
        pytest.param("17-Feb-99", datetime(1999, 2, 17, tzinfo=UTC), id="two digits from 50 on are last century"),
        pytest.param("2026-02-17T24:00:00Z", datetime(2026, 2, 18, tzinfo=UTC), id="24:00 is the next day"),
        pytest.param("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC), id="a leap second is the one before"),
        pytest.param("2026-02-17T07:00:00.25Z", datetime(2026, 2, 17, 7, 0, 0, 250_000, tzinfo=UTC), id="fractions"),
        pytest.param("February 17, 2026 7:00 pm", datetime(2026, 2, 17, 19, tzinfo=UTC), id="an afternoon"),
        pytest.param("Tue, 17 Feb 2026 07:00:00 XYZ", SEVEN, id="an unknown zone is UTC"),
        pytest.param("2026-02-17T02:00:00-05", SEVEN, id="an offset of hours only"),
        pytest.param("Tue, 17 Feb 2026 02:00:00 -0500", SEVEN, id="west of Greenwich"),
        pytest.param("2035-01-01T00:00:00Z", datetime(2035, 1, 1, tzinfo=UTC), id="the future is for whoever has a clock"),
    ],
)
def test_moment(text, expected):
    assert moment(text) == expected


@pytest.mark.parametrize(
    ("names", "number"),
    [
        pytest.param("January Januar janvier enero gennaio stycznia leden января януари Ιανουάριος Ocak ינואר يناير", 1, id="January"),
        pytest.param("June juin giugno czerwca června юни июня червня Haziran حزيران", 6, id="June"),
        pytest.param("July juillet luglio lipca července юли липня Temmuz تموز جويلية", 7, id="July"),
        pytest.param("Σεπτεμβρίου września září setembro septiembre сентября вересня أيلول", 9, id="September"),
        pytest.param("مايو mai mayo maja května mei maggio Mayıs травень мая май", 5, id="May"),
    ],
)
def test_the_names_of_months(names, number):
    assert {name: month_number(name) for name in names.split()} == dict.fromkeys(names.split(), number)


@pytest.mark.parametrize(("name", "number"), [("كانون الثاني", 1), ("تشرين الأول", 10), ("تشرين الثاني", 11), ("كانون الأول", 12)])
def test_months_of_two_words(name, number):
    assert month_number(name) == number
    assert moment(f"17 {name} 2025") == datetime(2025, number, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 30 Feb 2026 08:00:00 GMT",
        "2024-02-30",
        "0000-00-00T00:00:00Z",
        "2026-02-17T08:00:00+99:99",
        "2026-02-17T08:00:00+01:75",
        "2026-02-17T25:00:00Z",
        "2026-13-01",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "9999-12-31T23:59:59Z",
        "0000000000",
        "30 lutego 2026",
    ],
)
def test_what_looks_like_a_date_and_is_none_gives_nothing(text):
    assert moment(text) is None
    assert looks_like_a_date(text)


@pytest.mark.parametrize("text", ["", "yesterday", "17 Foo 2026", "02/17/2026", "2026. február 17."])
def test_what_is_no_date_here_may_be_one_to_others(text):
    assert moment(text) is None
    assert not looks_like_a_date(text)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        pytest.param((2026, 2, 17, 7, 0, 0, 1, 48, 0), SEVEN, id="a whole struct_time"),
        pytest.param((2016, 12, 31, 23, 59, 61), datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC), id="a leap second"),
        pytest.param((-1, 12, 30, 0, 0, 0), None, id="a year before Christ"),
        pytest.param((1699, 1, 1, 0, 0, 0), None, id="a year before the web"),
        pytest.param((2026, 2), None, id="too few"),
        pytest.param(None, None, id="none"),
    ],
)
def test_from_numbers(numbers, expected):
    assert from_numbers(numbers) == expected


@given(st.text(alphabet="0123456789-:+TZ, FebMonGMT./", max_size=40))
def test_no_text_raises(text):
    found = moment(text)

    assert found is None or found.tzinfo is UTC
