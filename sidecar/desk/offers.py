"""Finds what a call names: a service, a staff member, extras; or says which of them is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.errors import FieldFault
from sidecar.wp_bridge.offer_records import PUBLISHED
from sidecar.wp_bridge.write_errors import UnknownOfferError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.offer_records import Extra, Service, StaffMember

MAX_STAFF = 1000
"""Staff members among whom a call without one looks for a free one; BookingX's own form lists them all."""
NO_SERVICE = "There is no service with this ID. Pick one from the list of services."
NO_STAFF = "There is no staff member with this ID. Pick one from the list of staff members."
NO_EXTRA = "There is no extra with this ID. Pick one from the list of extras."


def get_service(desk: Desk, service_id: int, field: str = "service_id") -> Service:
    """Return the service, a draft, too; raises UnknownOfferError (404) that names the input `field`."""
    found = desk.offers.read_services(desk.connection, [service_id])
    if service_id not in found:
        raise UnknownOfferError(NO_SERVICE, fields=[FieldFault(field, NO_SERVICE)])
    return found[service_id]


def get_staff(desk: Desk, staff_id: int, field: str = "staff_id") -> StaffMember:
    """Return the staff member, a draft, too; raises UnknownOfferError (404) that names the input `field`."""
    found = desk.offers.read_staff(desk.connection, [staff_id])
    if staff_id not in found:
        raise UnknownOfferError(NO_STAFF, fields=[FieldFault(field, NO_STAFF)])
    return found[staff_id]


def get_extras(desk: Desk, extra_ids: Collection[int], field: str = "extra_ids") -> tuple[Extra, ...]:
    """Return the extras, drafts, too, in this order; raises UnknownOfferError (404) if one is not there."""
    if not extra_ids:
        return ()
    found = desk.offers.read_extras(desk.connection, list(dict.fromkeys(extra_ids)))
    if any(extra_id not in found for extra_id in extra_ids):
        raise UnknownOfferError(NO_EXTRA, fields=[FieldFault(field, NO_EXTRA)])
    return tuple(found.values())


def list_offering_staff(desk: Desk, service: Service) -> Sequence[StaffMember]:
    """Return the published staff members that offer a service, by id; at most `MAX_STAFF`."""
    if service.is_offered_by_all_staff:
        found = desk.offers.list_staff(desk.connection, MAX_STAFF)
    else:
        ids = sorted(set(service.staff_ids))[:MAX_STAFF]
        found = list(desk.offers.read_staff(desk.connection, ids).values())
    return [member for member in found if member.status == PUBLISHED]
