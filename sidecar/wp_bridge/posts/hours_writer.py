"""Writes when a staff member works, in the spelling of BookingX's own screen."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.calendar_names import MONTH_NAMES, WEEKDAYS
from sidecar.wp_bridge.opening_hours import HOURS, MONTHS
from sidecar.wp_bridge.posts.offers import PostsOffers
from sidecar.wp_bridge.posts.post_rows import replace_metas, to_local
from sidecar.wp_bridge.posts.service_writer import SEAT
from sidecar.wp_bridge.write_errors import UnknownOfferError, UnwritableHoursError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

    from sidecar.wp_bridge.offer_records import OpeningHours
    from sidecar.wp_bridge.opening_hours import WeeklyHours
    from sidecar.wp_bridge.php.serialized import PhpKey, PhpValue
    from sidecar.wp_bridge.posts.post_rows import PostRows
    from sidecar.wp_bridge.writing import Edit

MIDNIGHT, NOON = time(0), time(12)


def set_weekly_hours(
    connection: Connection, rows: PostRows, staff_id: int, weekly: WeeklyHours | None, edit: Edit
) -> None:
    """Give a staff member hours of their own, or, for None, those of the business again.

    The WordPress user to whom it is linked gets a copy, in another form, as from BookingX's screen
    (class-bkx-seat-meta-box.php:1037-1106).

    Raises UnknownOfferError, and UnwritableHoursError for hours that BookingX would read as others: a week
    without an open day (for which it takes the hours of the business), and days that end before they begin.
    """
    groups = _group(weekly) if weekly is not None else []
    if weekly is not None:
        _check(groups)
    _touch(connection, rows, staff_id, edit)
    days = [day for names, _ in groups for day in names]
    shared: dict[str, PhpValue] = {
        "seat_is_certain_day": "Y" if groups else "N",
        "seat_days": [*days] if groups else None,
    }
    own: dict[str, PhpValue] = {
        HOURS: _build_groups(groups) if groups else None,
        **shared,
        "seat_days_time": _build_times(groups) if groups else "",
    }
    rows.set_metas(connection, staff_id, own)
    _set_user_metas(connection, rows, staff_id, {**shared, "seat_days_time": _build_user_times(groups)})


def set_months(
    connection: Connection, rows: PostRows, staff_id: int, months: Collection[int], edit: Edit
) -> None:
    """Say in which months (1 to 12) a staff member works; none means all. Raises UnknownOfferError.

    The linked user gets the same copy.
    """
    _touch(connection, rows, staff_id, edit)
    names = "".join(f"{MONTH_NAMES[month - 1]}," for month in sorted(set(months)))
    metas: dict[str, PhpValue] = {"seat_is_certain_month": "Y" if names else "N", MONTHS: names}
    rows.set_metas(connection, staff_id, metas)
    _set_user_metas(connection, rows, staff_id, metas)


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


def _set_user_metas(
    connection: Connection, rows: PostRows, staff_id: int, metas: Mapping[str, PhpValue]
) -> None:
    """Write the copies of a linked user who is still there. Primary key of users, index user_id."""
    user_id = PostsOffers(rows.tables.prefix).read_staff(connection, [staff_id])[staff_id].user_id
    users = rows.tables.users.c
    if user_id and connection.scalar(sa.select(users["ID"]).where(users["ID"] == user_id)):
        replace_metas(connection, rows.tables.usermeta, "user_id", user_id, metas)


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


def _build_user_times(groups: Groups) -> dict[PhpKey, PhpValue]:
    """Return a user's copy: by a group's number its last day, and beside it the group's times."""
    built: dict[PhpKey, PhpValue] = {}
    for number, (days, hours) in enumerate(groups, 1):
        built[number] = {"day": days[-1].lower()}
        built[f"selected_days_{number}"] = {
            "time_from": to_clock_text(hours.opens),
            "time_till": to_clock_text(hours.closes),
        }
    return built
