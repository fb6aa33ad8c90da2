<?php
/**
 * Asks the sidecar for a page of wp-admin.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * One signed request about one page, and its answer, which must be signed, too.
 *
 * The answer becomes a part of wp-admin. So whoever listens at the sidecar's address while it is down, as anybody on a
 * shared host could, must not be able to write there: an answer that is not signed for this very request is not shown.
 */
class Admin_Transport {

	const TARGET = '/shim/v1/pages/';

	/** Stands for the method where an answer is signed; see sidecar/api/admin_pages.py. */
	const ANSWER = 'ANSWER';

	/**
	 * Ask for a page.
	 *
	 * @param string $page Name of the page, as the sidecar knows it.
	 * @param array  $said Who looks at it, and how; see sidecar/admin/asking.py.
	 * @return array{html:string}|array{redirect:string}|array{problem:string} The problem is a sentence for people.
	 */
	public static function ask( string $page, array $said ): array {
		if ( ! Config::is_complete() ) {
			return self::problem( __( 'BookingX for Zapier is not set up on this site. Whoever runs the server can finish it: the notice on the Dashboard says how.', 'bookingx-zapier' ) );
		}
		$target   = self::TARGET . $page;
		$body     = (string) wp_json_encode( $said );
		$headers  = Signer::headers( 'POST', $target, $body );
		$response = Sidecar::send( 'POST', $target, $headers + array( 'Content-Type' => 'application/json' ), $body );
		if ( is_wp_error( $response ) || wp_remote_retrieve_response_code( $response ) >= 500 ) {
			return self::problem( __( 'The BookingX for Zapier service does not answer, so this page cannot be shown. Your bookings are safe, and Zapier will hear of all of them. Try again in a minute. If that does not help, whoever runs the server can start it with "sidecar serve"; "sidecar doctor" says what is wrong.', 'bookingx-zapier' ) );
		}
		return self::read( $response, $target . ' ' . $headers['X-Bkx-Nonce'] )
			?? self::problem( __( 'The BookingX for Zapier service gave an answer that this site does not trust or understand, so this page cannot be shown. Whoever runs the server can compare the secrets, the clocks and the versions of plugin and service: "sidecar doctor" says what is wrong.', 'bookingx-zapier' ) );
	}

	/**
	 * The answer, if the sidecar gave it to this request.
	 *
	 * @param array  $response What wp_remote_request() returned.
	 * @param string $asked    Path and nonce of the request, as the answer's signature names them.
	 * @return array{html:string}|array{redirect:string}|null
	 */
	private static function read( array $response, string $asked ): ?array {
		$headers = array();
		foreach ( array( 'timestamp', 'nonce', 'signature' ) as $name ) {
			$headers[ $name ] = (string) implode( (array) wp_remote_retrieve_header( $response, "x-bkx-$name" ) );
		}
		$body = wp_remote_retrieve_body( $response );
		if ( 200 !== wp_remote_retrieve_response_code( $response ) || ! Signer::is_valid( self::ANSWER, $asked, $body, $headers ) ) {
			return null;
		}
		$answer = json_decode( $body, true );
		$known  = array_intersect_key( is_array( $answer ) ? $answer : array(), array_flip( array( 'html', 'redirect' ) ) );
		return 1 === count( $known ) && is_string( current( $known ) ) ? $known : null;
	}

	/**
	 * Why there is no page.
	 *
	 * @param string $text Sentences for people.
	 * @return array{problem:string}
	 */
	private static function problem( string $text ): array {
		return array( 'problem' => $text );
	}
}
