"""What somebody wants to know: read from the inputs, kept as JSON in the row of a report that takes long."""

from __future__ import annotations

from datetime import date  # noqa: TC003 # msgspec reads the types of Wanted
from typing import TYPE_CHECKING

import msgspec

from sidecar.desk.reports.period import get_days
from sidecar.wp_bridge.posts.report_rows import Span

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from sidecar.action_spec import Given
    from sidecar.wp_bridge.records import BookingRecord

START, CREATED = "start", "created"
DAY, MONTH = "day", "month"
JSON, CSV = "json", "csv"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One report. Both days are included, and the site's; `by` says of what: the start or the making."""

    report: str
    first: date
    last: date
    by: str = START
    group_by: str = DAY
    format: str = JSON
    service_id: int | None = None
    staff_id: int | None = None
    statuses: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """The name of its file, which stands in the link to it, too."""
        return f"{self.report}-{self.first}-{self.last}.csv"

    def get_span(self, zone: tzinfo) -> Span:
        """Return the days by a site's clock."""
        return Span(self.first, self.last, zone, by_created=self.by == CREATED)

    def get_moment(self, record: BookingRecord) -> datetime | None:
        """Return by which moment a booking belongs to a day; None where nobody can read it."""
        return record.created_at if self.by == CREATED else record.starts_at

    def matches(self, record: BookingRecord, span: Span) -> bool:
        """Whether a booking belongs into the report."""
        return (
            span.contains(self.get_moment(record))
            and (
                self.service_id is None
                or (record.service is not None and record.service.id == self.service_id)
            )
            and (self.staff_id is None or (record.staff is not None and record.staff.id == self.staff_id))
            and (not self.statuses or record.status in self.statuses)
        )


def read_wanted(given: Given, today: date) -> Wanted:
    """Return what the inputs of `generate_report` ask for."""
    days = get_days(given, today)
    return Wanted(
        report=given["report"],
        first=days.first,
        last=days.last,
        by=given["by"],
        group_by=given["group_by"],
        format=given["format"],
        service_id=given["service_id"],
        staff_id=given["staff_id"],
        statuses=tuple(given["status"] or ()),
    )
