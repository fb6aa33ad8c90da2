"""The days that a report is about: named ones, as seen from the site's today, or two dates. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sidecar.action_spec import Given

CUSTOM = "custom"
MAX_YEARS = 5
ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class Days(NamedTuple):
    """The first and the last day of a period, both included."""

    first: date
    last: date


def _week(today: date) -> Days:
    """Return the week from Monday to Sunday that a day is in."""
    monday = today - today.weekday() * ONE_DAY
    return Days(monday, monday + WEEK - ONE_DAY)


def _month(today: date) -> Days:
    first = today.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Days(first, following - ONE_DAY)


def _year(today: date) -> Days:
    return Days(today.replace(month=1, day=1), today.replace(month=12, day=31))


_NAMED: dict[str, Callable[[date], Days]] = {
    "today": lambda today: Days(today, today),
    "yesterday": lambda today: Days(today - ONE_DAY, today - ONE_DAY),
    "this_week": _week,
    "last_week": lambda today: _week(today - WEEK),
    "this_month": _month,
    "last_month": lambda today: _month(today.replace(day=1) - ONE_DAY),
    "this_year": _year,
    "last_year": lambda today: _year(today.replace(month=1, day=1) - ONE_DAY),
}
PERIODS = (*_NAMED, CUSTOM)
"""What the input `period` takes."""


def get_days(given: Given, today: date) -> Days:
    """Return the days that were asked for; the inputs have passed `check_days`."""
    named = _NAMED.get(given["period"] or CUSTOM)
    return named(today) if named else Days(given["from_date"], given["until_date"])


def check_days(given: Given) -> dict[str, str]:
    """Return what is wrong with the inputs `period`, `from_date` and `until_date` together, by input."""
    period, first, last = given["period"], given["from_date"], given["until_date"]
    dates = {"from_date": first, "until_date": last}
    if period not in {None, CUSTOM}:
        problem = "Leave it empty, or choose the period custom."
        return {key: problem for key, day in dates.items() if day is not None}
    if period is None and first is None and last is None:
        return {"period": "Choose a period, or give from_date and until_date."}
    missing = {key: "Give both dates." for key, day in dates.items() if day is None}
    return missing or _check_dates(first, last)


def _check_dates(first: date, last: date) -> dict[str, str]:
    if last < first:
        return {"until_date": "Expected from_date or a later day."}
    if last >= _add_years(first, MAX_YEARS):
        return {"until_date": f"Expected at most {MAX_YEARS} years from from_date."}
    return {}


def _add_years(day: date, years: int) -> date:
    """Return the same day years later; of February 29 the day after it, where that year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, month=3, day=1)
