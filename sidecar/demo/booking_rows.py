"""The rows of a booking, as BookingX 1.1.2 writes them when its form is sent and when its status changes.

Pure: who books what, and when, in; values for `posts`, `postmeta` and `comments` out. The recorded bookings
in `tests/fixtures/golden` are the pattern, oddities included: a title with raw date letters, and for
whole days a length that is sixty times too long and an end that is the second day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sidecar.demo.offers import TAX_PERCENT, ZONE, Wish
from sidecar.wp_bridge.php.writer import to_meta_value

if TYPE_CHECKING:
    from sidecar.wp_bridge.php.serialized import PhpKey, PhpValue

Row = dict[str, Any]

STORED_FORMAT = "%Y-%m-%d %H:%M:%S"
PENDING = "bkx-pending"
SLOT_MINUTES = 15
LABELS = {
    "bkx-pending": "Pending",
    "bkx-ack": "Acknowledged",
    "bkx-completed": "Completed",
    "bkx-cancelled": "Cancelled",
}


@dataclass(frozen=True)
class Sent:
    """A booking form that was sent: what it asks for, on which site, and when (aware UTC)."""

    wish: Wish
    home: str
    made_at: datetime


@dataclass(frozen=True)
class StatusChange:
    """A button that was pressed in wp-admin: the status as stored (`bkx-ack`), and when (aware UTC)."""

    booking_id: int
    status: str
    home: str
    changed_at: datetime
    user_id: int = 1


def make_post(sent: Sent) -> Row:
    """Return the row of `posts` without its id; with one note, the first."""
    local = sent.made_at.astimezone(ZONE).replace(tzinfo=None)
    return {
        "post_author": 0,
        "post_date": local,
        "post_date_gmt": sent.made_at,
        "post_title": f"Order &ndash; %1$b %2$d, {local:%Y @ %I:%M %p}",
        "post_status": PENDING,
        "comment_status": "open",
        "ping_status": "closed",
        "post_password": f"order_{int(sent.made_at.timestamp()):08x}{sent.made_at.microsecond:05x}",
        "post_name": f"order-1b-2d-{local:%Y-%I%M-%p}".lower(),
        "post_modified": local,
        "post_modified_gmt": sent.made_at,
        "post_type": "bkx_booking",
        "comment_count": 1,
    }


def make_metas(sent: Sent, booking_id: int) -> list[tuple[str, str]]:
    """Return the rows of `postmeta` in order: flat ones where PHP finds them not empty, then the arrays."""
    order = _order(sent, booking_id)
    flat = [(key, value) for key, value in order.items() if value not in ("", "0", 0, [])]
    rows = [("bkx_customer_email_trigger", "1")]
    rows += [(str(key), to_meta_value(v)) for key, v in flat]
    rows.append(("order_meta_data", to_meta_value(order)))
    if not sent.wish.service.days:
        rows.append(("bookingTimeRecord", to_meta_value([_time_record(sent, order)])))
    return rows


def make_note(booking_id: int, text: str, home: str, noted_at: datetime) -> Row:
    """Return a row of `comments`: a line of BookingX's own log of a booking."""
    return {
        "comment_post_ID": booking_id,
        "comment_author": "BookingX",
        "comment_author_email": f"bookingx@{home.partition('://')[2]}",
        "comment_date": noted_at.astimezone(ZONE).replace(tzinfo=None),
        "comment_date_gmt": noted_at,
        "comment_content": text,
        "comment_approved": "1",
        "comment_agent": "BookingX",
        "comment_type": "booking_note",
    }


def first_note(booking_id: int) -> str:
    """Return what BookingX notes of a booking that was made."""
    return f"Successfully Initial # {booking_id} Order Created.."


def status_note(old: str, new: str) -> str:
    """Return what BookingX notes of a change of status; both are as stored (`bkx-ack`)."""
    return f"Successfully updated booking from {LABELS[old]} to {LABELS[new]}."


def status_metas(change: StatusChange) -> dict[str, str]:
    """Return the metas that a change of status writes: when (UTC), and which user did it."""
    return {
        "last_updated_date": change.changed_at.astimezone(UTC).strftime(STORED_FORMAT),
        "updated_by": str(change.user_id),
    }


