"""A worker that dies loses nothing, one that is told to stop finishes, and two of them repeat nothing."""

from __future__ import annotations

import time
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from tests.support.payloads import status_changed, without_times_and_ids
from tests.support.processes import wait_until
from tests.support.receiver import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.connected_site import ConnectedSite, Zap
    from tests.support.payloads import Payload
    from tests.support.processes import SidecarProcess

pytestmark = pytest.mark.wordpress

TIMEOUT_SECONDS = 1
MARGIN_SECONDS = 1.5  # for the last settlement and Python's own end, on a busy machine


@pytest.fixture(scope="module")
def sidecar_settings() -> dict[str, str]:
    """Return settings under which a dead worker's lease ends after seven seconds."""
    return {
        "webhook_timeout": str(TIMEOUT_SECONDS),
        "webhook_retry_delay": "0.3",
        "max_in_flight": "2",
        "poll_seconds": "0.2",
    }


@pytest.fixture
def second_worker(site: ConnectedSite) -> Iterator[SidecarProcess]:
    """Return another worker at work on the same site."""
    worker = site.make_worker("second")
    worker.start()
    worker.wait_until_ready()
    yield worker
    worker.stop()


def book_many(site: ConnectedSite, number: int) -> list[Payload]:
    """Return bookings that were told already."""
    bookings = [site.book() for _ in range(number)]
    site.settle()
    return bookings


def complete(site: ConnectedSite, bookings: list[Payload]) -> list[Payload]:
    """Change all at once; return what must arrive."""
    site.wordpress.bulk_status([booking["id"] for booking in bookings], "completed")
    return [status_changed(booking, "pending", "completed", sequence=4) for booking in bookings]


def list_told(zap: Zap) -> list[Payload]:
    """Return what a receiver has that drops repeats by their id, by booking."""
    by_id = {arrival.headers["webhook-id"]: arrival.json for arrival in zap.hook.arrivals}
    return sorted(map(without_times_and_ids, by_id.values()), key=lambda payload: payload["booking_id"])


def count_contents(zap: Zap) -> int:
    """Return how many different requests arrived, by id and bytes."""
    return len({(arrival.headers["webhook-id"], arrival.body) for arrival in zap.hook.arrivals})


def test_a_worker_killed_in_mid_post_leaves_to_the_next_what_is_still_wanted(site: ConnectedSite) -> None:
    both_arrived = Barrier(2, action=site.worker.kill)
    in_mid_post = Answer(on_arrival=both_arrived.wait)
    wanted = site.subscribe("booking_created", in_mid_post)
    unwanted = site.subscribe("booking_created", in_mid_post)

    booking = site.book()
    wait_until(lambda: not site.worker.is_running, "the worker was killed")
    site.unsubscribe(unwanted)
    site.start()

    site.settle()
    first, second = wanted.hook.arrivals
    assert (first.body, first.headers) == (second.body, second.headers)
    assert without_times_and_ids(second.json) == booking
    assert len(unwanted.hook.arrivals) == 1


def test_workers_killed_at_several_moments_lose_nothing(site: ConnectedSite) -> None:
    bookings = book_many(site, 6)
    unanswered = Answer(on_arrival=site.worker.kill)
    answered = Answer(on_answered=site.worker.kill)
    zap = site.subscribe("booking_status_changed", unanswered, Answer(), answered, Answer(), unanswered)

    expected = complete(site, bookings)
    for _ in range(3):
        wait_until(lambda: not site.worker.is_running, "the worker was killed")
        site.start()

    site.settle()
    assert list_told(zap) == expected
    assert count_contents(zap) == len(bookings)


REPORTS = """
$booking = (int) $argv[1];
update_post_meta( $booking, 'seat_id', $argv[2] );
$payment = (object) array( 'id' => "pi_$booking", 'amount' => 4800 );
do_action( 'bkx_stripe_payment_succeeded', $booking, $payment );
do_action( 'bkx_booking_refunded', $booking, array( 'id' => "re_$booking", 'amount' => 10 ) );
"""


def test_a_worker_that_dies_again_and_again_tells_of_staff_payments_and_refunds_once(
    site: ConnectedSite,
) -> None:
    bookings = sorted(booking["id"] for booking in book_many(site, 4))
    triggers = ("payment_received", "refund_issued", "staff_assigned")
    zaps = [site.subscribe(trigger) for trigger in triggers]

    for booking, seconds in zip(bookings, (0, 0.1, 0.2, 0.4), strict=True):
        site.wordpress.run_php(REPORTS, booking, site.wordpress.seeds["other_seat"])
        time.sleep(seconds)  # so that each kill hits another step
        site.worker.kill()
        site.start()

    site.settle()
    told = [[payload["booking_id"] for payload in list_told(zap)] for zap in zaps]
    assert told == [bookings] * len(triggers)


def test_a_worker_told_to_stop_finishes_what_is_under_way(site: ConnectedSite) -> None:
    zap = site.subscribe("booking_created", Answer(delay_seconds=0.6))

    booking = site.book()
    wait_until(lambda: zap.hook.arrivals, "the request arrived")
    exit_code = site.worker.stop()
    is_settled = site.is_idle()
    site.start()

    site.settle()
    assert (exit_code, is_settled) == (0, True)
    assert list(map(without_times_and_ids, zap.hook.payloads)) == [booking]


def test_a_worker_told_to_stop_waits_for_a_hanging_receiver_no_longer_than_the_timeout(
    site: ConnectedSite,
) -> None:
    zap = site.subscribe("booking_created", Answer(is_held=True))

    site.book()
    wait_until(lambda: zap.hook.arrivals, "the request arrived")
    stopped_at = time.monotonic()
    exit_code = site.worker.stop()
    seconds = time.monotonic() - stopped_at
    site.start()

    site.settle()
    first, second = zap.hook.arrivals
    assert exit_code == 0
    assert seconds < TIMEOUT_SECONDS + MARGIN_SECONDS
    assert (first.body, first.headers) == (second.body, second.headers)


def test_two_workers_share_the_work_and_repeat_nothing(
    site: ConnectedSite, second_worker: SidecarProcess
) -> None:
    bookings = book_many(site, 12)
    zap = site.subscribe("booking_status_changed")
    zap.hook.usual = Answer(delay_seconds=0.2)
    logged = [len(worker.read_log()) for worker in (site.worker, second_worker)]

    expected = complete(site, bookings)

    site.settle()
    logs = [
        worker.read_log()[start:] for worker, start in zip((site.worker, second_worker), logged, strict=True)
    ]
    assert list_told(zap) == expected
    assert len(zap.hook.arrivals) == len(bookings)
    assert all('"attempt_settled"' in log for log in logs)
