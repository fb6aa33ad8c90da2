<?php
/**
 * The booking form's page and the calls of its script.
 *
 * @package BookingXStandIn
 */

defined( 'ABSPATH' ) || exit;

/**
 * Books like the original: a raw INSERT, a note, one meta after the other, the mails, and only then wp_update_post().
 */
class StandIn_Form {

	/** Calls of the script: the name of the nonce in the page, and its action. */
	const CALLS = StandIn_Availability::CALLS + array(
		'book_now'                 => array( 'book_now_nonce', 'book-now' ),
		'send_email_receipt'       => array( 'send_email_receipt_nonce', 'send-email-receipt' ),
		'check_staff_availability' => array( 'check_staff_availability', 'check-staff-availability' ),
		'booking_cancel'           => array( 'booking_cancel_nonce', 'booking-cancel' ),
	);

	public static function init() {
		add_shortcode( 'bkx_booking_form', array( self::class, 'render' ) );
		add_action( 'template_redirect', array( self::class, 'answer_call' ), 0 );
	}

	public static function create_page() {
		if ( ! get_option( 'bkx_set_booking_page' ) ) {
			$page = array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Booking Form', 'post_content' => '[bkx_booking_form]' );
			update_option( 'bkx_set_booking_page', wp_insert_post( $page ) );
		}
	}

	public static function render() {
		if ( ! empty( $_POST['order_id'] ) && isset( $_POST['bkx_payment_gateway_method'] ) ) {
			$args = array( 'order_id' => sanitize_text_field( $_POST['order_id'] ), 'bkx_payment_gateway_method' => sanitize_text_field( $_POST['bkx_payment_gateway_method'] ) );
			do_action( 'bkx_payment_gateway_process_hook', $args );
			return '<p>Thank you.</p>';
		}
		$params = array( 'bkx_ajax_url' => '/?bkx-ajax=%%endpoint%%', 'last_page_url' => '' );
		foreach ( self::CALLS as list( $name, $action ) ) {
			$params[ $name ] = wp_create_nonce( $action );
		}
		return "<script>\nvar bkx_booking_form_params = " . wp_json_encode( $params ) . ";\n</script>";
	}

	public static function answer_call() {
		$call = isset( $_GET['bkx-ajax'] ) ? sanitize_text_field( wp_unslash( $_GET['bkx-ajax'] ) ) : '';
		if ( ! isset( self::CALLS[ $call ] ) ) {
			return;
		}
		ini_set( 'display_errors', '0' );
		check_ajax_referer( self::CALLS[ $call ][1], 'security' );
		define( 'DOING_AJAX', true );
		status_header( 200 );
		if ( isset( StandIn_Availability::CALLS[ $call ] ) ) {
			echo StandIn_Availability::answer( $call, wp_unslash( $_POST ) );
			wp_die();
		}
		echo wp_json_encode( self::call( $call, wp_unslash( $_POST ) ) );
		wp_die();
	}

	private static function call( $call, $form ) {
		if ( 'book_now' === $call ) {
			if ( 'NORF' === StandIn_Availability::verify( array( 'time' => $form['booking_time'] ?: '00:00' ) + $form ) ) {
				return array( 'meta_data' => array( 'redirect_to' => '' ) );
			}
			return empty( $form['order_id'] ) ? self::book_now( $form ) : StandIn_Changes::reschedule( $form, self::data( (int) $form['order_id'], $form ) );
		}
		return StandIn_Changes::$call( $form );
	}

	private static function book_now( $form ) {
		global $wpdb;
		$now = current_time( 'mysql' );
		$row = array(
			'post_type'     => 'bkx_booking',
			'post_date'     => $now,
			'post_date_gmt' => get_gmt_from_date( $now ),
			'post_status'   => 'bkx-' . apply_filters( 'bkx_default_order_status', 'pending' ),
			'ping_status'   => 'closed',
			'post_password' => uniqid( 'order_' ),
			'post_title'    => 'Order &ndash; %1$b %2$d, 2026 @ 10:27 AM',
			'post_name'     => 'order-1b-2d-2026-1027-am',
		);
		$wpdb->query( $wpdb->prepare( "INSERT INTO $wpdb->posts (" . implode( ', ', array_keys( $row ) ) . ') VALUES (%s, %s, %s, %s, %s, %s, %s, %s)', array_values( $row ) ) );
		$id      = (int) $wpdb->insert_id;
		$booking = new BkxBooking( '', $id );
		$booking->add_order_note( "Successfully Initial # $id Order Created.." );
		$data = self::data( $id, $form );
		self::write_metas( $id, $data );
		$booking->booking_email( $id, 'pending' );
		$booking->booking_email( $id, 'customer_pending' );
		update_post_meta( $id, 'bkx_customer_email_trigger', 1 );
		wp_update_post( array( 'ID' => $id, 'post_author' => self::make_account( $data ) ?: get_current_user_id() ) );
		return array( 'meta_data' => $data, 'time_data' => array() );
	}

	/**
	 * The account that a guest asked for, where the site offers that: two steps, so that its names come late.
	 */
	private static function make_account( $data ) {
		$offered = get_option( 'bkx_enable_customer_dashboard' ) && get_option( 'bkx_allow_signup_during_booking' );
		if ( ! $offered || ! $data['is_allowed_new_user'] || is_user_logged_in() ) {
			return 0;
		}
		$user  = wp_create_user( $data['email'], wp_generate_password(), $data['email'] );
		$names = array( 'first_name' => $data['first_name'], 'last_name' => $data['last_name'] );
		wp_update_user( $names + array( 'ID' => $user, 'display_name' => implode( ' ', $names ) ) );
		return $user;
	}

