<?php
/**
 * Post types and statuses.
 *
 * @package BookingXStandIn
 */

defined( 'ABSPATH' ) || exit;

/**
 * What BookingX registers on `init`.
 */
class StandIn_Types {

	const STATUSES = array(
		'bkx-pending'   => 'Pending',
		'bkx-ack'       => 'Acknowledged',
		'bkx-completed' => 'Completed',
		'bkx-missed'    => 'Missed',
		'bkx-cancelled' => 'Cancelled',
		'bkx-failed'    => 'Failed',
	);

	public static function init() {
		add_action( 'init', array( self::class, 'register' ) );
	}

	public static function register() {
		self::register_type( 'bkx_booking', 'Bookings', array( 'exclude_from_search' => true, 'supports' => array( 'title' ) ) );
		foreach ( array( 'bkx_seat' => 'Resources', 'bkx_base' => 'Services', 'bkx_addition' => 'Extras' ) as $type => $label ) {
			self::register_type( $type, $label, array( 'has_archive' => true, 'show_in_rest' => true ) );
		}
		foreach ( self::STATUSES as $status => $label ) {
			register_post_status( $status, array( 'label' => $label, 'public' => true, 'show_in_admin_all_list' => true, 'show_in_admin_status_list' => true ) );
		}
	}

	private static function register_type( $type, $label, $more ) {
		register_post_type( $type, $more + array( 'label' => $label, 'public' => true ) );
	}
}
