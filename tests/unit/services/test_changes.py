"""What happened to a booking is told once, in order, and only if someone could have seen it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.catalog import TRIGGERS
from sidecar.services.changes import Known, Sighting, list_changes
from sidecar.services.telling import Teller
from sidecar.spec import Change, Removal
from sidecar.wp_bridge.statuses import PUBLIC_BY_RAW
from tests.factories import NOON, make_mark, make_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sidecar.db.outbox import Mark
    from sidecar.wp_bridge.records import BookingRecord

LATER = NOON + timedelta(seconds=1)
GONE = Sighting(None, exists=False)
HIDDEN = Sighting(None, exists=True)
PENDING, ACK, CANCELLED = make_record(), make_record(57, "bkx-ack"), make_record(57, "bkx-cancelled")
BINNED = make_record(57, "trash")
DELETED = replace(PENDING, raw_status="deleted", status="cancelled")


def seen(record: BookingRecord) -> Sighting:
    return Sighting(record, exists=True)


def told(known: Known | None, marks: Sequence[Mark], now: Sighting) -> list[str]:
    """Return the triggers that the changes concern."""
    changes = list_changes(known, marks, now)
    return [event.trigger_type for event in Teller("https://example.test", TRIGGERS).tell_changes(changes, 0)]


def change(before: BookingRecord | None, after: BookingRecord, **overrides: Any) -> Change[BookingRecord]:
    values: dict[str, Any] = {"occurred_at": NOON} | overrides
    return Change("booking", 57, before, after, **values)


def test_an_unknown_booking_was_created_when_its_row_says() -> None:
    actual = list_changes(None, [make_mark("created")], seen(PENDING))

    assert actual == [change(None, PENDING, occurred_at=PENDING.created_at)]


def test_a_booking_without_a_time_of_its_own_was_created_when_it_was_marked() -> None:
    record = make_record(created_at=None)

    assert list_changes(None, [make_mark("created")], seen(record)) == [change(None, record)]


def test_a_booking_made_during_the_baseline_counts_as_new() -> None:
    actual = list_changes(Known(PENDING, is_told=False), [make_mark("created")], seen(PENDING))

    assert actual == [change(None, PENDING, occurred_at=PENDING.created_at)]


def test_a_booking_of_the_baseline_that_changes_is_not_new() -> None:
    actual = list_changes(Known(PENDING, is_told=False), [make_mark()], seen(ACK))

    assert actual == [change(PENDING, ACK)]


def test_a_known_booking_that_is_marked_created_again_is_not_new() -> None:
    assert list_changes(Known(PENDING), [make_mark("created")], seen(PENDING)) == []


def test_three_marks_of_one_change_make_one_change() -> None:
    marks = [make_mark("note"), make_mark("status", status="bkx-ack"), make_mark("saved", status="bkx-ack")]

    assert list_changes(Known(PENDING), marks, seen(ACK)) == [change(PENDING, ACK)]


def test_a_mark_without_a_change_makes_none() -> None:
    assert list_changes(Known(ACK), [make_mark(status="bkx-ack")], seen(ACK)) == []


def test_steps_between_marks_are_kept_with_their_times() -> None:
    marks = [make_mark(status="bkx-ack"), make_mark(status="bkx-pending", marked_at=LATER)]

    actual = list_changes(Known(PENDING), marks, seen(PENDING))

    assert actual == [change(PENDING, ACK), change(ACK, PENDING, occurred_at=LATER)]


def test_created_and_confirmed_before_anyone_looked_are_two_changes() -> None:
    marks = [make_mark("created", status="bkx-pending"), make_mark(status="bkx-ack", marked_at=LATER)]

    actual = list_changes(None, marks, seen(ACK))

    assert actual == [
        change(None, PENDING, occurred_at=PENDING.created_at),
        change(PENDING, ACK, occurred_at=LATER),
    ]


def test_a_change_of_data_alone_is_a_change_of_which_no_trigger_tells() -> None:
    moved = make_record(staff=None)

    assert list_changes(Known(PENDING), [make_mark("seat")], seen(moved)) == [change(PENDING, moved)]
    assert told(Known(PENDING), [make_mark("seat")], seen(moved)) == []


@pytest.mark.parametrize("raw_status", ["draft", "auto-draft", "inherit"])
def test_a_draft_is_nothing_to_tell(raw_status: str) -> None:
    assert list_changes(None, [make_mark("saved", status=raw_status)], HIDDEN) == []
    assert list_changes(Known(PENDING), [make_mark(status=raw_status)], HIDDEN) == []


def test_a_draft_that_becomes_a_booking_is_new() -> None:
    marks = [make_mark("saved", status="auto-draft"), make_mark("saved", status="bkx-pending")]

    assert told(None, marks, seen(PENDING)) == ["booking_created", "staff_assigned"]


def test_a_binned_booking_is_removed() -> None:
    actual = list_changes(Known(PENDING), [make_mark("trashed", status="trash")], seen(BINNED))

    assert actual == [change(PENDING, BINNED, removal=Removal.BINNED)]
    assert told(Known(PENDING), [make_mark("trashed")], seen(BINNED)) == ["booking_cancelled"]


def test_a_booking_taken_out_of_the_bin_becomes_a_draft_that_nobody_sees() -> None:
    assert list_changes(Known(BINNED), [make_mark("restored", status="draft")], HIDDEN) == []


def test_a_booking_taken_out_of_the_bin_and_set_pending_changed_its_status() -> None:
    marks = [make_mark("restored", status="draft"), make_mark(status="bkx-pending")]

    assert told(Known(BINNED), marks, seen(PENDING)) == ["booking_status_changed"]


def test_a_deleted_booking_is_told_as_it_was_last_known() -> None:
    actual = list_changes(Known(PENDING), [make_mark("deleted", status="deleted")], GONE)

    assert actual == [change(PENDING, DELETED, removal=Removal.DELETED)]
    assert told(Known(PENDING), [make_mark("deleted")], GONE) == ["booking_cancelled"]


def test_a_deleted_booking_nobody_knew_is_nothing_to_tell() -> None:
    assert list_changes(None, [make_mark("deleted", status="deleted")], GONE) == []


def test_a_booking_made_and_deleted_before_anyone_looked_is_nothing_to_tell() -> None:
    marks = [make_mark("created", status="bkx-pending"), make_mark("deleted", status="deleted")]

    assert list_changes(None, marks, GONE) == []


def test_deletion_after_cancelling_is_not_a_second_cancelling() -> None:
    assert told(Known(CANCELLED), [make_mark("deleted")], GONE) == []
    assert told(Known(BINNED), [make_mark("deleted")], GONE) == []


def test_binned_and_deleted_in_one_go_is_cancelled_once() -> None:
    marks = [make_mark("trashed", status="trash"), make_mark("deleted", status="deleted")]

    assert told(Known(PENDING), marks, GONE) == ["booking_cancelled"]


def test_a_deletion_is_told_once() -> None:
    assert list_changes(Known(DELETED), [make_mark("deleted")], GONE) == []


def test_cancelling_is_a_change_of_status_and_a_cancelling() -> None:
    actual = told(Known(PENDING), [make_mark(status="bkx-cancelled")], seen(CANCELLED))

    assert actual == ["booking_cancelled", "booking_status_changed"]


@pytest.mark.parametrize(
    "status", [None, 7, True, "", " ", {"a": 1}, ["bkx-ack"], "x" * 21, "<b>", "a\x00b", "é", 1e999]
)
def test_a_status_that_wordpress_cannot_store_is_no_step(status: object) -> None:
    assert list_changes(Known(PENDING), [make_mark(status=status)], seen(PENDING)) == []


@given(st.lists(st.sampled_from([*PUBLIC_BY_RAW, "draft", ""]), min_size=1, max_size=6), st.data())
def test_changes_always_lead_from_what_was_known_to_what_is(statuses: list[str], data: st.DataObject) -> None:
    now = make_record(57, data.draw(st.sampled_from(list(PUBLIC_BY_RAW))))
    marks = [make_mark(status=status) for status in statuses]

    changes = list_changes(Known(PENDING), marks, seen(now))

    ends = [PENDING, *(step.after for step in changes)]
    assert ends[-1] == now
    assert [step.before for step in changes] == ends[:-1]
    assert all(step.before != step.after for step in changes)
