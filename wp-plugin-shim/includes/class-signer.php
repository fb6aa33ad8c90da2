<?php
/**
 * Proof, for the sidecar, that a request comes from this site's plugin; and the other way round.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * Makes and judges the three headers that sign a request.
 */
class Signer {

	/** How far the two clocks may be apart, and how long a recorded request is good. */
	const TOLERANCE_SECONDS = 300;

	/**
	 * Headers for one request. Time and nonce are signed too: a recorded request is good for 300 seconds. So
	 * what it asks for must do no harm when it is done again.
	 *
	 * @param string $method  HTTP method, upper case.
	 * @param string $target  Path with query, exactly as it is sent.
	 * @param string $body    The exact bytes of the body.
	 * @return array<string,string>
	 */
	public static function headers( string $method, string $target, string $body ): array {
		$timestamp = (string) time();
		$nonce     = bin2hex( random_bytes( 16 ) );
		return array(
			'X-Bkx-Timestamp' => $timestamp,
			'X-Bkx-Nonce'     => $nonce,
			'X-Bkx-Signature' => self::signature( array( $method, $target, $timestamp, $nonce ), $body ),
		);
	}

	/**
	 * Whether the sidecar signed a request, not long ago.
	 *
	 * @param string               $method  HTTP method, upper case.
	 * @param string               $target  What stands for path and query.
	 * @param string               $body    The exact bytes of the body.
	 * @param array<string,string> $headers 'timestamp', 'nonce' and 'signature', as they were sent.
	 */
	public static function is_valid( string $method, string $target, string $body, array $headers ): bool {
		list( 'timestamp' => $timestamp, 'nonce' => $nonce, 'signature' => $signature ) = $headers;
		return '' !== Config::secret()
			&& 1 === preg_match( '/^[0-9]{1,12}$/D', $timestamp )
			&& 1 === preg_match( '/^[0-9a-f]{32}$/D', $nonce )
			&& hash_equals( self::signature( array( $method, $target, $timestamp, $nonce ), $body ), $signature )
			&& abs( time() - (int) $timestamp ) <= self::TOLERANCE_SECONDS;
	}

	/**
	 * The signature, the same as the sidecar makes it.
	 *
	 * @param string[] $parts Method, target, time and nonce.
	 * @param string   $body  The exact bytes of the body.
	 */
	private static function signature( array $parts, string $body ): string {
		$text = implode( "\n", array_merge( array( 'v1' ), $parts, array( hash( 'sha256', $body ) ) ) );
		return 'v1=' . hash_hmac( 'sha256', $text, Config::secret() );
	}
}
