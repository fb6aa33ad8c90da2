"""Who gets what of an event: filters and mappings count before a row is queued; arrival gives the order."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import sqlalchemy as sa

from sidecar.db import queue
from sidecar.services import ingest
from sidecar.services.subscriptions.mapping import FieldMapping
from tests.factories import TARGET, add_marks, fetch, make_event, make_mark, store_events, subscribe

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

BODY = b'{"id":1, "status":"pending","payment":{"amount":"100.00"},"service":{"id":14}}'
"""With a blank that no encoder of ours writes: exact bytes keep it."""


def queued(sidecar: Sidecar) -> list[tuple[int, bytes]]:
    return [(row[0], row[1]) for row in fetch(sidecar, "queue", "subscription_id", "payload")]


def test_only_subscriptions_whose_filters_match_get_a_row(sidecar: Sidecar) -> None:
    for n, filters in enumerate([{}, {"service": 14}, {"service": 15}, {"minimum_amount": "100.01"}]):
        subscribe(sidecar, target_url=f"{TARGET}{n}", filters=filters)

    store_events(sidecar, make_event(1, payload=BODY))

    assert queued(sidecar) == [(1, BODY), (2, BODY)]


def test_a_mapped_row_differs_and_an_unmapped_one_is_the_event_byte_for_byte(sidecar: Sidecar) -> None:
    subscribe(sidecar)
    mapping = FieldMapping(("payment",), {"status": "state"})
    subscribe(sidecar, target_url=f"{TARGET}2", mapping=mapping)

    store_events(sidecar, make_event(1, payload=BODY))

    assert queued(sidecar) == [(1, BODY), (2, b'{"id":1,"state":"pending","service":{"id":14}}')]
    assert fetch(sidecar, "events", "payload") == [(BODY,)]


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [([{}, {}], 0), ([{}, {"filters": {"service": 14}}], 1), ([{"filters": {"service": 14}}] * 3, 1)],
)
def test_a_payload_is_read_once_and_only_if_somebody_asks(
    sqlite_sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch, wishes: list[dict[str, Any]], expected: int
) -> None:
    for n, wish in enumerate(wishes):
        subscribe(sqlite_sidecar, target_url=f"{TARGET}{n}", **wish)
    read = []
    decode = msgspec.json.decode

    def note(body: Any, **options: Any) -> Any:
        read.append(body)
        return decode(body, **options)

    monkeypatch.setattr(msgspec.json, "decode", note)
    store_events(sqlite_sidecar, make_event(1, payload=BODY))

    assert read.count(BODY) == expected


def test_a_bulk_change_of_500_bookings_is_queued_in_order_of_arrival(sidecar: Sidecar) -> None:
    subscribe(sidecar, "booking_status_changed")
    steps = ("bkx-ack", "bkx-completed", "bkx-missed")
    with sidecar.database.transaction() as tx:
        ids = sidecar.store.list_newest_ids(tx.connection, 30)
    add_marks(
        sidecar,
        *(
            make_mark(booking_id=ids[n % len(ids)], status=steps[n // len(ids) % len(steps)])
            for n in range(500)
        ),
    )

    ingest.drain(sidecar)

    events = fetch(sidecar, "events", "event_id", "object_id", "sequence", "trigger_type")
    sequences: dict[int, list[int]] = defaultdict(list)
    for _, object_id, sequence, _ in events:
        sequences[object_id].append(sequence)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in sequences.values())
    changed = [event_id for event_id, _, _, trigger in events if trigger == "booking_status_changed"]
    assert len(changed) >= 400
    assert [row[0] for row in fetch(sidecar, "queue", "event_id")] == changed
    with sidecar.database.transaction() as tx:
        leased = queue.lease(tx, 1000, 60)
    assert [parcel.event_id for parcel in leased] == changed


def test_all_deliveries_of_a_batch_are_one_insert(mariadb_sidecar: Sidecar) -> None:
    subscribe(mariadb_sidecar)
    subscribe(mariadb_sidecar, target_url=f"{TARGET}2", filters={"service": 14})
    inserts = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO wp_bkx_zapier_webhook_queue"):
            inserts.append(statement)

    sa.event.listen(mariadb_sidecar.database.engine, "before_cursor_execute", note)
    store_events(mariadb_sidecar, *(make_event(n, payload=BODY) for n in range(500)))

    assert (len(inserts), len(queued(mariadb_sidecar))) == (1, 1000)
