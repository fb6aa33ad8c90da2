"""`sidecar doctor`: what is well, what is not, and what to do about it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sidecar.services.diagnosis import Level, diagnose
from sidecar.services.sidecar import open_sidecar
from sidecar.settings import load_settings


@click.command()
@click.option(
    "--wordpress",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="WordPress's folder, to find BookingX's version.",
)
def doctor(wordpress: Path | None) -> None:
    """Say what is well, and what to do if not.

    Looks at the database, clocks, site, plugin and the way in; exits with 1 when something is broken.
    """
    is_broken = False
    for finding in diagnose(open_sidecar(load_settings()), wordpress):
        click.echo(f"{finding.level:5} {finding.what}")
        if finding.advice:
            click.echo(f"      -> {finding.advice}")
        is_broken |= finding.level is Level.BAD
    if is_broken:
        sys.exit(1)
