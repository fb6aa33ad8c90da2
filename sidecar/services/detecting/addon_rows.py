"""Reviews and reminders that add-ons write into tables of their own: new rows are told as reports."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sidecar.services.detecting import reports
from sidecar.services.detecting.addon_sources import list_new_rows, to_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sidecar.db.events import StoredEvent
    from sidecar.db.outbox import Mark
    from sidecar.services.detecting.batch import Batch


def detect(batch: Batch, _marks: Mapping[int, Sequence[Mark]]) -> list[StoredEvent]:
    """Return the events of new rows, because an add-on says there are some."""
    return detect_addon_rows(batch)


def detect_addon_rows(batch: Batch) -> list[StoredEvent]:
    """Return the events of the add-ons' new rows; for what it costs see `list_new_rows`."""
    marks: dict[int, list[Mark]] = defaultdict(list)
    now = datetime.now(UTC)
    for source, row in list_new_rows(batch.sidecar, batch.tx):
        booking_id = to_id(row.get("booking_id"))
        marks[booking_id].append(reports.make_mark(source.trigger, booking_id, source.details(row), now))
    return reports.detect(batch, marks) if marks else []
