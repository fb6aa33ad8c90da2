<?php
/**
 * Remembers what others say happened, until the outbox is written.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * Reports come from the hooks of add-ons that hooks.php names, and from any plugin through one action:
 *
 *     do_action( 'bookingx_zapier_trigger', 'review-submitted', array( 'booking_id' => 12, 'rating' => 5 ) );
 *
 * Each becomes a row of the outbox and goes nowhere else; the sidecar judges what is in it. Unlike a mark, a report
 * that is lost cannot be found again by looking: so what is refused is said in the log, without its values.
 */
class Reports {

	const ACTION = 'bookingx_zapier_trigger';

	/** How many a request may make; more of them are a mistake, or an import. */
	const MAX_REPORTS = 500;

	/** Of one report's JSON; the column holds 64 KB. */
	const MAX_BYTES = 60000;

	/** How many details one line of the log names: whoever reports may hand on what a visitor sent. */
	const MAX_NAMED = 5;

	/**
	 * Rows of the outbox by table prefix, in the order of the reports. The prefix is that of the reporting blog.
	 *
	 * @var array<string,array>
	 */
	private static $rows = array();

	/**
	 * How many reports there were since the last take(), with those that were one too many.
	 *
	 * @var int
	 */
	private static $count = 0;

	/**
	 * Listen to the action, if there is a sidecar to tell.
	 */
	public static function init(): void {
		if ( Config::is_complete() ) {
			add_action( self::ACTION, array( self::class, 'receive' ), 10, 2 );
		}
	}

	/**
	 * The action's listener. Whatever it is called with, the caller's request goes on.
	 *
	 * @param mixed $trigger The trigger's key, with '-' or '_'.
	 * @param mixed $details The trigger's reported fields by key; 'booking_id' says which booking it is about.
	 */
	public static function receive( $trigger = '', $details = array() ): void {
		$key = is_string( $trigger ) ? str_replace( '-', '_', $trigger ) : '';
		if ( ! preg_match( '/^[a-z][a-z0-9_]{0,99}$/D', $key ) || ! is_array( $details ) ) {
			self::log( 'a report was refused: ' . self::ACTION . ' takes the name of a trigger and an array of its details' );
			return;
		}
		try {
			$given = self::scalars( $key, $details );
			self::add( $key, (int) ( $given['booking_id'] ?? 0 ), $given );
		} catch ( \Throwable $error ) {
			self::log( "a report of $key was refused: its details cannot be read (" . get_class( $error ) . ')' );
		}
	}

	/**
	 * Remember one report.
	 *
	 * @param string               $trigger   The trigger's key.
	 * @param int                  $object_id The booking's id; 0 for none.
	 * @param array<string,scalar> $details   The trigger's reported fields by key.
	 */
	public static function add( string $trigger, int $object_id, array $details ): void {
		++self::$count;
		if ( self::$count > self::MAX_REPORTS ) {
			return; // take() says how many.
		}
		$facts = self::encode( $trigger, $details );
		if ( '' === $facts ) {
			self::log( "a report of $trigger was refused: its details are larger than " . self::MAX_BYTES . ' bytes' );
			return;
		}
		self::$rows[ $GLOBALS['wpdb']->prefix ][] = array( 'report', max( 0, $object_id ), 'reported', $facts );
		Observer::expect_flush();
	}

	/**
	 * Hand the rows over and forget them.
	 *
	 * @return array<string,array> Rows by table prefix.
	 */
	public static function take(): array {
		$rows = self::$rows;
		$lost = self::$count - self::MAX_REPORTS;
		if ( $lost > 0 ) {
			self::log( "$lost reports were refused: a request may make " . self::MAX_REPORTS );
		}
		self::$rows  = array();
		self::$count = 0;
		return $rows;
	}

	/**
	 * The details that are one value each; null says nothing and is left out.
	 *
	 * @param string $trigger The trigger's key.
	 * @param array  $details As they were given.
	 * @return array<string,scalar>
	 */
	private static function scalars( string $trigger, array $details ): array {
		$scalars = array();
		$others  = array();
		foreach ( $details as $key => $value ) {
			$scalar = Arguments::scalar( $value );
			if ( null !== $scalar ) {
				$scalars[ $key ] = $scalar;
			} elseif ( null !== $value ) {
				$others[] = substr( preg_replace( '/[^A-Za-z0-9_.-]/', '?', (string) $key ), 0, 100 ); // One line, whoever named it.
			}
		}
		if ( $others ) {
			$names = implode( ', ', array_slice( $others, 0, self::MAX_NAMED ) ) . ( count( $others ) > self::MAX_NAMED ? ', ...' : '' );
			self::log( "details of a report of $trigger were left out ($names): each must be a text, a number or a truth value" );
		}
		return $scalars;
	}

	/**
	 * The facts of a report as JSON; '' if it is too large.
	 *
	 * @param string $trigger The trigger's key.
	 * @param array  $details Its reported fields by key.
	 */
	private static function encode( string $trigger, array $details ): string {
		if ( array_sum( array_map( 'strlen', $details ) ) > self::MAX_BYTES ) {
			return ''; // JSON is no shorter, and making it may take six times the memory.
		}
		$facts = array(
			'trigger' => $trigger,
			'details' => (object) $details,
		);
		$json  = wp_json_encode( $facts, JSON_INVALID_UTF8_SUBSTITUTE );
		return is_string( $json ) && strlen( $json ) <= self::MAX_BYTES ? $json : '';
	}

	/**
	 * Leave one line in the log.
	 *
	 * @param string $text What happened; no values of a report.
	 */
	private static function log( string $text ): void {
		error_log( "BookingX for Zapier: $text." ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions
	}
}
