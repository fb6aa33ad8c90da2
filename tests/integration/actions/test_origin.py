"""What a Zap did is told as a Zap's, once, and starts no Zap that waits for the site's own changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sidecar.db.outbox import Mark
from sidecar.object_types import BOOKING, CUSTOMER, SERVICE
from sidecar.services import ingest
from sidecar.services.sweeping import sweep
from tests.factories import NOON, TARGET, add_marks, fetch, make_mark, set_status, subscribe
from tests.support.changing import HOST, change
from tests.support.desk import perform
from tests.support.site_rows import add_service, add_user, age_marks

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

BOOKING_WISH: dict[str, Any] = {
    "service_id": 13,
    "staff_id": 8,
    "start_datetime": "2027-03-18 10:00",
    "customer_first_name": "New",
    "customer_last_name": "Face",
    "customer_email": "new.face@example.test",
}


def tell(sidecar: Sidecar) -> list[tuple[str, str]]:
    """Ingest what waits; return trigger and origin of every event so far."""
    ingest.drain(sidecar)
    return [(row[0], row[1]) for row in fetch(sidecar, "events", "trigger_type", "origin")]


def echo(raw_status: str, booking_id: int = 22) -> Mark:
    """Return what the shim marks while WordPress fires the hooks of a Zap's change."""
    return make_mark("status", booking_id=booking_id, status=raw_status)


def test_a_status_that_a_zap_gave_is_the_zap_s_in_both_layouts(small: Sidecar) -> None:
    change(small, "update_booking_status", status="confirmed")

    assert tell(small) == [("booking_status_changed", "zapier")]
    ((payload,),) = fetch(small, "events", "payload")
    assert json.loads(payload)["origin"] == "zapier"


def test_its_echo_makes_no_second_event_and_no_other_origin(sidecar: Sidecar) -> None:
    change(sidecar, "update_booking_status", 22, status="confirmed")
    add_marks(sidecar, echo("bkx-ack"))
    at_once = tell(sidecar)
    add_marks(sidecar, echo("bkx-ack"))

    later = tell(sidecar)

    assert at_once == later == [("booking_status_changed", "zapier")]
    assert sweep.sweep(sidecar) == 0


def test_each_kind_of_change_is_the_zap_s(sidecar: Sidecar) -> None:
    change(sidecar, "cancel_booking", 22)
    change(sidecar, "reschedule_booking", 32, start_datetime="2027-03-18 15:00")
    change(sidecar, "assign_staff", 30, staff_id=9)

    assert set(tell(sidecar)) == {
        ("booking_cancelled", "zapier"),
        ("booking_status_changed", "zapier"),
        ("booking_updated", "zapier"),
        ("staff_assigned", "zapier"),
    }


def test_a_change_of_the_site_in_the_same_batch_stays_the_site_s(sidecar: Sidecar) -> None:
    set_status(sidecar, 22, "bkx-ack")
    add_marks(sidecar, make_mark("note", "status", booking_id=22, status="bkx-ack"))
    change(sidecar, "reschedule_booking", 22, start_datetime="2027-03-18 15:00")
    set_status(sidecar, 32, "bkx-ack")
    add_marks(sidecar, make_mark("note", "status", booking_id=32, status="bkx-ack"))

    assert tell(sidecar) == [
        ("booking_status_changed", "site"),
        ("booking_updated", "zapier"),
        ("booking_status_changed", "site"),
    ]


def test_a_booking_that_a_zap_made_is_the_zap_s_with_its_customer(sidecar: Sidecar) -> None:
    perform(sidecar, "create_booking", BOOKING_WISH, HOST)

    assert tell(sidecar) == [
        ("customer_created", "zapier"),
        ("booking_created", "zapier"),
        ("staff_assigned", "zapier"),
    ]


def test_a_zap_does_not_start_a_zap_that_waits_for_the_site(sidecar: Sidecar) -> None:
    ids = {
        origin: subscribe(sidecar, target_url=f"{TARGET}{origin}/", filters={"origin": origin})
        for origin in ("site", "zapier")
    }
    every = subscribe(sidecar)
    perform(sidecar, "create_booking", BOOKING_WISH, HOST)

    tell(sidecar)

    names = dict(fetch(sidecar, "subscriptions", "id", "subscription_id"))
    assert {names[row[0]] for row in fetch(sidecar, "queue", "subscription_id")} == {ids["zapier"], every}


def test_a_service_that_a_zap_made_is_the_zap_s_whatever_its_hooks_mark(sidecar: Sidecar) -> None:
    service_id = add_service(sidecar)
    facts = {"origin": "zapier"}
    add_marks(
        sidecar,
        Mark(SERVICE, service_id, frozenset({"saved"}), facts, NOON),
        Mark(SERVICE, service_id, frozenset({"saved"}), {"status": "publish"}, NOON),
    )
    age_marks(sidecar)

    assert tell(sidecar) == [("service_created", "zapier")]


def test_a_customer_whom_a_zap_made_is_the_zap_s_whatever_its_hooks_mark(sidecar: Sidecar) -> None:
    user_id = add_user(sidecar, "new.face@example.test")
    add_marks(
        sidecar,
        Mark(CUSTOMER, user_id, frozenset({"created"}), {"origin": "zapier"}, NOON),
        Mark(CUSTOMER, user_id, frozenset({"created"}), {}, NOON),
    )

    assert tell(sidecar) == [("customer_created", "zapier")]


def test_an_origin_that_nobody_knows_is_the_site_s(sidecar: Sidecar) -> None:
    set_status(sidecar, 22, "bkx-ack")
    add_marks(sidecar, Mark(BOOKING, 22, frozenset({"status"}), {"origin": ["zapier"]}, NOON))

    assert tell(sidecar) == [("booking_status_changed", "site")]
