"""A Zap that is switched on has one subscription; switching off always works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sidecar.errors import TargetNotAllowedError, UnknownTriggerError
from sidecar.services import subscribing
from tests.factories import TARGET, fetch, make_event, store_events, subscribe, with_settings

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar


def unsubscribe(sidecar: Sidecar, subscription_id: str) -> None:
    sidecar.database.run(lambda tx: subscribing.unsubscribe(tx, subscription_id))


def statuses(sidecar: Sidecar) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in fetch(sidecar, "subscriptions", "target_url", "status")]


def test_the_same_trigger_and_target_are_one_subscription(sidecar: Sidecar) -> None:
    assert subscribe(sidecar) == subscribe(sidecar)
    assert statuses(sidecar) == [(TARGET, "active")]


def test_two_targets_or_triggers_are_two_subscriptions(sidecar: Sidecar) -> None:
    ids = {
        subscribe(sidecar),
        subscribe(sidecar, target_url=TARGET.replace("abc", "ABC")),
        subscribe(sidecar, "booking_cancelled"),
    }

    assert (len(ids), len(statuses(sidecar))) == (3, 3)


def test_an_ended_subscription_is_revived_with_its_id(sidecar: Sidecar) -> None:
    first = subscribe(sidecar)
    unsubscribe(sidecar, first)

    assert subscribe(sidecar) == first
    assert fetch(sidecar, "subscriptions", "status", "ended_at") == [("active", None)]


def test_unsubscribing_ends_it_and_cancels_what_waits(sidecar: Sidecar) -> None:
    subscription_id = subscribe(sidecar)
    store_events(sidecar, make_event(1))

    unsubscribe(sidecar, subscription_id)

    assert statuses(sidecar) == [(TARGET, "unsubscribed")]
    assert fetch(sidecar, "queue", "status", "error_message") == [
        ("cancelled", "The subscription has ended.")
    ]


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
