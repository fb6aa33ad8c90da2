"""What is wrong with a request for consent: shown to the user, or told to whoever sent the user here.

RFC 6749, section 4.1.2.1: nobody is sent to an address that is not known to be the application's.
"""

from __future__ import annotations

from sidecar.errors import SidecarError


class AuthorizeError(SidecarError):
    """A request for consent that cannot be granted; show the message, send nobody anywhere."""

    code = "invalid_request"
    status = 400
    message = "This request cannot be read. Go back to Zapier and connect again."


class UnknownClientError(AuthorizeError):
    """No application has this client_id."""

    code = "invalid_client"
    message = (
        "No application of this name may connect to this site. Connect from Zapier again; if that does not "
        "help, whoever runs the sidecar can compare `oauth_client_id` with the client ID of the Zapier app."
    )


class UnknownRedirectError(AuthorizeError):
    """The address that the user would be sent back to is not one of the application's."""

    code = "invalid_redirect_uri"
    message = (
        "This request would send you to an address that is not known here. Connect from Zapier again; if "
        "that does not help, whoever runs the sidecar can add Zapier's redirect URL to `oauth_redirect_uris`."
    )


class RedirectedError(AuthorizeError):
    """Something else is wrong: `url` takes the user back to the application, with RFC 6749's error code."""

    message = "Zapier's request is not complete. Go back to Zapier and connect again."

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__()
