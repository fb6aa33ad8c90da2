"""The bookings of each of something: by status, in hours, in money, and how many did not come."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from sidecar.desk.reports.money import NOT_EARNED, Sums

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sidecar.desk.reports.table import Row
    from sidecar.wp_bridge.records import BookingRecord, ServiceRecord, StaffRecord

    Owner = ServiceRecord | StaffRecord | None

COMPLETED, NO_SHOW = "completed", "no-show"
STATUS_COLUMNS = {
    "pending": "pending",
    "confirmed": "confirmed",
    COMPLETED: COMPLETED,
    "cancelled": "cancelled",
    NO_SHOW: "no_show",
    "failed": "failed",
}
"""Columns by status; a status of another plugin is counted as `other`."""
OTHER = "other"
CENTS, RATE = Decimal("0.01"), Decimal("0.0001")
MINUTES_OF_AN_HOUR = 60


@dataclass(slots=True)
class _Share:
    """What is known of one of them, in one currency."""

    name: str | None = None
    minutes: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    sums: Sums = field(default_factory=Sums)

    def add(self, record: BookingRecord, owner: Owner) -> None:
        self.name = owner.name if owner else None
        self.statuses[record.status] += 1
        self.sums.add(record)
        if record.status not in NOT_EARNED:
            self.minutes += record.duration_minutes or 0

    def tell(self, currency: str) -> Row:
        """Return the columns that both reports have."""
        counts: Row = {column: self.statuses[status] for status, column in STATUS_COLUMNS.items()}
        others = self.statuses.total() - sum(self.statuses[status] for status in STATUS_COLUMNS)
        hours = Decimal(self.minutes) / MINUTES_OF_AN_HOUR
        return {
            "currency": currency,
            "bookings": self.statuses.total(),
            **counts,
            OTHER: others,
            "hours": f"{hours.quantize(CENTS, rounding=ROUND_HALF_UP):f}",
            **self.sums.tell(currency),
            "no_show_rate": self._get_no_show_rate(),
        }

    def _get_no_show_rate(self) -> str | None:
        """Return which part of the customers that were expected did not come; None before any was."""
        expected = self.statuses[COMPLETED] + self.statuses[NO_SHOW]
        if not expected:
            return None
        return f"{(Decimal(self.statuses[NO_SHOW]) / expected).quantize(RATE, rounding=ROUND_HALF_UP):f}"


class Shares:
    """See `Table`. Rows are by id and currency; the last ones are of bookings that name none."""

    def __init__(self, noun: str, get_owner: Callable[[BookingRecord], Owner]) -> None:
        self._noun = noun
        self._get_owner = get_owner
        self._shares: dict[tuple[int, str], _Share] = defaultdict(_Share)
        self.columns: tuple[str, ...] = (f"{noun}_id", noun, *_Share().tell(""))

    def take(self, record: BookingRecord) -> None:
        """Count a booking."""
        owner = self._get_owner(record)
        self._shares[owner.id if owner else 0, record.payment.currency].add(record, owner)

    def finish(self) -> Iterable[Row]:
        """Return the rows."""
        for (owner_id, currency), share in sorted(self._shares.items(), key=_by_id):
            yield {f"{self._noun}_id": owner_id or None, self._noun: share.name} | share.tell(currency)


def _by_id(item: tuple[tuple[int, str], _Share]) -> tuple[bool, int, str]:
    owner_id, currency = item[0]
    return owner_id == 0, owner_id, currency
