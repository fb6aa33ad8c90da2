"""Finds bookings, services and staff members by what people know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sidecar.inputs.searching import NEXT
from sidecar.wp_bridge.bookingx2.booking_search import TablesSearch
from sidecar.wp_bridge.bookingx2.layout import TablesLayout
from sidecar.wp_bridge.offer_records import PUBLISHED, Service, StaffMember
from sidecar.wp_bridge.posts.booking_query import BookingQuery
from sidecar.wp_bridge.posts.booking_search import PostsSearch
from sidecar.wp_bridge.statuses import PUBLIC_BY_RAW

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.records import BookingRecord

MAX_OFFERS = 1000
"""Services, or staff members, among which a search looks."""
COMING = ("pending", "confirmed")
SPARE = 20
"""Bookings that are read beyond those that are wanted, should the record of one say something else."""

Offer = TypeVar("Offer", Service, StaffMember)


def open_search(desk: Desk) -> PostsSearch | TablesSearch:
    """Return what finds bookings in the site's layout."""
    store = desk.store
    return TablesSearch(store) if isinstance(store, TablesLayout) else PostsSearch(desk.tables)


def find_bookings(desk: Desk, given: Given) -> list[BookingRecord]:
    """Return the bookings that all inputs of `find_booking` fit, in the order that is wanted."""
    wanted = _read_query(desk, given)
    if given["booking_id"] is not None and wanted.external_id is None:
        ids = [given["booking_id"]]
    else:
        ids = open_search(desk).list_ids(desk.connection, wanted)
    found = desk.store.read_bookings(desk.connection, ids).values()
    return [record for record in found if _fits(desk, record, given, wanted)][: given["limit"]]


def _read_query(desk: Desk, given: Given) -> BookingQuery:
    is_next = given["order"] == NEXT
    now = desk.now.astimezone(desk.site.time_zone).replace(tzinfo=None)
    starts_from = given["starts_from"]
    return BookingQuery(
        limit=given["limit"] + SPARE,
        email=given["customer_email"],
        external_id=given["external_id"],
        service_id=given["service_id"],
        staff_id=given["staff_id"],
        raw_statuses=_list_raw(_list_statuses(given)),
        starts_from=max(now, starts_from or now) if is_next else starts_from,
        starts_before=given["starts_before"],
        soonest_first=is_next,
    )


def _list_statuses(given: Given) -> Collection[str]:
    """Return the statuses that fit; none for any. Whoever asks for the next booking means one that is on."""
    return given["status"] or (COMING if given["order"] == NEXT else ())


def _list_raw(statuses: Collection[str]) -> Collection[str] | None:
    """Return all that BookingX stores for public words: a binned booking counts as cancelled.

    BookingX 2.0 stores the words themselves.
    """
    if not statuses:
        return None
    return {*statuses, *(raw for raw, public in PUBLIC_BY_RAW.items() if public in statuses)}


def _fits(desk: Desk, record: BookingRecord, given: Given, wanted: BookingQuery) -> bool:
    """Whether a booking's own record agrees with what its rows were found by."""
    said = (
        (given["booking_id"], record.id),
        (wanted.email and wanted.email.casefold(), record.customer.email.casefold()),
        (wanted.service_id, record.service.id if record.service else None),
        (wanted.staff_id, record.staff.id if record.staff else None),
    )
    statuses = _list_statuses(given)
    is_one = all(value is None or value == held for value, held in said)
    return is_one and (not statuses or record.status in statuses) and _is_within(desk, record, wanted)


def _is_within(desk: Desk, record: BookingRecord, wanted: BookingQuery) -> bool:
    if wanted.starts_from is None and wanted.starts_before is None:
        return True
    if record.starts_at is None:
        return False
    start = record.starts_at.astimezone(desk.site.time_zone).replace(tzinfo=None)
    is_early = wanted.starts_from is not None and start < wanted.starts_from
    return not is_early and (wanted.starts_before is None or start < wanted.starts_before)


def find_services(desk: Desk, given: Given) -> list[Service]:
    """Return the services of an ID, or of a name: see `rank`."""
    if given["service_id"] is not None:
        found = list(desk.offers.read_services(desk.connection, [given["service_id"]]).values())
    else:
        found = desk.offers.list_services(desk.connection, MAX_OFFERS)
    return rank(found, given["name"])[: given["limit"]]


def find_staff(desk: Desk, given: Given) -> list[StaffMember]:
    """Return the staff members that all inputs of `find_staff` fit: see `rank`."""
    if given["staff_id"] is not None:
        found = list(desk.offers.read_staff(desk.connection, [given["staff_id"]]).values())
    else:
        found = desk.offers.list_staff(desk.connection, MAX_OFFERS)
    email, service_id = given["email"], given["service_id"]
    if email is not None:
        found = [member for member in found if member.email.casefold() == email.casefold()]
    if service_id is not None:
        offering = list_staff_of(desk, [service_id])
        found = [member for member in found if offering is None or member.id in offering]
    return rank(found, given["name"])[: given["limit"]]


def rank(offers: Iterable[Offer], name: str | None) -> list[Offer]:
    """Return those whose name holds a text, in any case: the same name first, the published first, by id."""
    wanted = name.casefold() if name is not None else ""
    found = [offer for offer in offers if wanted in offer.name.casefold()]
    is_other = {offer.id: name is not None and offer.name.casefold() != wanted for offer in found}
    return sorted(found, key=lambda offer: (is_other[offer.id], offer.status != PUBLISHED, offer.id))


def list_staff_of(desk: Desk, service_ids: Collection[int]) -> set[int] | None:
    """Return the ids of who offers one of the services; None where that is everybody."""
    found = desk.offers.read_services(desk.connection, service_ids).values()
    if any(service.is_offered_by_all_staff for service in found):
        return None
    return {staff_id for service in found for staff_id in service.staff_ids}
