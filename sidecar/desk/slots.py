"""Finds the free times of a service in some days: one look at the site for all staff members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Found
from sidecar.desk.availability import read_all_facts, refuse
from sidecar.desk.offers import get_extras, get_service, get_staff, list_offering_staff
from sidecar.desk.pricing import price
from sidecar.wp_bridge.availability.differences import STRICT
from sidecar.wp_bridge.availability.judge import list_free_slots
from sidecar.wp_bridge.availability.offered import refuse_offer
from sidecar.wp_bridge.availability.verdict import Asked

if TYPE_CHECKING:
    from datetime import date

    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk


def list_slots(desk: Desk, given: Given, first: date, last: date) -> list[Found]:
    """Return the free times from the first to the last day, by start, then staff member.

    Raises UnknownOfferError (404), and InvalidDataError (422) where no day would do: the staff member does
    not offer the service, an extra does not belong to it.
    """
    service = get_service(desk, given["service_id"])
    extras = get_extras(desk, given["extra_ids"] or ())
    staff_id = given["staff_id"]
    members = list_offering_staff(desk, service) if staff_id is None else [get_staff(desk, staff_id)]
    asked = Asked(day=first)
    found: list[Found] = []
    for facts in read_all_facts(desk, service, members, extras, first, last).values():
        wrong = tuple(refuse_offer(facts, asked, STRICT))
        if wrong:
            raise refuse(wrong)
        amounts = price(facts, 0)
        found += [
            Found(verdict, {"service": service, "staff": facts.staff, "price": amounts})
            for verdict in list_free_slots(facts, asked, last)
        ]
    return sorted(found, key=lambda slot: (slot.record.starts_at, slot.details["staff"].id))
