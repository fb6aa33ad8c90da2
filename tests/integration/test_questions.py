"""However many bookings a batch has, it asks the database as often: counted by the server, not by a clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sidecar.services import ingest, upcoming
from tests.factories import TARGET, add_marks, execute, make_event, make_mark, store_events, subscribe
from tests.support.large_site import FIRST_ID, count_cost, enlarge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sidecar.services.sidecar import Sidecar

FEW, MANY = range(FIRST_ID, FIRST_ID + 20), range(FIRST_ID + 20, FIRST_ID + 140)
TOLERANCE = 3
"""Statements that became too long, and so two."""
PAY = """
    INSERT INTO wp_postmeta (post_id, meta_key, meta_value)
    SELECT ID, '_bkx_payment_status', 'completed' FROM wp_posts WHERE ID >= :first
"""

NAME_CUSTOMERS = """
    UPDATE wp_postmeta SET meta_value = REPLACE(meta_value, 'ada.abbot', LPAD(post_id, 9, 'p'))
    WHERE post_id >= :first
"""
"""The name is as long as the first, for PHP's arrays count characters."""


@pytest.fixture
def large(mariadb_sidecar: Sidecar) -> Sidecar:
    """Return a sidecar on a site of its own with 200 bookings more."""
    enlarge(mariadb_sidecar, 200, 200)
    return mariadb_sidecar


def ask(sidecar: Sidecar, ids: Sequence[int], *kinds: str) -> tuple[int, int]:
    """Ingest marks of these bookings; return how many events that made, and how many questions it took."""
    add_marks(sidecar, *(make_mark(*kinds, booking_id=id_) for id_ in ids))
    with count_cost(sidecar) as cost:
        made = ingest.drain(sidecar)
    return made, cost.questions


def test_changed_and_paid_bookings_are_ingested_together(large: Sidecar) -> None:
    for number in range(5):
        subscribe(large, "booking_status_changed", f"{TARGET}{number}")
    execute(large, "UPDATE wp_posts SET post_status = 'bkx-completed' WHERE ID >= :first", first=FIRST_ID)
    execute(large, PAY, first=FIRST_ID)
    ask(large, [FIRST_ID + 199])  # the first question of all finds out what the database can do

    few, many = ask(large, FEW), ask(large, MANY)

    assert (few[0], many[0]) == (3 * len(FEW), 3 * len(MANY))
    assert many[1] <= few[1] + TOLERANCE


def test_new_bookings_with_new_customers_are_ingested_together(large: Sidecar) -> None:
    execute(large, "DELETE FROM wp_bkx_zapier_snapshots WHERE object_id >= :first", first=FIRST_ID)
    execute(large, NAME_CUSTOMERS, first=FIRST_ID)
    ask(large, [FIRST_ID + 199], "created")

    few, many = ask(large, FEW, "created"), ask(large, MANY, "created")

    assert (few[0], many[0]) == (3 * len(FEW), 3 * len(MANY))
    assert many[1] <= few[1] + TOLERANCE


def test_an_event_goes_to_many_subscriptions_at_once(large: Sidecar) -> None:
    costs = []
    for number in range(60):
        subscribe(large, "booking_created", f"{TARGET}{number}")
        if number in (9, 59):
            with count_cost(large) as cost:
                store_events(large, *(make_event(100 * number + n) for n in range(10)))
            costs.append(cost.questions)

    few, many = costs

    assert many <= few + TOLERANCE
    execute(large, "DELETE FROM wp_bkx_zapier_webhook_queue")


def test_the_clock_reads_of_the_bookings_ahead_only_what_is_new(
    large: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upcoming, "PAUSE", timedelta(0))
    execute(large, "UPDATE wp_bkx_zapier_snapshots SET starts_at = UTC_TIMESTAMP(3) + INTERVAL 3 DAY")
    subscribe(large, "booking_upcoming", filters={"minutes_before": 30 * 24 * 60})
    for _ in range(2):
        upcoming.announce(large)

    with count_cost(large) as cost:
        upcoming.announce(large)

    assert cost.rows < 100