	private static function write_metas( $id, $data ) {
		update_post_meta( $id, 'bkx_customer_email_trigger', 0 );
		foreach ( array_filter( $data ) as $key => $value ) {
			update_post_meta( $id, $key, $value );
		}
		update_post_meta( $id, 'order_meta_data', $data );
		if ( 'H' === $data['base_time_option'] ) {
			update_post_meta( $id, 'bookingTimeRecord', self::time_record( $id, $data ) );
		}
	}

	/**
	 * Which quarters of an hour are taken.
	 */
	public static function time_record( $id, $data ) {
		$first = self::slot( $data['booking_time_from'] );
		$slots = range( $first, $first + $data['booking_time']['in_sec'] / 900 - 1 );
		$time  = array(
			'booking_record_id' => $id,
			'booking_date'      => $data['booking_date'],
			'booking_time_from' => $data['booking_time_from'],
			'booking_time_till' => '',
			'full_day'          => implode( ',', $slots ) . ',',
			'created_date'      => $data['created_date'],
		);
		return array( $time );
	}

	/**
	 * The 42 keys of order_meta_data, in the order of the recordings.
	 */
	private static function data( $id, $form ) {
		$minutes = self::minutes( $form );
		$extras  = array_filter( (array) $form['extra_id'], 'is_numeric' );
		$days    = (array) ( $form['booking_multi_days'] ?: array() );
		$start   = new DateTimeImmutable( $days ? $days[0] : "{$form['date']} {$form['booking_time']}" );
		$end     = $days ? new DateTimeImmutable( $days[1] ) : $start->modify( "+$minutes minutes" );
		$method  = isset( $form['payment_method'] ) ? $form['payment_method'][0] : 'bkx_gateway_pay_later';
		$price   = array_sum( array_map( array( self::class, 'price' ), array_merge( array( $form['base_id'] ), $extras ) ) );
		$rate    = (float) get_option( 'bkx_tax_rate' );
		$tax     = round( $price * $rate / 100, 2 );
		$length  = $minutes && $minutes < 60 ? "$minutes Minutes" : ( 60 === $minutes ? '1 Hour' : intdiv( $minutes, 60 ) . ' Hours ' . $minutes % 60 . ' Minutes' );
		return array(
			'seat_id'                    => $form['seat_id'],
			'base_id'                    => $form['base_id'],
			'addition_ids'               => $extras ? implode( ',', $extras ) : 'None',
			'first_name'                 => $form['bkx_first_name'],
			'last_name'                  => $form['bkx_last_name'],
			'phone'                      => $form['bkx_phone_number'],
			'email'                      => $form['bkx_email_address'],
			'street'                     => '',
			'city'                       => '',
			'state'                      => '',
			'postcode'                   => '',
			'is_allowed_new_user'        => $form['bkx_create_an_account'],
			'total_price'                => number_format( $price + $tax, 2, '.', '' ),
			'total_tax'                  => number_format( $tax, 2, '.', '' ),
			'tax_rate'                   => (string) $rate,
			'include_tax'                => 'plus',
			'total_duration'             => " ($length)",
			'payment_method'             => $method,
			'payment_status'             => 'Not Completed',
			'bkx_payment_gateway_method' => $method,
			'created_date'               => gmdate( 'Y-m-d H:i:s' ),
			'created_by'                 => get_current_user_id(),
			'booking_date'               => $days ? $start->format( 'Y-m-d' ) : $form['date'],
			'booking_time'               => array( 'in_sec' => $days ? 5184000 * count( $days ) : $minutes * 60 ), // The original's.
			'extended_base_time'         => $form['service_extend'],
			'booking_start_date'         => $start->format( 'Y-m-d H:i:s' ),
			'booking_end_date'           => $end->format( 'Y-m-d H:i:s' ),
			'addedtocalendar'            => 0,
			'last_page_url'              => $form['last_page_url'],
			'booking_time_from'          => $form['booking_time'],
			'currency'                   => '&pound;',
			'currency_option'            => get_option( 'currency_option' ),
			'order_id'                   => $id,
			'base_time_option'           => get_post_meta( $form['base_id'], 'base_time_option', true ),
			'user_time_zone'             => '',
			'user_selected_slot'         => '',
			'user_booking_time'          => '',
			'booking_multi_days'         => $days ?: '',
			'base_days'                  => $days ? get_post_meta( $form['base_id'], 'base_day', true ) : '',
			'update_order_slot'          => '',
			'initiated_for_payment'      => 1,
			'post_status'                => 'bkx-pending',
		);
	}

	private static function price( $id ) {
		return (float) ( get_post_meta( $id, 'base_price', true ) ?: get_post_meta( $id, 'addition_price', true ) );
	}

	public static function minutes( $form ) {
		$minutes = 60 * (int) get_post_meta( $form['base_id'], 'base_hours', true ) + (int) get_post_meta( $form['base_id'], 'base_minutes', true );
		foreach ( array_filter( (array) ( $form['extra_id'] ?? array() ), 'is_numeric' ) as $extra ) {
			$minutes += 60 * (int) get_post_meta( $extra, 'addition_hours', true ) + (int) get_post_meta( $extra, 'addition_minutes', true );
		}
		return $minutes;
	}

	private static function slot( $time ) {
		list( $hour, $minute ) = explode( ':', $time );
		return 4 * $hour + $minute / 15 + 1;
	}
}
