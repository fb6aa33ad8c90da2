"""Hours that the action wrote, in BookingX's own form and on its own screen, in a real WordPress."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from sidecar.calendar_names import WEEKDAYS
from tests.factories import CALLER
from tests.support.desk import perform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.connected_site import ConnectedSite

pytestmark = pytest.mark.wordpress

OFFERED = re.compile(r"<a [^>]*class=\"available [^>]*data-slot='(\d+)'")
NOTICE = re.compile(r"PHP (?:Warning|Notice|Deprecated|Fatal error)[^\n]*")
STORE_AS_BOOKINGX = (
    "update_option( 'bkx_business_days', maybe_unserialize( get_option( 'bkx_business_days' ) ) );"
)
"""The hours as an array, which BookingX's screen counts; the seeds keep a text, which its form reads, too."""
HOURS = {
    "monday": ("09:30-12:00", range(39, 49)),
    "tuesday": ("13:00-18:15", range(53, 74)),
    "wednesday": ("00:00-24:00", range(1, 97)),
    "thursday": ("closed", range(0)),
    "friday": ("07:45-23:45", range(32, 96)),
    "saturday": ("12:00-12:15", range(49, 50)),
    "sunday": ("11:15-13:00", range(46, 53)),
}


@pytest.fixture
def site(connected_site: ConnectedSite) -> Iterator[ConnectedSite]:
    """Return the site; afterwards its first staff member works as before."""
    yield connected_site
    update(connected_site, **dict.fromkeys(HOURS, "09:00-18:00"), months="all")


def update(site: ConnectedSite, **inputs: Any) -> dict[str, Any]:
    staff_id = site.wordpress.seeds["seat"]
    answer = perform(site.sidecar, "update_availability", {"staff_id": staff_id, **inputs}, CALLER)
    assert answer["follow_up"]["queued"] == []
    result: dict[str, Any] = answer["result"]
    return result


def list_offered(site: ConnectedSite, weekday: str) -> list[int]:
    """Return the slots that the form offers on a weekday some weeks ahead, where nobody books."""
    today = datetime.now(ZoneInfo("Europe/London")).date()
    ahead = (today + timedelta(days=120 + number) for number in range(7))
    day = next(day for day in ahead if WEEKDAYS[day.weekday()].lower() == weekday)
    seeds = site.wordpress.seeds
    form = {"seat_id": str(seeds["seat"]), "base_id": str(seeds["bases"][0]), "extra_id": "None"}
    form |= {"booking_date": f"{day.year}-{day.month}-{day.day}", "service_extend": "NaN"}
    return [
        int(slot) for slot in OFFERED.findall(site.wordpress.visitor.ask("display_availability_slots", form))
    ]


def open_screen(site: ConnectedSite) -> tuple[str, list[str]]:
    """Open the staff member's screen; return it, and what PHP said of it."""
    logged = len(site.wordpress.log())
    query = {"post": str(site.wordpress.seeds["seat"]), "action": "edit"}
    page = site.wordpress.admin.get("/wp-admin/post.php", params=query).raise_for_status().text
    said = [*NOTICE.findall(site.wordpress.log()[logged:]), *re.findall(r"<b>Warning</b>[^\n]*", page)]
    return page, [re.sub(r"\d", "", line) for line in said]


def test_the_form_offers_what_was_set_on_every_weekday(site: ConnectedSite) -> None:
    update(site, **{day: hours for day, (hours, _) in HOURS.items()})

    offered = {day: list_offered(site, day) for day in HOURS}
    assert offered == {day: [*slots] for day, (_, slots) in HOURS.items()}


def test_the_form_offers_the_business_s_hours_again(site: ConnectedSite) -> None:
    update(site, **{day: hours for day, (hours, _) in HOURS.items()})

    update(site, hours_from_business=True)

    assert {day: list_offered(site, day) for day in HOURS} == {day: [*range(37, 73)] for day in HOURS}


@pytest.mark.parametrize("then", [{}, {"hours_from_business": True}], ids=["own", "business"])
def test_the_screen_opens_without_a_notice_of_the_hours(site: ConnectedSite, then: dict[str, bool]) -> None:
    site.wordpress.run_php(STORE_AS_BOOKINGX)
    update(site, **{day: hours for day, (hours, _) in HOURS.items()}, months="March, October")
    if then:
        update(site, **then)

    page, said = open_screen(site)

    assert [line for line in said if "plugins/bookingx/includes/" in line] == []
    assert page.rstrip().endswith("</html>")
