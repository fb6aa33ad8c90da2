"""The shim in a real WordPress: what happens to bookings becomes outbox rows and a ring of the doorbell."""

from __future__ import annotations

import hashlib
import hmac
import socket
import time
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.conftest import SECRET
from tests.support.fake_sidecar import DOORBELL
from tests.support.outbox import OutboxRow
from tests.support.ports import find_free_port
from tests.support.wordpress import PhpError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from tests.support.fake_sidecar import FakeSidecar
    from tests.support.outbox import Outbox
    from tests.support.wordpress import WordPress

pytestmark = pytest.mark.wordpress


@pytest.fixture
def booking(shim: WordPress, outbox: Outbox, sidecar: FakeSidecar) -> Iterator[int]:
    """Return a pending booking that was reported already; deleted afterwards, as tests spoil its metas."""
    made = shim.book()
    sidecar.wait_for_doorbells(1)
    outbox.create()
    sidecar.requests.clear()
    yield made
    shim.delete(made)


def test_a_front_end_booking_leaves_exactly_one_row(shim: WordPress, outbox: Outbox) -> None:
    booking = shim.book()

    assert outbox.list_rows() == [
        OutboxRow(booking, "created,note,payment,saved,status", {"status": "bkx-pending"})
    ]


def test_the_doorbell_rings_once_signed_and_without_a_body(
    shim: WordPress, sidecar: FakeSidecar, booking: int
) -> None:
    shim.set_status(booking, "ack")

    [doorbell] = sidecar.wait_for_doorbells(1)
    timestamp, nonce = doorbell.headers["x-bkx-timestamp"], doorbell.headers["x-bkx-nonce"]
    text = "\n".join(["v1", "POST", DOORBELL, timestamp, nonce, hashlib.sha256(b"").hexdigest()])
    signature = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
    assert doorbell.headers == {
        "host": sidecar.url.removeprefix("http://"),
        "content-length": "0",
        "connection": "close",
        "x-bkx-timestamp": timestamp,
        "x-bkx-nonce": nonce,
        "x-bkx-signature": f"v1={signature}",
    }
    assert (doorbell.method, doorbell.body) == ("POST", b"")
    assert len(bytes.fromhex(nonce)) == 16
    assert abs(int(timestamp) - time.time()) < 60


@pytest.mark.parametrize("way", ["ajax", "bulk", "php"])
def test_each_way_to_change_a_status_leaves_one_row(
    shim: WordPress, outbox: Outbox, sidecar: FakeSidecar, booking: int, way: Literal["ajax", "bulk", "php"]
) -> None:
    shim.set_status(booking, "ack", way)

    assert outbox.list_rows() == [OutboxRow(booking, "note,status", {"status": "bkx-ack"})]
    assert len(sidecar.wait_for_doorbells(1)) == 1


def test_a_bulk_change_is_one_statement_and_one_ring(
    shim: WordPress, outbox: Outbox, sidecar: FakeSidecar
) -> None:
    bookings = [shim.book() for _ in range(3)]
    sidecar.wait_for_doorbells(3)
    outbox.create()
    sidecar.requests.clear()

    shim.bulk_status(bookings, "completed")

    assert sorted(outbox.list_rows(), key=lambda row: row.object_id) == [
        OutboxRow(booking, "note,status", {"status": "bkx-completed"}) for booking in bookings
    ]
    assert outbox.count_statements() == 1
    assert len(sidecar.wait_for_doorbells(1)) == 1


def test_hundreds_of_bookings_in_one_request_are_written_in_chunks(shim: WordPress, outbox: Outbox) -> None:
    shim.run_php("""
        global $wpdb;
        for ( $n = 0; $n < 501; $n++ ) {
            $wpdb->insert( $wpdb->posts, array( 'post_type' => 'bkx_booking', 'post_status' => 'bkx-ack' ) );
            update_post_meta( $wpdb->insert_id, 'order_meta_data', array( 'order_id' => $wpdb->insert_id ) );
        }
    """)

    rows = outbox.list_rows()
    assert [(row.marks, row.facts) for row in rows] == [("created", {"status": "bkx-ack"})] * 501
    assert outbox.count_statements() == 2
    shim.run_php("""
        global $wpdb;
        $wpdb->query( "DELETE FROM $wpdb->posts WHERE post_type = 'bkx_booking' AND post_name = ''" );
    """)


def test_the_same_status_again_still_leaves_a_row(shim: WordPress, outbox: Outbox, booking: int) -> None:
    shim.set_status(booking, "pending", "php")

    assert outbox.list_rows() == [OutboxRow(booking, "status", {"status": "bkx-pending"})]


def test_the_bin_and_back_and_deletion_are_told(shim: WordPress, outbox: Outbox, booking: int) -> None:
    shim.trash(booking)
    shim.untrash(booking)
    shim.delete(booking)

    assert outbox.list_rows() == [
        OutboxRow(booking, "saved,status,trashed", {"status": "trash"}),
        OutboxRow(booking, "restored,saved,status", {"status": "draft"}),
        OutboxRow(booking, "deleted", {"status": "deleted"}),
    ]


