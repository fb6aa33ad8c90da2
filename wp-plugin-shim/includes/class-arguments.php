<?php
/**
 * Finds values in the arguments of a hook.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * Follows the paths of hooks.php through arrays and objects, which are other people's: whatever is not there is null.
 */
class Arguments {

	/**
	 * The scalar at a path; null if there is none.
	 *
	 * @param array      $args The hook's arguments.
	 * @param int|string $path As hooks.php says; PHP turns 'N' into an integer where it is an array's key.
	 * @return scalar|null
	 */
	public static function find( array $args, $path ) {
		if ( is_int( $path ) ) {
			return self::scalar( $args[ $path ] ?? null );
		}
		$value = $args;
		foreach ( explode( '.', $path ) as $step ) {
			$value = self::step( $value, $step );
		}
		return self::scalar( $value );
	}

	/**
	 * What of a value can go into JSON as one value: times become ISO 8601, objects that have a text that text.
	 *
	 * @param mixed $value Any value.
	 * @return scalar|null Null for arrays, for objects without a text, and for what JSON has no number for.
	 */
	public static function scalar( $value ) {
		if ( is_float( $value ) ) {
			return is_finite( $value ) ? $value : null;
		}
		if ( $value instanceof \DateTimeInterface ) {
			return $value->format( \DateTime::ATOM );
		}
		if ( is_object( $value ) ) {
			return method_exists( $value, '__toString' ) ? (string) $value : null;
		}
		return is_scalar( $value ) ? $value : null;
	}

	/**
	 * One step down: a key of an array, a property of an object, or what its getter gives.
	 *
	 * @param mixed  $value Where to step from.
	 * @param string $step  A name, or the name of a getter with '()' after it.
	 * @return mixed
	 */
	private static function step( $value, string $step ) {
		if ( is_array( $value ) ) {
			return $value[ $step ] ?? null;
		}
		if ( ! is_object( $value ) || $value instanceof \__PHP_Incomplete_Class ) { // PHP warns of any look at the second.
			return null;
		}
		if ( '()' === substr( $step, -2 ) ) {
			$getter = array( $value, substr( $step, 0, -2 ) );
			return is_callable( $getter ) ? $getter() : null;
		}
		return $value->$step ?? ( $value instanceof \ArrayAccess ? $value[ $step ] ?? null : null );
	}
}