def _order(sent: Sent, booking_id: int) -> dict[PhpKey, PhpValue]:
    """Return `order_meta_data`: all 42 values, in BookingX's order."""
    wish, customer = sent.wish, sent.wish.customer
    return {
        "seat_id": str(wish.staff.id),
        "base_id": str(wish.service.id),
        "addition_ids": ",".join(str(extra.id) for extra in wish.extras) or "None",
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "phone": customer.phone,
        "email": customer.email,
        "street": "",
        "city": "",
        "state": "",
        "postcode": "",
        "is_allowed_new_user": "0",
        **_price(wish),
        "total_duration": _duration_text(wish),
        "payment_method": "N",  # BookingX cuts the form's "None"
        "payment_status": "Not Completed",
        "bkx_payment_gateway_method": "N",
        "created_date": sent.made_at.astimezone(UTC).strftime(STORED_FORMAT),
        "created_by": 0,
        **_times(wish),
        "addedtocalendar": 0,
        "last_page_url": f"{sent.home}/booking-form/",
        "booking_time_from": "" if wish.service.days else f"{wish.starts_at:%H:%M}",
        "currency": "&pound;",
        "currency_option": "GBP",
        "order_id": booking_id,
        "base_time_option": "D" if wish.service.days else "H",
        "user_time_zone": "",
        "user_selected_slot": "",
        "user_booking_time": "",
        **_days(wish),
        "update_order_slot": "",
        "initiated_for_payment": 1,
        "post_status": PENDING,
    }


def _price(wish: Wish) -> dict[PhpKey, PhpValue]:
    net = wish.service.price + sum(extra.price for extra in wish.extras)
    tax = net * TAX_PERCENT / 100
    return {
        "total_price": f"{net + tax:.2f}",
        "total_tax": f"{tax:.2f}",
        "tax_rate": str(TAX_PERCENT),
        "include_tax": "plus",
    }


def _times(wish: Wish) -> dict[PhpKey, PhpValue]:
    """Return start, end and length; see above for those of whole days."""
    start, service = wish.starts_at, wish.service
    if service.days:
        end = start + timedelta(days=1)
        date, seconds = f"{start:%Y-%m-%d}", service.days * 24 * 60 * 60 * 60
    else:
        end = start + timedelta(minutes=_minutes(wish))
        date, seconds = f"{start:%Y}-{start.month}-{start.day}", _minutes(wish) * 60
    return {
        "booking_date": date,
        "booking_time": {"in_sec": seconds},
        "extended_base_time": "0" if service.is_extendable else "NaN",
        "booking_start_date": start.strftime(STORED_FORMAT),
        "booking_end_date": end.strftime(STORED_FORMAT),
    }


def _days(wish: Wish) -> dict[PhpKey, PhpValue]:
    """Return the list of days, each with a padded month and an unpadded day."""
    if not wish.service.days:
        return {"booking_multi_days": "", "base_days": ""}
    days = [wish.starts_at + timedelta(days=number) for number in range(wish.service.days)]
    return {
        "booking_multi_days": [f"{day:%Y-%m}-{day.day}" for day in days],
        "base_days": str(wish.service.days),
    }


def _duration_text(wish: Wish) -> str:
    """Return the length as BookingX words it, with the blank in front."""
    minutes = _minutes(wish)
    if 0 < minutes < 60:  # noqa: PLR2004 # minutes of an hour
        return f" ({minutes} Minutes)"
    return " (1 Hour)" if minutes == 60 else f" ({minutes // 60} Hours {minutes % 60} Minutes)"  # noqa: PLR2004 # same


def _minutes(wish: Wish) -> int:
    return wish.service.minutes + sum(extra.minutes for extra in wish.extras)


def _time_record(sent: Sent, order: dict[PhpKey, PhpValue]) -> dict[PhpKey, PhpValue]:
    """Return the entry by which BookingX keeps the time from being booked twice: quarters of an hour."""
    start = sent.wish.starts_at
    first = start.hour * 4 + start.minute // SLOT_MINUTES + 1
    slots = range(first, first + _minutes(sent.wish) // SLOT_MINUTES)
    return {
        "booking_record_id": order["order_id"],
        "booking_date": order["booking_date"],
        "booking_time_from": order["booking_time_from"],
        "booking_time_till": "",
        "full_day": "".join(f"{slot}," for slot in slots),
        "created_date": order["created_date"],
    }
