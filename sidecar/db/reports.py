"""Queries on reports of bookings: those that wait to be made or told, and the files that are kept of them.

A row is pending, then made, then done or failed. Who works on one has a lease: the row is not due before it
ends, and only with the lease's token can its end be written. So a killed worker's row is taken up again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from sidecar.db import packets
from sidecar.db.types import utc_now
from sidecar.identity import new_id

if TYPE_CHECKING:
    from sidecar.db.database import Transaction

PENDING, MADE, DONE, FAILED = "pending", "made", "done", "failed"
KEPT_DAYS = 7
"""For so long a report's rows stay in our table, since it was asked for."""
SECONDS_OF_A_DAY = 86_400


@dataclass(frozen=True)
class NewReport:
    """A report before it is in the table; `parameters` is JSON."""

    report_id: str
    report: str
    parameters: str
    callback_url: str | None


@dataclass(frozen=True)
class Job:
    """A leased report. `attempts` counts this one, too; `answer` is what its callback URL is told."""

    id: int
    token: str
    report_id: str
    parameters: str
    callback_url: str | None
    attempts: int
    answer: bytes | None
    created_at: datetime
    age_seconds: float


def add_report(
    tx: Transaction, new: NewReport, answer: bytes | None = None, body: bytes | None = None
) -> None:
    """Write a report: one that has a body is made; with an answer it waits to be told."""
    status = PENDING if body is None else DONE if answer is None else MADE
    values = {**vars(new), "status": status, "attempts": 0, "answer": answer, "body": body}
    stamps = {"next_attempt_at": utc_now(), "created_at": utc_now()}
    if body is not None:
        stamps["processed_at"] = utc_now()
    tx.execute(insert(tx.own.reports).values(**values, **stamps))


def lease(tx: Transaction, status: str, seconds: float) -> Job | None:
    """Take the report of this status that is due longest, for so many seconds (index reports_due_idx).

    None where nothing is due, or another one was faster.
    """
    c = tx.own.reports.c
    is_due = (c.status == status) & (c.next_attempt_at <= utc_now())
    due = select(c.id).where(is_due).order_by(c.next_attempt_at, c.id).limit(1)
    found = tx.execute(due.with_for_update(skip_locked=True) if tx.skip_locked else due).scalar_one_or_none()
    if found is None:
        return None
    token = new_id()
    taken = {
        "lease_token": token,
        "lease_until": utc_now(seconds),
        "next_attempt_at": utc_now(seconds),
        "attempts": c.attempts + 1,
    }
    if tx.execute(update(tx.own.reports).where(c.id == found, is_due).values(taken)).rowcount == 0:
        return None
    return _read_leased(tx, found, token)


def _read_leased(tx: Transaction, row_id: int, token: str) -> Job:
    """Primary key."""
    c = tx.own.reports.c
    columns = (c.id, c.report_id, c.parameters, c.callback_url, c.attempts, c.answer, c.created_at)
    row = tx.execute(select(*columns, utc_now().label("now")).where(c.id == row_id)).one()
    age_seconds = (row.now - row.created_at).total_seconds()
    values = {column.name: getattr(row, column.name) for column in columns}
    return Job(token=token, age_seconds=age_seconds, **values)


def renew(tx: Transaction, job: Job, seconds: float) -> bool:
    """Keep a lease for so many seconds more; False where it was lost (primary key)."""
    return _update(tx, job, {"lease_until": utc_now(seconds), "next_attempt_at": utc_now(seconds)})


def settle(tx: Transaction, job: Job, values: dict[str, Any]) -> bool:
    """Write what came of a job and give its lease back; False where it was lost before (primary key)."""
    return _update(tx, job, values | {"lease_token": None, "lease_until": None})


def _update(tx: Transaction, job: Job, values: dict[str, Any]) -> bool:
    c = tx.own.reports.c
    where = (c.id == job.id) & (c.lease_token == job.token)
    return tx.execute(update(tx.own.reports).where(where).values(values)).rowcount == 1


def find_file(tx: Transaction, report_id: str) -> bytes | None:
    """Return a report's file, packed; None where there is none, or none any more (unique index report_id)."""
    c = tx.own.reports.c
    is_kept = c.created_at > utc_now(-KEPT_DAYS * SECONDS_OF_A_DAY)
    found: bytes | None = tx.execute(
        select(c.body).where(c.report_id == report_id, is_kept)
    ).scalar_one_or_none()
    return found


def is_too_large(tx: Transaction, answer: bytes | None, body: bytes) -> bool:
    """Whether the database would refuse a report's row, of which these two are the long columns."""
    size = packets.get_size(answer or b"") + packets.get_size(body)
    return size > packets.get_max_size(tx.connection)


def delete_old(tx: Transaction, days: int, limit: int) -> int:
    """Delete reports of so many days ago (index reports_retention_idx); return how many."""
    c = tx.own.reports.c
    old = select(c.id).where(c.created_at < utc_now(-days * SECONDS_OF_A_DAY)).order_by(c.id).limit(limit)
    ids = tx.execute(old).scalars().all()
    return tx.execute(delete(tx.own.reports).where(c.id.in_(ids))).rowcount if ids else 0
