<?php
/**
 * Tells the sidecar that there are new rows in the outbox.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * One signed POST without a body, after the visitor has the page.
 *
 * The rows are the truth and the sidecar finds them without being told; so a doorbell that is not heard costs a few
 * seconds of delay, and must cost the visitor nothing. WordPress's own non-blocking request waits up to a second for
 * a listener that accepts and stays silent, hence the socket.
 */
class Doorbell {

	const TARGET          = '/shim/v1/doorbell';
	const CONNECT_SECONDS = 0.2;

	/** How long to wait for the status line, in microseconds; only ever when the response is already out. */
	const ANSWER_MICROSECONDS = 500000;

	/** After a failure the doorbell keeps still for this long. */
	const SILENCE_SECONDS = 30;

	/**
	 * Ring, unless the sidecar has just failed to answer.
	 */
	public static function ring(): void {
		if ( self::is_silenced() ) {
			return;
		}
		$may_wait = self::finish_response();
		if ( ! self::send( $may_wait ) ) {
			touch( self::breaker() );
		}
	}

	/**
	 * Whether the sidecar failed to answer a moment ago.
	 */
	public static function is_silenced(): bool {
		$path = self::breaker();
		return file_exists( $path ) && time() - (int) filemtime( $path ) < self::SILENCE_SECONDS;
	}

	/**
	 * The file whose time of change is the last failure. A file, because the database is what the visitor waits for;
	 * its name is derived from the secret, so that neighbours on a shared host cannot guess it.
	 */
	private static function breaker(): string {
		return get_temp_dir() . 'bkx-zapier-' . substr( hash_hmac( 'sha256', Config::sidecar_url(), Config::secret() ), 0, 32 );
	}

	/**
	 * Send the response to the visitor now, where the server can do that.
	 *
	 * @return bool Whether nobody waits for this process any more.
	 */
	private static function finish_response(): bool {
		if ( PHP_SESSION_ACTIVE === session_status() ) {
			session_write_close(); // Its lock would make the visitor's next page wait for the sidecar.
		}
		if ( function_exists( 'fastcgi_finish_request' ) ) {
			return fastcgi_finish_request();
		}
		return function_exists( 'litespeed_finish_request' ) && litespeed_finish_request();
	}

	/**
	 * Send the request.
	 *
	 * @param bool $may_wait Whether to wait for the answer's first line.
	 * @return bool Whether the sidecar is well, as far as can be told.
	 */
	private static function send( bool $may_wait ): bool {
		// A refused connection is a normal thing here, so it must not become a warning on the page or in the log.
		$socket = @stream_socket_client( self::address(), $number, $text, self::CONNECT_SECONDS ); // phpcs:ignore WordPress.PHP.NoSilencedErrors
		if ( ! $socket ) {
			return false;
		}
		stream_set_timeout( $socket, 0, self::ANSWER_MICROSECONDS );
		$sent = @fwrite( $socket, self::request() ); // phpcs:ignore WordPress.PHP.NoSilencedErrors
		$well = $sent && ( ! $may_wait || preg_match( '#^HTTP/1\.[01] 2\d\d#', (string) fgets( $socket, 64 ) ) );
		fclose( $socket );
		return $well;
	}

	/**
	 * Where to connect, in the words of stream_socket_client().
	 */
	private static function address(): string {
		$parts  = wp_parse_url( Config::sidecar_url() );
		$secure = 'https' === strtolower( $parts['scheme'] );
		$port   = $parts['port'] ?? ( $secure ? 443 : 80 );
		return ( $secure ? 'ssl' : 'tcp' ) . "://{$parts['host']}:$port";
	}

	/**
	 * The request's bytes.
	 */
	private static function request(): string {
		$headers = array(
			'Host'           => preg_replace( '#^https?://#i', '', Config::sidecar_url() ),
			'Content-Length' => '0',
			'Connection'     => 'close',
		);
		$lines   = array( 'POST ' . self::TARGET . ' HTTP/1.1' );
		foreach ( $headers + Signer::headers( 'POST', self::TARGET, '' ) as $name => $value ) {
			$lines[] = "$name: $value";
		}
		return implode( "\r\n", $lines ) . "\r\n\r\n";
	}
}
