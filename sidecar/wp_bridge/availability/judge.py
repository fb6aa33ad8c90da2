"""The one door to the rules: by the clock or by the day, as the service is sold."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sidecar.wp_bridge.availability.days import judge_days, list_free_days
from sidecar.wp_bridge.availability.differences import STRICT
from sidecar.wp_bridge.availability.hours import judge_hours, list_free_times
from sidecar.wp_bridge.availability.verdict import Asked, Reason, Refusal, Verdict
from sidecar.wp_bridge.times import YEARS

if TYPE_CHECKING:
    from datetime import date

    from sidecar.wp_bridge.availability.differences import Rules
    from sidecar.wp_bridge.availability.verdict import Facts


def judge(facts: Facts, asked: Asked, rules: Rules = STRICT) -> Verdict:
    """Say whether it can be booked, or all that speaks against it."""
    if asked.day.year not in YEARS:
        text = f"Choose a day from {YEARS.start} to {YEARS.stop - 1}."
        return Verdict(refusals=(Refusal(Reason.WRONG_YEAR, "date", text),))
    if facts.service.unit == "days":
        return judge_days(facts, asked, rules)
    return judge_hours(facts, asked, rules)


def list_free_slots(facts: Facts, asked: Asked, until: date | None = None) -> list[Verdict]:
    """Return the free beginnings from the asked day to `until` (that day alone without it), in order.

    Each is a verdict with start and end; by the day, it has the days, too.
    """
    until = until or asked.day
    if not {asked.day.year, until.year} <= set(YEARS):
        return []
    if facts.service.unit == "days":
        return list_free_days(facts, asked, until)
    days = (asked.day + timedelta(days=number) for number in range((until - asked.day).days + 1))
    asks = (Asked(day=day, extension=asked.extension, moved=asked.moved) for day in days)
    return [verdict for ask in asks for verdict in list_free_times(facts, ask)]
