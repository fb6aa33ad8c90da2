<?php
/**
 * Says in wp-admin what is still missing, and what to do about it.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * Notices for those who may activate plugins. None of them keeps the plugin from being active: the owner may finish
 * the set-up in any order.
 */
class Requirements {

	/**
	 * Show the notices on every page of wp-admin, until nothing is missing.
	 */
	public static function init(): void {
		add_action( 'admin_notices', array( self::class, 'show' ) );
	}

	/**
	 * Print the notices.
	 */
	public static function show(): void {
		if ( ! current_user_can( 'activate_plugins' ) ) {
			return;
		}
		foreach ( array_filter( array_merge( self::list_errors(), self::list_warnings() ) ) as $notice ) {
			printf(
				'<div class="notice notice-%s"><p><strong>BookingX for Zapier:</strong> %s</p></div>',
				esc_attr( $notice[0] ),
				esc_html( $notice[1] )
			);
		}
	}

	/**
	 * What keeps Zapier from working at all; null where all is well.
	 *
	 * @return array<array{string,string}|null>
	 */
	private static function list_errors(): array {
		$complete = Config::is_complete();
		return array(
			post_type_exists( 'bkx_booking' ) ? null : self::error( __( 'BookingX is not active. Activate it on the Plugins page; until then there are no bookings to report.', 'bookingx-zapier' ) ),
			$complete ? null : self::error( __( 'The connection to the sidecar is not set up, so nothing is reported to Zapier. Run "sidecar init" on the server, or define BKX_ZAPIER_SIDECAR_URL (such as http://127.0.0.1:8390) and BKX_ZAPIER_SECRET (at least 32 characters) in wp-config.php.', 'bookingx-zapier' ) ),
			! $complete || self::has_outbox() ? null : self::error( __( 'The database lacks the sidecar\'s tables, so changes of bookings are not recorded as they happen. Run "sidecar migrate" on the server.', 'bookingx-zapier' ) ),
			! $complete || ! self::is_blocked() ? null : self::error( __( 'This site blocks outgoing requests, also those to the sidecar. Add the sidecar\'s host to WP_ACCESSIBLE_HOSTS in wp-config.php.', 'bookingx-zapier' ) ),
		);
	}

	/**
	 * What a site should have; null where all is well.
	 *
	 * @return array<array{string,string}|null>
	 */
	private static function list_warnings(): array {
		$https = 'https' === wp_parse_url( home_url(), PHP_URL_SCHEME );
		return array(
			Config::is_complete() && Doorbell::is_silenced() ? self::warning( __( 'The sidecar did not answer a moment ago. Start it with "sidecar serve" and look at its log. Nothing is lost meanwhile: it catches up when it is back.', 'bookingx-zapier' ) ) : null,
			$https ? null : self::warning( __( 'This site\'s address does not begin with https. Zapier accepts no other: install a certificate and change the address under Settings > General.', 'bookingx-zapier' ) ),
			get_option( 'permalink_structure' ) ? null : self::warning( __( 'Permalinks are set to "Plain", so the address that Zapier calls does not exist. Choose any other structure under Settings > Permalinks.', 'bookingx-zapier' ) ),
		);
	}

	/**
	 * Whether the sidecar's migrations have run.
	 */
	private static function has_outbox(): bool {
		global $wpdb;
		return null !== $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( Outbox::table() ) ) ); // phpcs:ignore WordPress.DB
	}

	/**
	 * Whether WP_HTTP_BLOCK_EXTERNAL keeps the passthrough from the sidecar.
	 */
	private static function is_blocked(): bool {
		return ( new \WP_Http() )->block_request( Config::sidecar_url() );
	}

	/**
	 * A notice about something that must be done.
	 *
	 * @param string $text What and how.
	 */
	private static function error( string $text ): array {
		return array( 'error', $text );
	}

	/**
	 * A notice about something that should be done.
	 *
	 * @param string $text What and how.
	 */
	private static function warning( string $text ): array {
		return array( 'warning', $text );
	}
}
