<?php
// run.php WORDPRESS HOST:PORT SCRIPT [ARGUMENT ...]: load WordPress as its administrator, then run a script in it.
// A plugin may turn display_errors on and print while it loads; a script's output must be the script's alone.
$site    = $argv[1];
$address = $argv[2];
$script  = $argv[3];
$argv    = array_slice( $argv, 3 );

$_SERVER['HTTP_HOST']       = $address;
$_SERVER['SERVER_NAME']     = strtok( $address, ':' );
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';

if ( 'install.php' === basename( $script ) ) {
	define( 'WP_INSTALLING', true );
}
ob_start();
require_once "$site/wp-load.php";
ini_set( 'display_errors', 'stderr' );
if ( ! wp_installing() ) {
	wp_set_current_user( 1 );
}
ob_end_clean();
require $script;
