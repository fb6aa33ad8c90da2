"""What came of an attempt is written down once, with its activity row, by the database's clock."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from sidecar.db import subscriptions
from sidecar.db.types import utc_now
from sidecar.services import delivery, fan_out
from sidecar.services.delivery import Attempt
from sidecar.services.subscriptions import subscribing
from sidecar.zapier_client.sender import AttemptResult
from tests.factories import execute, fetch, make_event, store_events, subscribe, with_settings

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

OK, BROKEN, GONE = AttemptResult(200, duration_seconds=0.25, snippet='{"status":"success"}'), 500, 410


@pytest.fixture
def queued(sidecar: Sidecar) -> Sidecar:
    """Return a sidecar with two deliveries to one target."""
    subscribe(sidecar)
    store_events(sidecar, make_event(1), make_event(2))
    return sidecar


def attempt(sidecar: Sidecar, result: AttemptResult, limit: int = 1) -> float | None:
    """Lease, and settle as if the result had come."""
    parcels = delivery.lease(sidecar, limit)
    return delivery.settle(sidecar, [Attempt(parcel, result) for parcel in parcels])


def waits(sidecar: Sidecar) -> list[float]:
    """Return in how many seconds each delivery is due, by the database's clock."""
    with sidecar.database.transaction() as tx:
        q = tx.own.queue.c
        rows = tx.execute(select(q.next_attempt_at, utc_now()).order_by(q.id)).all()
    return [(due - now) / timedelta(seconds=1) for due, now in rows]


def make_due(sidecar: Sidecar) -> None:
    execute(sidecar, "UPDATE wp_bkx_zapier_webhook_queue SET next_attempt_at = '2026-01-01 00:00:00.000'")


def test_a_delivered_one_is_done_and_counted(queued: Sidecar) -> None:
    assert attempt(queued, OK) is None

    (first, second) = fetch(queued, "queue", "status", "attempts", "last_status", "error_message")
    assert (first, second) == (("delivered", 1, 200, None), ("pending", 0, None, None))
    ((count, last_triggered_at),) = fetch(queued, "subscriptions", "trigger_count", "last_triggered_at")
    assert (count, last_triggered_at is None) == (1, False)


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 300), (1, 600), (2, 1200)])
def test_retries_wait_300_600_1200_seconds(queued: Sidecar, attempts: int, seconds: int) -> None:
    execute(queued, "UPDATE wp_bkx_zapier_webhook_queue SET attempts = :attempts", attempts=attempts)

    retry_in = attempt(queued, AttemptResult(BROKEN))

    assert retry_in == seconds
    assert waits(queued)[0] == pytest.approx(seconds, abs=5)
    assert fetch(queued, "queue", "status", "attempts", "last_status", "error_message")[0] == (
        "pending",
        attempts + 1,
        BROKEN,
        "HTTP 500",
    )


def test_the_third_retry_is_the_last(queued: Sidecar) -> None:
    execute(queued, "DELETE FROM wp_bkx_zapier_webhook_queue WHERE id = 2")
    for _ in range(4):
        attempt(queued, AttemptResult(BROKEN))
        make_due(queued)

    assert delivery.lease(queued, 1) == []
    assert fetch(queued, "queue", "status", "attempts", "error_message") == [("dead", 4, "HTTP 500")]
    assert len(fetch(queued, "activity", "id")) == 4


def test_429_is_not_charged_and_waits_as_asked(queued: Sidecar) -> None:
    attempt(queued, AttemptResult(429, retry_after_seconds=900))

    assert waits(queued)[0] == pytest.approx(900, abs=5)
    assert fetch(queued, "queue", "status", "attempts", "last_status")[0] == ("pending", 0, 429)


def test_410_ends_the_subscription_and_cancels_what_waits(queued: Sidecar) -> None:
    attempt(queued, AttemptResult(GONE))

    assert fetch(queued, "queue", "status", "last_status") == [("cancelled", 410), ("cancelled", None)]
    assert fetch(queued, "subscriptions", "status") == [("gone",)]


def test_an_event_after_the_end_of_a_subscription_is_not_queued(queued: Sidecar) -> None:
    attempt(queued, AttemptResult(GONE))

    queued.database.run(lambda tx: fan_out.enqueue_deliveries(tx, queued.triggers, [make_event(3)]))

    assert len(fetch(queued, "queue", "id")) == 2


