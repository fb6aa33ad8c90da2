"""What the pages show is what the product does."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path
from typing import Any

from sidecar.catalog import ACTIONS, TRIGGERS, ZAP_TEMPLATES, check_trigger
from sidecar.catalog.action_checks import check_action

ROOT = Path(__file__).parents[2]


def read_block(page: str, language: str) -> str:
    """Return the first code block of a language on a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    block = re.search(rf"^( *)```{language}\n(.*?)^\1```$", text, re.DOTALL | re.MULTILINE)
    assert block is not None
    return textwrap.dedent(block[2])


def test_the_readme_shows_the_payload_of_a_new_booking() -> None:
    shown = json.loads(read_block("README.md", "json"))

    assert shown == TRIGGERS["booking_created"].sample()


def test_the_readme_counts_the_triggers() -> None:
    counts = re.findall(r"one of (\d+) triggers", (ROOT / "README.md").read_text(encoding="utf-8"))

    assert counts == [str(len(TRIGGERS))]


def test_the_trigger_that_is_shown_may_be_added_as_it_stands() -> None:
    names: dict[str, Any] = {}

    exec(read_block("docs/add-a-trigger.md", "python"), names)  # noqa: S102 # it is what a reader would save

    trigger = names["TRIGGER"]
    check_trigger(trigger, trigger.key)
    assert trigger.key not in TRIGGERS
    sample = trigger.sample()
    assert (sample["previous_status"], sample["status"]) == ("pending", "failed")


def test_the_action_that_is_shown_may_be_added_as_it_stands() -> None:
    names: dict[str, Any] = {}

    exec(read_block("docs/add-an-action.md", "python"), names)  # noqa: S102 # it is what a reader would save

    action = names["ACTION"]
    check_action(action, action.key)
    assert action.key not in ACTIONS


def test_there_are_ten_zap_templates_and_the_page_shows_each() -> None:
    page = (ROOT / "docs/zap-templates.md").read_text(encoding="utf-8")

    assert len(ZAP_TEMPLATES) == 10
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == [item.title for item in ZAP_TEMPLATES.values()]
