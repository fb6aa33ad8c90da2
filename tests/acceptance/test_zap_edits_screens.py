"""The owner works with a Zap's booking on BookingX's screens, in a browser; the sidecar tells it."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.form_page import choose_day, settle
from tests.support.screens import BOOKINGS
from tests.support.telling import pick
from tests.support.twins import TYPED, ZAPPED, Twins
from tests.support.zap_bookings import book_by_zap, spell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from playwright.sync_api import Page

    from tests.support.screens import Screens

pytestmark = pytest.mark.wordpress

NUMBERS = count(9)


@pytest.fixture
def day(twins: Twins) -> date:
    """Return a day on which nobody has booked."""
    return twins.sunday + timedelta(days=next(NUMBERS))


@pytest.fixture
def booking(twins: Twins, day: date) -> int:
    """Return a Zap's booking on that day, at ten."""
    form = twins.site.wordpress.visitor.fill_form() | {"seat_id": str(twins.zapped_seat)}
    answer = book_by_zap(twins.site, form | {"date": spell(day), "booking_time": "10:00"})
    twins.site.settle()
    made: int = answer["result"]["booking_id"]
    return made


@pytest.fixture
def owner(screens: Screens) -> Iterator[Page]:
    """Return the owner's page; whatever it asks is answered with yes."""
    screens.owner.on("dialog", _accept)
    yield screens.owner
    screens.owner.remove_listener("dialog", _accept)


def _accept(dialog: Any) -> None:
    dialog.accept()


def edit(booking: int) -> str:
    return f"/wp-admin/post.php?post={booking}&action=edit"


def test_a_status_chosen_in_the_list_is_told(
    screens: Screens, twins: Twins, owner: Page, booking: int
) -> None:
    screens.open(BOOKINGS)

    def choose() -> None:
        with owner.expect_navigation():
            owner.select_option(f"#post-{booking} .bkx_action_status", f"{booking}_ack")

    told = twins.site.tell(choose)

    screens.keep("zap_edit_status")
    assert owner.inner_text(f"#post-{booking} .column-order_status").splitlines()[0] == "Acknowledged"
    assert [pick(each, "event", "booking_id", "status", "previous_status", "origin") for each in told] == [
        {
            "event": "booking_status_changed",
            "booking_id": booking,
            "status": "confirmed",
            "previous_status": "pending",
            "origin": "site",
        }
    ]


def test_somebody_else_chosen_on_the_edit_screen_is_told(
    screens: Screens, twins: Twins, owner: Page, booking: int
) -> None:
    screens.open(edit(booking))

    def choose() -> None:
        with owner.expect_navigation():
            owner.select_option("[name=reassign_booking]", str(twins.typed_seat))

    told = twins.site.tell(choose)

    settle(owner)
    screens.keep("zap_edit_staff")
    assert f"Current Resource assign : {TYPED}" in owner.inner_text("#bkx-order_reassign")
    assert f"Successfully updated Resource from {ZAPPED} to {TYPED}." in owner.inner_text("#bkx-order_note")
    assert [(each["event"], each["staff"]["name"], each["previous_staff"]["name"]) for each in told] == [
        ("staff_assigned", TYPED, ZAPPED)
    ]


def test_somebody_is_not_offered_while_a_zap_has_booked_them(
    screens: Screens, twins: Twins, owner: Page, booking: int
) -> None:
    offered = {}
    for name, id_ in (("at another time", booking), ("at the Zap's time", twins.typed["hours"])):
        screens.open(edit(id_))
        offered[name] = owner.locator("[name=reassign_booking] option").all_inner_texts()

    assert [name for name, names in offered.items() if names.count(f"{TYPED} ")] == ["at another time"]
    assert [name for name, names in offered.items() if names.count(f"{ZAPPED} ")] == []


def test_a_time_chosen_on_the_edit_screen_is_told(
    screens: Screens, twins: Twins, owner: Page, booking: int, day: date
) -> None:
    screens.open(edit(booking))
    new_day = day + timedelta(days=7)
    choose_day(owner, new_day)
    owner.click(".booking-slots a[data-slot='54']")
    settle(owner)
    screens.keep("zap_edit_time_chosen")

    def update() -> None:
        with owner.expect_navigation():  # the form leads to its receipt
            owner.click(".bkx-form-submission-final:visible")

    told = twins.site.tell(update)

    screens.show(edit(booking), "zap_edit_time")
    assert [pick(each, "event", "booking_id", "update_kind", "origin") for each in told] == [
        {"event": "booking_updated", "booking_id": booking, "update_kind": "rescheduled", "origin": "site"}
    ]
    assert told[0]["datetime"]["start"][:16] == f"{new_day}T13:15"
