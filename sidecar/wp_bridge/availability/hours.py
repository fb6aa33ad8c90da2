"""Services of hours: may one begin at this time, and which times of a day are free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from sidecar.wp_bridge.availability.blocked import refuse_closed, refuse_day, refuse_month, refuse_taken
from sidecar.wp_bridge.availability.differences import STRICT, Difference
from sidecar.wp_bridge.availability.occupied import UNTIL, list_others, map_taken_days, map_taken_slots
from sidecar.wp_bridge.availability.offered import refuse_offer
from sidecar.wp_bridge.availability.slots import (
    MINUTES,
    SLOTS_OF_A_DAY,
    count_slots,
    find_hours,
    get_slot_start,
    get_weekly_hours,
    is_misread,
    list_opening_slots,
    to_slot,
)
from sidecar.wp_bridge.availability.verdict import Reason, Refusal, Verdict
from sidecar.wp_bridge.occupancy import Occupancy
from sidecar.wp_bridge.times import at_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sidecar.wp_bridge.availability.differences import Rules
    from sidecar.wp_bridge.availability.verdict import Asked, Facts
    from sidecar.wp_bridge.offer_records import Extra, OpeningHours, Service

MINUTES_OF_A_DAY = 24 * 60
BOOKINGX_DAY_FACTOR = 60
"""BookingX takes an extra of days for 60 times as long (class-bkx-booking.php:1275-1279)."""


@dataclass(frozen=True, slots=True)
class _Day:
    """What holds for every time of the asked day: worked out once, asked up to 96 times."""

    day: date
    refusals: tuple[Refusal, ...]
    opening: frozenset[int]
    taken: dict[int, Occupancy]
    slots: int
    outside: Refusal | None


def judge_hours(facts: Facts, asked: Asked, rules: Rules = STRICT) -> Verdict:
    """Say whether a service of hours can be booked at the asked day and time."""
    day = _look_at_day(facts, asked, rules)
    if asked.clock is None:
        text = f"{facts.service.name} is booked by the clock. Give a time, for instance 09:30."
        return Verdict(refusals=(*day.refusals, Refusal(Reason.TIME_MISSING, "time", text)))
    slot = to_slot(asked.clock)
    if slot is None:
        text = f"Bookings begin at a quarter of an hour: :00, :15, :30 or :45, not at {asked.clock:%H:%M:%S}."
        return Verdict(refusals=(*day.refusals, Refusal(Reason.NOT_ON_THE_GRID, "time", text)))
    return _judge_slot(facts, day, slot, rules)


def list_free_times(facts: Facts, asked: Asked, rules: Rules = STRICT) -> list[Verdict]:
    """Return the verdict of each free time of the asked day, in order; `asked.clock` does not count."""
    day = _look_at_day(facts, asked, rules)
    if day.refusals:
        return []
    verdicts = (_judge_slot(facts, day, slot, rules) for slot in range(1, SLOTS_OF_A_DAY + 1))
    return [verdict for verdict in verdicts if verdict.is_free]


def count_minutes(service: Service, extras: Iterable[Extra]) -> int:
    """Return how long it takes with its extras; an extension costs money, but no time."""
    total = service.duration_minutes or 0
    for extra in extras:
        days = (extra.days or 0) * BOOKINGX_DAY_FACTOR
        total += (extra.duration_minutes or 0) + days * MINUTES_OF_A_DAY
    return total


def _look_at_day(facts: Facts, asked: Asked, rules: Rules) -> _Day:
    others = list_others(facts, asked, rules)
    hours = find_hours(facts.staff, facts.business, asked.day)
    opening = list_opening_slots(hours, rules)
    slots = min(
        count_slots(count_minutes(facts.service, facts.extras)), UNTIL
    )  # three days fit no hours, as more would not
    return _Day(
        day=asked.day,
        refusals=tuple(_refuse_whole_day(facts, asked, others, rules)),
        opening=opening,
        taken=map_taken_slots(others, asked, rules),
        slots=slots,
        outside=_refuse_hours(asked.day, hours, opening, slots) if hours else None,
    )


def _refuse_whole_day(facts: Facts, asked: Asked, others: list[Occupancy], rules: Rules) -> Iterator[Refusal]:
    yield from refuse_offer(facts, asked, rules)
    yield from refuse_day(facts, asked.day)
    yield from refuse_month(facts, asked.day, rules)
    taker = map_taken_days(others, rules, by_hours=False).get(asked.day)
    if taker:
        yield refuse_taken(taker)
    if not find_hours(facts.staff, facts.business, asked.day):
        yield refuse_closed(facts, asked.day, get_weekly_hours(facts.staff, facts.business))
    if asked.moved and asked.moved.all_day and Difference.ONLY_THE_MOVED_BOOKING not in rules:
        text = "BookingX stops with an error where a booking of whole days is moved to a time."
        yield Refusal(Reason.BOOKINGX_STOPS, "time", text)


def _judge_slot(facts: Facts, day: _Day, first: int, rules: Rules) -> Verdict:
    wanted = range(first, first + day.slots)
    starts = get_slot_start(day.day, first)
    ends = get_slot_start(day.day, wanted.stop)
    refusals = [*day.refusals, *_refuse_taken_slots(day, wanted)]
    if day.outside and not _is_open(day.opening, wanted, rules):
        refusals.append(day.outside)
    if Difference.NOT_IN_THE_PAST in rules and at_site(starts, facts.zone) <= facts.now:
        text = f"This time is past. Choose one after {facts.now.astimezone(facts.zone):%Y-%m-%d %H:%M}."
        refusals.append(Refusal(Reason.IN_THE_PAST, "time", text))
    if Difference.DAYLIGHT_GAP in rules:
        refusals.extend(_refuse_gap(day.day, wanted, facts.zone))
    return Verdict(
        refusals=tuple(dict.fromkeys(refusals)),
        starts_at=at_site(starts, facts.zone),
        ends_at=at_site(ends, facts.zone),
    )


def _refuse_taken_slots(day: _Day, wanted: range) -> Iterator[Refusal]:
    takers = dict.fromkeys(day.taken[slot] for slot in wanted if slot in day.taken)
    yield from (refuse_taken(taker) for taker in takers)


def _is_open(opening: frozenset[int], wanted: range, rules: Rules) -> bool:
    """Say whether is open; BookingX asks for the last slot alone (class-bkx-booking.php:1221-1223)."""
    if Difference.WHOLE_TIME_WITHIN_HOURS in rules:
        return opening.issuperset(wanted)
    return wanted.stop - 1 in opening


def _refuse_hours(day: date, hours: OpeningHours, opening: frozenset[int], slots: int) -> Refusal:
    """Return what is said of any time outside the hours: when a booking could begin."""
    starts = [slot for slot in sorted(opening) if opening.issuperset(range(slot, slot + slots))]
    length = f"{slots * MINUTES} minutes"
    if starts:
        first, last = (get_slot_start(day, slot) for slot in (starts[0], starts[-1]))
        text = f"With {length}, bookings on {day} can begin from {first:%H:%M} to {last:%H:%M}."
    else:
        text = f"The hours of {day} leave no room for {length}. Choose another day."
    if is_misread(hours):
        span = f"{hours.opens:%H:%M} to {hours.closes:%H:%M}"
        text += f" BookingX misreads {span}: hours that end by 23:45, at a quarter of an hour, it reads well."
    return Refusal(Reason.OUTSIDE_HOURS, "time", text)


def _refuse_gap(day: date, wanted: range, zone: tzinfo) -> Iterator[Refusal]:
    """Refuse a time of which the change to summer time skips a part: it would be shorter than it says."""
    skipped = [slot for slot in wanted if _is_skipped(get_slot_start(day, slot), zone)]
    if skipped:
        begins, ends = get_slot_start(day, skipped[0]), get_slot_start(day, skipped[-1] + 1)
        text = f"The clocks go forward: {begins:%H:%M} to {ends:%H:%M} on {begins:%Y-%m-%d} does not exist."
        yield Refusal(Reason.DAYLIGHT_GAP, "time", f"{text} Choose a time before or after.")


def _is_skipped(local: datetime, zone: tzinfo) -> bool:
    return at_site(local, zone).replace(tzinfo=None) != local
