<?php
/**
 * Which hooks the observer listens to, and what each of them says about a booking.
 *
 * 'id' and the keys of 'where' are paths into the hook's arguments: 'N' is argument N, counted from 0, and
 * 'N.property' a property of an object argument. All conditions of 'where' must hold.
 *
 * @package BookingXZapier
 */

defined( 'ABSPATH' ) || exit;

return array(
	array( 'hook' => 'added_post_meta', 'args' => 4, 'object' => 'booking', 'id' => '1', 'where' => array( '2' => array( 'order_meta_data' ) ), 'mark' => 'created' ),
	array( 'hook' => 'added_post_meta', 'args' => 4, 'object' => 'booking', 'id' => '1', 'where' => array( '2' => array( 'last_updated_date', 'updated_by' ) ), 'mark' => 'status' ),
	array( 'hook' => 'added_post_meta', 'args' => 4, 'object' => 'booking', 'id' => '1', 'where' => array( '2' => array( 'payment_status', 'payment_meta', 'bkx_payment_error_log' ) ), 'mark' => 'payment' ),
	array( 'hook' => 'updated_post_meta', 'args' => 4, 'object' => 'booking', 'id' => '1', 'where' => array( '2' => array( 'last_updated_date', 'updated_by' ) ), 'mark' => 'status' ),
	array( 'hook' => 'updated_post_meta', 'args' => 4, 'object' => 'booking', 'id' => '1', 'where' => array( '2' => array( 'order_meta_data', 'booking_start_date' ) ), 'mark' => 'meta' ),
	array( 'hook' => 'updated_post_meta', 'args' => 4, 'object' => 'booking', 'id' => '1', 'where' => array( '2' => array( 'seat_id' ) ), 'mark' => 'seat' ),
	array( 'hook' => 'updated_post_meta', 'args' => 4, 'object' => 'booking', 'id' => '1', 'where' => array( '2' => array( 'payment_status', 'payment_meta', 'bkx_payment_error_log' ) ), 'mark' => 'payment' ),
	array( 'hook' => 'bkx_order_edit_status', 'args' => 2, 'object' => 'booking', 'id' => '0', 'where' => array(), 'mark' => 'status' ),
	array( 'hook' => 'wp_insert_comment', 'args' => 2, 'object' => 'booking', 'id' => '1.comment_post_ID', 'where' => array( '1.comment_type' => array( 'booking_note' ) ), 'mark' => 'note' ),
	array( 'hook' => 'transition_post_status', 'args' => 3, 'object' => 'booking', 'id' => '2.ID', 'where' => array( '2.post_type' => array( 'bkx_booking' ) ), 'mark' => 'status' ),
	array( 'hook' => 'trashed_post', 'args' => 1, 'object' => 'booking', 'id' => '0', 'where' => array(), 'mark' => 'trashed' ),
	array( 'hook' => 'untrashed_post', 'args' => 1, 'object' => 'booking', 'id' => '0', 'where' => array(), 'mark' => 'restored' ),
	array( 'hook' => 'deleted_post', 'args' => 2, 'object' => 'booking', 'id' => '0', 'where' => array( '1.post_type' => array( 'bkx_booking' ) ), 'mark' => 'deleted' ),
	array( 'hook' => 'wp_after_insert_post', 'args' => 4, 'object' => 'booking', 'id' => '0', 'where' => array( '1.post_type' => array( 'bkx_booking' ) ), 'mark' => 'saved' ),
);
