"""A coupon of the coupon add-on, and the hook that the add-on fires for a use, through the real callback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.zap_actions import book, perform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.connected_site import ConnectedSite
    from tests.support.wordpress import WordPress

pytestmark = pytest.mark.wordpress

TABLES = """
    global $wpdb;
    $wpdb->query( "CREATE TABLE {$wpdb->prefix}bkx_coupons (id INT AUTO_INCREMENT PRIMARY KEY,
        code VARCHAR(50) NOT NULL UNIQUE, discount_type VARCHAR(20),
        discount_value DECIMAL(10,2),
        usage_limit INT DEFAULT 0, usage_count INT DEFAULT 0, is_active TINYINT DEFAULT 1)" );
    $wpdb->query( "CREATE TABLE {$wpdb->prefix}bkx_coupon_usage (id INT AUTO_INCREMENT PRIMARY KEY,
        coupon_id INT NOT NULL, booking_id INT NOT NULL, user_id INT, discount_amount DECIMAL(10,2) DEFAULT 0,
        used_at DATETIME DEFAULT CURRENT_TIMESTAMP, status VARCHAR(20) DEFAULT 'active')" );
    $wpdb->insert( $wpdb->prefix . 'bkx_coupons',
        array( 'code' => 'SPRING', 'discount_type' => 'percentage', 'discount_value' => 25 ) );
    echo $wpdb->insert_id;
"""
DROP = """
    global $wpdb;
    $wpdb->query( "DROP TABLE {$wpdb->prefix}bkx_coupons, {$wpdb->prefix}bkx_coupon_usage" );
"""
USES = """
    global $wpdb;
    echo wp_json_encode( $wpdb->get_row( "SELECT coupon_id, booking_id, discount_amount, status,
        (SELECT usage_count FROM {$wpdb->prefix}bkx_coupons) used FROM {$wpdb->prefix}bkx_coupon_usage" ) );
"""
LISTENER = """<?php
add_action( 'bkx_coupon_usage_recorded', function ( ...$heard ) {
    file_put_contents( WP_CONTENT_DIR . '/coupons.jsonl', wp_json_encode( $heard ) . "\\n", FILE_APPEND );
}, 10, 3 );
"""


@pytest.fixture(scope="module")
def sidecar_settings() -> dict[str, str]:
    """Let WordPress fire the hooks that add-ons wait for."""
    return {"fire_addon_hooks": "true"}


@pytest.fixture
def coupon(wordpress: WordPress) -> Iterator[int]:
    """Return the id of the add-on's coupon SPRING of 25 per cent."""
    yield int(wordpress.run_php(TABLES))
    wordpress.run_php(DROP)


def test_a_use_is_recorded_and_the_add_on_s_hook_is_fired_once(site: ConnectedSite, coupon: int) -> None:
    using = site.wordpress.use_plugin("coupons", LISTENER)
    next(using)
    booking = book(site, 606)
    path = site.wordpress.path / "wp-content" / "coupons.jsonl"

    result = perform(site, "apply_coupon", booking_id=booking, coupon_code="spring")

    next(using, None)
    heard = [json.loads(line) for line in path.read_text().splitlines()]
    path.unlink()
    assert (result["discount"], result["booked_total"]) == ("10.00", "36.00")
    assert heard == [[coupon, booking, 10]]
    assert json.loads(site.wordpress.run_php(USES)) == {
        "coupon_id": str(coupon),
        "booking_id": str(booking),
        "discount_amount": "10.00",
        "status": "active",
        "used": "1",
    }
