"""A Zap that is switched on has one subscription; switching off always works."""

from __future__ import annotations

import json
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from threading import Barrier, BrokenBarrierError
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.db import queue, subscriptions
from sidecar.db.queue import enqueue
from sidecar.db.subscriptions import lock_by_target
from sidecar.errors import TargetNotAllowedError, UnknownTriggerError
from sidecar.services.subscriptions import subscribing
from sidecar.services.subscriptions.mapping import FieldMapping
from sidecar.services.subscriptions.subscribing import Wish
from tests.factories import CALLER, TARGET, fetch, make_event, store_events, subscribe, with_settings

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar


def unsubscribe(sidecar: Sidecar, subscription_id: str) -> None:
    sidecar.database.run(lambda tx: subscribing.unsubscribe(tx, subscription_id))


def statuses(sidecar: Sidecar) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in fetch(sidecar, "subscriptions", "target_url", "status")]


def test_the_same_trigger_and_target_are_one_subscription(sidecar: Sidecar) -> None:
    assert subscribe(sidecar) == subscribe(sidecar)
    assert statuses(sidecar) == [(TARGET, "active")]


def test_two_calls_at_once_are_one_subscription(
    mariadb_sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_looked = Barrier(2)

    def look_and_wait(*arguments: Any) -> Any:
        found = lock_by_target(*arguments)
        with suppress(BrokenBarrierError):  # the one that comes again waits for nobody
            both_looked.wait(timeout=0.5)
        return found

    monkeypatch.setattr(subscriptions, "lock_by_target", look_and_wait)

    with ThreadPoolExecutor() as pool:
        ids = list(pool.map(lambda _: subscribe(mariadb_sidecar), "ab"))

    assert ids == [ids[0]] * 2
    assert statuses(mariadb_sidecar) == [(TARGET, "active")]


def test_two_targets_or_triggers_are_two_subscriptions(sidecar: Sidecar) -> None:
    ids = {
        subscribe(sidecar),
        subscribe(sidecar, target_url=TARGET.replace("abc", "ABC")),
        subscribe(sidecar, "booking_cancelled"),
    }

    assert (len(ids), len(statuses(sidecar))) == (3, 3)


def test_an_ended_subscription_is_revived_under_a_new_id(sidecar: Sidecar) -> None:
    first = subscribe(sidecar)
    unsubscribe(sidecar, first)

    second = subscribe(sidecar)

    assert second != first
    columns = ("subscription_id", "status", "ended_at")
    assert fetch(sidecar, "subscriptions", *columns) == [(second, "active", None)]


def test_a_late_unsubscribe_of_the_old_id_leaves_the_revived_one(sidecar: Sidecar) -> None:
    first = subscribe(sidecar)
    unsubscribe(sidecar, first)
    subscribe(sidecar)

    unsubscribe(sidecar, first)

    assert statuses(sidecar) == [(TARGET, "active")]


def test_unsubscribing_ends_it_and_cancels_what_waits(sidecar: Sidecar) -> None:
    subscription_id = subscribe(sidecar)
    store_events(sidecar, make_event(1))

    unsubscribe(sidecar, subscription_id)

    assert statuses(sidecar) == [(TARGET, "unsubscribed")]
    assert fetch(sidecar, "queue", "status", "error_message") == [
        ("cancelled", "The subscription has ended.")
    ]


def test_what_is_queued_while_it_ends_is_cancelled_too(
    mariadb_sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscription_id = subscribe(mariadb_sidecar)

    with ThreadPoolExecutor() as pool:

        def enqueue_late(*arguments: Any) -> None:
            ending.append(pool.submit(unsubscribe, mariadb_sidecar, subscription_id))
            wait(ending, timeout=0.5)
            enqueue(*arguments)

        ending: list[Future[None]] = []
        monkeypatch.setattr(queue, "enqueue", enqueue_late)
        store_events(mariadb_sidecar, make_event(1))

    assert [future.exception() for future in ending] == [None]
    assert fetch(mariadb_sidecar, "queue", "status") == [("cancelled",)]


@pytest.mark.parametrize("subscription_id", ["unknown", "", "0" * 26, "🍣", "é", "a\x00b", "x" * 500])
def test_unsubscribing_what_does_not_exist_is_fine(sidecar: Sidecar, subscription_id: str) -> None:
    subscribe(sidecar)

    unsubscribe(sidecar, subscription_id)

    assert statuses(sidecar) == [(TARGET, "active")]


def test_unsubscribing_twice_is_fine(sidecar: Sidecar) -> None:
    subscription_id = subscribe(sidecar)

    unsubscribe(sidecar, subscription_id)
    unsubscribe(sidecar, subscription_id)

    assert statuses(sidecar) == [(TARGET, "unsubscribed")]


@pytest.mark.parametrize("trigger", ["", "booking_moved", "new_booking", "Booking_Created"])
def test_an_unknown_trigger_is_refused(sqlite_sidecar: Sidecar, trigger: str) -> None:
    with pytest.raises(UnknownTriggerError):
        subscribe(sqlite_sidecar, trigger)


def test_a_trigger_that_is_switched_off_is_refused_with_the_reason(sqlite_sidecar: Sidecar) -> None:
    limited = with_settings(sqlite_sidecar, allowed_triggers=("booking_created",))

    with pytest.raises(UnknownTriggerError, match="switched off"):
        subscribe(limited, "booking_cancelled")


def test_a_foreign_target_leaves_nothing(sqlite_sidecar: Sidecar) -> None:
    with pytest.raises(TargetNotAllowedError):
        subscribe(sqlite_sidecar, target_url="https://evil.test/")

    assert statuses(sqlite_sidecar) == []


def test_two_calls_at_once_with_other_wishes_leave_one_of_them_whole(mariadb_sidecar: Sidecar) -> None:
    wishes: list[dict[str, Any]] = [
        {"filters": {"service": n}, "mapping": FieldMapping((f"metadata.{n}",))} for n in range(8)
    ]
    subscribe(mariadb_sidecar)

    with ThreadPoolExecutor() as pool:
        ids = set(pool.map(lambda wish: subscribe(mariadb_sidecar, **wish), wishes))

    ((id_, filters, mapping),) = fetch(
        mariadb_sidecar, "subscriptions", "subscription_id", "filters", "field_mapping"
    )
    (number,) = json.loads(filters)["service"]
    assert (ids, json.loads(mapping)["drop"]) == ({id_}, [f"metadata.{number}"])


def test_an_ended_subscription_comes_back_with_its_new_wishes_alone(sidecar: Sidecar) -> None:
    unsubscribe(sidecar, subscribe(sidecar, filters={"service": 14}, mapping=FieldMapping(("payment",))))

    subscribe(sidecar)

    assert fetch(sidecar, "subscriptions", "filters", "field_mapping", "status") == [(None, None, "active")]


def test_who_subscribes_again_is_the_owner(sidecar: Sidecar) -> None:
    subscribe(sidecar)
    other = replace(CALLER, key_id=2, user_id=3)

    sidecar.database.run(
        lambda tx: subscribing.subscribe(sidecar, tx, other, Wish("booking_created", TARGET))
    )

    assert fetch(sidecar, "subscriptions", "api_key_id", "user_id") == [(2, 3)]


def test_what_was_queued_before_a_change_goes_out_as_it_was(sidecar: Sidecar) -> None:
    subscribe(sidecar)
    store_events(sidecar, make_event(1))

    subscribe(sidecar, filters={"service": 14})

    assert fetch(sidecar, "queue", "payload", "status") == [(b'{"id":1}', "pending")]
