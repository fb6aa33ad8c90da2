"""`python -m sidecar` and the `sidecar` command."""

from __future__ import annotations

import sys

import click

from sidecar.cli import catalog, demo, doctor, keys, run, setup
from sidecar.db.database import explain
from sidecar.errors import ServiceUnavailableError, SidecarError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Connects a WordPress site that runs BookingX with Zapier."""


for command in (
    setup.init,
    setup.migrate,
    run.serve,
    run.worker,
    keys.keys,
    catalog.catalog,
    doctor.doctor,
    demo.demo,
):
    cli.add_command(command)


def main() -> None:
    """Run a command; an expected error is one sentence, not a stack trace."""
    try:
        cli(standalone_mode=False)
    except ServiceUnavailableError as error:
        click.echo(f"Error: the database cannot be used: {explain(error)}", err=True)
        sys.exit(1)
    except SidecarError as error:
        click.echo(f"Error: {error.text}", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)


if __name__ == "__main__":
    main()
