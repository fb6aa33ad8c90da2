"""authlib's grants over our tables: codes with PKCE, refresh tokens that rotate, and revocation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from authlib.oauth2.rfc6749 import InvalidRequestError, grants
from authlib.oauth2.rfc6749.models import AuthorizationCodeMixin, TokenMixin
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge

from sidecar.db import api_keys, oauth
from sidecar.db.api_keys import ApiKeyRow
from sidecar.db.oauth import CodeRow, TokenRow
from sidecar.identity import digest_token, is_token, new_token, same_digest
from sidecar.services.actions.rights import find_role
from sidecar.services.oauth import issuing

if TYPE_CHECKING:
    from authlib.oauth2.rfc6749 import ClientMixin, OAuth2Request

    from sidecar.services.oauth.server import Client, Server

S256 = "S256"
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
PUBLIC = ["none"]


@dataclass(frozen=True)
class Code(AuthorizationCodeMixin):
    """A code as authlib sees it."""

    row: CodeRow
    code_challenge_method: str = S256

    @property
    def code_challenge(self) -> str:
        """What the verifier must give."""
        return self.row.code_challenge

    def get_redirect_uri(self) -> str:
        """Return where the code was sent to."""
        return self.row.redirect_uri

    def get_scope(self) -> str:
        """Return what the user allowed."""
        return self.row.scope


@dataclass(frozen=True)
class Token(TokenMixin):
    """A token as authlib sees it, with the key row of its grant."""

    row: TokenRow
    key: ApiKeyRow

    def check_client(self, client: Client) -> bool:
        """Say whether it was given to this client."""
        return self.row.client_id == client.client_id

    def get_scope(self) -> str:
        """Return what the user allowed."""
        return " ".join(sorted(self.key.scopes))


class S256Challenge(CodeChallenge):
    """PKCE (RFC 7636) by SHA-256, which every request must use."""

    DEFAULT_CODE_CHALLENGE_METHOD = S256
    SUPPORTED_CODE_CHALLENGE_METHOD = [S256]  # noqa: RUF012 # authlib's shape

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        """Raise InvalidRequestError for a challenge that is missing, plain, or no SHA-256."""
        data = grant.request.payload.data if grant.request.payload else {}
        if data.get("code_challenge_method") != S256:
            raise InvalidRequestError("The code_challenge_method must be S256.")
        if not CHALLENGE.fullmatch(data.get("code_challenge", "")):
            raise InvalidRequestError("The code_challenge must be a SHA-256 in base64url, 43 characters.")
        super().validate_code_challenge(grant, redirect_uri)


class CodeGrant(grants.AuthorizationCodeGrant):
    """A code for a user's yes, and tokens for the code."""

    TOKEN_ENDPOINT_AUTH_METHODS = PUBLIC
    server: Server

    def generate_authorization_code(self) -> str:
        """Return a fresh code."""
        return new_token(issuing.CODE_KIND)

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        """Write a code for what the user has allowed."""
        data = request.payload.data if request.payload else {}
        settings = self.server.sidecar.settings
        row = CodeRow(
            digest=digest_token(settings.secret_key, code),
            client_id=data["client_id"],
            redirect_uri=data["redirect_uri"],
            code_challenge=data["code_challenge"],
            scope=request.scope,
            user_id=int(request.user or 0),
            api_key_id=None,
            is_over=False,
        )
        oauth.add_code(self.server.tx, row, issuing.CODE_SECONDS)

    def query_authorization_code(self, code: str, client: Client) -> Code | None:  # type: ignore[override] # ours
        """Return a code that is good; one that was used before ends its grant (RFC 6749, section 4.1.2)."""
        if not is_token(code, issuing.CODE_KIND):
            return None
        digest = digest_token(self.server.sidecar.settings.secret_key, code)
        row = oauth.lock_code(self.server.tx, digest)
        if row is None or not same_digest(row.digest, digest) or row.client_id != client.client_id:
            return None
        if row.api_key_id is not None:
            issuing.end(self.server.tx, row.api_key_id)
            return None
        return None if row.is_over else Code(row)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Keep it, as what was redeemed: `save_token` has noted for which grant."""

    def authenticate_user(self, authorization_code: Code) -> int | None:
        """Return the user who said yes, unless they have lost the right to."""
        user_id = authorization_code.row.user_id
        return user_id if find_role(self.server.sidecar, self.server.tx, user_id) else None


class RefreshGrant(grants.RefreshTokenGrant):
    """New tokens for a refresh token, which is replaced."""

    TOKEN_ENDPOINT_AUTH_METHODS = PUBLIC
    INCLUDE_NEW_REFRESH_TOKEN = True
    server: Server

    def authenticate_refresh_token(self, refresh_token: str) -> Token | None:  # type: ignore[override] # None: wrong
        """Return a refresh token that is good; one that was replaced long ago ends the grant.

        For then two have it, and one of them is not Zapier (RFC 9700, section 4.14.2). The grant of a user
        without a role is not ended, but gives nothing. Raises RefreshedTooOftenError, which ends nothing.
        """
        overlap = self.server.sidecar.settings.oauth_refresh_overlap_seconds
        token = find_token(self.server, refresh_token, issuing.REFRESH_KIND, overlap)
        if token is None or token.key.status != api_keys.ACTIVE or token.row.is_over:
            return None
        if token.row.is_stale:
            issuing.end(self.server.tx, token.row.api_key_id)
            return None
        if find_role(self.server.sidecar, self.server.tx, token.key.user_id) is None:
            return None
        issuing.check_pace(self.server.tx, token.row.api_key_id)
        return token

    def authenticate_user(self, refresh_token: Token) -> int:
        """Return the user who connected."""
        return refresh_token.key.user_id

    def issue_token(self, user: int, refresh_token: Token) -> dict[str, str | int]:  # type: ignore[override] # ours
        """Return new tokens with all that the user allowed; RFC 6749, section 3.3 lets us ignore less."""
        return self.generate_token(user=user, scope=refresh_token.get_scope())

    def revoke_old_credential(self, refresh_token: Token) -> None:  # type: ignore[override] # ours
        """Nothing is left to do: `save_token` has replaced it."""


class Revocation(RevocationEndpoint):
    """RFC 7009: either token ends the whole connection."""

    CLIENT_AUTH_METHODS = PUBLIC
    server: Server

    def check_params(self, request: OAuth2Request, client: ClientMixin) -> None:
        """Ask for a token; hints are not needed, as a token says of what kind it is."""
        del client
        if "token" not in request.form:
            raise InvalidRequestError("Missing 'token' in request.")

    def query_token(self, token_string: str, token_type_hint: str | None) -> Token | None:
        """Return a token of either kind, good or not."""
        del token_type_hint
        kind = issuing.REFRESH_KIND if is_token(token_string, issuing.REFRESH_KIND) else issuing.ACCESS_KIND
        return find_token(self.server, token_string, kind)

    def revoke_token(self, token: Token, request: OAuth2Request) -> None:
        """End the grant."""
        del request
        issuing.end(self.server.tx, token.row.api_key_id)


def find_token(server: Server, text: str, kind: str, overlap_seconds: float = 0) -> Token | None:
    """Return a token with its grant, both locked; None where it is none of ours."""
    if not is_token(text, kind):
        return None
    digest = digest_token(server.sidecar.settings.secret_key, text)
    row = oauth.lock_token(server.tx, digest, overlap_seconds)
    key = api_keys.find_by_id(server.tx, row.api_key_id) if row else None
    if row is None or key is None or not same_digest(row.digest, digest) or row.kind != kind:
        return None
    return Token(row, key)
