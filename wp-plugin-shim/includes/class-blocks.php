<?php
/**
 * Shows BookingX the times that were blocked through Zapier.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * Reads the table {prefix}bkx_zapier_blocks, which the sidecar writes, and only where BookingX asks what is free.
 *
 * BookingX asks three times: for the calendar's days, for the list of a day's times, and, once a time was chosen and
 * again when it is booked, whether it is free. Two of its filters say neither whom nor which day they are about; the
 * form's own fields do. A day that is closed to the calendar makes that last question an error on PHP 8, so there a
 * blocked day is one without a free time instead.
 */
class Blocks {

	/** A slot is a quarter of an hour; they count from 1, at midnight. */
	const SLOT_SECONDS = 900;
	const SLOTS_OF_DAY = 96;

	/** Rows that are read, and days that are closed in the calendar, at most. */
	const MAX_ROWS = 500;
	const MAX_DAYS = 2000;

	/**
	 * What was read in this request: begins and ends, as UTC would count the site's clock, by table prefix and seat.
	 *
	 * @var array<string,array<int,int[][]>>
	 */
	private static $read = array();

	/**
	 * Listen to BookingX's questions; after its own listener, which expects only its own days.
	 */
	public static function init(): void {
		add_filter( 'bkx_calender_unavailable_days', array( self::class, 'close_days' ), 20 );
		add_filter( 'bookingx_booked_slots', array( self::class, 'take_listed_slots' ), 20, 2 );
		add_filter( 'bkx_customise_display_booking_data', array( self::class, 'take_asked_slots' ), 20 );
	}

	/**
	 * Close the days of the calendar that are blocked: from midnight to midnight for services of hours, by any part for
	 * services of days.
	 *
	 * @param mixed $availability The seat, the service and the days that are closed already, as `m/d/Y`.
	 * @return mixed
	 */
	public static function close_days( $availability ) {
		if ( ! is_array( $availability ) || ! is_array( $availability['unavailable_days'] ?? null ) ) {
			return $availability;
		}
		$seat   = (int) ( $availability['seat_id'] ?? 0 );
		$blocks = self::read( $seat );
		if ( ! $blocks ) {
			return $availability;
		}
		$by_day = 'D' === get_post_meta( (int) ( $availability['base_id'] ?? 0 ), 'base_time_option', true );
		$days   = self::list_days( $blocks, $by_day );
		$asked  = self::asked_date();
		if ( null !== $asked ) {
			$is_blocked = $by_day ? array_intersect( self::asked_days(), $days ) : self::is_freed_by_edit( $seat, $asked );
			$days       = $is_blocked ? array( self::to_day( $asked ) ) : array();
		}
		$availability['unavailable_days'] = array_merge( $availability['unavailable_days'], $days );
		return $availability;
	}

	/**
	 * Take the blocked times out of the list of a day's times.
	 *
	 * @param mixed $slots Slots that are taken already.
	 * @param mixed $args  What was asked: the seat and the day.
	 * @return mixed
	 */
	public static function take_listed_slots( $slots, $args = array() ) {
		$seat    = is_array( $args ) ? (int) ( $args['seat_id'] ?? 0 ) : 0;
		$blocked = self::list_slots( $seat, is_array( $args ) ? (string) ( $args['booking_date'] ?? '' ) : '' );
		return $blocked ? array_merge( is_array( $slots ) ? $slots : array(), $blocked ) : $slots;
	}

	/**
	 * Take the blocked times where BookingX asks whether one time is free: as bookings, which have a post. Theirs is
	 * the seat's.
	 *
	 * @param mixed $bookings The seat's bookings of the day, as BookingX reads them.
	 * @return mixed
	 */
	public static function take_asked_slots( $bookings ) {
		$asked = self::asked_date();
		if ( null === $asked ) {
			return $bookings;
		}
		$seat  = (int) self::posted( 'seat_id' );
		$taken = array();
		foreach ( self::list_ranges( $seat, $asked ) as list( $first, $last ) ) {
			for ( $from = $first; $from <= $last; $from += self::SLOTS_OF_DAY ) { // BookingX counts 100 at most.
				$taken[] = array(
					'order_id'     => $seat,
					'seat_id'      => $seat,
					'booking_date' => $asked,
					'full_day'     => (string) $from,
					'booking_time' => array( 'in_sec' => self::SLOT_SECONDS * min( self::SLOTS_OF_DAY, $last - $from + 1 ) ),
				);
			}
		}
		return $taken ? array_merge( is_array( $bookings ) ? $bookings : array(), $taken ) : $bookings;
	}

	/**
	 * The day of which the form asks whether a time is free; null where it asks for something else.
	 */
	private static function asked_date(): ?string {
		$date = self::posted( 'date' );
		if ( null !== $date ) {
			return $date;
		}
		$booking = (int) self::posted( 'booking_record_id' ); // Given to another seat, at the same time.
		return $booking > 0 ? (string) get_post_meta( $booking, 'booking_date', true ) : null;
	}

	/**
	 * The days that the form asks for, or books, as `m/d/Y`.
	 *
	 * @return string[]
	 */
	private static function asked_days(): array {
		$days = isset( $_POST['booking_multi_days'] ) ? wp_unslash( $_POST['booking_multi_days'] ) : array(); // phpcs:ignore WordPress.Security -- Compared only; BookingX checks its nonce.
		$days = array_filter( is_array( $days ) ? $days : explode( ',', (string) $days ), 'is_string' );
		return array_map( array( self::class, 'to_day' ), array_merge( array( (string) self::asked_date() ), $days ) );
	}

