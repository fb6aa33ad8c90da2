"""What OAuth needs: codes, grants, tokens.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from sidecar.db.tables import OPTIONS
from sidecar.db.types import UtcTimestamp, ascii_text, big_id

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create them."""
    prefix = context.config.attributes["own"].prefix
    op.create_table(
        prefix + "oauth_codes",
        sa.Column("digest", ascii_text(64), primary_key=True),
        sa.Column("client_id", ascii_text(100), nullable=False),
        sa.Column("redirect_uri", sa.String(500), nullable=False),
        sa.Column("code_challenge", ascii_text(43), nullable=False),
        sa.Column("scope", ascii_text(200), nullable=False),
        sa.Column("user_id", big_id(), nullable=False),
        sa.Column("api_key_id", big_id()),
        sa.Column("expires_at", UtcTimestamp, nullable=False),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        sa.Index("oauth_codes_retention_idx", "expires_at"),
        **OPTIONS,
    )
    op.create_table(
        prefix + "oauth_grants",
        sa.Column("api_key_id", big_id(), primary_key=True, autoincrement=False),
        sa.Column("client_id", ascii_text(100), nullable=False),
        sa.Column("expires_at", UtcTimestamp, nullable=False),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        sa.Index("oauth_grants_retention_idx", "expires_at"),
        **OPTIONS,
    )
    op.create_table(
        prefix + "oauth_tokens",
        sa.Column("digest", ascii_text(64), primary_key=True),
        sa.Column("kind", ascii_text(10), nullable=False),
        sa.Column("api_key_id", big_id(), nullable=False),
        sa.Column("replaced_at", UtcTimestamp),
        sa.Column("expires_at", UtcTimestamp, nullable=False),
        sa.Column("created_at", UtcTimestamp, nullable=False),
        sa.Index("oauth_tokens_grant_idx", "api_key_id", "created_at"),
        sa.Index("oauth_tokens_retention_idx", "expires_at"),
        **OPTIONS,
    )
