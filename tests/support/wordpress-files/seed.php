<?php
// Fill an empty BookingX: two resources, three services, an extra, opening hours, VAT and pounds. Prints their ids as JSON.
// Metas are written as the plugin's own forms leave them; the forms themselves work in wp-admin only.
foreach ( array(
	'currency_option'       => 'GBP',
	'bkx_tax_rate'          => '20',
	'bkx_tax_name'          => 'VAT',
	'bkx_prices_include_tax' => '0',
	'bkx_business_name'     => 'Corner Salon',
	'bkx_business_email'    => 'salon@example.test',
) as $name => $value ) {
	update_option( $name, $value );
}

function seed( $type, $title, $metas ) {
	return wp_insert_post( array( 'post_type' => $type, 'post_status' => 'publish', 'post_title' => $title, 'meta_input' => $metas ) );
}

$days  = array( 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday' );
$hours = array( 'selected_days_1' => array( 'days' => $days, 'time' => array( 'open' => '9:00 AM', 'close' => '6:00 PM' ) ) );
update_option( 'bkx_business_days', serialize( $hours ) );

list( $seat, $other_seat ) = array_map(
	function ( $name, $phone, $email ) use ( $hours, $days ) {
		return seed(
			'bkx_seat',
			$name,
			array(
				'seat_is_certain_month' => 'N',
				'seat_is_certain_day'   => 'Y',
				'selected_days'         => $hours,
				'seat_days'             => $days,
				'seatIsPrePayment'      => 'N',
				'seat_payment_type'     => 'FP',
				'seatPhone'             => $phone,
				'seatEmail'             => $email,
			)
		);
	},
	array( 'Alex Carter', 'Sam Doe' ),
	array( '02079460001', '02079460008' ),
	array( 'alex@example.test', 'sam@example.test' )
);

$bases = array();
foreach ( array( 'Haircut' => array( '40', '0', '45' ), 'Colour' => array( '95.5', '2', '00' ) ) as $title => list( $price, $h, $m ) ) {
	$bases[] = seed(
		'bkx_base',
		$title,
		array(
			'base_price'             => $price,
			'base_time_option'       => 'H',
			'base_hours'             => $h,
			'base_minutes'           => $m,
			'base_is_extended'       => 'N',
			'base_is_allow_addition' => 'Y',
			'base_is_unavailable'    => 'N',
			'base_seat_all'          => 'All',
			'base_selected_seats'    => array( (string) $seat ),
		)
	);
}

$retreat = seed(
	'bkx_base',
	'Retreat',
	array(
		'base_price'             => '300',
		'base_time_option'       => 'D',
		'base_day'               => '2',
		'base_is_extended'       => 'Y',
		'base_extended_limit'    => '3',
		'base_is_allow_addition' => 'N',
		'base_is_unavailable'    => 'N',
		'base_seat_all'          => 'All',
		'base_selected_seats'    => array( (string) $seat ),
	)
);

$extra = seed(
	'bkx_addition',
	'Head massage',
	array(
		'addition_price'          => '12',
		'addition_time_option'    => 'H',
		'addition_hours'          => '0',
		'addition_minutes'        => '15',
		'addition_is_unavailable' => 'N',
		'extra_selected_base'     => array_map( 'strval', $bases ),
		'extra_selected_seats'    => array( (string) $seat ),
	)
);

$form = get_permalink( get_option( 'bkx_set_booking_page' ) );
echo wp_json_encode( compact( 'seat', 'other_seat', 'bases', 'retreat', 'extra', 'form' ) );
