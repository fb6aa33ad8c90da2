"""`sidecar demo`: the whole product on this machine, told in a minute."""

from __future__ import annotations

import sys
from io import TextIOWrapper

import click

from sidecar.demo.play import play_demo


@click.command()
@click.option("--exit", "ends", is_flag=True, help="End after the story, without waiting for Ctrl+C.")
def demo(*, ends: bool) -> None:
    """Show it all on a made-up site: bookings, what Zapier gets, retries, a 410.

    Needs nothing but this program: the site is a SQLite file in a temporary folder, Zapier is a local
    stand-in with a page that shows what arrived. Nothing is left behind.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(
            errors="replace"
        )  # a terminal without our marks and quotes still gets the story
    play_demo(stays=not ends and sys.stdin.isatty() and sys.stdout.isatty())
