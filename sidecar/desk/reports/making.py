"""Makes a report of bookings that are read in batches: its rows, its sums, and its file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sidecar.desk.reports.bookings import Bookings
from sidecar.desk.reports.csv_text import PackedCsv
from sidecar.desk.reports.money import Sums
from sidecar.desk.reports.revenue import Revenue
from sidecar.desk.reports.services import Services
from sidecar.desk.reports.staff import Staff
from sidecar.desk.reports.table import Row
from sidecar.desk.reports.wanted import JSON
from sidecar.errors import SidecarError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import tzinfo

    from sidecar.desk.reports.table import Table
    from sidecar.desk.reports.wanted import Wanted
    from sidecar.wp_bridge.records import BookingRecord

    ReadBookings = Callable[[Sequence[int]], Mapping[int, BookingRecord]]

BATCH = 500
MAX_ROWS = 500
"""Rows that an answer carries; the file has all of them."""
MAX_BOOKINGS = 300_000
"""Bookings that one report looks at."""
MAX_FILE_BYTES = 12_000_000
"""Of a packed file: under MySQL's usual packet of 16 MB."""

MAKERS: dict[str, Callable[[Wanted, tzinfo], Table]] = {
    "bookings": lambda _, zone: Bookings(zone),
    "revenue": Revenue,
    "staff": lambda _, __: Staff(),
    "services": lambda _, __: Services(),
}
REPORTS = tuple(MAKERS)
"""What the input `report` takes."""


class ReportTooLargeError(SidecarError):
    """More bookings, or a larger file, than one report may have."""

    code = "report_too_large"
    status = 422
    message = "This report would be too large. Choose a shorter period."


@dataclass(frozen=True)
class Made:
    """A report: `row_count` rows, of which `rows` are the first, and all of which are in `file` (packed)."""

    rows: list[Row]
    row_count: int
    totals: list[Row]
    file: bytes


@dataclass
class _Sheet:
    """Takes rows: all into the file, the first into the answer."""

    file: PackedCsv
    max_rows: int
    rows: list[Row] = field(default_factory=list)
    row_count: int = 0

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.row_count += 1
            self.file.add(row)
            if self.row_count <= self.max_rows:
                self.rows.append(row)


def make_report(wanted: Wanted, zone: tzinfo, ids: Sequence[int], read: ReadBookings) -> Made:
    """Return the report of those bookings that belong into it.

    `read` returns a batch of bookings, and may raise to give up. Memory does not grow with the bookings but
    by their packed rows. Raises ReportTooLargeError.
    """
    table, span = MAKERS[wanted.report](wanted, zone), wanted.get_span(zone)
    sheet = _Sheet(PackedCsv(table.columns), MAX_ROWS if wanted.format == JSON else 0)
    totals: dict[str, Sums] = defaultdict(Sums)
    for start in range(0, len(ids), BATCH):
        for record in read(ids[start : start + BATCH]).values():
            if wanted.matches(record, span):
                totals[record.payment.currency].add(record)
                row = table.take(record)
                sheet.add([row] if row else ())
    sheet.add(table.finish())
    file = sheet.file.finish()
    if len(file) > MAX_FILE_BYTES:
        raise ReportTooLargeError
    return Made(sheet.rows, sheet.row_count, [_tell(*item) for item in sorted(totals.items())], file)


def _tell(currency: str, sums: Sums) -> Row:
    return {"currency": currency, "bookings": sums.bookings, "earned": sums.earned, **sums.tell(currency)}