def test_no_retry_outlives_its_subscription(queued: Sidecar) -> None:
    parcels = delivery.lease(queued, 2)
    queued.database.run(lambda tx: subscribing.unsubscribe(tx, parcels[0].hook_id))

    delivery.settle(queued, [Attempt(parcel, AttemptResult(BROKEN)) for parcel in parcels])

    assert fetch(queued, "queue", "status") == [("cancelled",), ("cancelled",)]


def test_no_reclaimed_delivery_outlives_its_subscription(queued: Sidecar) -> None:
    (parcel, _) = delivery.lease(queued, 2)
    queued.database.run(lambda tx: subscribing.unsubscribe(tx, parcel.hook_id))
    execute(queued, "UPDATE wp_bkx_zapier_webhook_queue SET lease_until = '2026-01-01 00:00:00.000'")

    delivery.reclaim(queued)

    assert fetch(queued, "queue", "status") == [("cancelled",), ("cancelled",)]


def test_a_stale_result_changes_nothing(queued: Sidecar) -> None:
    (stale,) = delivery.lease(queued, 1)
    execute(queued, "UPDATE wp_bkx_zapier_webhook_queue SET lease_token = 'another' WHERE id = 1")
    before = fetch(queued, "queue", "status", "attempts", "next_attempt_at", "lease_token")

    delivery.settle(queued, [Attempt(stale, AttemptResult(BROKEN))])

    assert fetch(queued, "queue", "status", "attempts", "next_attempt_at", "lease_token") == before


def test_each_attempt_leaves_an_activity_row_without_its_url(queued: Sidecar) -> None:
    attempt(queued, OK)
    attempt(queued, AttemptResult(None, "No answer in time.", duration_seconds=30.0))

    names = ("event_type", "direction", "success", "status_code", "error_message", "execution_time")
    assert fetch(queued, "activity", *names) == [
        ("booking_created", "outbound", True, 200, None, pytest.approx(0.25)),
        ("booking_created", "outbound", False, None, "No answer in time.", pytest.approx(30)),
    ]
    requests = [json.loads(row[0]) for row in fetch(queued, "activity", "request_data")]
    assert requests == [{"host": "hooks.zapier.com", "attempt": 1}] * 2
    assert fetch(queued, "activity", "event_id", "subscription_id") == [
        (f"{1:026d}", 1),
        (f"{2:026d}", 1),
    ]


def test_only_of_a_failed_attempt_the_answer_is_kept(queued: Sidecar) -> None:
    attempt(queued, AttemptResult(BROKEN, snippet="out of order"))
    attempt(queued, OK)

    assert fetch(queued, "activity", "response_data") == [("out of order",), (None,)]


def test_without_activity_nothing_is_logged(queued: Sidecar) -> None:
    attempt(with_settings(queued, log_activity=False), OK)

    assert fetch(queued, "activity", "id") == []


def test_one_settling_writes_many_ends(queued: Sidecar) -> None:
    parcels = delivery.lease(queued, 2)
    results: list[Any] = [AttemptResult(BROKEN), OK]

    retry_in = delivery.settle(queued, [Attempt(*pair) for pair in zip(parcels, results, strict=True)])

    assert retry_in == 300
    assert fetch(queued, "queue", "status") == [("pending",), ("delivered",)]


def test_a_subscription_is_revived_after_410_without_what_waited(queued: Sidecar) -> None:
    attempt(queued, AttemptResult(GONE))

    subscribe(queued)

    assert fetch(queued, "subscriptions", "status", "ended_at") == [(subscriptions.ACTIVE, None)]
    assert delivery.lease(queued, 5) == []


def test_a_410_to_the_old_id_leaves_the_revived_subscription(queued: Sidecar) -> None:
    ((old_id,),) = fetch(queued, "subscriptions", "subscription_id")
    [parcel] = delivery.lease(queued, 1)
    queued.database.run(lambda tx: subscribing.unsubscribe(tx, old_id))
    subscribe(queued)

    delivery.settle(queued, [Attempt(parcel, AttemptResult(GONE))])

    assert fetch(queued, "subscriptions", "status") == [(subscriptions.ACTIVE,)]


def test_a_receiver_that_says_wait_for_a_day_gets_no_more(queued: Sidecar) -> None:
    yesterday = "UPDATE wp_bkx_zapier_webhook_queue SET created_at = '2026-01-01 00:00:00.000'"
    execute(queued, yesterday)

    attempt(queued, AttemptResult(429))

    assert fetch(queued, "queue", "status", "error_message")[0] == ("dead", "HTTP 429")
