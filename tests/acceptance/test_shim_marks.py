"""The shim in a real WordPress: which kinds of objects are marked, and what that costs the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.conftest import SECRET
from tests.support.outbox import OutboxRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.fake_sidecar import FakeSidecar
    from tests.support.outbox import Outbox
    from tests.support.wordpress import WordPress

pytestmark = pytest.mark.wordpress

TOLD = ("created", "updated", "status_changed", "cancelled", "completed", "rescheduled", "confirmed")
NO_POST = 4_000_000_000
BULK = """
    $ids = array();
    for ( $n = 0; $n < 500; $n++ ) {
        $wpdb->insert( $wpdb->posts, array( 'post_type' => 'bkx_booking', 'post_status' => 'bkx-pending' ) );
        $ids[] = $wpdb->insert_id;
    }
    $started_with = $wpdb->num_queries;
    foreach ( $ids as $id ) {
        ( new BkxBooking( '', $id ) )->update_status( 'completed', false );
    }
    add_action( 'shutdown', function () use ( $started_with ) {
        global $wpdb, $ended_with;
        $ended_with = $wpdb->num_queries;
        echo $ended_with - $started_with;
    }, PHP_INT_MAX - 1 );
    register_shutdown_function( function () {
        global $wpdb, $ended_with;
        echo ' ', $wpdb->num_queries - $ended_with;
    } );
"""
"""Does what the bulk action does; prints the statements until the shim's flush, and those of the flush."""


@pytest.fixture
def booking(shim: WordPress, outbox: Outbox, sidecar: FakeSidecar) -> Iterator[int]:
    """Return a pending booking that was reported already."""
    made = shim.book()
    sidecar.wait_for_doorbells(1)
    outbox.create()
    yield made
    shim.delete(made)


def test_a_new_service_leaves_one_row(shim: WordPress, outbox: Outbox) -> None:
    service = int(
        shim.run_php("""
            $post = array( 'post_type' => 'bkx_base', 'post_title' => 'New', 'post_status' => 'publish' );
            echo wp_insert_post( $post + array( 'meta_input' => array( 'base_price' => '40' ) ) );
        """)
    )

    assert outbox.list_rows() == [OutboxRow(service, "meta,saved,status", {"status": "publish"}, "service")]
    shim.delete(service)


def test_a_service_that_is_deleted_leaves_a_row_without_a_look_at_it(shim: WordPress, outbox: Outbox) -> None:
    service = int(
        shim.run_php("echo wp_insert_post( array( 'post_type' => 'bkx_base', 'post_title' => 'New' ) );")
    )
    outbox.create()

    shim.delete(service)

    assert outbox.list_rows() == [OutboxRow(service, "deleted", {"status": "deleted"}, "service")]


def test_a_new_user_leaves_one_row_that_says_nothing_of_the_person(shim: WordPress, outbox: Outbox) -> None:
    user = int(shim.run_php("echo wp_create_user( 'jane', 'made-up', 'jane@example.test' );"))

    assert outbox.list_rows() == [OutboxRow(user, "created", {}, "customer")]
    shim.run_php(
        "require_once ABSPATH . 'wp-admin/includes/user.php'; wp_delete_user( (int) $argv[1] );", user
    )


def test_a_comment_leaves_a_row_once_it_is_approved(shim: WordPress, outbox: Outbox) -> None:
    comment = int(
        shim.run_php(
            """
            $comment = array( 'comment_post_ID' => (int) $argv[1], 'comment_content' => 'Fine' );
            echo wp_insert_comment( $comment + array( 'comment_approved' => 0 ) );
            """,
            shim.seeds["bases"][0],
        )
    )
    held = outbox.list_rows()

    shim.run_php("wp_set_comment_status( (int) $argv[1], 'approve' );", comment)

    assert held == []
    assert outbox.list_rows() == [OutboxRow(comment, "approved", {}, "comment")]


