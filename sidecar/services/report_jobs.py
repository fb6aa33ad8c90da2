"""Makes the reports that take long, and tells callback URLs what became of them; run by the worker.

The table is the queue (sidecar/db/reports.py). No transaction is open while bookings are read or a callback
URL is called: a lease that is renewed with each batch keeps other workers away.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from sidecar.db import activity, reports
from sidecar.db.activity import OUTBOUND, Activity
from sidecar.db.database import translated
from sidecar.db.types import utc_now
from sidecar.desk.reports.making import MAX_BOOKINGS, ReportTooLargeError, make_report
from sidecar.desk.reports.telling import Asked, tell_made, to_body, to_failed_body
from sidecar.desk.reports.wanted import Wanted
from sidecar.services.outcome import Delivered, Outcome, Retry, RetryPolicy, decide
from sidecar.wp_bridge.posts.report_rows import list_booking_ids
from sidecar.zapier_client.sender import Sender
from sidecar.zapier_client.targets import callback_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sidecar.db.database import Transaction
    from sidecar.db.reports import Job
    from sidecar.services.sidecar import Sidecar
    from sidecar.wp_bridge.records import BookingRecord
    from sidecar.zapier_client.sender import AttemptResult

LEASE_SECONDS = 60
"""Far longer than a batch of bookings takes; so long after its death a worker's report is taken up again."""
MAX_ATTEMPTS = 3
"""So often making a report is tried: it may be what kills the workers."""
RETRY_SECONDS = 30
NOT_MADE = "The report could not be made. Ask for it again; if that does not help, choose a shorter period."
EVENT_TYPE = "report_callback"

log = structlog.get_logger()


class _GivenUpError(Exception):
    """The worker stops, or somebody else has the report now."""


def work(sidecar: Sidecar, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Make one report and tell one, if any is due; return how many there were."""
    return make_next(sidecar, is_stopping) + tell_next(sidecar)


def make_next(sidecar: Sidecar, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Make the report that waits longest; return 0 where none does. What fails is tried again later."""
    job = sidecar.database.run(lambda tx: reports.lease(tx, reports.PENDING, LEASE_SECONDS))
    if job is None:
        return 0
    if job.attempts > MAX_ATTEMPTS:
        _fail(sidecar, job, NOT_MADE)
        return 1
    try:
        _make(sidecar, job, is_stopping)
    except _GivenUpError:
        _put_back(sidecar, job)
    except ReportTooLargeError as error:
        _fail(sidecar, job, error.text)
    except Exception as error:  # whatever it is, the next one must get its turn
        log.exception(
            "report failed", action="report_failed", report=job.report_id, error=type(error).__name__
        )
        _retry_making(sidecar, job)
    return 1


def _make(sidecar: Sidecar, job: Job, is_stopping: Callable[[], bool]) -> None:
    """Read the bookings by batches, and write the report down if it is still ours."""
    asked = Asked(job.report_id, msgspec.json.decode(job.parameters, type=Wanted), job.created_at)
    site = sidecar.database.run(sidecar.read_site)
    zone = site.time_zone
    with translated(), sidecar.database.reading() as connection:
        ids = list_booking_ids(connection, sidecar.store, asked.wanted.get_span(zone), MAX_BOOKINGS + 1)
    if len(ids) > MAX_BOOKINGS:
        raise ReportTooLargeError

    def read(batch: Sequence[int]) -> Mapping[int, BookingRecord]:
        if is_stopping() or not sidecar.database.run(lambda tx: reports.renew(tx, job, LEASE_SECONDS)):
            raise _GivenUpError
        with translated(), sidecar.database.reading() as connection:
            return sidecar.store.read_bookings(connection, batch)

    made = make_report(asked.wanted, zone, ids, read)
    details = tell_made(asked, site, made, sidecar.settings.secret_key)
    answer = to_body(details, site)
    if sidecar.database.run(lambda tx: reports.is_too_large(tx, answer, made.file)):
        raise ReportTooLargeError
    _settle_making(sidecar, job, {"answer": answer, "body": made.file})


def _settle_making(sidecar: Sidecar, job: Job, values: Mapping[str, Any]) -> None:
    """Write the end of the making: its callback URL is to be told now."""
    ready = {"status": reports.MADE, "attempts": 0, "next_attempt_at": utc_now(), "processed_at": utc_now()}
    if not sidecar.database.run(lambda tx: reports.settle(tx, job, ready | dict(values))):
        log.warning("lease lost", action="lease_lost", report=job.report_id)


def _fail(sidecar: Sidecar, job: Job, error: str) -> None:
    body = to_failed_body(job.report_id, error)
    _settle_making(sidecar, job, {"answer": body, "error_message": error})


def _put_back(sidecar: Sidecar, job: Job) -> None:
    """Leave a report to the next worker, which nobody has to pay for."""
    again = {"next_attempt_at": utc_now(), "attempts": job.attempts - 1}
    sidecar.database.run(lambda tx: reports.settle(tx, job, again))


def _retry_making(sidecar: Sidecar, job: Job) -> None:
    sidecar.database.run(lambda tx: reports.settle(tx, job, {"next_attempt_at": utc_now(RETRY_SECONDS)}))


def tell_next(sidecar: Sidecar) -> int:
    """Call the callback URL that waits longest; return 0 where none does. Retries are those of deliveries."""
    seconds = sidecar.settings.lease_seconds
    job = sidecar.database.run(lambda tx: reports.lease(tx, reports.MADE, seconds))
    if job is None:
        return 0
    result = asyncio.run(_call(sidecar, job))
    policy = RetryPolicy(sidecar.settings.webhook_retry_attempts, sidecar.settings.webhook_retry_delay)
    outcome = decide(result, job.attempts - 1, policy, job.age_seconds)
    sidecar.database.run(lambda tx: _settle_telling(tx, sidecar, job, result, outcome))
    log.info(
        "report told",
        action="report_told",
        report=job.report_id,
        outcome=type(outcome).__name__.lower(),
        status=result.status,
    )
    return 1


async def _call(sidecar: Sidecar, job: Job) -> AttemptResult:
    policy = callback_policy(sidecar.settings)
    async with Sender(policy, sidecar.settings.webhook_timeout, max_connections=1) as sender:
        return await sender.send(job.callback_url or "", job.answer or b"{}", {})


def _settle_telling(
    tx: Transaction, sidecar: Sidecar, job: Job, result: AttemptResult, outcome: Outcome
) -> None:
    reports.settle(tx, job, _columns(job, outcome))
    if sidecar.settings.log_activity:
        line = Activity(
            event_type=EVENT_TYPE,
            direction=OUTBOUND,
            success=isinstance(outcome, Delivered),
            status_code=result.status,
            error_message=getattr(outcome, "reason", None),
            execution_time=result.duration_seconds,
            event_id=job.report_id,
        )
        activity.add_activity(tx, [line])


def _columns(job: Job, outcome: Outcome) -> dict[str, Any]:
    """Return the row's columns after a call; what was made can be downloaded, told or not."""
    match outcome:
        case Delivered():
            return {"status": reports.DONE}
        case Retry(delay_seconds, _, is_charged):
            attempts = job.attempts if is_charged else job.attempts - 1
            return {"next_attempt_at": utc_now(delay_seconds), "attempts": attempts}
    return {"status": reports.FAILED, "error_message": "The callback URL did not take it."}
