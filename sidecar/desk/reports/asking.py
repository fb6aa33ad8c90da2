"""The action `generate_report`: makes a short report at once, and puts a long one into the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sidecar.action_spec import Done
from sidecar.db import reports
from sidecar.db.reports import NewReport
from sidecar.desk.reports.making import MAX_BOOKINGS, ReportTooLargeError, make_report
from sidecar.desk.reports.telling import Asked, tell_made, tell_pending, to_body
from sidecar.desk.reports.wanted import read_wanted
from sidecar.errors import FieldFault, InvalidDataError, TargetNotAllowedError
from sidecar.identity import new_id
from sidecar.wp_bridge.posts.report_rows import list_booking_ids
from sidecar.zapier_client.targets import callback_policy, check_target

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk
    from sidecar.desk.reports.making import Made
    from sidecar.settings import Settings

TOO_LONG = (
    "This period has more than {limit} bookings. Choose a shorter one, or give callback_url, "
    "to which the report is then sent."
)
REASON_TOO_LONG = "too_long"
"""For programs that can give a callback URL once they hear that one is needed."""


def generate_report(desk: Desk, given: Given) -> Done:
    """Return the report, or that it is pending.

    Raises InvalidDataError for a callback URL that may not be called, and for a long report without one;
    ReportTooLargeError for one that is too long for any way.
    """
    callback_url = given["callback_url"]
    _check_callback(callback_url, desk.settings)
    zone = desk.site.time_zone
    wanted = read_wanted(given, desk.now.astimezone(zone).date())
    asked = Asked(new_id(), wanted, desk.now)
    ids = list_booking_ids(desk.connection, desk.store, wanted.get_span(zone), MAX_BOOKINGS + 1)
    if len(ids) > MAX_BOOKINGS:
        raise ReportTooLargeError
    if len(ids) > desk.settings.report_rows_at_once:
        return _postpone(desk, asked, callback_url)
    made = make_report(wanted, zone, ids, lambda batch: desk.store.read_bookings(desk.connection, batch))
    return _answer(desk, asked, made, callback_url)


def _check_callback(url: str | None, settings: Settings) -> None:
    if url is None:
        return
    try:
        check_target(url, callback_policy(settings))
    except TargetNotAllowedError as error:
        raise InvalidDataError(fields=[FieldFault("callback_url", error.text)]) from error


def _postpone(desk: Desk, asked: Asked, callback_url: str | None) -> Done:
    if callback_url is None:
        problem = TOO_LONG.format(limit=desk.settings.report_rows_at_once)
        raise InvalidDataError(fields=[FieldFault("callback_url", problem, REASON_TOO_LONG)])
    reports.add_report(desk.tx, _to_row(asked, callback_url))
    return Done(details=tell_pending(asked, desk.site))


def _answer(desk: Desk, asked: Asked, made: Made, callback_url: str | None) -> Done:
    """Keep a report and return it. A callback URL is told, too: whoever made one waits for a call."""
    details = tell_made(asked, desk.site, made, desk.settings.secret_key)
    answer = None if callback_url is None else to_body(details, desk.site)
    if reports.is_too_large(desk.tx, answer, made.file):
        raise ReportTooLargeError
    reports.add_report(desk.tx, _to_row(asked, callback_url), answer=answer, body=made.file)
    return Done(details=details)


def _to_row(asked: Asked, callback_url: str | None) -> NewReport:
    parameters = msgspec.json.encode(asked.wanted).decode()
    return NewReport(asked.report_id, asked.wanted.report, parameters, callback_url)
