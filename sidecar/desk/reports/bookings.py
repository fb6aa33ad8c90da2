"""The report `bookings`: a row for each booking, in the order of their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.desk.reports.money import get_paid, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from sidecar.desk.reports.table import Row
    from sidecar.wp_bridge.records import BookingRecord


class Bookings:
    """See `Table`."""

    columns: tuple[str, ...] = (
        *("id", "number", "status", "customer_name", "customer_email", "service_id", "service", "staff_id"),
        *("staff", "start", "end", "currency", "total", "tax", "paid", "payment_status", "payment_method"),
        "created",
    )

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def take(self, record: BookingRecord) -> Row:
        """Return the booking's row."""
        payment, service, staff = record.payment, record.service, record.staff
        return {
            "id": record.id,
            "number": record.number or str(record.id),
            "status": record.status,
            "customer_name": record.customer.name,
            "customer_email": record.customer.email,
            "service_id": service.id if service else None,
            "service": service.name if service else None,
            "staff_id": staff.id if staff else None,
            "staff": staff.name if staff else None,
            "start": self._tell(record.starts_at),
            "end": self._tell(record.ends_at),
            "currency": payment.currency,
            "total": to_text(payment.amount, payment.currency),
            "tax": to_text(payment.tax, payment.currency),
            "paid": to_text(get_paid(record), payment.currency),
            "payment_status": payment.status,
            "payment_method": payment.method,
            "created": self._tell(record.created_at),
        }

    def finish(self) -> Iterable[Row]:
        """All rows have been told."""
        return ()

    def _tell(self, moment: datetime | None) -> str | None:
        return moment.astimezone(self._zone).isoformat(timespec="seconds") if moment else None
