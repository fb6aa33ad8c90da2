"""WordPress's own tables, as far as we read them, in SQLAlchemy's words.

On MySQL and MariaDB they are WordPress's: never created, never altered. In the embedded demo and in
tests the same definitions make them in SQLite.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine

if TYPE_CHECKING:
    from sqlalchemy import Column, Dialect, Table

ZERO_DATE = "0000-00-00 00:00:00"
STORED_FORMAT = "%Y-%m-%d %H:%M:%S"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite counts up INTEGER keys only
# WordPress compares addresses without regard to case, by its collation; SQLite has to be told.
EMAIL = sa.String(100).with_variant(sa.String(100, collation="NOCASE"), "sqlite")


class WpDateTime(TypeDecorator[datetime]):
    """A `datetime` column of WordPress: naive (site's wall clock), or aware UTC for the `_gmt` ones.

    WordPress writes `0000-00-00 00:00:00` for "none", which PyMySQL hands on as text: None here.
    """

    impl = sa.DateTime
    cache_ok = True

    def __init__(self, *, gmt: bool = False) -> None:
        super().__init__()
        self.gmt = gmt

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Keep it as text in SQLite, which has no dates and takes the zero date as it is."""
        return dialect.type_descriptor(sa.String(19) if dialect.name == "sqlite" else sa.DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Write None as the zero date, an aware time as UTC."""
        if value is None:
            return ZERO_DATE
        if value.tzinfo is not None:
            value = value.astimezone(UTC).replace(tzinfo=None)
        return value.strftime(STORED_FORMAT) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read the zero date, and any date that no calendar has (`2026-02-00`), as None."""
        stored: datetime | None = _parse_stored(value) if isinstance(value, str) else value
        return stored.replace(tzinfo=UTC) if stored and self.gmt else stored


def _parse_stored(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, STORED_FORMAT)  # noqa: DTZ007 - the column knows its zone
    except ValueError:
        return None


class WpTables:
    """The tables of one site by their WordPress names, for instance `WpTables("wp_").posts`.

    On a multisite network each site has its own prefix (`wp_2_`), but the users are the network's:
    give their prefix (`wp_`) as `users_prefix`.
    """

    def __init__(self, prefix: str, users_prefix: str | None = None) -> None:
        self.prefix = prefix
        users_prefix = users_prefix or prefix
        self.metadata = _define(prefix, users_prefix)
        tables = self.metadata.tables
        self.posts, self.postmeta = tables[f"{prefix}posts"], tables[f"{prefix}postmeta"]
        self.comments, self.commentmeta = tables[f"{prefix}comments"], tables[f"{prefix}commentmeta"]
        self.options = tables[f"{prefix}options"]
        self.users, self.usermeta = tables[f"{users_prefix}users"], tables[f"{users_prefix}usermeta"]


@lru_cache(maxsize=32)
def _define(prefix: str, users_prefix: str) -> sa.MetaData:
    """Define the tables once: it takes milliseconds, and queries on new tables are compiled anew."""
    metadata = sa.MetaData()
    _posts(prefix, metadata)
    _meta(f"{prefix}postmeta", "meta_id", "post_id", metadata)
    _comments(prefix, metadata)
    _meta(f"{prefix}commentmeta", "meta_id", "comment_id", metadata)
    _options(prefix, metadata)
    _users(users_prefix, metadata)
    _meta(f"{users_prefix}usermeta", "umeta_id", "user_id", metadata)
    return metadata


def _text(name: str, kind: TypeEngine[Any] | None = None, default: str = "") -> Column[str]:
    """Return a text column; the default is ours, as MySQL in strict mode has none for long texts."""
    return sa.Column(name, kind or sa.Text(), nullable=False, default=default)


def _number(name: str) -> Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, default=0)


def _time(name: str, *, gmt: bool = False) -> Column[datetime]:
    return sa.Column(name, WpDateTime(gmt=gmt), nullable=False, default=None)


def _posts(prefix: str, metadata: sa.MetaData) -> Table:
    name = f"{prefix}posts"
    return sa.Table(
        name,
        metadata,
        sa.Column("ID", ID, primary_key=True),
        _number("post_author"),
        _time("post_date"),
        _time("post_date_gmt", gmt=True),
        _text("post_content"),
        _text("post_title"),
        _text("post_excerpt"),
        _text("post_status", sa.String(20), "publish"),
        _text("comment_status", sa.String(20), "open"),
        _text("ping_status", sa.String(20), "open"),
        _text("post_password", sa.String(255)),
        _text("post_name", sa.String(200)),
        _text("to_ping"),
        _text("pinged"),
        _time("post_modified"),
        _time("post_modified_gmt", gmt=True),
        _text("post_content_filtered"),
        _number("post_parent"),
        _text("guid", sa.String(255)),
        sa.Column("menu_order", sa.Integer(), nullable=False, default=0),
        _text("post_type", sa.String(20), "post"),
        _text("post_mime_type", sa.String(100)),
        _number("comment_count"),
        sa.Index(f"{name}_type_status_date", "post_type", "post_status", "post_date", "ID"),
    )


def _meta(name: str, key: str, owner: str, metadata: sa.MetaData) -> Table:
    return sa.Table(
        name,
        metadata,
        sa.Column(key, ID, primary_key=True),
        _number(owner),
        sa.Column("meta_key", sa.String(255)),
        sa.Column("meta_value", sa.Text()),
        sa.Index(f"{name}_{owner}", owner),
        sa.Index(f"{name}_meta_key", "meta_key"),
    )


def _comments(prefix: str, metadata: sa.MetaData) -> Table:
    name = f"{prefix}comments"
    return sa.Table(
        name,
        metadata,
        sa.Column("comment_ID", ID, primary_key=True),
        _number("comment_post_ID"),
        _text("comment_author"),
        _text("comment_author_email", sa.String(100)),
        _text("comment_author_url", sa.String(200)),
        _text("comment_author_IP", sa.String(100)),
        _time("comment_date"),
        _time("comment_date_gmt", gmt=True),
        _text("comment_content"),
        sa.Column("comment_karma", sa.Integer(), nullable=False, default=0),
        _text("comment_approved", sa.String(20), "1"),
        _text("comment_agent", sa.String(255)),
        _text("comment_type", sa.String(20), "comment"),
        _number("comment_parent"),
        _number("user_id"),
        sa.Index(f"{name}_comment_post_ID", "comment_post_ID"),
    )


def _options(prefix: str, metadata: sa.MetaData) -> Table:
    return sa.Table(
        f"{prefix}options",
        metadata,
        sa.Column("option_id", ID, primary_key=True),
        sa.Column("option_name", sa.String(191), nullable=False, unique=True, default=""),
        _text("option_value"),
        _text("autoload", sa.String(20), "yes"),
    )


def _users(prefix: str, metadata: sa.MetaData) -> Table:
    name = f"{prefix}users"
    return sa.Table(
        name,
        metadata,
        sa.Column("ID", ID, primary_key=True),
        _text("user_login", sa.String(60)),
        _text("user_pass", sa.String(255)),
        _text("user_nicename", sa.String(50)),
        _text("user_email", EMAIL),
        _text("user_url", sa.String(100)),
        _time("user_registered", gmt=True),
        _text("user_activation_key", sa.String(255)),
        sa.Column("user_status", sa.Integer(), nullable=False, default=0),
        _text("display_name", sa.String(250)),
        sa.Index(f"{name}_user_email", "user_email"),
    )
