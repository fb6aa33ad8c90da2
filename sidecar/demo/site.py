"""Makes the demo's site: WordPress's tables in SQLite, and in them a studio that uses BookingX."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.demo import offers
from sidecar.demo.offers import EXTRAS, SERVICES, STAFF, Extra, Service, Staff
from sidecar.wp_bridge.php.writer import to_meta_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from sidecar.wp_bridge.php.serialized import PhpKey, PhpValue
    from sidecar.wp_bridge.tables import WpTables

ADMIN_ID = 1
FORM_PAGE_ID = 120
"""The last post that is no booking: booking numbers go on from here."""
OPENED_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
WEEKDAYS: list[PhpValue] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
BUSINESS_HOURS: dict[PhpKey, PhpValue] = {
    "selected_days_1": {"days": WEEKDAYS, "time": {"open": "9:00 AM", "close": "5:00 PM"}},
    "selected_days_2": {"days": ["Saturday"], "time": {"open": "10:00 AM", "close": "2:00 PM"}},
}
OPTIONS = {
    "siteurl": offers.HOME,
    "home": offers.HOME,
    "blogname": offers.NAME,
    "admin_email": "owner@studio.example",
    "timezone_string": offers.ZONE.key,
    "gmt_offset": "0",
    "active_plugins": to_meta_value(["bookingx/bookingx.php", "bookingx-zapier/bookingx-zapier.php"]),
    "bkx_alias_seat": "Resource",
    "bkx_alias_base": "Service",
    "bkx_alias_addition": "Extra",
    "bkx_set_booking_page": str(FORM_PAGE_ID),
    "bkx_business_name": offers.NAME,
    "bkx_business_email": "hello@studio.example",
    "bkx_business_phone": "020 7946 0100",
    "bkx_business_days": to_meta_value(BUSINESS_HOURS),
    "currency_option": "GBP",
    "bkx_tax_rate": str(offers.TAX_PERCENT),
    "bkx_tax_name": "VAT",
    "bkx_prices_include_tax": "0",
}


def make_site(connection: Connection, tables: WpTables) -> None:
    """Create WordPress's tables and the studio in them; without bookings. The caller commits."""
    tables.metadata.create_all(connection)
    options = [{"option_name": name, "option_value": value} for name, value in OPTIONS.items()]
    connection.execute(sa.insert(tables.options), options)
    owner = {"user_login": "owner", "user_email": OPTIONS["admin_email"], "display_name": "Owner"}
    connection.execute(sa.insert(tables.users).values(ID=ADMIN_ID, user_registered=OPENED_AT, **owner))
    role = {"meta_key": f"{tables.prefix}capabilities", "meta_value": to_meta_value({"administrator": True})}
    connection.execute(sa.insert(tables.usermeta).values(user_id=ADMIN_ID, **role))
    for staff in STAFF:
        _add_post(connection, tables, staff, "bkx_seat", _staff_metas(staff))
    for service in SERVICES:
        _add_post(connection, tables, service, "bkx_base", _service_metas(service))
    for extra in EXTRAS:
        _add_post(connection, tables, extra, "bkx_addition", _extra_metas(extra))
    connection.execute(sa.insert(tables.posts).values(**_post(FORM_PAGE_ID, "Booking form", "page")))


def _add_post(
    connection: Connection,
    tables: WpTables,
    thing: Staff | Service | Extra,
    post_type: str,
    metas: Mapping[str, str],
) -> None:
    connection.execute(sa.insert(tables.posts).values(**_post(thing.id, thing.name, post_type)))
    rows = [{"post_id": thing.id, "meta_key": key, "meta_value": value} for key, value in metas.items()]
    connection.execute(sa.insert(tables.postmeta), rows)


def _post(id_: int, title: str, post_type: str) -> dict[str, Any]:
    slug = _slug(title)
    opened = OPENED_AT.astimezone(offers.ZONE).replace(tzinfo=None)
    return {
        "ID": id_,
        "post_author": ADMIN_ID,
        "post_date": opened,
        "post_date_gmt": OPENED_AT,
        "post_title": title,
        "comment_status": "closed",
        "ping_status": "closed",
        "post_name": slug,
        "post_modified": opened,
        "post_modified_gmt": OPENED_AT,
        "guid": f"{offers.HOME}/{slug}/",
        "post_type": post_type,
    }


def _slug(title: str) -> str:
    return "-".join(title.lower().replace(",", "").split())


def _staff_metas(staff: Staff) -> dict[str, str]:
    """Return the metas of somebody who keeps the business hours and takes no prepayment."""
    return {
        "seat_city": "London",
        "seat_country": "GB",
        "seat_is_certain_month": "N",
        "seat_months": "",
        "seat_is_certain_day": "N",
        "seatIsPrePayment": "N",
        "seat_payment_type": "FP",
        "seat_payment_option": "FA",
        "seatPhone": staff.phone,
        "seatEmail": staff.email,
        "bkx_user_auto": "N",
    }


def _service_metas(service: Service) -> dict[str, str]:
    is_hourly = service.days == 0
    return {
        "seat_slugs": to_meta_value([_slug(staff.name) for staff in STAFF]),
        "base_price": str(service.price),
        "base_sale_price": "0",
        "base_time_option": "H" if is_hourly else "D",
        "base_month": "",
        "base_day": "" if is_hourly else str(service.days),
        "base_hours": str(service.minutes // 60) if is_hourly else "",
        "base_minutes": f"{service.minutes % 60:02}" if is_hourly else "",
        "base_seats": "",
        "base_is_location_differ_seat": "N",
        "base_is_allow_addition": "Y",
        "base_is_extended": "Y" if service.is_extendable else "N",
        "base_is_unavailable": "N",
        "base_selected_seats": to_meta_value([str(staff.id) for staff in STAFF]),
        "base_location_type": "Fixed Location",
        "base_seat_all": "",
    }


def _extra_metas(extra: Extra) -> dict[str, str]:
    hourly = [service for service in SERVICES if not service.days]
    return {
        "addition_price": str(extra.price),
        "extra_sale_price": "0",
        "addition_time_option": "H",
        "addition_hours": str(extra.minutes // 60),
        "addition_minutes": f"{extra.minutes % 60:02}",
        "addition_overlap": "N",
        "addition_is_unavailable": "No",
        "extra_selected_base_slugs": to_meta_value([_slug(service.name) for service in hourly]),
        "extra_selected_base": to_meta_value([str(service.id) for service in hourly]),
        "extra_selected_seats_slugs": to_meta_value([_slug(staff.name) for staff in STAFF]),
        "extra_selected_seats": to_meta_value([str(staff.id) for staff in STAFF]),
    }
