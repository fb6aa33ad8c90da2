"""A user's answer to Zapier's wish to connect, as the page in wp-admin asks for it.

The page shows what `describe` returns; its two buttons lead to where `allow` and `deny` say. `params` is the
query of the page's address, as `GET /oauth/authorize` sent it there; it is checked anew each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar


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
    raise NotImplementedError


def allow(sidecar: Sidecar, tx: Transaction, params: Mapping[str, str], user_id: int) -> str:
    """Make a code for Zapier and return the URL to send the user to; raises what `describe` raises."""
    raise NotImplementedError


def deny(sidecar: Sidecar, tx: Transaction, params: Mapping[str, str]) -> str:
    """Return the URL that tells Zapier of the no; raises what `describe` raises, but for MissingRoleError."""
    raise NotImplementedError
