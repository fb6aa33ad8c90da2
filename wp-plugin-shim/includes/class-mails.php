<?php
/**
 * Sends the mails that follow a write.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * Each step is one mail. It counts as sent once WordPress took it, even if something fails after that: nobody wants
 * it twice.
 */
class Mails {

	/** BookingX's mails by key: the end of a class's name (BKX_Email_Customer_Ack_Booking). */
	const KEYS = array( 'pending', 'customer_pending', 'customer_ack', 'cancelled', 'customer_cancelled', 'customer_completed', 'edit', 'customer_edit' );

	/** Who may get WordPress's mail about a new user, in its words. */
	const AUDIENCES = array( 'user', 'admin', 'both' );

	/**
	 * One mail of BookingX's. Its objects mail on every new status from their making on, so they are made here alone.
	 *
	 * @param array $values 'booking_id', 'mail'.
	 * @throws Step_Failure Where it cannot be sent.
	 */
	public static function of_booking( array $values ): void {
		$id  = Steps::get_booking( $values );
		$key = Steps::get_text( $values, 'mail' );
		if ( ! in_array( $key, self::KEYS, true ) ) {
			throw Step_Failure::lasting( 'BookingX has no such mail' );
		}
		if ( ! class_exists( '\BkxBooking' ) ) {
			throw Step_Failure::passing( 'BookingX is not active' );
		}
		$send = static function () use ( $id, $key ) {
			( new \BkxBooking( '', $id ) )->booking_email( $id, $key );
		};
		self::keep_password_link(
			(int) get_post_field( 'post_author', $id ),
			static function () use ( $send ) {
				self::send( $send );
			}
		);
	}

	/**
	 * Send, and let the link to set a password that a user was mailed before work on. BookingX makes a new one for each
	 * mail about a user's booking, even to others, and none of the mails in KEYS has it; a site's own text may.
	 *
	 * @param int      $user_id The booking's author.
	 * @param callable $mail    What sends.
	 */
	private static function keep_password_link( int $user_id, callable $mail ): void {
		global $wpdb;
		$query    = $wpdb->prepare( "SELECT user_activation_key FROM $wpdb->users WHERE ID = %d", $user_id );
		$before   = $user_id > 0 ? $wpdb->get_var( $query ) : null; // phpcs:ignore WordPress.DB
		$has_link = false;
		$look     = static function ( $given ) use ( &$has_link ) {
			$has_link = $has_link || false !== strpos( (string) ( $given['message'] ?? '' ), 'action=rp&' );
			return $given;
		};
		add_filter( 'wp_mail', $look, PHP_INT_MAX );
		try {
			$mail();
		} finally {
			remove_filter( 'wp_mail', $look, PHP_INT_MAX );
			if ( null !== $before && ! $has_link ) {
				$wpdb->update( $wpdb->users, array( 'user_activation_key' => $before ), array( 'ID' => $user_id ) ); // phpcs:ignore WordPress.DB
				clean_user_cache( $user_id );
			}
		}
	}

	/**
	 * WordPress's own mail about a new user: theirs has a link to set a password.
	 *
	 * @param array $values 'user_id', 'to'.
	 * @throws Step_Failure Where it cannot be sent.
	 */
	public static function of_new_user( array $values ): void {
		$user = Steps::get_user( $values );
		$to   = Steps::get_text( $values, 'to' );
		if ( ! in_array( $to, self::AUDIENCES, true ) ) {
			throw Step_Failure::lasting( 'there is nobody to send it to' );
		}
		self::send(
			static function () use ( $user, $to ) {
				wp_new_user_notification( $user->ID, null, $to );
			}
		);
	}

	/**
	 * A mail of plain text.
	 *
	 * @param array $values 'to', 'subject', 'text'.
	 * @throws Step_Failure Where it cannot be sent.
	 */
	public static function of_text( array $values ): void {
		$to = Steps::get_text( $values, 'to' );
		if ( ! is_email( $to ) ) {
			throw Step_Failure::lasting( 'its address is none' );
		}
		self::send(
			static function () use ( $to, $values ) {
				$subject = str_replace( array( "\r", "\n" ), ' ', Steps::get_text( $values, 'subject' ) );
				wp_mail( $to, $subject, Steps::get_text( $values, 'text' ), array( 'Content-Type: text/plain; charset=UTF-8' ) );
			}
		);
	}

	/**
	 * Send, and look whether WordPress took it.
	 *
	 * @param callable $mail What sends.
	 * @throws Step_Failure Where it was not sent.
	 * @throws \Throwable What was thrown before anything was sent.
	 */
	private static function send( callable $mail ): void {
		$tried  = 0;
		$failed = 0;
		$count  = static function ( $given ) use ( &$tried ) {
			++$tried;
			return $given;
		};
		$miss   = static function () use ( &$failed ) {
			++$failed;
		};
		add_filter( 'wp_mail', $count, PHP_INT_MIN );
		add_action( 'wp_mail_failed', $miss, PHP_INT_MIN, 0 );
		try {
			$mail();
		} catch ( \Throwable $error ) {
			if ( $tried <= $failed ) {
				throw $error;
			}
		} finally {
			remove_filter( 'wp_mail', $count, PHP_INT_MIN );
			remove_action( 'wp_mail_failed', $miss, PHP_INT_MIN );
		}
		if ( $failed > 0 && $tried <= $failed ) {
			throw Step_Failure::passing( 'WordPress could not send the mail' );
		}
		if ( 0 === $tried && self::is_observable() ) {
			throw Step_Failure::lasting( 'no mail was made' );
		}
	}

	/**
	 * Whether wp_mail() is WordPress's own: a plugin's may say nothing of what it sends.
	 */
	private static function is_observable(): bool {
		$file = (string) ( new \ReflectionFunction( 'wp_mail' ) )->getFileName();
		return false !== strpos( wp_normalize_path( $file ), '/' . WPINC . '/' );
	}
}
