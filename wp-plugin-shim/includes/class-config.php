<?php
/**
 * Where the sidecar is, and the secret shared with it.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * Reads constants of wp-config.php, else the config.php that `sidecar init` writes beside the plugin's main file.
 */
class Config {

	/** A shorter secret was typed by hand and could be guessed; `sidecar init` makes 43 random characters. */
	const SECRET_MIN_LENGTH = 32;

	/**
	 * What config.php returns, read once a request.
	 *
	 * @var array|null
	 */
	private static $file;

	/**
	 * The sidecar's origin, such as http://127.0.0.1:8390; '' if there is none or it is not an origin.
	 *
	 * A path is refused because both sides sign it: a proxy that cuts a prefix off would break every signature.
	 */
	public static function sidecar_url(): string {
		$url = rtrim( self::get( 'BKX_ZAPIER_SIDECAR_URL', 'sidecar_url' ), '/' );
		return preg_match( '#^https?://[^/?\#@\s]+$#Di', $url ) ? $url : '';
	}

	/**
	 * The secret that signs what goes to the sidecar; '' if there is none or it is too short.
	 */
	public static function secret(): string {
		$secret = self::get( 'BKX_ZAPIER_SECRET', 'secret' );
		return strlen( $secret ) >= self::SECRET_MIN_LENGTH ? $secret : '';
	}

	/**
	 * Whether the plugin knows enough to do anything at all.
	 */
	public static function is_complete(): bool {
		return '' !== self::sidecar_url() && '' !== self::secret();
	}

	/**
	 * One value: the constant goes before the file.
	 *
	 * @param string $constant Name of the constant in wp-config.php.
	 * @param string $key      Name of the entry in config.php.
	 */
	private static function get( string $constant, string $key ): string {
		if ( defined( $constant ) ) {
			return (string) constant( $constant );
		}
		if ( null === self::$file ) {
			self::$file = self::read_file();
		}
		return isset( self::$file[ $key ] ) && is_string( self::$file[ $key ] ) ? self::$file[ $key ] : '';
	}

	/**
	 * The array that config.php returns; empty if there is no such file.
	 */
	private static function read_file(): array {
		$path   = dirname( __DIR__ ) . '/config.php';
		$values = is_readable( $path ) ? include $path : array();
		return is_array( $values ) ? $values : array();
	}
}
