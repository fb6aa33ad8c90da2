"""Gathers what a search says of an offer beside its own record: who offers it, when they work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.action_spec import Found
from sidecar.desk.searching import MAX_OFFERS
from sidecar.wp_bridge.business import read_business
from sidecar.wp_bridge.offer_records import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.offer_records import OpeningHours, Service, StaffMember

MAX_NAMED = 100
"""Staff members of a service, or services of a staff member, that one answer names."""


def describe_services(desk: Desk, services: Sequence[Service]) -> list[Found]:
    """Return services with the published staff members that offer them, in one query for all."""
    if not services:
        return []
    staff = [found for found in desk.offers.list_staff(desk.connection, MAX_OFFERS) if _is_open(found)]
    return [
        Found(service, {"staff": [m for m in staff if _offers(service, m.id)][:MAX_NAMED]})
        for service in services
    ]


def describe_staff(desk: Desk, members: Sequence[StaffMember]) -> list[Found]:
    """Return staff members with their hours and the published services that they offer, likewise."""
    if not members:
        return []
    services = [found for found in desk.offers.list_services(desk.connection, MAX_OFFERS) if _is_open(found)]
    business = read_business(desk.connection, desk.tables).weekly_hours
    return [
        Found(
            member,
            {
                "weekly_hours": _list_hours(member.weekly_hours if member.works_own_hours else business),
                "services": [s for s in services if _offers(s, member.id)][:MAX_NAMED],
            },
        )
        for member in members
    ]


def _is_open(offer: Service | StaffMember) -> bool:
    return offer.status == PUBLISHED


def _offers(service: Service, staff_id: int) -> bool:
    return service.is_offered_by_all_staff or staff_id in service.staff_ids


def _list_hours(hours: Mapping[str, OpeningHours | None]) -> list[dict[str, Any]]:
    return [
        {"day": day, "opens": f"{found.opens:%H:%M}", "closes": f"{found.closes:%H:%M}"}
        for day, found in _iterate(hours)
    ]


def _iterate(hours: Mapping[str, OpeningHours | None]) -> Iterable[tuple[str, OpeningHours]]:
    return ((day, found) for day, found in hours.items() if found is not None)
