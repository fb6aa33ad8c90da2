"""Describes Zap templates as data, for catalog.json and for the page in wp-admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.catalog.registry import ACTIONS, SEARCHES, TRIGGERS, ZAP_TEMPLATES

if TYPE_CHECKING:
    from sidecar.template_spec import Start, Step, ZapTemplate


def export_templates() -> list[dict[str, Any]]:
    """Return the Zap templates as data."""
    return [_describe(template) for template in ZAP_TEMPLATES.values()]


def _describe(template: ZapTemplate) -> dict[str, Any]:
    return {
        "key": template.key,
        "title": template.title,
        "description": template.description,
        "audience": template.audience,
        "trigger": _describe_start(template.trigger),
        "steps": [_describe_step(step) for step in template.steps],
    }


def _describe_start(start: Start) -> dict[str, Any]:
    trigger = TRIGGERS.get(start.key)
    return {
        "app": start.app,
        "event": trigger.label if trigger else start.event,
        "key": start.key or None,
        "filters": dict(start.filters),
    }


def _describe_step(step: Step) -> dict[str, Any]:
    kind = "action" if step.key in ACTIONS else "search" if step.key in SEARCHES else None
    found = ACTIONS.get(step.key) or SEARCHES.get(step.key)
    return {
        "app": step.app,
        "event": found.label if found else step.event,
        "key": step.key or None,
        "kind": kind,
        "fields": dict(step.fields),
    }
