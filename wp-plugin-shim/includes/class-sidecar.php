<?php
/**
 * Asks the sidecar on behalf of whoever called this site.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * One HTTP request to the sidecar, and of its answer what may leave this site.
 */
class Sidecar {

	const RESPONSE_HEADERS = '#^(?:content-type|retry-after|(?:x-)?ratelimit.*|location|link|content-disposition|www-authenticate|allow|x-request-id|idempotency-replayed)$#Di';

	const TIMEOUT_SECONDS = 25; // Below the 30 seconds that Zapier waits.

	/**
	 * Ask the sidecar.
	 *
	 * @param string               $method  HTTP method.
	 * @param string               $target  Path with query.
	 * @param array<string,string> $headers Headers to send.
	 * @param string               $body    Body to send.
	 * @return array{status:int,headers:array<string,string|string[]>,body:string}|null Null where it does not answer.
	 */
	public static function ask( string $method, string $target, array $headers, string $body ): ?array {
		$response = self::send( $method, $target, $headers, $body );
		if ( is_wp_error( $response ) ) {
			return null;
		}
		return array(
			'status'  => (int) wp_remote_retrieve_response_code( $response ),
			'headers' => self::response_headers( $response ),
			'body'    => wp_remote_retrieve_body( $response ),
		);
	}

	/**
	 * Send a request to the sidecar.
	 *
	 * @param string               $method  HTTP method.
	 * @param string               $target  Path with query.
	 * @param array<string,string> $headers Headers to send.
	 * @param string               $body    Body to send.
	 * @return array|\WP_Error What wp_remote_request() returns.
	 */
	public static function send( string $method, string $target, array $headers, string $body ) {
		return wp_remote_request(
			Config::sidecar_url() . $target,
			array(
				'method'      => $method,
				'timeout'     => self::TIMEOUT_SECONDS,
				'redirection' => 0,
				'user-agent'  => 'bookingx-zapier-shim/' . BKX_ZAPIER_VERSION,
				'headers'     => $headers,
				'body'        => '' === $body ? null : $body,
			)
		);
	}

	/**
	 * The headers that go back to the caller.
	 *
	 * @param array $response What wp_remote_request() returned.
	 * @return array<string,string|string[]>
	 */
	private static function response_headers( array $response ): array {
		$headers = array();
		foreach ( wp_remote_retrieve_headers( $response ) as $name => $value ) {
			if ( preg_match( self::RESPONSE_HEADERS, $name ) ) {
				$headers[ $name ] = $value;
			}
		}
		return $headers;
	}
}
