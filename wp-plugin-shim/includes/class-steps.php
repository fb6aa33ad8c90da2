<?php
/**
 * The kinds of steps that a callback knows.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * Leads each kind to what does it, with values that were looked at. docs/callback.md lists kinds and values.
 */
class Steps {

	/** The methods by kind. Nothing else can be called, whatever stands in a row. */
	const KINDS = array(
		'clean_posts'     => array( Caches::class, 'clean_posts' ),
		'clean_user'      => array( Caches::class, 'clean_user' ),
		'clean_options'   => array( Caches::class, 'clean_options' ),
		'saved_post'      => array( Events::class, 'saved_post' ),
		'status_hooks'    => array( Events::class, 'changed_status' ),
		'registered_user' => array( Events::class, 'registered_user' ),
		'updated_user'    => array( Events::class, 'updated_user' ),
		'customer_hook'   => array( Events::class, 'updated_customer' ),
		'addon_hook'      => array( Events::class, 'told_addons' ),
		'booking_mail'    => array( Mails::class, 'of_booking' ),
		'new_user_mail'   => array( Mails::class, 'of_new_user' ),
		'mail'            => array( Mails::class, 'of_text' ),
	);

	/**
	 * Do one step.
	 *
	 * @param string $kind   Its kind.
	 * @param array  $values Its values.
	 * @throws Step_Failure Where it cannot be done.
	 */
	public static function run( string $kind, array $values ): void {
		if ( ! isset( self::KINDS[ $kind ] ) ) {
			throw Step_Failure::passing( 'this plugin is older than the sidecar; install the plugin that came with it' );
		}
		call_user_func( self::KINDS[ $kind ], $values );
	}

	/**
	 * The id of a booking that there is.
	 *
	 * @param array $values Values of a step.
	 * @throws Step_Failure Where there is none.
	 */
	public static function get_booking( array $values ): int {
		$id = (int) ( $values['booking_id'] ?? 0 );
		if ( $id <= 0 || 'bkx_booking' !== get_post_type( $id ) ) {
			throw Step_Failure::lasting( 'there is no such booking' );
		}
		return $id;
	}

	/**
	 * A user of this site that there is.
	 *
	 * @param array $values Values of a step.
	 * @throws Step_Failure Where there is none.
	 */
	public static function get_user( array $values ): \WP_User {
		$user = get_userdata( (int) ( $values['user_id'] ?? 0 ) );
		if ( ! $user || ! is_user_member_of_blog( $user->ID ) ) {
			throw Step_Failure::lasting( 'there is no such user' );
		}
		return $user;
	}

	/**
	 * One value as a text; '' if there is none.
	 *
	 * @param array  $values Values of a step.
	 * @param string $key    Name of the value.
	 */
	public static function get_text( array $values, string $key ): string {
		return isset( $values[ $key ] ) && is_string( $values[ $key ] ) ? $values[ $key ] : '';
	}

	/**
	 * What an error is called: its class, never its words.
	 *
	 * @param \Throwable $error The error.
	 */
	public static function name( \Throwable $error ): string {
		return substr( (string) preg_replace( '/[^A-Za-z0-9_\\\\].*$/sD', '', get_class( $error ) ), 0, 100 );
	}
}
