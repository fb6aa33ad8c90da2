<?php
/**
 * Remembers which bookings the hooks of a request spoke of.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * Marks bookings while the request runs and hands the marks to the outbox at its end.
 *
 * The listeners compare and remember; they read no post and touch no cache. BookingX changes a status with SQL right
 * after the note's hooks: a post read in between would leave the old status in the object cache.
 */
class Observer {

	/**
	 * The rules of hooks.php by hook.
	 *
	 * @var array<string,array>
	 */
	private static $rules = array();

	/**
	 * Marks by table prefix, object and id. The prefix is the blog that the hook spoke of: BookingX switches blogs of
	 * a multisite without switching back, so the one that is current at the end may be another.
	 *
	 * @var array<string,array<string,array<int,array<string,true>>>>
	 */
	private static $marks = array();

	/**
	 * Listen to every hook of hooks.php, once each, if there is a sidecar to tell.
	 */
	public static function init(): void {
		if ( ! Config::is_complete() ) {
			return;
		}
		foreach ( require dirname( __DIR__ ) . '/hooks.php' as $rule ) {
			self::$rules[ $rule['hook'] ][] = $rule;
		}
		foreach ( self::$rules as $hook => $rules ) {
			add_action( $hook, array( self::class, 'observe' ), 10, max( array_column( $rules, 'args' ) ) );
		}
		// 'shutdown' also comes after a fatal error: a mail that fails must not hide the booking it was about.
		add_action( 'shutdown', array( self::class, 'flush' ), PHP_INT_MAX );
	}

	/**
	 * Called by every observed hook, some of them for each meta of each post: the comparison comes first.
	 *
	 * @param mixed ...$args The hook's arguments.
	 * @return mixed The first of them, so that filters can be observed like actions.
	 */
	public static function observe( ...$args ) {
		foreach ( self::$rules[ current_filter() ] as $rule ) {
			if ( self::matches( $rule['where'], $args ) ) {
				self::mark( $rule, $args );
			}
		}
		return $args[0] ?? null;
	}

	/**
	 * Hand the marks over and forget them. Whatever fails here, the visitor's page is already complete.
	 */
	public static function flush(): void {
		$marks       = self::$marks;
		self::$marks = array();
		if ( ! $marks ) {
			return;
		}
		try {
			if ( Outbox::write( $marks ) > 0 ) {
				Doorbell::ring();
			}
		} catch ( \Throwable $error ) {
			error_log( 'BookingX for Zapier: could not report changes (' . get_class( $error ) . '). The sidecar will find them later.' ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions
		}
	}

	/**
	 * Whether all conditions hold.
	 *
	 * @param array $where Allowed values by path.
	 * @param array $args  The hook's arguments.
	 */
	private static function matches( array $where, array $args ): bool {
		foreach ( $where as $path => $allowed ) {
			if ( ! in_array( self::value( $args, $path ), $allowed, true ) ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Remember one mark.
	 *
	 * @param array $rule A rule of hooks.php.
	 * @param array $args The hook's arguments.
	 */
	private static function mark( array $rule, array $args ): void {
		$id = (int) self::value( $args, $rule['id'] );
		if ( $id > 0 ) {
			self::$marks[ $GLOBALS['wpdb']->prefix ][ $rule['object'] ][ $id ][ $rule['mark'] ] = true;
		}
	}

	/**
	 * The scalar at a path; null if there is none.
	 *
	 * @param array      $args The hook's arguments.
	 * @param int|string $path 'N' or 'N.property'; PHP turns 'N' into an integer where it is an array's key.
	 * @return scalar|null
	 */
	private static function value( array $args, $path ) {
		if ( is_int( $path ) ) {
			$value = $args[ $path ] ?? null;
		} else {
			$steps = explode( '.', $path, 2 );
			$value = isset( $steps[1] ) ? ( $args[ $steps[0] ]->{$steps[1]} ?? null ) : ( $args[ $path ] ?? null );
		}
		return is_scalar( $value ) ? $value : null;
	}
}
