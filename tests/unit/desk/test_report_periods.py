"""Which days a named period has, seen from any today."""

from __future__ import annotations

from datetime import date

import pytest

from sidecar.desk.reports.period import PERIODS, check_days, get_days

NO_DATES = {"from_date": None, "until_date": None}


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("today", "2026-03-01", "2026-03-01"),
        ("yesterday", "2026-02-28", "2026-02-28"),
        ("this_week", "2026-02-23", "2026-03-01"),
        ("last_week", "2026-02-16", "2026-02-22"),
        ("this_month", "2026-03-01", "2026-03-31"),
        ("last_month", "2026-02-01", "2026-02-28"),
        ("this_year", "2026-01-01", "2026-12-31"),
        ("last_year", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_sunday_that_is_a_months_first(period: str, first: str, last: str) -> None:
    days = get_days({"period": period} | NO_DATES, date(2026, 3, 1))

    assert (days.first.isoformat(), days.last.isoformat()) == (first, last)


def test_every_month_has_its_own_days() -> None:
    spans = [get_days({"period": "this_month"} | NO_DATES, date(2028, month, 15)) for month in range(1, 13)]

    assert [span.last.day for span in spans] == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_every_period_has_days() -> None:
    today = date(2024, 2, 29)
    given = [{"period": period, "from_date": today, "until_date": today} for period in PERIODS]

    assert all(get_days(one, today).first <= get_days(one, today).last for one in given)


@pytest.mark.parametrize(
    ("first", "last", "faults"),
    [
        (date(2024, 2, 29), date(2029, 2, 28), {}),
        (date(2024, 2, 29), date(2029, 3, 1), {"until_date": "Expected at most 5 years from from_date."}),
        (date(2021, 1, 1), date(2025, 12, 31), {}),
    ],
)
def test_a_period_has_five_years_at_most(first: date, last: date, faults: dict[str, str]) -> None:
    assert check_days({"period": None, "from_date": first, "until_date": last}) == faults
