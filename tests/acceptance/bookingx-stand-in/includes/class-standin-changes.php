<?php
/**
 * What the pages of customers and admins do to a booking that is there.
 *
 * @package BookingXStandIn
 */

defined( 'ABSPATH' ) || exit;

/**
 * Moves, gives to somebody else, cancels, and mails again.
 */
class StandIn_Changes {

	/** Of an edit, only these are written; whatever else the form says is ignored. */
	const MOVED = array( 'order_id', 'booking_date', 'booking_time', 'total_duration', 'booking_start_date', 'booking_end_date', 'booking_time_from', 'booking_multi_days' );

	/**
	 * Any edit takes the booking back to pending, by WordPress's own way.
	 */
	public static function reschedule( $form, $data ) {
		$id   = (int) $form['order_id'];
		$new  = array_intersect_key( $data, array_flip( self::MOVED ) );
		$new += array( 'updated_by' => get_current_user_id(), 'updated_time' => gmdate( 'Y-m-d H:i:s' ), 'bkx_return_page_url' => wp_get_referer() );
		wp_update_post( array( 'ID' => $id, 'post_status' => 'bkx-pending' ) );
		$data    = array_merge( get_post_meta( $id, 'order_meta_data', true ), $new );
		$booking = new BkxBooking( '', $id );
		$booking->add_order_note( 'Booking has been successfully updated..' );
		foreach ( array_filter( $new ) as $key => $value ) {
			update_post_meta( $id, $key, $value );
		}
		update_post_meta( $id, 'order_meta_data', $data );
		update_post_meta( $id, 'bookingTimeRecord', StandIn_Form::time_record( $id, $data ) );
		$booking->booking_email( $id, 'pending' );
		$booking->booking_email( $id, 'customer_pending' );
		return array( 'meta_data' => $data, 'time_data' => array() );
	}

	public static function check_staff_availability( $form ) {
		$id      = (int) $form['booking_record_id'];
		$data    = get_post_meta( $id, 'order_meta_data', true );
		$asked   = array( 'date' => $data['booking_date'], 'time' => $data['booking_time_from'] ?: '00:00', 'base_id' => $data['base_id'] );
		if ( 'NORF' === StandIn_Availability::verify( $asked + $form ) ) {
			return array( 'booking_record_id' => $id, 'data' => 4 );
		}
		$old     = get_the_title( $data['seat_id'] );
		$booking = new BkxBooking( '', $id );
		update_post_meta( $id, 'seat_id', $form['seat_id'] );
		update_post_meta( $id, 'order_meta_data', array( 'seat_id' => $form['seat_id'] ) + $data );
		$booking->add_order_note( "Successfully updated Resource from $old to " . get_the_title( $form['seat_id'] ) . '.' );
		return array( 'booking_record_id' => $id, 'data' => 1 );
	}

	public static function send_email_receipt( $form ) {
		$booking = new BkxBooking();
		$booking->booking_email( (int) $form['order_id'], 'customer_pending' );
		return null;
	}

	/**
	 * The original's listener is a method that PHP 8 does not call without an object.
	 */
	public static function booking_cancel() {
		throw new TypeError( 'as in the original on PHP 8' );
	}
}
