"""Finds what is wrong with a site's published services, staff and extras, for `sidecar doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sidecar.wp_bridge.offer_records import PUBLISHED, Extra, Service, StaffMember

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from sidecar.wp_bridge.store import OfferStore

PAGE = 200

Offer = TypeVar("Offer", Service, StaffMember, Extra)


@dataclass(frozen=True)
class Offers:
    """All that customers can see and book."""

    services: list[Service]
    staff: list[StaffMember]
    extras: list[Extra]


@dataclass(frozen=True)
class Fault:
    """Something that its owner should know of, and what to do about it."""

    what: str
    advice: str


def read_published(store: OfferStore, connection: Connection) -> Offers:
    """Return what is published, read in pages."""
    return Offers(
        services=list(_list_published(store.list_services, connection)),
        staff=list(_list_published(store.list_staff, connection)),
        extras=list(_list_published(store.list_extras, connection)),
    )


def list_faults(offers: Offers) -> Iterator[Fault]:
    """Yield services that nobody offers, staff that never works, and data that is damaged."""
    staff_ids = {member.id for member in offers.staff}
    for service in offers.services:
        if not _is_offered(service, staff_ids):
            yield Fault(
                f"service {_name(service)} is offered by no published staff member",
                "Nobody can book it. Choose its staff on its page in wp-admin, or publish them.",
            )
    for member in offers.staff:
        if _never_works(member):
            yield Fault(
                f"staff member {_name(member)} has own opening hours, but none on any day",
                "Set them on its page in wp-admin, or switch them off there: then the business hours count.",
            )
    for kind, found in (
        ("service", offers.services),
        ("staff member", offers.staff),
        ("extra", offers.extras),
    ):
        for offer in found:
            if offer.unreadable:
                yield Fault(
                    f"{kind} {_name(offer)} has damaged data: {', '.join(offer.unreadable)}",
                    "Correct what its page in wp-admin shows, and save it.",
                )


def _list_published(
    list_page: Callable[[Connection, int, int], list[Offer]], connection: Connection
) -> Iterator[Offer]:
    after_id = 0
    while page := list_page(connection, PAGE, after_id):
        yield from (offer for offer in page if offer.status == PUBLISHED)
        after_id = page[-1].id


def _is_offered(service: Service, staff_ids: set[int]) -> bool:
    """What cannot be read is reported as damaged, and not as offered by nobody."""
    if "base_selected_seats" in service.unreadable:
        return True
    return bool(staff_ids if service.is_offered_by_all_staff else staff_ids.intersection(service.staff_ids))


def _never_works(member: StaffMember) -> bool:
    if "selected_days" in member.unreadable:
        return False
    return member.works_own_hours and not any(member.weekly_hours.values())


def _name(offer: Service | StaffMember | Extra) -> str:
    return f"{offer.name!r} ({offer.id})"
