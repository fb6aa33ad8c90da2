<?php
/**
 * Lets Zapier reach the sidecar under this site's own address.
 *
 * @package BookingXZapier
 */

namespace BookingXZapier;

defined( 'ABSPATH' ) || exit;

/**
 * The REST route bookingx/v1/zapier/*: hands a request to the sidecar and its answer back, byte for byte.
 */
class Passthrough {

	const PREFIX = '/bookingx/v1/zapier/';

	/**
	 * What may pass, after WordPress has decoded it: v1/..., health/..., schema and schema/..., in plain segments that
	 * begin with a letter, a digit or "_"; trigger/NAME, action/NAME, and the three of OAuth. So no dots alone, no empty segment, nothing
	 * encoded, and never the paths that are between plugin and sidecar.
	 */
	const ALLOWED_PATH = '#^(?:schema|(?:v1|health|schema)(?:/[A-Za-z0-9_][A-Za-z0-9._~-]*)+|(?:trigger|action)/[A-Za-z0-9_][A-Za-z0-9_-]*|oauth/(?:authorize|token|revoke))$#D';

	const REQUEST_HEADERS = array( 'X-API-Key', 'Authorization', 'Content-Type', 'Accept', 'Idempotency-Key' );

	const MAX_BYTES = 1048576;

	/**
	 * The answer to the request that is being served.
	 *
	 * @var array{status:int,headers:array<string,string|string[]>,body:string}|null
	 */
	private static $answer;

	/**
	 * Register the route. For requests that seem to be meant for it, hold back what others print from now on.
	 */
	public static function init(): void {
		add_action( 'rest_api_init', array( self::class, 'register_route' ) );
		add_filter( 'rest_authentication_errors', array( self::class, 'leave_authentication' ), PHP_INT_MAX );
		add_filter( 'rest_pre_dispatch', array( self::class, 'leave_body' ), 10, 3 );
		add_filter( 'rest_pre_serve_request', array( self::class, 'serve' ), PHP_INT_MAX, 3 );
		if ( false !== strpos( rawurldecode( self::server( 'REQUEST_URI' ) ), trim( self::PREFIX, '/' ) ) ) {
			Output::hold();
			add_filter( 'application_password_is_api_request', '__return_false' ); // Basic credentials are the sidecar's, too.
		}
	}

	/**
	 * Register the route. It is open to everybody on purpose: the sidecar authenticates every request by its API key or
	 * token, and WordPress's users have no part in it.
	 */
	public static function register_route(): void {
		register_rest_route(
			'bookingx/v1',
			'/zapier/(?P<path>.*)',
			array(
				'methods'             => \WP_REST_Server::ALLMETHODS,
				'callback'            => array( self::class, 'forward' ),
				'permission_callback' => '__return_true',
			)
		);
	}

	/**
	 * Let no plugin that closes the REST API to guests close this route.
	 *
	 * @param \WP_Error|true|null $result What others decided.
	 * @return \WP_Error|true|null
	 */
	public static function leave_authentication( $result ) {
		return self::is_ours( (string) ( $GLOBALS['wp']->query_vars['rest_route'] ?? '' ) ) ? true : $result;
	}

	/**
	 * Keep WordPress from parsing the body and refusing it in its own words: it is the sidecar's to judge.
	 *
	 * @param mixed            $result  Passed through.
	 * @param \WP_REST_Server  $server  Not used.
	 * @param \WP_REST_Request $request The request.
	 * @return mixed
	 */
	public static function leave_body( $result, $server, $request ) {
		if ( self::is_ours( $request->get_route() ) ) {
			$request->set_body( '' );
		}
		return $result;
	}

	/**
	 * The route's callback.
	 *
	 * @param \WP_REST_Request $request The request.
	 */
	public static function forward( \WP_REST_Request $request ): \WP_REST_Response {
		Output::hide_errors();
		defined( 'DONOTCACHEPAGE' ) || define( 'DONOTCACHEPAGE', true ); // The word that page caches listen to.
		self::$answer = self::answer( $request );
		return new \WP_REST_Response( array(), self::$answer['status'] ); // Not null: WordPress filters fields of it.
	}

	/**
	 * Print the answer, in place of WordPress's own JSON.
	 *
	 * @param bool              $served  Whether the response is out already.
	 * @param \WP_HTTP_Response $result  Not used: an envelope may have hidden the status in it.
	 * @param \WP_REST_Request  $request The request.
	 */
	public static function serve( $served, $result, $request ): bool {
		if ( ! self::is_ours( $request->get_route() ) ) {
			return $served;
		}
		Output::drop();
		if ( null === self::$answer ) {
			return $served; // Refused before it came to us; WordPress says why.
		}
		self::send_head( self::$answer );
		if ( 'HEAD' !== self::method() ) {
			echo self::$answer['body']; // phpcs:ignore WordPress.Security.EscapeOutput
		}
		Output::swallow();
		return true;
	}

