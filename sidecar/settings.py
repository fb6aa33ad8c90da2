"""Every setting of the sidecar, with its default and its reason; read once at start.

A setting comes from the environment (`BKX_ZAPIER_<NAME>`), else from the TOML file that `sidecar init`
writes, else from the default here. Names of the specification's section 6 are kept.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec

from sidecar.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Mapping

ENVIRONMENT_PREFIX = "BKX_ZAPIER_"
CONFIG_VARIABLE = "BKX_ZAPIER_CONFIG"
PRINTABLE = re.compile(r"[!-~]+").fullmatch
DEFAULT_CONFIG = Path("bookingx-zapier.toml")

RedirectUri = Annotated[str, msgspec.Meta(max_length=500)]
Seconds = Annotated[float, msgspec.Meta(gt=0, le=86400)]
Count = Annotated[int, msgspec.Meta(ge=0, le=20)]
CustomFieldType = Literal["string", "integer", "number", "boolean", "date", "datetime", "money", "list"]


class CustomField(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A meta that another plugin stores at bookings, as a field of its own in payloads."""

    meta_key: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    """The name under which it is stored."""
    key: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,63}\\Z")]
    """Its name in the payload, under `custom_fields`; Zaps depend on it."""
    type: CustomFieldType
    """What its text is turned into; what cannot be turned is null and named in `unreadable`."""
    label: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    """What users of Zapier see."""
    help: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    """What they read beside it."""
    is_bookingx_meta: bool = False
    """Must be true for a meta of BookingX itself, whose values have fields already."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site's settings; immutable."""

    # --- the site -----------------------------------------------------------------------------------
    database_url: str
    """SQLAlchemy URL of the WordPress database; our tables stand beside WordPress's."""
    table_prefix: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_]{1,40}\\Z")] = "wp_"
    """WordPress's table prefix; ours are `<prefix>bkx_zapier_*`."""
    layout: Literal["", "posts", "tables"] = ""
    """BookingX's storage layout, `posts` (1.x) or `tables` (2.0); empty: found out from the database."""

    default_country: Annotated[str, msgspec.Meta(pattern="^([A-Z]{2})?\\Z")] = ""
    """Where phone numbers without a country code are from (ISO 3166), if BookingX's settings do not say."""
    custom_fields: Annotated[tuple[CustomField, ...], msgspec.Meta(max_length=100)] = ()
    """Metas of bookings that become fields: a table `[[custom_fields]]` each, in the environment JSON."""

    # --- secrets ------------------------------------------------------------------------------------
    secret_key: Annotated[str, msgspec.Meta(min_length=32)]
    """Keys API key digests and encrypts what must be shown again. Changing it voids all API keys."""
    shim_secret: Annotated[str, msgspec.Meta(min_length=32)]
    """Shared with the WordPress plugin; signs what the two say to each other."""

    # --- this process -------------------------------------------------------------------------------
    listen_host: str = "127.0.0.1"
    """Where `sidecar serve` listens; Zapier comes through WordPress, so loopback is enough."""
    listen_port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8390
    """0: any free port."""
    sidecar_url: str = "http://127.0.0.1:8390"
    """Where WordPress finds the API; `sidecar init` writes it into the plugin."""
    state_folder: str = "var"
    """Holds Huey's SQLite file; losing it loses nothing but a few wake-ups."""
    redis_url: str = ""
    """When set, Huey wakes workers through Redis: needed when serve and worker share no folder."""

    # --- Zapier -------------------------------------------------------------------------------------
    target_hosts: tuple[str, ...] = ("hooks.zapier.com",)
    """Hosts a subscription may point at."""
    callback_hosts: tuple[str, ...] = ("zapier.com",)
    """Hosts that may be called when a long report is made: where Zapier's callback URLs are."""
    allow_local_targets: bool = False
    """Lets targets be plain http, on any port of the loopback address: for tests and the demo only."""
    allowed_triggers: tuple[str, ...] = ()
    """Keys of the triggers that are switched on; empty: all."""
    allowed_actions: tuple[str, ...] = ()
    """Keys of the actions that are switched on; empty: all."""
    enable_sample_data: bool = True
    """Answer with a generated sample where the site has no event of a kind yet."""
    max_polling_items: Annotated[int, msgspec.Meta(ge=1, le=100)] = 100
    """Events in one answer to a poll, at most."""
    rate_limit_per_minute: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 60
    """Calls that one API key may make (specification section 6); 0: as many as it likes."""
    max_payload_bytes: Annotated[int, msgspec.Meta(ge=10_000, le=16_000_000)] = 10_000_000
    """A larger event is refused, and the activity log says so (specification section 22)."""

    # --- OAuth (docs/oauth.md) -------------------------------------------------------------------------
    oauth_redirect_uris: Annotated[tuple[RedirectUri, ...], msgspec.Meta(max_length=10)] = ()
    """Where users who connect are sent back to: the redirect URL of the Zapier app; empty: OAuth is off."""
    oauth_client_id: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9._-]{1,100}\\Z")] = "zapier"
    """The client ID of the Zapier app; it is no secret, and there is none."""
    oauth_access_token_seconds: Annotated[int, msgspec.Meta(ge=60, le=86400)] = 3600
    """How long an access token is good."""
    oauth_refresh_token_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 365
    """A connection that was not refreshed for so long is over; a Zap that only listens seldom does."""
    oauth_refresh_overlap_seconds: Annotated[int, msgspec.Meta(ge=0, le=86400)] = 600
    """How long a refresh token is good after its first use: the answer to that may have been lost."""

    # --- delivery (specification sections 6 and 9) ----------------------------------------------------
    webhook_retry_attempts: Count = 3
    """Retries after the first attempt."""
    webhook_retry_delay: Seconds = 300
    """The n-th retry (from 0) waits this many seconds times two to the n."""
    webhook_timeout: Seconds = 30
    """The whole attempt, from connecting to the end of the answer."""
    max_in_flight: Annotated[int, msgspec.Meta(ge=1, le=256)] = 64
    """Attempts under way at once in one worker."""
    poll_seconds: Seconds = 1
    """How often an idle worker looks at the tables by itself, should a wake-up be lost."""
    # --- actions --------------------------------------------------------------------------------------
    wordpress_url: str = ""
    """Where the sidecar reaches WordPress for callbacks (http://wordpress); empty: the site's address."""
    callback_timeout: Seconds = 10
    """How long WordPress may take for the mails and hooks of one action, before they are tried again."""
    callback_attempts: Annotated[int, msgspec.Meta(ge=1, le=100)] = 12
    """How often a callback is tried; the n-th retry waits 15 seconds times two to the n, an hour at most."""
    fire_addon_hooks: bool = False
    """Also fire the hooks of the author's add-ons (bkx_booking_created and such), which core never fires."""
    idempotency_hours: Annotated[int, msgspec.Meta(ge=1, le=720)] = 24
    """For how long the same idempotency key gets the same answer."""
    report_rows_at_once: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 5_000
    """Bookings of a report that is made while the caller waits; a longer one is told to its callback URL."""

    # --- the log --------------------------------------------------------------------------------------
    log_activity: bool = True
    """Write a row for each attempt and each call; skipped bookings are logged even so."""
    log_retention_days: Annotated[int, msgspec.Meta(ge=1)] = 30
    """How long events, settled deliveries and activity rows are kept."""

    def __post_init__(self) -> None:
        """Raise ValueError where two custom fields have one key."""
        keys = [field.key for field in self.custom_fields]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"custom_fields: the key {twice[0]!r} is there twice")
        for uri in self.oauth_redirect_uris:
            if not is_redirect_uri(uri, allow_local=self.allow_local_targets):
                raise ValueError(
                    f"oauth_redirect_uris: {uri!r} is not an https address without user or fragment"
                )

    def __repr__(self) -> str:
        """Show no secret: this text ends in stack traces."""
        return f"Settings(table_prefix={self.table_prefix!r})"

    @property
    def lease_seconds(self) -> float:
        """Return how long a worker may keep a delivery: twice the hard deadline and a margin."""
        return self.webhook_timeout * 2 + 5


