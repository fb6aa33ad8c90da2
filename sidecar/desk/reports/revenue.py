"""The report `revenue`: what the bookings of each day or month brought, by currency."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sidecar.desk.reports.money import Sums, is_earned
from sidecar.desk.reports.wanted import MONTH

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from sidecar.desk.reports.table import Row
    from sidecar.desk.reports.wanted import Wanted
    from sidecar.wp_bridge.records import BookingRecord


class Revenue:
    """See `Table`. A day on which nothing was earned has no row."""

    columns: tuple[str, ...] = ("period", "currency", "bookings", "gross", "tax", "paid")

    def __init__(self, wanted: Wanted, zone: tzinfo) -> None:
        self._wanted = wanted
        self._zone = zone
        self._sums: dict[tuple[str, str], Sums] = defaultdict(Sums)

    def take(self, record: BookingRecord) -> None:
        """Count a booking on its day; cancelled, failed and refunded ones nowhere."""
        moment = self._wanted.get_moment(record)
        if moment is None or not is_earned(record):
            return
        day = moment.astimezone(self._zone).date()
        period = f"{day:%Y-%m}" if self._wanted.group_by == MONTH else day.isoformat()
        self._sums[period, record.payment.currency].add(record)

    def finish(self) -> Iterable[Row]:
        """Return a row for each day or month and currency, the first day first."""
        for (period, currency), sums in sorted(self._sums.items(), key=lambda item: item[0]):
            named: Row = {"period": period, "currency": currency, "bookings": sums.bookings}
            yield {**named, **sums.tell(currency)}