	/**
	 * The answer to a request: the sidecar's, or why it was not asked.
	 *
	 * @param \WP_REST_Request $request The request.
	 */
	private static function answer( \WP_REST_Request $request ): array {
		$path = $request->get_url_params()['path']; // Not $request['path'], which a query or body could overrule.
		if ( ! preg_match( self::ALLOWED_PATH, $path ) ) {
			return self::error( 404, 'not_found', 'There is nothing at this address.' );
		}
		if ( ! Config::is_complete() ) {
			return self::error( 503, 'service_unavailable', 'BookingX for Zapier is not set up on this site. The owner of the site can finish it: the notice in wp-admin says how.' );
		}
		if ( 0 === stripos( (string) $request->get_header( 'content-type' ), 'multipart/' ) ) {
			return self::error( 415, 'unsupported_media_type', 'Send JSON: multipart bodies are not accepted.' ); // PHP keeps no copy of their bytes.
		}
		$body = (string) file_get_contents( 'php://input', false, null, 0, self::MAX_BYTES + 1 );
		if ( strlen( $body ) > self::MAX_BYTES ) {
			return self::error( 413, 'body_too_large', 'The body is larger than 1 MB.' );
		}
		$answer = Sidecar::ask( self::method(), '/' . $path . self::query(), self::request_headers( $request ), $body );
		return $answer ?? self::error( 503, 'service_unavailable', 'The booking service is temporarily unavailable.' );
	}

	/**
	 * The headers that go on to the sidecar.
	 *
	 * @param \WP_REST_Request $request The request.
	 * @return array<string,string>
	 */
	private static function request_headers( \WP_REST_Request $request ): array {
		$headers = array(
			'X-Forwarded-For'   => self::server( 'REMOTE_ADDR' ),
			'X-Forwarded-Host'  => self::server( 'HTTP_HOST' ),
			'X-Forwarded-Proto' => is_ssl() ? 'https' : 'http',
		);
		foreach ( self::REQUEST_HEADERS as $name ) {
			$value = $request->get_header( $name );
			if ( null !== $value ) {
				$headers[ $name ] = $value;
			}
		}
		return $headers + self::authorization();
	}

	/**
	 * The header Authorization, which Apache's mod_php hides from WordPress where .htaccess has no rule for it.
	 *
	 * @return array<string,string>
	 */
	private static function authorization(): array {
		$all = function_exists( 'getallheaders' ) ? array_change_key_case( (array) getallheaders() ) : array();
		return isset( $all['authorization'] ) ? array( 'Authorization' => (string) $all['authorization'] ) : array();
	}

	/**
	 * The query as it was sent, without the parameter that names the route on sites without permalinks.
	 */
	private static function query(): string {
		$pairs = array_filter(
			explode( '&', self::server( 'QUERY_STRING' ) ),
			static function ( $pair ) {
				return '' !== $pair && 'rest_route' !== urldecode( strtok( $pair, '=' ) );
			}
		);
		return $pairs ? '?' . implode( '&', $pairs ) : '';
	}

	/**
	 * An answer of our own, in the shape of the sidecar's errors.
	 *
	 * @param int    $status  HTTP status.
	 * @param string $code    Word for programs.
	 * @param string $message Sentence for people.
	 */
	private static function error( int $status, string $code, string $message ): array {
		$headers = array( 'Content-Type' => 'application/json' );
		if ( 503 === $status ) {
			$headers['Retry-After'] = '30';
		}
		return array(
			'status'  => $status,
			'headers' => $headers,
			'body'    => wp_json_encode( array( 'error' => compact( 'code', 'message' ) ) ),
		);
	}

	/**
	 * Send status and headers; nobody may cache them.
	 *
	 * @param array $answer The answer.
	 */
	private static function send_head( array $answer ): void {
		nocache_headers();
		header_remove( 'Link' );  // WordPress's own pointer to its API.
		header_remove( 'Allow' ); // What WordPress thinks of the route; the sidecar knows better.
		header_remove( 'Content-Type' );
		foreach ( $answer['headers'] as $name => $values ) {
			foreach ( (array) $values as $value ) {
				header( "$name: $value", false );
			}
		}
		status_header( $answer['status'] ); // After the headers: PHP makes it 302 when it sees a Location.
	}

	/**
	 * Whether a route is this one.
	 *
	 * @param string $route Route as WordPress parsed it.
	 */
	private static function is_ours( string $route ): bool {
		return 0 === stripos( $route, self::PREFIX );
	}

	/**
	 * The method that was really used; WordPress lets a parameter overrule it.
	 */
	private static function method(): string {
		return strtoupper( self::server( 'REQUEST_METHOD' ) );
	}

	/**
	 * A value of the web server, as it was sent.
	 *
	 * @param string $name Its name.
	 */
	private static function server( string $name ): string {
		return isset( $_SERVER[ $name ] ) ? (string) wp_unslash( $_SERVER[ $name ] ) : ''; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput
	}
}
