"""A booking whose service, extras or staff member was deleted meanwhile can be moved and given away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sidecar.wp_bridge.write_errors import NotAvailableError, UnknownOfferError
from tests.factories import execute
from tests.support.changing import change, read

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

STAFF_OF_22 = 8


def delete_post(sidecar: Sidecar, post_id: int) -> None:
    """Delete a service, an extra or a staff member as WordPress does."""
    execute(sidecar, "DELETE FROM wp_posts WHERE ID = :id", id=post_id)
    execute(sidecar, "DELETE FROM wp_postmeta WHERE post_id = :id", id=post_id)


def delete_service_of(sidecar: Sidecar, booking_id: int = 22) -> None:
    service = read(sidecar, booking_id).service
    assert service is not None
    delete_post(sidecar, service.id)


def test_without_its_service_a_booking_is_moved_with_its_length(sidecar: Sidecar) -> None:
    before = read(sidecar, 22)
    delete_service_of(sidecar)

    result = change(sidecar, "reschedule_booking", 22, start_datetime="2027-03-18 15:00")

    after = read(sidecar, 22)
    assert result["changed"]
    assert (after.duration_minutes, after.payment, after.status) == (
        before.duration_minutes,
        before.payment,
        before.status,
    )
    assert after.starts_at is not None
    assert f"{after.starts_at:%Y-%m-%d %H:%M}" == "2027-03-18 15:00"


def test_without_its_service_a_booking_is_given_to_who_is_free(sidecar: Sidecar) -> None:
    delete_service_of(sidecar)

    result = change(sidecar, "assign_staff", 22, staff_id=9)

    assert (result["staff"]["id"], result["previous_staff_id"]) == (9, STAFF_OF_22)


def test_without_its_service_a_taken_time_stays_taken(sidecar: Sidecar) -> None:
    other = read(sidecar, 32)
    assert other.starts_at is not None
    delete_service_of(sidecar)

    with pytest.raises(NotAvailableError):
        change(sidecar, "reschedule_booking", 22, start_datetime=f"{other.starts_at:%Y-%m-%d %H:%M}")


def test_without_its_extras_a_booking_is_moved_with_its_length(sidecar: Sidecar) -> None:
    booking_id = find_with_extras(sidecar)
    before = read(sidecar, booking_id)
    for extra in before.extras:
        delete_post(sidecar, extra.id)

    change(sidecar, "reschedule_booking", booking_id, start_datetime="2027-03-18 09:00")

    assert read(sidecar, booking_id).duration_minutes == before.duration_minutes


def test_without_its_staff_member_a_booking_is_moved_to_another(sidecar: Sidecar) -> None:
    delete_post(sidecar, STAFF_OF_22)
    with pytest.raises(UnknownOfferError) as refused:
        change(sidecar, "reschedule_booking", 22, start_datetime="2027-03-18 15:00")

    change(sidecar, "reschedule_booking", 22, start_datetime="2027-03-18 15:00", staff_id=9)

    text = "The staff member of this booking is gone. Choose another one."
    assert [(fault.field, fault.problem) for fault in refused.value.fields] == [("staff_id", text)]
    staff = read(sidecar, 22).staff
    assert staff is not None
    assert staff.id == 9


def find_with_extras(sidecar: Sidecar) -> int:
    """Return a booking by the clock that has extras and lies ahead."""
    with sidecar.database.transaction() as tx:
        query = sa.text("SELECT ID FROM wp_posts WHERE post_type = 'bkx_booking' ORDER BY ID")
        ids = list(tx.connection.scalars(query))
        found = sidecar.store.read_bookings(tx.connection, ids)
    return next(
        one.id
        for one in found.values()
        if one.extras and not one.all_day and one.status in {"pending", "confirmed"}
    )
