"""A booking gets another status as BookingX gives it, where the table of transitions allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sidecar.db import state
from sidecar.desk.transitions import STATUSES, IllegalTransitionError
from sidecar.errors import InvalidDataError
from sidecar.wp_bridge.statuses import PUBLIC_BY_RAW
from sidecar.wp_bridge.write_errors import HiddenBookingError, NotAvailableError, UnknownBookingError
from tests.factories import fetch, set_status
from tests.support.changing import change, list_marks, list_steps, pick_changes, read
from tests.support.desk import perform
from tests.support.golden import load_golden
from tests.support.golden_changes import STATUS_CHANGES, compare, dump, expect, get_edit

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

BEFORE = {
    "previous_status": "pending",
    "previous_starts_at": "2027-03-17T11:00:00+00:00",
    "previous_staff_id": 8,
}


def dump_site(sidecar: Sidecar) -> dict[str, Any]:
    with sidecar.database.transaction() as tx:
        return dump(tx.connection)


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "pending"])
def test_a_booking_gets_a_status_in_both_layouts(small: Sidecar, status: str) -> None:
    result = change(small, "update_booking_status", status=status)

    assert (result["status"], read(small).status) == (status, status)
    assert pick_changes(result) == {"changed": True, **BEFORE}
    expected = {"origin": "zapier", "status": read(small).raw_status}
    assert list_marks(small) == [(57, "status", expected)]


@pytest.mark.parametrize("name", STATUS_CHANGES)
def test_the_rows_are_those_that_bookingx_wrote(
    sidecar: Sidecar, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One difference: the same status again writes nothing, where BookingX writes its stamps anew."""
    recording = load_golden("changes", name)
    edit, before = get_edit(recording), dump_site(sidecar)
    monkeypatch.setattr(state, "read_now", lambda _tx: edit.at)
    status = PUBLIC_BY_RAW[STATUS_CHANGES[name]]

    perform(sidecar, "update_booking_status", {"booking_id": recording["booking"], "status": status})

    is_same = name == "php-same"
    expected = {"created": {}, "changed": {}} if is_same else expect(recording)
    assert compare(before, dump_site(sidecar)) == expected


def test_the_same_status_again_changes_nothing(small: Sidecar) -> None:
    before = read(small)

    result = change(small, "update_booking_status", status="pending", note="Again.")

    assert pick_changes(result) == {"changed": False, **BEFORE}
    assert (read(small), list_marks(small), list_steps(small)) == (before, [], [])


def test_the_specification_s_other_name_does_the_same(small: Sidecar) -> None:
    assert change(small, "update-booking", status="Confirmed")["status"] == "confirmed"


def test_a_note_is_kept_as_text(sidecar: Sidecar) -> None:
    change(sidecar, "update_booking_status", 22, status="confirmed", note="Called <b>twice</b>.")

    notes = [row["comment_content"] for row in dump_site(sidecar)["wp_comments"].values()][-2:]
    assert notes == [
        "Successfully updated booking from Pending to Acknowledged.",
        "Called &lt;b&gt;twice&lt;/b&gt;.",
    ]


@pytest.mark.parametrize(
    ("notify", "expected"),
    [
        ("customer_and_admin", ["mail customer_cancelled", "mail cancelled"]),
        ("customer", ["mail customer_cancelled"]),
        ("admin", ["mail cancelled"]),
        ("none", []),
    ],
)
def test_only_the_mails_that_are_asked_for_are_queued(
    sqlite_sidecar: Sidecar, notify: str, expected: list[str]
) -> None:
    change(sqlite_sidecar, "update_booking_status", 22, status="cancelled", notify=notify)

    assert list_steps(sqlite_sidecar) == ["cache of posts", "hooks of status cancelled", *expected]


@pytest.mark.parametrize(("booking_id", "old"), [(24, "completed"), (25, "no-show"), (26, "cancelled")])
def test_what_is_over_stays_as_it_is(sidecar: Sidecar, booking_id: int, old: str) -> None:
    before = dump_site(sidecar)

    with pytest.raises(IllegalTransitionError, match=f"is {old} cannot become pending"):
        change(sidecar, "update_booking_status", booking_id, status="pending")

    assert (dump_site(sidecar), fetch(sidecar, "outbox", "id")) == (before, [])


@pytest.mark.parametrize(
    ("booking_id", "error"),
    [
        (999, UnknownBookingError),
        (8, UnknownBookingError),
        (27, HiddenBookingError),
        (28, HiddenBookingError),
    ],
)
@pytest.mark.parametrize(
    ("action", "inputs"),
    [
        ("update_booking_status", {"status": "confirmed"}),
        ("cancel_booking", {}),
        ("reschedule_booking", {"start_datetime": "2027-03-18 15:00"}),
        ("assign_staff", {"staff_id": 9}),
    ],
)
def test_what_is_no_visible_booking_is_not_changed(
    sidecar: Sidecar, action: str, inputs: dict[str, Any], booking_id: int, error: type[Exception]
) -> None:
    before = dump_site(sidecar)

    with pytest.raises(error):
        change(sidecar, action, booking_id, **inputs)

    assert dump_site(sidecar) == before


def test_a_status_of_no_action_is_refused_by_name(sqlite_sidecar: Sidecar) -> None:
    with pytest.raises(InvalidDataError) as refused:
        change(sqlite_sidecar, "update_booking_status", 22, status="failed")

    assert [fault.field for fault in refused.value.fields] == ["status"]


def test_a_failed_booking_comes_back_if_its_time_is_free(sidecar: Sidecar) -> None:
    set_status(sidecar, 22, "bkx-failed")

    assert change(sidecar, "update_booking_status", 22, status="confirmed")["changed"] is True


def test_a_failed_booking_does_not_come_back_into_a_taken_time(sidecar: Sidecar) -> None:
    set_status(sidecar, 22, "bkx-failed")
    change(sidecar, "reschedule_booking", 32, start_datetime="2027-03-15 09:30")
    before = dump_site(sidecar)

    with pytest.raises(NotAvailableError) as refused:
        change(sidecar, "update_booking_status", 22, status="pending")

    assert [(fault.field, fault.reason) for fault in refused.value.fields] == [("booking_id", "occupied")]
    assert dump_site(sidecar) == before
    assert change(sidecar, "update_booking_status", 22, status="cancelled")["status"] == "cancelled"
