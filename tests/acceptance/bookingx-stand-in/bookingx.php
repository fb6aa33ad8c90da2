<?php
/**
 * Plugin Name: BookingX stand-in
 * Description: Behaves, for tests, as BookingX 1.1.2 was recorded to: the same rows, the same hooks, the same silences.
 * Version:     1.1.2
 * License:     GPL-2.0-or-later
 *
 * It is installed as bookingx/bookingx.php, so that it is loaded in the same order as the real plugin.
 *
 * @package BookingXStandIn
 */

defined( 'ABSPATH' ) || exit;

// The real plugin does this to every site, which puts notices in front of JSON.
ini_set( 'display_errors', '1' );
error_reporting( E_ALL );

require_once __DIR__ . '/includes/class-bkxbooking.php';
require_once __DIR__ . '/includes/class-standin-types.php';
require_once __DIR__ . '/includes/class-standin-availability.php';
require_once __DIR__ . '/includes/class-standin-form.php';
require_once __DIR__ . '/includes/class-standin-changes.php';
require_once __DIR__ . '/includes/class-standin-paypal.php';
require_once __DIR__ . '/includes/class-standin-services.php';
require_once __DIR__ . '/includes/class-standin-admin.php';

register_activation_hook( __FILE__, array( 'StandIn_Form', 'create_page' ) );
StandIn_Types::init();
StandIn_Form::init();
StandIn_Admin::init();
StandIn_PayPal::init();
StandIn_Services::init();

add_action(
	'init',
	function () {
		trigger_error( 'The stand-in says something nobody asked for.', E_USER_NOTICE );
	}
);
