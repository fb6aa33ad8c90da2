"""Sends a mail about a booking, or to the site's owner: one of BookingX's own, or a text of the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Done, Touched
from sidecar.desk import steps
from sidecar.desk.changes import get_booking
from sidecar.errors import SidecarError
from sidecar.object_types import BOOKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.action_spec import Given, Step
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.records import BookingRecord

CUSTOM = "custom"
CUSTOMER, STAFF, ADMIN = RECIPIENTS = ("customer", "staff", "admin")
MAILS: dict[str, dict[str, str]] = {
    "pending": {CUSTOMER: "customer_pending", ADMIN: "pending"},
    "confirmed": {CUSTOMER: "customer_ack"},
    "cancelled": {CUSTOMER: "customer_cancelled", ADMIN: "cancelled"},
    "completed": {CUSTOMER: "customer_completed"},
    "edited": {CUSTOMER: "customer_edit", ADMIN: "edit"},
}
"""BookingX's mails by kind and by who gets them (class-bkx-emailsSetup.php:45-58)."""
OF_A_STATUS = frozenset({"confirmed", "cancelled", "completed"})
"""Mails that say what a booking is, so it must be that."""
KINDS = (*MAILS, CUSTOM)
AUDIENCE = {CUSTOMER: "the customer", STAFF: "the staff member", ADMIN: "the site's owner"}
NOTED = "note"


class UnfittingMailError(SidecarError):
    """The mail would say of the booking what is not so."""

    code = "unfitting_mail"
    status = 409
    message = (
        "This mail does not fit the booking's status. Change the status first, or send a message of your own."
    )


class NoAddressError(SidecarError):
    """Whoever should get the mail has no e-mail address."""

    code = "no_address"
    status = 409
    message = (
        "There is no e-mail address of this recipient. Add one in WordPress, or choose another recipient."
    )


def check_notice(given: Given) -> Mapping[str, str]:
    """Return what is missing, or does not go together."""
    kind, recipient = given["kind"], given["recipient"]
    faults = {}
    if given["booking_id"] is None and not (kind == CUSTOM and recipient == ADMIN):
        faults["booking_id"] = "Give the booking that it is about."
    if kind == CUSTOM:
        faults |= {key: "A message of your own needs it." for key in ("subject", "message") if not given[key]}
        return faults
    if recipient not in MAILS.get(kind, {recipient: ""}):
        faults["recipient"] = (
            f"This kind of mail goes to {' or '.join(MAILS[kind])}. Others can get the kind custom."
        )
    own = "This kind of mail has words of its own. Leave this out, or choose the kind custom."
    return faults | {key: own for key in ("subject", "message") if given[key]}


def send_notification(desk: Desk, given: Given) -> Done:
    """Ask for the mail, and note it at the booking.

    Raises UnknownBookingError and HiddenBookingError; NoAddressError and UnfittingMailError (409).
    """
    booking_id = given["booking_id"]
    record = None
    if booking_id is not None:
        desk.writer.lock_booking(desk.connection, booking_id)
        record = get_booking(desk, booking_id)
    mail = _list_text(desk, given, record) if given["kind"] == CUSTOM else _list_mail(given, record)
    details = {key: given[key] for key in ("booking_id", "kind", "recipient", "subject")}
    if record is None:
        return Done(details=details, steps=mail)
    note = f"Zapier sent to {AUDIENCE[given['recipient']]}: {given['subject'] or given['kind']}"
    desk.writer.add_note(desk.connection, record.id, note, desk.edit)
    touched = (Touched(BOOKING, record.id, NOTED, record.raw_status),)
    return Done(details=details, touched=touched, steps=(*steps.booking_noted(record.id), *mail))


def _list_mail(given: Given, record: BookingRecord | None) -> tuple[Step, ...]:
    assert record is not None  # noqa: S101 - check_notice asks for a booking
    kind = given["kind"]
    if kind in OF_A_STATUS and record.status != kind:
        raise UnfittingMailError(
            f"The booking is {record.status}, so it cannot get the mail that says it is {kind}. "
            "Change its status first, or send a message of your own: the kind custom."
        )
    if given["recipient"] == CUSTOMER and not record.customer.email:
        raise NoAddressError
    return steps.booking_mail(record.id, MAILS[kind][given["recipient"]])


def _list_text(desk: Desk, given: Given, record: BookingRecord | None) -> tuple[Step, ...]:
    addresses = {ADMIN: desk.site.admin_email}
    if record is not None:
        addresses[CUSTOMER] = record.customer.email
        addresses[STAFF] = record.staff.email if record.staff else ""
    to = addresses[given["recipient"]]
    if not to:
        raise NoAddressError
    return steps.text_mail([to], given["subject"], given["message"])
