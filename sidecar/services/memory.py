"""What we remember of a booking: records as snapshots, and back."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from sidecar.db.snapshots import Snapshot
from sidecar.services.changes import Known
from sidecar.wp_bridge.records import BookingRecord


def remember(
    record: BookingRecord, sequence: int = 0, *, is_baseline: bool = False, is_gone: bool = False
) -> Snapshot:
    """Return the snapshot of a booking."""
    return Snapshot(
        record.id, msgspec.json.encode(record), sequence, is_baseline, is_gone, starts_at=record.starts_at
    )


def recall(snapshot: Snapshot, current: BookingRecord | None) -> Known:
    """Return what a snapshot says; of one that another version wrote the status, the rest is as it is now.

    Raises msgspec.DecodeError for what no version wrote, and where there is no booking to fill the gaps.
    """
    try:
        record = msgspec.json.decode(snapshot.record, type=BookingRecord)
    except msgspec.ValidationError:
        if current is None:
            raise
        remembered = msgspec.json.decode(snapshot.record, type=_Remembered)
        record = replace(current, raw_status=remembered.raw_status, status=remembered.status)
    return Known(record, is_told=not snapshot.is_baseline)


def refresh(snapshot: Snapshot, known: Known) -> Snapshot | None:
    """Return the same snapshot in this version's form, None where it has that already."""
    fresh = replace(snapshot, record=msgspec.json.encode(known.record), starts_at=known.record.starts_at)
    return None if fresh == snapshot else fresh


class _Remembered(msgspec.Struct):
    """What the snapshots of every version hold."""

    raw_status: str
    status: str
