"""Adds and finds services."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sidecar.action_spec import Done, Touched
from sidecar.desk import steps
from sidecar.desk.describing import describe_services
from sidecar.inputs.service import DAYS, HOURS, QUARTER
from sidecar.object_types import SERVICE
from sidecar.wp_bridge.offer_records import PUBLISHED
from sidecar.wp_bridge.posts.post_rows import PostRows
from sidecar.wp_bridge.posts.service_writer import NewService, create_service
from sidecar.wp_bridge.prices import CENT, to_lasting_price, truncate
from sidecar.wp_bridge.write_errors import UnknownOfferError, UnwritableLayoutError

if TYPE_CHECKING:
    from collections.abc import Collection

    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.offer_records import Service

LOCK = "new_service"
PAGE = 500
FORM_NOTICE = (
    "On PHP 8, BookingX's own form cannot book a service by the day unless it is extendable; Zaps can."
)


def check_service(given: Given) -> dict[str, str]:
    """Return what of the inputs does not go together, or BookingX cannot keep."""
    faults: dict[str, str] = {}
    if given["price"] is not None and given["price"] != given["price"].quantize(CENT):
        faults["price"] = "Expected an amount with two decimals at most."
    wanted, other = _name_lengths(given["unit"])
    if given[wanted] is None:
        faults[wanted] = f"This field is required for services by {given['unit']}."
    elif wanted == "duration" and given[wanted] % QUARTER:
        faults[wanted] = "Expected quarters of an hour: 15, 30, 45, 60 and so on."
    if given[other] is not None:
        faults[other] = f"Leave this field empty for services by {given['unit']}."
    if given["is_extendable"] and given["extension_limit"] is None:
        faults["extension_limit"] = "This field is required for services that are extendable."
    if not given["is_extendable"] and given["extension_limit"] is not None:
        faults["extension_limit"] = "Leave this field empty unless the service is extendable."
    return faults


def _name_lengths(unit: str) -> tuple[str, str]:
    """Return which input says how long a service of this unit is, and which one of the other unit."""
    names = {HOURS: "duration", DAYS: "days"}
    return names[unit], names[DAYS if unit == HOURS else HOURS]


def lock_services(_desk: Desk, _given: Given) -> Collection[str]:
    """Return the one lock of all new services: their names in addresses differ, and no name comes twice."""
    return {LOCK}


def add_service(desk: Desk, given: Given) -> Done:
    """Publish a service as BookingX's own screen does.

    Raises UnwritableLayoutError for tables of BookingX 2.0, UnknownOfferError for staff that is not there.
    """
    if desk.layout != "posts":
        raise UnwritableLayoutError
    staff_ids = given["staff_ids"] or ()
    if len(desk.offers.read_staff(desk.connection, staff_ids)) != len(staff_ids):
        raise UnknownOfferError
    service_id = create_service(desk.connection, PostRows(desk.tables), _build(desk, given, staff_ids))
    return Done(
        record=desk.offers.read_services(desk.connection, [service_id])[service_id],
        details=_describe(given["price"], given, created=True),
        touched=(Touched(SERVICE, service_id, "saved"),),
        steps=steps.post_saved(desk, service_id),
    )


def find_or_add_service(desk: Desk, given: Given) -> Done:
    """Return the published service of this name, the oldest of two; publish one where there is none.

    Like `find_service`, the answer says who offers it: a Zap's later steps read either answer.
    """
    found = find_service(desk, given["name"])
    if found is None:
        done = add_service(desk, given)
    else:
        done = Done(record=found, details=_describe(found.price or Decimal(0), None, created=False))
    (described,) = describe_services(desk, [done.record])
    return replace(done, details={**done.details, **described.details})


def find_service(desk: Desk, name: str) -> Service | None:
    """Return the published service of a name, in any case; a query for each 500 services.

    Names are compared here: to a database `é` is `e`, and old tables refuse to be asked for an emoji.
    """
    after_id = 0
    while page := desk.offers.list_services(desk.connection, PAGE, after_id):
        for service in page:
            if service.status == PUBLISHED and _fold(service.name) == _fold(name):
                return service
        after_id = page[-1].id
    return None


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()


def _build(desk: Desk, given: Given, staff_ids: tuple[int, ...]) -> NewService:
    return NewService(
        name=given["name"],
        description=given["description"] or "",
        price=to_lasting_price(given["price"]),
        minutes=given["duration"] or 0,
        days=given["days"] or 0,
        staff_ids=staff_ids,
        made_at=desk.now,
        extension_limit=given["extension_limit"] if given["is_extendable"] else None,
        allows_extras=given["allows_extras"],
        created_by=desk.user_id,
    )


def _describe(price: Decimal, given: Given | None, *, created: bool) -> dict[str, object]:
    """Return what the answer says beside the service; what BookingX asks for is cut as it cuts it."""
    is_unbookable = given is not None and given["unit"] == DAYS and not given["is_extendable"]
    return {
        "created": created,
        "booked_price": Decimal(repr(truncate(to_lasting_price(price) if created else price))).quantize(CENT),
        "notice": FORM_NOTICE if is_unbookable else None,
    }
