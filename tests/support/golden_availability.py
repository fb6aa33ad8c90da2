"""The recorded questions of availability, and our answers to them in the plugin's words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.wp_bridge.availability.differences import AS_BOOKINGX
from sidecar.wp_bridge.availability.hours import count_minutes
from sidecar.wp_bridge.availability.judge import judge
from sidecar.wp_bridge.availability.occupied import list_others, map_taken_slots
from sidecar.wp_bridge.availability.slots import (
    SLOTS_OF_A_DAY,
    count_slots,
    find_hours,
    list_opening_slots,
    to_slot,
)
from sidecar.wp_bridge.availability.verdict import Asked, Facts, Reason
from sidecar.wp_bridge.business import Business, read_business
from sidecar.wp_bridge.occupancy import Occupancy, build_occupancy
from sidecar.wp_bridge.offer_records import Extra, Service, StaffMember
from sidecar.wp_bridge.posts.booking_metas import BookingMetas
from sidecar.wp_bridge.posts.offers import PostsOffers
from sidecar.wp_bridge.site import read_site
from sidecar.wp_bridge.tables import WpTables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from sidecar.wp_bridge.availability.verdict import Refusal, Verdict

PATH = Path(__file__).parents[1] / "fixtures" / "golden" / "availability.jsonl"
RECORDED_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
NO_SUCH_DAY = "Please try to select available date in Calendar."
DAYS_OFF = {Reason.VACATION, Reason.HOLIDAY, Reason.SERVICE_UNAVAILABLE, Reason.EXTRA_UNAVAILABLE}

Case = dict[str, Any]


def load_cases(*kinds: str) -> list[Case]:
    """Return the recorded cases of these kinds: `verify`, `slots`, `days`."""
    cases = [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]
    return [case for case in cases if case["kind"] in kinds]


@dataclass(frozen=True)
class GoldenSite:
    """All that counts at the golden site, read by the sidecar's own readers."""

    services: dict[int, Service]
    staff: dict[int, StaffMember]
    extras: dict[int, Extra]
    business: Business
    bookings: dict[int, Occupancy]
    zone: tzinfo

    @classmethod
    def read(cls, connection: Connection) -> GoldenSite:
        offers, tables = PostsOffers("wp_"), WpTables("wp_")
        zone = read_site(connection, tables).time_zone
        return cls(
            services={service.id: service for service in offers.list_services(connection, 100)},
            staff={member.id: member for member in offers.list_staff(connection, 100)},
            extras={extra.id: extra for extra in offers.list_extras(connection, 100)},
            business=read_business(connection, tables),
            bookings=read_bookings(connection, tables, zone),
            zone=zone,
        )

    def get_facts(self, case: Case) -> Facts:
        return Facts(
            service=self.services[case["service"]],
            staff=self.staff[case["seat"]],
            extras=tuple(self.extras[extra] for extra in case["extras"]),
            business=self.business,
            bookings=tuple(booking for booking in self.bookings.values() if booking.staff_id == case["seat"]),
            zone=self.zone,
            now=RECORDED_AT,
        )

    def get_asked(self, case: Case) -> Asked:
        extension = case["extension"]
        return Asked(
            day=date.fromisoformat(case["date"]),
            clock=parse_clock(case["time"]) if "time" in case else None,
            extension=int(extension) if extension.isdigit() else 0,
            moved=self.bookings[case["editing"]] if "editing" in case else None,
        )

    def answer(self, case: Case) -> Any:
        """Return the plugin's answer, as we calculate it by the plugin's rules."""
        facts, asked = self.get_facts(case), self.get_asked(case)
        if case["kind"] == "slots":
            return show_slots(facts, asked)
        verdict = judge(facts, asked, AS_BOOKINGX)
        if case["kind"] == "verify":
            return verify(facts, asked, verdict)
        return "error" if case["extension"] == "NaN" else show_days(verdict)


def parse_clock(posted: str) -> time:
    """Return the time of a slot as the form posts it: its first one is `00:0`."""
    hour, minute = posted.split(":")
    return time(int(hour), int(minute))


def read_bookings(connection: Connection, tables: WpTables, zone: tzinfo) -> dict[int, Occupancy]:
    """Return what each booking takes, by id."""
    posts, metas = tables.posts.c, tables.postmeta.c
    query = sa.select(posts["ID"], posts.post_status).where(posts.post_type == "bkx_booking")
    found = {}
    for booking_id, raw_status in connection.execute(query).all():
        rows = sa.select(metas.meta_key, metas.meta_value).where(metas.post_id == booking_id)
        texts = [(key, value or "") for key, value in connection.execute(rows.order_by(metas.meta_id))]
        found[booking_id] = build_occupancy(booking_id, raw_status, BookingMetas.from_rows(texts), zone)
    return found


def verify(facts: Facts, asked: Asked, verdict: Verdict) -> Any:
    """Return what `get_verify_slot` answers; a day that is closed or taken as a whole stops PHP 8."""
    if is_day_taken(verdict.refusals) or verdict.reasons & (
        DAYS_OFF | {Reason.CLOSED_DAY, Reason.BOOKINGX_STOPS}
    ):
        return "error"
    if not verdict.is_free:
        return False
    assert asked.clock is not None
    return {
        "no_of_slots": count_slots(count_minutes(facts.service, facts.extras)),
        "starting_slot": to_slot(asked.clock),
    }


def show_slots(facts: Facts, asked: Asked) -> Any:
    """Return the slots of a day that the form shows, which does not ask for the length of the service."""
    refusals = judge(facts, asked, AS_BOOKINGX).refusals
    reasons = {refusal.reason for refusal in refusals}
    if is_day_taken(refusals) or reasons & DAYS_OFF:
        return {"available": [], "disabled": []}
    if Reason.BOOKINGX_STOPS in reasons:
        return "error"
    hours = find_hours(facts.staff, facts.business, asked.day)
    taken = map_taken_slots(list_others(facts, asked, AS_BOOKINGX), asked, AS_BOOKINGX)
    shown = [slot for slot in sorted(list_opening_slots(hours, AS_BOOKINGX)) if slot <= SLOTS_OF_A_DAY]
    return {
        "available": [slot for slot in shown if slot not in taken],
        "disabled": [slot for slot in shown if slot in taken],
    }


def show_days(verdict: Verdict) -> Any:
    """Return the days that the form shows; without own weekdays of the staff member PHP 8 stops."""
    if Reason.STAFF_WITHOUT_OWN_DAYS in verdict.reasons:
        return "error"
    if not verdict.is_free:
        return {"days": [], "message": NO_SUCH_DAY}
    return {"days": [f"{day:%Y-%m}-{day.day}" for day in verdict.days], "message": ""}


def is_day_taken(refusals: Iterable[Refusal]) -> bool:
    """Say whether a booking of whole days is in the way."""
    return any(refusal.reason is Reason.OCCUPIED and refusal.subject == "date" for refusal in refusals)