def is_redirect_uri(text: str, *, allow_local: bool) -> bool:
    """Say whether users may be sent there: https, no user, no fragment; loopback by http where allowed."""
    try:
        url = urlsplit(text)
        is_local = allow_local and url.scheme == "http" and url.hostname in {"127.0.0.1", "localhost"}
        is_plain = url.port != 0 and "@" not in url.netloc and "#" not in text
    except ValueError:
        return False
    return (
        bool(url.hostname)
        and is_plain
        and (url.scheme == "https" or is_local)
        and PRINTABLE(text) is not None
    )


def load_settings(environ: Mapping[str, str] | None = None, config: Path | None = None) -> Settings:
    """Return the settings of this installation.

    Raises SetupError, naming the setting, when one is missing, out of range, or unknown in the file.
    """
    environ = os.environ if environ is None else environ
    path = config or Path(environ.get(CONFIG_VARIABLE, str(DEFAULT_CONFIG)))
    values: dict[str, Any] = read_settings_file(path) | _read_environment(environ)
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SetupError(
            f"Settings: {error}. Set it in {path} or as {ENVIRONMENT_PREFIX}<NAME>, "
            "or run `sidecar init` to write that file."
        ) from error


def read_settings_file(path: Path) -> dict[str, Any]:
    """Return what a settings file holds; nothing when there is none. Raises SetupError for a broken one."""
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SetupError(f"The settings file {path} cannot be read: {error}.") from error


def _read_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    lists = {f.name for f in msgspec.structs.fields(Settings) if isinstance(f.default, tuple)}
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(Settings):
        text = environ.get(ENVIRONMENT_PREFIX + field.name.upper())
        if text is None:
            continue
        found[field.name] = _read_variable(field.name, text) if field.name in lists else text
    return found


def _read_variable(name: str, text: str) -> list[Any]:
    """Return a list from the environment: texts between commas, custom fields as JSON."""
    if name != "custom_fields":
        return [part.strip() for part in text.split(",") if part.strip()]
    try:
        return msgspec.json.decode(text or "[]", type=list[Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise SetupError(
            f"{ENVIRONMENT_PREFIX}CUSTOM_FIELDS: {error}. Give a JSON array, with an object for each field."
        ) from error
