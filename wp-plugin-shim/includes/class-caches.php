<?php
/**
 * Makes WordPress forget what it knew of rows that were written past it.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * Matters where an object cache outlives the request; page caches listen to clean_post_cache, too.
 */
class Caches {

	/** Post types that the sidecar writes. */
	const TYPES = array( 'bkx_booking', 'bkx_base', 'bkx_seat', 'bkx_addition' );

	/**
	 * Forget posts with their metas, and what is counted of them: notes of bookings are comments.
	 *
	 * @param array $values 'ids'.
	 */
	public static function clean_posts( array $values ): void {
		foreach ( array_map( 'intval', (array) ( $values['ids'] ?? array() ) ) as $id ) {
			wp_cache_delete( $id, 'posts' ); // First: the two below look at the post as it is now.
			wp_cache_delete( $id, 'post_meta' );
			clean_post_cache( $id );
			wp_cache_delete( "comments-$id", 'counts' );
		}
		foreach ( self::TYPES as $type ) {
			wp_cache_delete( _count_posts_cache_key( $type ), 'counts' );
		}
		wp_cache_delete( 'comments-0', 'counts' );
		wp_cache_set( 'last_changed', microtime(), 'comment' );
		delete_transient( 'bkx_count_comments' );
	}

	/**
	 * Forget a user with the metas.
	 *
	 * @param array $values 'user_id'.
	 */
	public static function clean_user( array $values ): void {
		$id = (int) ( $values['user_id'] ?? 0 );
		wp_cache_delete( $id, 'users' ); // First: what follows cleans by the user's address and names as they are now.
		wp_cache_delete( $id, 'user_meta' );
		clean_user_cache( $id );
		wp_cache_set( 'last_changed', microtime(), 'users' );
	}

	/**
	 * Forget options.
	 *
	 * @param array $values 'names' of those that were written.
	 */
	public static function clean_options( array $values ): void {
		foreach ( array_filter( (array) ( $values['names'] ?? array() ), 'is_string' ) as $name ) {
			wp_cache_delete( $name, 'options' );
		}
		wp_cache_delete( 'alloptions', 'options' );
		wp_cache_delete( 'notoptions', 'options' );
	}
}
