"""Writes when a staff member works, in the spelling of BookingX's own screen."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from sidecar.wp_bridge.offer_records import WEEKDAYS
from sidecar.wp_bridge.opening_hours import HOURS, MONTH_NAMES, MONTHS
from sidecar.wp_bridge.post_rows import to_local
from sidecar.wp_bridge.service_writer import SEAT
from sidecar.wp_bridge.write_errors import UnknownOfferError, UnwritableHoursError

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from sidecar.wp_bridge.offer_records import OpeningHours
    from sidecar.wp_bridge.opening_hours import WeeklyHours
    from sidecar.wp_bridge.php_serialized import PhpKey, PhpValue
    from sidecar.wp_bridge.post_rows import PostRows
    from sidecar.wp_bridge.writing import Edit

MIDNIGHT, NOON = time(0), time(12)


def set_weekly_hours(
    connection: Connection, rows: PostRows, staff_id: int, weekly: WeeklyHours | None, edit: Edit
) -> None:
    """Give a staff member hours of their own, or, for None, those of the business again.

    Raises UnknownOfferError, and UnwritableHoursError for hours that BookingX would read as others: a week
    without an open day (for which it takes the hours of the business), and days that end before they begin.
    """
    groups = _group(weekly) if weekly is not None else []
    if weekly is not None:
        _check(groups)
    _touch(connection, rows, staff_id, edit)
    metas: dict[str, PhpValue] = {
        "seat_is_certain_day": "N",
        HOURS: None,
        "seat_days": None,
        "seat_days_time": "",
    }
    if weekly is not None:
        days = [day for names, _ in groups for day in names]
        metas = {
            HOURS: _build_groups(groups),
            "seat_is_certain_day": "Y",
            "seat_days": [*days],
            "seat_days_time": _build_times(groups),
        }
    rows.set_metas(connection, staff_id, metas)


def set_months(
    connection: Connection, rows: PostRows, staff_id: int, months: Collection[int], edit: Edit
) -> None:
    """Say in which months (1 to 12) a staff member works; none means all. Raises UnknownOfferError."""
    _touch(connection, rows, staff_id, edit)
    names = "".join(f"{MONTH_NAMES[month - 1]}," for month in sorted(set(months)))
    switch = "Y" if names else "N"
    rows.set_metas(connection, staff_id, {"seat_is_certain_month": switch, MONTHS: names})


def to_clock_text(clock: time) -> str:
    """Return a time as BookingX keeps it: `9:30 AM`."""
    return f"{clock.hour % 12 or 12}:{clock.minute:02} {'AM' if clock < NOON else 'PM'}"


Groups = list[tuple[list[str], "OpeningHours"]]


def _group(weekly: WeeklyHours) -> Groups:
    """Return the days of the week by their hours, the earliest day first."""
    groups: dict[OpeningHours, list[str]] = {}
    for day in WEEKDAYS:
        hours = weekly.get(day)
        if hours is not None:
            groups.setdefault(hours, []).append(day)
    return [(days, hours) for hours, days in groups.items()]


def _check(groups: Groups) -> None:
    """Midnight as an end means the end of the day, but to BookingX only for days that begin before noon."""
    if not groups:
        raise UnwritableHoursError
    for _, hours in groups:
        ends_at_midnight = hours.closes == MIDNIGHT and hours.opens < NOON
        if hours.closes <= hours.opens and not ends_at_midnight:
            raise UnwritableHoursError


def _touch(connection: Connection, rows: PostRows, staff_id: int, edit: Edit) -> None:
    if rows.find_post(connection, staff_id, SEAT) is None:
        raise UnknownOfferError
    local = to_local(edit.at, rows.read_site(connection))
    utc = edit.at.replace(microsecond=0)
    rows.update_post(connection, staff_id, post_modified=local, post_modified_gmt=utc)


def _build_groups(groups: Groups) -> dict[PhpKey, PhpValue]:
    built: dict[PhpKey, PhpValue] = {}
    for number, (days, hours) in enumerate(groups, 1):
        clock: dict[PhpKey, PhpValue] = {
            "open": to_clock_text(hours.opens),
            "close": to_clock_text(hours.closes),
        }
        built[f"selected_days_{number}"] = {"days": [*days], "time": clock}
    return built


def _build_times(groups: Groups) -> dict[PhpKey, PhpValue]:
    return {
        day: {
            "day": day,
            "time_from": to_clock_text(hours.opens),
            "time_till": to_clock_text(hours.closes),
        }
        for days, hours in groups
        for day in days
    }
