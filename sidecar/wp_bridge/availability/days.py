"""Services of whole days: may one begin on this day, and which days are free."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sidecar.calendar_names import WEEKDAYS
from sidecar.wp_bridge.availability.blocked import refuse_closed, refuse_day, refuse_month, refuse_taken
from sidecar.wp_bridge.availability.differences import STRICT, Difference
from sidecar.wp_bridge.availability.occupied import list_others, map_taken_days
from sidecar.wp_bridge.availability.offered import refuse_offer
from sidecar.wp_bridge.availability.verdict import Asked, Reason, Refusal, Verdict
from sidecar.wp_bridge.posts.booking_times import MAX_DAYS
from sidecar.wp_bridge.times import start_of_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sidecar.wp_bridge.availability.differences import Rules
    from sidecar.wp_bridge.availability.verdict import Facts
    from sidecar.wp_bridge.occupancy import Occupancy
    from sidecar.wp_bridge.offer_records import Extra, Service

ONE_DAY = timedelta(days=1)


def judge_days(facts: Facts, asked: Asked, rules: Rules = STRICT) -> Verdict:
    """Say whether a service of whole days can be booked from the asked day on."""
    taken = map_taken_days(list_others(facts, asked, rules), rules, by_hours=True)
    return _judge(facts, asked, taken, rules)


def list_free_days(facts: Facts, asked: Asked, until: date, rules: Rules = STRICT) -> list[Verdict]:
    """Return the verdict of each free first day from the asked one to `until`, which is part of it."""
    taken = map_taken_days(list_others(facts, asked, rules), rules, by_hours=True)
    firsts = (asked.day + number * ONE_DAY for number in range((until - asked.day).days + 1))
    asks = (Asked(day=first, extension=asked.extension, moved=asked.moved) for first in firsts)
    verdicts = (_judge(facts, ask, taken, rules) for ask in asks)
    return [verdict for verdict in verdicts if verdict.is_free]


def list_days(service: Service, extras: Iterable[Extra], first: date, extension: int) -> tuple[date, ...]:
    """Return the days that are booked: the service's, one more for each extension, and those of extras.

    BookingX counts so in includes/core/ajax/class-bkx-ajax-loader.php:560-580.
    """
    count = _count_days(service, extras, extension)
    return tuple(first + number * ONE_DAY for number in range(count))


def _count_days(service: Service, extras: Iterable[Extra], extension: int) -> int:
    return (service.days or 0) + sum(extra.days or 0 for extra in extras) + extension


def _judge(facts: Facts, asked: Asked, taken: dict[date, Occupancy], rules: Rules) -> Verdict:
    count = _count_days(facts.service, facts.extras, asked.extension)
    if not 0 < count <= MAX_DAYS:
        text = f"It would take {count} days: a booking takes 1 to {MAX_DAYS}."
        wrong = Refusal(Reason.TOO_LONG, "extension", text)
        return Verdict(refusals=(*refuse_offer(facts, asked, rules), wrong))
    days = list_days(facts.service, facts.extras, asked.day, asked.extension)
    if asked.days and tuple(sorted(asked.days)) != days:
        return Verdict(refusals=(_refuse_other_days(days),))
    refusals = [*refuse_offer(facts, asked, rules), *_refuse_past(facts, asked, rules)]
    for day in days:
        refusals.extend(_refuse_one(facts, day, taken, rules))
    return Verdict(
        refusals=tuple(dict.fromkeys(refusals)),
        starts_at=start_of_day(days[0], facts.zone),
        ends_at=start_of_day(days[-1] + ONE_DAY, facts.zone),
        days=days,
    )


def _refuse_other_days(days: tuple[date, ...]) -> Refusal:
    text = f"This booking takes {len(days)} days that follow each other: {', '.join(map(str, days))}."
    return Refusal(Reason.DAYS_NOT_CONSECUTIVE, "days", text)


def _refuse_past(facts: Facts, asked: Asked, rules: Rules) -> Iterator[Refusal]:
    """Refuse the days before today; today itself can be booked, as in BookingX's calendar."""
    today = facts.now.astimezone(facts.zone).date()
    if Difference.NOT_IN_THE_PAST in rules and asked.day < today:
        text = f"This day is past. Choose {today} or a later day."
        yield Refusal(Reason.IN_THE_PAST, "date", text)


def _refuse_one(facts: Facts, day: date, taken: dict[date, Occupancy], rules: Rules) -> Iterator[Refusal]:
    """Refuse one of the days. Where it is free so far, BookingX asks for the staff member's own weekdays."""
    refusals = list(refuse_day(facts, day))
    if day in taken:
        refusals.append(refuse_taken(taken[day]))
    if not refusals:
        refusals.extend(_refuse_weekday(facts, day))
    yield from refusals
    yield from refuse_month(facts, day, rules)


def _refuse_weekday(facts: Facts, day: date) -> Iterator[Refusal]:
    staff = facts.staff
    if not any(staff.weekly_hours.values()):
        text = f"{staff.name} needs weekdays of their own to be booked by the day. Set them in BookingX."
        yield Refusal(Reason.STAFF_WITHOUT_OWN_DAYS, "staff", text)
    elif not staff.weekly_hours[WEEKDAYS[day.weekday()]]:
        yield refuse_closed(facts, day, staff.weekly_hours)
