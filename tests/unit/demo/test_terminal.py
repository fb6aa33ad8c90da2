"""The demo's way of speaking: colour where it is wanted, and a promise that does not hold ends it."""

from __future__ import annotations

from io import StringIO

import pytest

from sidecar.demo.promises import BrokenPromiseError, wait_until
from sidecar.demo.terminal import Terminal


class Screen(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_kept_promise_is_said_in_colour_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen = Screen()

    Terminal(screen).promise("It arrived.", holds=True)

    assert screen.getvalue() == "   \x1b[32m\x1b[1m✓ \x1b[0m\x1b[32mIt arrived.\x1b[0m\n"


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()

    Terminal(screen).promise("It arrived.", holds=True)

    assert screen.getvalue() == "   ✓ It arrived.\n"


def test_a_file_gets_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    file = StringIO()

    Terminal(file).heading(3, "A visitor books")

    assert file.getvalue() == "\n3  A visitor books\n"


def test_a_promise_that_does_not_hold_is_an_error_and_not_said() -> None:
    file = StringIO()

    with pytest.raises(BrokenPromiseError, match="does not: It arrived"):
        Terminal(file).promise("It arrived.", holds=False)

    assert file.getvalue() == ""


def test_a_table_has_columns_as_wide_as_they_must_be() -> None:
    file = StringIO()

    Terminal(file).table(("Zap", "answers"), [("Post to the chat", "500"), ("Calendar", "200")])

    lines = ["Zap               answers", "Post to the chat  500", "Calendar          200"]
    assert file.getvalue() == "\n" + "".join(f"     {line}\n" for line in lines) + "\n"


def test_waiting_in_vain_says_for_what() -> None:
    with pytest.raises(BrokenPromiseError, match="in vain for this: request 3 at the chat"):
        wait_until("request 3 at the chat", lambda: False, seconds=0)
