"""What each report is: columns, and rows that come while bookings are read, or after the last of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sidecar.wp_bridge.records import BookingRecord

Cell = str | int | None
Row = dict[str, Cell]
"""By column. Amounts and times are text, as everywhere in JSON."""


class Table(Protocol):
    """A report in the making. It keeps sums, and no bookings."""

    columns: tuple[str, ...]

    def take(self, record: BookingRecord) -> Row | None:
        """Look at a booking; return its row, if bookings have rows."""
        ...

    def finish(self) -> Iterable[Row]:
        """Return the rows that stand for many bookings, sorted."""
        ...
