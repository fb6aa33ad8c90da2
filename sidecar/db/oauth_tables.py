"""The tables of OAuth: codes that wait to be redeemed, grants, and the tokens of each grant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Index, String

from sidecar.db.types import UtcTimestamp, ascii_text, big_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Table

    Define = Callable[..., Table]


def define_codes(define: Define) -> Table:
    """Codes, by keyed digest; `api_key_id` is of the grant that a code was redeemed for."""
    return define(
        "oauth_codes",
        Column("digest", ascii_text(64), primary_key=True),
        Column("client_id", ascii_text(100), nullable=False),
        Column("redirect_uri", String(500), nullable=False),
        Column("code_challenge", ascii_text(43), nullable=False),
        Column("scope", ascii_text(200), nullable=False),
        Column("user_id", big_id(), nullable=False),
        Column("api_key_id", big_id()),
        Column("expires_at", UtcTimestamp, nullable=False),
        Column("created_at", UtcTimestamp, nullable=False),
        Index("oauth_codes_retention_idx", "expires_at"),
    )


def define_grants(define: Define) -> Table:
    """What a user allowed; its scopes, its user and whether it was revoked stand in its row of api_keys."""
    return define(
        "oauth_grants",
        Column("api_key_id", big_id(), primary_key=True, autoincrement=False),
        Column("client_id", ascii_text(100), nullable=False),
        Column("expires_at", UtcTimestamp, nullable=False),
        Column("created_at", UtcTimestamp, nullable=False),
        Index("oauth_grants_retention_idx", "expires_at"),
    )


def define_tokens(define: Define) -> Table:
    """Access and refresh tokens, by keyed digest; `replaced_at` is when a refresh token was first used."""
    return define(
        "oauth_tokens",
        Column("digest", ascii_text(64), primary_key=True),
        Column("kind", ascii_text(10), nullable=False),
        Column("api_key_id", big_id(), nullable=False),
        Column("replaced_at", UtcTimestamp),
        Column("expires_at", UtcTimestamp, nullable=False),
        Column("created_at", UtcTimestamp, nullable=False),
        Index("oauth_tokens_grant_idx", "api_key_id", "created_at"),
        Index("oauth_tokens_retention_idx", "expires_at"),
    )
