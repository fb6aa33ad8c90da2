"""What all detectors of a batch share: the open transaction, the site, and how a failure is logged."""

from __future__ import annotations

from dataclasses import dataclass, field

import structlog

from sidecar.db import activity
from sidecar.db.activity import Activity
from sidecar.db.database import Transaction
from sidecar.db.events import StoredEvent
from sidecar.services.reports.settlement import Ledger
from sidecar.services.sidecar import Sidecar
from sidecar.services.telling import Teller

log = structlog.get_logger()


@dataclass(frozen=True)
class Batch:
    """One transaction in which marks become events; it holds the ingest lock.

    `made` are the events that its detectors made so far, which nobody has written yet.
    """

    sidecar: Sidecar
    tx: Transaction
    teller: Teller
    ledger: Ledger
    made: list[StoredEvent] = field(default_factory=list)


def open_batch(sidecar: Sidecar, tx: Transaction) -> Batch:
    """Return the batch of a transaction; raises SetupError for a site whose zone does not exist."""
    ledger = Ledger(tx)
    site = sidecar.read_site(tx)
    teller = Teller(site.url, sidecar.triggers, ledger.has, site.country, site.currency)
    return Batch(sidecar, tx, teller, ledger)


def log_skipped(tx: Transaction, object_type: str, object_id: int, error: Exception) -> None:
    """Say in the log and in the activity log that an object cannot be processed; the others go on."""
    log.error(
        "ingest failed",
        action="ingest_failed",
        object_type=object_type,
        object_id=object_id,
        error=type(error).__name__,
    )
    reason = f"it cannot be processed ({type(error).__name__})"
    log_refused(tx, f"{object_type.capitalize()} {object_id} was skipped: {reason}.", object_type, object_id)


def log_refused(tx: Transaction, reason: str, object_type: str, object_id: int) -> None:
    """Write into the activity log why something of an object is not told."""
    activity.add_activity(tx, [refusal(reason, object_type, object_id)])


def refusal(reason: str, object_type: str, object_id: int) -> Activity:
    """Return the line of the activity log that says why something of an object is not told."""
    return Activity(
        event_type="ingest",
        direction=activity.INTERNAL,
        success=False,
        request_data=f'{{"{object_type}_id": {object_id}}}',
        error_message=reason,
    )