@pytest.mark.parametrize(
    ("key", "mark"),
    [
        ("seat_id", "seat"),
        ("booking_start_date", "meta"),
        ("order_meta_data", "meta"),
        ("payment_status", "payment"),
        ("payment_meta", "payment"),
        ("bkx_payment_error_log", "payment"),
        ("last_updated_date", "status"),
    ],
)
def test_metas_that_matter_are_marked(
    shim: WordPress, outbox: Outbox, booking: int, key: str, mark: str
) -> None:
    shim.run_php("update_post_meta( (int) $argv[1], $argv[2], 'something new' );", booking, key)

    assert outbox.list_rows() == [OutboxRow(booking, mark, {"status": "bkx-pending"})]


def test_other_metas_leave_nothing(
    shim: WordPress, outbox: Outbox, sidecar: FakeSidecar, booking: int
) -> None:
    shim.run_php("update_post_meta( (int) $argv[1], 'last_page_url', '/elsewhere/' );", booking)

    assert outbox.list_rows() == []
    assert sidecar.requests == []


def test_other_post_types_leave_nothing(shim: WordPress, outbox: Outbox, sidecar: FakeSidecar) -> None:
    shim.run_php("""
        foreach ( array( 'post', 'page', 'bkx_seat' ) as $type ) {
            $post = array( 'post_type' => $type, 'post_title' => 'Other', 'post_status' => 'publish' );
            $id = wp_insert_post( $post );
            foreach ( array( 'order_meta_data', 'updated_by', 'payment_status' ) as $key ) {
                update_post_meta( $id, $key, 'x' );
                update_post_meta( $id, $key, 'y' );
            }
            $note = array( 'comment_type' => 'booking_note', 'comment_content' => 'x' );
            wp_insert_comment( $note + array( 'comment_post_ID' => $id ) );
            wp_trash_post( $id );
            wp_untrash_post( $id );
            wp_delete_post( $id, true );
        }
    """)

    assert outbox.list_rows() == []
    assert sidecar.requests == []


def test_a_request_that_dies_has_told_what_it_did(shim: WordPress, outbox: Outbox, booking: int) -> None:
    with pytest.raises(PhpError, match="critical error"):
        shim.run_php("update_post_meta( (int) $argv[1], 'seat_id', '4711' ); no_such_function();", booking)

    assert outbox.list_rows() == [OutboxRow(booking, "seat", {"status": "bkx-pending"})]


def test_a_booking_binned_while_its_object_lives_is_told_with_its_last_status(
    shim: WordPress, outbox: Outbox, booking: int
) -> None:
    shim.run_php("new BkxBooking( '', (int) $argv[1] ); wp_trash_post( (int) $argv[1] );", booking)

    assert outbox.list_rows() == [OutboxRow(booking, "note,status", {"status": "bkx-cancelled"})]


def test_other_code_of_the_request_reads_the_new_status(shim: WordPress, booking: int) -> None:
    status = shim.run_php(
        """
        ( new BkxBooking( '', (int) $argv[1] ) )->update_status( 'ack', false );
        echo get_post_status( (int) $argv[1] );
        """,
        booking,
    )

    assert status == "bkx-ack"


def test_a_sidecar_that_is_down_costs_no_row_and_no_page(shim: WordPress, outbox: Outbox) -> None:
    shim.configure_shim({"sidecar_url": f"http://127.0.0.1:{find_free_port()}", "secret": SECRET})

    bookings = [shim.book(), shim.book()]

    assert [row.object_id for row in outbox.list_rows()] == bookings


@pytest.mark.parametrize("backlog", [0, 50])
def test_a_sidecar_that_stalls_costs_no_row_and_no_page(
    shim: WordPress, outbox: Outbox, backlog: int
) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=backlog) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        shim.configure_shim({"sidecar_url": url, "secret": SECRET})

        bookings = [shim.book(), shim.book()]

        assert [row.object_id for row in outbox.list_rows()] == bookings


def test_after_a_failure_the_doorbell_keeps_still_for_half_a_minute(
    shim: WordPress, sidecar: FakeSidecar, outbox: Outbox, booking: int
) -> None:
    sidecar.doorbell_status = 503
    for status in ("ack", "completed"):
        shim.set_status(booking, status)
        sidecar.wait_for_doorbells(1)
    assert len(sidecar.list_doorbells()) == 1

    shim.age_failures(31)
    shim.set_status(booking, "missed")

    assert len(sidecar.wait_for_doorbells(2)) == 2
    assert [row.facts["status"] for row in outbox.list_rows()] == ["bkx-ack", "bkx-completed", "bkx-missed"]


def test_a_missing_outbox_breaks_no_page_and_is_logged_without_data(
    shim: WordPress, outbox: Outbox, sidecar: FakeSidecar
) -> None:
    outbox.drop()
    logged = len(shim.log())

    booking = shim.book()

    assert booking > 0
    lines = [line for line in shim.log()[logged:].splitlines() if "Zapier" in line]
    expected = (
        f'BookingX for Zapier: the database refused {outbox.table}; run "sidecar doctor". '
        "The sidecar will find the changes later."
    )
    assert [line.split("] ", 1)[1] for line in lines] == [expected]
    assert sidecar.requests == []


def test_without_a_configuration_nothing_is_observed(
    shim: WordPress, outbox: Outbox, sidecar: FakeSidecar
) -> None:
    shim.configure_shim({})

    shim.book()

    assert outbox.list_rows() == []
    assert sidecar.requests == []


def test_the_shim_causes_no_php_notices(shim: WordPress, booking: int) -> None:
    logged = len(shim.log())

    shim.set_status(booking, "ack")
    shim.trash(booking)

    noticed = shim.log()[logged:].splitlines()
    assert [line for line in noticed if "plugins/bookingx-zapier" in line] == []
