"""However large bookings are, few bytes of them are held at once: a batch ends by its size, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sidecar.db import queue
from sidecar.services import fan_out, ingest, reading
from sidecar.services.baseline import ensure_baseline
from sidecar.services.sweeping import sweep
from sidecar.settings import CustomField
from sidecar.wp_bridge.posts.layout import PostsLayout
from tests.factories import (
    TARGET,
    add_marks,
    execute,
    fetch,
    list_events,
    make_event,
    make_mark,
    set_status,
    store_events,
    subscribe,
    with_settings,
)
from tests.support.posts import write_metas

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

WAIVER = CustomField(meta_key="waiver", key="waiver", type="string", label="Waiver")
LARGE = (22, 31, 33)
CHANGED, COMPLETED = "booking_status_changed", "booking_completed"


@pytest.fixture
def large(sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> Sidecar:
    """Return a sidecar on a site where three bookings are so large that each is a batch of its own."""
    with sidecar.database.engine.begin() as connection:
        for booking_id in LARGE:
            write_metas(connection, booking_id, {"waiver": "x" * 60_000})
    monkeypatch.setattr(reading, "MAX_BYTES", 100_000)
    return with_settings(sidecar, custom_fields=(WAIVER,))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many of the large bookings each reading of bookings has, as a list that grows."""
    counts: list[int] = []
    read_bookings = PostsLayout.read_bookings

    def note(store: PostsLayout, connection: Connection, ids: Collection[int]) -> Any:
        counts.append(len(set(ids) & set(LARGE)))
        return read_bookings(store, connection, ids)

    monkeypatch.setattr(PostsLayout, "read_bookings", note)
    return counts


def test_ingest_reads_large_bookings_one_by_one_and_tells_all_steps_in_order(
    large: Sidecar, read: list[int]
) -> None:
    for status in ("bkx-ack", "bkx-completed"):
        for booking_id in LARGE:
            set_status(large, booking_id, status)
            add_marks(large, make_mark(booking_id=booking_id, status=status))

    ingest.drain(large)

    assert max(read) == 1
    assert fetch(large, "outbox", "id") == []
    told = list_events(large)
    assert [event for event in told if event[0] == 22] == [
        (22, CHANGED, 1),
        (22, COMPLETED, 2),
        (22, CHANGED, 3),
    ]
    assert [event[0] for event in told] == sorted(event[0] for event in told)


def test_the_sweep_reads_large_bookings_one_by_one(large: Sidecar, read: list[int]) -> None:
    for booking_id in LARGE:
        set_status(large, booking_id, "bkx-completed")

    sweep.sweep(large)

    assert max(read) == 1
    assert {event[0] for event in list_events(large)} == set(LARGE)


def test_the_baseline_reads_large_bookings_one_by_one(large: Sidecar, read: list[int]) -> None:
    before = fetch(large, "snapshots", "object_type", "object_id")
    execute(large, "DELETE FROM wp_bkx_zapier_snapshots")
    execute(large, "DELETE FROM wp_bkx_zapier_state WHERE name != 'ingest_lock'")

    ensure_baseline(large)

    assert max(read) == 1
    assert fetch(large, "snapshots", "object_type", "object_id") == before


def test_large_deliveries_are_queued_in_parts(sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        subscribe(sidecar, target_url=f"{TARGET}{number}")
    parts: list[int] = []
    enqueue = queue.enqueue

    def note(tx: Transaction, rows: Collection[dict[str, Any]]) -> None:
        parts.append(len(rows))
        enqueue(tx, rows)

    monkeypatch.setattr(queue, "enqueue", note)
    monkeypatch.setattr(fan_out, "MAX_BYTES", 2500)

    store_events(sidecar, *(make_event(n, payload=b'{"text":"%s"}' % (b"x" * 1000)) for n in (1, 2)))

    assert max(parts) == 3
    assert [row[0][-1] for row in fetch(sidecar, "queue", "event_id")] == ["1", "1", "1", "2", "2", "2"]
