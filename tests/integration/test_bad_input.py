"""Whatever is stored at a booking: it is told with what can be read, or refused with a reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.services import ingest
from sidecar.services.sweeping import sweep
from sidecar.settings import CustomField
from tests.factories import (
    add_marks,
    execute,
    fetch,
    make_mark,
    set_status,
    subscribe,
    with_settings,
)
from tests.support.golden import set_options
from tests.support.php import serialize
from tests.support.posts import write_metas

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

BOOKING, OTHER = 22, 31
CHANGED = "booking_status_changed"
UPDATED = "booking_updated"
TRUCK = "🚚 שלום مرحبا 山田 Zoë 𓀀"


def make_field(kind: str = "string", meta_key: str = "waiver", key: str = "waiver") -> CustomField:
    return CustomField(meta_key=meta_key, key=key, type=kind, label="Waiver")  # type: ignore[arg-type] # checked at load


def write(sidecar: Sidecar, metas: dict[str, str | None], booking_id: int = BOOKING) -> None:
    with sidecar.database.engine.begin() as connection:
        write_metas(connection, booking_id, metas)


def confirm(sidecar: Sidecar, booking_id: int = BOOKING) -> dict[str, Any]:
    """Confirm a booking, and return the body of the delivery that says so."""
    set_status(sidecar, booking_id, "bkx-ack")
    add_marks(sidecar, make_mark(booking_id=booking_id))
    ingest.drain(sidecar)
    bodies = [json.loads(row[0]) for row in fetch(sidecar, "queue", "payload")]
    told = [body for body in bodies if body["event"] == CHANGED and body["booking_id"] == booking_id]
    assert len(told) == 1
    found: dict[str, Any] = told[0]
    return found


def list_told(sidecar: Sidecar) -> list[tuple[int, str]]:
    return [(row[0], row[1]) for row in fetch(sidecar, "events", "object_id", "trigger_type")]


def list_refusals(sidecar: Sidecar) -> list[str]:
    return [row[0] for row in fetch(sidecar, "activity", "error_message")]


@pytest.fixture(autouse=True)
def _subscribed(sidecar: Sidecar) -> None:
    subscribe(sidecar, CHANGED)


HOSTILE = {
    "corrupt": "a:3:{broken",
    "truncated": 'a:42:{s:7:"seat_id";s:1:"8";s:7:"base',
    "an object": 'O:8:"stdClass":1:{s:1:"a";i:1;}',
    "an object inside": 'a:1:{s:10:"first_name";O:8:"stdClass":0:{}}',
    "a reference": "a:2:{i:0;i:1;i:1;R:2;}",
    "too deep": "a:1:{i:0;" * 5_000,
    "a count that lies": "a:99999:{}",
    "no bytes": "\x00\x01",
    "a scalar": "b:1;",
}


@pytest.mark.parametrize("damage", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("key", ["order_meta_data", "payment_meta", "bkx_capture_payment"])
def test_a_hostile_meta_is_named_and_the_rest_is_told(sidecar: Sidecar, key: str, damage: str) -> None:
    write(sidecar, {key: damage})

    told = confirm(sidecar)

    assert (told["status"], told["service"]["id"], told["unreadable"]) == ("confirmed", 13, [key])


def test_a_service_and_a_staff_member_that_are_gone_keep_their_ids(sidecar: Sidecar) -> None:
    before = confirm(sidecar, OTHER)
    execute(sidecar, "DELETE FROM wp_posts WHERE post_type IN ('bkx_seat', 'bkx_base', 'bkx_addition')")

    told = confirm(sidecar)

    assert (told["service"]["name"], told["staff"]["name"]) == (None, None)
    assert (told["service"]["id"], told["staff"]["id"]) == (13, 8)
    assert before["service"]["name"] is not None


def test_zero_dates_are_empty_and_no_damage(sidecar: Sidecar) -> None:
    zero = "0000-00-00 00:00:00"
    statement = "UPDATE wp_posts SET post_date = :zero, post_date_gmt = :zero, post_modified_gmt = :zero"
    execute(sidecar, f"{statement} WHERE ID = :id", zero=zero, id=BOOKING)
    order = {"booking_start_date": zero, "booking_end_date": zero, "created_date": zero}
    stored: dict[str, str | None] = dict.fromkeys((*order, "booking_date"), zero)
    write(sidecar, stored | {"order_meta_data": serialize(order)})

    told = confirm(sidecar)

    times = told["datetime"]
    assert (times["start"], times["end"], told["created_at"], told["unreadable"]) == (None, None, None, [])


def test_every_text_takes_every_script(sidecar: Sidecar) -> None:
    keys = ("first_name", "last_name", "phone", "street", "city", "state", "postcode", "country")
    order = dict.fromkeys((*keys, "email"), TRUCK)
    write(sidecar, {"order_meta_data": serialize(order), "allergies": TRUCK, "country": TRUCK})
    statement = "UPDATE wp_posts SET post_title = :title WHERE post_type IN ('bkx_seat', 'bkx_base')"
    execute(sidecar, statement, title=TRUCK)

    told = confirm(sidecar)

    customer = told["customer"]
    assert {customer[key] for key in (*keys, "email")} == {TRUCK}
    assert customer["address"] == ", ".join([TRUCK] * 5)
    assert (told["service"]["name"], told["staff"]["name"], told["metadata"]["allergies"]) == (TRUCK,) * 3
    assert (customer["phone_e164"], told["unreadable"]) == (None, [])


def set_times(sidecar: Sidecar, start: str, end: str, **more: str) -> None:
    order = {"booking_start_date": start, "booking_end_date": end, "booking_time": {"in_sec": 3600}}
    write(sidecar, {"order_meta_data": serialize(order | more), "booking_time": None})


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (
            "2027-03-28 01:30:00",  # a time that the clocks skip
            "2027-03-28 02:30:00",
            ["2027-03-28T02:30:00+01:00", "2027-03-28T03:30:00+01:00", "2027-03-27T21:30:00-04:00"],
        ),
        (
            "2027-03-28 00:30:00",
            "2027-03-28 02:15:00",
            ["2027-03-28T00:30:00+00:00", "2027-03-28T02:15:00+01:00", "2027-03-27T20:30:00-04:00"],
        ),
        (
            "2027-10-31 01:30:00",  # a time that comes twice
            "2027-10-31 02:30:00",
            ["2027-10-31T01:30:00+01:00", "2027-10-31T02:30:00+00:00", "2027-10-30T20:30:00-04:00"],
        ),
    ],
)
def test_both_edges_of_summer_time_are_told_with_their_offsets(
    sidecar: Sidecar, start: str, end: str, expected: list[str]
) -> None:
    set_times(sidecar, start, end, user_time_zone="America/New_York")

    times = confirm(sidecar)["datetime"]

    assert [times["start"], times["end"], times["customer_start"]] == expected


def test_a_customers_zone_that_does_not_exist_is_named(sidecar: Sidecar) -> None:
    write(sidecar, {"user_time_zone": "Mars/Olympus"})

    told = confirm(sidecar)

    times = told["datetime"]
    zones = times["customer_timezone"], times["customer_start"], times["customer_end"]
    assert (zones, told["unreadable"]) == ((None, None, None), ["user_time_zone"])


def test_a_site_that_changes_its_zone_moves_no_booking(sidecar: Sidecar) -> None:
    with sidecar.database.engine.begin() as connection:
        set_options(connection, {"timezone_string": "Australia/Sydney"})
    add_marks(sidecar, make_mark("saved", booking_id=OTHER))
    before = json.loads(fetch(sidecar, "snapshots", "record")[0][0])["starts_at"][:16]

    told = confirm(sidecar)

    assert list_told(sidecar) == [(BOOKING, CHANGED)]
    assert (told["datetime"]["timezone"], told["datetime"]["start"][:16]) == ("Australia/Sydney", before)


def test_a_snapshot_of_an_older_version_tells_no_change(sidecar: Sidecar) -> None:
    write(sidecar, {"user_time_zone": "Asia/Tokyo", "country": "Japan", "waiver": "signed"})
    record = json.loads(fetch(sidecar, "snapshots", "record")[0][0])
    for name in ("customer_time_zone", "mapped_metas"):
        del record[name]
    del record["customer"]["country"], record["payment"]["error"]
    statement = (
        "UPDATE wp_bkx_zapier_snapshots SET record = :record, fingerprint = NULL WHERE object_id = :id"
    )
    execute(sidecar, statement, record=json.dumps(record).encode(), id=BOOKING)
    mapped = with_settings(sidecar, custom_fields=(make_field(),))
    add_marks(mapped, make_mark("saved", booking_id=BOOKING))

    ingest.drain(mapped)

    assert (list_told(mapped), sweep.sweep(mapped)) == ([], 0)
    kept = json.loads(fetch(mapped, "snapshots", "record")[0][0])
    assert (kept["customer_time_zone"], kept["mapped_metas"]) == ("Asia/Tokyo", {"waiver": "signed"})


def test_a_mapped_field_is_told_typed_and_its_change_by_name(sidecar: Sidecar) -> None:
    mapped = with_settings(sidecar, custom_fields=(make_field("integer", "guests", "guest_count"),))
    subscribe(mapped, UPDATED)
    add_marks(mapped, make_mark("saved", booking_id=BOOKING))
    ingest.drain(mapped)
    write(mapped, {"guests": "4", "allergies": "Nuts"})
    add_marks(mapped, make_mark("saved", booking_id=BOOKING))

    ingest.drain(mapped)

    (body,) = (json.loads(row[0]) for row in fetch(mapped, "queue", "payload"))
    assert (body["custom_fields"], body["metadata"]) == ({"guest_count": 4}, {"allergies": "Nuts"})
    assert (body["changed_fields"], body["previous"]["custom_fields"]) == (
        ["custom_fields.guest_count"],
        {"guest_count": None},
    )


def test_a_mapped_field_of_another_type_is_null_and_named(sidecar: Sidecar) -> None:
    mapped = with_settings(sidecar, custom_fields=(make_field("money"),))
    write(mapped, {"waiver": 'O:8:"stdClass":0:{}'})

    told = confirm(mapped)

    assert (told["custom_fields"], told["unreadable"]) == ({"waiver": None}, ["waiver"])


def test_a_field_of_two_megabytes_reaches_every_subscriber_whole(sidecar: Sidecar) -> None:
    mapped = with_settings(sidecar, custom_fields=(make_field(),))
    text = "🥜 " * 400_000
    write(mapped, {"waiver": text})
    for number in (2, 3):
        subscribe(mapped, CHANGED, f"https://hooks.zapier.com/hooks/standard/{number}/abc/")
    set_status(mapped, BOOKING, "bkx-ack")
    add_marks(mapped, make_mark(booking_id=BOOKING))

    ingest.drain(mapped)

    bodies = [json.loads(row[0]) for row in fetch(mapped, "queue", "payload")]
    assert [body["custom_fields"]["waiver"] == text for body in bodies] == [True, True, True]
    assert list_refusals(mapped) == []


def test_an_event_beyond_the_limit_is_refused_with_a_reason_and_the_others_go_on(sidecar: Sidecar) -> None:
    mapped = with_settings(sidecar, custom_fields=(make_field(),))
    write(mapped, {"waiver": "x" * 11_000_000})
    for booking_id in (BOOKING, OTHER):
        set_status(mapped, booking_id, "bkx-ack")
        add_marks(mapped, make_mark(booking_id=booking_id))

    ingest.drain(mapped)

    assert list_told(mapped) == [(OTHER, CHANGED)]
    [refusal] = list_refusals(mapped)
    start = f"Booking {BOOKING}: {CHANGED} is not told, as its payload has 1"
    assert (refusal[: len(start)], refusal.endswith("more than max_payload_bytes (10000000).")) == (
        start,
        True,
    )
    snapshot = json.loads(fetch(mapped, "snapshots", "record")[0][0])
    assert (snapshot["status"], fetch(mapped, "outbox", "id")) == ("confirmed", [])


def test_a_field_too_large_to_be_remembered_makes_no_event_of_its_own(sidecar: Sidecar) -> None:
    mapped = with_settings(sidecar, custom_fields=(make_field(),))
    write(mapped, {"waiver": "'" * 7_000_000})

    assert (sweep.sweep(mapped), sweep.sweep(mapped)) == (0, 0)
    assert list_refusals(mapped) == []
