<?php
/**
 * The box in wp-admin in which a service's price and times are typed.
 *
 * @package BookingXStandIn
 */

defined( 'ABSPATH' ) || exit;

/**
 * Saves the box with whatever saves a service in wp-admin, even if the box was not shown: a bulk edit empties it.
 */
class StandIn_Services {

	/** Metas that are as posted, and their names in the form. */
	const TEXTS = array(
		'base_sale_price'       => 'base_sale_price',
		'base_month'            => 'base_months',
		'base_day'              => 'base_days',
		'base_hours'            => 'base_hours_minutes',
		'base_minutes'          => 'base_minutes',
		'base_seats'            => 'base_seat_all',
		'base_city'             => 'base_city',
		'base_street'           => 'base_street',
		'base_state'            => 'base_state',
		'base_postcode'         => 'base_postcode',
		'base_unavailable_from' => 'base_unavailable_from',
		'base_unavailable_till' => 'base_unavailable_till',
		'base_seat_all'         => 'base_seat_all',
	);

	/** Metas that are Y or N, and the names of their ticks. */
	const TICKS = array(
		'base_is_location_differ_seat' => 'base_location_differ_seat',
		'base_is_allow_addition'       => 'base_allow_addition',
		'base_is_extended'             => 'base_extended',
		'base_is_unavailable'          => 'base_is_unavailable',
	);

	const UNITS = array( 'Months' => 'M', 'Days' => 'D', 'HourMinutes' => 'H' );

	public static function init() {
		if ( is_admin() ) {
			add_action( 'save_post', array( self::class, 'save' ), 10, 2 );
		}
	}

	public static function save( $id, $post ) {
		if ( 'bkx_base' !== $post->post_type || 'publish' !== $post->post_status ) {
			return;
		}
		do_action( 'bkx_base_meta_box_save', $id );
		$form = array_map( 'sanitize_text_field', array_filter( wp_unslash( $_POST ), 'is_string' ) );
		if ( ! empty( $form['base_price'] ) ) {
			update_post_meta( $id, 'base_price', intval( $form['base_price'] * 100 ) / 100 );
		}
		if ( isset( $form['base_months_days_times'] ) ) {
			update_post_meta( $id, 'base_time_option', self::UNITS[ $form['base_months_days_times'] ] );
		}
		foreach ( self::TEXTS as $key => $name ) {
			update_post_meta( $id, $key, $form[ $name ] ?? '' );
		}
		foreach ( self::TICKS as $key => $name ) {
			update_post_meta( $id, $key, 'Yes' === ( $form[ $name ] ?? '' ) ? 'Y' : 'N' );
		}
		if ( ! empty( $_POST['base_seats'] ) ) {
			update_post_meta( $id, 'base_selected_seats', array_map( 'sanitize_text_field', $_POST['base_seats'] ) );
		}
		if ( ! empty( $form['base_extended_limit'] ) ) {
			update_post_meta( $id, 'base_extended_limit', $form['base_extended_limit'] );
		}
	}
}
