"""Finds bookings, customers, services and staff members by what people know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.desk.desk import Desk


def list_staff_of(desk: Desk, service_ids: Collection[int]) -> set[int] | None:
    """Return the ids of who offers one of the services; None where that is everybody."""
    found = desk.offers.read_services(desk.connection, service_ids).values()
    if any(service.is_offered_by_all_staff for service in found):
        return None
    return {staff_id for service in found for staff_id in service.staff_ids}
