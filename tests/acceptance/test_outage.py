"""What happens while the sidecar is away arrives afterwards: each event once, in order, and no old news."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.support import paypal
from tests.support.payloads import cancelled, status_changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from tests.support.connected_site import ConnectedSite, Zaps
    from tests.support.payloads import Payload
    from tests.support.wordpress import WordPress

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


@pytest.mark.parametrize("outage", [down, killed, stalled, deaf])
def test_changes_during_an_outage_arrive_once_and_in_order(site: ConnectedSite, outage: Outage) -> None:
    standing = [site.book() for _ in range(4)]
    site.settle()
    zaps = site.subscribe_all()

    with outage(site):
        expected = change_several(site, standing) + change_one(site)

    site.settle()
    assert zaps.arrived() == expected


OTHERS = (
    "booking_updated",
    "customer_created",
    "payment_failed",
    "payment_received",
    "refund_issued",
    "service_updated",
    "staff_assigned",
)
REFUND = """for ($n = 0; $n < 2; $n++) {
    do_action('bkx_booking_refunded', (int) $argv[1], array('id' => "re_$argv[1]", 'amount' => 10));
}"""


@pytest.fixture
def provider(wordpress: WordPress) -> Iterator[None]:
    yield from paypal.stand_in_for_paypal(wordpress)


def change_otherwise(site: ConnectedSite, standing: list[int]) -> list[tuple[str, int]]:
    """Change each booking in another way, and a service; return the events that must arrive."""
    moved, given, paid, left = standing
    wordpress, visitor = site.wordpress, site.wordpress.visitor
    service = wordpress.seeds["bases"][1]
    booked = wordpress.book()
    visitor.reschedule(moved, visitor.fill_form())
    replace(visitor, client=wordpress.admin).reassign(given, wordpress.seeds["other_seat"])
    paypal.return_from_paypal(wordpress, paid)
    wordpress.run_php(REFUND, paid)
    paypal.return_from_paypal(wordpress, left, with_payment=False)
    wordpress.run_php("update_post_meta((int) $argv[1], 'base_city', \"City $argv[2]\");", service, booked)
    wordpress.run_php("update_post_meta((int) $argv[1], 'base_is_location_differ_seat', 'Y');", service)
    return [
        ("booking_updated", moved),
        ("customer_created", 0),
        ("payment_failed", left),
        ("payment_received", paid),
        ("refund_issued", paid),
        ("service_updated", service),
        ("staff_assigned", given),
        ("staff_assigned", booked),
    ]


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize("outage", [down, killed, stalled])
def test_whatever_else_happens_during_an_outage_arrives_once(site: ConnectedSite, outage: Outage) -> None:
    standing = [site.wordpress.book(), site.wordpress.book()]
    standing += [paypal.book_and_go_to_paypal(site.wordpress) for _ in range(2)]
    site.settle()
    zaps = [site.subscribe(trigger) for trigger in OTHERS]

    with outage(site):
        expected = change_otherwise(site, standing)

    site.settle()
    told = [payload for zap in zaps for payload in zap.hook.payloads]
    assert sorted((p["event"], p.get("booking_id") or p.get("service_id") or 0) for p in told) == expected


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
