<?php
/**
 * Why a step of a callback was not done.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * Its message goes to the sidecar's log: fixed words, nothing about people.
 */
class Step_Failure extends \Exception {

	/**
	 * Whether trying again would change nothing, or would do other things twice.
	 *
	 * @var bool
	 */
	public $is_final = false;

	/**
	 * A failure that is tried again.
	 *
	 * @param string $reason What happened.
	 */
	public static function passing( string $reason ): self {
		return new self( $reason );
	}

	/**
	 * A failure that is not.
	 *
	 * @param string $reason What happened.
	 */
	public static function lasting( string $reason ): self {
		$failure           = new self( $reason );
		$failure->is_final = true;
		return $failure;
	}
}
