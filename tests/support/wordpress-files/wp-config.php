<?php
define( 'DB_NAME', '$database' );
define( 'DB_USER', '$user' );
define( 'DB_PASSWORD', '$password' );
define( 'DB_HOST', '127.0.0.1:$database_port' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );

define( 'AUTH_KEY', 'made-up-1' );
define( 'SECURE_AUTH_KEY', 'made-up-2' );
define( 'LOGGED_IN_KEY', 'made-up-3' );
define( 'NONCE_KEY', 'made-up-4' );
define( 'AUTH_SALT', 'made-up-5' );
define( 'SECURE_AUTH_SALT', 'made-up-6' );
define( 'LOGGED_IN_SALT', 'made-up-7' );
define( 'NONCE_SALT', 'made-up-8' );

$$table_prefix = '$prefix';

define( 'WP_DEBUG', false );
define( 'DISABLE_WP_CRON', true );          // nothing happens but what a test does
define( 'WP_HTTP_BLOCK_EXTERNAL', true );   // and nothing leaves the machine
define( 'WP_ACCESSIBLE_HOSTS', '127.0.0.1,localhost' );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'FS_METHOD', 'direct' );
define( 'WP_TEMP_DIR', '$folder/tmp' );

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
