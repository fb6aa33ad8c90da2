"""Runs the site of the Zapier app's end-to-end tests until its standard input ends.

Prints one line of JSON when everything answers: where the site is, where it takes orders, and its keys.
"""

from __future__ import annotations

import json
import signal
import sys
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from tests.support.zapier_site.control import run_control
from tests.support.zapier_site.site import run_site

if TYPE_CHECKING:
    from types import FrameType

ENDS = (signal.SIGINT, signal.SIGTERM)


def main() -> None:
    """Run it; ended by the end of standard input, by SIGTERM or by SIGINT, it leaves nothing behind."""
    for number in ENDS:
        signal.signal(number, _interrupt)
    with suppress(KeyboardInterrupt), ExitStack() as ends:
        site = ends.enter_context(run_site())
        control_url = ends.enter_context(run_control(site))
        ends.callback(_ignore_signals)  # first of all that is done at the end
        told = {"site_url": site.url, "control_url": control_url, "keys": site.keys}
        print(json.dumps(told), flush=True)  # noqa: T201 # the one line that is waited for
        sys.stdin.buffer.read()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    _ignore_signals()
    raise KeyboardInterrupt


def _ignore_signals() -> None:
    """Let no second signal come between a process and its end."""
    for number in ENDS:
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    main()
