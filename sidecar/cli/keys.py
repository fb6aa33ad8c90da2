"""`sidecar keys`: make, list and revoke API keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from sidecar.services import keys as service
from sidecar.services.sidecar import open_sidecar
from sidecar.settings import load_settings


@click.group()
def keys() -> None:
    """Make, list and revoke API keys."""


@keys.command("create")
@click.option("--label", default="", help="What the key is for.")
@click.option("--user", "user_id", default=1, show_default=True, help="ID of its WordPress user.")
@click.option("--days", type=click.IntRange(min=1), help="Days until it expires. Without: never.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(sorted(service.SCOPES)),
    multiple=True,
    default=sorted(service.DEFAULT_SCOPES),
    show_default=True,
    help="What it may do: triggers, actions and searches are what Zapier needs, "
    "events lets a program report events. Repeatable.",
)
def create(label: str, user_id: int, days: int | None, scopes: tuple[str, ...]) -> None:
    """Make a key and print it; it is shown this once."""
    settings = load_settings()
    expires_at = datetime.now(UTC) + timedelta(days=days) if days else None
    wanted = service.NewKey(label, user_id, expires_at, frozenset(scopes))
    text = open_sidecar(settings).database.run(lambda tx: service.create_key(tx, settings, wanted))
    click.echo(text)


@keys.command("list")
def list_() -> None:
    """List all keys without their secrets."""
    for key in open_sidecar(load_settings()).database.run(service.list_keys):
        status = "expired" if key.is_expired and key.status == "active" else key.status
        used = key.last_used_at.isoformat(timespec="seconds") if key.last_used_at else "never used"
        click.echo(f"{key.public_id}  …{key.last_four}  {status:8}  user {key.user_id}  {used}  {key.label}")


@keys.command("revoke")
@click.argument("public_id")
def revoke(public_id: str) -> None:
    """Revoke a key by its public id; it stops working at once."""
    open_sidecar(load_settings()).database.run(lambda tx: service.revoke_key(tx, public_id))
    click.echo(f"Revoked {public_id}.")
