"""Which changes of a booking each trigger recognises, and what it says of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sidecar.spec import Change, Removal
from sidecar.wp_bridge.records import BookingRecord, ExtraRecord, ServiceRecord, StaffRecord
from tests.factories import NOON, make_record
from tests.support.telling import changed, identity_of, payload_of, pick, told_of

BOOKING = make_record()
MOVED = replace(BOOKING, starts_at=datetime(2027, 3, 18, 9, tzinfo=UTC))
BEA = StaffRecord(id=9, name="Bea", email="", phone="")
WASH = ExtraRecord(id=19, name="Wash")
DELETED = replace(BOOKING, raw_status="deleted", status="cancelled")


def with_customer(**overrides: str | int | None) -> BookingRecord:
    return replace(BOOKING, customer=replace(BOOKING.customer, **overrides))  # type: ignore[arg-type] # a mixed bag of fields


def with_payment(**overrides: Any) -> BookingRecord:
    return replace(BOOKING, payment=replace(BOOKING.payment, **overrides))


@pytest.mark.parametrize(
    ("before", "after", "removal", "expected"),
    [
        (None, "bkx-pending", None, ["booking_created", "staff_assigned"]),
        (None, "bkx-ack", None, ["booking_created", "staff_assigned"]),
        (None, "bkx-completed", None, ["booking_created", "staff_assigned"]),
        (None, "bkx-missed", None, ["booking_created", "staff_assigned"]),
        (None, "bkx-cancelled", None, ["booking_created", "staff_assigned"]),
        (None, "trash", Removal.BINNED, ["booking_created"]),
        ("bkx-pending", "bkx-ack", None, ["booking_status_changed"]),
        ("bkx-pending", "bkx-failed", None, ["booking_status_changed"]),
        ("bkx-pending", "bkx-waiting", None, ["booking_status_changed"]),
        ("bkx-pending", "bkx-cancelled", None, ["booking_cancelled", "booking_status_changed"]),
        ("bkx-ack", "bkx-completed", None, ["booking_completed", "booking_status_changed"]),
        ("bkx-ack", "bkx-missed", None, ["booking_no_show", "booking_status_changed"]),
        ("bkx-missed", "bkx-completed", None, ["booking_completed", "booking_status_changed"]),
        ("bkx-completed", "bkx-ack", None, ["booking_status_changed"]),
        ("bkx-completed", "trash", Removal.BINNED, ["booking_cancelled"]),
        ("bkx-missed", "trash", Removal.BINNED, ["booking_cancelled"]),
        ("bkx-cancelled", "trash", Removal.BINNED, []),
        ("trash", "bkx-pending", None, ["booking_status_changed"]),
        ("trash", "bkx-completed", None, ["booking_completed", "booking_status_changed"]),
    ],
)
def test_statuses_are_told(
    before: str | None, after: str, removal: Removal | None, expected: list[str]
) -> None:
    known = None if before is None else make_record(57, before)

    assert told_of(changed(known, make_record(57, after), removal)) == expected


def test_a_deletion_is_a_cancellation_alone() -> None:
    assert told_of(changed(BOOKING, DELETED, Removal.DELETED)) == ["booking_cancelled"]


@pytest.mark.parametrize(
    ("after", "kind", "paths"),
    [
        (MOVED, "rescheduled", ["datetime.start"]),
        (replace(BOOKING, days=(date(2027, 3, 17),)), "rescheduled", ["datetime.days"]),
        (replace(BOOKING, ends_at=datetime(2027, 3, 17, 13, tzinfo=UTC)), "edited", ["datetime.end"]),
        (replace(BOOKING, all_day=True), "edited", ["datetime.all_day"]),
        (replace(BOOKING, duration_minutes=90), "edited", ["service.duration"]),
        (replace(BOOKING, service=ServiceRecord(id=15, name="Shave")), "edited", ["service.id"]),
        (
            replace(BOOKING, service=None, duration_minutes=None),
            "edited",
            ["service.duration", "service.id"],
        ),
        (replace(BOOKING, extras=(WASH,)), "edited", ["extras"]),
        (with_customer(first_name="Anna"), "edited", ["customer.first_name"]),
        (with_customer(last_name="Sample"), "edited", ["customer.last_name"]),
        (with_customer(email="a@example.test"), "edited", ["customer.email"]),
        (with_customer(phone="1"), "edited", ["customer.phone"]),
        (with_customer(street="1 High Street"), "edited", ["customer.street"]),
        (with_customer(city="London"), "edited", ["customer.city"]),
        (with_customer(state="Kent"), "edited", ["customer.state"]),
        (with_customer(postcode="N1"), "edited", ["customer.postcode"]),
        (with_payment(amount=Decimal("40.00")), "edited", ["payment.amount"]),
        (replace(MOVED, duration_minutes=90), "rescheduled", ["datetime.start", "service.duration"]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_an_edit_is_told_with_what_it_changed(after: BookingRecord, kind: str, paths: list[str]) -> None:
    change = changed(BOOKING, after)

    assert told_of(change) == ["booking_updated"]
    assert pick(payload_of("booking_updated", change), "update_kind", "changed_fields") == {
        "update_kind": kind,
        "changed_fields": paths,
    }


@pytest.mark.parametrize(
    "after",
    [
        replace(BOOKING, service=ServiceRecord(id=14, name="Haircut and Wash")),
        replace(BOOKING, staff=StaffRecord(id=8, name="Alexandra", email="", phone="1")),
        replace(BOOKING, staff=None),
        replace(BOOKING, custom_fields={"note": "x"}),
        replace(BOOKING, updated_at=NOON),
        replace(BOOKING, created_by=3),
        replace(BOOKING, unreadable=("order_meta_data",), starts_at=None, extras=()),
        with_customer(id=7),
        with_payment(status="pending"),
        with_payment(amount=Decimal("39.0")),
    ],
    ids=[
        "service renamed",
        "staff renamed",
        "staff gone",
        "a meta that is not mapped",
        "saved",
        "author",
        "damaged",
        "guest registered",
        "payment pending",
        "the same amount",
    ],
)
def test_what_is_no_edit_is_not_told(after: BookingRecord) -> None:
    assert told_of(changed(BOOKING, after)) == []


def test_a_mended_meta_is_no_edit_but_what_was_edited_beside_it_is() -> None:
    damaged = replace(BOOKING, unreadable=("order_meta_data",), starts_at=None)

    assert told_of(changed(damaged, BOOKING)) == []
    assert told_of(changed(damaged, replace(BOOKING, duration_minutes=90))) == ["booking_updated"]


@pytest.mark.parametrize(
    "moved_zone",
    [
        datetime(2027, 3, 17, 11, tzinfo=ZoneInfo("Asia/Tokyo")),
        datetime(2027, 3, 17, 20, tzinfo=ZoneInfo("Asia/Tokyo")),
    ],
    ids=["the clock stays", "the moment stays"],
)
def test_a_site_that_changes_its_zone_moves_no_booking(moved_zone: datetime) -> None:
    after = replace(
        BOOKING, starts_at=moved_zone, ends_at=moved_zone + timedelta(hours=1), time_zone="Asia/Tokyo"
    )

    assert told_of(changed(BOOKING, after)) == []


def test_a_mapped_custom_field_is_told_by_its_meta_key_but_a_new_mapping_is_not() -> None:
    before, after = (replace(BOOKING, mapped_metas={"room": room}) for room in ("1", "2"))

    assert told_of(changed(BOOKING, after)) == []
    assert told_of(changed(before, after)) == ["booking_updated"]
    assert payload_of("booking_updated", changed(before, after))["changed_fields"] == ["room"]


def test_an_edit_shows_the_values_before() -> None:
    before = replace(BOOKING, extras=(WASH,))

    payload = payload_of("booking_updated", changed(before, MOVED))

    assert list(payload["previous"]) == ["customer", "service", "staff", "extras", "datetime", "payment"]
    assert payload["previous"]["datetime"]["start"] == "2027-03-17T11:00:00+00:00"
    assert payload["previous"]["payment"]["amount_minor"] == 3900
    assert [extra["id"] for extra in payload["previous"]["extras"]] == [19]
    assert (payload["datetime"]["start"], payload["extras"]) == ("2027-03-18T09:00:00+00:00", [])


def test_an_edit_that_ends_in_the_bin_is_a_cancellation_alone() -> None:
    binned = replace(MOVED, raw_status="trash", status="cancelled", staff=BEA)

    assert told_of(changed(BOOKING, binned, Removal.BINNED)) == ["booking_cancelled"]


def test_everything_that_one_change_did_is_told_in_the_order_of_the_keys() -> None:
    after = replace(MOVED, raw_status="bkx-completed", status="completed", staff=BEA)

    assert told_of(changed(BOOKING, after)) == [
        "booking_completed",
        "booking_status_changed",
        "booking_updated",
        "staff_assigned",
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, BOOKING, (False, None)),
        (replace(BOOKING, staff=None), BOOKING, (False, None)),
        (BOOKING, replace(BOOKING, staff=BEA), (True, 8)),
    ],
    ids=["with the booking", "later", "in place of another"],
)
def test_staff_is_assigned_first_or_in_place_of_another(
    before: BookingRecord | None, after: BookingRecord, expected: tuple[bool, int | None]
) -> None:
    change = changed(before, after)

    payload = payload_of("staff_assigned", change)

    assert "staff_assigned" in told_of(change)
    assert (payload["is_reassigned"], payload["previous_staff"]["id"]) == expected


def test_a_booking_without_staff_assigns_nobody() -> None:
    assert told_of(changed(None, make_record(staff=None))) == ["booking_created"]


def test_a_report_of_an_assignment_takes_nobody_for_another() -> None:
    assert payload_of("staff_assigned", changed(BOOKING, BOOKING))["is_reassigned"] is False


def test_a_booking_comes_up_once_for_each_start_and_number_of_minutes() -> None:
    change, moved = changed(BOOKING, BOOKING), changed(MOVED, MOVED)
    tokyo = replace(BOOKING, starts_at=datetime(2027, 3, 17, 20, tzinfo=ZoneInfo("Asia/Tokyo")))

    def identify(told: Change[BookingRecord], minutes: int) -> str | None:
        return identity_of("booking_upcoming", told, {"minutes_before": minutes})

    assert identify(change, 60) == identify(changed(tokyo, tokyo), 60)
    assert len({identify(change, 60), identify(change, 30), identify(moved, 60)}) == 3
    assert payload_of("booking_upcoming", change, {"minutes_before": 60})["minutes_before"] == 60
    assert told_of(change) == []
