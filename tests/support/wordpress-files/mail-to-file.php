<?php
// A must-use plugin: no mail leaves the site; each becomes a line of JSON in wp-content/mails.jsonl.
add_filter(
	'pre_wp_mail',
	function ( $nothing, $mail ) {
		file_put_contents( WP_CONTENT_DIR . '/mails.jsonl', wp_json_encode( $mail ) . "\n", FILE_APPEND | LOCK_EX );
		return true;
	},
	10,
	2
);
