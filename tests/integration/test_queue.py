"""A delivery is one worker's at a time; whoever lost its lease can change nothing any more."""

from __future__ import annotations

from collections import Counter
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from sidecar.db import queue
from tests.factories import TARGET, execute, fetch, make_event, make_sidecar, store_events, subscribe

if TYPE_CHECKING:
    from sidecar.db.queue import Parcel
    from sidecar.services.sidecar import Sidecar

LEASE_SECONDS = 60


@pytest.fixture(params=[True, False], ids=["as it is", "without skip locked"])
def queued(request: pytest.FixtureRequest, sidecar: Sidecar) -> Sidecar:
    """Return a sidecar with one subscription, on a database with and without SKIP LOCKED."""
    if not request.param:
        sidecar.database.__dict__["skip_locked"] = False
    subscribe(sidecar)
    return sidecar


def enqueue(sidecar: Sidecar, count: int) -> None:
    store_events(sidecar, *(make_event(number) for number in range(1, count + 1)))


def lease(sidecar: Sidecar, limit: int = 10) -> list[Parcel]:
    return sidecar.database.run(lambda tx: queue.lease(tx, limit, LEASE_SECONDS))


def settle(sidecar: Sidecar, parcel: Parcel, status: str = queue.DELIVERED) -> bool:
    return sidecar.database.run(lambda tx: queue.settle(tx, parcel, {"status": status}))


def reclaim(sidecar: Sidecar) -> int:
    return sidecar.database.run(queue.reclaim_expired)


def end_leases(sidecar: Sidecar) -> None:
    """Let time pass: every lease ran out."""
    execute(sidecar, "UPDATE wp_bkx_zapier_webhook_queue SET lease_until = '2026-01-01 00:00:00.000'")


def test_a_leased_delivery_says_what_to_send_and_where(queued: Sidecar) -> None:
    enqueue(queued, 1)

    (parcel,) = lease(queued)

    (hook_id,) = fetch(queued, "subscriptions", "subscription_id")[0]
    assert parcel == queue.Parcel(
        id=1,
        token=parcel.token,
        event_id=f"{1:026d}",
        trigger_type="booking_created",
        subscription_id=1,
        hook_id=hook_id,
        target_url=TARGET,
        payload=b'{"id":1}',
        attempts=0,
        age_seconds=parcel.age_seconds,
    )
    assert 0 <= parcel.age_seconds < 60


def test_what_is_leased_is_not_leased_again(queued: Sidecar) -> None:
    enqueue(queued, 5)

    assert [len(lease(queued, 3)), len(lease(queued, 3)), len(lease(queued, 3))] == [3, 2, 0]


def test_the_oldest_due_come_first(queued: Sidecar) -> None:
    enqueue(queued, 4)
    execute(
        queued, "UPDATE wp_bkx_zapier_webhook_queue SET next_attempt_at = '2026-01-01 00:00:00' WHERE id = 3"
    )

    assert [parcel.id for parcel in lease(queued, 2)] == [1, 3]


def test_what_is_not_due_waits(queued: Sidecar) -> None:
    enqueue(queued, 1)
    execute(queued, "UPDATE wp_bkx_zapier_webhook_queue SET next_attempt_at = '2099-01-01 00:00:00.000'")

    assert (lease(queued), queued.database.run(queue.find_oldest_due_age)) == ([], 0)


def test_in_an_empty_queue_nothing_has_waited(queued: Sidecar) -> None:
    assert (lease(queued), queued.database.run(queue.find_oldest_due_age)) == ([], 0)


def test_what_is_due_and_not_taken_has_waited(queued: Sidecar) -> None:
    enqueue(queued, 1)
    execute(queued, "UPDATE wp_bkx_zapier_webhook_queue SET next_attempt_at = '2026-01-01 00:00:00.000'")

    assert queued.database.run(queue.find_oldest_due_age) > 86400


def test_settling_gives_the_lease_back(queued: Sidecar) -> None:
    enqueue(queued, 1)
    (parcel,) = lease(queued)

    assert settle(queued, parcel)
    assert fetch(queued, "queue", "status", "lease_token", "lease_until") == [("delivered", None, None)]


def test_settling_twice_changes_nothing(queued: Sidecar) -> None:
    enqueue(queued, 1)
    (parcel,) = lease(queued)
    settle(queued, parcel)

    assert not settle(queued, parcel, queue.DEAD)
    assert fetch(queued, "queue", "status") == [("delivered",)]


def test_a_live_lease_is_not_reclaimed(queued: Sidecar) -> None:
    enqueue(queued, 1)
    lease(queued)

    assert (reclaim(queued), fetch(queued, "queue", "status")) == (0, [("sending",)])


def test_a_lease_that_ran_out_is_leased_again_uncharged(queued: Sidecar) -> None:
    enqueue(queued, 1)
    lease(queued)
    end_leases(queued)

    assert reclaim(queued) == 1
    assert fetch(queued, "queue", "status", "attempts", "crashes") == [("pending", 0, 1)]
    assert len(lease(queued)) == 1


def test_who_lost_its_lease_can_settle_nothing(queued: Sidecar) -> None:
    enqueue(queued, 1)
    (stale,) = lease(queued)
    end_leases(queued)
    reclaim(queued)
    (fresh,) = lease(queued)

    assert not settle(queued, stale, queue.DEAD)
    assert fetch(queued, "queue", "status", "lease_token") == [("sending", fresh.token)]
    assert settle(queued, fresh)


def test_a_delivery_that_killed_three_workers_is_set_aside(queued: Sidecar) -> None:
    enqueue(queued, 1)
    for _ in range(3):
        assert len(lease(queued)) == 1
        end_leases(queued)
        assert reclaim(queued) == 1

    assert fetch(queued, "queue", "status", "crashes", "error_message") == [
        ("dead", 3, "Three workers died while sending it.")
    ]
    assert (lease(queued), reclaim(queued)) == ([], 0)


def test_what_waits_can_be_cancelled_and_what_is_under_way_not(queued: Sidecar) -> None:
    enqueue(queued, 3)
    lease(queued, 1)

    cancelled = queued.database.run(lambda tx: queue.cancel_pending(tx, [1]))

    assert cancelled == 2
    assert fetch(queued, "queue", "status") == [("sending",), ("cancelled",), ("cancelled",)]
    assert queued.database.run(queue.count_by_status) == {"sending": 1, "cancelled": 2}


def test_four_workers_get_each_of_200_deliveries_once(queued: Sidecar) -> None:
    enqueue(queued, 200)
    taken: Counter[int] = Counter()
    workers = [make_sidecar(queued.settings.database_url) for _ in range(4)]

    def work(worker: Sidecar) -> None:
        worker.database.__dict__["skip_locked"] = queued.database.skip_locked
        while any(status == "pending" for (status,) in fetch(worker, "queue", "status")):
            taken.update(parcel.id for parcel in lease(worker, 10))

    threads = [Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert taken == Counter(range(1, 201))
    for worker in workers:
        worker.database.dispose()
