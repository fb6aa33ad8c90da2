<?php
/**
 * Writes the marks of a request as rows that the sidecar reads.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * The table {prefix}bkx_zapier_outbox, which the sidecar's migrations create.
 */
class Outbox {

	/** The post type behind each object name of hooks.php. */
	const POST_TYPES = array( 'booking' => 'bkx_booking' );

	/** Rows in one statement: far below max_allowed_packet, and enough for any bulk action of wp-admin. */
	const CHUNK = 500;

	/**
	 * The table's name on the current blog.
	 */
	public static function table(): string {
		return $GLOBALS['wpdb']->prefix . 'bkx_zapier_outbox';
	}

	/**
	 * Write all marks.
	 *
	 * @param array $marks Marks by table prefix, object and id.
	 * @return int Rows written.
	 */
	public static function write( array $marks ): int {
		global $wpdb;
		$suppressed = $wpdb->suppress_errors( true ); // Whatever a site shows of its errors, ours stay off the page.
		$written    = 0;
		foreach ( $marks as $prefix => $objects ) {
			foreach ( array_intersect_key( $objects, self::POST_TYPES ) as $object => $by_id ) {
				foreach ( array_chunk( $by_id, self::CHUNK, true ) as $chunk ) {
					$written += self::write_chunk( $prefix, $object, $chunk );
				}
			}
		}
		$wpdb->suppress_errors( $suppressed );
		return $written;
	}

	/**
	 * Write the marks of some objects of one kind, in one INSERT.
	 *
	 * @param string                       $prefix Table prefix of their blog.
	 * @param string                       $object Object name of hooks.php.
	 * @param array<int,array<string,true>> $by_id Marks by id.
	 * @return int Rows written.
	 */
	private static function write_chunk( string $prefix, string $object, array $by_id ): int {
		global $wpdb;
		$facts  = self::facts( $prefix, $object, $by_id );
		$values = array();
		foreach ( array_intersect_key( $by_id, $facts ) as $id => $marks ) {
			ksort( $marks );
			array_push( $values, $object, $id, implode( ',', array_keys( $marks ) ), wp_json_encode( $facts[ $id ] ) );
		}
		if ( ! $values ) {
			return 0;
		}
		$rows = implode( ', ', array_fill( 0, count( $values ) / 4, '(%s, %d, %s, %s, UTC_TIMESTAMP(3))' ) );
		// phpcs:ignore WordPress.DB
		$done = $wpdb->query( $wpdb->prepare( "INSERT INTO `{$prefix}bkx_zapier_outbox` (object_type, object_id, marks, facts, marked_at) VALUES $rows", $values ) );
		return false === $done ? self::failed( "{$prefix}bkx_zapier_outbox" ) : (int) $done;
	}

	/**
	 * What is known of each object that is worth a row: its status. Posts of another type are left out, which the
	 * hooks alone cannot tell apart.
	 *
	 * @param string $prefix Table prefix of their blog.
	 * @param string $object Object name of hooks.php.
	 * @param array  $by_id  Marks by id.
	 * @return array<int,array<string,string>>
	 */
	private static function facts( string $prefix, string $object, array $by_id ): array {
		$facts = array();
		$alive = array();
		foreach ( $by_id as $id => $marks ) {
			if ( isset( $marks['deleted'] ) ) {
				$facts[ $id ] = array( 'status' => 'deleted' );
			} else {
				$alive[] = $id;
			}
		}
		foreach ( $alive ? self::read_posts( $prefix, $alive ) : array() as $post ) {
			if ( self::POST_TYPES[ $object ] === $post->post_type ) {
				$facts[ (int) $post->ID ] = array( 'status' => $post->post_status );
			}
		}
		return $facts;
	}

	/**
	 * Type and status of posts, past WordPress's caches: BookingX writes the status past them too.
	 *
	 * @param string $prefix Table prefix of their blog.
	 * @param int[]  $ids    Post ids.
	 * @return object[] With ID, post_type and post_status.
	 */
	private static function read_posts( string $prefix, array $ids ): array {
		global $wpdb;
		$places = implode( ', ', array_fill( 0, count( $ids ), '%d' ) );
		// phpcs:ignore WordPress.DB
		$posts = $wpdb->get_results( $wpdb->prepare( "SELECT ID, post_type, post_status FROM `{$prefix}posts` WHERE ID IN ($places)", $ids ) );
		if ( '' !== $wpdb->last_error ) {
			self::failed( "{$prefix}posts" );
		}
		return (array) $posts;
	}

	/**
	 * Leave one line in the log, without any data.
	 *
	 * @param string $table The table that did not answer.
	 * @return int No rows.
	 */
	private static function failed( string $table ): int {
		error_log( "BookingX for Zapier: the database refused $table; run \"sidecar doctor\". The sidecar will find the changes later." ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions
		return 0;
	}
}
