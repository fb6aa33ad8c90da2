<?php
// activate.php PLUGIN: activate a plugin by its path below wp-content/plugins, as wp-admin does.
require_once ABSPATH . 'wp-admin/includes/plugin.php';
$error = activate_plugin( $argv[1] );
if ( is_wp_error( $error ) ) {
	fwrite( STDERR, $error->get_error_message() . "\n" );
	exit( 1 );
}
flush_rewrite_rules();
