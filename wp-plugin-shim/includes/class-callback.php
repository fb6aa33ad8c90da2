<?php
/**
 * Does in WordPress what follows a write of the sidecar: caches, hooks, mails.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * The REST route bookingx-zapier/v1/callback. The sidecar's signed request carries the id of a row and nothing else;
 * what is done stands in the row, step by step. So a request that is repeated finds it done, and does nothing.
 */
class Callback {

	const ROUTE = '/bookingx-zapier/v1/callback';

	/** What is signed as the path, whatever a proxy makes of it. */
	const TARGET = '/?rest_route=/bookingx-zapier/v1/callback';

	const MAX_BYTES = 1024;

	/** How long one step may take. */
	const STEP_SECONDS = 60;

	/** A step that ended the whole request so often is given up: the steps after it would never be reached. */
	const MAX_BEGINNINGS = 2;

	/**
	 * Register the route, and hold back what others print in requests that seem to be meant for it.
	 */
	public static function init(): void {
		if ( ! Config::is_complete() ) {
			return;
		}
		add_action( 'rest_api_init', array( self::class, 'register_route' ) );
		add_filter( 'rest_authentication_errors', array( self::class, 'leave_authentication' ), PHP_INT_MAX );
		add_filter( 'rest_pre_serve_request', array( self::class, 'serve' ), PHP_INT_MAX, 3 );
		if ( false !== strpos( rawurldecode( (string) ( $_SERVER['REQUEST_URI'] ?? '' ) ), self::ROUTE ) ) { // phpcs:ignore WordPress.Security.ValidatedSanitizedInput
			Output::hold();
			add_filter( 'application_password_is_api_request', '__return_false' ); // What a proxy asks for is not WordPress's.
		}
	}

	/**
	 * Register the route; it is for the sidecar alone, so no list of routes names it.
	 */
	public static function register_route(): void {
		register_rest_route(
			'bookingx-zapier/v1',
			'/callback',
			array(
				'methods'             => 'POST',
				'callback'            => array( self::class, 'answer' ),
				'permission_callback' => array( self::class, 'authenticate' ),
				'show_in_index'       => false,
			)
		);
	}

	/**
	 * Let no plugin that closes the REST API to guests close this route, which has its own proof.
	 *
	 * @param \WP_Error|true|null $result What others decided.
	 * @return \WP_Error|true|null
	 */
	public static function leave_authentication( $result ) {
		return self::is_ours( (string) ( $GLOBALS['wp']->query_vars['rest_route'] ?? '' ) ) ? true : $result;
	}

	/**
	 * Whether the sidecar signed the request.
	 *
	 * @param \WP_REST_Request $request The request.
	 * @return true|\WP_Error
	 */
	public static function authenticate( \WP_REST_Request $request ) {
		$headers = array(
			'timestamp' => (string) $request->get_header( 'x-bkx-timestamp' ),
			'nonce'     => (string) $request->get_header( 'x-bkx-nonce' ),
			'signature' => (string) $request->get_header( 'x-bkx-signature' ),
		);
		$body    = (string) $request->get_body();
		$method  = (string) ( $_SERVER['REQUEST_METHOD'] ?? '' ); // phpcs:ignore WordPress.Security.ValidatedSanitizedInput
		if ( strlen( $body ) <= self::MAX_BYTES && Signer::is_valid( $method, self::TARGET, $body, $headers ) ) {
			return true;
		}
		return new \WP_Error( 'invalid_signature', 'The signature is missing, wrong or too old.', array( 'status' => 401 ) );
	}

