"""The report `staff`: the bookings of each staff member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.desk.reports.shares import Shares

if TYPE_CHECKING:
    from sidecar.wp_bridge.records import BookingRecord, StaffRecord


def _get_staff(record: BookingRecord) -> StaffRecord | None:
    return record.staff


class Staff(Shares):
    """See `Table`."""

    def __init__(self) -> None:
        super().__init__("staff", _get_staff)
