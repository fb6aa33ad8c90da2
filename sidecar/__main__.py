"""`python -m sidecar` and the `sidecar` command."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from sidecar.db.database import explain
from sidecar.errors import ServiceUnavailableError, SidecarError

COMMANDS = {
    "catalog": "catalog.catalog",
    "coupons": "coupons.coupons",
    "demo": "demo.demo",
    "doctor": "doctor.doctor",
    "init": "setup.init",
    "keys": "keys.keys",
    "migrate": "setup.migrate",
    "serve": "run.serve",
    "worker": "run.worker",
}
"""Each command by its place in `sidecar.cli`."""


class LazyGroup(click.Group):
    """Imports a command only when it is asked for: the worker has no use for the demo."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Return a command, None for an unknown name."""
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name].split(".")
        command: click.Command = getattr(import_module(f"sidecar.cli.{module}"), attribute)
        return command


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Connects a WordPress site that runs BookingX with Zapier."""


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
