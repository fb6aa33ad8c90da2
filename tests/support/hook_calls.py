"""Calls of WordPress hooks as the shim turns them into reports: the rule of paths, once more in Python.

Dictionaries and lists stand for PHP's arrays, other objects for its objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.catalog import list_hooks
from sidecar.db.outbox import Mark

if TYPE_CHECKING:
    from datetime import datetime

    from sidecar.spec import WpHook


def report_call(name: str, *arguments: Any, marked_at: datetime) -> list[Mark]:
    """Return the marks that the shim writes when a hook is called with these arguments."""
    called = [hook for hook in list_hooks() if hook.name == name and hook.report]
    return [_mark(hook, arguments, marked_at) for hook in called if _matches(hook, arguments)]


def _mark(hook: WpHook, arguments: tuple[Any, ...], marked_at: datetime) -> Mark:
    details: dict[str, Any] = {}
    for key, paths in hook.details.items():
        values = (path[1:] if path.startswith("=") else _find(arguments, path) for path in paths)
        value = next((value for value in values if value not in (None, "")), None)
        if value is not None:
            details[key] = value
    facts = {"trigger": hook.report, "details": details}
    booking_id = int(_find(arguments, hook.object_id) or 0)
    return Mark(hook.object_type, booking_id, frozenset({hook.mark}), facts, marked_at)


def _matches(hook: WpHook, arguments: tuple[Any, ...]) -> bool:
    return all(_is_allowed(_find(arguments, path), allowed) for path, allowed in hook.where.items())


def _is_allowed(value: Any, allowed: tuple[str, ...]) -> bool:
    def fits(pattern: str) -> bool:
        begin, star, end = pattern.partition("*")
        text = str(value)
        return text == pattern if not star else text.startswith(begin) and text[len(begin) :].endswith(end)

    return value is not None and any(map(fits, allowed))


def _find(arguments: tuple[Any, ...], path: str) -> Any:
    value: Any = arguments
    for step in path.split("."):
        value = _step(value, step)
    return None if isinstance(value, (dict, list, tuple)) else value


def _step(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, (list, tuple)):
        return value[int(step)] if step.isdigit() and int(step) < len(value) else None
    if step.endswith("()"):
        getter = getattr(value, step[:-2], None)
        return getter() if callable(getter) else None
    return getattr(value, step, None)
