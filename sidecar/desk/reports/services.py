"""The report `services`: the bookings of each service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.desk.reports.shares import Shares

if TYPE_CHECKING:
    from sidecar.wp_bridge.records import BookingRecord, ServiceRecord


def _get_service(record: BookingRecord) -> ServiceRecord | None:
    return record.service


class Services(Shares):
    """See `Table`."""

    def __init__(self) -> None:
        super().__init__("service", _get_service)
