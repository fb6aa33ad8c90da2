"""What bookings are looked for: the conditions that both layouts can answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingQuery:
    """All conditions must hold; None is none. Times are naive, by the site's clock; `starts_before` excluded.

    Newest means the highest id; with `soonest_first` the order is that of the starts. `before_id` is where a
    page of the newest begins; `left_out` are stored statuses.
    """

    limit: int
    email: str | None = None
    external_id: str | None = None
    service_id: int | None = None
    staff_id: int | None = None
    raw_statuses: Collection[str] | None = None
    starts_from: datetime | None = None
    starts_before: datetime | None = None
    soonest_first: bool = False
    before_id: int | None = None
    left_out: Collection[str] = ()
