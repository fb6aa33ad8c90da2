"""Plays the demo from the first line to the last, and cleans up behind it."""

from __future__ import annotations

import sys

import httpx

from sidecar.demo.processes import end_like_ctrl_c
from sidecar.demo.promises import BrokenPromiseError
from sidecar.demo.stage import set_stage
from sidecar.demo.story import Story
from sidecar.demo.terminal import Terminal


def play_demo(*, stays: bool) -> None:
    """Tell the story; with `stays`, keep the page up until Ctrl+C.

    Raises BrokenPromiseError when something that the demo says did not happen.
    """
    terminal = Terminal(sys.stdout)
    with end_like_ctrl_c(), set_stage() as stage:
        terminal.title("BookingX for Zapier, in one minute")
        terminal.say(
            "All of this happens on this machine, now. The sidecar is the real one; the site, its visitors "
            "and the Zapier that gets their bookings are made up. "
            f"What that Zapier gets is on a page of its own: {stage.stand_in.url}"
        )
        story = Story(stage, terminal)
        try:
            story.play()
            if stays:
                _stay(story, terminal, stage.stand_in.url)
        except (BrokenPromiseError, httpx.HTTPError) as error:
            raise BrokenPromiseError(f"{error}\n\n{stage.processes.list_logs()}") from error
    terminal.title("That was it. Both processes have ended, and nothing is left behind.")
    terminal.say("README.md says how to connect a real site.")


def _stay(story: Story, terminal: Terminal, url: str) -> None:
    """Keep the page up until Ctrl+C or the end of the input; each Enter is another booking."""
    terminal.title(f"All that Zapier got is at {url}")
    terminal.say("Press Enter for another booking, Ctrl+C to stop.")
    try:
        while sys.stdin.readline():
            terminal.say(f"Booking {story.book_again()} is made: see the page.")
    except KeyboardInterrupt:
        return
