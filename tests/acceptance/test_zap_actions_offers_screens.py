"""Services and working times that a Zap set, on their own screens and in the form, with BookingX itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.block_editor import save_in_block_editor
from tests.support.booking_form import BookingForm
from tests.support.screens import BOOKINGS, MONTH
from tests.support.zap_actions import book, list_free, perform
from tests.support.zap_bookings import count_days, spell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.connected_site import ConnectedSite
    from tests.support.screens import Screens

pytestmark = [pytest.mark.wordpress, pytest.mark.usefixtures("own_services")]

SERVICES = "/wp-admin/edit.php?post_type=bkx_base"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def edit(post: int) -> str:
    return f"/wp-admin/post.php?post={post}&action=edit"


@pytest.fixture(autouse=True, scope="module")
def known(connected_site: ConnectedSite, screens: Screens) -> None:
    """Know the notices of screens that show what was made on them alone."""
    connected_site.start()
    seeds = connected_site.wordpress.seeds
    made = save_in_block_editor(connected_site.wordpress, None, "Beard", "15")
    screens.learn(SERVICES, edit(made), edit(seeds["other_seat"]), edit(seeds["seat"]), BOOKINGS, MONTH)


@pytest.fixture
def working_hours(site: ConnectedSite) -> Iterator[None]:
    """Give the staff member the hours of the business again, and end all blocks."""
    yield
    seat = site.wordpress.seeds["seat"]
    blocks = perform(site, "update_availability", staff_id=seat, **dict.fromkeys(WEEKDAYS, "09:00-18:00"))
    ids = [block["id"] for block in blocks["blocks"]]
    perform(site, "update_availability", staff_id=seat, months="all", remove_block_ids=ids)


@pytest.mark.parametrize(
    ("price", "shown", "offer", "total", "day"),
    [
        ("20.10", "20.1", "Shave 20.10 - £20.1 -  (30 Minutes)", ("£20.10", "£4.02", "£24.12"), 70),
        ("8.20", "8.2", "Shave 8.20 - £8.2 -  (30 Minutes)", ("£8.20", "£1.64", "£9.84"), 71),
    ],
)
def test_a_new_service_is_listed_filled_in_and_booked_by_a_visitor(  # noqa: PLR0913, PLR0917 - cases and fixtures of pytest
    site: ConnectedSite,
    screens: Screens,
    price: str,
    shown: str,
    offer: str,
    total: tuple[str, ...],
    day: int,
) -> None:
    seat, name = site.wordpress.seeds["seat"], f"Shave {price}"
    made = perform(
        site,
        "create_service",
        name=name,
        description="With a hot towel",
        price=price,
        duration=30,
        staff_ids=[seat],
    )
    service = made["service_id"]

    listed = screens.show(SERVICES, f"service-{price}-list")
    assert listed.inner_text(f"#post-{service} .row-title") == name
    page = screens.show_in_block_editor(service, f"service-{price}-edit")
    assert page.input_value("[name=base_price]") == shown
    assert page.input_value("[name=base_months_days_times]") == "HourMinutes"
    assert (page.input_value("[name=base_hours_minutes]"), page.input_value("[name=base_minutes]")) == (
        "0",
        "30",
    )
    ticked = page.eval_on_selector_all("[name='base_seats[]']:checked", "all => all.map(one => one.value)")
    assert ticked == [str(seat)]

    with screens.as_guest() as visitor:
        form = BookingForm(site.wordpress, visitor)
        assert offer in form.choose(seat, service)
        screens.keep(f"service-{price}-form", visitor)
        form.go_on()
        form.open_month(count_days(day))
        form.open_day(count_days(day))
        summary = form.book("15:00")
        receipt = visitor.inner_text("main")
        screens.keep(f"service-{price}-booked", visitor)
    assert [amount for amount in total if amount not in summary] == []
    assert "Your booking has been confirmed" in receipt
    assert re.search(rf"Total Cost\s*:\s*£{price}", receipt)


def test_hours_and_months_show_on_the_staff_screen_and_in_the_form(
    site: ConnectedSite, screens: Screens, working_hours: None
) -> None:
    assert working_hours is None
    seat, day = site.wordpress.seeds["seat"], count_days(75)

    perform(
        site,
        "update_availability",
        staff_id=seat,
        months=[f"{day:%B}"],
        **dict.fromkeys(WEEKDAYS, "10:00-12:00"),
    )

    page = screens.show_in_block_editor(seat, "hours-staff")
    months = page.eval_on_selector_all(
        "[name='seat_certain_month[]']:checked", "all => all.map(one => one.value)"
    )
    assert months == [f"{day:%B}"]
    assert page.input_value("[name=opening_time_1]") == "10:00 AM"
    assert page.input_value("[name=closing_time_1]") == "12:00 PM"
    with screens.as_guest() as visitor:
        form = BookingForm(site.wordpress, visitor)
        form.choose(seat, site.wordpress.seeds["bases"][0])
        form.go_on()
        form.open_month(day)
        offered = form.open_day(day)
        screens.keep("hours-form", visitor)
    assert (offered[0], offered[-1], len(offered)) == ("10:00", "11:45", 8)


def test_days_off_and_blocks_close_the_calendar_and_the_times(
    site: ConnectedSite, screens: Screens, working_hours: None
) -> None:
    assert working_hours is None
    seat = site.wordpress.seeds["seat"]
    off = count_days(76)
    blocked = count_days(77 if count_days(77).month == off.month else 75)

    perform(site, "update_availability", staff_id=seat, days_off=[str(off)], block_reason="Holiday")
    perform(
        site,
        "update_availability",
        staff_id=seat,
        block_starts_at=f"{blocked} 10:00",
        block_ends_at=f"{blocked} 12:00",
    )

    with screens.as_guest() as visitor:
        form = BookingForm(site.wordpress, visitor)
        form.choose(seat, site.wordpress.seeds["bases"][0])
        form.go_on()
        closed = form.open_month(off)
        offered = form.open_day(blocked)
        screens.keep("blocks-form", visitor)
    assert spell(off) in closed
    assert [time for time in offered if time[:2] in {"10", "11"}] == []
    assert {"09:45", "12:00"} <= set(offered)


def test_a_block_over_a_booking_names_it_and_leaves_it_in_the_calendar(
    site: ConnectedSite, screens: Screens, working_hours: None
) -> None:
    assert working_hours is None
    booking, seat, day = book(site, 80), site.wordpress.seeds["seat"], count_days(80)

    answer = perform(site, "update_availability", staff_id=seat, days_off=[str(day)])

    assert answer["conflicting_booking_ids"] == [booking]
    assert screens.show_month(day, "block-over-booking") == ["10a Zoë Ärger"]
    assert list_free(site, 80) == set()