def test_objects_of_all_kinds_in_one_request_are_one_statement(
    shim: WordPress, outbox: Outbox, sidecar: FakeSidecar, booking: int
) -> None:
    service = shim.seeds["bases"][0]
    before = len(sidecar.list_doorbells())

    user, comment = map(
        int,
        shim.run_php(
            """
            update_post_meta( (int) $argv[2], 'base_city', (string) wp_rand( 1, 1000000 ) );
            update_post_meta( (int) $argv[1], 'seat_id', '4711' );
            $user    = wp_create_user( 'john', 'made-up', 'john@example.test' );
            $comment = wp_insert_comment( array( 'comment_post_ID' => (int) $argv[2] ) );
            echo "$user $comment";
            """,
            booking,
            service,
        ).split(),
    )

    assert outbox.list_rows() == [
        OutboxRow(service, "meta", {"status": "publish"}, "service"),
        OutboxRow(booking, "seat", {"status": "bkx-pending"}),
        OutboxRow(user, "created", {}, "customer"),
        OutboxRow(comment, "created", {}, "comment"),
    ]
    assert outbox.count_statements() == 1
    assert len(sidecar.wait_for_doorbells(before + 1)) == before + 1
    shim.run_php(
        "require_once ABSPATH . 'wp-admin/includes/user.php'; wp_delete_user( (int) $argv[1] );", user
    )


@pytest.mark.parametrize("hook", TOLD)
def test_a_hook_that_names_a_booking_which_is_no_post_leaves_a_row(
    shim: WordPress, outbox: Outbox, hook: str
) -> None:
    shim.run_php(f"do_action( 'bkx_booking_{hook}', '{NO_POST}', array( 'status' => 'x' ), 'y' );")

    assert outbox.list_rows() == [OutboxRow(NO_POST, "told", {})]


def test_a_hook_that_names_a_booking_which_is_a_post_leaves_its_status(
    shim: WordPress, outbox: Outbox, booking: int
) -> None:
    shim.run_php("do_action( 'bkx_booking_status_changed', (int) $argv[1], 'a', 'b' );", booking)

    assert outbox.list_rows() == [OutboxRow(booking, "told", {"status": "bkx-pending"})]


def test_a_named_booking_is_not_confused_with_a_post_of_its_id(shim: WordPress, outbox: Outbox) -> None:
    page = int(
        shim.run_php("""
            $page = array( 'post_type' => 'page', 'post_title' => 'Other', 'post_status' => 'publish' );
            $id   = wp_insert_post( $page );
            do_action( 'bkx_booking_created', $id );
            wp_trash_post( $id );
            wp_delete_post( $id, true );
            echo $id;
        """)
    )

    assert outbox.list_rows() == [OutboxRow(page, "told", {})]


@pytest.mark.parametrize("argument", ["null", "0", "-1", "array( 1 )", "new stdClass()", "'abc'"])
def test_a_hook_that_names_no_booking_leaves_nothing(
    shim: WordPress, outbox: Outbox, sidecar: FakeSidecar, argument: str
) -> None:
    shim.run_php(f"do_action( 'bkx_booking_created', {argument} );")

    assert outbox.list_rows() == []
    assert sidecar.requests == []


def test_a_bulk_change_of_500_bookings_costs_the_request_one_read_and_one_insert(
    shim: WordPress, outbox: Outbox, sidecar: FakeSidecar
) -> None:
    shim.configure_shim({})
    without = shim.run_php(BULK)
    shim.configure_shim({"sidecar_url": sidecar.url, "secret": SECRET})

    observed = shim.run_php(BULK)

    assert without.split()[1] == "0"
    assert observed.split() == [without.split()[0], "2"]
    rows = outbox.list_rows()
    assert [(row.marks, row.facts) for row in rows] == [("note,status", {"status": "bkx-completed"})] * 500
    assert len(sidecar.wait_for_doorbells(1)) == 1
    shim.run_php(
        "$wpdb->query( \"DELETE FROM $wpdb->posts WHERE post_type = 'bkx_booking' AND post_name = ''\" );"
    )
