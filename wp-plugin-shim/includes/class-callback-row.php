<?php
/**
 * One callback as a row: what is to be done, and how far that is.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * The table {prefix}bkx_zapier_callbacks, which the sidecar's migrations create. The plugin writes `progress` alone.
 */
class Callback_Row {

	/**
	 * The row's callback_id.
	 *
	 * @var string
	 */
	private $id;

	/**
	 * The steps, each with 'kind', 'title' and 'values'.
	 *
	 * @var array[]
	 */
	public $steps;

	/**
	 * How far each step is, by its number: 'done', 'begun N', 'failed: reason', 'given up: reason'.
	 *
	 * @var array<int|string,string>
	 */
	public $progress;

	/**
	 * Use get().
	 *
	 * @param string $id       The row's callback_id.
	 * @param array  $steps    Its steps.
	 * @param array  $progress Their progress.
	 */
	private function __construct( string $id, array $steps, array $progress ) {
		$this->id       = $id;
		$this->steps    = $steps;
		$this->progress = $progress;
	}

	/**
	 * Keep others from this callback until this request ends, or until unlock().
	 *
	 * @param string $id A callback_id.
	 * @return bool Whether nobody else is at it.
	 */
	public static function lock( string $id ): bool {
		global $wpdb;
		if ( method_exists( $wpdb, 'send_reads_to_masters' ) ) {
			$wpdb->send_reads_to_masters(); // Where reads go to a copy of the database, the copy may be late.
		}
		return '1' === (string) $wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK( %s, 0 )', self::lock_name( $id ) ) ); // phpcs:ignore WordPress.DB
	}

	/**
	 * Let others.
	 *
	 * @param string $id A callback_id.
	 */
	public static function unlock( string $id ): void {
		global $wpdb;
		$wpdb->get_var( $wpdb->prepare( 'SELECT RELEASE_LOCK( %s )', self::lock_name( $id ) ) ); // phpcs:ignore WordPress.DB
	}

	/**
	 * The row of an id; null if there is none, or if it cannot be read.
	 *
	 * @param string $id A callback_id.
	 */
	public static function find( string $id ): ?self {
		global $wpdb;
		$row   = $wpdb->get_row( $wpdb->prepare( 'SELECT steps, progress FROM ' . self::table() . ' WHERE callback_id = %s', $id ) ); // phpcs:ignore WordPress.DB
		$steps = $row ? json_decode( $row->steps, true ) : null;
		if ( ! is_array( $steps ) ) {
			return null;
		}
		$progress = json_decode( $row->progress, true );
		return new self( $id, array_values( $steps ), is_array( $progress ) ? array_filter( $progress, 'is_string' ) : array() );
	}

	/**
	 * Remember how far a step is.
	 *
	 * @param int    $number Number of the step.
	 * @param string $state  Its progress.
	 * @throws \RuntimeException Where the database refuses it: what cannot be remembered must not be done.
	 */
	public function note( int $number, string $state ): void {
		global $wpdb;
		$this->progress[ $number ] = $state;
		$saved                     = $wpdb->update( self::table(), array( 'progress' => wp_json_encode( (object) $this->progress ) ), array( 'callback_id' => $this->id ) ); // phpcs:ignore WordPress.DB
		if ( false === $saved ) {
			throw new \RuntimeException( 'The progress of a callback could not be written.' );
		}
	}

	/**
	 * The table's name on the current blog.
	 */
	private static function table(): string {
		return $GLOBALS['wpdb']->prefix . 'bkx_zapier_callbacks';
	}

	/**
	 * A lock's name, at most 64 characters; all databases of a server share them.
	 *
	 * @param string $id A callback_id.
	 */
	private static function lock_name( string $id ): string {
		return 'bkx_zapier_' . md5( DB_NAME . '.' . self::table() . '.' . $id );
	}
}
