"""A notification is asked of WordPress and noted at its booking; what no owner would send is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.desk.notices import NoAddressError, UnfittingMailError
from sidecar.errors import InvalidDataError
from sidecar.wp_bridge.write_errors import UnknownBookingError
from tests.factories import execute, fetch
from tests.support.changing import HOST, change, list_marks, list_steps
from tests.support.desk import perform
from tests.support.golden import set_options

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

ACTION = "send_notification"
TEXT: dict[str, Any] = {
    "kind": "custom",
    "subject": "Your appointment",
    "message": "Please bring\nyour voucher.",
}


def list_values(sidecar: Sidecar) -> list[dict[str, Any]]:
    """Return what the mails that WordPress is asked for are made of."""
    rows = [step for (steps,) in fetch(sidecar, "callbacks", "steps") for step in json.loads(steps)]
    return [step["values"] for step in rows if step["kind"] in {"mail", "booking_mail"}]


@pytest.mark.parametrize(
    ("kind", "recipient", "mail"),
    [
        ("pending", "customer", "customer_pending"),
        ("pending", "admin", "pending"),
        ("edited", "customer", "customer_edit"),
        ("edited", "admin", "edit"),
    ],
)
def test_a_mail_of_bookingx_is_asked_for_by_its_key(
    small: Sidecar, kind: str, recipient: str, mail: str
) -> None:
    result = change(small, ACTION, kind=kind, recipient=recipient)

    assert result == {"booking_id": 57, "kind": kind, "recipient": recipient, "subject": None}
    assert list_steps(small) == ["cache of posts", f"mail {mail}"]
    assert list_values(small) == [{"booking_id": 57, "mail": mail}]
    assert [(id_, kinds) for id_, kinds, _ in list_marks(small)] == [(57, "note")]


@pytest.mark.parametrize(
    ("kind", "status"),
    [("confirmed", "confirmed"), ("cancelled", "cancelled"), ("completed", "completed")],
)
def test_a_mail_about_a_status_needs_that_status(sqlite_sidecar: Sidecar, kind: str, status: str) -> None:
    with pytest.raises(UnfittingMailError, match="The booking is pending"):
        change(sqlite_sidecar, ACTION, 22, kind=kind)
    before = list_values(sqlite_sidecar)
    change(sqlite_sidecar, "update_booking_status", 22, status=status, notify="none")

    change(sqlite_sidecar, ACTION, 22, kind=kind)

    key = {"confirmed": "customer_ack"}.get(kind, f"customer_{kind}")
    assert (before, list_values(sqlite_sidecar)) == ([], [{"booking_id": 22, "mail": key}])


def test_a_text_goes_to_whom_it_names(small: Sidecar) -> None:
    with small.database.engine.begin() as connection:
        set_options(connection, {"admin_email": "owner@example.test"})
    for recipient in ("customer", "staff", "admin"):
        change(small, ACTION, recipient=recipient, **TEXT)

    with small.database.transaction() as tx:
        record = small.store.read_bookings(tx.connection, [57])[57]
    assert record.staff is not None
    expected = [record.customer.email, record.staff.email, "owner@example.test"]
    sent = {"subject": TEXT["subject"], "text": TEXT["message"]}
    assert list_values(small) == [{"to": address} | sent for address in expected]


def test_a_text_to_the_owner_needs_no_booking(sqlite_sidecar: Sidecar) -> None:
    answer = perform(sqlite_sidecar, ACTION, {"recipient": "admin", **TEXT}, HOST)

    assert answer["result"]["booking_id"] is None
    assert (list_steps(sqlite_sidecar), list_marks(sqlite_sidecar)) == (["mail text"], [])


def test_a_staff_member_without_an_address_gets_nothing(sqlite_sidecar: Sidecar) -> None:
    execute(sqlite_sidecar, "UPDATE wp_postmeta SET meta_value = '' WHERE meta_key = 'seatEmail'")

    with pytest.raises(NoAddressError):
        change(sqlite_sidecar, ACTION, 22, recipient="staff", **TEXT)

    assert (list_steps(sqlite_sidecar), list_marks(sqlite_sidecar)) == ([], [])


@pytest.mark.parametrize(
    ("inputs", "faults"),
    [
        ({"kind": "confirmed"}, ["booking_id"]),
        ({"kind": "custom"}, ["booking_id", "message", "subject"]),
        ({"kind": "custom", "recipient": "admin", "subject": "A"}, ["message"]),
        ({"kind": "confirmed", "recipient": "admin", "booking_id": 57}, ["recipient"]),
        ({"kind": "pending", "recipient": "staff", "booking_id": 57}, ["recipient"]),
        ({"kind": "pending", "booking_id": 57, "message": "Hello"}, ["message"]),
        ({"kind": "ack", "booking_id": 57}, ["kind"]),
    ],
)
def test_what_does_not_go_together_is_named(
    sqlite_sidecar: Sidecar, inputs: dict[str, Any], faults: list[str]
) -> None:
    with pytest.raises(InvalidDataError) as caught:
        perform(sqlite_sidecar, ACTION, inputs, HOST)

    assert sorted(fault.field for fault in caught.value.fields) == faults


def test_an_unknown_booking_gets_nothing(sqlite_sidecar: Sidecar) -> None:
    with pytest.raises(UnknownBookingError):
        change(sqlite_sidecar, ACTION, 999_999, kind="pending")
