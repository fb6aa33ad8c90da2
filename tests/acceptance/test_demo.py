"""`sidecar demo` shows the whole way within a minute, keeps its promises, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

MINUTE = 60
PROCESS = re.compile(r"process (\d+)")
PROMISES = [
    "It has looked at the 4 old bookings and keeps silent about them: nothing is sent.",
    "5 subscriptions, each with an id of its own.",
    "Booking 125 arrived, with what the visitor typed and what it costs.",
    "500, 500, 200: it arrived at the third attempt, each after its wait.",
    "All three are the same N bytes under the same webhook-id, ID.",
    "Booking 126 went to 2 Zaps: “Add a row to a spreadsheet” and “Post to the team's chat”.",
    "Nothing went to “A Zap that was deleted” again; its subscription is marked gone.",
    "Each step arrived once, with the status before and after.",
    "It is booked, with its extra and with tax: 60.00 GBP. WordPress was asked for two mails, once.",
    "The step comes twice, with the same idempotency key: the same answer, no second booking, no mail.",
    "Another Zap wants the same time, and hears that it is taken: 409, not_available.",
    "The new booking goes to Zaps as any other, and says that a Zap made it: origin is zapier.",
    "12 requests arrived, 12 attempts are logged; of the old bookings, none.",
]


@dataclass
class Demo:
    """One run of the command, its temporary files below `folder`."""

    process: subprocess.Popen[str]
    folder: Path
    output: str = ""

    @classmethod
    def start(cls, folder: Path, *arguments: str) -> Demo:
        environment = {**os.environ, "TMPDIR": str(folder), "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-m", "sidecar", "demo", *arguments]
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        return cls(process, folder)

    def read_to(self, text: str) -> None:
        """Read the output until a line holds `text`."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output += line
            if text in line:
                return
        pytest.fail(f"The demo ended without saying {text!r}:\n{self.output}")

    def finish(self) -> int:
        """Read the rest and return the exit code."""
        rest, _ = self.process.communicate(timeout=MINUTE)
        self.output += rest
        return self.process.returncode

    def list_left_behind(self) -> list[str]:
        """Return the files and processes that should be gone."""
        files = [path.name for path in self.folder.glob("bookingx-zapier-demo-*")]
        return files + [f"process {pid}" for pid in PROCESS.findall(self.output) if is_running(int(pid))]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> list[Demo]:
    """Two demos that ran at the same time, ended by themselves."""
    started_at = time.monotonic()
    both = [Demo.start(tmp_path_factory.mktemp("demo"), *arguments) for arguments in ((), ("--exit",))]
    for demo in both:
        demo.finish()
    assert time.monotonic() - started_at < MINUTE
    return both


@pytest.fixture(params=[0, 1], ids=["without a terminal", "--exit"])
def demo(demos: list[Demo], request: pytest.FixtureRequest) -> Demo:
    index: int = request.param
    return demos[index]


def test_it_ends_with_0_and_says_every_promise_in_order(demo: Demo) -> None:
    said = [line.strip()[2:] for line in demo.output.splitlines() if line.strip().startswith("✓")]
    actual = [re.sub(r"\d+ bytes .* \w+\.$", "N bytes under the same webhook-id, ID.", line) for line in said]

    assert demo.process.returncode == 0, demo.output
    assert actual == PROMISES


def test_it_shows_the_subscription_and_the_whole_request_that_zapier_gets(demo: Demo) -> None:
    lines = {line.strip() for line in demo.output.splitlines()}

    assert "201 Created" in lines
    assert "POST /hooks/sheet" in lines
    assert '"event": "booking_created",' in lines
    assert '"start": ' in demo.output
    assert any(line.startswith("webhook-id: ") for line in lines)


def test_it_shows_no_whole_api_key(demo: Demo) -> None:
    keys = re.findall(r"bkx_live_\S+", demo.output)

    assert [len(key) for key in keys] == [len("bkx_live_12345678_…")] * 2


def test_it_writes_no_colours_where_there_is_no_terminal(demo: Demo) -> None:
    assert "\x1b" not in demo.output


def test_it_leaves_nothing_behind(demo: Demo) -> None:
    assert len(PROCESS.findall(demo.output)) == 2
    assert demo.list_left_behind() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demo_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    demo = Demo.start(tmp_path)
    demo.read_to("A visitor books")

    demo.process.send_signal(number)

    assert demo.finish() == 130
    assert len(PROCESS.findall(demo.output)) == 2
    assert demo.list_left_behind() == []


def test_a_worker_that_dies_breaks_the_promise_and_the_demo_says_so(tmp_path: Path) -> None:
    demo = Demo.start(tmp_path)
    demo.read_to("A Zap's hook fails")

    os.kill(int(PROCESS.findall(demo.output)[1]), signal.SIGKILL)

    assert demo.finish() == 1
    assert "Error: `sidecar worker` has ended by itself." in demo.output
    assert demo.list_left_behind() == []
