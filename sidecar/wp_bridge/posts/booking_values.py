"""The values of a booking as BookingX 1.1.2 spells them: `order_meta_data` and what stands beside it.

Pure. The recorded bookings in `tests/fixtures/golden/bookings` are the pattern, with PHP's types; where we
differ on purpose, the tests have a table of it (tests/support/golden_bookings.py).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sidecar.wp_bridge.text_fields import to_text_field
from sidecar.wp_bridge.writing import BookedDays, BookedHours

if TYPE_CHECKING:
    from decimal import Decimal

    from sidecar.wp_bridge.php.serialized import PhpKey, PhpValue
    from sidecar.wp_bridge.writing import BookedCustomer, BookedPrice, BookedTimes, NewBooking

Order = dict["PhpKey", "PhpValue"]

STORED_FORMAT = "%Y-%m-%d %H:%M:%S"
SECONDS_OF_A_DAY = 24 * 60 * 60
OF_DAYS = 60
"""By how much BookingX's length of whole days is too long on PHP 8 (reference, section 1.3)."""
TIME_KEYS = (
    *("booking_date", "booking_time", "total_duration", "booking_start_date", "booking_end_date"),
    *("booking_time_from", "booking_multi_days"),
)
"""What BookingX writes anew when a booking is moved, in its order."""


def build_order(new: NewBooking, booking_id: int) -> Order:
    """Return `order_meta_data`: all 42 values, in BookingX's order (class-bkx-booking.php:1904-1957)."""
    times = build_times(new.times)
    return {
        "seat_id": str(new.staff_id),
        "base_id": str(new.service_id),
        "addition_ids": ",".join(map(str, new.extra_ids)),
        **build_customer(new.customer),
        "is_allowed_new_user": "0",
        **_build_price(new.price),
        "total_duration": times["total_duration"],
        "payment_method": new.payment_method,
        "payment_status": "Not Completed",
        "bkx_payment_gateway_method": new.payment_method,
        "created_date": to_utc(new.made_at),
        "created_by": new.created_by or 0,
        "booking_date": times["booking_date"],
        "booking_time": times["booking_time"],
        "extended_base_time": str(new.extension),
        "booking_start_date": times["booking_start_date"],
        "booking_end_date": times["booking_end_date"],
        "addedtocalendar": 0,
        "last_page_url": new.page_url,
        "booking_time_from": times["booking_time_from"],
        "currency": new.price.currency_symbol,
        "currency_option": new.price.currency,
        "order_id": booking_id,
        "base_time_option": get_unit(new.times),
        "user_time_zone": "",
        "user_selected_slot": "",
        "user_booking_time": "",
        "booking_multi_days": times["booking_multi_days"],
        "base_days": str(new.times.service_days) if isinstance(new.times, BookedDays) else "",
        "update_order_slot": "",
        "initiated_for_payment": 0,
        "post_status": new.status,
    }


def build_customer(customer: BookedCustomer) -> Order:
    """Return the customer's eight texts as BookingX's form would have left them."""
    names = ("first_name", "last_name", "phone", "email", "street", "city", "state", "postcode")
    return {name: to_text_field(getattr(customer, name)) for name in names}


def build_times(times: BookedTimes) -> Order:
    """Return the values of `TIME_KEYS`."""
    return _build_hours(times) if isinstance(times, BookedHours) else _build_days(times)


def get_unit(times: BookedTimes) -> str:
    """Return `base_time_option`."""
    return "D" if isinstance(times, BookedDays) else "H"


def to_utc(moment: datetime) -> str:
    """Return a time stamp of BookingX's own, which are UTC."""
    return moment.astimezone(UTC).strftime(STORED_FORMAT)


def to_money(amount: Decimal) -> str:
    """Return an amount with two decimals."""
    return f"{amount:.2f}"


def _build_price(price: BookedPrice) -> Order:
    return {
        "total_price": to_money(price.total),
        "total_tax": 0 if price.tax is None else to_money(price.tax),
        "tax_rate": "" if price.tax is None else price.tax_rate,
        "include_tax": price.tax_kind,
    }


def _build_hours(times: BookedHours) -> Order:
    return {
        "booking_date": f"{times.starts_at:%Y-%m-%d}",
        "booking_time": {"in_sec": times.minutes * 60},
        "total_duration": _spell_duration(times.minutes),
        "booking_start_date": times.starts_at.strftime(STORED_FORMAT),
        "booking_end_date": times.ends_at.strftime(STORED_FORMAT),
        "booking_time_from": f"{times.starts_at:%H:%M}",
        "booking_multi_days": "",
    }


def _build_days(times: BookedDays) -> Order:
    """Return BookingX's odd values: the end is the second day, and the days' length sixty times too long.

    Extras by the hour count as they are (class-bkx-booking.php:1255-1287).
    """
    seconds = len(times.days) * SECONDS_OF_A_DAY * OF_DAYS + times.extra_minutes * 60
    midnights = [f"{day:%Y-%m-%d} 00:00:00" for day in times.days]
    return {
        "booking_date": f"{times.days[0]:%Y-%m-%d}",
        "booking_time": {"in_sec": seconds},
        "total_duration": _spell_duration(seconds // 60),
        "booking_start_date": midnights[0],
        "booking_end_date": midnights[1] if len(midnights) > 1 else "",
        "booking_time_from": "",
        "booking_multi_days": [_spell_day(day) for day in times.days],
    }


def _spell_day(day: date) -> str:
    """Return a day as BookingX lists it: the month has a leading zero, the day has none."""
    return f"{day:%Y-%m}-{day.day}"


def _spell_duration(minutes: int) -> str:
    """Return a length as BookingX words it, with the blank in front; it leaves whole days out."""
    if 0 < minutes < 60:  # noqa: PLR2004 # minutes of an hour
        return f" ({minutes} Minutes)"
    if minutes == 60:  # noqa: PLR2004 # same
        return " (1 Hour)"
    return f" ({minutes // 60 % 24} Hours {minutes % 60} Minutes)"
