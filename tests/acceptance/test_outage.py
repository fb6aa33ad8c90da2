"""What happens while the sidecar is away arrives afterwards: each event once, in order, and no old news."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.support.payloads import cancelled, status_changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from tests.support.connected_site import ConnectedSite, Zaps
    from tests.support.payloads import Payload

    Outage = Callable[[ConnectedSite], AbstractContextManager[None]]

pytestmark = pytest.mark.wordpress


@pytest.fixture(scope="module")
def sidecar_settings() -> dict[str, str]:
    """Return settings under which requests leave one after the other, so that their order shows."""
    return {"max_in_flight": "1"}


def connect_for_the_first_time(site: ConnectedSite) -> Zaps:
    """Switch Zaps on, on a site whose worker never ran, though it has bookings."""
    site.stop()
    site.forget_everything()
    site.serve.start()
    site.serve.wait_until_ready()
    return site.subscribe_all()


@contextmanager
def down(site: ConnectedSite) -> Iterator[None]:
    """Have neither process."""
    site.stop()
    yield
    site.start()


@contextmanager
def killed(site: ConnectedSite) -> Iterator[None]:
    """Have neither process, and no orderly end of them either."""
    site.serve.kill()
    site.worker.kill()
    yield
    site.start()


@contextmanager
def stalled(site: ConnectedSite) -> Iterator[None]:
    """Have both processes hang."""
    site.serve.stall()
    site.worker.stall()
    try:
        yield
    finally:
        site.serve.resume()
        site.worker.resume()


@contextmanager
def deaf(site: ConnectedSite) -> Iterator[None]:
    """Have nobody hear the doorbell, until everything was delivered without it."""
    site.serve.stall()
    try:
        yield
        site.settle()
    finally:
        site.serve.resume()


def change_several(site: ConnectedSite, standing: list[Payload]) -> list[Payload]:
    """Book, change, bulk change and bin, each another booking; return what must arrive."""
    changed, first, second, binned = standing
    booked = site.book()
    site.wordpress.set_status(changed["id"], "ack")
    site.wordpress.bulk_status([first["id"], second["id"]], "completed")
    site.wordpress.trash(binned["id"])
    return [
        booked,
        status_changed(changed, "pending", "confirmed", sequence=3),
        status_changed(first, "pending", "completed", sequence=4),
        status_changed(second, "pending", "completed", sequence=4),
        cancelled(binned, "pending", "binned", sequence=3),
    ]


def change_one(site: ConnectedSite) -> list[Payload]:
    """Book, change, bulk change and bin one and the same booking; return what must arrive."""
    booking = site.book()
    site.wordpress.set_status(booking["id"], "ack")
    site.wordpress.bulk_status([booking["id"]], "missed")
    site.wordpress.trash(booking["id"])
    return [
        booking,
        status_changed(booking, "pending", "confirmed", sequence=3),
        status_changed(booking, "confirmed", "no-show", sequence=5),
        cancelled(booking, "no-show", "binned", sequence=6),
    ]


@pytest.mark.parametrize("outage", [down, stalled, deaf])
def test_changes_during_an_outage_arrive_once_and_in_order(site: ConnectedSite, outage: Outage) -> None:
    standing = [site.book() for _ in range(4)]
    site.settle()
    zaps = site.subscribe_all()

    with outage(site):
        expected = change_several(site, standing) + change_one(site)

    site.settle()
    assert zaps.arrived() == expected


def test_the_first_start_tells_of_new_bookings_alone(site: ConnectedSite) -> None:
    old = [site.book() for _ in range(3)]
    zaps = connect_for_the_first_time(site)

    new = site.book()
    site.start()
    site.settle()
    site.wordpress.set_status(old[0]["id"], "ack")

    site.settle()
    assert zaps.arrived() == [new, status_changed(old[0], "pending", "confirmed", sequence=1)]


def test_a_restart_of_everything_repeats_nothing(site: ConnectedSite) -> None:
    zaps = site.subscribe_all()
    booking = site.book()
    site.settle()

    with killed(site):
        pass

    site.settle()
    assert zaps.arrived() == [booking]
