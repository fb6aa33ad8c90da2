"""A bulk change of 500 bookings in wp-admin gives each of them its events, in order, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.connected_site import ConnectedSite

pytestmark = pytest.mark.wordpress

COUNT = 500
COPIES = """
global $wpdb;
list( , $first, $count ) = $argv;
$post = $wpdb->get_row( "SELECT * FROM $wpdb->posts WHERE ID = $first", ARRAY_A );
unset( $post['ID'] );
$wpdb->query( 'START TRANSACTION' );
for ( $n = 0; $n < $count; $n++ ) {
	$wpdb->insert( $wpdb->posts, array( 'post_date_gmt' => '2026-01-01 00:00:00' ) + $post );
	$ids[] = $copy = $wpdb->insert_id;
	$wpdb->query( "INSERT INTO $wpdb->postmeta (post_id, meta_key, meta_value)
		SELECT $copy, meta_key, meta_value FROM $wpdb->postmeta WHERE post_id = $first" );
}
$wpdb->query( 'COMMIT' );
echo implode( ',', $ids );
"""


def test_500_bookings_are_completed_at_once(site: ConnectedSite) -> None:
    first = site.wordpress.book()
    ids = [int(id_) for id_ in site.wordpress.run_php(COPIES, first, COUNT).split(",")]
    site.stop()
    site.forget_everything()
    site.start()
    before = site.get_last_event_id()
    zaps = [site.subscribe("booking_completed"), site.subscribe("booking_status_changed")]

    site.wordpress.bulk_status(ids, "completed")

    site.settle()
    told = defaultdict(list)
    for event in site.list_events(before):
        told[event.object_id].append((event.trigger_type, event.sequence))
    assert told == {id_: [("booking_completed", 1), ("booking_status_changed", 2)] for id_ in ids}
    for zap in zaps:
        assert sorted(payload["booking_id"] for payload in zap.hook.payloads) == sorted(ids)
