"""The whole way of the triggers at a site of BookingX 2.0: hooks, sweep and baseline tell the same events."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.db.migrate import migrate
from sidecar.services import diagnosis, ingest
from sidecar.services.baseline import ensure_baseline
from sidecar.services.diagnosis import Finding, Level
from sidecar.services.sweeping import sweep
from tests.factories import add_marks, execute, fetch, list_events, make_mark, make_sidecar, subscribe
from tests.support.golden import set_options
from tests.support.meanings import ALEX, MADE_AT, Meaning
from tests.support.tables_site import TablesSite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sidecar.services.sidecar import Sidecar
    from tests.support.mariadb import MariaDB

KNOWN, NEW = Meaning(id=57), Meaning(id=58, email="bea@example.test", first_name="Bea")
LATER = MADE_AT + timedelta(hours=1)


@pytest.fixture(params=["mariadb", "sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'site.db'}"
    server: MariaDB = request.getfixturevalue("mariadb")
    return server.url(request.getfixturevalue("fresh_database"))


@pytest.fixture
def sidecar(database_url: str) -> Iterator[Sidecar]:
    """Return a sidecar on a site of BookingX 2.0 with one booking, baseline taken."""
    made = make_sidecar(database_url)
    do(made, lambda site: site.create())
    do(made, lambda site: site.add_staff(replace(ALEX, id=9, name="Bea")))
    do(made, lambda site: site.add_booking(KNOWN))
    migrate(made.database)
    ensure_baseline(made)
    yield made
    made.database.dispose()


def do(sidecar: Sidecar, work: Callable[[TablesSite], None]) -> None:
    """Do something to the site, and commit it."""
    with sidecar.database.engine.begin() as connection:
        work(TablesSite(connection))


def change(**values: Any) -> Callable[[TablesSite], None]:
    return lambda site: site.change(replace(KNOWN, updated_at=LATER, **values))


def tell(sidecar: Sidecar, booking_id: int) -> None:
    """Mark a booking as BookingX 2.0's hooks do, and ingest it."""
    add_marks(sidecar, make_mark("told", booking_id=booking_id))
    ingest.drain(sidecar)


def find(sidecar: Sidecar, booking_id: int) -> None:
    """Let the sweep find what no hook told."""
    del booking_id
    sweep.sweep(sidecar)


NEXT_DAY = KNOWN.starts_at + timedelta(days=1)
WAYS: dict[str, tuple[int, Callable[[TablesSite], None], list[str]]] = {
    "create": (58, lambda site: site.add_booking(NEW), ["booking_created", "staff_assigned"]),
    "status": (57, change(status="confirmed"), ["booking_status_changed"]),
    "no-show": (57, change(status="no-show"), ["booking_no_show", "booking_status_changed"]),
    "cancel": (57, change(status="cancelled"), ["booking_cancelled", "booking_status_changed"]),
    "reschedule": (57, change(starts_at=NEXT_DAY), ["booking_updated"]),
    "staff": (57, change(staff_id=9), ["staff_assigned"]),
    "payment": (57, change(paid_at=LATER), ["payment_received"]),
    "delete": (57, lambda site: site.delete(57), ["booking_cancelled"]),
}


@pytest.mark.parametrize("notice", [tell, find])
@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_changing_a_booking_is_told_once(
    sidecar: Sidecar, way: str, notice: Callable[[Sidecar, int], None]
) -> None:
    booking_id, doing, expected = WAYS[way]
    do(sidecar, doing)

    notice(sidecar, booking_id)

    numbered = [(booking_id, trigger, number) for number, trigger in enumerate(expected, 1)]
    assert [event for event in list_events(sidecar) if event[1] != "customer_created"] == numbered
    before = list_events(sidecar)
    find(sidecar, booking_id)
    tell(sidecar, booking_id)
    assert list_events(sidecar) == before


def test_a_site_at_rest_gives_nothing(sidecar: Sidecar) -> None:
    assert [sweep.sweep(sidecar) for _ in range(3)] == [0, 0, 0]


def test_a_payload_reaches_the_queue_of_its_subscriber(sidecar: Sidecar) -> None:
    subscribe(sidecar, "booking_status_changed")
    do(sidecar, change(status="no-show"))

    tell(sidecar, 57)

    (row,) = fetch(sidecar, "queue", "payload")
    payload = json.loads(row[0])
    assert (payload["booking_id"], payload["previous_status"], payload["status"]) == (
        57,
        "pending",
        "no-show",
    )
    assert (payload["booking_number"], payload["links"]) == (
        "BX-57",
        {"admin": "https://shop.example.test/wp-admin/"},
    )
    assert payload["datetime"]["start"] == "2027-03-17T11:00:00+00:00"


def test_what_is_hidden_is_told_when_it_gets_a_status(sidecar: Sidecar) -> None:
    do(sidecar, lambda site: site.add_booking(NEW))
    do(sidecar, lambda site: site.hide(58))
    tell(sidecar, 58)
    do(sidecar, lambda site: site.change(NEW))

    tell(sidecar, 58)

    assert (58, "booking_created", 1) in list_events(sidecar)


def diagnose_anew(sidecar: Sidecar) -> list[Finding]:
    """Return what `sidecar doctor` says of BookingX, in a process of its own."""
    do(sidecar, lambda site: set_options(site.connection, {"home": "http://127.0.0.1:1"}))
    fresh = make_sidecar(sidecar.settings.database_url)
    findings = [
        found for found in diagnosis.diagnose(fresh) if "layout" in found.what or "tables l" in found.what
    ]
    fresh.database.dispose()
    return findings


def test_doctor_says_how_the_site_is_read_and_what_it_lacks(sidecar: Sidecar) -> None:
    do(sidecar, lambda site: site.drop("bookingx_payments"))

    actual = diagnose_anew(sidecar)

    assert actual == [
        Finding(
            Level.WARNING,
            "layout: BookingX 2.0's own tables",
            "No BookingX 2.0 was public when this was written: please check some events against the site, "
            "and report what differs.",
        ),
        Finding(
            Level.WARNING,
            "BookingX's tables lack wp_bookingx_payments",
            "What would stand there is empty in the events.",
        ),
    ]


def test_doctor_names_a_column_without_which_nothing_can_be_read(sidecar: Sidecar) -> None:
    execute(sidecar, "ALTER TABLE wp_bookingx_bookings RENAME COLUMN start_datetime TO starts")

    (actual,) = diagnose_anew(sidecar)

    assert (actual.level, actual.what) == (Level.BAD, "layout")
    assert "has no wp_bookingx_bookings.start_datetime, so they cannot be read" in actual.advice
