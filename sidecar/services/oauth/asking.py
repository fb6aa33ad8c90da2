"""Reads what an application asks for, and sends the user to wp-admin to answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Error, UnsupportedResponseTypeError

from sidecar.services.oauth.faults import RedirectedError, UnknownClientError, UnknownRedirectError
from sidecar.services.oauth.server import Request, Server, describe_error
from sidecar.services.oauth.tokens import check_on
from sidecar.wp_bridge.site import read_admin_url
from sidecar.wp_bridge.tables import WpTables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.db.database import Transaction
    from sidecar.services.oauth.grants import CodeGrant
    from sidecar.services.sidecar import Sidecar

PARAMETERS = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
)
STATE = re.compile(r"[ -~]{1,1000}")
MAX_SCOPE = 200
PAGE = "bookingx-zapier-connect"


def find_consent_page(sidecar: Sidecar, tx: Transaction, params: Mapping[str, str]) -> str:
    """Return the address of wp-admin where the user answers; raises what `check` raises."""
    check(sidecar, tx, params)
    known = {name: params[name] for name in PARAMETERS if name in params}
    admin_url = read_admin_url(tx.connection, WpTables(sidecar.settings.table_prefix))
    return f"{admin_url}admin.php?{urlencode({'page': PAGE} | known)}"


def check(sidecar: Sidecar, tx: Transaction, params: Mapping[str, str]) -> CodeGrant:
    """Return the request for consent as authlib reads it, whole and in order.

    Raises OAuthOffError; UnknownClientError and UnknownRedirectError, which are shown; RedirectedError, whose
    `url` tells the application what is wrong (RFC 6749, section 4.1.2.1).
    """
    check_on(sidecar)
    settings = sidecar.settings
    if params.get("client_id") != settings.oauth_client_id:
        raise UnknownClientError
    if params.get("redirect_uri") not in settings.oauth_redirect_uris:
        raise UnknownRedirectError
    try:
        _check_shape(params)
        asked = Request("GET", params)
        grant: CodeGrant = Server(sidecar, tx).get_consent_grant(asked)  # type: ignore[no-untyped-call]
    except OAuth2Error as error:
        raise RedirectedError(make_error_url(params, error)) from error
    return grant


def make_error_url(params: Mapping[str, str], error: OAuth2Error) -> str:
    """Return the redirect address with an error, and the state where one came."""
    state = params.get("state", "")
    said = describe_error(error) | ({"state": state} if STATE.fullmatch(state) else {})
    url: str = add_params_to_uri(params["redirect_uri"], list(said.items()))
    return url


def _check_shape(params: Mapping[str, str]) -> None:
    """Raise authlib's errors for what it does not look at, or answers with a fault of its own."""
    if not STATE.fullmatch(params.get("state", "")):
        raise InvalidRequestError("The state is missing, or longer than 1000 characters of ASCII.")
    if "response_type" not in params:
        raise InvalidRequestError("Missing 'response_type' in request.")
    if params["response_type"] != "code":
        raise UnsupportedResponseTypeError("code")
    if "scope" in params and not 0 < len(params["scope"].strip()) <= MAX_SCOPE:
        raise InvalidRequestError("The scope is too long, or came twice.")
