"""The errors of who calls and what they may do: keys, tokens, roles, switches, signatures (see errors.py).

The codes and sentences of authentication are those of the specification's sections 11 and 15.
"""

from __future__ import annotations

from sidecar.errors import SidecarError


class NoApiKeyError(SidecarError):
    """The request carries no key at all."""

    code = "no_api_key"
    status = 401
    message = "API key is required. Send it in the X-API-Key header."
    challenge = 'Bearer realm="BookingX"'


class InvalidTokenError(SidecarError):
    """The access token is malformed, unknown, or of a connection that was ended."""

    code = "invalid_token"
    status = 401
    message = "The access token is not valid, or this connection was ended. Please reconnect."
    challenge = 'Bearer realm="BookingX", error="invalid_token"'


class ExpiredTokenError(SidecarError):
    """The access token is too old."""

    code = "expired_token"
    status = 401
    message = "The access token has expired. Get a new one with the refresh token."
    challenge = 'Bearer realm="BookingX", error="invalid_token", error_description="The token has expired"'


class InvalidApiKeyError(SidecarError):
    """The key is malformed or unknown; both look the same from outside."""

    code = "invalid_api_key"
    status = 401
    message = "Your API key is invalid. Please check your settings."


class InactiveApiKeyError(SidecarError):
    """The key was revoked."""

    code = "inactive_api_key"
    status = 401
    message = "API key is inactive. Ask the site's owner for a new one and reconnect."


class ExpiredApiKeyError(SidecarError):
    """The key's `expires_at` lies in the past."""

    code = "expired_api_key"
    status = 401
    message = "API key has expired. Ask the site's owner for a new one and reconnect."


class MissingScopeError(SidecarError):
    """The key is good, but may not do this."""

    code = "missing_scope"
    status = 403
    message = (
        "This API key may not do that. The site's owner can make one that may: "
        "`sidecar keys create --scope ...`, with triggers, actions, searches or events."
    )


class MissingGrantError(MissingScopeError):
    """The access token is good, but its user did not allow this."""

    message = "This connection may not do that. Please reconnect, and allow what Zapier asks for."
    challenge = 'Bearer realm="BookingX", error="insufficient_scope"'


class MissingRoleError(SidecarError):
    """The key is good, but its WordPress user may not do this."""

    code = "missing_role"
    status = 403
    message = (
        "The WordPress user of this API key may not do that. An administrator of the site can give the user "
        "a higher role, or make a key for another user: `sidecar keys create --user ID`."
    )


class OAuthOffError(SidecarError):
    """The site's owner has not set up OAuth; 503, as a 4xx would end connections for good."""

    code = "oauth_off"
    status = 503
    message = (
        "OAuth is off on this site. Whoever runs the sidecar can switch it on: set `oauth_redirect_uris` to "
        "the redirect URL of the Zapier app. API keys work without it."
    )


class ActionSwitchedOffError(SidecarError):
    """The site's owner does not want this action."""

    code = "action_switched_off"
    status = 403
    message = (
        "This action is switched off on this site. Whoever runs the sidecar can add it to `allowed_actions`."
    )


class InvalidSignatureError(SidecarError):
    """A request that claims to come from the shim is not signed as the shim signs."""

    code = "invalid_signature"
    status = 401
    message = "The signature is missing or wrong. Check that the plugin and the sidecar share one secret."
