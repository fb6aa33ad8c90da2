<?php
// install.php TITLE USER PASSWORD: make the tables and the settings of a site in London.
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( $argv[1], $argv[2], 'owner@example.test', false, '', $argv[3] );
update_option( 'permalink_structure', '/%postname%/' );
update_option( 'timezone_string', 'Europe/London' );
delete_option( 'rewrite_rules' );
update_user_meta( 1, 'edit_bkx_booking_per_page', 200 ); // so that wp-admin's list shows every booking of the tests
