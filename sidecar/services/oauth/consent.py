"""A user's answer to Zapier's wish to connect, as the page in wp-admin asks for it.

The page shows what `describe` returns; its two buttons lead to where `allow` and `deny` say. `params` is the
query of the page's address, as `GET /oauth/authorize` sent it there; it is checked anew each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from authlib.oauth2.rfc6749 import AccessDeniedError

from sidecar.access_errors import MissingRoleError
from sidecar.services.actions.rights import find_role
from sidecar.services.oauth.asking import check, make_error_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.db.database import Transaction
    from sidecar.services.oauth.server import Answer
    from sidecar.services.sidecar import Sidecar

APPLICATION = "Zapier"
NO_ROLE = (
    "Your WordPress user may not connect this site to Zapier. An administrator of the site can, or can give "
    "your user a higher role."
)


@dataclass(frozen=True)
class ConsentRequest:
    """What a user is asked: whether this application may do these things here, in the user's name."""

    application: str
    site_name: str
    scopes: tuple[str, ...]
    """Of sidecar.services.keys.SCOPES, sorted."""
    user_id: int
    user_name: str


def describe(sidecar: Sidecar, tx: Transaction, params: Mapping[str, str], user_id: int) -> ConsentRequest:
    """Return what to ask the user.

    Raises OAuthOffError; UnknownClientError and UnknownRedirectError, to be shown; RedirectedError, whose
    `url` takes the user back to Zapier; MissingRoleError for a user who may not connect this site.
    """
    grant = check(sidecar, tx, params)
    _check_user(sidecar, tx, user_id)
    user = sidecar.users.find(tx.connection, user_id)
    return ConsentRequest(
        application=APPLICATION,
        site_name=sidecar.read_site(tx).name,
        scopes=tuple(grant.request.scope.split()),
        user_id=user_id,
        user_name=user.name if user else "",
    )


def allow(sidecar: Sidecar, tx: Transaction, params: Mapping[str, str], user_id: int) -> str:
    """Make a code for Zapier and return the URL to send the user to; raises what `describe` raises."""
    grant = check(sidecar, tx, params)
    _check_user(sidecar, tx, user_id)
    answer = grant.server.create_authorization_response(grant.request, user_id, grant)
    return cast("Answer", answer).location


def deny(sidecar: Sidecar, tx: Transaction, params: Mapping[str, str]) -> str:
    """Return the URL that tells Zapier of the no; raises what `describe` raises, but for MissingRoleError."""
    check(sidecar, tx, params)
    return make_error_url(params, AccessDeniedError())


def _check_user(sidecar: Sidecar, tx: Transaction, user_id: int) -> None:
    """Raise MissingRoleError unless this is a user of WordPress with a role here."""
    if user_id < 1 or find_role(sidecar, tx, user_id) is None:
        raise MissingRoleError(NO_ROLE)
