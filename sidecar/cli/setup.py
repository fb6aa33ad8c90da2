"""`sidecar init` and `sidecar migrate`: from nothing to a connected site."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sidecar.db.migrate import migrate as run_migrations
from sidecar.services.installing import Wish, install
from sidecar.services.sidecar import open_sidecar
from sidecar.settings import CONFIG_VARIABLE, DEFAULT_CONFIG, load_settings

NEXT_STEPS = """
Next:
  1. Activate "BookingX for Zapier" under Plugins in wp-admin.
  2. Keep two processes running:  sidecar serve   and   sidecar worker
  3. Check it all:                sidecar doctor
"""


@click.command()
@click.argument("wp_config", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--plugins", type=click.Path(file_okay=False, path_type=Path), help="The site's plugins folder."
)
@click.option(
    "--sidecar-url",
    help="Where WordPress finds the sidecar.  [default: as before, or http://127.0.0.1:8390]",
)
def init(wp_config: Path, plugins: Path | None, sidecar_url: str | None) -> None:
    """Connect the site of a wp-config.php.

    Writes settings, makes tables and the first API key, installs the WordPress plugin.
    May be run again at any time: it keeps secrets, keys, data and that address.
    """
    settings_file = Path(os.environ.get(CONFIG_VARIABLE, str(DEFAULT_CONFIG)))
    installed = install(Wish(wp_config, settings_file, sidecar_url, plugins), os.environ)
    click.echo(f"Settings:  {settings_file} (keep it secret)")
    click.echo(f"Tables:    {installed.settings.table_prefix}bkx_zapier_* are ready")
    click.echo(f"Plugin:    {installed.shim}")
    if installed.api_key is not None:
        click.echo(f"API key:   {installed.api_key}\n           (for Zapier; it is shown this once)")
    click.echo(NEXT_STEPS)


@click.command()
def migrate() -> None:
    """Bring our own tables up to date.

    WordPress's tables are never touched.
    """
    revision = run_migrations(open_sidecar(load_settings()).database)
    click.echo(f"Tables are at revision {revision}.")
