"""On a terminal `sidecar demo` keeps its page up, takes more bookings, and ends with Ctrl+C."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE_SECONDS = 60
CTRL_C, ENTER = b"\x03", b"\n"


class Screen:
    """A pseudo-terminal with the demo on it."""

    def __init__(self, folder: Path) -> None:
        self._master, slave = pty.openpty()
        self.output = ""
        # A session of its own, whose terminal is the first that it opens, so that Ctrl+C reaches it.
        attach = f"import os; os.close(os.open({os.ttyname(slave)!r}, os.O_RDWR)); "
        play = "import sys; sys.argv = ['sidecar', 'demo']; from sidecar.__main__ import main; main()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", attach + play],
            env={**os.environ, "TMPDIR": str(folder), "PYTHONIOENCODING": "utf-8"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)

    def wait_for(self, text: str) -> None:
        """Read until the screen shows `text`."""
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while text not in self.output:
            assert time.monotonic() < give_up_at, self.output
            if select.select([self._master], [], [], 0.1)[0]:
                self.output += os.read(self._master, 65_536).decode("utf-8", "replace")

    def press(self, key: bytes) -> None:
        os.write(self._master, key)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)
        os.close(self._master)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    screen = Screen(tmp_path)
    yield screen
    screen.close()


def test_the_page_stays_up_and_shows_another_booking_until_ctrl_c(screen: Screen, tmp_path: Path) -> None:
    screen.wait_for("Ctrl+C to stop")
    match = re.search(r"http://127\.0\.0\.1:\d+/", screen.output)
    assert match is not None
    before = httpx.get(match[0], trust_env=False).text

    screen.press(ENTER)
    screen.wait_for("Booking 128 is made")
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while "No. 128" not in (after := httpx.get(match[0], trust_env=False).text):
        assert time.monotonic() < give_up_at
        time.sleep(0.1)
    screen.press(CTRL_C)
    screen.wait_for("nothing is left behind")

    assert screen.process.wait(PATIENCE_SECONDS) == 0
    assert ("No. 127" in before, "No. 128" in before, "No. 127" in after) == (True, False, True)
    assert list(tmp_path.iterdir()) == []
