"""What happened to the marked services: each is compared with what it was when customers last saw it.

A snapshot is what was published: what an owner does with a draft, or while it is one again, concerns nobody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from sidecar.db import snapshots
from sidecar.db.snapshots import Snapshot
from sidecar.object_types import SERVICE
from sidecar.services.comparing import Finding
from sidecar.services.detecting.batch import log_skipped
from sidecar.services.origins import find_saved_origin
from sidecar.services.reading import read_services
from sidecar.spec import Change
from sidecar.wp_bridge.offer_records import PUBLISHED, Service

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sidecar.db.events import StoredEvent
    from sidecar.db.outbox import Mark
    from sidecar.services.detecting.batch import Batch
    from sidecar.services.telling import Teller


def detect(batch: Batch, marks: Mapping[int, Sequence[Mark]]) -> list[StoredEvent]:
    """Return the events of the marked services; writes their new snapshots.

    A service that cannot be processed is logged and skipped: the next mark or the sweep comes back to it.
    """
    tx = batch.tx
    known = snapshots.read_snapshots(tx, SERVICE, marks)
    reading = read_services(batch.sidecar, tx, marks)
    for service_id, error in reading.failures.items():
        log_skipped(tx, SERVICE, service_id, error)
    made: list[StoredEvent] = []
    fresh: list[Snapshot] = []
    for service_id in (service_id for service_id in marks if service_id not in reading.failures):
        now, of_one = reading.records.get(service_id), marks[service_id]
        try:
            finding = _compare(batch.teller, known.get(service_id), now, of_one)
        except Exception as error:  # noqa: BLE001 # one broken service must not stop the queue
            log_skipped(tx, SERVICE, service_id, error)
            continue
        made += finding.events
        fresh += [finding.snapshot] if finding.snapshot else []
    snapshots.write_snapshots(tx, SERVICE, fresh)
    return made


def remember_service(service: Service, sequence: int = 0, *, is_baseline: bool = False) -> Snapshot:
    """Return the snapshot of a published service."""
    return Snapshot(service.id, msgspec.json.encode(service), sequence, is_baseline)


def is_news(snapshot: Snapshot | None, now: Service | None) -> bool:
    """Whether a service is not as it is remembered; the sweep asks."""
    if now is None:
        return snapshot is not None and not snapshot.is_gone
    if now.status != PUBLISHED:
        return False
    return snapshot is None or snapshot.is_gone or snapshot.record != msgspec.json.encode(now)


def _compare(
    teller: Teller, snapshot: Snapshot | None, now: Service | None, marks: Sequence[Mark]
) -> Finding:
    """Compare what was remembered of a service with what it is; None: it is in the bin, or deleted."""
    if not is_news(snapshot, now):
        return Finding(None)
    if now is None:
        return Finding(replace(snapshot, is_gone=True) if snapshot else None)
    before = _recall(snapshot, now) if snapshot else None
    sequence = snapshot.sequence if snapshot else 0
    if before is not None and _as_seen(before) == _as_seen(now):
        return Finding(remember_service(now, sequence))
    change = Change(SERVICE, now.id, before, now, marks[-1].marked_at, origin=find_saved_origin(marks))
    told = teller.tell_changes([change], sequence)
    return Finding(remember_service(now, sequence + len(told)), told)


def _recall(snapshot: Snapshot, now: Service) -> Service:
    """Return what a snapshot says; one that another version wrote says nothing: it counts as unchanged.

    Raises msgspec.DecodeError for what no version wrote.
    """
    try:
        return msgspec.json.decode(snapshot.record, type=Service)
    except msgspec.ValidationError:
        return now


def _as_seen(service: Service) -> Service:
    """Return what customers see of a service."""
    return replace(service, created_at=None, updated_at=None, unreadable=())
