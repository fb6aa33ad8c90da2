"""The main job: what happens to a booking in a real WordPress arrives at Zapier, once and whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.payloads import cancelled, status_changed, without_times_and_ids
from tests.support.receiver import Answer

if TYPE_CHECKING:
    from typing import Literal

    from tests.support.connected_site import ConnectedSite
    from tests.support.payloads import Payload

pytestmark = pytest.mark.wordpress


@pytest.fixture
def booking(site: ConnectedSite) -> Payload:
    """Return a pending booking that was told before any Zap was switched on."""
    made = site.book()
    site.settle()
    return made


def test_a_front_end_booking_arrives_once_and_whole(site: ConnectedSite) -> None:
    zaps = site.subscribe_all()

    booking = site.book()

    site.settle()
    assert zaps.told() == [booking]


def test_the_request_is_the_one_that_is_documented(site: ConnectedSite) -> None:
    zap = site.subscribe("booking_created")

    site.book()

    site.settle()
    [arrival] = zap.hook.arrivals
    assert arrival.method == "POST"
    assert arrival.headers == {
        "host": site.receiver.address,
        "content-type": "application/json",
        "content-length": str(len(arrival.body)),
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "keep-alive",
        "user-agent": "BookingX-Zapier/0.1",
        "x-zapier-hook-id": zap.subscription_id,
        "webhook-id": arrival.json["event_id"],
    }


@pytest.mark.parametrize("way", ["ajax", "php"])
def test_a_status_change_arrives_once(
    site: ConnectedSite, booking: Payload, way: Literal["ajax", "php"]
) -> None:
    zaps = site.subscribe_all()

    site.wordpress.set_status(booking["id"], "ack", way)

    site.settle()
    assert zaps.told() == [status_changed(booking, "pending", "confirmed", sequence=3)]


def test_a_bulk_change_arrives_once_for_each_booking(site: ConnectedSite) -> None:
    bookings = [site.book() for _ in range(3)]
    site.settle()
    zaps = site.subscribe_all()

    site.wordpress.bulk_status([booking["id"] for booking in bookings], "completed")

    site.settle()
    assert zaps.told() == [
        status_changed(booking, "pending", "completed", sequence=4) for booking in bookings
    ]


def test_a_change_to_cancelled_is_a_change_and_a_cancellation(site: ConnectedSite, booking: Payload) -> None:
    zaps = site.subscribe_all()

    site.wordpress.set_status(booking["id"], "cancelled")

    site.settle()
    assert zaps.told() == [
        cancelled(booking, "pending", "status", sequence=3),
        status_changed(booking, "pending", "cancelled", sequence=4),
    ]


def test_the_bin_is_one_cancellation(site: ConnectedSite, booking: Payload) -> None:
    zaps = site.subscribe_all()

    site.wordpress.trash(booking["id"])

    site.settle()
    assert zaps.told() == [cancelled(booking, "pending", "binned", sequence=3)]


def test_deleting_a_standing_booking_is_one_cancellation_with_all_that_was_known(
    site: ConnectedSite, booking: Payload
) -> None:
    zaps = site.subscribe_all()

    site.wordpress.delete(booking["id"])

    site.settle()
    assert zaps.told() == [cancelled(booking, "pending", "deleted", sequence=3)]


def test_deleting_a_binned_booking_tells_nothing_more(site: ConnectedSite, booking: Payload) -> None:
    zaps = site.subscribe_all()

    site.wordpress.trash(booking["id"])
    site.wordpress.delete(booking["id"])

    site.settle()
    assert zaps.told() == [cancelled(booking, "pending", "binned", sequence=3)]


@pytest.mark.parametrize("way", ["ajax", "bulk", "php"])
def test_the_same_status_again_tells_nothing(
    site: ConnectedSite, booking: Payload, way: Literal["ajax", "bulk", "php"]
) -> None:
    zaps = site.subscribe_all()

    site.wordpress.set_status(booking["id"], "pending", way)

    site.settle()
    assert zaps.told() == []


def test_opening_add_booking_tells_nothing(site: ConnectedSite) -> None:
    zaps = site.subscribe_all()

    page = site.wordpress.admin.get("/wp-admin/post-new.php", params={"post_type": "bkx_booking"})

    site.settle()
    assert page.status_code == 200
    assert zaps.told() == []


def test_two_zaps_on_one_trigger_both_get_the_same_bytes(site: ConnectedSite) -> None:
    first, second = site.subscribe("booking_created"), site.subscribe("booking_created")

    booking = site.book()

    site.settle()
    [one], [other] = first.hook.arrivals, second.hook.arrivals
    assert (one.body, one.headers["webhook-id"]) == (other.body, other.headers["webhook-id"])
    assert without_times_and_ids(one.json) == booking


def test_a_hook_that_fails_gets_the_same_bytes_again(site: ConnectedSite) -> None:
    zap = site.subscribe("booking_created", Answer(500), Answer(503))

    booking = site.book()

    site.settle()
    first, second, third = zap.hook.arrivals
    assert first.body == second.body == third.body
    assert len({arrival.headers["webhook-id"] for arrival in zap.hook.arrivals}) == 1
    assert second.arrived_at - first.arrived_at >= 0.1
    assert third.arrived_at - second.arrived_at >= 0.2
    assert without_times_and_ids(third.json) == booking


def test_a_hook_that_goes_on_failing_is_given_up_and_the_next_event_still_comes(
    site: ConnectedSite,
) -> None:
    zap = site.subscribe("booking_created", *[Answer(500)] * 4)

    given_up = site.book()
    site.settle()
    told = site.book()

    site.settle()
    payloads = [without_times_and_ids(payload) for payload in zap.hook.payloads]
    assert payloads == [given_up] * 4 + [told]


def test_a_hook_that_is_gone_ends_its_subscription_and_no_other(site: ConnectedSite) -> None:
    gone, other = site.subscribe("booking_created", Answer(410)), site.subscribe("booking_created")

    bookings = [site.book()]
    site.settle()
    bookings.append(site.book())

    site.settle()
    assert [without_times_and_ids(payload) for payload in gone.hook.payloads] == bookings[:1]
    assert [without_times_and_ids(payload) for payload in other.hook.payloads] == bookings


def test_after_unsubscribing_nothing_more_is_sent(site: ConnectedSite) -> None:
    ended, other = site.subscribe("booking_created"), site.subscribe("booking_created")

    bookings = [site.book()]
    site.settle()
    site.unsubscribe(ended)
    bookings.append(site.book())

    site.settle()
    assert [without_times_and_ids(payload) for payload in ended.hook.payloads] == bookings[:1]
    assert [without_times_and_ids(payload) for payload in other.hook.payloads] == bookings


def test_unsubscribing_in_mid_attempt_stops_its_retries(site: ConnectedSite) -> None:
    zap = site.subscribe("booking_created", Answer(500, on_arrival=lambda: site.unsubscribe(zap)))

    booking = site.book()

    site.settle()
    assert [without_times_and_ids(payload) for payload in zap.hook.payloads] == [booking]


def test_a_hook_that_is_gone_stops_the_retries_of_others_under_way(site: ConnectedSite) -> None:
    bookings = [site.book() for _ in range(2)]
    site.settle()
    zap = site.subscribe(
        "booking_status_changed", Answer(410, delay_seconds=0.2), Answer(500, delay_seconds=0.5)
    )

    site.wordpress.bulk_status([booking["id"] for booking in bookings], "ack")

    site.settle()
    assert len(zap.hook.arrivals) == 2
