<?php
/**
 * What is free: the form's three questions, with the filters that the original asks.
 *
 * @package BookingXStandIn
 */

defined( 'ABSPATH' ) || exit;

/**
 * Only the filters close days or take slots; bookings take none. A closed day ends the last question with an error, as
 * in the original on PHP 8.
 */
class StandIn_Availability {

	/** Calls of the script: the name of the nonce in the page, and its action. */
	const CALLS = array(
		'get_verify_slot'            => array( 'get_verify_slot_nonce', 'get-verify-slot' ),
		'get_calendar_availability'  => array( 'get_calendar_availability_nonce', 'get-calendar-availability' ),
		'display_availability_slots' => array( 'display_availability_slots_nonce', 'display-availability-slots' ),
	);

	public static function answer( $call, $form ) {
		if ( 'get_calendar_availability' === $call ) {
			return wp_json_encode( self::calendar( $form ) );
		}
		return 'get_verify_slot' === $call ? self::verify( $form ) : self::display( $form );
	}

	public static function verify( $form ) {
		$closed = in_array( gmdate( 'm/d/Y', strtotime( $form['date'] ) ), self::calendar( $form )['unavailable_days'], true );
		$taken  = $closed ? 'None' : self::taken( apply_filters( 'bkx_customise_display_booking_data', array() ) );
		count( $taken ); // A TypeError for the text.
		$clock = explode( ':', $form['time'] );
		$first = 4 * $clock[0] + intdiv( $clock[1], 15 ) + 1;
		$count = StandIn_Form::minutes( $form ) / 15;
		if ( $count > 0 && array_intersect( range( $first, $first + $count - 1 ), array_diff( $taken, self::own( $form ) ) ) ) {
			return 'NORF';
		}
		return wp_json_encode( array( 'result' => 1, 'starting_slot' => $first, 'no_of_slots' => $count ) );
	}

	private static function display( $form ) {
		$closed = self::calendar( $form )['unavailable_days'];
		if ( 'D' === get_post_meta( $form['base_id'], 'base_time_option', true ) ) {
			$first = strtotime( $form['booking_date'] );
			$days  = array( gmdate( 'm/d/Y', $first ), gmdate( 'm/d/Y', $first + DAY_IN_SECONDS ) );
			return wp_json_encode( array( 'error' => array_intersect( $days, $closed ) ? 'Not available' : '' ) );
		}
		if ( in_array( gmdate( 'm/d/Y', strtotime( $form['booking_date'] ) ), $closed, true ) ) {
			return '<a class="disabled">Not available</a>';
		}
		$taken = apply_filters( 'bookingx_booked_slots', array(), $form );
		$html  = '';
		foreach ( self::open_slots( $form['seat_id'], $form['booking_date'] ) as $slot ) {
			$class = in_array( $slot, $taken, true ) ? 'disabled' : 'available';
			$html .= "<td> <a href=\"\" class=\"$class \" data-slot='$slot'></a></td>";
		}
		return $html;
	}

	/** Own hours where the seat has some, else the business's. */
	private static function open_slots( $seat, $date ) {
		$own  = 'Y' === get_post_meta( $seat, 'seat_is_certain_day', true ) ? get_post_meta( $seat, 'selected_days', true ) : array();
		$open = array();
		foreach ( $own ?: maybe_unserialize( get_option( 'bkx_business_days' ) ) as $group ) {
			if ( in_array( gmdate( 'l', strtotime( $date ) ), $group['days'], true ) ) {
				list( $from, $till ) = array_map( array( self::class, 'quarter' ), array_values( $group['time'] ) );
				$open                = range( $from + 1, $till ?: 96 );
			}
		}
		return $open;
	}

	private static function quarter( $clock ) {
		return intdiv( strtotime( "1970-01-01 $clock UTC" ), 900 );
	}

	private static function calendar( $form ) {
		$known = array( 'seat_id' => $form['seat_id'], 'base_id' => $form['base_id'], 'unavailable_days' => array() );
		return apply_filters( 'bkx_calender_unavailable_days', $known );
	}

	/** The original reads the first number and the length alone, and the author of the booking's post. */
	private static function taken( $bookings ) {
		$taken = array();
		foreach ( $bookings as $booking ) {
			assert( get_post( $booking['order_id'] )->post_author >= 0 );
			$count = min( 100, max( 1, intdiv( $booking['booking_time']['in_sec'], 900 ) ) );
			$taken = array_merge( $taken, range( (int) $booking['full_day'], (int) $booking['full_day'] + $count - 1 ) );
		}
		return $taken;
	}

	/** A booking that is moved frees its own clock times on every day. */
	private static function own( $form ) {
		$id     = (int) ( $form['edit_booking_id'] ?? $form['order_id'] ?? 0 );
		$record = $id ? get_post_meta( $id, 'bookingTimeRecord', true ) : array();
		return array_map( 'intval', explode( ',', rtrim( $record[0]['full_day'] ?? '', ',' ) ) );
	}
}
