<?php
/**
 * Deleting this plugin removes its own folder and nothing else.
 *
 * It keeps nothing in WordPress's tables. The tables whose names begin with bkx_zapier_ belong to the sidecar, which
 * may run on, and which removes them when its owner asks it to: dropping them here would lose undelivered events.
 *
 * @package BookingXZapier
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;
