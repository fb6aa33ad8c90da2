<?php
/**
 * Plugin Name:       BookingX for Zapier
 * Description:       Tells the BookingX for Zapier sidecar what happens to bookings, and lets Zapier reach the sidecar under this site's address.
 * Version:           0.1.0
 * Requires at least: 5.8
 * Requires PHP:      7.4
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       bookingx-zapier
 *
 * WordPress itself refuses to activate the plugin where the two "Requires" lines are not met.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

define( 'BKX_ZAPIER_VERSION', '0.1.0' );

// A host may change PHP under a plugin that is already active: then be absent instead of breaking the site. Only syntax
// that PHP 5 knows may stand in this file.
if ( PHP_VERSION_ID < 70400 || version_compare( get_bloginfo( 'version' ), '5.8', '<' ) ) {
	add_action(
		'admin_notices',
		function () {
			$text = __( 'This plugin needs PHP 7.4 and WordPress 5.8 or newer, so it does nothing. Update them, or ask your host to.', 'bookingx-zapier' );
			echo '<div class="notice notice-error"><p><strong>BookingX for Zapier:</strong> ' . esc_html( $text ) . '</p></div>';
		}
	);
	return;
}

require_once __DIR__ . '/includes/class-config.php';
require_once __DIR__ . '/includes/class-signer.php';
require_once __DIR__ . '/includes/class-doorbell.php';
require_once __DIR__ . '/includes/class-outbox.php';
require_once __DIR__ . '/includes/class-arguments.php';
require_once __DIR__ . '/includes/class-reports.php';
require_once __DIR__ . '/includes/class-observer.php';
require_once __DIR__ . '/includes/class-sidecar.php';
require_once __DIR__ . '/includes/class-output.php';
require_once __DIR__ . '/includes/class-passthrough.php';
require_once __DIR__ . '/includes/class-step-failure.php';
require_once __DIR__ . '/includes/class-caches.php';
require_once __DIR__ . '/includes/class-mails.php';
require_once __DIR__ . '/includes/class-events.php';
require_once __DIR__ . '/includes/class-steps.php';
require_once __DIR__ . '/includes/class-callback-row.php';
require_once __DIR__ . '/includes/class-callback.php';
require_once __DIR__ . '/includes/class-blocks.php';
require_once __DIR__ . '/includes/class-requirements.php';
require_once __DIR__ . '/includes/class-admin-transport.php';
require_once __DIR__ . '/includes/class-admin-pages.php';

Observer::init();
Reports::init();
Passthrough::init();
Callback::init();
Blocks::init();
Requirements::init();
Admin_Pages::init();
