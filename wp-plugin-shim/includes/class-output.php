<?php
/**
 * Keeps what others print away from an answer.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * BookingX, which is loaded after this plugin, turns display_errors on, and a notice in front of JSON spoils it.
 */
class Output {

	/**
	 * How many output buffers are not ours; null until hold().
	 *
	 * @var int|null
	 */
	private static $outer_buffers;

	/**
	 * Hold back what is printed from now on.
	 */
	public static function hold(): void {
		if ( null === self::$outer_buffers ) {
			self::$outer_buffers = ob_get_level();
			ob_start();
		}
	}

	/**
	 * Throw away what was printed since hold().
	 */
	public static function drop(): void {
		while ( ob_get_level() > (int) self::$outer_buffers && ob_end_clean() ) {
			continue;
		}
	}

	/**
	 * Print nothing more: what follows JSON spoils it as well.
	 */
	public static function swallow(): void {
		remove_action( 'shutdown', 'wp_ob_end_flush_all', 1 ); // It would end the buffer before the others are done.
		ob_start( '__return_empty_string' );
	}

	/**
	 * Stop PHP from printing its notices.
	 */
	public static function hide_errors(): void {
		ini_set( 'display_errors', '0' ); // phpcs:ignore WordPress.PHP.IniSet
	}
}
