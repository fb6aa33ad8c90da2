"""What we remember of a booking: records as snapshots, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from sidecar.db.packets import get_size
from sidecar.db.snapshots import Snapshot
from sidecar.services.changes import Known
from sidecar.wp_bridge.records import BookingRecord

MAX_REMEMBERED = 3_000_000
"""Bytes of a snapshot as they travel to the database, of which the smallest takes 4 MB in one packet."""
PARTS = ("customer", "service", "staff", "payment")
"""What a record is made of beside plain values."""


def remember(
    record: BookingRecord, sequence: int = 0, *, is_baseline: bool = False, is_gone: bool = False
) -> Snapshot:
    """Return the snapshot of a booking, without mapped metas that are too large to be kept."""
    return Snapshot(record.id, _encode(record), sequence, is_baseline, is_gone, starts_at=record.starts_at)


def recall(snapshot: Snapshot, current: BookingRecord | None) -> Known:
    """Return what a snapshot says; what an older version did not keep is as it is now.

    So it is with a meta that was mapped since; one that is mapped no longer is forgotten. Of a snapshot that
    cannot be read whole only the status counts.

    Raises msgspec.DecodeError for what no version wrote, and where there is no booking to fill the gaps.
    """
    try:
        record = _decode(snapshot.record, current)
    except msgspec.ValidationError:
        if current is None:
            raise
        remembered = msgspec.json.decode(snapshot.record, type=_Remembered)
        record = replace(current, raw_status=remembered.raw_status, status=remembered.status)
    return Known(record, is_told=not snapshot.is_baseline)


def _encode(record: BookingRecord) -> bytes:
    """Return a record as JSON. Of mapped metas the largest are left out where it would be too large.

    Such a meta is told with every event, but its own change makes none: `recall` takes it as it is.
    """
    encoded = msgspec.json.encode(record)
    mapped = sorted(record.mapped_metas.items(), key=lambda item: len(item[1] or ""))
    while mapped and get_size(encoded) > MAX_REMEMBERED:
        mapped.pop()
        encoded = msgspec.json.encode(replace(record, mapped_metas=dict(mapped)))
    return encoded


def _decode(stored: bytes, current: BookingRecord | None) -> BookingRecord:
    if current is None:
        return msgspec.json.decode(stored, type=BookingRecord)
    kept, now = msgspec.json.decode(stored), msgspec.json.decode(msgspec.json.encode(current))
    if isinstance(kept, dict):
        _fill(kept, now)
        for part in PARTS:
            if isinstance(kept[part], dict) and now[part] is not None:
                _fill(kept[part], now[part])
        mapped = kept["mapped_metas"]
        kept["mapped_metas"] = {key: mapped.get(key, value) for key, value in now["mapped_metas"].items()}
    return msgspec.convert(kept, type=BookingRecord)


def _fill(kept: dict[str, Any], now: dict[str, Any]) -> None:
    for name in now.keys() - kept.keys():
        kept[name] = now[name]


def refresh(snapshot: Snapshot, known: Known) -> Snapshot | None:
    """Return the same snapshot in this version's form, None where it has that already."""
    fresh = replace(snapshot, record=_encode(known.record), starts_at=known.record.starts_at)
    return None if fresh == snapshot else fresh


class _Remembered(msgspec.Struct):
    """What the snapshots of every version hold."""

    raw_status: str
    status: str