	/**
	 * The route's callback. An empty id asks only whether somebody is there.
	 *
	 * @param \WP_REST_Request $request The request, which was signed.
	 */
	public static function answer( \WP_REST_Request $request ): \WP_REST_Response {
		Output::hide_errors();
		$said = json_decode( (string) $request->get_body(), true );
		$id   = is_array( $said ) && isset( $said['callback_id'] ) && is_string( $said['callback_id'] ) ? $said['callback_id'] : null;
		if ( null === $id ) {
			return new \WP_REST_Response( array( 'code' => 'malformed_body' ), 400 );
		}
		if ( '' === $id ) {
			return new \WP_REST_Response( array( 'version' => BKX_ZAPIER_VERSION ) );
		}
		if ( ! Callback_Row::lock( $id ) ) {
			return new \WP_REST_Response( array( 'code' => 'busy' ), 409 );
		}
		try {
			return self::run( Callback_Row::find( $id ) );
		} finally {
			Callback_Row::unlock( $id );
		}
	}

	/**
	 * Print the answer without what others printed.
	 *
	 * @param bool              $served  Whether the response is out already.
	 * @param \WP_HTTP_Response $result  The response.
	 * @param \WP_REST_Request  $request The request.
	 */
	public static function serve( $served, $result, $request ): bool {
		if ( ! self::is_ours( $request->get_route() ) ) {
			return $served;
		}
		Output::drop();
		nocache_headers();
		status_header( $result->get_status() );
		echo wp_json_encode( $result->get_data() );
		Output::swallow();
		return true;
	}

	/**
	 * Do what is left of a callback. Nobody is logged in: what is done here is no administrator's doing.
	 *
	 * @param Callback_Row|null $row The row.
	 */
	private static function run( ?Callback_Row $row ): \WP_REST_Response {
		if ( null === $row ) {
			return new \WP_REST_Response( array( 'code' => 'unknown_callback' ), 422 );
		}
		ignore_user_abort( true ); // The sidecar may have stopped waiting; half a mail helps nobody.
		wp_set_current_user( 0 );
		foreach ( $row->steps as $number => $step ) {
			self::run_step( $row, $number, is_array( $step ) ? $step : array() );
		}
		return new \WP_REST_Response( array( 'progress' => (object) $row->progress ) );
	}

	/**
	 * Do one step, unless it is done or given up. That it was begun is written first: should it end the request, the
	 * next one knows.
	 *
	 * @param Callback_Row $row    The row.
	 * @param int          $number Number of the step.
	 * @param array        $step   The step.
	 */
	private static function run_step( Callback_Row $row, int $number, array $step ): void {
		$state = $row->progress[ $number ] ?? '';
		if ( 'done' === $state || 0 === strpos( $state, 'given up: ' ) ) {
			return;
		}
		$begun = preg_match( '/^begun ([0-9]+)$/D', $state, $found ) ? (int) $found[1] : 0;
		if ( $begun >= self::MAX_BEGINNINGS ) {
			$row->note( $number, 'given up: it ended the request' );
			return;
		}
		$row->note( $number, 'begun ' . ( $begun + 1 ) );
		$row->note( $number, self::attempt( $step ) );
	}

	/**
	 * What came of a step.
	 *
	 * @param array $step The step.
	 */
	private static function attempt( array $step ): string {
		$level = ob_get_level();
		ob_start();
		if ( function_exists( 'set_time_limit' ) ) {
			set_time_limit( self::STEP_SECONDS );
		}
		try {
			Steps::run( (string) ( $step['kind'] ?? '' ), (array) ( $step['values'] ?? array() ) );
			return 'done';
		} catch ( Step_Failure $failure ) {
			return ( $failure->is_final ? 'given up: ' : 'failed: ' ) . $failure->getMessage();
		} catch ( \Throwable $error ) {
			return 'failed: ' . Steps::name( $error );
		} finally {
			while ( ob_get_level() > $level && ob_end_clean() ) {
				continue;
			}
			Output::hide_errors(); // BookingX may have turned it on again.
		}
	}

	/**
	 * Whether a route is this one.
	 *
	 * @param string $route Route as WordPress parsed it.
	 */
	private static function is_ours( string $route ): bool {
		return 0 === strcasecmp( untrailingslashit( $route ), self::ROUTE );
	}
}
