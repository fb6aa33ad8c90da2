<?php
/**
 * The class through which other plugins change a booking.
 *
 * @package BookingXStandIn
 */

defined( 'ABSPATH' ) || exit;

/**
 * One booking. Every object listens for status changes and mails, so two objects send every mail twice; and an object
 * that lives while its booking is put into the bin cancels it, redirects and ends the request. The original does both.
 */
class BkxBooking {

	/** Which status words have a mail; "customer_" ones go to the customer, the others to the site's owner. */
	const MAILS = array( 'pending', 'customer_pending', 'customer_ack', 'customer_completed', 'cancelled', 'customer_cancelled', 'edit', 'customer_edit' );

	private $id;

	public function __construct( $unused = '', $id = 0 ) {
		$this->id = (int) $id;
		add_action( 'transition_post_status', array( $this, 'cancel_binned' ), 10, 3 );
		add_action( 'bkx_order_edit_status', array( $this, 'booking_email' ), 10, 2 );
	}

	public function update_status( $status, $email = true ) {
		global $wpdb;
		$second = new BkxBooking( '', $this->id );
		$old    = get_post_status_object( get_post_status( $this->id ) )->label;
		$new    = get_post_status_object( "bkx-$status" )->label;
		if ( $old !== $new ) {
			$second->add_order_note( "Successfully updated booking from $old to $new." );
		}
		$wpdb->update( $wpdb->posts, array( 'post_status' => "bkx-$status" ), array( 'ID' => $this->id ) );
		update_post_meta( $this->id, 'last_updated_date', gmdate( 'Y-m-d H:i:s' ) );
		update_post_meta( $this->id, 'updated_by', get_current_user_id() );
		if ( $email ) {
			do_action( 'bkx_order_edit_status', $this->id, "customer_$status" );
			do_action( 'bkx_order_edit_status', $this->id, $status );
		}
		return $this->id;
	}

	public function add_order_note( $text ) {
		$note = apply_filters(
			'bookingx_new_order_note_data',
			array(
				'comment_post_ID'      => $this->id,
				'comment_author'       => 'BookingX',
				'comment_author_email' => 'bookingx@example.test',
				'comment_author_url'   => '',
				'comment_content'      => $text,
				'comment_agent'        => 'BookingX',
				'comment_type'         => 'booking_note',
				'comment_parent'       => 0,
				'comment_approved'     => 1,
			),
			array( 'order_id' => $this->id, 'is_customer_note' => 0 )
		);
		return wp_insert_comment( $note );
	}

	public function booking_email( $id, $status ) {
		if ( ! in_array( $status, self::MAILS, true ) ) {
			return;
		}
		$author = get_userdata( (int) get_post_field( 'post_author', $id ) );
		if ( $author ) {
			get_password_reset_key( $author ); // For a link that next to none of its mails has: older links are dead.
		}
		$to = false === strpos( $status, 'customer' ) ? get_option( 'admin_email' ) : get_post_meta( $id, 'email', true );
		wp_mail( $to, ucfirst( str_replace( 'customer_', '', $status ) ) . " booking #$id", "<p>Booking $id</p>" );
	}

	public function cancel_binned( $new, $old, $post ) {
		if ( 'trash' === $new && $new !== $old && 'bkx_booking' === $post->post_type ) {
			$booking = new BkxBooking( '', $post->ID );
			$booking->update_status( 'cancelled' );
			wp_safe_redirect( wp_get_referer() );
			die;
		}
	}
}
