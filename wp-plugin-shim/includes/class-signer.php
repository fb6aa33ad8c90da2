<?php
/**
 * Proof, for the sidecar, that a request comes from this site's plugin.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * Makes the three headers that sign a request.
 */
class Signer {

	/**
	 * Headers for one request. Time and nonce are signed too: a recorded request is good for 300 seconds, and changes nothing.
	 *
	 * @param string $method  HTTP method, upper case.
	 * @param string $target  Path with query, exactly as it is sent.
	 * @param string $body    The exact bytes of the body.
	 * @return array<string,string>
	 */
	public static function headers( string $method, string $target, string $body ): array {
		$timestamp = (string) time();
		$nonce     = bin2hex( random_bytes( 16 ) );
		$text      = implode( "\n", array( 'v1', $method, $target, $timestamp, $nonce, hash( 'sha256', $body ) ) );
		return array(
			'X-Bkx-Timestamp' => $timestamp,
			'X-Bkx-Nonce'     => $nonce,
			'X-Bkx-Signature' => 'v1=' . hash_hmac( 'sha256', $text, Config::secret() ),
		);
	}
}
