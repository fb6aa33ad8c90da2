<?php
/**
 * The two ways in which wp-admin changes a status.
 *
 * @package BookingXStandIn
 */

defined( 'ABSPATH' ) || exit;

/**
 * The button of the list (admin-ajax, open to everybody as in the original) and the bulk action (silent).
 * The list has no link to the bin for a booking that is over or cancelled.
 */
class StandIn_Admin {

	public static function init() {
		add_action( 'wp_ajax_bkx_action_status', array( self::class, 'change_one' ) );
		add_action( 'wp_ajax_nopriv_bkx_action_status', array( self::class, 'change_one' ) );
		add_filter( 'bulk_actions-edit-bkx_booking', array( self::class, 'offer' ) );
		add_filter( 'post_row_actions', array( self::class, 'withhold_bin' ), 10, 2 );
		add_filter( 'handle_bulk_actions-edit-bkx_booking', array( self::class, 'change_many' ), 99, 3 );
	}

	public static function change_one() {
		list( $id, $status ) = explode( '_', sanitize_text_field( wp_unslash( $_POST['status'] ) ) );
		$booking             = new BkxBooking( '', $id );
		$booking->update_status( $status );
		wp_die();
	}

	public static function offer( $actions ) {
		foreach ( StandIn_Types::STATUSES as $status => $label ) {
			$actions[ 'mark_' . substr( $status, 4 ) ] = "Change status to $label";
		}
		return $actions;
	}

	public static function withhold_bin( $actions, $post ) {
		if ( in_array( $post->post_status, array( 'bkx-completed', 'bkx-cancelled' ), true ) ) {
			unset( $actions['edit'], $actions['trash'] );
		}
		return $actions;
	}

	public static function change_many( $url, $action, $ids ) {
		if ( 0 !== strpos( $action, 'mark_' ) ) {
			return $url;
		}
		foreach ( $ids as $id ) {
			$booking = new BkxBooking( '', $id );
			$booking->update_status( substr( $action, 5 ), false );
		}
		return add_query_arg( 'bulk_status_count', count( $ids ), $url );
	}
}
