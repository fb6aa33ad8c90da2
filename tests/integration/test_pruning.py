"""What is older than the retention goes, in small batches; what still waits stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.db import activity
from sidecar.db.activity import Activity
from sidecar.services import pruning
from tests.factories import execute, fetch, make_event, store_events, subscribe, with_settings

if TYPE_CHECKING:
    import pytest

    from sidecar.services.sidecar import Sidecar

OLD, FRESH = "2026-01-01 00:00:00.000", "2099-01-01 00:00:00.000"


def fill(sidecar: Sidecar, count: int = 4) -> None:
    """Store so many events, deliveries and activity rows."""
    subscribe(sidecar)
    store_events(sidecar, *(make_event(number) for number in range(1, count + 1)))
    lines = [Activity(event_type="x", direction="inbound", success=True)] * count
    sidecar.database.run(lambda tx: activity.add_activity(tx, lines))


def counts(sidecar: Sidecar) -> tuple[int, int, int]:
    events, queue, lines = (len(fetch(sidecar, table, "id")) for table in ("events", "queue", "activity"))
    return events, queue, lines


def age(sidecar: Sidecar, moment: str, up_to_id: int) -> None:
    execute(sidecar, "UPDATE wp_bkx_zapier_events SET created_at = :m WHERE id <= :id", m=moment, id=up_to_id)
    activity_rows = "UPDATE wp_bkx_zapier_activity_log SET created_at = :m WHERE id <= :id"
    execute(sidecar, activity_rows, m=moment, id=up_to_id)
    settled = "UPDATE wp_bkx_zapier_webhook_queue SET status = 'delivered', processed_at = :m WHERE id <= :id"
    execute(sidecar, settled, m=moment, id=up_to_id)


def test_old_rows_go_and_fresh_ones_stay(sidecar: Sidecar) -> None:
    fill(sidecar)
    age(sidecar, OLD, 3)

    assert (pruning.prune(sidecar), counts(sidecar)) == (9, (1, 1, 1))


def test_nothing_fresh_goes(sidecar: Sidecar) -> None:
    fill(sidecar)
    age(sidecar, FRESH, 4)

    assert (pruning.prune(sidecar), counts(sidecar)) == (0, (4, 4, 4))


def test_what_was_not_settled_stays_however_old(sidecar: Sidecar) -> None:
    fill(sidecar)
    execute(sidecar, "UPDATE wp_bkx_zapier_webhook_queue SET created_at = :old", old=OLD)

    pruning.prune(sidecar)

    assert fetch(sidecar, "queue", "status") == [("pending",)] * 4


def test_many_rows_go_batch_by_batch(sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    fill(sidecar, 5)
    age(sidecar, OLD, 5)

    assert (pruning.prune(sidecar), counts(sidecar)) == (15, (0, 0, 0))


def test_the_retention_is_a_setting(sidecar: Sidecar) -> None:
    fill(sidecar)
    age(sidecar, OLD, 4)

    assert pruning.prune(with_settings(sidecar, log_retention_days=36500)) == 0


def test_snapshots_and_subscriptions_are_never_pruned(sidecar: Sidecar) -> None:
    fill(sidecar)
    execute(sidecar, "UPDATE wp_bkx_zapier_snapshots SET taken_at = :old", old=OLD)
    execute(sidecar, "UPDATE wp_bkx_zapier_subscriptions SET created_at = :old", old=OLD)
    before = len(fetch(sidecar, "snapshots", "object_id"))

    pruning.prune(sidecar)

    assert len(fetch(sidecar, "snapshots", "object_id")) == before > 0
    assert len(fetch(sidecar, "subscriptions", "id")) == 1
