"""A booking goes to another staff member who offers its service and is free at its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sidecar.db import state
from sidecar.desk.transitions import IllegalTransitionError
from sidecar.wp_bridge.write_errors import NotAvailableError, UnknownOfferError
from tests.support.changing import change, list_marks, list_steps, pick_changes, read
from tests.support.desk import perform
from tests.support.golden import load_golden
from tests.support.golden_changes import compare, dump, expect_reassigned, get_edit

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar


def test_a_booking_is_given_to_another_in_both_layouts(small: Sidecar) -> None:
    result = change(small, "assign_staff", staff_id=9)

    assert (result["staff"]["id"], result["staff"]["name"], result["status"]) == (9, "Bea", "pending")
    assert pick_changes(result) == {
        "changed": True,
        "previous_status": "pending",
        "previous_starts_at": "2027-03-17T11:00:00+00:00",
        "previous_staff_id": 8,
    }
    assert list_marks(small) == [(57, "seat", {"origin": "zapier", "status": read(small).raw_status})]
    assert list_steps(small) == ["cache of posts"]


def test_the_rows_are_those_that_bookingx_wrote(sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = load_golden("changes", "reassign")
    edit = get_edit(recording)
    monkeypatch.setattr(state, "read_now", lambda _tx: edit.at)
    with sidecar.database.transaction() as tx:
        before = dump(tx.connection)

    perform(sidecar, "assign_staff", {"booking_id": 30, "staff_id": 9})

    with sidecar.database.transaction() as tx:
        assert compare(before, dump(tx.connection)) == expect_reassigned(recording)


def test_whoever_has_it_keeps_it(small: Sidecar) -> None:
    before = read(small)

    result = change(small, "assign_staff", staff_id=8)

    assert (result["changed"], read(small), list_marks(small)) == (False, before, [])


@pytest.mark.parametrize(
    ("booking_id", "staff_id", "reason"), [(39, 10, "not_offered_by_staff"), (34, 11, "outside_hours")]
)
def test_who_cannot_take_it_is_refused_with_the_reason(
    sidecar: Sidecar, booking_id: int, staff_id: int, reason: str
) -> None:
    before = read(sidecar, booking_id)

    with pytest.raises(NotAvailableError) as refused:
        change(sidecar, "assign_staff", booking_id, staff_id=staff_id)

    assert {fault.field for fault in refused.value.fields} == {"staff_id"}
    assert reason in {fault.reason for fault in refused.value.fields}
    assert (read(sidecar, booking_id), list_marks(sidecar)) == (before, [])


def test_who_is_busy_is_refused(sidecar: Sidecar) -> None:
    change(sidecar, "reschedule_booking", 22, start_datetime="2027-03-17 12:30")

    with pytest.raises(NotAvailableError) as refused:
        change(sidecar, "assign_staff", 22, staff_id=9)

    assert [fault.reason for fault in refused.value.fields] == ["occupied"]


@pytest.mark.parametrize("staff_id", [999, 13])
def test_nobody_who_is_no_staff_member_gets_it(sidecar: Sidecar, staff_id: int) -> None:
    with pytest.raises(UnknownOfferError):
        change(sidecar, "assign_staff", 22, staff_id=staff_id)


@pytest.mark.parametrize("booking_id", [24, 25, 26])
def test_what_is_over_keeps_its_staff_member(sqlite_sidecar: Sidecar, booking_id: int) -> None:
    with pytest.raises(IllegalTransitionError):
        change(sqlite_sidecar, "assign_staff", booking_id, staff_id=9)
