"""A booking is moved where it may be, by BookingX's rows, and keeps its status, length and price."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from sidecar.db import blocks, state
from sidecar.db.blocks import NewBlock
from sidecar.desk.transitions import IllegalTransitionError
from sidecar.errors import InvalidDataError
from sidecar.wp_bridge.write_errors import NotAvailableError, UnknownOfferError, UnreadableBookingError
from tests.factories import execute
from tests.support.changing import change, list_marks, list_steps, pick_changes, read
from tests.support.desk import perform
from tests.support.golden import load_golden
from tests.support.golden_changes import compare, dump, expect_moved, get_edit

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

NEXT_DAY = "2027-03-18 15:00"


def dump_site(sidecar: Sidecar) -> dict[str, Any]:
    with sidecar.database.transaction() as tx:
        return dump(tx.connection)


def test_a_booking_is_moved_in_both_layouts(small: Sidecar) -> None:
    before = read(small)

    result = change(small, "reschedule_booking", start_datetime="2027-03-18T16:00:00+01:00")

    after = read(small)
    assert (result["datetime"]["start"], result["datetime"]["end"]) == (
        "2027-03-18T15:00:00+00:00",
        "2027-03-18T16:00:00+00:00",
    )
    assert pick_changes(result) == {
        "changed": True,
        "previous_status": "pending",
        "previous_starts_at": "2027-03-17T11:00:00+00:00",
        "previous_staff_id": 8,
    }
    times = {"starts_at": after.starts_at, "ends_at": after.ends_at, "updated_at": after.updated_at}
    assert after == replace(before, **times)  # type: ignore[arg-type] # mypy sees no types by key
    assert list_marks(small) == [(57, "meta", {"origin": "zapier", "status": before.raw_status})]
    assert list_steps(small) == ["cache of posts", "mail customer_edit", "mail edit"]


def test_the_rows_are_those_that_bookingx_wrote(sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = load_golden("changes", "reschedule-admin")
    edit, before = get_edit(recording), dump_site(sidecar)
    monkeypatch.setattr(state, "read_now", lambda _tx: edit.at)

    perform(sidecar, "reschedule_booking", {"booking_id": 33, "start_datetime": "2027-10-29 15:00"})

    assert compare(before, dump_site(sidecar)) == expect_moved(recording)


def test_a_booking_is_moved_to_another_staff_member_too(small: Sidecar) -> None:
    result = change(small, "reschedule_booking", start_datetime=NEXT_DAY, staff_id=9)

    assert (result["staff"]["id"], result["previous_staff_id"], result["changed"]) == (9, 8, True)
    assert list_marks(small)[0][1] == "meta,seat"
    assert list_steps(small) == ["cache of posts", "mail customer_edit", "mail edit"]


def test_the_same_time_and_another_staff_member_is_an_assignment(small: Sidecar) -> None:
    result = change(small, "reschedule_booking", start_datetime="2027-03-17 11:00", staff_id=9)

    assert (result["staff"]["id"], result["changed"]) == (9, True)
    assert list_steps(small) == ["cache of posts"]


@pytest.mark.parametrize("staff", [{}, {"staff_id": 8}])
def test_the_same_time_again_changes_nothing(small: Sidecar, staff: dict[str, int]) -> None:
    before = read(small)

    result = change(small, "reschedule_booking", start_datetime="2027-03-17 11:00", **staff)

    assert result["changed"] is False
    assert (read(small), list_marks(small), list_steps(small)) == (before, [], [])


def test_a_booking_never_stands_in_its_own_way(small: Sidecar) -> None:
    result = change(small, "reschedule_booking", start_datetime="2027-03-17 11:30")

    assert result["datetime"]["start"] == "2027-03-17T11:30:00+00:00"


def test_it_keeps_its_length_with_extras(sidecar: Sidecar) -> None:
    """Booking 23 takes 105 minutes; its service became shorter since."""
    execute(
        sidecar, "UPDATE wp_postmeta SET meta_value = '0' WHERE post_id = 14 AND meta_key = 'base_minutes'"
    )
    before = read(sidecar, 23)

    result = change(sidecar, "reschedule_booking", 23, start_datetime="2027-03-17 15:15")

    after = read(sidecar, 23)
    assert result["datetime"]["end"] == "2027-03-17T17:00:00+00:00"
    assert (after.extras, after.payment, after.status) == (before.extras, before.payment, "confirmed")
    with pytest.raises(NotAvailableError) as refused:  # half an hour later it would end after closing time
        change(sidecar, "reschedule_booking", 23, start_datetime="2027-03-17 15:45")
    assert [fault.reason for fault in refused.value.fields] == ["outside_hours"]


def test_days_are_moved_by_their_first(sidecar: Sidecar) -> None:
    result = change(sidecar, "reschedule_booking", 36, start_date="2027-03-23")

    assert (result["changed"], read(sidecar, 36).days) == (
        True,
        (date(2027, 3, 23), date(2027, 3, 24), date(2027, 3, 25)),
    )
    again = change(sidecar, "reschedule_booking", 36, start_datetime="2027-03-23 10:00")
    assert again["changed"] is False


@pytest.mark.parametrize(
    ("inputs", "fields"),
    [
        ({}, ["start_datetime"]),
        ({"start_date": "2027-03-18", "start_datetime": NEXT_DAY}, ["start_datetime"]),
        ({"start_date": "2027-03-18"}, ["start_date"]),
        ({"start_datetime": "2020-03-18 15:00"}, ["start_datetime"]),
        ({"start_datetime": "2027-03-18 15:07"}, ["start_datetime"]),
        ({"start_datetime": NEXT_DAY, "staff_id": 0}, ["staff_id"]),
        ({"start_datetime": NEXT_DAY, "staff_id": 2**63}, ["staff_id"]),
    ],
)
def test_what_can_never_be_right_is_named(
    sqlite_sidecar: Sidecar, inputs: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(InvalidDataError) as refused:
        change(sqlite_sidecar, "reschedule_booking", 22, **inputs)

    assert [fault.field for fault in refused.value.fields] == fields


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("2027-03-15 10:15", "occupied"),
        ("2027-03-21 10:00", "closed_day"),
        ("2027-03-15 08:00", "outside_hours"),
        ("2027-04-06 10:00", "vacation"),
    ],
)
def test_a_time_that_is_taken_or_closed_is_refused(sidecar: Sidecar, start: str, reason: str) -> None:
    before = dump_site(sidecar)

    with pytest.raises(NotAvailableError) as refused:
        change(sidecar, "reschedule_booking", 22, start_datetime=start)

    assert {(fault.field, fault.reason) for fault in refused.value.fields} == {("start_datetime", reason)}
    assert (dump_site(sidecar), list_marks(sidecar)) == (before, [])


def test_a_blocked_time_is_refused(sidecar: Sidecar) -> None:
    begins, ends = (datetime.fromisoformat(f"2027-03-18 {clock}") for clock in ("15:00", "16:00"))
    block = NewBlock(starts_at=begins, ends_at=ends)
    sidecar.database.run(lambda tx: blocks.add_blocks(tx, 8, [block]))

    with pytest.raises(NotAvailableError):
        change(sidecar, "reschedule_booking", 22, start_datetime=NEXT_DAY)


def test_a_staff_member_who_does_not_offer_the_service_is_refused(sidecar: Sidecar) -> None:
    """Booking 39 is a full treatment, which Çağla does not offer."""
    with pytest.raises(InvalidDataError) as refused:
        change(sidecar, "reschedule_booking", 39, start_datetime="2027-10-20 10:00", staff_id=10)

    assert [(fault.field, fault.reason) for fault in refused.value.fields] == [
        ("staff_id", "not_offered_by_staff")
    ]


@pytest.mark.parametrize("staff_id", [999, 13])
def test_there_is_no_such_staff_member(sqlite_sidecar: Sidecar, staff_id: int) -> None:
    with pytest.raises(UnknownOfferError):
        change(sqlite_sidecar, "reschedule_booking", 22, start_datetime=NEXT_DAY, staff_id=staff_id)


@pytest.mark.parametrize("booking_id", [24, 25, 26])
def test_what_is_over_is_not_moved(sidecar: Sidecar, booking_id: int) -> None:
    before = dump_site(sidecar)

    with pytest.raises(IllegalTransitionError):
        change(sidecar, "reschedule_booking", booking_id, start_datetime=NEXT_DAY)

    assert dump_site(sidecar) == before


@pytest.mark.parametrize(
    ("action", "inputs"),
    [("reschedule_booking", {"start_datetime": NEXT_DAY}), ("assign_staff", {"staff_id": 9})],
)
def test_a_damaged_booking_is_left_alone(sidecar: Sidecar, action: str, inputs: dict[str, Any]) -> None:
    with sidecar.database.engine.begin() as connection:
        damage = "UPDATE wp_postmeta SET meta_value = 'a:1:{' WHERE post_id = 22 AND meta_key = :key"
        connection.execute(text(damage), {"key": "order_meta_data"})
    before = dump_site(sidecar)

    with pytest.raises(UnreadableBookingError):
        change(sidecar, action, 22, **inputs)

    assert dump_site(sidecar) == before
