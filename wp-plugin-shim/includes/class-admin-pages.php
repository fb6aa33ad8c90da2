<?php
/**
 * The pages of the product in wp-admin.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * Adds the menu, and shows inside WordPress's own frame what the sidecar says. Logic and texts are the sidecar's.
 */
class Admin_Pages {

	const PREFIX    = 'bookingx-zapier-';
	const TEMPLATES = 'zap-templates';
	const CONNECT   = 'connect';

	/**
	 * What the sidecar said of the page that is being shown.
	 *
	 * @var array{html?:string,problem?:string}
	 */
	private static $answer = array();

	/**
	 * The pages' titles by slug.
	 *
	 * @var array<string,string>
	 */
	private static $titles = array();

	/**
	 * Register the hook that adds the menu.
	 */
	public static function init(): void {
		add_action( 'admin_menu', array( self::class, 'add_menu' ) );
	}

	/**
	 * Add the menu for managers and administrators. The page that asks for consent stands in no menu and opens for
	 * everybody who is logged in: who may not connect reads there why. The sidecar asks for the role again.
	 */
	public static function add_menu(): void {
		$capability = current_user_can( 'manage_options' ) ? 'manage_options' : 'edit_others_posts';
		$title      = __( 'BookingX for Zapier', 'bookingx-zapier' );
		$parent     = self::PREFIX . self::TEMPLATES;
		add_menu_page( $title, $title, $capability, $parent, array( self::class, 'show' ), 'dashicons-randomize' );
		self::add_page( $parent, self::TEMPLATES, __( 'Zap Templates', 'bookingx-zapier' ), $capability );
		self::add_page( '', self::CONNECT, __( 'Connect to Zapier', 'bookingx-zapier' ), 'read' );
	}

	/**
	 * Ask the sidecar while headers can still be sent: it may say where to go instead. A button counts for the address
	 * under which it was shown, with all its parameters: who allows one thing allows no other.
	 */
	public static function prepare(): void {
		header( 'X-Frame-Options: DENY' ); // WordPress lets the site's own pages frame these.
		header( "Content-Security-Policy: frame-ancestors 'none'", false );
		$slug  = (string) $GLOBALS['plugin_page'];
		$query = self::keep_texts( $_GET ); // phpcs:ignore WordPress.Security.NonceVerification
		unset( $query['page'] );
		$action   = $slug . '?' . http_build_query( $query );
		$is_saved = 'POST' === ( $_SERVER['REQUEST_METHOD'] ?? '' );
		if ( $is_saved ) {
			check_admin_referer( $action );
		}
		self::$answer = Admin_Transport::ask( substr( $slug, strlen( self::PREFIX ) ), self::describe_request( $query, $action, $is_saved ) );
		if ( isset( self::$answer['redirect'] ) ) {
			// To another site on purpose; the sidecar has signed this address for this request.
			wp_redirect( self::$answer['redirect'], 302, 'BookingX for Zapier' ); // phpcs:ignore WordPress.Security.SafeRedirect
			exit;
		}
		$GLOBALS['title'] = self::$titles[ $slug ]; // phpcs:ignore WordPress.WP.GlobalVariablesOverride -- WordPress finds none for a page outside the menu, and the menu's for its first page.
	}

	/**
	 * Print the page.
	 */
	public static function show(): void {
		echo '<div class="wrap">';
		if ( isset( self::$answer['html'] ) ) {
			echo self::$answer['html']; // phpcs:ignore WordPress.Security.EscapeOutput -- signed by the sidecar, which escapes.
		} else {
			printf(
				'<h1>%s</h1><div class="notice notice-error"><p>%s</p></div>',
				esc_html( get_admin_page_title() ),
				esc_html( self::$answer['problem'] ?? '' )
			);
		}
		echo '</div>';
	}

	/**
	 * Add one page.
	 *
	 * @param string $parent     Slug of the menu; '' for none.
	 * @param string $page       Name of the page, as the sidecar knows it.
	 * @param string $title      Title in the menu and the window.
	 * @param string $capability Who may open it.
	 */
	private static function add_page( string $parent, string $page, string $title, string $capability ): void {
		self::$titles[ self::PREFIX . $page ] = $title;

		$hook = add_submenu_page( $parent, $title, $title, $capability, self::PREFIX . $page, array( self::class, 'show' ) );
		if ( $hook ) { // False for who may not open it.
			add_action( "load-$hook", array( self::class, 'prepare' ) );
		}
	}

	/**
	 * Who looks at the page, and how; the words are those of sidecar/admin/asking.py.
	 *
	 * @param array<string,string> $query    The query of the page's address.
	 * @param string               $action   What the page's nonce is for.
	 * @param bool                 $is_saved Whether a button of the page was pressed; the nonce is checked already.
	 */
	private static function describe_request( array $query, string $action, bool $is_saved ): array {
		$form = self::keep_texts( $_POST ); // phpcs:ignore WordPress.Security.NonceVerification
		unset( $form['_wpnonce'], $form['_wp_http_referer'] );
		return array(
			'user_id'   => get_current_user_id(),
			'locale'    => get_user_locale(),
			'time_zone' => wp_timezone_string(),
			'nonce'     => wp_create_nonce( $action ),
			'query'     => (object) $query,
			'form'      => $is_saved ? (object) $form : null,
		);
	}

	/**
	 * Values as they were sent; lists, which no page of ours asks for, are left out.
	 *
	 * @param array $values $_GET or $_POST.
	 * @return array<string,string>
	 */
	private static function keep_texts( array $values ): array {
		return array_filter( wp_unslash( $values ), 'is_string' );
	}
}
