<?php
/**
 * How a booking is paid, or not.
 *
 * @package BookingXStandIn
 */

defined( 'ABSPATH' ) || exit;

/**
 * Offline, and by PayPal Express. A payment that was started, and not ended yet, leaves no trace.
 */
class StandIn_PayPal {

	const METHOD = 'bkx_gateway_paypal_express';
	const URL    = 'https://api-3t.sandbox.paypal.com/nvp';

	public static function init() {
		add_action( 'init', array( self::class, 'save_settings' ) );
		add_action( 'bkx_payment_gateway_process_hook', array( self::class, 'start' ) );
		add_action( 'bkx_payment_gateway_capture_process_hook', array( self::class, 'capture' ) );
	}

	/**
	 * As in the original: whoever posts the settings form, to whatever address.
	 */
	public static function save_settings() {
		if ( isset( $_POST['bkx_setting_form_init'], $_POST['api_flag'] ) ) {
			update_option( self::METHOD . '_status', '1' === $_POST['paypal_status'] ? 1 : 0 );
		}
	}

	public static function start( $args ) {
		$id = (int) $args['order_id'];
		if ( self::METHOD === $args['bkx_payment_gateway_method'] ) {
			$answer = self::ask( 'SetExpressCheckout' );
			if ( 'Success' === $answer['ACK'] ) {
				die( '<h3>Please wait, you are being forwarded.</h3>' );
			}
			update_post_meta( $id, 'bkx_payment_error_log', $answer );
			update_post_meta( $id, 'bkx_payment_message', $answer['L_LONGMESSAGE0'] );
		}
		self::end( $id, self::nothing( $args['order_id'] ) );
	}

	/**
	 * The customer is back. Whatever was captured once, or given up, is not captured again.
	 */
	public static function capture() {
		$order = base64_decode( $_GET['order_id'] );
		$id    = (int) $order;
		if ( get_post_meta( $id, 'bkx_capture_payment', true ) ) {
			return;
		}
		if ( ! isset( $_GET['token'], $_GET['PayerID'] ) ) {
			update_post_meta( $id, 'bkx_payment_error_log', 'PayerID Blank' );
			update_post_meta( $id, 'bkx_payment_message', 'Payment was cancelled via PayPal.' );
			self::end( $id, self::nothing( $order ) );
			die;
		}
		$answer = self::ask( 'DoExpressCheckoutPayment' );
		update_post_meta( $id, 'DoExpressCheckoutPayment_response', $answer );
		$paid = 'Success' === $answer['ACK'];
		self::end( $id, $paid ? self::settle( $id, $order, $answer ) : $answer + array( 'test' => 1 ) );
	}

	private static function settle( $id, $order, $answer ) {
		$details = self::ask( 'GetTransactionDetails' ) + array( 'getTransactiontest' => 1 );
		update_post_meta( $id, 'GetTransactionDetails_response', $details );
		$meta = array(
			'order_id'       => $order,
			'token'          => $_GET['token'],
			'PayerID'        => $_GET['PayerID'],
			'transactionID'  => $answer['TRANSACTIONID'],
			'payment_data'   => wp_json_encode( $details ),
			'payment_status' => $details['PAYMENTSTATUS'],
			'pay_amt'        => $details['AMT'],
		);
		update_post_meta( $id, 'payment_meta', $meta );
		update_post_meta( $id, 'payment_status', 'completed' );
		$booking = new BkxBooking( '', $id );
		$booking->add_order_note( 'Payment has been done via Paypal successfully' );
		do_action( 'bkx_order_edit_status', $order, get_post_status_object( get_post_status( $id ) )->label );
		return array( 'success' => true, 'data' => $meta );
	}

	private static function nothing( $order ) {
		return array( 'success' => true, 'data' => array( 'order_id' => $order ) );
	}

	private static function end( $id, $captured ) {
		update_post_meta( $id, 'bkx_capture_payment', $captured );
	}

	private static function ask( $method ) {
		$answer = wp_safe_remote_post( self::URL, array( 'body' => array( 'METHOD' => $method ) ) );
		parse_str( $answer['body'], $said );
		return $said + array( 'method' => $method );
	}
}
