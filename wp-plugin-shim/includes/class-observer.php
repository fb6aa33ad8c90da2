<?php
/**
 * Remembers what the hooks of a request spoke of.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * Marks objects while the request runs and hands the marks and reports to the outbox at its end.
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
	 * Whether the request's flush is over.
	 *
	 * @var bool
	 */
	private static $is_flushed = false;

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
			try {
				self::apply( $rule, $args );
			} catch ( \Throwable $error ) { // Thrown by an argument that was asked for a value.
				error_log( "BookingX for Zapier: could not read what {$rule['hook']} says (" . get_class( $error ) . ').' ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions
			}
		}
		return $args[0] ?? null;
	}

	/**
	 * See to it that what was remembered after the flush is written too. Other plugins may run as late as PHP lets
	 * them; PHP calls what is registered here after all of them.
	 */
	public static function expect_flush(): void {
		if ( self::$is_flushed ) {
			self::$is_flushed = false;
			register_shutdown_function( array( self::class, 'flush' ) );
		}
	}

	/**
	 * Hand marks and reports over and forget them. Whatever fails here, the visitor's page is already complete.
	 */
	public static function flush(): void {
		$marks            = self::$marks;
		$reports          = Reports::take();
		self::$marks      = array();
		self::$is_flushed = true;
		if ( ! $marks && ! $reports ) {
			return;
		}
		try {
			if ( Outbox::write( $marks, $reports ) > 0 ) {
				Doorbell::ring();
			}
		} catch ( \Throwable $error ) {
			error_log( 'BookingX for Zapier: could not write the outbox (' . get_class( $error ) . '). The sidecar will find the changes later' . ( $reports ? ', but not what other plugins reported.' : '.' ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions
		}
	}

	/**
	 * Remember what one rule makes of a call.
	 *
	 * @param array $rule A rule of hooks.php.
	 * @param array $args The hook's arguments.
	 */
	private static function apply( array $rule, array $args ): void {
		foreach ( $rule['where'] as $path => $allowed ) {
			if ( ! self::is_allowed( Arguments::find( $args, $path ), $allowed ) ) {
				return;
			}
		}
		$id = (int) Arguments::find( $args, $rule['id'] );
		if ( isset( $rule['report'] ) ) {
			Reports::add( $rule['report'], $id, self::details( $rule['details'], $args ) );
		} elseif ( $id > 0 ) {
			self::$marks[ $GLOBALS['wpdb']->prefix ][ $rule['object'] ][ $id ][ $rule['mark'] ] = true;
			self::expect_flush();
		}
	}

	/**
	 * Whether a value is one of those that a condition lists, or begins and ends like one that holds a '*'.
	 *
	 * @param scalar|null $value   The value.
	 * @param string[]    $allowed The condition's texts.
	 */
	private static function is_allowed( $value, array $allowed ): bool {
		if ( null === $value ) {
			return false;
		}
		$text = (string) $value;
		foreach ( $allowed as $pattern ) {
			$star = strpos( $pattern, '*' );
			if ( false === $star ? $text === $pattern : self::is_like( $text, substr( $pattern, 0, $star ), substr( $pattern, $star + 1 ) ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether a text begins and ends so; the two do not overlap.
	 *
	 * @param string $text  The text.
	 * @param string $begin Its beginning.
	 * @param string $end   Its end.
	 */
	private static function is_like( string $text, string $begin, string $end ): bool {
		return strlen( $text ) >= strlen( $begin . $end )
			&& 0 === strncmp( $text, $begin, strlen( $begin ) )
			&& ( '' === $end || substr( $text, -strlen( $end ) ) === $end );
	}

	/**
	 * The details of a report: of each the first path that leads to something; '=' begins the value itself.
	 *
	 * @param array<string,string[]> $paths Paths by detail.
	 * @param array                  $args  The hook's arguments.
	 * @return array<string,scalar>
	 */
	private static function details( array $paths, array $args ): array {
		$details = array();
		foreach ( $paths as $key => $candidates ) {
			foreach ( $candidates as $path ) {
				$value = '=' === $path[0] ? substr( $path, 1 ) : Arguments::find( $args, $path );
				if ( null !== $value && '' !== $value ) {
					$details[ $key ] = $value;
					break;
				}
			}
		}
		return $details;
	}
}