	/**
	 * Whether a booking that is moved would free a blocked time. BookingX takes the clock times that the booking has
	 * now to be free on every other day, too, so that only a closed day keeps it away.
	 *
	 * @param int    $seat Whose time.
	 * @param string $date The day.
	 */
	private static function is_freed_by_edit( int $seat, string $date ): bool {
		$record = get_post_meta( (int) ( self::posted( 'edit_booking_id' ) ?? self::posted( 'order_id' ) ), 'bookingTimeRecord', true );
		$own    = array_filter( explode( ',', (string) ( $record[0]['full_day'] ?? '' ) ) );
		$clock  = explode( ':', self::posted( 'time' ) ?? self::posted( 'booking_time' ) ?? '' );
		if ( ! $own || 2 !== count( $clock ) ) {
			return false;
		}
		$first = (int) $clock[0] * 4 + intdiv( (int) $clock[1], 15 ) + 1;
		return (bool) array_intersect( $own, range( $first, $first + count( $own ) - 1 ), self::list_slots( $seat, $date ) );
	}

	/**
	 * A field of the form; BookingX has checked its nonce before it asks us.
	 *
	 * @param string $name The field.
	 */
	private static function posted( string $name ): ?string {
		return isset( $_POST[ $name ] ) && is_string( $_POST[ $name ] ) ? sanitize_text_field( wp_unslash( $_POST[ $name ] ) ) : null; // phpcs:ignore WordPress.Security.NonceVerification
	}

	/**
	 * The blocked slots of a seat's day.
	 *
	 * @param int    $seat Whose.
	 * @param string $date The day, as BookingX spells it.
	 * @return int[]
	 */
	private static function list_slots( int $seat, string $date ): array {
		$slots = array();
		foreach ( self::list_ranges( $seat, $date ) as list( $first, $last ) ) {
			$slots = array_merge( $slots, range( $first, $last ) );
		}
		return array_values( array_unique( $slots ) );
	}

	/**
	 * The first and last slot of each block that touches a day or the one after it, into which a booking may reach.
	 *
	 * @param int    $seat Whose.
	 * @param string $date The day, as BookingX spells it.
	 * @return int[][]
	 */
	private static function list_ranges( int $seat, string $date ): array {
		$midnight = '' === $date ? false : strtotime( "$date UTC" );
		$ranges   = array();
		foreach ( false === $midnight ? array() : self::read( $seat ) as list( $begin, $end ) ) {
			$first = max( intdiv( max( $begin - $midnight, 0 ), self::SLOT_SECONDS ) + 1, 1 );
			$last  = min( (int) ceil( ( $end - $midnight ) / self::SLOT_SECONDS ), 2 * self::SLOTS_OF_DAY );
			if ( $first <= $last ) {
				$ranges[] = array( $first, $last );
			}
		}
		return $ranges;
	}

	/**
	 * The days that blocks close, as `m/d/Y`.
	 *
	 * @param int[][] $blocks Begins and ends.
	 * @param bool    $touch  Whether a part of a day is enough.
	 * @return string[]
	 */
	private static function list_days( array $blocks, bool $touch ): array {
		$days = array();
		foreach ( $blocks as list( $begin, $end ) ) {
			$day = $begin - $begin % DAY_IN_SECONDS;
			for ( $day += $touch || $day === $begin ? 0 : DAY_IN_SECONDS; $touch ? $day < $end : $day + DAY_IN_SECONDS <= $end; $day += DAY_IN_SECONDS ) {
				if ( count( $days ) >= self::MAX_DAYS ) {
					return $days;
				}
				$days[] = gmdate( 'm/d/Y', $day );
			}
		}
		return $days;
	}

	/**
	 * A day as BookingX compares days, and as it reads what is none.
	 *
	 * @param string $date The day, in any spelling.
	 */
	private static function to_day( string $date ): string {
		return gmdate( 'm/d/Y', (int) strtotime( "$date UTC" ) );
	}

	/**
	 * The blocks of a seat that have not ended yesterday, asked for once in a request; none where there is no table.
	 *
	 * @param int $seat Whose.
	 * @return int[][] Begins and ends.
	 */
	private static function read( int $seat ): array {
		global $wpdb;
		if ( $seat <= 0 ) {
			return array();
		}
		if ( ! isset( self::$read[ $wpdb->prefix ][ $seat ] ) ) {
			$since      = gmdate( 'Y-m-d H:i:s', time() - 2 * DAY_IN_SECONDS ); // Whatever the site's zone.
			$query      = "SELECT starts_at, ends_at FROM {$wpdb->prefix}bkx_zapier_blocks WHERE staff_id = %d AND ends_at > %s ORDER BY ends_at LIMIT %d";
			$suppressed = $wpdb->suppress_errors( true );
			$rows       = $wpdb->get_results( $wpdb->prepare( $query, $seat, $since, self::MAX_ROWS ), ARRAY_N ); // phpcs:ignore WordPress.DB -- The table's name is ours.
			$wpdb->suppress_errors( $suppressed );
			self::$read[ $wpdb->prefix ][ $seat ] = array_map( array( self::class, 'to_times' ), is_array( $rows ) ? $rows : array() );
		}
		return self::$read[ $wpdb->prefix ][ $seat ];
	}

	/**
	 * Begin and end of a row. The site's clock is counted as if it were UTC: a wall clock has no gaps.
	 *
	 * @param string[] $row Begin and end.
	 * @return int[]
	 */
	private static function to_times( array $row ): array {
		return array( (int) strtotime( "$row[0] UTC" ), (int) strtotime( "$row[1] UTC" ) );
	}
}
