<?php
/**
 * Writes the marks and reports of a request as rows that the sidecar reads.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * The table {prefix}bkx_zapier_outbox, which the sidecar's migrations create.
 */
class Outbox {

	/** The post type behind the object names of hooks.php; what is not listed is no post and is not looked at. */
	const POST_TYPES = array(
		'booking' => 'bkx_booking',
		'service' => 'bkx_base',
	);

	/** The mark of hooks that name an object by themselves: it counts even where the object is no post. */
	const TOLD = 'told';

	/** Rows in one statement: enough for any bulk action of wp-admin. */
	const CHUNK = 500;

	/** Bytes of facts in one statement; quoting may double them. The smallest max_allowed_packet in use is 1 MB. */
	const CHUNK_BYTES = 262144;

	/**
	 * The table's name on the current blog.
	 */
	public static function table(): string {
		return $GLOBALS['wpdb']->prefix . 'bkx_zapier_outbox';
	}

	/**
	 * Write all marks, and the reports after them: a report may be about a booking that this request made.
	 *
	 * @param array $marks   Marks by table prefix, object and id.
	 * @param array $reports Rows by table prefix.
	 * @return int Rows written.
	 */
	public static function write( array $marks, array $reports ): int {
		global $wpdb;
		$suppressed = $wpdb->suppress_errors( true ); // Whatever a site shows of its errors, ours stay off the page.
		$written    = 0;
		foreach ( array_keys( $marks + $reports ) as $prefix ) {
			$rows = array_merge( self::mark_rows( $prefix, $marks[ $prefix ] ?? array() ), $reports[ $prefix ] ?? array() );
			foreach ( self::chunks( $rows ) as $chunk ) {
				$written += self::insert( "{$prefix}bkx_zapier_outbox", $chunk );
			}
		}
		$wpdb->suppress_errors( $suppressed );
		return $written;
	}

	/**
	 * The rows of the marked objects. Posts of another type are left out, which the hooks alone cannot tell apart.
	 *
	 * @param string $prefix  Table prefix of their blog.
	 * @param array  $objects Marks by object and id.
	 * @return array[] Type, id, marks and facts of each.
	 */
	private static function mark_rows( string $prefix, array $objects ): array {
		$posts = self::read_posts( $prefix, self::list_posts( $objects ) );
		$rows  = array();
		foreach ( $objects as $object => $by_id ) {
			foreach ( $by_id as $id => $marks ) {
				$status = self::status( $object, $marks, $posts[ $id ] ?? null );
				if ( null === $status ) {
					$marks = isset( self::POST_TYPES[ $object ] ) ? array_intersect_key( $marks, array( self::TOLD => true ) ) : $marks;
				}
				if ( $marks ) {
					ksort( $marks );
					$facts  = null === $status ? '{}' : wp_json_encode( compact( 'status' ) );
					$rows[] = array( $object, $id, implode( ',', array_keys( $marks ) ), $facts );
				}
			}
		}
		return $rows;
	}

	/**
	 * The ids of the marked posts that are still there.
	 *
	 * @param array $objects Marks by object and id.
	 * @return int[]
	 */
	private static function list_posts( array $objects ): array {
		$ids = array();
		foreach ( array_intersect_key( $objects, self::POST_TYPES ) as $by_id ) {
			foreach ( $by_id as $id => $marks ) {
				if ( ! isset( $marks['deleted'] ) ) {
					$ids[ $id ] = $id;
				}
			}
		}
		return array_values( $ids );
	}

	/**
	 * The status of a marked object; null if it is no post of the right type.
	 *
	 * @param string      $object Object name of hooks.php.
	 * @param array       $marks  Its marks.
	 * @param object|null $post   The post of its id, if one was found.
	 */
	private static function status( string $object, array $marks, $post ): ?string {
		$type = self::POST_TYPES[ $object ] ?? null;
		if ( null !== $type && isset( $marks['deleted'] ) ) {
			return 'deleted';
		}
		return null !== $post && $type === $post->post_type ? $post->post_status : null;
	}

	/**
	 * Rows in lists that one statement can carry.
	 *
	 * @param array[] $rows Type, id, marks and facts of each.
	 * @return array[][]
	 */
	private static function chunks( array $rows ): array {
		$chunks = array();
		$last   = -1;
		$bytes  = self::CHUNK_BYTES;
		foreach ( $rows as $row ) {
			$size = strlen( $row[3] );
			if ( $bytes + $size > self::CHUNK_BYTES || count( $chunks[ $last ] ) === self::CHUNK ) {
				++$last;
				$bytes = 0;
			}
			$chunks[ $last ][] = $row;
			$bytes            += $size;
		}
		return $chunks;
	}

	/**
	 * Write rows in one INSERT.
	 *
	 * @param string  $table The outbox of their blog.
	 * @param array[] $rows  Type, id, marks and facts of each.
	 * @return int Rows written.
	 */
	private static function insert( string $table, array $rows ): int {
		global $wpdb;
		$places = implode( ', ', array_fill( 0, count( $rows ), '(%s, %d, %s, %s, UTC_TIMESTAMP(3))' ) );
		// phpcs:ignore WordPress.DB
		$done = $wpdb->query( $wpdb->prepare( "INSERT INTO `$table` (object_type, object_id, marks, facts, marked_at) VALUES $places", array_merge( ...$rows ) ) );
		return false === $done ? self::failed( $table, in_array( 'report', array_column( $rows, 0 ), true ) ) : (int) $done;
	}

	/**
	 * Type and status of posts, past WordPress's caches: BookingX writes the status past them too.
	 *
	 * @param string $prefix Table prefix of their blog.
	 * @param int[]  $ids    Post ids.
	 * @return array<int,object> With ID, post_type and post_status, by id.
	 */
	private static function read_posts( string $prefix, array $ids ): array {
		global $wpdb;
		$posts = array();
		foreach ( array_chunk( $ids, self::CHUNK ) as $chunk ) {
			$places = implode( ', ', array_fill( 0, count( $chunk ), '%d' ) );
			// phpcs:ignore WordPress.DB
			$posts += (array) $wpdb->get_results( $wpdb->prepare( "SELECT ID, post_type, post_status FROM `{$prefix}posts` WHERE ID IN ($places)", $chunk ), OBJECT_K );
			if ( '' !== $wpdb->last_error ) {
				self::failed( "{$prefix}posts" );
			}
		}
		return $posts;
	}

	/**
	 * Leave one line in the log, without any data.
	 *
	 * @param string $table       The table that did not answer.
	 * @param bool   $had_reports Whether reports are lost, which nobody can find later.
	 * @return int No rows.
	 */
	private static function failed( string $table, bool $had_reports = false ): int {
		$lost = $had_reports ? ', but not what other plugins reported' : '';
		error_log( "BookingX for Zapier: the database refused $table; run \"sidecar doctor\". The sidecar will find the changes later$lost." ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions
		return 0;
	}
}
