<?php
/**
 * Fires the hooks that WordPress and BookingX would have fired, had the rows been written through them.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * A listener that throws ends its hook, as it would end a request of BookingX's; that is not tried again, for those
 * before it would run twice.
 */
class Events {

	const STATUSES = array( 'pending', 'ack', 'completed', 'missed', 'cancelled', 'failed' );

	/** Hooks that the author's add-ons listen to, and BookingX 1.1.2 never fires. */
	const BOOKING_HOOKS = array(
		'bkx_booking_created',
		'bkx_booking_updated',
		'bkx_booking_rescheduled',
		'bkx_booking_confirmed',
		'bkx_booking_cancelled',
		'bkx_booking_completed',
	);
	const STATUS_HOOK   = 'bkx_booking_status_changed';
	const CUSTOMER_HOOK = 'bkx_customer_created';
	const COUPON_HOOK   = 'bkx_coupon_usage_recorded';

	/** BookingX's hook of a new status. Each BkxBooking object listens at priority 10, and mails. */
	const MAILING_HOOK  = 'bkx_order_edit_status';
	const BEFORE_MAILER = 9;

	/**
	 * A post was saved: the last hooks of wp_insert_post(). BookingX's own listener is there in wp-admin alone, where
	 * it reads a form.
	 *
	 * @param array $values 'post_id', 'is_new'.
	 * @throws Step_Failure Where there is no such post.
	 */
	public static function saved_post( array $values ): void {
		$post = get_post( (int) ( $values['post_id'] ?? 0 ) );
		if ( ! $post || ! in_array( $post->post_type, Caches::TYPES, true ) ) {
			throw Step_Failure::lasting( 'there is no such post' );
		}
		$update = empty( $values['is_new'] );
		self::fire( "save_post_{$post->post_type}", $post->ID, $post, $update );
		self::fire( 'save_post', $post->ID, $post, $update );
		self::fire( 'wp_insert_post', $post->ID, $post, $update );
		self::fire( 'wp_after_insert_post', $post->ID, $post, $update, null );
	}

	/**
	 * A booking got another status: BookingX's two hooks, in its order, without its mails (steps of their own).
	 *
	 * @param array $values 'booking_id', 'status'.
	 * @throws Step_Failure For a status that there is not.
	 */
	public static function changed_status( array $values ): void {
		$id     = Steps::get_booking( $values );
		$status = Steps::get_text( $values, 'status' );
		if ( ! in_array( $status, self::STATUSES, true ) ) {
			throw Step_Failure::lasting( 'there is no such status' );
		}
		$mailers = array();
		$silence = static function () use ( &$mailers ) {
			$mailers = array_merge( $mailers, self::take_mailers() ); // Also those that a listener has just made.
		};
		add_action( self::MAILING_HOOK, $silence, self::BEFORE_MAILER, 0 );
		try {
			self::fire( self::MAILING_HOOK, $id, "customer_$status" );
			self::fire( self::MAILING_HOOK, $id, $status );
		} finally {
			remove_action( self::MAILING_HOOK, $silence, self::BEFORE_MAILER );
			foreach ( $mailers as $mailer ) {
				add_action( self::MAILING_HOOK, $mailer['function'], 10, $mailer['accepted_args'] );
			}
		}
	}

	/**
	 * A user registered.
	 *
	 * @param array $values 'user_id'.
	 */
	public static function registered_user( array $values ): void {
		$user = Steps::get_user( $values );
		self::fire( 'user_register', $user->ID, self::describe( $user ) );
	}

	/**
	 * A user's profile changed. What it was before is not known here; listeners get what it is.
	 *
	 * @param array $values 'user_id'.
	 */
	public static function updated_user( array $values ): void {
		$user = Steps::get_user( $values );
		self::fire( 'profile_update', $user->ID, $user, self::describe( $user ) );
	}

	/**
	 * The same, as BookingX's account page says it.
	 *
	 * @param array $values 'user_id'.
	 */
	public static function updated_customer( array $values ): void {
		$user = Steps::get_user( $values );
		$data = array(
			'first_name'    => $user->first_name,
			'last_name'     => $user->last_name,
			'email_address' => $user->user_email,
			'phone_number'  => (string) get_user_meta( $user->ID, 'bkx_phone_number', true ),
		);
		self::fire( 'bkx_update_customer_details', $user, $data );
	}

	/**
	 * What the author's add-ons wait for, with the arguments that most of them take.
	 *
	 * @param array $values 'name', and 'booking_id' or 'user_id'; of a status 'status' and 'previous', as stored;
	 *                      of a coupon 'coupon_id' and 'amount'.
	 * @throws Step_Failure For a hook that is none of these.
	 */
	public static function told_addons( array $values ): void {
		$name = Steps::get_text( $values, 'name' );
		if ( self::CUSTOMER_HOOK === $name ) {
			$user = Steps::get_user( $values );
			self::fire( $name, $user->ID, self::describe( $user ) );
		} elseif ( self::STATUS_HOOK === $name ) {
			self::fire( $name, Steps::get_booking( $values ), Steps::get_text( $values, 'previous' ), Steps::get_text( $values, 'status' ) );
		} elseif ( self::COUPON_HOOK === $name ) {
			self::fire( $name, (int) ( $values['coupon_id'] ?? 0 ), Steps::get_booking( $values ), (float) Steps::get_text( $values, 'amount' ) );
		} elseif ( in_array( $name, self::BOOKING_HOOKS, true ) ) {
			$id   = Steps::get_booking( $values );
			$data = get_post_meta( $id, 'order_meta_data', true );
			self::fire( $name, $id, is_array( $data ) ? $data : array() );
		} else {
			throw Step_Failure::lasting( 'there is no such hook' );
		}
	}

	/**
	 * Fire one hook.
	 *
	 * @param string $hook    Its name.
	 * @param mixed  ...$args Its arguments.
	 * @throws Step_Failure Where a listener throws.
	 */
	private static function fire( string $hook, ...$args ): void {
		try {
			do_action( $hook, ...$args ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals
		} catch ( \Throwable $error ) {
			throw Step_Failure::lasting( "a plugin failed in $hook (" . Steps::name( $error ) . ')' );
		}
	}

	/**
	 * Take the listeners that mail off their hook.
	 *
	 * @return array[] What was taken.
	 */
	private static function take_mailers(): array {
		$taken = array();
		foreach ( $GLOBALS['wp_filter'][ self::MAILING_HOOK ]->callbacks[10] ?? array() as $listener ) {
			if ( is_array( $listener['function'] ) && $listener['function'][0] instanceof \BkxBooking ) {
				$taken[] = $listener;
				remove_action( self::MAILING_HOOK, $listener['function'], 10 );
			}
		}
		return $taken;
	}

	/**
	 * A user in the words of wp_insert_user(), without the password.
	 *
	 * @param \WP_User $user The user.
	 */
	private static function describe( \WP_User $user ): array {
		return array(
			'ID'           => $user->ID,
			'user_login'   => $user->user_login,
			'user_email'   => $user->user_email,
			'first_name'   => $user->first_name,
			'last_name'    => $user->last_name,
			'display_name' => $user->display_name,
			'role'         => (string) reset( $user->roles ),
		);
	}
}
