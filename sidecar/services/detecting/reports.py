"""What others say happened: add-ons by their hooks, plugins by one PHP action or one REST route.

A report says that something happened, not that it is news. What a booking, a service or a customer shows by
itself is looked at first; a report that tells the same again makes no event.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from sidecar.db import activity, snapshots
from sidecar.db.outbox import Mark
from sidecar.db.snapshots import Snapshot
from sidecar.errors import FieldFault, InvalidDataError
from sidecar.object_types import BOOKING, CUSTOMER, REPORT, SERVICE
from sidecar.services.detecting import bookings, customers, services
from sidecar.services.detecting.batch import refusal
from sidecar.services.memory import recall
from sidecar.services.reading import read_bookings
from sidecar.services.reports.details import OBJECT_IDS, Circumstances, merge_details, read_details
from sidecar.services.reports.news import News
from sidecar.spec import Change, Trigger
from sidecar.wp_bridge.records import BookingRecord
from sidecar.wp_bridge.site import Site

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sidecar.db.activity import Activity
    from sidecar.db.database import Transaction
    from sidecar.db.events import StoredEvent
    from sidecar.services.detecting.batch import Batch
    from sidecar.services.sidecar import Sidecar

TRIGGER_NAME = re.compile(r"[a-z][a-z0-9_-]{0,99}")
LOOKERS = {SERVICE: services.detect, CUSTOMER: customers.detect, BOOKING: bookings.detect}
"""Who sees what an object shows by itself."""


@dataclass(frozen=True)
class Report:
    """One mark of a report, whose trigger is known."""

    trigger: Trigger
    booking_id: int
    said: Mapping[str, Any]
    mark: Mark

    @property
    def object_id(self) -> int:
        """Return the service or the customer that it names; 0 for none."""
        said = str(self.said.get(OBJECT_IDS[self.trigger.subject]))
        return int(said) if re.fullmatch("[0-9]{1,18}", said) else 0

    @property
    def is_about_object(self) -> bool:
        """Whether it only names a service or a customer, which show by themselves what happened."""
        return not self.trigger.reported and self.trigger.subject in OBJECT_IDS


@dataclass(frozen=True)
class _Scene:
    """What the reports of a batch are about, as it is now."""

    site: Site
    records: Mapping[int, BookingRecord]
    known: Mapping[int, Snapshot]

    def find_booking(self, booking_id: int) -> BookingRecord | None:
        """Return a booking; of one that is gone the last that was known."""
        record = self.records.get(booking_id)
        if record is None and booking_id in self.known:
            record = recall(self.known[booking_id], None).record
        return record


def make_mark(trigger: str, booking_id: int, said: Mapping[str, Any], reported_at: datetime) -> Mark:
    """Return a report as the shim would mark it, of something that nobody reports but that can be found."""
    facts = {"trigger": trigger, "details": said}
    return Mark(REPORT, booking_id, frozenset({"reported"}), facts, reported_at)


def detect(batch: Batch, marks: Mapping[int, Sequence[Mark]]) -> list[StoredEvent]:
    """Return the events of these reports; those of the objects they name go into the batch before.

    What cannot be told is refused in the activity log, without the report's values.
    """
    refused: list[Activity] = []
    reports: list[Report] = []
    for mark in (mark for of_one in marks.values() for mark in of_one):
        try:
            reports.append(read_report(batch.teller.triggers, mark))
        except InvalidDataError as error:
            refused.append(_refuse(mark, error))
    batch.made.extend(_look(batch, reports))
    told = _tell(batch, [report for report in reports if not report.is_about_object], refused)
    activity.add_activity(batch.tx, refused)
    return told


def read_report(triggers: Mapping[str, Trigger], mark: Mark) -> Report:
    """Return what a mark reports, its details as they were said; raises InvalidDataError."""
    name, said = mark.facts.get("trigger"), mark.facts.get("details")
    trigger = triggers.get(name.replace("-", "_")) if isinstance(name, str) else None
    if trigger is None:
        raise _fault("trigger", "There is no such trigger.")
    if trigger.is_timed:
        raise _fault("trigger", "Only the clock tells this trigger.")
    report = Report(trigger, mark.object_id, said if isinstance(said, dict) else {}, mark)
    if report.is_about_object and report.object_id == 0:
        raise _fault(OBJECT_IDS[trigger.subject], "This field is required, a whole number above zero.")
    return report


def _look(batch: Batch, reports: Iterable[Report]) -> list[StoredEvent]:
    """Return what the objects that reports name show by themselves, whether or not a mark tells of them."""
    named: dict[str, dict[int, list[Mark]]] = {object_type: {} for object_type in LOOKERS}
    for report in reports:
        if report.is_about_object:
            named[report.trigger.subject][report.object_id] = [report.mark]
        elif report.booking_id:
            named[BOOKING].setdefault(report.booking_id, [_without_facts(report.mark)])
    return [event for kind, marks in named.items() if marks for event in LOOKERS[kind](batch, marks)]


def check_report(sidecar: Sidecar, tx: Transaction, report: Report) -> None:
    """Raise InvalidDataError with everything that is wrong with a report, unknown fields included."""
    scene = _set_scene(sidecar, tx, {report.booking_id} - {0})
    if report.is_about_object:
        read_details(report.trigger, report.said, Circumstances(scene.site.time_zone, "", is_strict=True))
    else:
        _describe(scene, report, is_strict=True)


def _set_scene(sidecar: Sidecar, tx: Transaction, ids: Collection[int]) -> _Scene:
    known = snapshots.read_snapshots(tx, BOOKING, ids) if ids else {}
    records = read_bookings(sidecar, tx, ids).records if ids else {}
    return _Scene(sidecar.read_site(tx), records, known)


def _tell(batch: Batch, reports: Sequence[Report], refused: list[Activity]) -> list[StoredEvent]:
    """Return the events of reports that are news, numbered within their bookings."""
    scene = _set_scene(batch.sidecar, batch.tx, {report.booking_id for report in reports} - {0})
    known = scene.known
    news = News(batch, {booking_id: snapshot.sequence for booking_id, snapshot in known.items()})
    for report in reports:
        try:
            change, details = _describe(scene, report)
            news.add(report.trigger, change, _with_names(batch, details))
        except InvalidDataError as error:
            refused.append(_refuse(report.mark, error))
        except SQLAlchemyError:
            raise  # the transaction has to begin anew
        except Exception as error:  # noqa: BLE001 # one broken report must not stop the queue
            refused.append(
                _refuse(report.mark, _fault(REPORT, f"It cannot be told ({type(error).__name__})."))
            )
    told = news.tell()
    snapshots.write_snapshots(
        batch.tx,
        BOOKING,
        [
            replace(known[booking_id], sequence=sequence)
            for booking_id, sequence in news.sequences.items()
            if sequence != known[booking_id].sequence
        ],
    )
    return told


def _describe(
    scene: _Scene, report: Report, *, is_strict: bool = False
) -> tuple[Change[Any], dict[str, Any]]:
    """Return a report as a change that leaves its booking as it is, and its details."""
    trigger, mark = report.trigger, report.mark
    booking = scene.find_booking(report.booking_id)
    if booking is None and not trigger.reported:
        raise _fault("booking_id", "There is no such booking.")
    currency = booking.payment.currency if booking else scene.site.currency
    now = Circumstances(scene.site.time_zone, currency, is_strict)
    reported = read_details(trigger, report.said, now)
    object_type = BOOKING if report.booking_id else trigger.subject
    change = Change(object_type, report.booking_id, booking, booking, mark.marked_at)
    return change, merge_details(trigger, trigger.details(change), reported, mark.marked_at)


def _with_names(batch: Batch, details: dict[str, Any]) -> dict[str, Any]:
    """Return a review's details with the names of what was reviewed, where only its ids were said."""
    offers, connection = batch.sidecar.offers, batch.tx.connection
    for kind, read in (("service", offers.read_services), ("staff", offers.read_staff)):
        name, offered_id = f"{kind}_name", details.get(f"{kind}_id")
        if offered_id is not None and name in details and details[name] is None:
            offered = read(connection, [offered_id]).get(offered_id)
            details = {**details, name: offered.name if offered else None}
    return details


def _without_facts(mark: Mark) -> Mark:
    return replace(mark, facts={})


def _fault(field: str, problem: str) -> InvalidDataError:
    return InvalidDataError(fields=[FieldFault(field, problem)])


def _refuse(mark: Mark, error: InvalidDataError) -> Activity:
    name = mark.facts.get("trigger")
    trigger = name if isinstance(name, str) and TRIGGER_NAME.fullmatch(name) else "an unknown trigger"
    faults = " ".join(f"{fault.field}: {fault.problem}" for fault in error.fields)
    object_type = BOOKING if mark.object_id else REPORT
    return refusal(f"A report of {trigger} was refused. {faults}", object_type, mark.object_id)
